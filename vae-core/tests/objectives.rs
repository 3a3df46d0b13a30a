//! Objectives, posteriors and networks beside the thesis's: each means what it says, trains, and
//! goes on to the same bits.

mod support;

use std::ops::ControlFlow;

use support::{StopAt, bits, digits, timeless};
use tch::{Device, Kind, Tensor};
use vae_core::model::{Activation, Architecture, Initialisation};
use vae_core::train::{ElboConfig, IwaeConfig, Loss, ObjectiveFunction};
use vae_core::{
    ImageShape, Likelihood, Objective, Posterior, Precision, Progress, Random, TrainConfig,
    Trainer, Vae, VaeConfig,
};

/// A small model in double precision, four images, and noise for `samples` codes of each.
fn example(posterior: Posterior, samples: i64) -> (Vae, Tensor, Tensor) {
    let config = VaeConfig {
        image: ImageShape::grey(3, 4),
        latent: 3,
        architecture: Architecture::mlp([7, 6]).with_activation(Activation::Tanh),
        posterior,
        ..VaeConfig::default()
    };
    let vae = Vae::new(config, 1).unwrap().to_kind(Kind::Double).unwrap();
    let x = Random::new(2).uniform(&[4, 12]).unwrap().to_kind(Kind::Double);
    let eps = Random::new(3).standard_normal(&[4 * samples, 3]).unwrap();
    (vae, x, eps.to_kind(Kind::Double))
}

fn number(t: &Tensor) -> f64 {
    t.double_value(&[])
}

fn gradients(vae: &Vae, loss: &Loss) -> Vec<Tensor> {
    Tensor::run_backward(&[&loss.value], &vae.parameters(), true, false)
}

#[test]
fn the_importance_weighted_bound_of_one_code_is_the_elbo_by_its_draw() {
    let flow = Posterior::PlanarFlow { length: 2 };
    let (vae, x, eps) = example(flow, 1); // its ELBO takes log q and log p at the draw as well
    let iwae = IwaeConfig { samples: 1, ..IwaeConfig::default() };
    let loss = iwae.loss(&vae, &x, &eps, 1).unwrap();
    let elbo = vae.elbo_with_noise(&x, &eps).unwrap();
    assert!((number(&loss.value) - number(&elbo.loss().unwrap())).abs() < 1e-12);
}

#[test]
fn more_codes_make_a_tighter_bound() {
    let bound = |samples: i64| {
        let iwae = IwaeConfig { samples, ..IwaeConfig::default() };
        let mean = (0..50).map(|seed| {
            let (vae, x, _) = example(Posterior::Gaussian, 1);
            let eps = Random::new(seed).standard_normal(&[4 * samples, 3]).unwrap();
            number(&iwae.loss(&vae, &x, &eps.to_kind(Kind::Double), 1).unwrap().value)
        });
        mean.sum::<f64>() / 50.0
    };
    let (one, five, fifty) = (bound(1), bound(5), bound(50));
    assert!(one > five && five > fifty, "{one} {five} {fifty}");
}

