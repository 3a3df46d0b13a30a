//! `vae train`.

mod model;
mod protocol;

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use vae_core::dataset::{self, Split, data_dir};
use vae_core::{Error, Provenance, Result, RunConfig, Source, Trainer, Vae, best_device};

use crate::interrupt;
use crate::own::ImageFlags;
use model::ModelFlags;
use protocol::ProtocolFlags;

/// Train a model and write it into a folder
///
/// The defaults are the thesis's protocol. DIR receives model.safetensors, config.json,
/// history.json and checkpoint.safetensors, from which --resume goes on: to the same bits that an
/// uninterrupted run would have had. Ctrl-C once saves and stops, twice quits.
#[derive(Args)]
pub struct Arguments {
    /// Images to learn from, by name: mnist, frey, fashion-mnist, kmnist,
    /// emnist-letters, emnist-digits, binarized-mnist, synthetic-digits or synthetic-faces
    #[arg(long, value_name = "NAME", required_unless_present_any = ["resume", "data"])]
    dataset: Option<Source>,
    #[command(flatten)]
    model: ModelFlags,
    #[command(flatten)]
    protocol: ProtocolFlags,
    /// Learn from N training images only: the first, or of your own by --split-seed
    #[arg(long, value_name = "N")]
    train_size: Option<usize>,
    #[command(flatten)]
    images: ImageFlags,
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
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let resumed =
        arguments.resume && (arguments.is_without_images() || Trainer::can_resume(&arguments.out));
    let (mut trainer, split) = if resumed { arguments.resumed()? } else { arguments.begun()? };
    trainer = trainer.saving_every(arguments.interval()?);
    let interrupted = interrupt::asks(&trainer.stop())?;
    if let Some(note) = trainer.note() {
        eprintln!("vae: {note}");
    }
    println!("{}", headline(&trainer, &split));
    if trainer.is_finished() {
        let (done, epochs) = (trainer.history().epochs.len(), trainer.config().epochs);
        println!("nothing to do: {done} epochs are behind it, {epochs} were asked for");
        return Ok(ExitCode::SUCCESS);
    }
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
        let (place, folder) = (trainer.position(), arguments.out.display());
        println!("stopped after {place}, saved; go on: vae train --resume --out {folder}");
    }
    Ok(interrupted.exit_code().map_or(ExitCode::SUCCESS, ExitCode::from))
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
    fn is_without_images(&self) -> bool {
        self.dataset.is_none() && self.images.data.is_none()
    }

    fn begun(&self) -> Result<(Trainer, Split)> {
        let source = self.dataset.as_ref().unwrap_or(&Source::Mnist);
        let split = match &self.images.data {
            Some(path) => self.images.open(path, self.train_size)?,
            None => images(source, self.train_size)?,
        };
        let model = self.model.config(split.image_shape())?;
        let training = self.protocol.config()?;
        let vae = Vae::new(model, training.seed)?.to_device(self.device.resolve()?)?;
        Ok((Trainer::new(vae, training)?.saving_to(&self.out)?, split))
    }

    fn resumed(&self) -> Result<(Trainer, Split)> {
        let mut trainer = Trainer::resume(&self.out)?.to_device(self.device.resolve()?)?;
        let run = trainer.run_config();
        self.refuse_changes(&run)?;
        if let Some(epochs) = self.protocol.epochs {
            trainer.set_epochs(epochs)?;
        }
        let split = match &run.dataset {
            Source::Own(_) => self.images.again(&run.dataset)?,
            named => images(named, self.train_size.or(run.train_size))?,
        };
        Ok((trainer, split))
    }

    fn interval(&self) -> Result<Duration> {
        Duration::try_from_secs_f64(self.save_every).map_err(|_| {
            Error::config("--save-every", self.save_every, "give a number of seconds, 0 or more")
        })
    }

    /// A resumed run is the run it was: what is given again must say the same.
    fn refuse_changes(&self, run: &RunConfig) -> Result<()> {
        let training = run.training.clone().unwrap_or_default();
        same("--dataset", self.dataset.as_ref(), &run.dataset)?;
        self.model.refuse_changes(&run.model)?;
        self.protocol.refuse_changes(&training)
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
        Some(value) if value != began => Err(Error::config(
            field,
            format!("{value:?}"),
            format!(
                "the run to resume began with {began:?}; leave it out, or start a new run in \
                 another folder"
            ),
        )),
        _ => Ok(()),
    }
}

impl Device {
    fn resolve(self) -> Result<tch::Device> {
        match self {
            Self::Auto => Ok(best_device()),
            Self::Cpu => Ok(tch::Device::Cpu),
            Self::Cuda if best_device().is_cuda() => Ok(best_device()),
            Self::Cuda => Err(Error::config(
                "--device",
                "cuda",
                "libtorch sees no CUDA device here; use cpu, or set up with CUDA=1 on a \
                         machine that has one",
            )),
        }
    }
}
