//! `vae evaluate`.

use std::path::PathBuf;

use clap::Args;
use vae_core::dataset::{self, data_dir};
use vae_core::{Provenance, Result, Vae};

/// Print a model's loss on the test images it never learnt from
#[derive(Args)]
pub struct Arguments {
    /// The folder of a run
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Print one JSON object instead of a line for people
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<()> {
    let vae = Vae::load(&arguments.folder)?;
    let test = dataset::load(vae.source(), &data_dir())?.test;
    let e = vae_core::evaluate(&vae, &test)?;
    if arguments.json {
        let object = serde_json::json!({
            "dataset": vae.source(),
            "images": e.images,
            "test_loss": e.loss,
            "reconstruction": e.reconstruction,
            "kl": e.kl,
        });
        println!("{object}");
    } else {
        println!(
            "{} test images of {}: test loss {:.4} = reconstruction {:.4} + KL {:.4} nats per image",
            e.images,
            vae.source(),
            e.loss,
            e.reconstruction,
            e.kl
        );
    }
    Ok(())
}
