//! log p(x) by annealed importance sampling.

use tch::{Kind, Tensor};

use super::importance::rows;
use super::path::{Path, Place};
use super::trajectory::trajectory;
use super::weights::WeightSums;
use super::{AnnealingConfig, Evidence};
use crate::error::Result;
use crate::model::Vae;
use crate::model::check::check_like;
use crate::random::Random;

impl Vae {
    /// log p̂(x) = log 1/C Σ w of C chains, each led along f_β = q₀^(1−β) (p(z) p(x|z))^β with
    /// log w = Σₜ (βₜ − βₜ₋₁) (log p(x, zₜ₋₁) − log q₀(zₜ₋₁)) (Neal, 2001, equation 11; Wu, Burda,
    /// Salakhutdinov & Grosse, 2017, section 2.2), for images `[B, D]`; nats. E\[w\] = p(x), so
    /// that on average it is a lower bound, whatever q₀ and the trajectories are.
    ///
    /// Step sizes are found by [`pilots`](AnnealingConfig::pilots), chains that count for nothing
    /// else: steps that learnt from the chains themselves would make E\[w\] another number.
    ///
    /// ```
    /// use vae_core::model::{AnnealingConfig, Architecture};
    /// use vae_core::{Random, Vae, VaeConfig};
    ///
    /// let architecture = Architecture::mlp([20]);
    /// let vae = Vae::new(VaeConfig { architecture, ..VaeConfig::default() }, 0)?;
    /// let x = vae.generate(3, &mut Random::new(1))?;
    /// let config = AnnealingConfig { temperatures: 20, ..AnnealingConfig::default() };
    /// let evidence = vae.evidence_by_annealing(&x, &config, &mut Random::new(2))?;
    /// assert_eq!(evidence.log_p.size(), [3]);
    /// # Ok::<(), vae_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) for settings that make no sense, or a start from a
    /// q(z|x) that is no Gaussian; those of [`check_images`](Self::check_images);
    /// [`ErrorKind::NotFinite`](crate::ErrorKind) where the model's weights make no numbers.
    pub fn evidence_by_annealing(
        &self,
        x: &Tensor,
        config: &AnnealingConfig,
        random: &mut Random,
    ) -> Result<Evidence> {
        let moves = upwards(&config.schedule.betas(checked(config)?));
        self.anneal(x, None, &moves, config, random)?.evidence()
    }

    /// The upper bound −log 1/C Σ 1/w of chains led the other way, from a true draw of p(z|x) to
    /// q₀ (Grosse, Ghahramani & Adams, 2015, section 3): between it and
    /// [`evidence_by_annealing`](Self::evidence_by_annealing) lies log p(x), on average. Only
    /// simulated images have such a draw: z `[B, J]` from the prior, and x drawn from
    /// [`decode`](Self::decode)(z).
    ///
    /// ```
    /// use vae_core::model::{AnnealingConfig, Architecture};
    /// use vae_core::{Random, Vae, VaeConfig};
    ///
    /// let architecture = Architecture::mlp([20]);
    /// let vae = Vae::new(VaeConfig { architecture, ..VaeConfig::default() }, 0)?;
    /// let mut random = Random::new(1);
    /// let z = random.standard_normal(&[3, 2])?;
    /// let x = vae.decode(&z)?.sample(&mut random)?;
    /// let config = AnnealingConfig { temperatures: 20, ..AnnealingConfig::default() };
    /// let above = vae.evidence_from_above(&x, &z, &config, &mut random)?;
    /// assert_eq!(above.log_p.size(), [3]);
    /// # Ok::<(), vae_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`evidence_by_annealing`](Self::evidence_by_annealing), and where `z` is not `[B, J]`.
    pub fn evidence_from_above(
        &self,
        x: &Tensor,
        z: &Tensor,
        config: &AnnealingConfig,
        random: &mut Random,
    ) -> Result<Evidence> {
        let moves = downwards(&config.schedule.betas(checked(config)?));
        let evidence = self.anneal(x, Some(z), &moves, config, random)?.evidence()?;
        Ok(Evidence {
            log_p: -evidence.log_p,
            ..evidence
        })
    }

