//! Every public function that takes input, and a call of it with every input.

use std::ops::ControlFlow;

use tch::{Device, Kind, Tensor};
use vae_core::dataset::synthetic::digits;
use vae_core::model::Architecture;
use vae_core::{AdamConfig, Dataset, ImageShape, Random, Result, Source, Vae, VaeConfig};
use vae_few_labels::{
    Codes, FewLabels, KernelClassifier, Labelled, M2, M2Config, M2Trainer, M2Training, Observed,
    PretrainedM2, Rows, draw_labelled,
};
use vae_testing::no_panics::inputs::{COUNTS, NUMBERS, SIZES, files, paths, tensors, unwritable};
use vae_testing::no_panics::{Call, answers, returns};

fn config(observed: Observed) -> M2Config {
    M2Config { columns: 6, classes: 3, latent: 2, hidden: vec![4], observed, ..M2Config::default() }
}

fn models() -> [M2; 2] {
    [Observed::Pixels, Observed::Reals].map(|observed| M2::new(config(observed), 0).unwrap())
}

fn floats(size: &[i64]) -> Tensor {
    Tensor::zeros(size, (Kind::Float, Device::Cpu))
}

/// Two labels, and others that fit nothing.
fn labels() -> Vec<(String, Tensor)> {
    let mut all = vec![("two".to_string(), Tensor::from_slice(&[0_i64, 2]))];
    for label in SIZES {
        all.push((label.to_string(), Tensor::from_slice(&[label, 1])));
    }
    all.extend(tensors(2));
    all
}

/// Calls a function of a model with every pair of one tensor that may fit and one of any kind.
fn of_pairs<T>(columns: i64, call: impl Fn(&M2, &Tensor, &Tensor) -> Result<T>) {
    let y = Tensor::from_slice(&[0_i64, 2]);
    for m2 in models() {
        for (name, t) in tensors(columns) {
            answers(&name, || call(&m2, &t, &y));
        }
        for (name, y) in labels() {
            answers(&name, || call(&m2, &floats(&[2, columns]), &y));
        }
    }
}

fn codes() -> Vec<(String, Codes)> {
    let of = |(name, mu): (String, Tensor)| {
        let log_var = floats(&[2, 6]);
        (name, Codes { mu, log_var })
    };
    let mut all: Vec<_> = tensors(6).into_iter().map(of).collect();
    all.push(("whole".into(), Codes { mu: floats(&[2, 6]), log_var: floats(&[2, 6]) }));
    all
}

fn images() -> Dataset {
    let bytes = Tensor::zeros([4, 6], (Kind::Uint8, Device::Cpu));
    Dataset::new(bytes, None, ImageShape::grey(1, 6), Source::Other("a test's".into())).unwrap()
}

fn few() -> FewLabels {
    FewLabels::new(Rows::Images(images()), &[0, 1, 2, 0], vec![0, 1]).unwrap()
}

fn trainings() -> Vec<M2Training> {
    let quick = || M2Training { epochs: 1, ..M2Training::default() };
    let mut all = vec![quick()];
    for n in COUNTS {
        all.push(M2Training { epochs: n, batch_size: n, labelled_batch: n, ..quick() });
        all.push(M2Training { learning_rates: vec![(n, 1e-3)], ..quick() });
    }
    for x in NUMBERS {
        all.push(M2Training { alpha: x, ..quick() });
        all.push(M2Training { least: x, ..quick() });
        all.push(M2Training { learning_rates: vec![(1, x)], ..quick() });
        all.push(M2Training {
            adam: AdamConfig { learning_rate: x, ..AdamConfig::default() },
            ..quick()
        });
    }
    // No test waits for as many epochs as there are numbers.
    all.retain(|training| training.epochs < 10 || training.validate().is_err());
    all
}

const NAMES: [&str; 6] = ["", "..", "/", "a\0b", "mnist-z2", "../pretrained/mnist-m2-z2"];

fn stop(_: &vae_few_labels::M2Record) -> ControlFlow<()> {
    ControlFlow::Break(())
}

fn trainer() -> M2Trainer {
    M2Trainer::new(M2::new(config(Observed::Pixels), 0).unwrap(), trainings().remove(0)).unwrap()
}

