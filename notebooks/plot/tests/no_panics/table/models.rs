//! Models, images and trainings for figures and widgets to show.

use tch::{Device, Kind, Tensor};
use vae_core::model::{Architecture, Linear};
use vae_core::train::Terms;
use vae_core::{Dataset, EpochRecord, History, ImageShape, Source, TrainConfig, Vae, VaeConfig};

use crate::models::models_and;
pub use crate::models::{IMAGE, config};
use vae_testing::no_panics::inputs::{NUMBERS, tensors};

pub fn zeros(size: &[i64]) -> Tensor {
    Tensor::zeros(size, (Kind::Float, Device::Cpu))
}

pub fn source() -> Source {
    Source::Other("a test's".into())
}

/// Models of two latent dimensions, then of one, of three and in colours, of images of 6 numbers.
pub fn models() -> Vec<Vae> {
    let more = vec![
        VaeConfig { architecture: Architecture::mlp([4, 4]), ..config() },
        VaeConfig { latent: 1, ..config() },
        VaeConfig { latent: 3, ..config() },
        VaeConfig { image: ImageShape { height: 1, width: 2, channels: 3 }, ..config() },
    ];
    let broken = Vae::new(config(), 0).unwrap();
    for (_, parameter) in broken.named_parameters() {
        let _ = tch::no_grad(|| parameter.shallow_clone().fill_(f64::NAN));
    }
    models_and(more).into_iter().chain([broken]).collect()
}

/// Image sets of the models' shape and of others; without labels, with few and with many classes.
pub fn images() -> Vec<Dataset> {
    let of = |count: i64, shape: ImageShape, labels: Option<Vec<i64>>| {
        let bytes = Tensor::zeros([count, shape.pixels()], (Kind::Uint8, Device::Cpu));
        Dataset::new(bytes, labels, shape, source()).unwrap()
    };
    vec![
        of(4, IMAGE, None),
        of(4, IMAGE, Some(vec![0, 1, 2, 255])),
        of(1, IMAGE, Some(vec![9])),
        of(256, IMAGE, Some((0..=255).collect())),
        of(3, ImageShape::grey(1, 5), None),
        of(3, ImageShape { height: 1, width: 2, channels: 3 }, Some(vec![0, 0, 1])),
        of(2, ImageShape::grey(1, 1), None),
    ]
}

/// Layers that do and do not fit a classifier of 2 or 6 numbers.
pub fn layers() -> Vec<Linear> {
    let pairs = tensors(6).into_iter().chain(tensors(2));
    let mut all: Vec<Linear> =
        pairs.map(|(_, weight)| Linear { weight, bias: zeros(&[2]) }).collect();
    all.push(Linear { weight: zeros(&[10, 6]), bias: zeros(&[10]) });
    all.push(Linear { weight: zeros(&[10, 2]), bias: zeros(&[10]) });
    all.push(Linear { weight: zeros(&[10, 2]), bias: zeros(&[]) });
    all
}

/// Histories without an epoch, with one and with more, of ordinary and of impossible numbers.
pub fn histories() -> Vec<History> {
    let record = |epoch: usize, loss: f64| EpochRecord {
        epoch,
        loss,
        terms: Terms::elbo(loss, loss),
        test_loss: Some(loss),
        seconds: loss,
    };
    let of = |epochs: Vec<EpochRecord>| History { source: source(), epochs };
    let mut all = vec![of(vec![]), of(vec![record(1, 2.0), record(2, 1.0)])];
    for number in NUMBERS {
        all.push(of(vec![record(1, number)]));
        all.push(of(vec![record(1, 1.0), record(2, number), record(usize::MAX, 1.0)]));
        all.push(of(vec![record(0, number), record(0, -number)]));
    }
    let nameless = EpochRecord { terms: Terms::default(), ..record(1, 1.0) };
    all.push(of(vec![nameless]));
    all
}

/// A protocol for one short epoch.
pub fn protocol() -> TrainConfig {
    TrainConfig { epochs: 1, batch_size: 2, ..TrainConfig::default() }
}
