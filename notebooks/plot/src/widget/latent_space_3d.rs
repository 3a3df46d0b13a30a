//! A latent space of three dimensions, turned by hand (thesis, figure 35, right).

use serde_json::{Value, json};
use tch::{Kind, Tensor};

use super::pack;
use super::page::{Page, shows_itself};
use super::points::{Points, carried, carried_from, widest};
use crate::figure::{self, Figures};
use vae_core::{Dataset, Error, ImageShape, Provenance, Result, Source, Vae};

/// A space to turn, made by [`latent_space_3d`].
#[derive(Debug, Clone)]
pub struct LatentSpace3d {
    page: Page,
    codes: Codes,
}

/// Does a third latent dimension keep the classes apart? The means of the images of `data` in
/// three dimensions, coloured by class: drag, touch or the arrow keys turn them, and a large dot
/// picked shows its image, the reconstruction, and the two terms of its ELBO in nats (thesis,
/// figure 35). With more than three latent dimensions, the three that vary most are shown first.
///
/// # Errors
/// [`ErrorKind::Config`](vae_core::ErrorKind) for images of another shape than the model's, or more than 10,000,
/// and for a model of fewer than three latent dimensions.
pub fn latent_space_3d(vae: &Vae, data: &Dataset) -> Result<LatentSpace3d> {
    let latent = vae.config().latent;
    if latent < 3 {
        return Err(Error::config(
            "latent",
            latent,
            "a space needs a model of three latent dimensions or more",
        ));
    }
    let mut points = Points::of(vae, data, true)?;
    points.packed["mu"] = pack::half(&points.mu)?; // finer than a picture's dots
    points.packed["originals"]["logVar"] = Value::Null; // no ellipse is drawn
    let dimensions = widest(&points.mu)?;
    let codes = Codes::of(&points.mu, data)?;
    let shape = vae.image_shape();
    let page = Page {
        name: "latent-space-3d",
        title: "Does a third dimension keep the classes apart?".into(),
        script: concat!(
            include_str!("js/latent_space_3d.js"),
            include_str!("js/space.js"),
            include_str!("js/dots.js"),
        ),
        computes_in_a_worker: false,
        data: json!({
            "shape": [shape.height, shape.width],
            "points": points.packed,
            "reconstructions": reconstructions(vae, data)?,
        }),
        state: json!({ "dimensions": dimensions, "turn": [30.0, 20.0], "chosen": null }),
        source: data.source().clone(),
        still: codes.still(dimensions)?,
    };
    Ok(LatentSpace3d { page, codes })
}

impl LatentSpace3d {
    /// Shows these three latent dimensions, counted from 0; the third points upwards.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for a dimension that the model does not have, or twice the same.
    pub fn dimensions(mut self, dimensions: [usize; 3]) -> Result<Self> {
        let [a, b, c] = dimensions;
        if a == b || a == c || b == c || a.max(b).max(c) >= self.codes.latent {
            return Err(Error::config(
                "dimensions",
                format!("{dimensions:?}"),
                format!("choose three of 0 to {}", self.codes.latent - 1),
            ));
        }
        self.page.still = self.codes.still(dimensions.map(|d| d as i64))?;
        self.page.state["dimensions"] = json!(dimensions);
        Ok(self)
    }

    /// Opens turned about the upright axis and tilted towards the eye, in degrees.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for an angle that is not finite, or a tilt outside −90 to 90.
    pub fn turned(mut self, turn: f64, tilt: f64) -> Result<Self> {
        if !turn.is_finite() || !(-90.0..=90.0).contains(&tilt) {
            return Err(Error::config(
                "turned",
                format!("{turn} and {tilt}"),
                "give degrees, the tilt from −90 to 90",
            ));
        }
        self.page.state["turn"] = json!([turn, tilt]);
        Ok(self)
    }

    /// Opens with the image `index` of the data set picked (or the next one that the page
    /// carries).
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for an image that there is not.
    pub fn start_at_image(mut self, index: usize) -> Result<Self> {
        let count = self.codes.mu.len() / self.codes.latent;
        self.page.state["chosen"] = json!(carried_from(index, count)?);
        Ok(self)
    }
}

shows_itself!(LatentSpace3d);

/// What the model makes of the carried images, as bytes `[count, D]`: the page needs no network.
fn reconstructions(vae: &Vae, data: &Dataset) -> Result<Value> {
    let images = vae.reconstruct(&data.batch(&carried(data.len()))?)?;
    pack::bytes(&pack::grey(&images)?)
}

/// The means, and what a still picture of them needs.
#[derive(Debug, Clone)]
struct Codes {
    mu: Vec<f32>,
    latent: usize,
    labels: Option<Vec<i64>>,
    shape: ImageShape,
    source: Source,
}

impl Codes {
    fn of(mu: &Tensor, data: &Dataset) -> Result<Self> {
        let plain = mu.f_to_kind(Kind::Float)?.f_contiguous()?.f_view(-1)?;
        Ok(Self {
            mu: Vec::<f32>::try_from(&plain)?,
            latent: mu.size()[1] as usize,
            labels: data.labels().map(<[i64]>::to_vec),
            shape: data.image_shape(),
            source: data.source().clone(),
        })
    }

    fn still(&self, dimensions: [i64; 3]) -> Result<Figures> {
        let mu = Tensor::f_from_slice(&self.mu)?.f_view([-1, self.latent as i64])?;
        let three = mu.f_index_select(1, &Tensor::f_from_slice(&dimensions)?)?;
        let labels = self.labels.as_deref();
        let figure = figure::latent_scatter_of_dimensions(&three, labels, self, dimensions)?;
        let [a, b, c] = dimensions.map(|d| d + 1);
        let names = format!("The axes are the latent dimensions {a}, {b} and {c}.");
        Ok(Figures(vec![match dimensions {
            [0, 1, 2] if self.latent == 3 => figure,
            _ => figure.with_caption(names),
        }]))
    }
}

impl Provenance for Codes {
    fn image_shape(&self) -> ImageShape {
        self.shape
    }

    fn source(&self) -> &Source {
        &self.source
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::model::Architecture;
    use vae_core::{VaeConfig, dataset::synthetic};

    fn space(latent: i64) -> Result<LatentSpace3d> {
        let config =
            VaeConfig { architecture: Architecture::mlp([4, 4]), latent, ..VaeConfig::default() };
        latent_space_3d(&Vae::new(config, 0)?, &synthetic::digits(20, 0)?)
    }

    #[test]
    fn what_the_model_has_not_is_refused() {
        let error = |space: Result<LatentSpace3d>| space.unwrap_err().to_string();
        assert!(error(space(2)).starts_with("latent = 2"));
        let space = || space(4).unwrap();
        assert!(error(space().dimensions([0, 1, 4])).contains("three of 0 to 3"));
        assert!(error(space().dimensions([0, 1, 0])).starts_with("dimensions"));
        assert!(error(space().turned(f64::NAN, 0.0)).starts_with("turned"));
        assert!(error(space().turned(0.0, 91.0)).contains("−90 to 90"));
        assert!(error(space().start_at_image(20)).contains("images 0 to 19"));
    }

    #[test]
    fn it_opens_as_it_was_told_to() {
        let space = space(4).unwrap().dimensions([3, 0, 2]).unwrap();
        let still = space.page.still.html();
        assert!(still.contains("dimensions 4, 1 and 3"), "{still}");
        let state = space.turned(-40.0, 10.0).unwrap().page.state;
        assert_eq!(state["dimensions"], json!([3, 0, 2]));
        assert_eq!(state["turn"], json!([-40.0, 10.0]));
    }
}
