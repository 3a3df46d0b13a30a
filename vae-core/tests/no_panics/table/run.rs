//! Optimizer, objectives, training, files.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use tch::{Device, Kind, Tensor};
use vae_core::dataset::ImageSet;
use vae_core::model::Architecture;
use vae_core::save::{safetensors_file, sums};
use vae_core::train::{ElboConfig, IwaeConfig, Loss, ObjectiveFunction, State, Terms};
use vae_core::{
    Adam, AdamConfig, Dataset, EpochRecord, History, ImageShape, Objective, OwnParts, Precision,
    Pretrained, Result, RunConfig, Source, TrainConfig, Trainer, Vae, VaeConfig, evaluate, parse,
};

use vae_testing::no_panics::inputs::{COUNTS, NUMBERS, SIZES, paths, tensors, unwritable};
use vae_testing::no_panics::{Call, answers, returns};

fn zeros(size: &[i64]) -> Tensor {
    Tensor::zeros(size, (Kind::Float, Device::Cpu))
}

fn vae() -> Vae {
    let image = ImageShape::grey(2, 3);
    let architecture = Architecture::mlp([4]);
    Vae::new(VaeConfig { image, architecture, ..VaeConfig::default() }, 0).unwrap()
}

fn images(height: i64) -> Dataset {
    let bytes = Tensor::zeros([4, height * 3], (Kind::Uint8, Device::Cpu));
    let shape = ImageShape::grey(height, 3);
    Dataset::new(bytes, None, shape, Source::Other("a test's".into())).unwrap()
}

/// A protocol of one epoch.
fn once() -> TrainConfig {
    TrainConfig { epochs: 1, ..TrainConfig::default() }
}

fn trainer() -> Trainer {
    Trainer::new(vae(), once()).unwrap()
}

fn adams() -> Vec<AdamConfig> {
    let mut all = Vec::new();
    for n in NUMBERS {
        all.push(AdamConfig { learning_rate: n, ..AdamConfig::default() });
        all.push(AdamConfig { beta1: n, ..AdamConfig::default() });
        all.push(AdamConfig { beta2: n, ..AdamConfig::default() });
        all.push(AdamConfig { epsilon: n, ..AdamConfig::default() });
    }
    all
}

fn elbos() -> Vec<ElboConfig> {
    let usual = ElboConfig::default;
    let mut all: Vec<_> = SIZES.iter().map(|&samples| ElboConfig { samples, ..usual() }).collect();
    all.extend(NUMBERS.map(|beta| ElboConfig { beta, ..usual() }));
    all.extend(NUMBERS.map(|free_bits| ElboConfig { free_bits, ..usual() }));
    all.extend(COUNTS.map(|warm_up| ElboConfig { warm_up, ..usual() }));
    all
}

fn iwaes() -> Vec<IwaeConfig> {
    let both = |samples| [false, true].map(|d| IwaeConfig { samples, doubly_reparameterised: d });
    SIZES.into_iter().flat_map(both).collect()
}

fn protocols() -> Vec<TrainConfig> {
    let mut all: Vec<_> = adams().into_iter().map(|adam| TrainConfig { adam, ..once() }).collect();
    all.extend(COUNTS.map(|epochs| TrainConfig { epochs, ..once() }));
    all.extend(COUNTS.map(|batch_size| TrainConfig { batch_size, ..once() }));
    all.extend(
        elbos().into_iter().map(|c| TrainConfig { objective: Objective::Elbo(c), ..once() }),
    );
    all.extend(
        iwaes().into_iter().map(|c| TrainConfig { objective: Objective::Iwae(c), ..once() }),
    );
    all.push(TrainConfig { objective: Objective::Own(String::new()), ..once() });
    all.push(TrainConfig { precision: Precision::Bfloat16, ..once() });
    for learning_rates in [vec![(0, 1.0)], vec![(2, f64::NAN)], vec![(usize::MAX, 0.1), (1, 0.1)]] {
        all.push(TrainConfig { learning_rates, ..once() });
    }
    all.push(TrainConfig { seed: u64::MAX, binarise: true, shuffle: false, ..once() });
    all
}

fn losses(objective: &dyn ObjectiveFunction) {
    let (vae, x, eps) = (vae(), zeros(&[2, 6]), zeros(&[2, 2]));
    for (name, t) in tensors(6) {
        answers(&format!("images {name}"), || objective.loss(&vae, &t, &eps, 1));
    }
    for (name, t) in tensors(2) {
        answers(&format!("noise {name}"), || objective.loss(&vae, &x, &t, 1));
    }
    for epoch in COUNTS {
        answers(&format!("epoch {epoch}"), || objective.loss(&vae, &x, &eps, epoch));
    }
}

fn step() {
    for (name, t) in tensors(3) {
        let made = || Adam::new(AdamConfig::default(), &[&zeros(&[2, 3])]);
        answers(&format!("gradient {name}"), || {
            made()?.step(&[&zeros(&[2, 3])], &[t.shallow_clone()])
        });
        answers(&format!("parameter {name}"), || made()?.step(&[&t], &[zeros(&[2, 3])]));
        answers(&format!("both {name}"), || {
            Adam::new(AdamConfig::default(), &[&t])?.step(&[&t], &[t.shallow_clone()])
        });
        answers(&format!("too many, {name}"), || made()?.step(&[&t, &t], &[t.shallow_clone()]));
    }
}

