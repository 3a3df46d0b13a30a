//! M1: what a trained autoencoder says of each image, for whoever classifies.

use tch::{Kind, Tensor};
use vae_core::dataset::ImageSet;
use vae_core::model::{DiagonalGaussian, batches, code_variances, is_active};
use vae_core::{Error, Random, Result, Vae};

/// q(z|x) of many images, by an encoder that stays as it is.
#[derive(Debug)]
pub struct Codes {
    /// Means μ(x), `[N, J]`.
    pub mu: Tensor,
    /// log σ²(x), `[N, J]`.
    pub log_var: Tensor,
}

impl Codes {
    /// Of every image.
    ///
    /// # Errors
    /// Where the images do not fit the model, or its q(z|x) is no Gaussian.
    pub fn of(vae: &Vae, images: &dyn ImageSet) -> Result<Self> {
        let (mut mu, mut log_var) = (Vec::new(), Vec::new());
        for (_, x) in batches(vae, images) {
            let q = tch::no_grad(|| vae.encode(&x?))?;
            mu.push(q.mu);
            log_var.push(q.log_var);
        }
        Ok(Self { mu: Tensor::f_cat(&mu, 0)?, log_var: Tensor::f_cat(&log_var, 0)? })
    }

    /// The dimensions whose mean varies over the images, in order: the others say nothing of them.
    ///
    /// # Errors
    /// Where the means are no matrix, here and below.
    pub fn active(&self) -> Result<Vec<i64>> {
        let variances = code_variances(&self.mu)?;
        let active = (0..).zip(variances).filter(|(_, variance)| is_active(*variance));
        Ok(active.map(|(dimension, _)| dimension).collect())
    }

    /// Only the given dimensions.
    pub fn only(&self, dimensions: &[i64]) -> Result<Self> {
        let chosen = Tensor::from_slice(dimensions);
        Ok(Self {
            mu: self.mu.f_index_select(1, &chosen)?,
            log_var: self.log_var.f_index_select(1, &chosen)?,
        })
    }

    /// A code of each of the given images, drawn from its q(z|x), `[B, J]`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) where an index is outside the set.
    pub fn draw(&self, indices: &[i64], random: &mut Random) -> Result<Tensor> {
        let rows = self.mu.size().first().copied().unwrap_or(0);
        if let Some(index) = indices.iter().find(|index| !(0..rows).contains(*index)) {
            return Err(Error::config("codes", index, format!("there are {rows} of them")));
        }
        let chosen = Tensor::from_slice(indices);
        let pick = |t: &Tensor| t.f_index_select(0, &chosen);
        let q = DiagonalGaussian::new(pick(&self.mu)?, pick(&self.log_var)?)?;
        Ok(q.sample(random)?.f_to_kind(Kind::Float)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::VaeConfig;
    use vae_core::dataset::synthetic::digits;
    use vae_core::model::Architecture;

    #[test]
    fn codes_are_the_encoders_and_draws_are_around_them() {
        let images = digits(30, 0).unwrap();
        let architecture = Architecture::mlp([8]);
        let vae =
            Vae::new(VaeConfig { architecture, latent: 4, ..VaeConfig::default() }, 0).unwrap();
        let codes = Codes::of(&vae, &images).unwrap();
        let x = images.range(0, 30).unwrap();
        assert!(codes.mu.allclose(&vae.encode_mean(&x).unwrap(), 1e-5, 1e-6, false));
        let n = 20_000;
        let drawn = codes.draw(&vec![3; n], &mut Random::new(0)).unwrap();
        let gap = drawn.mean_dim(0, false, Kind::Float) - codes.mu.get(3);
        let scale = (codes.log_var.get(3) * 0.5).exp() / (n as f64).sqrt();
        assert!((gap / scale).abs().max().double_value(&[]) < 4.5);
        let wanted = codes.log_var.get(3);
        assert!(
            (drawn.var_dim(0, true, false).log() - wanted).abs().max().double_value(&[]) < 0.05
        );
        assert!(codes.draw(&[30], &mut Random::new(0)).is_err());
    }

    #[test]
    fn a_dimension_that_never_moves_is_left_out() {
        let mu = Random::new(0).standard_normal(&[50, 3]).unwrap();
        let _ = mu.select(1, 1).fill_(0.3);
        let codes = Codes { log_var: mu.zeros_like(), mu };
        assert_eq!(codes.active().unwrap(), [0, 2]);
        let two = codes.only(&[0, 2]).unwrap();
        assert_eq!(two.mu.select(1, 1), codes.mu.select(1, 2));
        assert!(codes.only(&[3]).is_err());
    }
}
