//! A VAE that learns in the page, without a kernel.

use serde_json::{Value, json};
use tch::Tensor;

use super::pack;
use super::page::{Page, shows_itself};
use super::points::{colours, names};
use crate::figure::{self, Figures};
use vae_core::model::{Architecture, Initialisation};
use vae_core::train::Objective;
use vae_core::{
    AdamConfig, Dataset, Error, Likelihood, Provenance, Result, TrainConfig, VaeConfig,
};

/// Images that a page carries; of MNIST they take 2.2 MB.
const IMAGES: usize = 10_000;
/// Pixels that an image may have: what the page multiplies in one pass.
const PIXELS: i64 = 1024;
/// Hidden units of each layer.
const HIDDEN: i64 = 200;
/// Latent dimensions to choose from.
const LATENTS: [i64; 3] = [2, 5, 10];
/// Images that are shown with their reconstructions.
const SHOWN: usize = 10;

/// What the worker runs, in order.
const WORKER: &str = concat!(
    "'use strict';\n",
    include_str!("training/random.js"),
    include_str!("training/kernels.js"),
    include_str!("training/layers.js"),
    include_str!("training/likelihood.js"),
    include_str!("training/model.js"),
    include_str!("training/training.js"),
    include_str!("training/worker.js"),
);
const MODULE: &[u8] = include_bytes!("training/kernels.wasm");

/// A training in the browser, made by [`train_in_the_page`].
#[derive(Debug, Clone)]
pub struct TrainInThePage {
    page: Page,
}

/// What happens while a VAE learns? A VAE D-200-200-z-200-200-D that learns in the page, from the
/// first 10,000 images of `data`, which it carries: the loss with both terms, reconstructions,
/// latent plane and samples redraw as it learns. It pauses, goes on, takes one step at a time with
/// every quantity on the way, learns from drawings, and can be broken in four ways.
///
/// A step is the crate's own, from the same random numbers: with the settings and the seed of a
/// [`VaeConfig`] and a [`TrainConfig`] on the same images, weights, noise and order of the images
/// are the same, and so are the losses (the first hundred within a thousandth, mostly within a
/// millionth; then rounding drives the two runs apart).
///
/// # Content policy
/// The steps are taken by a worker, so that the page answers meanwhile, and their products by a
/// WebAssembly module of 2 kB. For these the page's policy has two permissions more than the other
/// widgets' (`worker-src blob:` for the worker, whose script the page carries; `'wasm-unsafe-eval'`,
/// which allows modules to be compiled and no script). It still makes no request.
///
/// # Errors
/// [`ErrorKind::Config`](vae_core::ErrorKind) for images of more than 1,024 pixels.
pub fn train_in_the_page(data: &Dataset) -> Result<TrainInThePage> {
    let carried = data.take(data.len().min(IMAGES))?;
    let shape = carried.image_shape();
    if shape.pixels() > PIXELS {
        return Err(Error::config(
            "images",
            shape,
            format!("a page learns at most {PIXELS} pixels"),
        ));
    }
    let page = Page {
        name: "train-in-the-page",
        title: "What happens while a VAE learns?".into(),
        script: concat!(
            include_str!("js/train_in_the_page.js"),
            include_str!("js/training_knobs.js"),
            include_str!("js/training_curve.js"),
            include_str!("js/training_look.js"),
            include_str!("js/training_steps.js"),
            include_str!("js/training_drawer.js"),
        ),
        computes_in_a_worker: true,
        data: contents(&carried)?,
        state: settings(&VaeConfig::default(), &TrainConfig::default()),
        source: carried.source().clone(),
        still: still(&carried)?,
    };
    Ok(TrainInThePage { page })
}

impl TrainInThePage {
    /// Opens with the settings of a model and of a protocol: the page's run is then the crate's.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for what the page has no knob for: 2, 5 or 10
    /// latent dimensions, hidden layers of 200 and 200 rectified units, Bernoulli pixels or
    /// Gaussian ones of σ = 0.1, the ELBO with its β, batches of at most 500, seeds of 32 bits.
    pub fn start_at(mut self, model: &VaeConfig, protocol: &TrainConfig) -> Result<Self> {
        check_model(model)?;
        check_protocol(protocol)?;
        self.page.state = settings(model, protocol);
        Ok(self)
    }
}

