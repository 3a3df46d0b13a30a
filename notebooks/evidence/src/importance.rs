//! log p(x) from codes of q(z|x).

use tch::{Device, Tensor};

use crate::Evidence;
use crate::weights::WeightSums;
use vae_core::model::{LatentDistribution, log_prior};
use vae_core::{DiagonalGaussian, Error, Random, Result, Vae};

/// Codes decoded at a time: enough for fast matrix products, few enough for a processor's caches.
pub(crate) fn rows(vae: &Vae) -> i64 {
    match vae.device() {
        Device::Cpu => 512,
        _ => 8_192,
    }
}

/// More samples an image than this are taken for a mistyped number.
const MOST: i64 = 1_000_000_000;

/// log p̂(x) = log 1/K Σₖ p(x|zₖ) p(zₖ) / q(zₖ|x) with zₖ ~ q(z|x) (Burda, Grosse &
/// Salakhutdinov, 2016, equation 8; K = 5,000 is custom), for images `[B, D]`; nats. However
/// large K is, some 500 codes are held at a time (8,000 on a GPU).
///
/// ```
/// use vae_core::{Random, Vae, VaeConfig};
/// use vae_evidence::importance_sampling;
///
/// let vae = Vae::new(VaeConfig::default(), 0)?;
/// let x = Random::new(1).uniform(&[3, 784])?;
/// let evidence = importance_sampling(&vae, &x, 500, &mut Random::new(2))?;
/// let elbo = vae.elbo(&x, &mut Random::new(2))?.value()?;
/// assert!(evidence.mean()?.log_p > elbo.mean(tch::Kind::Double).double_value(&[]));
/// assert_eq!(evidence.standard_error.size(), [3]);
/// # Ok::<(), vae_core::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Config`](vae_core::ErrorKind) for a K below 1, those of
/// [`Vae::check_images`], and [`ErrorKind::NotFinite`](vae_core::ErrorKind) where
/// the model's weights make no numbers.
pub fn importance_sampling(
    vae: &Vae,
    x: &Tensor,
    samples: i64,
    random: &mut Random,
) -> Result<Evidence> {
    check_samples(samples)?;
    vae.check_images("importance sampling", x)?;
    let chunk = rows(vae) / x.size()[0].max(1);
    in_chunks(vae, x, samples, chunk.clamp(1, samples), random)
}

/// The same with codes from a Gaussian for each image that need not be the encoder's, `[B, J]`: one
/// fitted to the image, or a wider one. E\[w\] is p(x) whichever it is.
///
/// ```
/// use vae_core::{DiagonalGaussian, Random, Vae, VaeConfig};
/// use vae_evidence::importance_sampling_from;
///
/// let vae = Vae::new(VaeConfig::default(), 0)?;
/// let x = Random::new(1).uniform(&[3, 784])?;
/// let q = tch::no_grad(|| vae.encode(&x))?;
/// let wider = DiagonalGaussian::new(q.mu, q.log_var + 1.0)?;
/// let evidence = importance_sampling_from(&vae, &x, &wider, 500, &mut Random::new(2))?;
/// assert_eq!(evidence.log_p.size(), [3]);
/// # Ok::<(), vae_core::Error>(())
/// ```
///
/// # Errors
/// As [`importance_sampling`], and [`ErrorKind::Shape`](vae_core::ErrorKind) where `q` is not
/// `[B, J]`.
pub fn importance_sampling_from(
    vae: &Vae,
    x: &Tensor,
    q: &DiagonalGaussian,
    samples: i64,
    random: &mut Random,
) -> Result<Evidence> {
    check_samples(samples)?;
    vae.check_images("importance sampling", x)?;
    let size = vec![x.size()[0], vae.config().latent];
    if q.mu.size() != size {
        return Err(Error::shape("importance sampling (q)", format!("{size:?}"), q.mu.size()));
    }
    let chunk = (rows(vae) / x.size()[0].max(1)).clamp(1, samples);
    weighed(x.size()[0], samples, chunk, random, |copies| {
        let repeated = |t: &Tensor| -> Result<Tensor> { Ok(t.f_repeat([copies, 1])?) };
        let q = DiagonalGaussian::new(repeated(&q.mu)?, repeated(&q.log_var)?)?;
        Ok(Proposal { vae, x, q: Box::new(q), copies })
    })
}

