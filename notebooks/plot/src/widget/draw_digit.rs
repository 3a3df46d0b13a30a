//! A digit drawn by hand, as the model sees it.

use serde_json::{Value, json};
use tch::Tensor;

use super::page::{Page, shows_itself};
use super::points::{Points, reconstructions, refuse_colours};
use super::weights::{classifier, network};
use crate::figure::{self, Figures};
use vae_core::model::Linear;
use vae_core::{Dataset, Error, Likelihood, Provenance, Result, Vae};

/// A pad to draw on, made by [`draw_digit`].
#[derive(Debug, Clone)]
pub struct DrawDigit {
    page: Page,
    latent: i64,
}

/// What does the model see in a digit drawn by hand? The drawing is scaled and centred as MNIST's
/// are; encoder, reconstruction, its place and uncertainty in the plane (an ellipse of two standard
/// deviations of q(z|x)) and the probability of each class follow the stroke. Behind it lie the
/// images of `data` at their means. Classes are the shares among the 15 nearest of them, unless
/// [`with_classifier`](DrawDigit::with_classifier) gives a classifier.
///
/// # Errors
/// [`ErrorKind::Config`](vae_core::ErrorKind) for images of another shape than the model's, or more than 10,000,
/// for a model of one latent dimension, and for one whose pixels are not Bernoulli.
pub fn draw_digit(vae: &Vae, data: &Dataset) -> Result<DrawDigit> {
    let likelihood = vae.config().likelihood;
    if likelihood != Likelihood::Bernoulli {
        return Err(Error::config(
            "likelihood",
            format!("{likelihood:?}"),
            "the page computes log p(x|z) of Bernoulli pixels; draw with such a model",
        ));
    }
    refuse_colours(vae)?;
    let points = Points::of(vae, data, false)?;
    let shape = vae.image_shape();
    Ok(DrawDigit {
        page: Page {
            name: "draw-digit",
            title: "What does the model see in a digit drawn by hand?".into(),
            script: include_str!("js/draw_digit.js"),
            computes_in_a_worker: false,
            data: json!({
                "shape": [shape.height, shape.width],
                "encoder": network(vae, "encoder")?,
                "decoder": network(vae, "decoder")?,
                "points": points.packed,
                "classifier": null,
            }),
            state: json!({ "strokes": seven(), "dimensions": points.dimensions }),
            source: data.source().clone(),
            still: still(vae, data, &points.mu)?,
        },
        latent: vae.config().latent,
    })
}

impl DrawDigit {
    /// Takes the classes' probabilities from a softmax classifier on the latent means: W
    /// `[classes, J]`, b `[classes]`.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](vae_core::ErrorKind) for a layer of other sizes.
    pub fn with_classifier(mut self, layer: &Linear) -> Result<Self> {
        let operation = "a classifier on the latent means";
        self.page.data["classifier"] = classifier(operation, layer, self.latent)?;
        Ok(self)
    }

    /// Opens with a drawing: strokes of points (x, y) from (0, 0), the upper left corner of the
    /// pad, to (1, 1). Without one, it opens with a seven; an empty list leaves the pad empty.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for a stroke without points, or a point outside the pad.
    pub fn start_at(mut self, strokes: &[Vec<(f64, f64)>]) -> Result<Self> {
        let inside = |&(x, y): &(f64, f64)| (0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y);
        let drawn = |stroke: &Vec<_>| !stroke.is_empty() && stroke.iter().all(inside);
        if !strokes.iter().all(drawn) {
            return Err(Error::config(
                "start_at",
                format!("{strokes:?}"),
                "give each stroke points (x, y) from 0 to 1",
            ));
        }
        self.page.state["strokes"] = json!(strokes);
        Ok(self)
    }
}

shows_itself!(DrawDigit);

fn seven() -> Value {
    json!([[[0.3, 0.2], [0.7, 0.2], [0.45, 0.8]]])
}

/// Images above their reconstructions, and where they lie, if the model has a plane for it.
fn still(vae: &Vae, data: &Dataset, mu: &Tensor) -> Result<Figures> {
    let mut figures = vec![reconstructions(vae, data)?];
    if mu.size()[1] == 2 {
        figures.push(figure::latent_scatter(mu, data.labels(), data)?);
    }
    Ok(Figures(figures))
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::model::Architecture;
    use vae_core::{VaeConfig, dataset::synthetic};

    fn small() -> DrawDigit {
        let config = VaeConfig { architecture: Architecture::mlp([4, 4]), ..VaeConfig::default() };
        let data = synthetic::digits(20, 0).unwrap();
        draw_digit(&Vae::new(config, 0).unwrap(), &data).unwrap()
    }

    #[test]
    fn drawings_stay_on_the_pad() {
        assert!(small().start_at(&[]).is_ok());
        assert!(small().start_at(&[vec![(0.0, 1.0)]]).is_ok());
        assert!(small().start_at(&[vec![]]).is_err());
        assert!(small().start_at(&[vec![(0.5, f64::NAN)]]).is_err());
    }

    #[test]
    fn a_model_of_grey_levels_is_refused() {
        let config = VaeConfig {
            architecture: Architecture::mlp([4, 4]),
            likelihood: Likelihood::DiscretizedLogistic,
            ..VaeConfig::default()
        };
        let data = synthetic::digits(20, 0).unwrap();
        let refused = draw_digit(&Vae::new(config, 0).unwrap(), &data).unwrap_err();
        assert!(refused.to_string().contains("DiscretizedLogistic"), "{refused}");
    }

    #[test]
    fn a_classifier_of_another_size_is_named() {
        let zeros = |size: &[i64]| Tensor::zeros(size, (tch::Kind::Float, tch::Device::Cpu));
        let layer = |weight: &[i64]| Linear { weight: zeros(weight), bias: zeros(&[10]) };
        assert!(small().with_classifier(&layer(&[10, 2])).is_ok());
        let error = small().with_classifier(&layer(&[10, 3])).unwrap_err().to_string();
        assert!(error.contains("[classes, 2]") && error.contains("[10, 3]"), "{error}");
    }
}
