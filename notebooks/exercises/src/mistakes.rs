//! Trainings with a mistake in them, and what they look like from outside.
//!
//! Each is a training of the thesis's model in which one thing is wrong that programs have had
//! wrong. It reports what the wrong program would report; `vae_core::evaluate` then says, of the
//! same weights, what they are worth.

use tch::{Kind, Tensor, no_grad};
use vae_core::{Adam, AdamConfig, Error, Purpose, Random, Result, Vae, VaeConfig};

use crate::solution;

/// What is wrong with a training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// Nothing.
    None,
    /// The reconstruction term is a mean over the pixels; the KL to the prior is a sum.
    MeanOverPixels,
    /// The KL to the prior is a mean over the batch and the latent dimensions.
    MeanOverDimensions,
    /// The KL to the prior is subtracted from the loss.
    SignOfKl,
    /// The draw takes the encoder's second output for σ; the KL takes it for log σ².
    SigmaForLogVar,
    /// The decoder gets the mean, without noise.
    NoNoise,
    /// Pixels from 0 to 255 go in, the targets stay between 0 and 1.
    BytesIn,
    /// The KL to the prior is left out.
    NoKl,
}

impl Mistake {
    /// All of them, the right program first.
    pub const ALL: [Self; 8] = [
        Self::None,
        Self::MeanOverPixels,
        Self::MeanOverDimensions,
        Self::SignOfKl,
        Self::SigmaForLogVar,
        Self::NoNoise,
        Self::BytesIn,
        Self::NoKl,
    ];

    /// In a few words.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "nothing wrong",
            Self::MeanOverPixels => "mean over pixels, sum over codes",
            Self::MeanOverDimensions => "KL averaged over dimensions",
            Self::SignOfKl => "KL with the wrong sign",
            Self::SigmaForLogVar => "σ for log σ² in the draw",
            Self::NoNoise => "decoding the mean, no noise",
            Self::BytesIn => "pixels from 0 to 255 put in",
            Self::NoKl => "KL forgotten",
        }
    }

    /// What a look at the table would say against it, where it is not what ails a patient.
    pub(crate) fn clue(self) -> &'static str {
        match self {
            Self::None => "the program and vae-core disagree about the same weights.",
            Self::MeanOverPixels => "then a reported reconstruction would be below 1.",
            Self::MeanOverDimensions => "then the codes would be used more, not less, than usual.",
            Self::SignOfKl => "then the loss would fall without end.",
            Self::SigmaForLogVar => "then the program's own loss would look too good to be true.",
            Self::NoNoise => "then σ would be near 1 for every image, and the codes far apart.",
            Self::BytesIn => "then the untrained loss would already be in the thousands.",
            Self::NoKl => "then the reported KL would be 0 from the first step on.",
        }
    }
}

/// A training whose mistake is for the reader to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patient {
    /// The first.
    A,
    /// The second.
    B,
}

impl Patient {
    pub(crate) fn ails(self) -> Mistake {
        match self {
            Self::A => Mistake::MeanOverPixels,
            Self::B => Mistake::SigmaForLogVar,
        }
    }
}

/// What a training left behind.
#[derive(Debug)]
pub struct Course {
    /// The loss that the program reported at each step.
    pub reported: Vec<f64>,
    /// The reconstruction cost that it reported, mean of the last ten steps.
    pub reconstruction: f64,
    /// The KL to the prior that it reported, mean of the last ten steps.
    pub kl: f64,
    /// The mean of the encoder's second output over the last batch.
    pub second_output: f64,
    /// The standard deviation of the posterior means over the last batch.
    pub spread_of_means: f64,
    /// The trained model.
    pub vae: Vae,
}