#[test]
fn the_doubly_reparameterised_gradient_is_the_same_on_average_and_quieter() {
    let samples = 4;
    let plain = IwaeConfig { samples, doubly_reparameterised: false };
    let doubly = IwaeConfig { samples, doubly_reparameterised: true };
    let (vae, x, _) = example(Posterior::Gaussian, samples);
    let names: Vec<String> = vae.named_parameters().into_iter().map(|p| p.0).collect();
    let mu = names.iter().position(|name| name == "encoder.mu.weight").unwrap();
    let (mut sums, n) = ([vec![], vec![]], 1_500);
    for seed in 0..n {
        let eps = Random::new(seed).standard_normal(&[4 * samples, 3]).unwrap();
        let eps = eps.to_kind(Kind::Double);
        let losses = [&plain, &doubly].map(|iwae| iwae.loss(&vae, &x, &eps, 1).unwrap());
        assert!((number(&losses[0].value) - number(&losses[1].value)).abs() < 1e-12);
        let [p, d] = losses.map(|loss| gradients(&vae, &loss));
        for ((name, p), d) in names.iter().zip(&p).zip(&d) {
            let same = !name.starts_with("decoder") || p.allclose(d, 1e-9, 1e-12, false);
            assert!(same, "{name}");
        }
        sums[0].push(p[mu].view(-1));
        sums[1].push(d[mu].view(-1));
    }
    let [p, d] = sums.map(|all| Tensor::stack(&all, 0)); // [n, numbers of the layer]
    let error = (p.var_dim(0, true, false) + d.var_dim(0, true, false)) / n as f64;
    let gap = p.mean_dim(0, false, Kind::Double) - d.mean_dim(0, false, Kind::Double);
    let worst = number(&(gap.abs() / error.sqrt()).max());
    assert!(worst < 4.5, "{worst} standard errors apart");
    let noise = |t: &Tensor| number(&t.var_dim(0, true, false).mean(Kind::Double));
    assert!(noise(&d) < noise(&p), "{} {}", noise(&d), noise(&p));
}

#[test]
fn nats_that_are_free_have_no_gradient() {
    let (vae, x, eps) = example(Posterior::Gaussian, 1);
    let gradient = |config: ElboConfig| {
        let loss = config.loss(&vae, &x, &eps, 1).unwrap();
        (number(&loss.value), gradients(&vae, &loss))
    };
    let free = gradient(ElboConfig { free_bits: 100.0, ..ElboConfig::default() });
    let none = gradient(ElboConfig { beta: 0.0, ..ElboConfig::default() });
    assert!((free.0 - none.0 - 3.0 * 100.0).abs() < 1e-9);
    assert!(free.1.iter().zip(&none.1).all(|(a, b)| a.allclose(b, 1e-9, 1e-12, false)));
    let paid = gradient(ElboConfig { free_bits: 1e-9, ..ElboConfig::default() });
    assert!((paid.0 - gradient(ElboConfig::default()).0).abs() < 1e-6);
}

#[test]
fn several_codes_are_averaged() {
    let (vae, x, eps) = example(Posterior::Gaussian, 3);
    let three = ElboConfig { samples: 3, ..ElboConfig::default() };
    let loss = number(&three.loss(&vae, &x, &eps, 1).unwrap().value);
    let each = eps.chunk(3, 0);
    let each =
        each.iter().map(|eps| number(&vae.elbo_with_noise(&x, eps).unwrap().loss().unwrap()));
    assert!((loss - each.sum::<f64>() / 3.0).abs() < 1e-10);
}

#[test]
fn the_weight_warms_up_in_equal_steps() {
    let config = ElboConfig { beta: 2.0, warm_up: 4, ..ElboConfig::default() };
    let weights = [1, 2, 3, 4, 5].map(|epoch| config.weight(epoch));
    assert_eq!(weights, [0.5, 1.0, 1.5, 2.0, 2.0]);
}

#[test]
fn what_does_not_fit_together_is_refused_with_the_reason() {
    let flow = VaeConfig {
        architecture: Architecture::mlp([8, 8]),
        posterior: Posterior::PlanarFlow { length: 2 },
        ..VaeConfig::default()
    };
    let dreg = Objective::Iwae(IwaeConfig { samples: 5, doubly_reparameterised: true });
    let free = Objective::Elbo(ElboConfig { free_bits: 0.1, ..ElboConfig::default() });
    for objective in [dreg, free] {
        let config = TrainConfig { objective, ..TrainConfig::default() };
        let error = Trainer::new(Vae::new(flow.clone(), 0).unwrap(), config).unwrap_err();
        assert!(error.to_string().contains("Gaussian posterior"), "{error}");
    }
    let (double, ..) = example(Posterior::Gaussian, 1);
    let config = TrainConfig { precision: Precision::Bfloat16, ..TrainConfig::default() };
    let error = Trainer::new(double, config).unwrap_err().to_string();
    assert!(error.contains("double precision"), "{error}");
    let none = Objective::iwae(0);
    let config = TrainConfig { objective: none, ..TrainConfig::default() };
    assert!(config.validate().unwrap_err().to_string().starts_with("samples = 0"));
}

