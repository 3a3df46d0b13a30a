//! Classifiers, and what they are trained on and counted by.

use tch::{Device, Kind, Tensor};
use vae_core::{Dataset, ImageShape, Provenance, Source, Vae};
use vae_thesis::classifier::{
    Classifier, ClassifierConfig, ConfusionMatrix, EncoderClassifier, Manifold, SoftmaxClassifier,
    codes, surest_mistakes,
};

use crate::models::{IMAGE, models_and};
use vae_testing::no_panics::inputs::{COUNTS, NUMBERS, SIZES, tensors};
use vae_testing::no_panics::{Call, answers, returns};

/// Labels of two rows, right and wrong, and of other numbers of rows.
const LABELS: [&[i64]; 9] = [
    &[0, 1],
    &[0, 255],
    &[],
    &[1],
    &[3; 7],
    &[255; 300],
    &[-1, 0],
    &[0, 1 << 40],
    &[i64::MAX, i64::MIN],
];

fn once() -> ClassifierConfig {
    ClassifierConfig { epochs: 1, ..ClassifierConfig::default() }
}

/// Protocols, most of them impossible; those that are not take one epoch.
fn protocols() -> Vec<ClassifierConfig> {
    let mut all = vec![once()];
    for n in [0, 1, 2, 256, 257, usize::MAX] {
        all.push(ClassifierConfig { classes: n, ..once() });
        all.push(ClassifierConfig { batch_size: n, ..once() });
    }
    all.extend([0, usize::MAX].map(|epochs| ClassifierConfig { epochs, ..once() }));
    for x in NUMBERS {
        all.push(ClassifierConfig { learning_rate: x, ..once() });
        all.push(ClassifierConfig { initial_std: x, ..once() });
    }
    all
}

fn features() -> Tensor {
    Tensor::zeros([2, 6], (Kind::Float, Device::Cpu))
}

fn sets() -> Vec<Dataset> {
    let of = |count: i64, shape: ImageShape| {
        let bytes = Tensor::zeros([count, shape.pixels()], (Kind::Uint8, Device::Cpu));
        Dataset::new(bytes, None, shape, Source::Other("a test's".into())).unwrap()
    };
    let empty = of(4, IMAGE).take(0).into_iter();
    [of(4, IMAGE), of(3, ImageShape::grey(1, 5))].into_iter().chain(empty).collect()
}

/// Trains with every tensor, label and protocol.
fn trained<T>(fit: impl Fn(&Tensor, &[i64], &ClassifierConfig) -> vae_core::Result<T>) {
    for (name, x) in tensors(6) {
        answers(&name, || fit(&x, &[0, 1], &once()));
    }
    for labels in LABELS {
        answers(&format!("{labels:?}"), || fit(&features(), labels, &once()));
    }
    for config in protocols() {
        answers(&format!("{config:?}"), || fit(&features(), &[0, 1], &config));
    }
}

fn softmax() -> SoftmaxClassifier {
    SoftmaxClassifier::fit(&features(), &[0, 1], &once()).unwrap()
}

fn annex_f() -> EncoderClassifier {
    EncoderClassifier::fit_sized(&features(), &[0, 1], 4, 2, &once()).unwrap()
}

/// Asks both classifiers about every tensor.
fn asked<T>(ask: impl Fn(&dyn Classifier, &Tensor) -> vae_core::Result<T>) {
    let (softmax, annex_f) = (softmax(), annex_f());
    for (name, x) in tensors(6) {
        answers(&name, || ask(&softmax, &x));
        answers(&name, || ask(&annex_f, &x));
    }
}

/// Counts that the constructor makes, and others that a file may hold.
fn matrices() -> Vec<ConfusionMatrix> {
    let of = |counts: &[&[usize]]| ConfusionMatrix {
        counts: counts.iter().map(|row| row.to_vec()).collect(),
    };
    vec![
        ConfusionMatrix::new(&[0, 2, 2], &[0, 0, 2]).unwrap(),
        of(&[]),
        of(&[&[]]),
        of(&[&[1], &[1]]),
        of(&[&[1, 2, 3]]),
        of(&[&[0, 0], &[0, 0]]),
        of(&[&[usize::MAX, usize::MAX], &[usize::MAX, 1]]),
    ]
}