/// Trains a model of J dimensions with a mistake, on images `[N, 784]`, in batches of 100.
///
/// # Errors
/// Where the images do not fit the thesis's model, or there are none.
pub fn train(mistake: Mistake, images: &Tensor, latent: i64, steps: usize) -> Result<Course> {
    let vae = Vae::new(VaeConfig { latent, ..VaeConfig::default() }, 0)?;
    vae.check_images("a training", images)?;
    let count = images.size()[0] as usize;
    if count == 0 {
        return Err(Error::config("training images", 0, "give at least one"));
    }
    let all = vae.parameters();
    let mut adam = Adam::new(AdamConfig::default(), &all)?;
    let (mut noise, mut order) = (Random::stream(0, Purpose::Noise, 0), Random::new(0));
    let mut course = Vec::new();
    for _ in 0..steps {
        let chosen = order.permutation(count);
        let x = images.f_index_select(0, &Tensor::from_slice(&chosen[..count.min(100)]))?;
        let eps = noise.standard_normal(&[x.size()[0], latent])?;
        let terms = terms(mistake, &vae, &x, &eps)?;
        let loss = terms.loss(mistake);
        adam.step(&all, &Tensor::f_run_backward(&[&loss], &all, false, false)?)?;
        course.push(terms.reported(&loss));
    }
    finished(course, vae, images)
}

/// The same, with the patient's own mistake.
///
/// # Errors
/// As [`train`].
pub fn train_patient(who: Patient, images: &Tensor, latent: i64, steps: usize) -> Result<Course> {
    train(who.ails(), images, latent, steps)
}

/// Reconstruction cost and KL of each image, as the wrong program has them, `[B]`.
struct Terms {
    cost: Tensor,
    kl: Tensor,
}

fn terms(mistake: Mistake, vae: &Vae, x: &Tensor, eps: &Tensor) -> Result<Terms> {
    let seen = if mistake == Mistake::BytesIn { x * 255.0 } else { x.shallow_clone() };
    let q = vae.encode(&seen)?;
    let (mu, log_var) = (q.mu, q.log_var);
    let z = match mistake {
        Mistake::SigmaForLogVar => &mu + &log_var * eps,
        Mistake::NoNoise => mu.shallow_clone(),
        _ => solution::reparameterise(&mu, &log_var, eps),
    };
    let pixels = vae.decode(&z)?;
    let logits = pixels.logits().ok_or_else(|| Error::own("these pixels have no logits"))?;
    let cost = -solution::log_likelihood(x, logits);
    let kl = solution::kl_to_prior(&mu, &log_var);
    Ok(match mistake {
        Mistake::MeanOverPixels => Terms { cost: cost / x.size()[1] as f64, kl },
        Mistake::MeanOverDimensions => Terms { cost, kl: kl / mu.size()[1] as f64 },
        _ => Terms { cost, kl },
    })
}

impl Terms {
    fn loss(&self, mistake: Mistake) -> Tensor {
        let loss = match mistake {
            Mistake::SignOfKl => &self.cost - &self.kl,
            Mistake::NoKl => self.cost.shallow_clone(),
            _ => &self.cost + &self.kl,
        };
        loss.mean(Kind::Float)
    }

    fn reported(&self, loss: &Tensor) -> [f64; 3] {
        let mean = |t: &Tensor| t.mean(Kind::Double).double_value(&[]);
        [mean(loss), mean(&self.cost), mean(&self.kl)]
    }
}

fn finished(course: Vec<[f64; 3]>, vae: Vae, images: &Tensor) -> Result<Course> {
    let last = &course[course.len().saturating_sub(10)..];
    let mean = |i: usize| last.iter().map(|step| step[i]).sum::<f64>() / last.len() as f64;
    let some = images.f_narrow(0, 0, images.size()[0].min(500))?;
    let q = no_grad(|| vae.encode(&some))?;
    let spread = q.mu.std_dim(0_i64, true, false);
    Ok(Course {
        reconstruction: mean(1),
        kl: mean(2),
        second_output: mean_of(&q.log_var),
        spread_of_means: mean_of(&spread),
        reported: course.iter().map(|step| step[0]).collect(),
        vae,
    })
}

fn mean_of(values: &Tensor) -> f64 {
    values.mean(Kind::Double).double_value(&[])
}