/// What the crate can train besides the thesis's model, one thing changed at a time.
fn others() -> Vec<(&'static str, VaeConfig, TrainConfig)> {
    let model = VaeConfig { architecture: Architecture::mlp([12, 10]), ..VaeConfig::default() };
    let protocol = TrainConfig { epochs: 2, batch_size: 25, ..TrainConfig::default() };
    let with_model = |name, changed: VaeConfig| (name, changed, protocol.clone());
    let with = |name, changed: TrainConfig| (name, model.clone(), changed);
    let objective = |name, objective| with(name, TrainConfig { objective, ..protocol.clone() });
    let dreg = Objective::Iwae(IwaeConfig { samples: 3, doubly_reparameterised: true });
    let mut all = vec![
        with_model("conv", VaeConfig { architecture: Architecture::conv([4, 6]), ..model.clone() }),
        with_model(
            "no hidden layer",
            VaeConfig { architecture: Architecture::mlp([]), ..model.clone() },
        ),
        with_model("he", VaeConfig { initialisation: Initialisation::He, ..model.clone() }),
        with_model(
            "flow",
            VaeConfig { posterior: Posterior::PlanarFlow { length: 3 }, ..model.clone() },
        ),
        objective("beta", Objective::beta(4.0)),
        objective("warm-up", Objective::Elbo(ElboConfig { warm_up: 2, ..ElboConfig::default() })),
        objective(
            "free bits",
            Objective::Elbo(ElboConfig { free_bits: 0.5, ..ElboConfig::default() }),
        ),
        objective("L = 3", Objective::Elbo(ElboConfig { samples: 3, ..ElboConfig::default() })),
        objective("iwae", Objective::iwae(3)),
        objective("dreg", dreg.clone()),
        with("binarised", TrainConfig { binarise: true, ..protocol.clone() }),
        with("rates", TrainConfig { learning_rates: vec![(2, 5e-4)], ..protocol.clone() }),
        with("bfloat16", TrainConfig { precision: Precision::Bfloat16, ..protocol.clone() }),
    ];
    for (architecture, objective) in [
        (Architecture::conv([4]), Objective::iwae(2)),
        (Architecture::conv([4]), dreg.clone()),
        (Architecture::mlp([12, 10]), dreg),
    ] {
        let bfloat16 =
            TrainConfig { precision: Precision::Bfloat16, objective, ..protocol.clone() };
        all.push((
            "several codes, bfloat16",
            VaeConfig { architecture, ..model.clone() },
            bfloat16,
        ));
    }
    for activation in Activation::ALL {
        let architecture = Architecture::mlp([12, 10]).with_activation(activation);
        all.push(("activation", VaeConfig { architecture, ..model.clone() }, protocol.clone()));
    }
    for &likelihood in Likelihood::ALL {
        all.push(("likelihood", VaeConfig { likelihood, ..model.clone() }, protocol.clone()));
    }
    all
}

#[test]
fn a_rate_begins_with_its_epoch() {
    let data = digits(100);
    let model = VaeConfig { architecture: Architecture::mlp([12]), ..VaeConfig::default() };
    let weights_after = |learning_rates| {
        let protocol = TrainConfig { epochs: 3, learning_rates, ..TrainConfig::default() };
        let mut trainer = Trainer::new(Vae::new(model.clone(), 0).unwrap(), protocol).unwrap();
        let mut weights = Vec::new();
        let keep = |progress: &Progress| {
            weights.push(progress.vae.parameters()[0].copy());
            ControlFlow::Continue(())
        };
        trainer.fit_with(&data, None, keep).unwrap();
        weights
    };
    let (usual, stopped) = (weights_after(vec![]), weights_after(vec![(3, 1e-30)]));
    assert!(usual[1].equal(&stopped[1]) && !usual[2].equal(&usual[1]));
    assert!(stopped[2].equal(&stopped[1]), "no step is left from the third epoch on");
}

