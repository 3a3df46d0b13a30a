//! The images of a data set as points of the latent space, and as many of the images themselves
//! as a page has room for.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tch::Tensor;

use super::pack;
use crate::figure::palette::{class_colour, viridis};
use crate::figure::{self, Colour, Figure};
use vae_core::{Dataset, Elbo, Error, Provenance, Purpose, Random, Result, Vae};

/// Images that a page carries whole; compressed, 400 of MNIST take about 130 kB.
const ORIGINALS: usize = 400;
/// Points that a page carries: more would cover each other.
const POINTS: usize = 10_000;
/// Draws of z from q(z|x) that the reconstruction term is averaged over.
const DRAWS: i64 = 32;

/// Where the encoder places the images of a data set.
pub(super) struct Points {
    /// Means μ, `[N, J]`.
    pub mu: Tensor,
    /// The two dimensions in which the means vary most: others may not be used at all.
    pub dimensions: [i64; 2],
    /// What the page carries: means, labels and colours, and the images with their ELBO.
    pub packed: Value,
}

impl Points {
    /// With as many of the images as [`ORIGINALS`] says, or none.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for images of another shape than the model's, or too many of them, and
    /// for a model of one latent dimension.
    pub fn of(vae: &Vae, data: &Dataset, with_images: bool) -> Result<Self> {
        check(vae, data)?;
        if vae.config().latent < 2 {
            return Err(Error::config(
                "latent",
                "1",
                "a plane needs a model of two latent dimensions or more",
            ));
        }
        let q = tch::no_grad(|| vae.encode(&vae.to_model_device(&data.range(0, data.len())?)?))?;
        let originals = match with_images {
            true => originals(vae, data, &carried(data.len()))?,
            false => Value::Null,
        };
        let packed = packed(&q.mu, data, originals)?;
        let dimensions = widest(&q.mu)?;
        Ok(Self { mu: q.mu, dimensions, packed })
    }

    /// What the page carries of images at places `[N, J]` that no encoder of a `Vae` gave, with as
    /// many of the images as [`ORIGINALS`] says.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for too many images.
    pub fn at(places: &Tensor, data: &Dataset) -> Result<Value> {
        check_count(data)?;
        let carried = carried(data.len());
        let originals = json!({ "indices": carried, "pixels": pixels(data, &carried)? });
        packed(places, data, originals)
    }
}

fn packed(mu: &Tensor, data: &Dataset, originals: Value) -> Result<Value> {
    Ok(json!({
        "mu": pack::single(mu)?,
        "labels": data.labels(),
        "colours": colours(data),
        "names": names(data),
        "originals": originals,
    }))
}

fn pixels(data: &Dataset, carried: &[i64]) -> Result<Value> {
    pack::bytes(&data.images().f_index_select(0, &Tensor::f_from_slice(carried)?)?)
}

/// The carried images with what the encoder makes of them: pixels, log σ², and the two terms of
/// the ELBO, nats, the reconstruction term averaged over [`DRAWS`].
fn originals(vae: &Vae, data: &Dataset, carried: &[i64]) -> Result<Value> {
    let x = vae.to_model_device(&data.batch(carried)?)?;
    let mut random = Random::stream(0, Purpose::Evaluation, 0);
    let draws = (0..DRAWS).map(|_| tch::no_grad(|| vae.elbo(&x, &mut random)));
    let draws = draws.collect::<Result<Vec<Elbo>>>()?;
    let sum: Tensor = draws.iter().map(|elbo| &elbo.reconstruction).sum();
    let q = tch::no_grad(|| vae.encode(&x))?;
    Ok(json!({
        "indices": carried,
        "pixels": pixels(data, carried)?,
        "logVar": pack::single(&q.log_var)?,
        "reconstruction": pack::single(&(sum / DRAWS as f64))?,
        "kl": pack::single(&q.kl()?)?,
    }))
}

/// The `D` dimensions in which means `[N, J]` vary most, rising; of a model with at least so many.
pub(super) fn widest<const D: usize>(mu: &Tensor) -> Result<[i64; D]> {
    let variance = mu.f_var_dim(0_i64, false, false)?;
    let mut widest = [0; D];
    variance.f_topk(D as i64, 0, true, true)?.1.f_copy_data(&mut widest, D)?;
    widest.sort_unstable();
    Ok(widest)
}

/// The data set fits the model and the page.
pub(super) fn check(vae: &Vae, data: &Dataset) -> Result<()> {
    let (wanted, given) = (vae.image_shape(), data.image_shape());
    if wanted != given {
        return Err(Error::config(
            "images",
            format!("{given} pixels"),
            format!("this model wants {wanted}"),
        ));
    }
    check_count(data)
}

