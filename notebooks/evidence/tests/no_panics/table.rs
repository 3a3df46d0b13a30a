//! Every public function that takes input, and a call of it with every input.

use std::ops::ControlFlow;

use tch::{Device, Kind, Tensor};
use vae_core::{Dataset, DiagonalGaussian, ImageShape, Random, Result, Source, Vae};
use vae_evidence::local::{self, Coupling, LocalFit, LocalPosterior};
use vae_evidence::{
    AnnealingConfig, Estimator, Evidence, Schedule, annealed_importance_sampling,
    importance_sampling, importance_sampling_from, in_the_plane, reverse_annealing,
};

use crate::models::{IMAGE, models_and};
use vae_testing::no_panics::inputs::{NUMBERS, SIZES, tensors};
use vae_testing::no_panics::{Call, answers, returns};

const OTHER: ImageShape = ImageShape::grey(1, 5);

fn random() -> Random {
    Random::new(0)
}

/// A model of every family: images of 6 pixels, codes of 2 numbers.
fn models() -> Vec<Vae> {
    models_and(vec![])
}

/// Calls a function of a model with every tensor.
fn of_models<T>(columns: i64, call: impl Fn(&Vae, &Tensor) -> Result<T>) {
    for vae in models() {
        for (name, t) in tensors(columns) {
            answers(&format!("{vae}, {name}"), || call(&vae, &t));
        }
    }
}

fn zeros(size: &[i64]) -> Tensor {
    Tensor::zeros(size, (Kind::Float, Device::Cpu))
}

fn images(shape: ImageShape) -> Dataset {
    let bytes = Tensor::zeros([4, shape.pixels()], (Kind::Uint8, Device::Cpu));
    Dataset::new(bytes, None, shape, Source::Other("a test's".into())).unwrap()
}

/// As the name says; of the numbers outside, of which there are few.
fn annealings() -> Vec<AnnealingConfig> {
    let quick = || AnnealingConfig {
        chains: 1,
        temperatures: 2,
        leapfrog_steps: 1,
        pilots: 1,
        ..AnnealingConfig::default()
    };
    let mut all = vec![quick()];
    for n in SIZES {
        all.push(AnnealingConfig { chains: n, ..quick() });
        all.push(AnnealingConfig { temperatures: n, ..quick() });
        all.push(AnnealingConfig { leapfrog_steps: n, ..quick() });
        all.push(AnnealingConfig { pilots: n, ..quick() });
    }
    all.extend(NUMBERS.map(|acceptance| AnnealingConfig { acceptance, ..quick() }));
    all
}

fn estimate_sets() {
    let vae = &models()[0];
    for samples in SIZES {
        let estimator = Estimator::Importance { samples };
        let go_on = |_, _| ControlFlow::Continue(());
        answers(&samples.to_string(), || {
            estimator.estimate_set(vae, &images(IMAGE), u64::MAX, go_on)
        });
        answers(&samples.to_string(), || estimator.estimate_set(vae, &images(OTHER), 0, go_on));
    }
}

fn annealed(call: fn(&Vae, &Tensor, &AnnealingConfig) -> Result<Evidence>) {
    let quick = annealings().remove(0);
    of_models(6, |vae, x| call(vae, x, &quick));
    for config in annealings() {
        let (vae, x) = (&models()[0], zeros(&[2, 6]));
        answers(&format!("{config:?}"), || call(vae, &x, &config));
    }
}

/// A q of two images' own, two codes each.
fn own() -> Result<LocalPosterior> {
    LocalPosterior::gaussian(DiagonalGaussian::new(zeros(&[2, 2]), zeros(&[2, 2]))?)
}

const QUICK_FIT: LocalFit = LocalFit { steps: 1, draws: 1, learning_rate: 0.1 };

