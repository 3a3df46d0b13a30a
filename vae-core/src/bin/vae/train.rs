//! `vae train`.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::Args;
use vae_core::dataset::{self, Split, data_dir};
use vae_core::{
    AdamConfig, Error, Likelihood, Precision, Provenance, Result, RunConfig, Source, TrainConfig,
    Trainer, Vae, VaeConfig, best_device,
};

use crate::interrupt;

/// Train a model and write it into a folder
///
/// The defaults are the thesis's protocol. DIR receives model.safetensors, config.json,
/// history.json and checkpoint.safetensors, from which --resume goes on: to the same bits that an
/// uninterrupted run would have had. Ctrl-C once saves and stops, twice quits.
#[derive(Args)]
pub struct Arguments {
    /// Images to learn from: mnist, frey, synthetic-digits or synthetic-faces
    #[arg(long, value_name = "NAME", required_unless_present = "resume")]
    dataset: Option<Source>,
    /// Latent dimensions [default: 2]
    #[arg(long, value_name = "N")]
    latent: Option<i64>,
    /// Passes over the training images [default: 50]
    #[arg(long, value_name = "N")]
    epochs: Option<usize>,
    /// Units in each hidden layer [default: 500]
    #[arg(long, value_name = "N")]
    hidden: Option<i64>,
    /// What the decoder says of pixels: bernoulli or discretized-logistic [default: bernoulli]
    #[arg(long, value_name = "NAME")]
    likelihood: Option<Likelihood>,
    /// Images a step [default: 100]
    #[arg(long, value_name = "N")]
    batch: Option<usize>,
    /// Adam's step size [default: 0.001]
    #[arg(long, value_name = "RATE")]
    lr: Option<f64>,
    /// Fixes initial weights, order of the images and noise [default: 0]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Take the images as they are stored, epoch after epoch, not in a new random order each
    #[arg(long)]
    no_shuffle: bool,
    /// Learn from the first N training images only
    #[arg(long, value_name = "N")]
    train_size: Option<usize>,
    /// Precision of the matrix products: float32 or bfloat16 [default: float32]
    #[arg(long, value_name = "NAME")]
    precision: Option<Precision>,
    /// Where to compute: auto, cpu or cuda
    #[arg(long, default_value = "auto")]
    device: Device,
    /// The folder to write
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Save at least this often inside an epoch; no older work can be lost
    #[arg(long, value_name = "SECONDS", default_value_t = 45.0)]
    save_every: f64,
    /// Go on with the run of DIR; only --epochs may differ from what it began with
    #[arg(long)]
    resume: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Device {
    Auto,
    Cpu,
    Cuda,
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<ExitCode> {
    let resumed =
        arguments.resume && (arguments.dataset.is_none() || Trainer::can_resume(&arguments.out));
    let (mut trainer, split) = if resumed {
        arguments.resumed()?
    } else {
        arguments.begun()?
    };
    trainer = trainer.saving_every(arguments.interval()?);
    let interrupted = interrupt::asks(&trainer.stop())?;
    if let Some(note) = trainer.note() {
        eprintln!("vae: {note}");
    }
    println!("{}", headline(&trainer, &split));
    let mut reader_is_there = true;
    trainer.fit_with(&split.train, Some(&split.test), |progress| {
        match writeln!(std::io::stdout(), "{progress}") {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => {
                reader_is_there = false;
                ControlFlow::Break(())
            }
        }
    })?;
    if !trainer.is_finished() && reader_is_there {
        let (place, folder) = (trainer.place(), arguments.out.display());
        println!("stopped after {place}, saved; go on: vae train --resume --out {folder}");
    }
    Ok(match interrupted.load(Ordering::SeqCst) {
        true => ExitCode::from(interrupt::EXIT_CODE),
        false => ExitCode::SUCCESS,
    })
}

fn headline(trainer: &Trainer, split: &Split) -> String {
    let stop_file = trainer.stop_file().unwrap_or_default();
    format!(
        "{}\n{} images of {} to learn from, {} held out; losses in nats per image\n\
         Ctrl-C or `touch {}` saves and stops",
        trainer.vae(),
        split.train.len(),
        split.train.source(),
        split.test.len(),
        stop_file.display(),
    )
}

impl Arguments {
    fn begun(&self) -> Result<(Trainer, Split)> {
        let source = self.dataset.as_ref().unwrap_or(&Source::Mnist);
        let split = images(source, self.train_size)?;
        let image = split.image_shape();
        let (model, training) = (VaeConfig::default(), TrainConfig::default());
        let model = VaeConfig {
            image,
            hidden: self.hidden.unwrap_or(model.hidden),
            latent: self.latent.unwrap_or(model.latent),
            likelihood: self.likelihood.unwrap_or(model.likelihood),
        };
        let training = TrainConfig {
            epochs: self.epochs.unwrap_or(training.epochs),
            batch_size: self.batch.unwrap_or(training.batch_size),
            adam: AdamConfig {
                learning_rate: self.lr.unwrap_or(training.adam.learning_rate),
                ..training.adam
            },
            seed: self.seed.unwrap_or(training.seed),
            shuffle: !self.no_shuffle,
            precision: self.precision.unwrap_or(training.precision),
        };
        let vae = Vae::new(model, training.seed)?.to_device(self.device.resolve()?)?;
        Ok((Trainer::new(vae, training)?.saving_to(&self.out)?, split))
    }

    fn resumed(&self) -> Result<(Trainer, Split)> {
        let mut trainer = Trainer::resume(&self.out)?.to_device(self.device.resolve()?)?;
        let run = trainer.run_config();
        self.refuse_changes(&run)?;
        if let Some(epochs) = self.epochs {
            trainer.set_epochs(epochs)?;
        }
        let split = images(&run.dataset, self.train_size.or(run.train_size))?;
        Ok((trainer, split))
    }

    fn interval(&self) -> Result<Duration> {
        Duration::try_from_secs_f64(self.save_every).map_err(|_| Error::Config {
            field: "--save-every",
            given: self.save_every.to_string(),
            remedy: "give a number of seconds, 0 or more".into(),
        })
    }

    /// A resumed run is the run it was: what is given again must say the same.
    fn refuse_changes(&self, run: &RunConfig) -> Result<()> {
        let training = run.training.clone().unwrap_or_default();
        same("--dataset", self.dataset.as_ref(), &run.dataset)?;
        same("--latent", self.latent.as_ref(), &run.model.latent)?;
        same(
            "--likelihood",
            self.likelihood.as_ref(),
            &run.model.likelihood,
        )?;
        same("--hidden", self.hidden.as_ref(), &run.model.hidden)?;
        same("--batch", self.batch.as_ref(), &training.batch_size)?;
        same("--lr", self.lr.as_ref(), &training.adam.learning_rate)?;
        same("--seed", self.seed.as_ref(), &training.seed)?;
        same("--precision", self.precision.as_ref(), &training.precision)?;
        let unshuffled = self.no_shuffle.then_some(&false);
        same("--no-shuffle", unshuffled, &training.shuffle)
    }
}

/// A data set, of whose training images only the first so many are wanted, perhaps.
fn images(source: &Source, train_size: Option<usize>) -> Result<Split> {
    let mut split = dataset::load(source, &data_dir())?;
    if let Some(n) = train_size {
        split.train = split.train.take(n)?;
    }
    Ok(split)
}

fn same<T: PartialEq + std::fmt::Debug>(
    field: &'static str,
    given: Option<&T>,
    began: &T,
) -> Result<()> {
    match given {
        Some(value) if value != began => Err(Error::Config {
            field,
            given: format!("{value:?}"),
            remedy: format!(
                "the run to resume began with {began:?}; leave it out, or start a new run in \
                 another folder"
            ),
        }),
        _ => Ok(()),
    }
}

impl Device {
    fn resolve(self) -> Result<tch::Device> {
        match self {
            Self::Auto => Ok(best_device()),
            Self::Cpu => Ok(tch::Device::Cpu),
            Self::Cuda if best_device().is_cuda() => Ok(best_device()),
            Self::Cuda => Err(Error::Config {
                field: "--device",
                given: "cuda".into(),
                remedy: "libtorch sees no CUDA device here; use cpu, or set up with CUDA=1 on a \
                         machine that has one"
                    .into(),
            }),
        }
    }
}
