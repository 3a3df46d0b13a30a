//! Latent units that say nothing of the image, and the model without them.

use tch::Tensor;
use vae_core::dataset::ImageSet;
use vae_core::model::{code_variances, is_active};
use vae_core::{Result, Vae, VaeConfig};

/// The latent units whose posterior mean varies over the images, in order.
///
/// # Errors
/// Where the images do not fit the model.
pub fn active_units(vae: &Vae, images: &dyn ImageSet) -> Result<Vec<i64>> {
    let variances = code_variances(&vae.encode_set(images)?)?;
    let active = (0..).zip(variances).filter(|(_, variance)| is_active(*variance));
    Ok(active.map(|(unit, _)| unit).collect())
}

/// The model of the given latent units alone: their rows of the encoder's heads, their columns of
/// the decoder's first layer.
///
/// # Errors
/// Where there is no such unit, or none is given.
pub fn without_inactive(vae: &Vae, units: &[i64]) -> Result<Vae> {
    let config = VaeConfig { latent: units.len() as i64, ..vae.config().clone() };
    let small = Vae::new(config, 0)?;
    let chosen = Tensor::from_slice(units);
    tch::no_grad(|| -> Result<()> {
        for ((name, old), (_, new)) in
            vae.named_parameters().into_iter().zip(small.named_parameters())
        {
            let kept = match name.as_str() {
                "encoder.mu.weight"
                | "encoder.mu.bias"
                | "encoder.log_var.weight"
                | "encoder.log_var.bias" => old.f_index_select(0, &chosen)?,
                "decoder.hidden1.weight" => old.f_index_select(1, &chosen)?,
                _ => old.shallow_clone(),
            };
            new.shallow_clone().f_copy_(&kept)?;
        }
        Ok(())
    })?;
    Ok(small)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::Random;
    use vae_core::dataset::synthetic::digits;
    use vae_core::model::Architecture;

    /// A model whose units 1 and 3 are those of the prior, and unheard by the decoder.
    fn with_two_silent() -> Vae {
        let architecture = Architecture::mlp([8]);
        let vae =
            Vae::new(VaeConfig { latent: 4, architecture, ..VaeConfig::default() }, 0).unwrap();
        tch::no_grad(|| {
            for (name, parameter) in vae.named_parameters() {
                for unit in [1, 3] {
                    match name.as_str() {
                        "encoder.mu.weight"
                        | "encoder.mu.bias"
                        | "encoder.log_var.weight"
                        | "encoder.log_var.bias" => drop(parameter.get(unit).zero_()),
                        "decoder.hidden1.weight" => drop(parameter.select(1, unit).zero_()),
                        _ => {}
                    }
                }
            }
        });
        vae
    }

    #[test]
    fn silent_units_are_found_and_cost_nothing() {
        let (vae, images) = (with_two_silent(), digits(60, 0).unwrap());
        let units = active_units(&vae, &images).unwrap();
        assert_eq!(units, [0, 2]);
        let small = without_inactive(&vae, &units).unwrap();
        let x = images.range(0, 5).unwrap();
        let eps = Random::new(1).standard_normal(&[5, 4]).unwrap();
        let whole = vae.elbo_with_noise(&x, &eps).unwrap();
        let chosen = Tensor::from_slice(&units);
        let part = small.elbo_with_noise(&x, &eps.index_select(1, &chosen)).unwrap();
        assert!((whole.reconstruction - part.reconstruction).abs().max().double_value(&[]) < 1e-3);
        assert!((whole.kl - part.kl).abs().max().double_value(&[]) < 1e-4);
        assert!(without_inactive(&vae, &[7]).is_err() && without_inactive(&vae, &[]).is_err());
    }
}