fn check_count(data: &Dataset) -> Result<()> {
    if data.len() > POINTS {
        return Err(Error::config(
            "images",
            data.len(),
            format!("a page holds {POINTS} points; take fewer, `data.take({POINTS})?`"),
        ));
    }
    Ok(())
}

/// What is drawn by hand is grey.
pub(super) fn refuse_colours(vae: &Vae) -> Result<()> {
    match vae.image_shape().channels {
        1 => Ok(()),
        _ => Err(Error::config(
            "images",
            "in colours",
            "one draws in grey; choose a model of grey images",
        )),
    }
}

/// A still picture: the first images above what the model makes of them.
pub(super) fn reconstructions(vae: &Vae, data: &Dataset) -> Result<Figure> {
    let x = data.range(0, data.len().min(10))?;
    let rows = [("image", x.shallow_clone()), ("reconstruction", vae.reconstruct(&x)?)];
    figure::image_rows("What does the model see in an image?", &rows, data)
}

/// Which of so many images a page carries whole.
pub(super) fn carried(count: usize) -> Vec<i64> {
    evenly(count, ORIGINALS)
}

/// The image `index`, or the next one that a page carries.
pub(super) fn carried_from(index: usize, count: usize) -> Result<usize> {
    let carried = carried(count);
    let found = carried.iter().find(|&&carried| carried as usize >= index);
    found.map(|&found| found as usize).ok_or_else(|| {
        Error::config(
            "image",
            index,
            format!("the page carries images 0 to {}", carried.last().unwrap_or(&0)),
        )
    })
}

/// At most `most` of the numbers below `count`, evenly apart.
pub(super) fn evenly(count: usize, most: usize) -> Vec<i64> {
    let kept = count.min(most);
    (0..kept).map(|i| (i * count / kept) as i64).collect()
}

/// What the classes that occur are called, by their labels; none without labels.
pub(super) fn names(data: &Dataset) -> Option<BTreeMap<i64, String>> {
    data.labels()?;
    let name = |label| (label, data.class_name(label));
    Some(data.classes().into_iter().map(name).collect())
}

/// The colour of each class that occurs, by its label, or a scale from the first image to the last.
pub(super) fn colours(data: &Dataset) -> BTreeMap<i64, String> {
    let hex = |c: Colour| format!("#{:02x}{:02x}{:02x}", c.0, c.1, c.2);
    match data.labels() {
        Some(_) => {
            data.classes().into_iter().map(|label| (label, hex(class_colour(label)))).collect()
        }
        None => (0..32).map(|i| (i, hex(viridis(i as f64 / 31.0)))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::model::Architecture;
    use vae_core::{ImageShape, Source, VaeConfig, dataset::synthetic};

    #[test]
    fn carried_images_are_spread_over_the_set() {
        assert_eq!(evenly(10, 4), [0, 2, 5, 7]);
        assert_eq!(evenly(2, 4), [0, 1]);
    }

    #[test]
    fn classes_of_any_number_have_names_and_colours() {
        let images = Tensor::from_slice(&[0_u8; 600]).view([300, 2]);
        let labels: Vec<i64> = (0..300).map(|i| (1 << 40) * (i / 299) + i).collect();
        let (shape, source) = (ImageShape::grey(1, 2), Source::Other("many".into()));
        let data = Dataset::new(images, Some(labels), shape, source).unwrap();
        let (names, colours) = (names(&data).unwrap(), colours(&data));
        assert_eq!((names.len(), colours.len()), (300, 300));
        assert_eq!(names[&((1 << 40) + 299)], ((1_i64 << 40) + 299).to_string());
        assert_ne!(colours[&280], colours[&281]);
    }

    #[test]
    fn the_widest_dimensions_come_first() {
        let mu = Tensor::from_slice(&[0.0_f32, 9.0, 1.0, 0.1, 0.0, 5.0]).view([2, 3]);
        assert_eq!(widest(&mu).unwrap(), [1, 2]);
    }

    #[test]
    fn faces_do_not_fit_a_model_of_digits() {
        let config = VaeConfig { architecture: Architecture::mlp([4, 4]), ..VaeConfig::default() };
        let vae = Vae::new(config, 0).unwrap();
        let error = Points::of(&vae, &synthetic::faces(3, 0).unwrap(), true).err().unwrap();
        assert_eq!(error.to_string(), "images = 28×20 pixels: this model wants 28×28");
    }
}
