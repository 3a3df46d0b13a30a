//! The two methods: what a minibatch teaches encoder and decoder.

use serde::{Deserialize, Serialize};
use tch::Tensor;
use vae_core::{Random, Result, Vae};

use super::adagrad::Adagrad;

/// How encoder and decoder are learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Both climb the lower bound, the encoder through the code.
    Aevb,
    /// The decoder learns images from codes of q(z|x), the encoder the codes of dreams.
    WakeSleep,
}

impl Method {
    /// What tables call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Aevb => "AEVB",
            Self::WakeSleep => "wake-sleep",
        }
    }

    /// One step on a minibatch `[B, D]`; `prior` is what the decoder's prior N(0, I) weighs, one
    /// over the number of images. Answers with the losses that it took gradients of.
    pub(super) fn step(
        self,
        vae: &Vae,
        adagrad: &mut Adagrad,
        x: &Tensor,
        prior: f64,
        random: &mut Random,
    ) -> Result<f64> {
        let parts = Parts::of(vae);
        match self {
            Self::Aevb => {
                let loss = bound(vae, x, random)?;
                parts.descend(adagrad, &loss, &[Side::Encoder, Side::Decoder], prior)
            }
            Self::WakeSleep => {
                let wake = wake(vae, x, random)?;
                let awake = parts.descend(adagrad, &wake, &[Side::Decoder], prior)?;
                let sleep = sleep(vae, x.size()[0], random)?;
                Ok(awake + parts.descend(adagrad, &sleep, &[Side::Encoder], prior)?)
            }
        }
    }
}

/// The negative bound, one code an image.
fn bound(vae: &Vae, x: &Tensor, random: &mut Random) -> Result<Tensor> {
    vae.elbo(x, random)?.loss()
}

/// −log p(x|z) at a code of q(z|x), which gives the encoder nothing.
fn wake(vae: &Vae, x: &Tensor, random: &mut Random) -> Result<Tensor> {
    let z = tch::no_grad(|| vae.encode(x)?.sample(random))?;
    negative_mean(&vae.decode(&z)?.log_prob(x)?)
}

/// −log q(z|x) of dreams: z of the prior, x of p(x|z), which gives the decoder nothing.
fn sleep(vae: &Vae, dreams: i64, random: &mut Random) -> Result<Tensor> {
    let z = random.standard_normal(&[dreams, vae.config().latent])?;
    let x = tch::no_grad(|| vae.decode(&z)?.sample(random))?;
    negative_mean(&vae.encode(&x)?.log_prob(&z)?)
}

fn negative_mean(nats: &Tensor) -> Result<Tensor> {
    Ok(nats.f_mean(nats.f_kind()?)?.f_neg()?)
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Side {
    Encoder,
    Decoder,
}

/// The parameters of a model, the encoder's before the decoder's.
struct Parts<'a> {
    all: Vec<&'a Tensor>,
    encoders: usize,
}

impl<'a> Parts<'a> {
    fn of(vae: &'a Vae) -> Self {
        let named = vae.named_parameters();
        let encoders = named.iter().take_while(|(name, _)| name.starts_with("encoder.")).count();
        Self { all: named.into_iter().map(|(_, parameter)| parameter).collect(), encoders }
    }

    /// Moves the parameters of some sides against the gradient of a loss, which it answers with.
    fn descend(
        &self,
        adagrad: &mut Adagrad,
        loss: &Tensor,
        sides: &[Side],
        prior: f64,
    ) -> Result<f64> {
        let first = if sides.contains(&Side::Encoder) { 0 } else { self.encoders };
        let end = if sides.contains(&Side::Decoder) { self.all.len() } else { self.encoders };
        let parameters = self.all.get(first..end).unwrap_or_default();
        let mut gradients = Tensor::f_run_backward(&[loss], parameters, false, false)?;
        if sides.contains(&Side::Decoder) {
            let own = self.encoders - first;
            add_prior(&parameters[own..], &mut gradients[own..], prior)?;
        }
        adagrad.step(first, parameters, &gradients)?;
        Ok(loss.f_double_value(&[])?)
    }
}

/// Adds the gradient of −log N(0, I), θ itself, times a weight.
fn add_prior(parameters: &[&Tensor], gradients: &mut [Tensor], weight: f64) -> Result<()> {
    tch::no_grad(|| {
        for (parameter, gradient) in parameters.iter().zip(gradients) {
            let weight = Tensor::f_from_slice(&[weight as f32])?.f_to_kind(parameter.f_kind()?)?;
            let _ = gradient.f_addcmul_(parameter, &weight)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::dataset::synthetic::digits;
    use vae_core::model::Architecture;
    use vae_core::{VaeConfig, evaluate};

    fn small() -> Vae {
        let architecture = Architecture::mlp([20]);
        Vae::new(VaeConfig { latent: 2, architecture, ..VaeConfig::default() }, 0).unwrap()
    }

    fn copies(vae: &Vae) -> Vec<Tensor> {
        vae.parameters().iter().map(|p| p.detach().copy()).collect()
    }

    #[test]
    fn both_methods_raise_the_bound() {
        let images = digits(200, 0).unwrap();
        for method in [Method::Aevb, Method::WakeSleep] {
            let vae = small();
            let mut adagrad = Adagrad::new(0.02, &vae.parameters()).unwrap();
            let before = evaluate(&vae, &images).unwrap().loss;
            let x = images.range(0, 100).unwrap();
            for step in 0..60 {
                let random = &mut Random::new(step);
                method.step(&vae, &mut adagrad, &x, 0.005, random).unwrap();
            }
            let after = evaluate(&vae, &images).unwrap().loss;
            assert!(after < 0.6 * before, "{method:?}: {before} {after}");
        }
    }

    #[test]
    fn awake_moves_the_decoder_and_asleep_the_encoder() {
        let (vae, images) = (small(), digits(10, 0).unwrap());
        let parts = Parts::of(&vae);
        let x = images.range(0, 10).unwrap();
        let random = &mut Random::new(1);
        let mut adagrad = Adagrad::new(0.02, &vae.parameters()).unwrap();
        for side in [Side::Decoder, Side::Encoder] {
            let loss = match side {
                Side::Decoder => wake(&vae, &x, random).unwrap(),
                Side::Encoder => sleep(&vae, 10, random).unwrap(),
            };
            let before = copies(&vae);
            parts.descend(&mut adagrad, &loss, &[side], 0.0).unwrap();
            for ((name, now), old) in vae.named_parameters().iter().zip(before) {
                let is_of_side = name.starts_with("decoder.") == (side == Side::Decoder);
                assert_eq!(!now.equal(&old), is_of_side, "{name} of {side:?}");
            }
        }
    }

    #[test]
    fn the_prior_pulls_to_zero() {
        let parameter = Tensor::from_slice(&[2.0_f32, -4.0]);
        let mut gradients = [Tensor::from_slice(&[0.0_f32, 1.0])];
        add_prior(&[&parameter], &mut gradients, 0.25).unwrap();
        assert!(gradients[0].equal(&Tensor::from_slice(&[0.5_f32, 0.0])));
    }
}