    /// The weights of all chains, from given codes or from q₀.
    fn anneal(
        &self,
        x: &Tensor,
        z: Option<&Tensor>,
        moves: &[Move],
        config: &AnnealingConfig,
        random: &mut Random,
    ) -> Result<WeightSums> {
        self.check_images("annealed importance sampling", x)?;
        let images = x.size()[0];
        if let Some(z) = z {
            let wanted = Tensor::f_empty([images, self.config().latent], (x.kind(), x.device()))?;
            check_like("annealed importance sampling (z)", z, &wanted)?;
        }
        tch::no_grad(|| {
            let ahead = Chains::new(self, x, z, config, config.pilots)?;
            let steps = ahead.learn_steps(moves, random)?;
            let mut sums = WeightSums::new(images)?;
            let mut left = config.chains;
            while left > 0 {
                let copies = (rows(self) / images.max(1)).clamp(1, left);
                let chains = Chains::new(self, x, z, config, copies)?;
                sums.add(&chains.log_weights(moves, &steps, random)?)?;
                left -= copies;
            }
            Ok(sums)
        })
    }
}

/// T, of settings that make sense.
fn checked(config: &AnnealingConfig) -> Result<i64> {
    config.validate()?;
    Ok(config.temperatures)
}

/// What chains do next: weigh their places, then move under another f_β.
struct Move {
    /// What log w gains for each unit of log p(x, z) − log q₀(z).
    weight: f64,
    /// The β of the trajectory after it, if there is one.
    beta: Option<f64>,
}

/// From q₀ to p(z) p(x|z). The last move, under β = 1, would change no weight.
fn upwards(betas: &[f64]) -> Vec<Move> {
    let pairs = betas.windows(2).map(|pair| Move {
        weight: pair[1] - pair[0],
        beta: (pair[1] < 1.0).then_some(pair[1]),
    });
    pairs.collect()
}

/// The same way back, whose weights are 1/w.
fn downwards(betas: &[f64]) -> Vec<Move> {
    let pairs = betas.windows(2).rev().map(|pair| Move {
        weight: pair[0] - pair[1],
        beta: (pair[0] > 0.0).then_some(pair[0]),
    });
    pairs.collect()
}

/// Several chains of each image.
struct Chains<'a> {
    path: Path<'a>,
    /// Where they begin, if not at a draw from q₀, `[N, J]`.
    z: Option<Tensor>,
    config: &'a AnnealingConfig,
    copies: i64,
    images: i64,
}

impl<'a> Chains<'a> {
    fn new(
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
    fn learn_steps(&self, moves: &[Move], random: &mut Random) -> Result<Vec<Tensor>> {
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
            log_step = log_step + (accepted - self.config.acceptance) * RATE;
            log_step = log_step.f_clamp_max(0.0)?;
            steps.push(step);
            place = next;
        }
        Ok(steps)
    }

