//! Whatever the sizes and the images: training gives finite numbers, or an error that says where
//! they ended.

mod support;

use std::cell::Cell;
use vae_core::model::Architecture;

use proptest::prelude::*;
use support::{bits, digits, small_trainer};
use tch::{Device, Kind, Tensor};
use vae_core::dataset::ImageSet;
use vae_core::{
    AdamConfig, Dataset, ErrorKind, ImageShape, Provenance, Random, Result, Source, TrainConfig,
    Trainer, Vae, VaeConfig,
};

/// Images all black, all white, or random.
fn images(count: i64, shape: ImageShape, what: u8) -> Dataset {
    let size = [count, shape.pixels()];
    let tensor = match what {
        0 => Tensor::zeros(size, (Kind::Uint8, Device::Cpu)),
        1 => Tensor::full(size, 255, (Kind::Uint8, Device::Cpu)),
        _ => {
            let uniform = Random::new(0).uniform(&size).unwrap();
            (uniform * 255.99).to_kind(Kind::Uint8)
        }
    };
    Dataset::new(tensor, None, shape, Source::Other("any".into())).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None, cases: 200, ..Default::default()
    })]

    #[test]
    fn training_stays_finite_or_says_where_it_ended(
        exponent in -9.0..6.0_f64,
        hidden in 1..40_i64,
        latent in 1..=512_i64,
        batch_size in 1..30_usize,
        count in 1..40_i64,
        (height, width) in (1..9_i64, 1..9_i64),
        what in 0..3_u8,
    ) {
        let image = ImageShape::grey(height, width);
        let vae = Vae::new(VaeConfig { image, architecture: Architecture::mlp([hidden, hidden]), latent, ..VaeConfig::default() }, 0).unwrap();
        let learning_rate = 10_f64.powf(exponent);
        let adam = AdamConfig { learning_rate, ..AdamConfig::default() };
        let protocol = TrainConfig { epochs: 2, batch_size, adam, ..TrainConfig::default() };
        let mut trainer = Trainer::new(vae, protocol).unwrap();
        let data = images(count, image, what);
        match trainer.fit_with(&data, Some(&data), |_| std::ops::ControlFlow::Continue(())) {
            Ok(()) => {
                for record in &trainer.history().epochs {
                    prop_assert!(record.loss.is_finite() && record.test_loss.unwrap().is_finite());
                }
                prop_assert_eq!(trainer.history().epochs.len(), 2);
            }
            Err(error) if error.kind() == ErrorKind::NotFinite => {
                let (epoch, batch) = place(&error.to_string());
                let batches = (count as usize).div_ceil(batch_size);
                prop_assert!((1..=2).contains(&epoch) && (1..=batches).contains(&batch));
                prop_assert!(learning_rate > 0.01, "rate {}", learning_rate);
            }
            Err(other) => prop_assert!(false, "{}", other),
        }
        prop_assert!(bits(trainer.vae()).iter().flatten().all(|x| x.is_finite()));
    }
}

/// Epoch and batch that a message names.
fn place(message: &str) -> (usize, usize) {
    let after = |word: &str| {
        let rest = message.split_once(word).map_or("", |(_, rest)| rest);
        rest.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
    };
    (after("epoch "), after("batch "))
}

#[test]
fn every_number_of_latent_dimensions_up_to_512_learns() {
    let image = ImageShape::grey(4, 4);
    let data = images(64, image, 2);
    for latent in [1, 2, 3, 5, 10, 20, 50, 100, 200, 511, 512] {
        let vae = Vae::new(
            VaeConfig {
                image,
                architecture: Architecture::mlp([16, 16]),
                latent,
                ..VaeConfig::default()
            },
            0,
        )
        .unwrap();
        let protocol = TrainConfig { epochs: 20, batch_size: 16, ..TrainConfig::default() };
        let mut trainer = Trainer::new(vae, protocol).unwrap();
        trainer.fit(&data, None).unwrap();
        let epochs = &trainer.history().epochs;
        assert!(epochs[19].loss < epochs[0].loss, "z = {latent}");
    }
}

/// Good images, but for one batch.
struct OneBadBatch {
    data: Dataset,
    batch: usize,
    served: Cell<usize>,
}

impl Provenance for OneBadBatch {
    fn image_shape(&self) -> ImageShape {
        self.data.image_shape()
    }

    fn source(&self) -> &Source {
        self.data.source()
    }
}

impl ImageSet for OneBadBatch {
    fn len(&self) -> usize {
        self.data.len()
    }

    fn batch(&self, indices: &[i64]) -> Result<Tensor> {
        self.served.set(self.served.get() + 1);
        let x = self.data.batch(indices)?;
        let bad = self.served.get() == self.batch;
        Ok(if bad { x * f64::NAN } else { x })
    }

    fn range(&self, start: usize, len: usize) -> Result<Tensor> {
        self.data.range(start, len)
    }
}

/// The batch that breaks is named, the weights are those before it, and the run can go on.
#[test]
fn a_batch_that_breaks_the_loss_leaves_the_weights_before_it() {
    let data = digits(250);
    let mut trainer = small_trainer(2);
    let images = OneBadBatch { data: data.clone(), batch: 5, served: Cell::new(0) };
    let error = trainer.fit(&images, None).unwrap_err().to_string();
    let place = "epoch 2, batch 2: training: pixels lie between NaN and NaN";
    assert!(error.starts_with(place), "{error}");
    assert_eq!(trainer.position(), "epoch 2, batch 1");
    trainer.fit(&data, None).unwrap();

    let mut whole = small_trainer(2);
    whole.fit(&data, None).unwrap();
    assert_eq!(bits(trainer.vae()), bits(whole.vae()));
}

#[test]
fn images_of_another_size_are_answered_with_both_sizes() {
    let others = images(2, ImageShape::grey(2, 3), 0);
    let refused = small_trainer(1).fit(&others, None).unwrap_err().to_string();
    assert!(refused.contains("size = 2×3: the model was made for images of 28×28"), "{refused}");
}
