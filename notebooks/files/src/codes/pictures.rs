//! Images from codes.

use std::path::Path;

use tch::{Device, Kind, Tensor};
use vae_core::save::files::write_atomically;
use vae_core::{Error, ImageShape, Result, Vae};

use super::write::float_array;

/// The formats that images can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageFormat {
    /// One picture, for people.
    Png,
    /// Numbers, for programs: `[N, H, W]`, or `[N, H, W, 3]` in colours, float32 in [0, 1].
    Npy,
}

impl ImageFormat {
    /// What a path's ending stands for.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for any other ending.
    pub fn of(path: &Path) -> Result<Self> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        match &*ending {
            "png" => Ok(Self::Png),
            "npy" => Ok(Self::Npy),
            _ => {
                let remedy = "images are written as .png or .npy";
                Err(Error::config("the file's ending", path.display(), remedy))
            }
        }
    }
}

/// Writes images, `[N, D]` in [0, 1], as a NumPy array.
///
/// # Errors
/// [`ErrorKind::Shape`](vae_core::ErrorKind) where they have another shape,
/// [`ErrorKind::Io`](vae_core::ErrorKind) where the file cannot be written.
pub fn write_images(path: impl AsRef<Path>, images: &Tensor, shape: ImageShape) -> Result<()> {
    let size = images.size();
    let count = match size[..] {
        [count, numbers] if numbers == shape.pixels() => count,
        _ => return Err(Error::shape("write_images", format!("[N, {}]", shape.pixels()), size)),
    };
    let stacked = images.f_view([count, shape.channels, shape.height, shape.width])?;
    let stacked = match shape.channels {
        1 => stacked.f_squeeze_dim(1)?,
        _ => stacked.f_permute([0, 2, 3, 1])?,
    };
    write_atomically(path.as_ref(), &float_array(&stacked)?)
}

/// The images along the straight line between the codes of two images, `[steps, D]`: `from` and
/// `to` are `[1, D]`, and the first and the last of the result are their reconstructions.
///
/// # Errors
/// [`ErrorKind::Config`](vae_core::ErrorKind) for fewer than two steps or more than 10,000, and
/// where an image does not fit the model.
pub fn interpolate(vae: &Vae, from: &Tensor, to: &Tensor, steps: usize) -> Result<Tensor> {
    if !(2..=10_000).contains(&steps) {
        return Err(Error::config("steps", steps, "choose from 2 to 10000"));
    }
    let (a, b) = (vae.encode_mean(from)?, vae.encode_mean(to)?);
    let share = Tensor::f_linspace(0.0, 1.0, steps as i64, (Kind::Float, Device::Cpu))?;
    let share = vae.to_model_device(&share.f_view([-1, 1])?)?;
    vae.decode_mean(&share.f_mul(&b.f_sub(&a)?)?.f_add(&a)?)
}
