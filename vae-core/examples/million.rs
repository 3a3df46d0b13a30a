//! Trains on a million images that stay on the disk and encodes them, and tells how much memory
//! that took.
//!
//! ```text
//! cargo run --release --example million
//! ```

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use vae_core::model::Architecture;

use vae_core::dataset::{ImageFile, ImageSet, synthetic};
use vae_core::{Error, Provenance, Result, Source, TrainConfig, Trainer, Vae, VaeConfig};
use vae_testing::peak_memory;

/// Images drawn at a time, and how often.
const AT_ONCE: usize = 10_000;
const TIMES: u32 = 100;

fn main() -> Result<()> {
    let folder = tempfile::tempdir().map_err(Error::io("create", Path::new("a folder")))?;
    let path = folder.path().join("images-idx3-ubyte");
    write(&path).map_err(Error::io("write", &path))?;
    let images = ImageFile::open(&path, Source::Other("a million synthetic digits".into()))?;
    let megabytes = images.len() as i64 * images.image_shape().pixels() / 1_000_000;
    println!("{} images, {megabytes} MB on the disk", images.len());

    let config = VaeConfig { architecture: Architecture::mlp([50, 50]), ..VaeConfig::default() };
    let protocol = TrainConfig { epochs: 1, batch_size: 1_000, ..TrainConfig::default() };
    let peak = || peak_memory().unwrap_or_default();
    let before = peak();
    let mut trainer = Trainer::new(Vae::new(config, 0)?, protocol)?;
    trainer.fit(&images, None)?;
    let codes = trainer.vae().encode_set(&images)?;
    println!("{} codes", codes.size()[0]);
    println!("most memory before training {before:.0} MB, with it {:.0} MB", peak());
    Ok(())
}

fn write(path: &Path) -> std::io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    for word in [0x0803, AT_ONCE as u32 * TIMES, 28, 28] {
        file.write_all(&word.to_be_bytes())?;
    }
    for seed in 0..TIMES {
        let drawn = synthetic::digits(AT_ONCE, seed.into()).map_err(std::io::Error::other)?;
        let pixels = drawn.images().flatten(0, -1);
        file.write_all(&Vec::<u8>::try_from(pixels).map_err(std::io::Error::other)?)?;
    }
    file.flush()
}
