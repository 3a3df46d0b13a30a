//! Two classifiers side by side (thesis, figure 33).

use serde_json::json;
use tch::{Kind, Tensor};

use super::pack;
use super::page::{Page, shows_itself};
use super::points::{carried, carried_from, check, refuse_colours};
use super::weights::{classifier, network};
use crate::figure::{self, Figures};
use vae_core::model::Linear;
use vae_core::{Dataset, Provenance, Result, Vae};

/// A comparison of two classifiers, made by [`two_classifiers`].
#[derive(Debug, Clone)]
pub struct TwoClassifiers {
    page: Page,
    images: Dataset,
    /// Probabilities of the classes for every image, `[N, classes]`: by pixels, by latents.
    probabilities: [Vec<Vec<f64>>; 2],
}

/// Which digit is it: by its pixels, and by its latent means? A slider chooses one of up to 400
/// images of `data`, evenly spread, or the reader draws one; the page shows the probabilities of
/// both softmax classifiers, their certainties, and which of them is right (thesis, section 5.2.3).
/// `on_pixels` is W `[classes, D]` and b, `on_latents` W `[classes, J]` and b on the means of
/// `vae`'s encoder.
///
/// # Errors
/// [`ErrorKind::Config`](vae_core::ErrorKind) for images without labels, of another shape than the model's, or more than
/// 10,000; [`ErrorKind::Shape`](vae_core::ErrorKind) for a layer of other sizes.
pub fn two_classifiers(
    vae: &Vae,
    data: &Dataset,
    on_pixels: &Linear,
    on_latents: &Linear,
) -> Result<TwoClassifiers> {
    check(vae, data)?;
    refuse_colours(vae)?;
    let (pixels, latent) = (vae.config().image.pixels(), vae.config().latent);
    let packed = [
        classifier("a classifier on pixels", on_pixels, pixels)?,
        classifier("a classifier on latent means", on_latents, latent)?,
    ];
    let all: Vec<i64> = (0..data.len() as i64).collect();
    let labels = data.label_batch(&all)?;
    let x = data.range(0, data.len())?;
    let scores = [on_pixels.forward(&x)?, on_latents.forward(&vae.encode_mean(&x)?)?];
    let carried = carried(data.len());
    let index = Tensor::f_from_slice(&carried)?;
    let shape = vae.image_shape();
    let [by_pixels, by_latents] = &scores;
    let page = Page {
        name: "two-classifiers",
        title: "Which digit is it: by its pixels, and by its latent means?".into(),
        script: include_str!("js/two_classifiers.js"),
        computes_in_a_worker: false,
        data: json!({
            "shape": [shape.height, shape.width],
            "encoder": network(vae, "encoder")?,
            "onPixels": packed[0],
            "onLatents": packed[1],
            "images": {
                "indices": carried,
                "labels": Vec::<i64>::try_from(&labels.f_index_select(0, &index)?)?,
                "pixels": pack::bytes(&data.images().f_index_select(0, &index)?)?,
            },
            "accuracy": {
                "pixels": accuracy(by_pixels, &labels)?,
                "latents": accuracy(by_latents, &labels)?,
            },
            "count": data.len(),
        }),
        state: json!({ "image": 0, "strokes": [] }),
        source: data.source().clone(),
        still: Figures(Vec::new()),
    };
    let widget = TwoClassifiers {
        page,
        images: data.clone(),
        probabilities: [probabilities(by_pixels)?, probabilities(by_latents)?],
    };
    widget.start_at_image(0)
}

impl TwoClassifiers {
    /// Opens at the image `index` of the data set, or the next one that the page carries.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for an image that there is not.
    pub fn start_at_image(mut self, index: usize) -> Result<Self> {
        let index = carried_from(index, self.images.len())?;
        self.page.state["image"] = json!(index);
        self.page.still = self.still(index)?;
        Ok(self)
    }

    /// The image first, and what each classifier makes of it.
    fn still(&self, index: usize) -> Result<Figures> {
        let last = self.images.len().min(index + 8);
        let images = self.images.range(index, last - index)?;
        let label = self.images.labels().map_or(0, |labels| labels[index]);
        let title = format!("Image {index}, a {label}, and those that follow it");
        let mut figures = vec![figure::image_grid(&title, &images, 8, &self.images)?];
        for (what, all) in ["pixels", "latents"].into_iter().zip(&self.probabilities) {
            let title = format!("What does the classifier on {what} say to image {index}?");
            let names: Vec<String> = (0..all[index].len()).map(|class| class.to_string()).collect();
            let bars: Vec<_> = names.iter().map(String::as_str).zip(all[index].clone()).collect();
            let bars = figure::bars(&title, "class", "probability", &bars)?;
            figures.push(bars.with_source(self.images.source()));
        }
        Ok(Figures(figures))
    }
}

shows_itself!(TwoClassifiers);

fn probabilities(scores: &Tensor) -> Result<Vec<Vec<f64>>> {
    let shares = scores.f_detach()?.f_softmax(1, Kind::Double)?;
    Ok(Vec::<Vec<f64>>::try_from(&shares)?)
}

/// The share of images whose most probable class is the right one.
fn accuracy(scores: &Tensor, labels: &Tensor) -> Result<f64> {
    let right = scores.f_argmax(1, false)?.f_eq_tensor(labels)?;
    Ok(right.f_mean(Kind::Double)?.f_double_value(&[])?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::model::{Architecture, Initialisation};
    use vae_core::{Random, VaeConfig, dataset::synthetic};

    fn vae() -> Vae {
        let config = VaeConfig { architecture: Architecture::mlp([4, 4]), ..VaeConfig::default() };
        Vae::new(config, 0).unwrap()
    }

    fn layer(inputs: i64) -> Linear {
        Linear::new(inputs, 10, Initialisation::Thesis, &mut Random::new(0)).unwrap()
    }

    #[test]
    fn opens_at_an_image_that_it_carries() {
        let data = synthetic::digits(20, 0).unwrap();
        let widget = two_classifiers(&vae(), &data, &layer(784), &layer(2)).unwrap();
        let html = widget.clone().start_at_image(7).unwrap().html();
        assert!(html.contains("say to image 7?"));
        let error = widget.start_at_image(20).unwrap_err();
        assert_eq!(error.to_string(), "image = 20: the page carries images 0 to 19");
    }

    #[test]
    fn images_without_labels_are_refused() {
        let data = synthetic::digits(3, 0).unwrap();
        let (images, shape) = (data.images().shallow_clone(), data.image_shape());
        let bare = Dataset::new(images, None, shape, data.source().clone()).unwrap();
        let error = two_classifiers(&vae(), &bare, &layer(784), &layer(2)).unwrap_err();
        assert!(error.to_string().starts_with("labels"), "{error}");
    }
}