/// With the encoder's q, so many samples of each image at a time.
fn in_chunks(
    vae: &Vae,
    x: &Tensor,
    samples: i64,
    chunk: i64,
    random: &mut Random,
) -> Result<Evidence> {
    weighed(x.size()[0], samples, chunk, random, |copies| Proposal::new(vae, x, copies))
}

fn weighed<'a>(
    images: i64,
    samples: i64,
    chunk: i64,
    random: &mut Random,
    proposal: impl Fn(i64) -> Result<Proposal<'a>>,
) -> Result<Evidence> {
    tch::no_grad(|| {
        let mut sums = WeightSums::new(images)?;
        for (copies, times) in [(chunk, samples / chunk), (samples % chunk, 1)] {
            if copies == 0 {
                continue;
            }
            let proposal = proposal(copies)?;
            for _ in 0..times {
                sums.add(&proposal.log_weights(random)?)?;
            }
        }
        sums.evidence()
    })
}

/// q(z|x) of several copies of the images, encoded once.
struct Proposal<'a> {
    vae: &'a Vae,
    x: &'a Tensor,
    q: Box<dyn LatentDistribution>,
    copies: i64,
}

impl<'a> Proposal<'a> {
    fn new(vae: &'a Vae, x: &'a Tensor, copies: i64) -> Result<Self> {
        let q = vae.posterior_of_copies(x, copies)?;
        Ok(Self { vae, x, q, copies })
    }

    /// log w = log p(x|z) + log p(z) − log q(z|x) at fresh codes, `[copies, B]`.
    fn log_weights(&self, random: &mut Random) -> Result<Tensor> {
        let images = self.x.size()[0];
        let size = [self.copies * images, self.vae.config().latent];
        let eps = self.vae.to_model_device(&random.standard_normal(&size)?)?;
        let draw = self.q.draw(&eps)?;
        let log_likelihood = self.vae.decode(&draw.z)?.log_prob_of_copies(self.x, self.copies)?;
        let log_joint = log_likelihood.f_add(&log_prior(&draw.z)?)?;
        let log_w = log_joint.f_sub(&draw.log_q)?;
        Ok(log_w.f_view([self.copies, images])?)
    }
}

pub(crate) fn check_samples(samples: i64) -> Result<()> {
    check_count("samples", samples, MOST)
}