pub const CALLS: &[Call] = &[
    ("LocalPosterior::gaussian", || {
        for (name, t) in tensors(2) {
            let of = || DiagonalGaussian::new(t.shallow_clone(), t.shallow_clone());
            answers(&name, || LocalPosterior::gaussian(of()?));
        }
    }),
    ("LocalPosterior::with_flow", || {
        for length in SIZES {
            for hidden in SIZES {
                let size = Coupling { length, hidden };
                answers(&format!("{size:?}"), || own()?.with_flow(size, &mut random()));
            }
        }
    }),
    ("LocalPosterior::draw", || {
        let flow = Coupling { length: 2, hidden: 3 };
        for (name, t) in tensors(2) {
            answers(&name, || own()?.draw(&t));
            answers(&name, || own()?.with_flow(flow, &mut random())?.draw(&t));
        }
    }),
    ("LocalFit::validate", || {
        for n in SIZES {
            answers(&n.to_string(), || LocalFit { draws: n, ..QUICK_FIT }.validate());
            let steps = n.unsigned_abs() as usize;
            answers(&n.to_string(), || LocalFit { steps, ..QUICK_FIT }.validate());
        }
        for learning_rate in NUMBERS {
            let fit = LocalFit { learning_rate, ..QUICK_FIT };
            answers(&learning_rate.to_string(), || fit.validate());
        }
    }),
    ("fit::fit", || {
        of_models(6, |vae, x| local::fit(vae, x, own()?, &QUICK_FIT, &mut random()));
        for draws in SIZES {
            let (fit, x) = (LocalFit { draws, ..QUICK_FIT }, zeros(&[2, 6]));
            answers(&draws.to_string(), || {
                local::fit(&models()[0], &x, own()?, &fit, &mut random())
            });
        }
    }),
    ("bound::bounds", || {
        of_models(6, |vae, x| local::bounds(vae, x, &own()?, 2, &mut random()));
        for samples in SIZES {
            answers(&samples.to_string(), || {
                local::bounds(&models()[0], &zeros(&[2, 6]), &own()?, samples, &mut random())
            });
        }
    }),
    ("importance::importance_sampling", || {
        of_models(6, |vae, x| importance_sampling(vae, x, 2, &mut random())?.mean());
        for samples in SIZES {
            let x = zeros(&[2, 6]);
            answers(&samples.to_string(), || {
                importance_sampling(&models()[0], &x, samples, &mut random())
            });
        }
    }),
    ("importance::importance_sampling_from", || {
        let of = |vae: &Vae, x: &Tensor, mu: &Tensor, log_var: &Tensor| {
            let q = DiagonalGaussian::new(mu.shallow_clone(), log_var.shallow_clone())?;
            importance_sampling_from(vae, x, &q, 2, &mut random())?.mean()
        };
        of_models(6, |vae, x| of(vae, x, &zeros(&[2, 2]), &zeros(&[2, 2])));
        of_models(2, |vae, mu| of(vae, &zeros(&[2, 6]), mu, mu));
        for samples in SIZES {
            answers(&samples.to_string(), || {
                let q = DiagonalGaussian::new(zeros(&[2, 2]), zeros(&[2, 2]))?;
                let (vae, x) = (&models()[0], zeros(&[2, 6]));
                importance_sampling_from(vae, &x, &q, samples, &mut random())
            });
        }
    }),
    ("grid::in_the_plane", || {
        of_models(6, |vae, x| in_the_plane(vae, x, 3));
        for side in SIZES {
            let x = zeros(&[2, 6]);
            answers(&side.to_string(), || in_the_plane(&models()[0], &x, side));
        }
    }),
    ("annealed::annealed_importance_sampling", || {
        annealed(|vae, x, config| annealed_importance_sampling(vae, x, config, &mut random()));
    }),
    ("reverse::reverse_annealing", || {
        annealed(|vae, x, config| {
            reverse_annealing(vae, x, &zeros(&[2, 2]), config, &mut random())
        });
        let quick = annealings().remove(0);
        of_models(2, |vae, z| reverse_annealing(vae, &zeros(&[2, 6]), z, &quick, &mut random()));
    }),
    ("Estimator::estimate_set", estimate_sets),
    ("Estimator::estimate", || {
        let estimator = Estimator::Importance { samples: 2 };
        of_models(6, |vae, x| estimator.estimate(vae, x, &mut random()));
    }),
    ("AnnealingConfig::validate", || {
        for config in annealings() {
            answers(&format!("{config:?}"), || config.validate());
        }
    }),
    ("Schedule::betas", || {
        for temperatures in SIZES {
            for schedule in [Schedule::Sigmoid, Schedule::Linear] {
                returns(&temperatures.to_string(), || schedule.betas(temperatures));
            }
        }
    }),
    ("Evidence::with_fewer_than", || {
        let evidence =
            importance_sampling(&models()[0], &zeros(&[2, 6]), 2, &mut random()).unwrap();
        for number in NUMBERS {
            answers(&number.to_string(), || evidence.with_fewer_than(number));
        }
    }),
];
