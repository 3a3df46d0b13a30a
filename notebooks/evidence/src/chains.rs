//! Chains of codes on their way from one distribution to another.

use tch::{Kind, Tensor};
use vae_core::{Random, Result, Vae};

use crate::AnnealingConfig;
use crate::path::{Path, Place};
use crate::trajectory::trajectory;

/// What chains do next: weigh their places, then move under another f_β.
pub(crate) struct Move {
    /// What log w gains for each unit of log p(x, z) − log q₀(z).
    pub(crate) weight: f64,
    /// The β of the trajectory after it, if there is one.
    pub(crate) beta: Option<f64>,
}

/// From q₀ to p(z) p(x|z). The last move, under β = 1, would change no weight.
pub(crate) fn upwards(betas: &[f64]) -> Vec<Move> {
    let pairs = betas
        .windows(2)
        .map(|pair| Move { weight: pair[1] - pair[0], beta: (pair[1] < 1.0).then_some(pair[1]) });
    pairs.collect()
}

/// The same way back, whose weights are 1/w.
pub(crate) fn downwards(betas: &[f64]) -> Vec<Move> {
    let pairs = betas
        .windows(2)
        .rev()
        .map(|pair| Move { weight: pair[0] - pair[1], beta: (pair[0] > 0.0).then_some(pair[0]) });
    pairs.collect()
}

/// Several chains of each image.
pub(crate) struct Chains<'a> {
    path: Path<'a>,
    /// Where they begin, if not at a draw from q₀, `[N, J]`.
    z: Option<Tensor>,
    config: &'a AnnealingConfig,
    copies: i64,
    images: i64,
}

impl<'a> Chains<'a> {
    pub(crate) fn new(
        vae: &'a Vae,
        x: &Tensor,
        z: Option<&Tensor>,
        config: &'a AnnealingConfig,
        copies: i64,
    ) -> Result<Self> {
        let z = z.map(|z| z.f_repeat([copies, 1])).transpose()?;
        Ok(Self {
            path: Path::new(vae, x, config.start, copies)?,
            z,
            config,
            copies,
            images: x.size()[0],
        })
    }

    fn begin(&self, random: &mut Random) -> Result<Place> {
        match &self.z {
            Some(z) => self.path.at_codes(z),
            None => {
                let u = random.standard_normal(&self.path.size())?;
                self.path.at(self.path.vae().to_model_device(&u)?)
            }
        }
    }

    /// The step size of each image at each move, `[B]`: longer where chains accept more than they
    /// should, shorter where less (Robbins & Monro, 1951). None is longer than q₀'s own σ: near
    /// the 2 σ where leapfrog on a Gaussian becomes unstable, many are accepted that lead nowhere.
    pub(crate) fn learn_steps(&self, moves: &[Move], random: &mut Random) -> Result<Vec<Tensor>> {
        const RATE: f64 = 0.2;
        let mut place = self.begin(random)?;
        let first = 0.5 / (self.path.size()[1] as f64).powf(0.25);
        let vae = self.path.vae();
        let mut log_step = Tensor::f_full([self.images], first.ln(), (vae.kind(), vae.device()))?;
        let mut steps = Vec::new();
        for beta in moves.iter().filter_map(|one| one.beta) {
            let step = log_step.f_exp()?;
            let (next, probability) = self.travel(place, beta, &step, random)?;
            let accepted = probability.f_view([self.copies, self.images])?;
            let accepted = accepted.f_mean_dim(0, false, None::<Kind>)?;
            log_step += (accepted - self.config.acceptance) * RATE;
            log_step = log_step.f_clamp_max(0.0)?;
            steps.push(step);
            place = next;
        }
        Ok(steps)
    }

    /// log w of each chain, `[copies, B]`.
    pub(crate) fn log_weights(
        &self,
        moves: &[Move],
        steps: &[Tensor],
        random: &mut Random,
    ) -> Result<Tensor> {
        let mut place = self.begin(random)?;
        let mut log_w =
            Tensor::f_zeros([self.copies * self.images], (Kind::Double, self.path.vae().device()))?;
        let mut steps = steps.iter();
        for one in moves {
            log_w += self.path.log_ratio(&place)?.f_to_kind(Kind::Double)? * one.weight;
            if let (Some(beta), Some(step)) = (one.beta, steps.next()) {
                place = self.travel(place, beta, step, random)?.0;
            }
        }
        Ok(log_w.f_view([self.copies, self.images])?)
    }

    /// A trajectory of each chain, with a step for each image, `[B]`.
    fn travel(
        &self,
        place: Place,
        beta: f64,
        step: &Tensor,
        random: &mut Random,
    ) -> Result<(Place, Tensor)> {
        let step = step.f_repeat([self.copies])?.f_unsqueeze(1)?;
        trajectory(&self.path, place, beta, &step, self.config.leapfrog_steps, random)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_models::LinearModel;

    #[test]
    fn every_way_weighs_one_unit_and_never_moves_at_its_ends() {
        for moves in [upwards(&[0.0, 0.3, 0.8, 1.0]), downwards(&[0.0, 0.3, 0.8, 1.0])] {
            let weight: f64 = moves.iter().map(|one| one.weight).sum();
            assert!((weight.abs() - 1.0).abs() < 1e-12);
            assert_eq!(moves.iter().filter_map(|one| one.beta).count(), 2);
            assert!(moves[2].beta.is_none());
        }
    }

    #[test]
    fn trajectories_are_accepted_as_often_as_asked() {
        let model = LinearModel::new(0.0, 1.0);
        let (_, x) = model.simulate(20, 1);
        let config = AnnealingConfig { leapfrog_steps: 5, ..AnnealingConfig::default() };
        let chains = Chains::new(&model.vae, &x, None, &config, 16).unwrap();
        let mut random = Random::new(4);
        let moves = upwards(&config.schedule.betas(60).unwrap());
        let steps = chains.learn_steps(&moves, &mut random).unwrap();
        assert_eq!(steps.len(), 59);
        let mut place = chains.begin(&mut random).unwrap();
        let mut accepted = 0.0;
        for _ in 0..20 {
            let (next, probability) = chains.travel(place, 1.0, &steps[58], &mut random).unwrap();
            accepted += probability.mean(Kind::Double).double_value(&[]) / 20.0;
            place = next;
        }
        assert!((accepted - 0.65).abs() < 0.1, "{accepted}");
    }
}