shows_itself!(TrainInThePage);

/// The knobs' places; β is 1 where the objective has none.
fn settings(model: &VaeConfig, protocol: &TrainConfig) -> Value {
    json!({
        "latent": model.latent,
        "beta": beta(protocol).unwrap_or(1.0),
        "rate": protocol.adam.learning_rate,
        "batch": protocol.batch_size,
        "seed": protocol.seed,
        "likelihood": likelihood(model).unwrap_or_default(),
        "broken": "none",
    })
}

fn beta(protocol: &TrainConfig) -> Option<f64> {
    match &protocol.objective {
        Objective::Elbo(config) if config.warm_up == 0 => {
            let plain = Objective::beta(config.beta);
            (protocol.objective == plain).then_some(config.beta)
        }
        _ => None,
    }
}

fn likelihood(model: &VaeConfig) -> Option<&'static str> {
    match model.likelihood {
        Likelihood::Bernoulli => Some("bernoulli"),
        Likelihood::Gaussian { sigma: 0.1 } => Some("gaussian"),
        _ => None,
    }
}

fn check_model(model: &VaeConfig) -> Result<()> {
    let known = VaeConfig {
        image: model.image,
        latent: model.latent,
        likelihood: model.likelihood,
        architecture: Architecture::mlp([HIDDEN, HIDDEN]),
        initialisation: Initialisation::Thesis,
        ..VaeConfig::default()
    };
    if *model != known {
        let remedy = format!("the page has perceptrons of {HIDDEN} and {HIDDEN} rectified units");
        return Err(Error::config("model", model, remedy));
    }
    if !LATENTS.contains(&model.latent) {
        return Err(Error::config("latent", model.latent, "the page has 2, 5 or 10"));
    }
    if likelihood(model).is_none() {
        let remedy = "the page has bernoulli, and gaussian with sigma 0.1";
        return Err(Error::config("likelihood", model.likelihood, remedy));
    }
    Ok(())
}

fn check_protocol(protocol: &TrainConfig) -> Result<()> {
    let Some(beta) = beta(protocol).filter(|beta| (0.0..=10.0).contains(beta)) else {
        let remedy = "the page has the ELBO with one draw and a β from 0 to 10";
        return Err(Error::config("objective", &protocol.objective, remedy));
    };
    let known = TrainConfig {
        epochs: protocol.epochs,
        batch_size: protocol.batch_size,
        adam: AdamConfig { learning_rate: protocol.adam.learning_rate, ..AdamConfig::default() },
        seed: protocol.seed,
        objective: Objective::beta(beta),
        ..TrainConfig::default()
    };
    if *protocol != known {
        let given = "another order, precision, schedule, or β₁, β₂ or ε of Adam";
        return Err(Error::config("protocol", given, "the page has their defaults"));
    }
    if !(1..=500).contains(&protocol.batch_size) {
        return Err(Error::config("batch_size", protocol.batch_size, "the page has 1 to 500"));
    }
    if protocol.seed > u64::from(u32::MAX) {
        return Err(Error::config("seed", protocol.seed, "the page has 0 to 4294967295"));
    }
    let rate = protocol.adam.learning_rate;
    if !(1e-6..=1.0).contains(&rate) {
        return Err(Error::config("learning_rate", rate, "the page has 0.000001 to 1"));
    }
    Ok(())
}

fn contents(data: &Dataset) -> Result<Value> {
    Ok(json!({
        "shape": [data.image_shape().height, data.image_shape().width],
        "images": pack::bytes(data.images())?,
        "labels": data.labels(),
        "colours": colours(data),
        "names": names(data),
        "shown": shown(data),
        "worker": WORKER,
        "module": pack::base64(MODULE),
    }))
}

/// One image of each class, or some evenly apart.
fn shown(data: &Dataset) -> Vec<i64> {
    super::film_recorder::shown(data).into_iter().take(SHOWN).collect()
}

