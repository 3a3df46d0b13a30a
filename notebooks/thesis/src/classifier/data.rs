//! What a classifier learns from: codes instead of pixels, few labels instead of all.

use tch::Tensor;

use vae_core::dataset::ImageSet;
use vae_core::{Result, Vae};
pub use vae_few_labels::draw_labelled;

/// The means μ(x) of every image's code by a trained encoder that stays as it is, `[N, J]`
/// (thesis section 5.2.1 as its text describes it).
///
/// # Errors
/// Where the images are not of the model's size.
pub fn codes(vae: &Vae, data: &dyn ImageSet) -> Result<Tensor> {
    vae.encode_set(data)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::model::Architecture;
    use vae_core::{VaeConfig, dataset::synthetic};

    #[test]
    fn codes_are_those_of_the_vae() {
        let data = synthetic::digits(1_003, 0).unwrap();
        let config = VaeConfig {
            architecture: Architecture::mlp([4, 4]),
            latent: 3,
            ..VaeConfig::default()
        };
        let vae = Vae::new(config, 0).unwrap();
        let z = codes(&vae, &data).unwrap();
        assert_eq!(z.size(), [1_003, 3]);
        let last = vae.encode_mean(&data.range(1_000, 3).unwrap()).unwrap();
        assert_eq!(z.narrow(0, 1_000, 3), last);
    }
}
