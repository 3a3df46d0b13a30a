//! A walk through the latent space: the decoder draws wherever the hand goes (thesis, figure 38).

use serde_json::json;
use tch::{Kind, Tensor};

use super::page::{Page, shows_itself};
use super::points::{Points, carried_from, reconstructions};
use super::weights::network;
use crate::figure::{self, Figures, Grid};
use vae_core::{Dataset, Error, Provenance, Result, Vae};

/// A plane to walk on, made by [`latent_walk`].
#[derive(Debug, Clone)]
pub struct LatentWalk {
    page: Page,
    /// The images' means, `[N, J]`.
    mu: Vec<Vec<f64>>,
}

/// Which image does each point of the latent space give? A plane with the images of `data` at
/// their means: drag, two sliders or the arrow keys move a point, and the decoder draws at it
/// (thesis, section 6.4). A click on a large dot shows that image, its reconstruction, and the two
/// terms of its ELBO in nats. With more than two latent dimensions, two are walked and the others
/// stay as they are in the image chosen last.
///
/// # Errors
/// [`ErrorKind::Config`](vae_core::ErrorKind) for images of another shape than the model's, or more than 10,000,
/// and for a model of one latent dimension.
pub fn latent_walk(vae: &Vae, data: &Dataset) -> Result<LatentWalk> {
    let latent = vae.config().latent as usize;
    let points = Points::of(vae, data, true)?;
    let shape = vae.image_shape();
    Ok(LatentWalk {
        page: Page {
            name: "latent-walk",
            title: "Which image does each point of the latent space give?".into(),
            script: concat!(include_str!("js/latent_walk.js"), include_str!("js/thumbnails.js"),),
            computes_in_a_worker: false,
            data: json!({
                "shape": [shape.height, shape.width],
                "decoder": network(vae, "decoder")?,
                "points": points.packed,
            }),
            state: json!({
                "z": vec![0.0; latent],
                "dimensions": points.dimensions,
                "chosen": null,
                "manifold": false,
            }),
            source: data.source().clone(),
            still: still(vae, data, &points.mu)?,
        },
        mu: Vec::<Vec<f64>>::try_from(&points.mu.f_to_kind(Kind::Double)?)?,
    })
}

impl LatentWalk {
    /// Opens at the point `z`, one number for each latent dimension.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for another number of coordinates, or one that is not finite.
    pub fn start_at(mut self, z: &[f64]) -> Result<Self> {
        let latent = self.latent();
        if z.len() != latent || z.iter().any(|c| !c.is_finite()) {
            return Err(Error::config(
                "start_at",
                format!("{z:?}"),
                format!("give {latent} finite coordinates"),
            ));
        }
        self.page.state["z"] = json!(z);
        Ok(self)
    }

    /// Walks these two latent dimensions, counted from 0.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for a dimension that the model does not have, or twice the same.
    pub fn dimensions(mut self, first: usize, second: usize) -> Result<Self> {
        if first == second || first.max(second) >= self.latent() {
            return Err(Error::config(
                "dimensions",
                format!("{first} and {second}"),
                format!("choose two of 0 to {}", self.latent() - 1),
            ));
        }
        self.page.state["dimensions"] = json!([first, second]);
        Ok(self)
    }

    /// Opens at the mean of the image `index` of the data set (or of the next one that the page
    /// carries), which is shown beside its reconstruction.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for an image that there is not.
    pub fn start_at_image(mut self, index: usize) -> Result<Self> {
        let index = carried_from(index, self.mu.len())?;
        self.page.state["chosen"] = json!(index);
        self.page.state["z"] = json!(self.mu[index]);
        Ok(self)
    }

    /// Shows thumbnails of the decoder's images behind the points.
    pub fn with_manifold(mut self) -> Self {
        self.page.state["manifold"] = json!(true);
        self
    }
}

impl LatentWalk {
    fn latent(&self) -> usize {
        self.mu.first().map_or(0, Vec::len)
    }
}

shows_itself!(LatentWalk);

/// Side of the grid of decoded images in the still picture.
const SIDE: usize = 15;

/// Where the images lie, and what the decoder draws. The plane of a model with more dimensions
/// depends on the hand: images and their reconstructions stand in for it.
fn still(vae: &Vae, data: &Dataset, mu: &Tensor) -> Result<Figures> {
    if mu.size()[1] > 2 {
        return Ok(Figures(vec![reconstructions(vae, data)?]));
    }
    let grid = Grid::Square { half_width: 3.0 };
    let images = vae.decode_mean(&figure::latent_grid(SIDE, grid)?)?;
    let title = "Which image does each point of the plane give?";
    Ok(Figures(vec![
        figure::latent_scatter(mu, data.labels(), data)?,
        figure::manifold(title, &images, SIDE, grid, vae)?,
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::model::Architecture;
    use vae_core::{VaeConfig, dataset::synthetic};

    fn walk(latent: i64) -> Result<LatentWalk> {
        let config =
            VaeConfig { architecture: Architecture::mlp([4, 4]), latent, ..VaeConfig::default() };
        latent_walk(&Vae::new(config, 0)?, &synthetic::digits(20, 0)?)
    }

    #[test]
    fn what_the_model_has_not_is_refused() {
        let error = |walk: Result<LatentWalk>| walk.unwrap_err().to_string();
        assert!(error(walk(1)).starts_with("latent = 1"));
        let walk = || walk(3).unwrap();
        assert!(error(walk().start_at(&[0.0, 1.0])).contains("give 3 finite coordinates"));
        assert!(error(walk().start_at(&[0.0, 1.0, f64::NAN])).starts_with("start_at"));
        assert!(error(walk().dimensions(1, 3)).contains("two of 0 to 2"));
        assert!(error(walk().dimensions(1, 1)).starts_with("dimensions"));
        assert!(error(walk().start_at_image(20)).contains("images 0 to 19"));
        let walk = walk().start_at_image(7).unwrap();
        assert_eq!(walk.page.state["z"], json!(walk.mu[7]));
    }

    #[test]
    fn it_opens_where_it_was_told_to() {
        let walk = walk(3).unwrap().start_at(&[0.5, -1.0, 2.0]).unwrap();
        let walk = walk.dimensions(2, 0).unwrap().with_manifold();
        assert_eq!(walk.page.state["z"], json!([0.5, -1.0, 2.0]));
        assert_eq!(walk.page.state["dimensions"], json!([2, 0]));
        assert_eq!(walk.page.state["manifold"], json!(true));
    }
}