/// What it learns from.
fn still(data: &Dataset) -> Result<Figures> {
    let images = data.images().f_index_select(0, &Tensor::f_from_slice(&shown(data))?)?;
    let images = images.f_to_kind(tch::Kind::Float)? / 255.0;
    let title = "What does a VAE learn from, where the page may run?";
    Ok(Figures(vec![figure::image_rows(title, &[("image", images)], data)?]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::dataset::synthetic;

    fn model() -> VaeConfig {
        let architecture = Architecture::mlp([HIDDEN, HIDDEN]);
        VaeConfig { architecture, latent: 5, ..VaeConfig::default() }
    }

    fn refused(model: &VaeConfig, protocol: &TrainConfig) -> String {
        let page = train_in_the_page(&synthetic::digits(20, 0).unwrap()).unwrap();
        page.start_at(model, protocol).unwrap_err().to_string()
    }

    #[test]
    fn it_opens_with_the_settings_of_the_crate() {
        let page = train_in_the_page(&synthetic::digits(20, 0).unwrap()).unwrap();
        let protocol = TrainConfig {
            objective: Objective::beta(4.0),
            batch_size: 50,
            seed: 7,
            ..TrainConfig::default()
        };
        let state = page.start_at(&model(), &protocol).unwrap().page.state;
        let wanted = json!({ "latent": 5, "beta": 4.0, "rate": 1e-3, "batch": 50, "seed": 7,
            "likelihood": "bernoulli", "broken": "none" });
        assert_eq!(state, wanted);
    }

    #[test]
    fn what_the_page_cannot_do_is_named() {
        let plain = TrainConfig::default();
        assert!(refused(&VaeConfig::default(), &plain).contains("200 and 200"));
        assert!(refused(&VaeConfig { latent: 3, ..model() }, &plain).contains("2, 5 or 10"));
        let continuous = Likelihood::ContinuousBernoulli;
        let given = refused(&VaeConfig { likelihood: continuous, ..model() }, &plain);
        assert!(given.contains("sigma 0.1"), "{given}");
        for protocol in [
            TrainConfig { objective: Objective::iwae(3), ..plain.clone() },
            TrainConfig { objective: Objective::beta(11.0), ..plain.clone() },
            TrainConfig { batch_size: 501, ..plain.clone() },
            TrainConfig { seed: 1 << 32, ..plain.clone() },
            TrainConfig { shuffle: false, ..plain.clone() },
            TrainConfig {
                adam: AdamConfig { beta1: 0.5, ..AdamConfig::default() },
                ..plain.clone()
            },
            TrainConfig {
                adam: AdamConfig { learning_rate: 2.0, ..AdamConfig::default() },
                ..plain.clone()
            },
        ] {
            assert!(refused(&model(), &protocol).contains("the page has"), "{protocol:?}");
        }
    }

    #[test]
    fn ten_thousand_images_are_carried() {
        let page = |n| train_in_the_page(&synthetic::digits(n, 0).unwrap()).unwrap().page;
        assert_eq!(page(20).data["images"]["shape"], json!([20, 784]));
        assert_eq!(page(10_001).data["images"]["shape"], json!([10_000, 784]));
    }

    #[test]
    fn it_says_that_images_are_synthetic() {
        let html = train_in_the_page(&synthetic::digits(20, 0).unwrap()).unwrap().html();
        assert!(html.contains("&quot;source&quot;:&quot;synthetic digits"), "no source");
    }

    #[test]
    fn the_page_that_is_kept_is_what_the_crate_makes() {
        let folder = tempfile::tempdir().unwrap();
        let (made, name) = (folder.path().join("page.html"), "pages/train-in-the-page.html");
        train_in_the_page(&synthetic::digits(10_000, 0).unwrap()).unwrap().save(&made).unwrap();
        let kept = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let same = std::fs::read(kept).unwrap() == std::fs::read(made).unwrap();
        assert!(same, "{name} is older: run `cargo run --release --example page`");
    }
}