/// A number of samples, chains or steps makes sense.
pub(crate) fn check_count(field: &str, given: i64, most: i64) -> Result<()> {
    match (1..=most).contains(&given) {
        true => Ok(()),
        false => Err(Error::config(field, given, format!("choose a number from 1 to {most}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_models::{LinearModel, plane};
    use tch::Kind;

    fn largest(t: &Tensor) -> f64 {
        t.abs().max().double_value(&[])
    }

    #[test]
    fn it_is_the_evidence_of_a_linear_model() {
        let model = LinearModel::new(0.1, 1.6);
        let (_, x) = model.simulate(6, 1);
        let e = importance_sampling(&model.vae, &x, 20_000, &mut Random::new(2)).unwrap();
        let errors = (&e.log_p - model.log_p(&x)) / &e.standard_error;
        assert!(largest(&errors) < 4.0, "{errors:?}");
        assert!(e.standard_error.max().double_value(&[]) < 0.05);
        assert_eq!(e.unreliable().unwrap(), 0);
        // With the ELBO's own sample it is a nat or more below.
        let one = importance_sampling(&model.vae, &x, 1, &mut Random::new(2)).unwrap();
        assert!(one.mean().unwrap().log_p < e.mean().unwrap().log_p - 0.2);
    }

    #[test]
    fn it_is_the_integral_over_the_plane() {
        let (vae, x, log_p) = plane();
        let e = importance_sampling(&vae, &x, 40_000, &mut Random::new(2)).unwrap();
        let errors = (&e.log_p - &log_p) / &e.standard_error;
        assert!(largest(&errors) < 4.0, "{errors:?}");
        assert!(e.standard_error.max().double_value(&[]) < 0.1);
    }

    #[test]
    fn the_standard_error_is_the_spread_of_repetitions() {
        let model = LinearModel::new(0.1, 1.6);
        let (_, x) = model.simulate(1, 3);
        let (repetitions, samples) = (400, 500);
        // As many copies of one image are as many repetitions.
        let x = x.repeat([repetitions, 1]);
        let e = importance_sampling(&model.vae, &x, samples, &mut Random::new(5)).unwrap();
        let spread = e.log_p.std(true).double_value(&[]);
        let claimed = e.standard_error.mean(Kind::Double).double_value(&[]);
        assert!((spread / claimed - 1.0).abs() < 0.15, "{spread} {claimed}");
        let mean = e.mean().unwrap();
        let gap = mean.log_p - model.log_p(&x).double_value(&[0]);
        assert!(gap.abs() < 4.0 * mean.standard_error, "{gap} {mean}");
    }

    #[test]
    fn a_gaussian_of_ones_own_weighs_as_the_encoders() {
        let model = LinearModel::new(2.0, 0.3);
        let (_, x) = model.simulate(6, 1);
        let q = tch::no_grad(|| model.vae.encode(&x)).unwrap();
        let of = |q: &DiagonalGaussian, samples| {
            importance_sampling_from(&model.vae, &x, q, samples, &mut Random::new(2)).unwrap()
        };
        let whole = importance_sampling(&model.vae, &x, 700, &mut Random::new(2)).unwrap();
        assert!(of(&q, 700).log_p.equal(&whole.log_p));
        // The encoder's is off by 2 and too narrow; this one is where the posterior is.
        let better = DiagonalGaussian::new(&q.mu - 2.0, &q.log_var + 5_f64.ln()).unwrap();
        let e = of(&better, 20_000);
        let errors = (&e.log_p - model.log_p(&x)) / &e.standard_error;
        assert!(largest(&errors) < 4.0 && e.unreliable().unwrap() == 0, "{errors:?}");
        let few = DiagonalGaussian::new(q.mu.narrow(0, 0, 2), q.log_var.narrow(0, 0, 2)).unwrap();
        let refused = importance_sampling_from(&model.vae, &x, &few, 5, &mut Random::new(2));
        assert_eq!(refused.unwrap_err().kind(), vae_core::ErrorKind::Shape);
    }

    #[test]
    fn a_posterior_that_is_far_off_is_told() {
        let model = LinearModel::new(2.0, 0.3);
        let (_, x) = model.simulate(6, 1);
        let e = importance_sampling(&model.vae, &x, 2_000, &mut Random::new(2)).unwrap();
        assert_eq!(e.unreliable().unwrap(), 6, "{:?}", e.effective_samples);
        assert!(
            e.mean().unwrap().log_p < model.log_p(&x).mean(Kind::Double).double_value(&[]) - 1.0
        );
    }

    #[test]
    fn chunks_change_nothing_beyond_rounding() {
        let (vae, x, _) = plane();
        let of = |chunk| in_chunks(&vae, &x, 100, chunk, &mut Random::new(6)).unwrap();
        let whole = of(100);
        for chunk in [1, 7, 50] {
            let e = of(chunk);
            assert!(largest(&(&e.log_p - &whole.log_p)) < 1e-12);
            assert!(largest(&(&e.effective_samples - &whole.effective_samples)) < 1e-9);
            assert_eq!(e.samples, 100);
        }
        assert!(of(7).log_p.equal(&of(7).log_p));
        let other = importance_sampling(&vae, &x, 100, &mut Random::new(7)).unwrap();
        assert!(largest(&(other.log_p - whole.log_p)) > 1e-3);
    }

    #[test]
    fn copies_of_a_bernoulli_are_those_of_its_tensor_operations() {
        let (vae, x, _) = plane();
        let (double, x) = (vae, x);
        let z = Random::new(1).standard_normal(&[35, 2]).unwrap();
        let exact = double.decode(&z.to_kind(Kind::Double)).unwrap();
        let exact = exact.log_prob(&x.repeat([7, 1])).unwrap();
        let single = double.to_kind(Kind::Float).unwrap();
        let fast = tch::no_grad(|| {
            single.decode(&z).unwrap().log_prob_of_copies(&x.to_kind(Kind::Float), 7).unwrap()
        });
        assert!(largest(&(fast.to_kind(Kind::Double) - exact)) < 1e-4);
    }

    #[test]
    fn nonsense_is_refused_and_no_images_are_none() {
        let (vae, x, _) = plane();
        let mut random = Random::new(0);
        let error = importance_sampling(&vae, &x, 0, &mut random).unwrap_err();
        assert!(error.to_string().starts_with("samples = 0"), "{error}");
        assert!(importance_sampling(&vae, &x.narrow(1, 0, 3), 5, &mut random).is_err());
        assert!(importance_sampling(&vae, &(&x + 1.0), 5, &mut random).is_err());
        assert_eq!(
            importance_sampling(&vae, &x.narrow(0, 0, 0), 5, &mut random).unwrap().images(),
            0
        );
    }
}
