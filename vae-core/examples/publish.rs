//! Puts the model of a finished run under `data/pretrained`:
//! `cargo run --release --example publish -- RUN NAME`.

use std::path::Path;

use vae_core::dataset::{data_dir, load};
use vae_core::{Pretrained, Provenance, Result, evaluate};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [run, name] = arguments.as_slice() else {
        eprintln!("usage: publish RUN NAME");
        std::process::exit(2);
    };
    let folder = Pretrained::folder().join(name);
    let evaluation = Pretrained::publish(Path::new(run), &folder, |vae| {
        evaluate(vae, &load(vae.source(), &data_dir())?.test)
    })?;
    println!("{}: test loss {:.4} nats per image", folder.display(), evaluation.loss);
    Ok(())
}
