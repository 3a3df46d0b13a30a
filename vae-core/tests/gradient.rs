//! The gradient of the ELBO against finite differences, in double precision.

use tch::{Kind, Tensor};
use vae_core::model::Architecture;
use vae_core::{ImageShape, Random, Vae, VaeConfig};

#[test]
fn backpropagation_agrees_with_central_differences() {
    let config = VaeConfig {
        image: ImageShape::grey(3, 4),
        architecture: Architecture::mlp([6, 6]),
        latent: 2,
        ..VaeConfig::default()
    };
    let vae = Vae::new(config, 1).unwrap().to_kind(Kind::Double).unwrap();
    let mut random = Random::new(2);
    let x = random.uniform(&[5, 12]).unwrap().to_kind(Kind::Double);
    let eps = random.standard_normal(&[5, 2]).unwrap().to_kind(Kind::Double);
    let loss = || vae.elbo_with_noise(&x, &eps).unwrap().loss().unwrap();

    let gradients = Tensor::run_backward(&[loss()], &vae.parameters(), false, false);
    for ((name, parameter), gradient) in vae.named_parameters().iter().zip(&gradients) {
        let numbers = parameter.numel() as i64;
        for index in 0..numbers {
            let entry = |t: &Tensor| t.detach().view(-1).get(index);
            let h = 1e-6;
            let at = |shift: f64| {
                let _ = entry(parameter).g_add_scalar_(shift);
                let value = loss().double_value(&[]);
                let _ = entry(parameter).g_add_scalar_(-shift);
                value
            };
            let difference = (at(h) - at(-h)) / (2.0 * h);
            let exact = entry(gradient).double_value(&[]);
            assert!(
                (difference - exact).abs() < 1e-6 * exact.abs().max(1.0),
                "{name}[{index}]: {difference} by differences, {exact} by backpropagation"
            );
        }
    }
}
