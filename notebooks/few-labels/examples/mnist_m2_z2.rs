//! Trains the M2 that is kept in `data/pretrained/mnist-m2-z2`, and puts it there: two numbers of
//! style, MNIST's pixels, 3,000 labels. The run is kept in the file RUN, and goes on from it:
//! `cargo run --release -p vae-few-labels --example mnist_m2_z2 -- RUN`.
//!
//! Two numbers are few for a style, so that the bound gains most where the label tells of it, too.
//! Classification therefore weighs more than in the paper: with its α = 0.1, batches of 20 labels
//! and 1,000 labels in all, 67% of the test images were wrong after ten epochs.

use std::ops::ControlFlow;
use std::path::Path;

use vae_core::dataset::{data_dir, load};
use vae_core::{AdamConfig, Dataset, Pretrained, Result, Source};
use vae_few_labels::{
    FewLabels, Labelled, M2, M2Config, M2Trainer, M2Training, PretrainedM2, Rows, draw_labelled,
};

const NAME: &str = "mnist-m2-z2";

/// The first of the training images; the others are held out.
const IMAGES: usize = 50_000;
const LABELS: usize = 3_000;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [run] = arguments.as_slice() else {
        eprintln!("usage: mnist_m2_z2 RUN");
        std::process::exit(2);
    };
    let images = load(&Source::Mnist, &data_dir())?;
    let (data, test) = (few_labels(images.train.take(IMAGES)?)?, judged(images.test)?);
    let trainer = M2Trainer::new(M2::new(sizes(), 0)?, protocol())?;
    let mut trainer = trainer.saving_to(Path::new(run))?;
    trainer.fit(&data, std::slice::from_ref(&test), &mut |record| {
        println!("{record}");
        ControlFlow::Continue(())
    })?;
    let folder = Pretrained::folder().join(NAME);
    let evaluation = PretrainedM2::publish(&trainer, &data, &test, &folder)?;
    println!("{}: {:.2} % of the test images wrong", folder.display(), 100.0 * evaluation.error);
    Ok(())
}

fn few_labels(train: Dataset) -> Result<FewLabels> {
    let labels = train.labels().unwrap_or_default().to_vec();
    let labelled = draw_labelled(&labels, LABELS, 0)?;
    FewLabels::new(Rows::Images(train), &labels, labelled)
}

fn judged(test: Dataset) -> Result<Labelled> {
    let labels = test.labels().unwrap_or_default().to_vec();
    Labelled::new(&Rows::Images(test), &labels)
}

fn sizes() -> M2Config {
    M2Config { latent: 2, hidden: vec![200, 200], ..M2Config::default() }
}

fn protocol() -> M2Training {
    let epochs = 60;
    M2Training {
        epochs,
        labelled_batch: 100,
        alpha: 50.0,
        adam: AdamConfig { learning_rate: 1e-3, ..AdamConfig::default() },
        learning_rates: vec![(epochs * 2 / 3 + 1, 3e-4)],
        ..M2Training::default()
    }
}