fn resume_adam() {
    let one = || vec![zeros(&[2, 3])];
    for (name, t) in tensors(3) {
        let other = || vec![t.shallow_clone()];
        for (m, v) in [(one(), other()), (other(), one()), (other(), other()), (one(), vec![])] {
            answers(&name, || {
                Adam::resume(AdamConfig::default(), 7, (m, v))?.step(&[&t], &other())
            });
        }
    }
    for config in adams() {
        answers(&format!("{config:?}"), || Adam::resume(config, u64::MAX, (one(), one())));
    }
    answers("a late step", || Adam::resume(AdamConfig::default(), u64::MAX, (one(), one())));
}

fn train(mut fit: impl FnMut(&mut Trainer, &dyn ImageSet, Option<&dyn ImageSet>) -> Result<()>) {
    for config in protocols() {
        answers(&format!("{config:?}"), || {
            // Not as long as some of them ask for.
            let few = config.epochs.min(2);
            fit(&mut Trainer::new(vae(), TrainConfig { epochs: few, ..config })?, &images(2), None)
        });
    }
    answers("other images", || fit(&mut trainer(), &images(4), None));
    answers("other held-out images", || fit(&mut trainer(), &images(2), Some(&images(4))));
}

fn read<T>(read: impl Fn(&Path) -> Result<T>) {
    for path in paths() {
        answers(&format!("{path:?}"), || read(&path));
    }
}

fn write<T>(write: impl Fn(&Path) -> Result<T>) {
    for path in unwritable() {
        answers(&format!("{path:?}"), || write(&path));
    }
}

fn parse<T>(parse: impl Fn(&[u8]) -> Result<T>) {
    for bytes in vae_testing::no_panics::inputs::files() {
        answers(&format!("{} bytes like {:?}", bytes.len(), bytes.first()), || parse(&bytes));
    }
}

const NAMES: [&str; 5] = ["", "..", "/", "a\0b", "../pretrained/mnist-z2"];

