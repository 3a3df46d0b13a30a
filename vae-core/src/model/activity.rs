//! Which latent dimensions say anything of the image.

use tch::{Kind, Tensor};
use vae_base::Result;

/// A latent dimension is active where its posterior mean varies more than this over the images
/// (Burda, Grosse & Salakhutdinov, 2016, section 5.2).
const ACTIVE: f64 = 0.01;

/// The variance of each latent dimension's posterior mean over the images, from their codes
/// `[N, J]`, as [`Vae::encode_set`](crate::Vae::encode_set) gives them.
///
/// # Errors
/// Where `codes` is no matrix of numbers that fit into memory.
pub fn code_variances(codes: &Tensor) -> Result<Vec<f64>> {
    // In memory: what is expanded beyond it has no variance in finite time.
    let variances = codes.f_contiguous()?.f_var_dim(0, true, false)?; // [J]
    Ok(Vec::try_from(variances.f_to_kind(Kind::Double)?)?)
}

/// Whether a latent dimension of that variance is active.
pub fn is_active(variance: f64) -> bool {
    variance > ACTIVE
}
