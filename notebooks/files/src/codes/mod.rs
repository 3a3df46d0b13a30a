//! Codes of images as numbers for other programs, and images from codes.
//!
//! | ending | holds | opened by |
//! |---|---|---|
//! | `.npy` | the means μ, `[N, J]` float32 | `numpy.load` |
//! | `.npz` | `mu`, `log_var`, `labels`, `reconstruction`, `kl` | `numpy.load` |
//! | `.csv`, `.parquet` | one row an image: `image`, `label`, `class`, `mu1`, …, `log_var1`, …, `reconstruction`, `kl`, `elbo` | `pandas.read_csv`, `pandas.read_parquet` |

#[cfg(feature = "parquet")]
mod parquet;
mod pictures;
mod table;
mod write;

use std::collections::BTreeMap;
use std::path::Path;

use tch::{Device, Kind, Tensor};
use vae_core::dataset::ImageSet;
use vae_core::model::batches;
use vae_core::{Dataset, Error, ErrorKind, Provenance, Purpose, Random, Result, Vae};

use crate::images::array::Array;
use crate::images::contents::Contents;

pub use pictures::{ImageFormat, interpolate, write_images};
pub use write::Format;

/// What a model makes of the images of a set.
#[derive(Debug)]
pub struct Codes {
    /// The means of q(z|x), `[N, J]`.
    pub mu: Tensor,
    /// The logarithms of its variances, `[N, J]`, where it is a Gaussian.
    pub log_var: Option<Tensor>,
    /// E\[log p(x|z)\] by one z an image, nats, `[N]`: the draws of `evaluate`.
    pub reconstruction: Tensor,
    /// KL(q(z|x) ‖ p(z)), nats, `[N]`.
    pub kl: Tensor,
    /// The images' labels, and what the class of each is called.
    pub labels: Option<(Vec<i64>, BTreeMap<i64, String>)>,
}

/// Encodes every image of a set.
///
/// ```
/// use vae_core::{Vae, VaeConfig, dataset, model::Architecture};
///
/// let digits = dataset::synthetic::digits(20, 0)?;
/// let config = VaeConfig { architecture: Architecture::mlp([8, 8]), ..VaeConfig::default() };
/// let codes = vae_files::codes::encode(&Vae::new(config, 0)?, &digits)?;
/// assert_eq!(codes.mu.size(), [20, 2]);
/// # Ok::<(), vae_core::Error>(())
/// ```
///
/// # Errors
/// Where the images do not fit the model.
pub fn encode(vae: &Vae, data: &Dataset) -> Result<Codes> {
    let mut codes = encode_with(vae, data, |_| {})?;
    codes.labels = labels_of(data);
    Ok(codes)
}

/// The labels of a set, as [`Codes`] keep them.
pub fn labels_of(data: &Dataset) -> Option<(Vec<i64>, BTreeMap<i64, String>)> {
    let name = |label| (label, data.class_name(label));
    Some((data.labels()?.to_vec(), data.classes().into_iter().map(name).collect()))
}

/// As [`encode`], for images kept anywhere, without labels; `progress` hears how many are done.
///
/// # Errors
/// As [`encode`], and where an image cannot be read.
pub fn encode_with(
    vae: &Vae,
    data: &dyn ImageSet,
    mut progress: impl FnMut(usize),
) -> Result<Codes> {
    let (count, latent) = (data.len() as i64, vae.config().latent);
    let zeros = |size: &[i64]| Tensor::f_zeros(size, (Kind::Float, Device::Cpu));
    let mut codes = Codes {
        mu: zeros(&[count, latent])?,
        log_var: match vae.has_gaussian_posterior() {
            true => Some(zeros(&[count, latent])?),
            false => None,
        },
        reconstruction: zeros(&[count])?,
        kl: zeros(&[count])?,
        labels: None,
    };
    let mut random = Random::stream(0, Purpose::Evaluation, 0);
    for (start, x) in batches(vae, data) {
        let x = x?;
        let size = x.size()[0];
        // Into place at once: many small tensors among large ones would keep memory from being
        // used again.
        let keep = |all: &mut Tensor, part: &Tensor| -> Result<()> {
            let mut place = all.f_narrow(0, start as i64, size)?;
            place.f_copy_(&plain(part)?)?;
            Ok(())
        };
        let elbo = tch::no_grad(|| vae.elbo(&x, &mut random))?;
        match &mut codes.log_var {
            None => keep(&mut codes.mu, &vae.encode_mean(&x)?)?,
            Some(log_var) => {
                let q = tch::no_grad(|| vae.encode(&x))?;
                keep(&mut codes.mu, &q.mu)?;
                keep(log_var, &q.log_var)?;
            }
        }
        keep(&mut codes.reconstruction, &elbo.reconstruction)?;
        keep(&mut codes.kl, &elbo.kl)?;
        progress(start + size as usize);
    }
    Ok(codes)
}

/// Float32 numbers on the CPU.
fn plain(t: &Tensor) -> Result<Tensor> {
    Ok(t.f_detach()?.f_to_device(tch::Device::Cpu)?.f_to_kind(Kind::Float)?.f_contiguous()?)
}

/// The numbers of a tensor, row by row.
fn numbers(t: &Tensor) -> Result<Vec<f32>> {
    Ok(Vec::<f32>::try_from(&plain(t)?.f_view(-1)?)?)
}

/// Codes `[N, latent]` from a `.npy` file, or the array `mu` of a `.npz` one.
///
/// # Errors
/// [`ErrorKind::Shape`](vae_core::ErrorKind) for another number of columns, and where the file
/// cannot be read.
pub fn read(path: impl AsRef<Path>, latent: i64) -> Result<Tensor> {
    let contents = Contents::open(path.as_ref()).map_err(|error| match error.kind() {
        ErrorKind::Malformed => {
            let remedy = "give .npy, or .npz with an array mu, as `vae encode --out codes.npy` \
                          writes them";
            Error::malformed(path.as_ref(), 0, "not an array of codes", remedy)
        }
        _ => error,
    })?;
    let has_mu = contents.names()?.iter().any(|name| name == "mu");
    let Array { dims, numbers, .. } = contents.array(has_mu.then_some("mu"))?;
    let size: Vec<i64> = dims.iter().map(|&size| size as i64).collect();
    let size = match size[..] {
        [columns] if columns == latent => vec![1, columns],
        [rows, columns] if columns == latent && rows > 0 => size,
        _ => {
            let wanted = format!("[N, {latent}] in {}", path.as_ref().display());
            return Err(Error::shape("decoding", wanted, size));
        }
    };
    let floats = numbers.as_floats(0..numbers.len()).map_err(Error::io("read", path.as_ref()))?;
    Ok(Tensor::f_from_slice(&floats)?.f_view(&size[..])?)
}
