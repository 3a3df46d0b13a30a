//! `vae evaluate`.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use vae_core::dataset::{Binarised, ImageSet};
use vae_core::{Dataset, Evaluation, Provenance, Result, Stop, Vae};
use vae_evidence::{AnnealingConfig, Estimator, Evidence, Start};

use crate::{interrupt, runs};

/// Print a model's loss on the test images it never learnt from
///
/// A run that learnt from binarised images is evaluated on binarised ones, always the same. With
/// --evidence or --ais, log p(x) is estimated too, on average from below, and said with its
/// standard error; both may be given. Ctrl-C once stops an estimate and prints it for the images
/// that are done.
#[derive(Args)]
#[command(group = clap::ArgGroup::new("estimate").args(["evidence", "ais"]).multiple(true))]
pub struct Arguments {
    #[arg(value_name = "DIR", help = runs::HELP)]
    folder: PathBuf,
    /// Where the images are now, of a run that learnt from your own
    #[arg(long, value_name = "PATH")]
    data: Option<PathBuf>,
    /// Estimate log p(x) by importance sampling with K codes an image; papers take 5000
    #[arg(long, value_name = "K")]
    evidence: Option<i64>,
    /// Estimate log p(x) by annealed importance sampling
    #[arg(long)]
    ais: bool,
    /// Chains of each image [default: 16]
    #[arg(long, value_name = "N", requires = "ais")]
    chains: Option<i64>,
    /// Steps from the chains' start to the true posterior [default: 1000]
    #[arg(long, value_name = "N", requires = "ais")]
    temperatures: Option<i64>,
    /// Leapfrog steps at each temperature [default: 10]
    #[arg(long, value_name = "N", requires = "ais")]
    leapfrog: Option<i64>,
    /// Start the chains from p(z) instead of q(z|x)
    #[arg(long, requires = "ais")]
    from_prior: bool,
    /// Evaluate the first N test images only
    #[arg(long, value_name = "N")]
    images: Option<usize>,
    /// Seed of the estimates of log p(x) [default: 0]
    #[arg(long, value_name = "SEED", requires = "estimate")]
    seed: Option<u64>,
    /// Print one JSON object instead of lines for people
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let estimators = arguments.estimators()?;
    let subject = Subject::load(arguments)?;
    let whole = subject.evaluation(subject.images.len())?;
    if !arguments.json {
        println!("{}", subject.line(&whole));
    }
    let mut found = Vec::new();
    let mut exit_code = None;
    for estimator in &estimators {
        let evidence;
        (evidence, exit_code) = subject.evidence(estimator, arguments.seed.unwrap_or(0))?;
        let elbo = -subject.evaluation(evidence.images())?.loss;
        match arguments.json {
            true => found.push(object(estimator, &evidence, elbo)?),
            false => println!("{}", lines(estimator, &evidence, elbo)?),
        }
        if exit_code.is_some() {
            break;
        }
    }
    if arguments.json {
        println!("{}", subject.object(&whole, found));
    }
    Ok(exit_code.map_or(ExitCode::SUCCESS, ExitCode::from))
}

impl Arguments {
    fn estimators(&self) -> Result<Vec<Estimator>> {
        let importance = self.evidence.map(|samples| Estimator::Importance { samples });
        let annealing = self.ais.then(|| Estimator::Annealing(self.annealing()));
        let all: Vec<_> = importance.into_iter().chain(annealing).collect();
        all.iter().try_for_each(Estimator::validate)?;
        Ok(all)
    }

    fn annealing(&self) -> AnnealingConfig {
        let usual = AnnealingConfig::default();
        AnnealingConfig {
            chains: self.chains.unwrap_or(usual.chains),
            temperatures: self.temperatures.unwrap_or(usual.temperatures),
            leapfrog_steps: self.leapfrog.unwrap_or(usual.leapfrog_steps),
            start: match self.from_prior {
                true => Start::Prior,
                false => usual.start,
            },
            ..usual
        }
    }
}

/// A model, and the images that it is evaluated on.
struct Subject {
    vae: Vae,
    images: Dataset,
    is_binarised: bool,
}

