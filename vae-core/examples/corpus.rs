//! Writes the small valid files that the fuzzers of `vae-core/fuzz` begin with.

#[path = "../base/tests/support/mat.rs"]
mod mat;

use std::ops::ControlFlow;
use std::path::Path;
use vae_core::model::Architecture;

use mat::{BIG, LITTLE, gzip};
use tch::Tensor;
use vae_core::{Dataset, ImageShape, Result, Source, TrainConfig, Trainer, Vae, VaeConfig, parse};

const SHAPE: ImageShape = ImageShape::grey(1, 2);

fn main() -> Result<()> {
    let images = [&[0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2][..], &[1, 2, 3, 4]].concat();
    let labels = [0, 0, 8, 1, 0, 0, 0, 3, 7, 8, 9].to_vec();
    write("gzip", "images", &gzip(&images));
    write("gzip", "labels", &gzip(&labels));
    write("idx", "images", &images);
    write("idx", "labels", &labels);
    for (name, order) in [("little", LITTLE), ("big", BIG)] {
        let matrix = order.matrix(9, "ff", 3, 2, &[1, 2, 3, 4, 5, 6]);
        let small = order.matrix(9, "another", 1, 2, &[1, 2]);
        write("matlab", name, &order.file(&[small.clone(), matrix.clone()]));
        let compressed = [order.compressed(&small), order.compressed(&matrix)];
        write("matlab", &format!("{name}-compressed"), &order.file(&compressed));
    }
    let trainer = trained()?;
    write("model", "model", &parse::to_model(trainer.vae())?);
    write("checkpoint", "checkpoint", &parse::to_checkpoint(trainer.state())?);
    write("config", "config", &json(&trainer.run_config()));
    write("history", "history", &json(&trainer.history().epochs));
    Ok(())
}

/// A tiny run of two epochs.
fn trained() -> Result<Trainer> {
    let config = VaeConfig {
        image: SHAPE,
        architecture: Architecture::mlp([2, 2]),
        latent: 1,
        ..VaeConfig::default()
    };
    let protocol = TrainConfig { epochs: 2, ..TrainConfig::default() };
    let images = Tensor::from_slice(&[0u8, 255, 51, 102, 153, 204]).view([3, 2]);
    let data = Dataset::new(images, None, SHAPE, Source::Other("three".into()))?;
    let mut trainer = Trainer::new(Vae::new(config, 0)?, protocol)?;
    trainer.fit_with(&data, Some(&data), |_| ControlFlow::Continue(()))?;
    Ok(trainer)
}

fn json(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("numbers and names")
}

fn write(target: &str, name: &str, bytes: &[u8]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join(name), bytes).expect("a file");
    println!("{target}/{name}: {} bytes", bytes.len());
}