pub const CALLS: &[Call] = &[
    ("ClassifierConfig::with_steps", || {
        for batch_size in COUNTS {
            for steps in COUNTS {
                for rows in COUNTS {
                    let config = ClassifierConfig { batch_size, ..once() };
                    returns("numbers", || config.with_steps(steps, rows));
                }
            }
        }
    }),
    ("ClassifierConfig::validate", || {
        protocols().iter().for_each(|config| answers("a protocol", || config.validate()));
    }),
    ("SoftmaxClassifier::fit", || trained(SoftmaxClassifier::fit)),
    ("SoftmaxClassifier::log_probabilities", || {
        let classifier = softmax();
        tensors(6).iter().for_each(|(name, x)| answers(name, || classifier.log_probabilities(x)));
    }),
    ("EncoderClassifier::fit", || {
        for (name, x) in tensors(6).into_iter().filter(|(_, x)| x.size() != [2, 6]) {
            answers(&name, || EncoderClassifier::fit(&x, &[0, 1], &once()));
        }
        answers("two rows", || EncoderClassifier::fit(&features(), &[0, 1], &once()));
    }),
    ("EncoderClassifier::fit_sized", || {
        trained(|x, labels, config| EncoderClassifier::fit_sized(x, labels, 4, 2, config));
        for hidden in SIZES {
            for latent in SIZES {
                answers(&format!("{hidden}, {latent}"), || {
                    EncoderClassifier::fit_sized(&features(), &[0, 1], hidden, latent, &once())
                });
            }
        }
    }),
    ("EncoderClassifier::log_probabilities", || {
        let classifier = annex_f();
        tensors(6).iter().for_each(|(name, x)| answers(name, || classifier.log_probabilities(x)));
    }),
    ("EncoderClassifier::features", || {
        let classifier = annex_f();
        tensors(6).iter().for_each(|(name, x)| answers(name, || classifier.features(x)));
    }),
    ("Manifold::of", || {
        for (name, points) in tensors(6) {
            answers(&name, || Manifold::of(&points, 1));
        }
        SIZES.iter().for_each(|k| answers(&k.to_string(), || Manifold::of(&features(), *k)));
    }),
    ("Manifold::share_inside", || {
        let region = Manifold::of(&features(), 1).unwrap();
        tensors(6).iter().for_each(|(name, x)| answers(name, || region.share_inside(x)));
    }),
    ("mistakes::surest_mistakes", || {
        for data in sets() {
            for (name, log_p) in tensors(6) {
                answers(&name, || surest_mistakes("é\0", &log_p, &data));
            }
        }
        let digits = vae_core::dataset::synthetic::digits(2, 0).unwrap();
        for (name, log_p) in tensors(10) {
            answers(&name, || surest_mistakes("é\0", &log_p, &digits));
        }
    }),
    ("Classifier::probabilities", || asked(|classifier, x| classifier.probabilities(x))),
    ("Classifier::predict", || asked(|classifier, x| classifier.predict(x))),
    ("Classifier::accuracy", || {
        asked(|classifier, x| classifier.accuracy(x, &[0, 1]));
        for labels in LABELS {
            answers(&format!("{labels:?}"), || softmax().accuracy(&features(), labels));
        }
    }),
    ("Classifier::confusion", || {
        asked(|classifier, x| classifier.confusion(x, &[0, 1]));
        for labels in LABELS {
            answers(&format!("{labels:?}"), || softmax().confusion(&features(), labels));
        }
    }),
    ("data::codes", || {
        let models: Vec<Vae> = models_and(vec![]);
        for vae in &models {
            for data in sets() {
                answers(&format!("{vae}, {}", data.image_shape()), || codes(vae, &data));
            }
        }
    }),
    ("ConfusionMatrix::new", || {
        for labels in LABELS {
            for taken_for in LABELS {
                answers(&format!("{labels:?}"), || ConfusionMatrix::new(labels, taken_for));
            }
        }
    }),
    ("ConfusionMatrix::figure", || {
        let many = ConfusionMatrix { counts: vec![vec![]; 4_096] };
        for m in matrices().iter().chain([&many]) {
            answers(&m.counts.len().to_string(), || m.figure("é\0", &Source::Untrained));
        }
    }),
    ("ConfusionMatrix::total", || matrices().iter().for_each(|m| returns("m", || m.total()))),
    ("ConfusionMatrix::accuracy", || {
        matrices().iter().for_each(|m| returns("counts", || m.accuracy()));
    }),
    ("ConfusionMatrix::share", || {
        for m in matrices() {
            for label in COUNTS {
                for class in COUNTS {
                    returns(&format!("{label}, {class}"), || m.share(label, class));
                }
            }
        }
    }),
    ("ConfusionMatrix::nearest", || {
        for m in matrices() {
            COUNTS.iter().for_each(|label| returns("a label", || m.nearest(*label)));
        }
    }),
    ("ConfusionMatrix::table", || {
        matrices().iter().for_each(|m| returns("counts", || m.table("é\0").html()));
    }),
];