impl Subject {
    fn load(arguments: &Arguments) -> Result<Self> {
        let vae = runs::model(&arguments.folder)?;
        let training = runs::config(&arguments.folder)?.training;
        let test = runs::images(&vae, arguments.data.as_deref())?.test;
        Ok(Self {
            vae,
            images: match arguments.images {
                Some(n) => test.take(n)?,
                None => test,
            },
            is_binarised: training.is_some_and(|training| training.binarise),
        })
    }

    /// The first `n` images as the model learnt such images.
    fn with_images<T>(&self, n: usize, work: impl FnOnce(&dyn ImageSet) -> Result<T>) -> Result<T> {
        let images = self.images.take(n)?;
        match self.is_binarised {
            true => work(&Binarised::new(&images, 0)), // the seed of training's own test loss
            false => work(&images),
        }
    }

    fn evaluation(&self, n: usize) -> Result<Evaluation> {
        self.with_images(n, |images| vae_core::evaluate(&self.vae, images))
    }

    /// Of the images that were done before a signal came, and the exit code after that.
    fn evidence(&self, estimator: &Estimator, seed: u64) -> Result<(Evidence, Option<u8>)> {
        let stop = Stop::default();
        let asked = interrupt::asks(&stop)?;
        let bar = ProgressBar::new(self.images.len() as u64).with_style(style());
        bar.set_message(estimator.to_string());
        bar.tick();
        let result = self.with_images(self.images.len(), |images| {
            estimator.estimate_set(&self.vae, images, seed, |done, _| {
                bar.set_position(done as u64);
                match stop.is_requested() {
                    true => ControlFlow::Break(()),
                    false => ControlFlow::Continue(()),
                }
            })
        });
        bar.finish_and_clear();
        Ok((result?, asked.exit_code()))
    }

    fn line(&self, e: &Evaluation) -> String {
        let (loss, reconstruction, kl) = (e.loss, e.reconstruction, e.kl);
        format!(
            "{} {}test images of {}: test loss {loss:.4} = reconstruction {reconstruction:.4} + KL \
             {kl:.4} nats per image",
            e.images,
            if self.is_binarised { "binarised " } else { "" },
            self.images.source(),
        )
    }

    fn object(&self, e: &Evaluation, evidence: Vec<Value>) -> Value {
        let mut object = json!({
            "dataset": self.images.source(),
            "images": e.images,
            "binarised": self.is_binarised,
            "test_loss": e.loss,
            "reconstruction": e.reconstruction,
            "kl": e.kl,
        });
        if !evidence.is_empty() {
            object["evidence"] = evidence.into();
        }
        object
    }
}

fn style() -> ProgressStyle {
    let template = "{msg} {wide_bar} {pos} of {len} images, {eta} left";
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn lines(estimator: &Estimator, evidence: &Evidence, elbo: f64) -> Result<String> {
    let (mean, samples) = (evidence.mean()?, evidence.samples);
    let gap = mean.log_p - elbo;
    let median = median(evidence)?;
    let mut text = format!(
        "log p(x) by {estimator}, {} images: {mean}, per image\n  \
         ELBO {elbo:.2}, {gap:.2} below; effective samples {median:.1} of {samples} in the median",
        mean.images,
    );
    let few = evidence.unreliable()?;
    if few > 0 {
        text += &format!(
            "\n  not to be trusted for {few} of {} images, which have fewer than {:.0} effective \
             samples",
            mean.images,
            evidence.fewest_to_trust(),
        );
    }
    Ok(text)
}

fn object(estimator: &Estimator, evidence: &Evidence, elbo: f64) -> Result<Value> {
    let mean = evidence.mean()?;
    Ok(json!({
        "estimator": estimator,
        "images": mean.images,
        "log_p": mean.log_p,
        "standard_error": mean.standard_error,
        "estimate_error": mean.estimate_error,
        "elbo": elbo,
        "effective_samples": median(evidence)?,
        "samples": evidence.samples,
        "unreliable_images": evidence.unreliable()?,
    }))
}

/// Of the images' effective samples.
fn median(evidence: &Evidence) -> Result<f64> {
    Ok(evidence.effective_samples.f_median()?.f_double_value(&[])?)
}