#[test]
fn each_learns_and_goes_on_inside_an_epoch_to_the_same_bits() {
    let data = digits(250);
    for (name, model, protocol) in others() {
        let name = format!("{name}: {model}");
        let begin = || Trainer::new(Vae::new(model.clone(), 0).unwrap(), protocol.clone()).unwrap();
        let mut whole = begin();
        whole.fit_with(&data, Some(&data), |_| ControlFlow::Continue(())).unwrap();
        let losses: Vec<f64> = whole.history().epochs.iter().map(|r| r.loss).collect();
        let warms_up = protocol.objective != Objective::default();
        assert!(losses[1] < losses[0] || warms_up, "{name}: {losses:?}");

        let folder = tempfile::tempdir().unwrap();
        let run = folder.path().join("run");
        let mut first = begin().saving_to(&run).unwrap();
        let images = StopAt { data: data.clone(), batch: 14, stop: first.stop(), served: 0.into() };
        first.fit_with(&images, Some(&data), |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(first.position(), "epoch 2, batch 4", "{name}");
        drop(first);
        let mut resumed = Trainer::resume(&run).unwrap();
        resumed.fit_with(&data, Some(&data), |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(bits(resumed.vae()), bits(whole.vae()), "{name}");
        let (ours, theirs) = (&resumed.history().epochs, &whole.history().epochs);
        assert_eq!(timeless(ours), timeless(theirs), "{name}");
        let loaded = Vae::load(&run).unwrap();
        assert_eq!(bits(&loaded), bits(whole.vae()), "{name}");
    }
}

#[test]
fn pixels_outside_the_domain_are_named_wherever_they_come_in() {
    let vae =
        Vae::new(VaeConfig { architecture: Architecture::mlp([4, 4]), ..VaeConfig::default() }, 0)
            .unwrap();
    let x = Random::new(0).uniform(&[3, 784]).unwrap();
    let eps = Tensor::zeros([3, 2], (Kind::Float, Device::Cpu));
    for (x, cause) in [
        (&x * 255.0, "they look like bytes: divide them by 255"),
        (&x * 2.0 - 1.0, "they look scaled to [-1, 1]: add 1 and divide by 2"),
        ((&x - 0.1307) / 0.3081, "they look standardised"),
        (&x / 0.0, "look for damaged images"),
    ] {
        let messages = [
            vae.elbo(&x, &mut Random::new(0)).unwrap_err(),
            vae.elbo_with_noise(&x, &eps).unwrap_err(),
            vae.importance_samples(&x, &eps, 1).unwrap_err(),
        ];
        for error in messages {
            assert_eq!(error.kind(), vae_core::ErrorKind::Domain);
            assert!(error.to_string().contains(cause), "{error}");
        }
    }
}

/// Several batches of a thousand, the last of them short: each image counts once.
#[test]
fn the_held_out_loss_of_a_bound_without_a_formula_is_a_mean_over_images() {
    let iwae = IwaeConfig { samples: 1, ..IwaeConfig::default() };
    let config =
        TrainConfig { epochs: 1, objective: Objective::Iwae(iwae), ..TrainConfig::default() };
    let mut trainer = Trainer::new(support::small_vae(0), config).unwrap();
    let data = digits(1_100);
    trainer.fit(&data, Some(&data)).unwrap();
    let held_out = trainer.history().epochs[0].test_loss.unwrap();
    let elbo = vae_core::evaluate(trainer.vae(), &data).unwrap().loss;
    // With one code the bound is the ELBO by a draw instead of the KL's formula.
    assert!((held_out / elbo - 1.0).abs() < 0.01, "{held_out} {elbo}");
}
