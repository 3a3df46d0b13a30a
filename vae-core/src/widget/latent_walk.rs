//! A walk through the latent space: the decoder draws wherever the hand goes (thesis, figure 38).

use serde_json::json;
use tch::Tensor;

use super::page::{Page, shows_itself};
use super::points::Points;
use super::weights::network;
use crate::figure::{self, Figures, Grid};
use crate::{Dataset, Error, Provenance, Result, Vae};

/// A plane to walk on, made by [`latent_walk`].
#[derive(Debug, Clone)]
pub struct LatentWalk {
    page: Page,
    latent: usize,
    images: usize,
}

/// Which image does each point of the latent space give? A plane with the images of `data` at
/// their means: drag, two sliders or the arrow keys move a point, and the decoder draws at it
/// (thesis, section 6.4). A click on a large dot shows that image, its reconstruction, and the two
/// terms of its ELBO in nats. With more than two latent dimensions, two are walked and the others
/// stay as they are in the image chosen last.
///
/// # Errors
/// [`Error::Config`] for images of another shape than the model's, or more than 10,000,
/// and for a model of one latent dimension.
pub fn latent_walk(vae: &Vae, data: &Dataset) -> Result<LatentWalk> {
    let latent = vae.config().latent as usize;
    if latent < 2 {
        return Err(Error::Config {
            field: "latent",
            given: latent.to_string(),
            remedy: "a plane needs a model of two latent dimensions or more".into(),
        });
    }
    let points = Points::of(vae, data)?;
    let shape = vae.image_shape();
    Ok(LatentWalk {
        page: Page {
            name: "latent-walk",
            title: "Which image does each point of the latent space give?".into(),
            script: include_str!("js/latent_walk.js"),
            data: json!({
                "shape": [shape.height, shape.width],
                "decoder": network(vae, "decoder")?,
                "points": points.packed,
            }),
            state: json!({
                "z": vec![0.0; latent],
                "dimensions": [0, 1],
                "chosen": null,
                "manifold": false,
            }),
            source: data.source().clone(),
            still: still(vae, data, &points.mu)?,
        },
        latent,
        images: data.len(),
    })
}

impl LatentWalk {
    /// Opens at the point `z`, one number for each latent dimension.
    ///
    /// # Errors
    /// [`Error::Config`] for another number of coordinates, or one that is not finite.
    pub fn start_at(mut self, z: &[f64]) -> Result<Self> {
        if z.len() != self.latent || z.iter().any(|c| !c.is_finite()) {
            return Err(Error::Config {
                field: "start_at",
                given: format!("{z:?}"),
                remedy: format!("give {} finite coordinates", self.latent),
            });
        }
        self.page.state["z"] = json!(z);
        Ok(self)
    }

    /// Walks these two latent dimensions, counted from 0.
    ///
    /// # Errors
    /// [`Error::Config`] for a dimension that the model does not have, or twice the same.
    pub fn dimensions(mut self, first: usize, second: usize) -> Result<Self> {
        if first == second || first.max(second) >= self.latent {
            return Err(Error::Config {
                field: "dimensions",
                given: format!("{first} and {second}"),
                remedy: format!("choose two of 0 to {}", self.latent - 1),
            });
        }
        self.page.state["dimensions"] = json!([first, second]);
        Ok(self)
    }

    /// Opens at the mean of the image `index` of the data set (or of the next one that the page
    /// carries), which is shown beside its reconstruction.
    ///
    /// # Errors
    /// [`Error::Config`] for an image that there is not.
    pub fn start_at_image(mut self, index: usize) -> Result<Self> {
        if index >= self.images {
            return Err(Error::Config {
                field: "start_at_image",
                given: index.to_string(),
                remedy: format!("there are images 0 to {}", self.images - 1),
            });
        }
        self.page.state["chosen"] = json!(index);
        Ok(self)
    }

    /// Shows thumbnails of the decoder's images behind the points.
    pub fn with_manifold(mut self) -> Self {
        self.page.state["manifold"] = json!(true);
        self
    }
}

shows_itself!(LatentWalk);

/// Side of the grid of decoded images in the still picture.
const SIDE: usize = 15;

/// The plane of the first two dimensions: where the images lie, and what the decoder draws.
fn still(vae: &Vae, data: &Dataset, mu: &Tensor) -> Result<Figures> {
    let grid = Grid::Square { half_width: 3.0 };
    let z = figure::latent_grid(SIDE, grid)?;
    let others = Tensor::f_zeros(
        [(SIDE * SIDE) as i64, mu.size()[1] - 2],
        (z.kind(), z.device()),
    )?;
    let images = vae.images_at(&Tensor::f_cat(&[z, others], 1)?)?;
    let title = "Which image does each point of the plane give?";
    Ok(Figures(vec![
        figure::latent_scatter(&mu.f_narrow(1, 0, 2)?, data.labels(), data)?,
        figure::manifold(title, &images, SIDE, grid, vae)?,
    ]))
}
