//! A curve while it is learnt: steps, points, and what it takes to go on to the same bits.

use std::path::{Path, PathBuf};
use std::time::Instant;

use vae_core::{Dataset, Error, Purpose, Random, Result, Split, Vae, evaluate};

use super::adagrad::Adagrad;
use super::checkpoint::{self, Header};
use super::curve::Point;
use super::minibatches::Minibatches;
use super::points::BATCH;
use super::protocol::Settings;

/// The training bound is that of the first so many.
const MEASURED: usize = 10_000;

/// A model, Adagrad's sums, and how far they are.
pub(super) struct Learner<'a> {
    settings: Settings,
    vae: Vae,
    adagrad: Adagrad,
    minibatches: Minibatches<'a>,
    split: &'a Split,
    steps: u64,
    seconds: f64,
    points: Vec<Point>,
    file: PathBuf,
}

impl<'a> Learner<'a> {
    /// Begun, or gone on with where the folder has a run of these settings.
    ///
    /// # Errors
    /// Where it has another, or one that cannot be read.
    pub(super) fn open(settings: Settings, split: &'a Split, folder: &Path) -> Result<Self> {
        let (vae, file) = (settings.new_model()?, folder.join(checkpoint::FILE));
        let (header, adagrad) = match file.exists() {
            true => {
                let (header, sums) = checkpoint::read(&file, &settings, &vae)?;
                (header, Adagrad::resume(settings.rate, sums))
            }
            false => {
                let adagrad = Adagrad::new(settings.rate, &vae.parameters())?;
                (Header { settings, steps: 0, seconds: 0.0, points: Vec::new() }, adagrad)
            }
        };
        let Header { settings, steps, seconds, points } = header;
        let minibatches = Minibatches::new(&split.train, settings.seed);
        Ok(Self { settings, vae, adagrad, minibatches, split, steps, seconds, points, file })
    }

    /// Images seen.
    pub(super) fn samples(&self) -> u64 {
        self.steps.saturating_mul(BATCH as u64)
    }

    /// What the steps took.
    pub(super) fn seconds(&self) -> f64 {
        self.seconds
    }

    /// The curve so far.
    pub(super) fn points(&self) -> &[Point] {
        &self.points
    }

    /// Steps until so many images were seen, but for no longer than `most` seconds.
    ///
    /// # Errors
    /// Where the loss leaves the finite numbers.
    pub(super) fn learn(&mut self, samples: u64, most: f64) -> Result<()> {
        let start = Instant::now();
        while self.samples() < samples && start.elapsed().as_secs_f64() < most {
            self.step()?;
        }
        self.seconds += start.elapsed().as_secs_f64();
        Ok(())
    }

    fn step(&mut self) -> Result<()> {
        let x = self.minibatches.of_step(self.steps)?;
        let mut random = Random::stream(self.settings.seed, Purpose::Noise, self.steps);
        let prior = 1.0 / self.settings.images.max(1) as f64;
        let method = self.settings.method;
        let loss = method.step(&self.vae, &mut self.adagrad, &x, prior, &mut random)?;
        if !loss.is_finite() {
            let remedy = format!("after {} images; Adagrad's rate is too high", self.samples());
            return Err(Error::not_finite("the loss", loss, remedy));
        }
        self.steps += 1;
        Ok(())
    }

    /// Takes the bound, here, and makes it the curve's next point.
    ///
    /// # Errors
    /// Where images do not fit the model.
    pub(super) fn measure(&mut self) -> Result<Point> {
        let bound = |images: &Dataset| Ok::<f64, Error>(-evaluate(&self.vae, images)?.loss);
        let Split { train, test } = self.split;
        let measured = train.take(MEASURED.min(train.len()))?;
        let (train, test) = (bound(&measured)?, bound(test)?);
        let point = Point { samples: self.samples(), train, test };
        self.points.push(point);
        Ok(point)
    }

    /// Keeps all of it on the disk.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub(super) fn save(&self) -> Result<()> {
        let header = Header {
            settings: self.settings.clone(),
            steps: self.steps,
            seconds: self.seconds,
            points: self.points.clone(),
        };
        checkpoint::write(&self.file, &header, &self.vae, self.adagrad.sums())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kingma2013::{Method, Row};
    use tch::Tensor;
    use vae_core::Provenance;
    use vae_core::dataset::synthetic::digits;

    fn learner<'a>(method: Method, split: &'a Split, folder: &Path) -> Learner<'a> {
        let row = Row { method, ..*Row::named("aevb-mnist-3").unwrap() };
        let settings = Settings::of(&row, split.train.image_shape(), split.train.len(), 2);
        Learner::open(settings, split, folder).unwrap()
    }

    fn numbers(learner: &Learner) -> Vec<Tensor> {
        let sums = learner.adagrad.sums().iter();
        let all = learner.vae.parameters().into_iter().chain(sums);
        all.map(|t| t.detach().copy()).collect()
    }

    #[test]
    fn a_curve_that_was_broken_off_goes_on_to_the_same_bits() {
        let all = digits(260, 0).unwrap();
        let split = Split { train: all.take(230).unwrap(), test: all.subset(230..260).unwrap() };
        for method in [Method::Aevb, Method::WakeSleep] {
            let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
            let mut whole = learner(method, &split, folders[0].path());
            whole.learn(700, f64::INFINITY).unwrap();
            let wanted = whole.measure().unwrap();
            for samples in [300, 500, 700] {
                let mut part = learner(method, &split, folders[1].path());
                part.learn(samples, f64::INFINITY).unwrap();
                part.save().unwrap();
            }
            let mut parts = learner(method, &split, folders[1].path());
            assert_eq!((parts.samples(), parts.points()), (700, &[][..]));
            assert_eq!(parts.measure().unwrap(), wanted, "{method:?}");
            let pairs = numbers(&parts).into_iter().zip(numbers(&whole));
            assert!(pairs.into_iter().all(|(a, b)| a.equal(&b)), "{method:?}");
        }
    }
}
