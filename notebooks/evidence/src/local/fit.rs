//! The climb.

use tch::{Kind, Tensor};
use vae_core::model::log_prior;
use vae_core::train::{Adam, AdamConfig};
use vae_core::{Error, Random, Result, Vae};

use super::LocalPosterior;
use crate::importance::check_count;

/// How q of each image is climbed with: Adam, whose step size falls to nothing, so that the noise
/// of the draws settles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalFit {
    /// Steps.
    pub steps: usize,
    /// Codes of each image in each step.
    pub draws: i64,
    /// Adam's step size at first.
    pub learning_rate: f64,
}

impl Default for LocalFit {
    fn default() -> Self {
        Self { steps: 1_000, draws: 8, learning_rate: 0.03 }
    }
}

impl LocalFit {
    /// Checks that every setting makes sense.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) naming the field.
    pub fn validate(&self) -> Result<()> {
        check_count("draws", self.draws, 1_000_000)?;
        if self.steps > 10_000_000 {
            return Err(Error::config("steps", self.steps, "choose at most 10000000"));
        }
        AdamConfig { learning_rate: self.learning_rate, ..AdamConfig::default() }.validate()
    }
}

/// Raises ELBO(q) = E_q\[log p(x, z) − log q(z)\] of every image `[B, D]` over its own q, with the
/// decoder as it is. Like every climb it may end on a lower summit, so what it finds is at most the
/// best (Cremer, Li & Duvenaud, 2018, section 5.2).
///
/// ```
/// use vae_core::{Random, Vae, VaeConfig};
/// use vae_evidence::local::{self, LocalFit, LocalPosterior};
///
/// let vae = Vae::new(VaeConfig::default(), 0)?;
/// let x = vae.generate(3, &mut Random::new(1))?;
/// let encoders = LocalPosterior::gaussian(tch::no_grad(|| vae.encode(&x))?)?;
/// let some = LocalFit { steps: 20, ..LocalFit::default() };
/// let best = local::fit(&vae, &x, encoders, &some, &mut Random::new(2))?;
/// let bounds = local::bounds(&vae, &x, &best, 100, &mut Random::new(3))?;
/// assert_eq!(bounds.elbo.size(), [3]);
/// # Ok::<(), vae_core::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Config`](vae_core::ErrorKind) for settings that make no sense,
/// [`ErrorKind::Shape`](vae_core::ErrorKind) where `q` is not one of these images, and those of
/// [`Vae::check_images`].
pub fn fit(
    vae: &Vae,
    x: &Tensor,
    q: LocalPosterior,
    config: &LocalFit,
    random: &mut Random,
) -> Result<LocalPosterior> {
    config.validate()?;
    check(vae, x, &q)?;
    let copies = x.f_repeat([config.draws, 1])?;
    let adam = AdamConfig { learning_rate: config.learning_rate, ..AdamConfig::default() };
    let mut adam = Adam::new(adam, &q.parameters())?;
    for step in 0..config.steps {
        let left = 1.0 - step as f64 / config.steps as f64;
        adam.set_learning_rate(config.learning_rate * left)?;
        let gradients = gradients(vae, &copies, &q, config.draws, random)?;
        adam.step(&q.parameters(), &gradients)?;
    }
    Ok(q)
}

/// Of −ELBO, by the path through the draws. The slope of log p(x|z) is known already, so that z
/// alone needs a graph.
fn gradients(
    vae: &Vae,
    copies: &Tensor,
    q: &LocalPosterior,
    draws: i64,
    random: &mut Random,
) -> Result<Vec<Tensor>> {
    let eps = vae.to_model_device(&random.standard_normal(&[copies.size()[0], q.latent()])?)?;
    let draw = q.draw(&eps)?;
    let (_, slope) = vae.log_likelihood_and_slope(&draw.z, copies)?;
    let uphill = (&draw.z * slope).f_sum(None::<Kind>)?;
    let rest = log_prior(&draw.z)?.f_sub(&draw.log_q)?.f_sum(None::<Kind>)?;
    let loss = (uphill + rest) / -(draws as f64);
    Ok(Tensor::f_run_backward(&[loss], &q.parameters(), false, false)?)
}

/// `q` has a distribution for each of the images, of the model's codes.
pub(super) fn check(vae: &Vae, x: &Tensor, q: &LocalPosterior) -> Result<()> {
    vae.check_images("a q of each image's own", x)?;
    let (size, wanted) = ([q.images(), q.latent()], [x.size()[0], vae.config().latent]);
    match size == wanted {
        true => Ok(()),
        false => Err(Error::shape("a q of each image's own", format!("{wanted:?}"), size)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local::{Coupling, bounds};
    use crate::test_models::LinearModel;
    use vae_core::DiagonalGaussian;

    /// Nats of each image between log p(x) and the best q found, from a q that is far off.
    fn gaps(flow: Option<Coupling>) -> Tensor {
        let model = LinearModel::new(0.4, 3.0);
        let (_, x) = model.simulate(5, 1);
        let mut q = LocalPosterior::gaussian(model.vae.encode(&x).unwrap()).unwrap();
        let config = LocalFit { steps: 400, ..LocalFit::default() };
        let random = &mut Random::new(2);
        if let Some(size) = flow {
            q = q.with_flow(size, random).unwrap();
        }
        let best = fit(&model.vae, &x, q, &config, random).unwrap();
        model.log_p(&x) - bounds(&model.vae, &x, &best, 20_000, random).unwrap().elbo
    }

    /// p(z|x) is a Gaussian with precision Λ, the nearest diagonal one has its diagonal, and is
    /// ½ (Σ log Λⱼⱼ − log |Λ|) nats away.
    #[test]
    fn the_best_gaussian_is_as_far_off_as_it_must_be() {
        let precision = LinearModel::new(0.0, 1.0).precision();
        let diagonal = precision.diag(0).log().sum(Kind::Double);
        let must = 0.5 * (diagonal - precision.logdet()).double_value(&[]);
        let found = Vec::<f64>::try_from(gaps(None)).unwrap();
        assert!(
            must > 0.2 && found.iter().all(|gap| (gap - must).abs() < 0.05),
            "{must} {found:?}"
        );
    }

    #[test]
    fn a_flow_closes_the_rest() {
        let found = Vec::<f64>::try_from(gaps(Some(Coupling { length: 4, hidden: 8 }))).unwrap();
        assert!(found.iter().all(|gap| gap.abs() < 0.05), "{found:?}");
    }

    #[test]
    fn another_models_q_is_refused() {
        let model = LinearModel::new(0.0, 1.0);
        let (_, x) = model.simulate(5, 1);
        let other = LocalPosterior::gaussian(DiagonalGaussian::standard(4, 3).unwrap()).unwrap();
        let refused = fit(&model.vae, &x, other, &LocalFit::default(), &mut Random::new(0));
        assert_eq!(refused.unwrap_err().kind(), vae_core::ErrorKind::Shape);
    }
}