pub const CALLS: &[Call] = &[
    ("Adam::new", || {
        for config in adams() {
            answers(&format!("{config:?}"), || Adam::new(config, &[&zeros(&[2])]));
        }
        for (name, t) in tensors(3) {
            answers(&name, || Adam::new(AdamConfig::default(), &[&t]));
        }
    }),
    ("Adam::step", step),
    ("Adam::resume", resume_adam),
    ("Adam::set_learning_rate", || {
        for rate in NUMBERS {
            answers(&format!("{rate}"), || {
                Adam::new(AdamConfig::default(), &[])?.set_learning_rate(rate)
            });
        }
    }),
    ("AdamConfig::validate", || {
        for config in adams() {
            answers(&format!("{config:?}"), || config.validate());
        }
    }),
    ("EpochRecord::term", || {
        let record: EpochRecord =
            serde_json::from_str(r#"{"epoch": 1, "loss": 1, "seconds": 0}"#).unwrap();
        NAMES.iter().for_each(|name| returns(name, || record.term(name)));
    }),
    ("History::loss_name", || {
        NAMES.iter().for_each(|name| returns(name, || History::new(Source::Mnist).loss_name(name)));
    }),
    ("ElboConfig::weight", || {
        for config in elbos() {
            COUNTS.iter().for_each(|&epoch| returns(&epoch.to_string(), || config.weight(epoch)));
        }
    }),
    ("ElboConfig::bound", || {
        for config in elbos() {
            returns("the last epoch", || config.bound(usize::MAX));
        }
    }),
    ("IwaeConfig::bound", || {
        for config in iwaes() {
            returns("the last epoch", || config.bound(usize::MAX));
        }
    }),
    ("ElboConfig::loss", || {
        losses(&ElboConfig::default());
        losses(&ElboConfig { free_bits: 0.1, ..ElboConfig::default() });
        for config in elbos() {
            answers(&format!("{config:?}"), || {
                config.loss(&vae(), &zeros(&[2, 6]), &zeros(&[2, 2]), 1)
            });
        }
    }),
    ("IwaeConfig::loss", || {
        losses(&IwaeConfig { samples: 1, doubly_reparameterised: false });
        losses(&IwaeConfig { samples: 1, doubly_reparameterised: true });
        for config in iwaes() {
            answers(&format!("{config:?}"), || {
                config.loss(&vae(), &zeros(&[2, 6]), &zeros(&[2, 2]), 1)
            });
        }
    }),
    ("Loss::new", || tensors(2).into_iter().for_each(|(name, t)| returns(&name, || Loss::new(t)))),
    ("Loss::with", || {
        tensors(2).into_iter().for_each(|(name, t)| {
            returns(&name, || Loss::new(Tensor::new()).with("", t));
        });
    }),
    ("Objective::beta", || {
        NUMBERS.iter().for_each(|&n| answers("its function", || Objective::beta(n).function()));
    }),
    ("Objective::iwae", || {
        SIZES.iter().for_each(|&n| answers("its function", || Objective::iwae(n).function()));
    }),
    ("Terms::elbo", || NUMBERS.iter().for_each(|&n| returns("a sum", || Terms::elbo(n, n).sum()))),
    ("Terms::get", || {
        NAMES.iter().for_each(|name| returns(name, || Terms::elbo(0.0, 0.0).get(name)));
    }),
    ("Terms::times", || {
        NUMBERS.iter().for_each(|&n| returns("a number", || Terms::elbo(1.0, 2.0).times(n)));
    }),
    ("State::new", || {
        for config in protocols() {
            answers(&format!("{config:?}"), || State::new(vae(), config));
        }
    }),
    ("TrainConfig::validate", || {
        for config in protocols() {
            answers(&format!("{config:?}"), || config.validate());
        }
    }),
    ("TrainConfig::learning_rate", || {
        for config in protocols() {
            for epoch in COUNTS {
                returns(&format!("{config:?}, {epoch}"), || config.learning_rate(epoch));
            }
        }
    }),
    ("Trainer::new", || {
        for config in protocols() {
            answers(&format!("{config:?}"), || Trainer::new(vae(), config));
        }
    }),
    ("Trainer::set_epochs", || {
        COUNTS.iter().for_each(|&n| answers(&n.to_string(), || trainer().set_epochs(n)));
    }),
    ("Trainer::fit", || train(|trainer, data, held_out| trainer.fit(data, held_out))),
    ("Trainer::fit_with", || {
        train(|trainer, data, held_out| {
            trainer.fit_with(data, held_out, |_| ControlFlow::Continue(()))
        });
    }),
    ("Trainer::fit_watched", || {
        struct Blind;
        impl vae_core::Watch for Blind {}
        train(|trainer, data, held_out| trainer.fit_watched(data, held_out, &mut Blind));
    }),
    ("Trainer::fit_in_background", || {
        for height in [2, 4] {
            answers("images", || trainer().fit_in_background(images(height), None)?.wait().1);
        }
    }),
    ("Trainer::saving_to", || write(|path| trainer().saving_to(path))),
    ("Trainer::saving_every", || {
        let folder = tempfile::tempdir().unwrap();
        for (name, interval) in [("0", Duration::ZERO), ("1", Duration::MAX)] {
            answers(name, || {
                let trainer = trainer().saving_every(interval);
                trainer.saving_to(folder.path().join(name))?.fit(&images(2), None)
            });
        }
    }),
    ("Trainer::can_resume", || {
        paths().iter().for_each(|path| returns(&format!("{path:?}"), || Trainer::can_resume(path)));
    }),
    ("Trainer::resume", || read(|path| Trainer::resume(path))),
    ("Trainer::resume_with", || {
        read(|path| Trainer::resume_with(path, OwnParts::new().model(vae())));
    }),
    ("Vae::save", || write(|path| vae().save(path))),
    ("Vae::load", || read(|path| Vae::load(path))),
    ("Vae::load_into", || read(|path| vae().load_into(path))),
    ("Vae::pretrained", || NAMES.iter().for_each(|name| answers(name, || Vae::pretrained(name)))),
    ("Pretrained::load", || NAMES.iter().for_each(|name| answers(name, || Pretrained::load(name)))),
    ("Pretrained::publish", || {
        let evaluation = |vae: &Vae| evaluate(vae, &images(2));
        let folder = tempfile::tempdir().unwrap();
        read(|path| Pretrained::publish(path, folder.path(), evaluation));
        write(|path| Pretrained::publish(folder.path(), path, evaluation));
    }),
    ("Pretrained::names_with", || {
        NAMES.iter().for_each(|name| returns(name, || Pretrained::names_with(name)));
    }),
    ("Pretrained::folder_of", || {
        for name in NAMES {
            NAMES.iter().for_each(|file| answers(file, || Pretrained::folder_of(name, file)));
        }
    }),
    ("RunConfig::read", || read(RunConfig::read)),
    ("sums::write", || write(sums::write)),
    ("sums::verify", || read(sums::verify)),
    ("parse::checkpoint", || parse(parse::checkpoint)),
    ("parse::config", || parse(parse::config)),
    ("parse::history", || parse(parse::history)),
    ("parse::model", || parse(|bytes| parse::model(&RunConfig::of(&vae()), bytes))),
    ("parse::reseal", || parse(|bytes| Ok(parse::reseal(&mut bytes.to_vec())))),
    ("safetensors_file::to_bytes", || {
        for (what, t) in tensors(6) {
            let named = [(what.clone(), &t)];
            for half in [false, true] {
                answers(&what, || safetensors_file::to_bytes(&named, None, half));
            }
        }
    }),
    ("safetensors_file::from_bytes", || {
        parse(|bytes| safetensors_file::from_bytes(Path::new("a file"), bytes));
    }),
    ("safetensors_file::take", || {
        for (what, t) in tensors(6) {
            let mut file = HashMap::from([("t".to_string(), zeros(&[2, 3]))]);
            answers(&what, || safetensors_file::take(Path::new("a file"), &mut file, "t", &t));
        }
    }),
];