    /// log w of each chain, `[copies, B]`.
    fn log_weights(&self, moves: &[Move], steps: &[Tensor], random: &mut Random) -> Result<Tensor> {
        let mut place = self.begin(random)?;
        let mut log_w = Tensor::f_zeros([self.copies * self.images], (Kind::Double, self.path.vae().device()))?;
        let mut steps = steps.iter();
        for one in moves {
            log_w = log_w + self.path.log_ratio(&place)?.f_to_kind(Kind::Double)? * one.weight;
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
    use super::super::test_models::{LinearModel, plane};
    use super::super::{Schedule, Start};
    use super::*;
    use crate::model::{Posterior, VaeConfig};

    fn largest(t: &Tensor) -> f64 {
        t.abs().max().double_value(&[])
    }

    fn config(chains: i64, temperatures: i64) -> AnnealingConfig {
        AnnealingConfig {
            chains,
            temperatures,
            leapfrog_steps: 5,
            ..AnnealingConfig::default()
        }
    }

    #[test]
    fn one_temperature_is_importance_sampling() {
        let model = LinearModel::new(0.1, 1.6);
        let (_, x) = model.simulate(4, 1);
        let plain = model.vae.evidence(&x, 30, &mut Random::new(2)).unwrap();
        let mut random = Random::new(2);
        let once = config(30, 1);
        // The pilots draw their places, and have no move to learn from.
        let annealed = model.vae.anneal(&x, None, &upwards(&[0.0, 1.0]), &once, &mut random).unwrap();
        let mut ahead = Random::new(2);
        let _ = ahead.standard_normal(&[2 * 4, 3]).unwrap();
        let after_pilots = model.vae.evidence(&x, 30, &mut ahead).unwrap();
        let annealed = annealed.evidence().unwrap();
        assert!(largest(&(&annealed.log_p - after_pilots.log_p)) < 1e-9);
        assert!(largest(&(annealed.log_p - plain.log_p)) > 1e-4);
    }

    #[test]
    fn it_is_right_where_importance_sampling_is_not() {
        let model = LinearModel::new(2.0, 0.3);
        let (_, x) = model.simulate(6, 1);
        let exact = model.log_p(&x);
        let plain = model.vae.evidence(&x, 1_600, &mut Random::new(2)).unwrap();
        assert!(largest(&(plain.log_p - &exact)) > 1.0);
        for start in [Start::Posterior, Start::Prior] {
            let config = AnnealingConfig { start, ..config(64, 300) };
            let e = model.vae.evidence_by_annealing(&x, &config, &mut Random::new(3)).unwrap();
            let errors = (&e.log_p - &exact) / &e.standard_error;
            assert!(largest(&errors) < 4.0, "{start:?} {errors:?} {:?}", e.standard_error);
            assert!(largest(&e.standard_error) < 0.2, "{start:?} {:?}", e.standard_error);
        }
    }

    #[test]
    fn it_is_the_integral_over_the_plane() {
        let (vae, x, log_p) = plane();
        let config = AnnealingConfig { schedule: Schedule::Linear, ..config(64, 200) };
        let e = vae.evidence_by_annealing(&x, &config, &mut Random::new(2)).unwrap();
        let errors = (&e.log_p - &log_p) / &e.standard_error;
        assert!(largest(&errors) < 4.0 && largest(&e.standard_error) < 0.15, "{errors:?} {:?}", e.standard_error);
    }

    #[test]
    fn few_temperatures_bound_from_below_and_above() {
        let model = LinearModel::new(0.5, 0.5);
        let (z, x) = model.simulate(200, 1);
        let exact = model.log_p(&x).mean(Kind::Double).double_value(&[]);
        let of = |temperatures| {
            let config = config(1, temperatures);
            let below = model.vae.evidence_by_annealing(&x, &config, &mut Random::new(2)).unwrap();
            let above = model.vae.evidence_from_above(&x, &z, &config, &mut Random::new(3)).unwrap();
            let mean = |e: Evidence| e.log_p.mean(Kind::Double).double_value(&[]);
            (mean(below), mean(above))
        };
        let (below, above) = of(3);
        assert!(below < exact - 0.1 && exact + 0.1 < above, "{below} {exact} {above}");
        let closer = of(100);
        assert!(closer.0 > below && closer.1 < above);
        assert!(closer.1 - closer.0 < 0.3 * (above - below), "{closer:?} {below} {above}");
        assert!((closer.0 + closer.1 - 2.0 * exact).abs() < 0.3, "{closer:?} {exact}");
    }

    #[test]
    fn trajectories_are_accepted_as_often_as_asked() {
        let model = LinearModel::new(0.0, 1.0);
        let (_, x) = model.simulate(20, 1);
        let config = config(16, 60);
        let chains = Chains::new(&model.vae, &x, None, &config, 16).unwrap();
        let mut random = Random::new(4);
        let moves = upwards(&config.schedule.betas(60));
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

    #[test]
    fn the_same_seed_gives_the_same_bits() {
        let (vae, x, _) = plane();
        let of = |seed| {
            let random = &mut Random::new(seed);
            vae.evidence_by_annealing(&x, &config(4, 10), random).unwrap().log_p
        };
        assert!(of(1).equal(&of(1)) && !of(1).equal(&of(2)));
    }

    #[test]
    fn a_flow_starts_from_the_prior() {
        let posterior = Posterior::PlanarFlow { length: 2 };
        let vae = Vae::new(VaeConfig { posterior, ..VaeConfig::default() }, 0).unwrap();
        let x = vae.generate(1, &mut Random::new(1)).unwrap();
        let of = |start| {
            let config = AnnealingConfig { start, ..config(2, 3) };
            vae.evidence_by_annealing(&x, &config, &mut Random::new(0))
        };
        assert!(of(Start::Posterior).unwrap_err().to_string().contains("start from the prior"));
        assert_eq!(of(Start::Prior).unwrap().images(), 1);
    }
}
