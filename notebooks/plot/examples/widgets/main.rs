//! Writes each widget as a page, `target/widgets/NAME.html`, and beside it `expected.json`: what
//! libtorch computes, for the browser's arithmetic to be compared with.
//! `cargo run --release --example widgets`; with `-- mnist`, on MNIST's 10,000 test images in place
//! of 2,000 drawn by code, into `target/widgets-mnist`.

mod training;

use std::fs::{create_dir_all, write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tch::{Kind, Tensor};
use vae_core::dataset::{self, Dataset, synthetic};
use vae_core::model::{Initialisation, Linear};
use vae_core::{Error, ImageShape, Provenance, Random, Result, Source};
use vae_core::{TrainConfig, Trainer, Vae, VaeConfig};
use vae_few_labels::M2;
use vae_plot::widget;

fn main() -> Result<()> {
    let (digits, folder) = match std::env::args().nth(1).as_deref() {
        Some("mnist") => {
            (dataset::load(&Source::Mnist, &dataset::data_dir())?.test, folder("widgets-mnist"))
        }
        _ => (synthetic::digits(2000, 0)?, folder("widgets")),
    };
    create_dir_all(&folder).map_err(Error::io("create the folder", &folder))?;
    let faces = synthetic::faces(500, 0)?;
    let plane = Vae::pretrained("mnist-z2")?;
    let space = Vae::pretrained("mnist-z20")?;
    let config = VaeConfig { image: ImageShape::FREY, ..VaeConfig::default() };
    let face = Vae::new(config, 0)?;
    widget::latent_walk(&plane, &digits)?.save(folder.join("latent-walk.html"))?;
    widget::latent_walk(&space, &digits)?.save(folder.join("latent-walk-20.html"))?;
    widget::latent_walk(&face, &faces)?.save(folder.join("latent-walk-faces.html"))?;
    let tinted = tinted(&faces)?;
    let config = VaeConfig { image: tinted.image_shape(), latent: 3, ..VaeConfig::default() };
    let colourful = Vae::new(config, 0)?;
    widget::latent_walk(&colourful, &tinted)?.save(folder.join("latent-walk-colours.html"))?;
    widget::latent_space_3d(&colourful, &tinted)?.save(folder.join("space-colours.html"))?;
    let [pixels, latents] = [
        classifier(&digits.range(0, digits.len())?, &digits)?,
        classifier(&plane.encode_mean(&digits.range(0, digits.len())?)?, &digits)?,
    ];
    let draw = widget::draw_digit(&plane, &digits)?;
    draw.clone().save(folder.join("draw-digit.html"))?;
    draw.with_classifier(&latents)?.save(folder.join("draw-digit-classifier.html"))?;
    widget::two_classifiers(&plane, &digits, &pixels, &latents)?
        .save(folder.join("two-classifiers.html"))?;
    let m2 = M2::pretrained("mnist-m2-z2")?;
    let style = tch::no_grad(|| m2.q_z(&digits.range(0, digits.len())?, &all_labels(&digits)?))?.mu;
    widget::style_walk(m2.decoder(), &digits, &style)?.save(folder.join("style-walk.html"))?;
    widget::the_bound([0.2, 0.8])?.start_at(0.0, 1.0)?.save(folder.join("the-bound.html"))?;
    widget::importance_weights([0.2, 0.8])?.save(folder.join("importance-weights.html"))?;
    widget::latent_space_3d(&space, &digits)?.save(folder.join("latent-space-3d.html"))?;
    let (model, protocol) = &training::settings()[0];
    widget::train_in_the_page(&digits)?
        .start_at(model, protocol)?
        .save(folder.join("train-in-the-page.html"))?;
    let recorded = film(&digits, &folder.join("learning-film.html"))?;
    let expected = json!({
        "latent-space-3d": reconstructions(&space, &digits)?,
        "learning-film": recorded,
        "train-in-the-page": training::expected(&digits)?,
        "two-classifiers": probabilities(&plane, &digits, &pixels, &latents)?,
        "latent-walk": expected(&plane, &digits)?,
        "latent-walk-20": expected(&space, &digits)?,
        "latent-walk-faces": expected(&face, &faces)?,
        "latent-walk-colours": expected(&colourful, &tinted)?,
        "style-walk": analogies(&m2, &style)?,
        "space-colours": reconstructions(&colourful, &tinted)?,
    });
    let path = folder.join("expected.json");
    write(&path, expected.to_string()).map_err(Error::io("write", &path))
}

/// The same images in colours: as they are in red, half as bright in green, turned dark in blue.
fn tinted(grey: &Dataset) -> Result<Dataset> {
    let red = grey.images();
    let green = red.f_floor_divide_scalar(2)?;
    let blue = red.f_bitwise_not()?;
    let shape = ImageShape { channels: 3, ..grey.image_shape() };
    let pixels = Tensor::f_cat(&[red, &green, &blue], 1)?;
    Dataset::new(pixels, None, shape, Source::Other("tinted faces".into()))
}

/// Images of many codes: from the prior, and from well outside of it.
fn expected(vae: &Vae, data: &Dataset) -> Result<Value> {
    let (count, latent) = (64, vae.config().latent);
    let mut random = Random::new(1);
    let z = Tensor::cat(
        &[
            random.standard_normal(&[count, latent])?,
            random.standard_normal(&[count, latent])? * 3.0,
        ],
        0,
    );
    let x = data.range(0, count as usize)?;
    let q = tch::no_grad(|| vae.encode(&x))?;
    Ok(json!({
        "z": rows(&z)?,
        "images": rows(&vae.decode_mean(&z)?)?,
        "x": rows(&x)?,
        "mu": rows(&q.mu)?,
        "logVar": rows(&q.log_var)?,
    }))
}

/// What M2 draws of the first images' styles, and of some well outside of them, each as one class.
fn analogies(m2: &M2, style: &Tensor) -> Result<Value> {
    let (count, classes) = (64, m2.config().classes);
    let far = Random::new(1).standard_normal(&[count, 2])? * 3.0;
    let z = Tensor::f_cat(&[style.f_narrow(0, 0, count)?, far], 0)?;
    let labels: Vec<i64> = (0..2 * count).map(|i| i % classes).collect();
    let images = m2.mean(&Tensor::from_slice(&labels), &z)?;
    Ok(json!({ "z": rows(&z)?, "labels": labels, "images": rows(&images)? }))
}

/// Where the encoder puts the first images, and what the decoder makes of them.
fn reconstructions(vae: &Vae, data: &Dataset) -> Result<Value> {
    let x = data.range(0, 64)?;
    Ok(json!({ "mu": rows(&vae.encode_mean(&x)?)?, "images": rows(&vae.reconstruct(&x)?)? }))
}

/// The film of a short run; returns what was measured, and what the model sees at its end.
fn film(digits: &Dataset, path: &Path) -> Result<Value> {
    let (train, test) = (digits.take(1500)?, digits.subset(1500..digits.len().min(2500))?);
    let vae = Vae::new(VaeConfig::default(), 0)?;
    let mut film = widget::FilmRecorder::new(&vae, &test)?;
    let config = TrainConfig { epochs: 12, ..TrainConfig::default() };
    let mut trainer = Trainer::new(vae, config)?;
    trainer.fit_with(&train, Some(&test), |progress| film.record(progress))?;
    widget::learning_film(&film)?.save(path)?;
    let x = test.range(0, test.len())?;
    Ok(json!({
        "records": trainer.history().epochs,
        "mu": rows(&trainer.vae().encode_mean(&x)?)?,
        "images": rows(&trainer.vae().reconstruct(&x)?)?,
    }))
}

/// A softmax classifier, by a few steps of gradient descent on all images at once.
fn classifier(features: &Tensor, data: &Dataset) -> Result<Linear> {
    let labels = all_labels(data)?;
    let mut layer =
        Linear::new(features.size()[1], 10, Initialisation::Thesis, &mut Random::new(0))?;
    for _ in 0..200 {
        let loss = layer.forward(features)?.cross_entropy_for_logits(&labels);
        loss.backward();
        for parameter in [&mut layer.weight, &mut layer.bias] {
            let step = parameter.grad() * 0.5;
            *parameter = (parameter.detach() - step).set_requires_grad(true);
        }
    }
    Ok(layer)
}

fn all_labels(data: &Dataset) -> Result<Tensor> {
    data.label_batch(&(0..data.len() as i64).collect::<Vec<_>>())
}

/// What both classifiers say to the images that the page carries.
fn probabilities(vae: &Vae, data: &Dataset, pixels: &Linear, latents: &Linear) -> Result<Value> {
    let x = data.range(0, data.len())?;
    let says = |layer: &Linear, x: &Tensor| -> Result<Vec<Vec<f32>>> {
        rows(&layer.forward(x)?.detach().softmax(1, Kind::Float))
    };
    Ok(json!({ "pixels": says(pixels, &x)?, "latents": says(latents, &vae.encode_mean(&x)?)? }))
}

fn rows(numbers: &Tensor) -> Result<Vec<Vec<f32>>> {
    Ok(Vec::<Vec<f32>>::try_from(numbers)?)
}

fn folder(name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    target.unwrap_or_else(|| checkout.unwrap_or(Path::new(".")).join("target")).join(name)
}