pub const CALLS: &[Call] = &[
    ("M2::new", || {
        for n in SIZES {
            let small = || config(Observed::Pixels);
            for config in [
                M2Config { columns: n, ..small() },
                M2Config { classes: n, ..small() },
                M2Config { latent: n, ..small() },
                M2Config { hidden: vec![n], ..small() },
                M2Config { hidden: vec![], ..small() },
                M2Config { hidden: vec![n; 40], ..small() },
            ] {
                answers(&format!("{config:?}"), || M2::new(config, 0));
            }
        }
    }),
    ("M2::log_q_y", || of_pairs(6, |m2, x, _| m2.log_q_y(x))),
    ("M2::classify", || of_pairs(6, |m2, x, _| m2.classify(x))),
    ("M2::q_z", || of_pairs(6, |m2, x, y| m2.q_z(x, y))),
    ("M2::log_p_x", || {
        of_pairs(6, |m2, x, y| m2.log_p_x(x, y, &floats(&[2, 2])));
        of_pairs(2, |m2, z, y| m2.log_p_x(&floats(&[2, 6]), y, z));
    }),
    ("M2::mean", || of_pairs(2, |m2, z, y| m2.mean(y, z))),
    ("M2::labelled_bound", || {
        of_pairs(6, |m2, x, y| m2.labelled_bound(x, y, &floats(&[2, 2])));
        of_pairs(2, |m2, eps, y| m2.labelled_bound(&floats(&[2, 6]), y, eps));
    }),
    ("M2::unlabelled_bound", || {
        of_pairs(6, |m2, x, _| m2.unlabelled_bound(x, &floats(&[6, 2])));
        of_pairs(2, |m2, eps, _| m2.unlabelled_bound(&floats(&[2, 6]), eps));
    }),
    ("M2::unlabelled_bound_by_chance", || {
        of_pairs(6, |m2, x, _| m2.unlabelled_bound_by_chance(x, 0.1, &mut Random::new(0)));
        for least in NUMBERS {
            for m2 in models() {
                let x = floats(&[2, 6]);
                answers(&least.to_string(), || {
                    m2.unlabelled_bound_by_chance(&x, least, &mut Random::new(0))
                });
            }
        }
    }),
    ("M2::error", || {
        of_pairs(6, |m2, x, y| m2.error(&Labelled { x: x.shallow_clone(), y: y.shallow_clone() }));
    }),
    ("M2::save", || {
        for path in unwritable() {
            for m2 in models() {
                answers(&format!("{path:?}"), || m2.save(&path));
            }
        }
    }),
    ("M2::load", || {
        for path in paths() {
            answers(&format!("{path:?}"), || M2::load(&path));
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m2");
        for (i, bytes) in files().into_iter().enumerate() {
            std::fs::write(&path, bytes).unwrap();
            answers(&format!("file {i}"), || M2::load(&path));
        }
    }),
    ("M2::pretrained", || NAMES.iter().for_each(|name| answers(name, || M2::pretrained(name)))),
    ("PretrainedM2::load", || {
        NAMES.iter().for_each(|name| answers(name, || PretrainedM2::load(name)));
    }),
    ("PretrainedM2::publish", || {
        let test = || Labelled { x: floats(&[2, 6]), y: Tensor::from_slice(&[0_i64, 2]) };
        for path in unwritable() {
            let publish = || PretrainedM2::publish(&trainer(), &few(), &test(), &path);
            answers(&format!("{path:?}"), publish);
        }
        let folder = tempfile::tempdir().unwrap();
        for (name, x) in tensors(6) {
            let test = Labelled { x, ..test() };
            answers(&name, || PretrainedM2::publish(&trainer(), &few(), &test, folder.path()));
        }
        let codes = Codes { mu: floats(&[2, 6]), log_var: floats(&[2, 6]) };
        let rows = FewLabels::new(Rows::Codes(codes), &[0, 1], vec![0]).unwrap();
        let publish = || PretrainedM2::publish(&trainer(), &rows, &test(), folder.path());
        answers("codes", publish);
    }),
    ("M2Training::learning_rate", || {
        for training in trainings() {
            COUNTS.iter().for_each(|&n| returns("an epoch", || training.learning_rate(n)));
            let _ = training.validate();
        }
    }),
    ("M2Trainer::new", || {
        for training in trainings() {
            let m2 = M2::new(config(Observed::Pixels), 0).unwrap();
            answers(&format!("{training:?}"), || M2Trainer::new(m2, training));
        }
    }),
    ("M2Trainer::saving_to", || {
        for path in paths() {
            answers(&format!("{path:?}"), || trainer().saving_to(&path));
        }
        for path in unwritable() {
            answers(&format!("{path:?}, written"), || {
                trainer().saving_to(&path)?.fit(&few(), &[], &mut stop)
            });
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m2");
        for (i, bytes) in files().into_iter().enumerate() {
            std::fs::write(&path, bytes).unwrap();
            answers(&format!("file {i}"), || trainer().saving_to(&path));
        }
    }),
    ("M2Trainer::fit", || {
        for training in trainings() {
            let m2 = M2::new(config(Observed::Pixels), 0).unwrap();
            let Ok(mut trainer) = M2Trainer::new(m2, training) else { continue };
            answers("a protocol", || trainer.fit(&few(), &[], &mut stop));
        }
        for (name, codes) in codes() {
            let n = codes.mu.size().first().map_or(0, |&n| n.clamp(0, 3)) as usize;
            let Ok(data) = FewLabels::new(Rows::Codes(codes), &vec![0; n], vec![0]) else {
                continue;
            };
            answers(&name, || trainer().fit(&data, &[], &mut stop));
        }
        for (name, x) in tensors(6) {
            let judge = [Labelled { x, y: Tensor::from_slice(&[0_i64, 2]) }];
            answers(&name, || trainer().fit(&few(), &judge, &mut stop));
        }
    }),
    ("Codes::of", || {
        let vae = |latent| {
            let architecture = Architecture::mlp([4]);
            Vae::new(VaeConfig { architecture, latent, ..VaeConfig::default() }, 0).unwrap()
        };
        answers("fits", || Codes::of(&vae(2), &digits(3, 0).unwrap()));
        answers("does not fit", || Codes::of(&vae(2), &images()));
    }),
    ("Codes::active", || {
        codes().iter().for_each(|(name, codes)| answers(name, || codes.active()));
    }),
    ("Codes::only", || {
        for (name, codes) in codes() {
            answers(&name, || codes.only(&[]));
            SIZES.iter().for_each(|&n| answers(&format!("{name}, {n}"), || codes.only(&[n])));
        }
    }),
    ("Codes::draw", || {
        for (name, codes) in codes() {
            for n in SIZES {
                answers(&format!("{name}, {n}"), || codes.draw(&[n], &mut Random::new(0)));
            }
        }
    }),
    ("Rows::len", || {
        codes().into_iter().for_each(|(name, codes)| returns(&name, || Rows::Codes(codes).len()));
    }),
    ("Rows::shown", || {
        for n in SIZES {
            answers(&n.to_string(), || Rows::Images(images()).shown(&[n], &mut Random::new(0)));
        }
    }),
    ("Labelled::new", || {
        for n in SIZES {
            answers(&n.to_string(), || Labelled::new(&Rows::Images(images()), &[n; 4]));
            answers(&n.to_string(), || Labelled::new(&Rows::Images(images()), &[n]));
        }
    }),
    ("FewLabels::new", || {
        for n in SIZES {
            let rows = || Rows::Images(images());
            answers(&n.to_string(), || FewLabels::new(rows(), &[0; 4], vec![n]));
            answers(&n.to_string(), || FewLabels::new(rows(), &[n; 4], vec![0, 0]));
            answers(&n.to_string(), || FewLabels::new(rows(), &[n; 4], vec![]));
            answers(&n.to_string(), || FewLabels::new(rows(), &[], vec![n]));
            answers(&n.to_string(), || FewLabels::new(rows(), &[n; 4], vec![0, 1, 2, 3]));
        }
    }),
    ("draw::draw_labelled", || {
        for n in COUNTS {
            for labels in [&[][..], &[0], &[0, 1, 1, i64::MIN, i64::MAX]] {
                answers(&n.to_string(), || draw_labelled(labels, n, 0));
            }
        }
    }),
    ("KernelClassifier::linear", || {
        for (name, x) in tensors(6) {
            answers(&name, || KernelClassifier::linear(&x, &[0, 1], 3));
        }
        for n in SIZES {
            answers(&n.to_string(), || KernelClassifier::linear(&floats(&[2, 6]), &[0, n], 3));
            answers(&n.to_string(), || KernelClassifier::linear(&floats(&[2, 6]), &[0, 1], n));
            answers(&n.to_string(), || KernelClassifier::linear(&floats(&[0, 6]), &[], n));
        }
    }),
    ("KernelClassifier::gaussian", || {
        for (name, x) in tensors(6) {
            answers(&name, || KernelClassifier::gaussian(&x, &[0, 1], 3));
        }
    }),
    ("KernelClassifier::classify", || {
        for (name, x) in tensors(6) {
            let rows = Tensor::from_slice(&[0.0_f32, 1.0]).repeat([6, 1]).tr().contiguous();
            let classifier = KernelClassifier::gaussian(&rows, &[0, 1], 3).unwrap();
            answers(&name, || classifier.classify(&x));
        }
    }),
];
