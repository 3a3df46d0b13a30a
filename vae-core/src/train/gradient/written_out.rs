//! The gradient of −ELBO by the chain rule, written out layer by layer.
//!
//! Autograd records a graph anew for every batch and keeps more of it than this network needs:
//! here each line of the second half answers a line of the first. `d_a` stands for ∂loss/∂a,
//! where the loss is −ELBO averaged over the batch (thesis section 4.4), its KL weighed by β.

use tch::Tensor;
use vae_base::Result;

use super::layers::{Gradients, LayerGradient};
use super::perceptrons::Perceptrons;
use crate::model::{DiagonalGaussian, Elbo, Hidden, Mlp, ObservationModel};

/// The ELBO of each image, and the gradient of the mean of −log p(x|z) + β KL.
///
/// Products and gradients are in the precision of `networks`, all else in that of `x`.
pub(crate) fn elbo_and_gradients(
    networks: &Perceptrons,
    likelihood: &dyn ObservationModel,
    beta: f64,
    (x, eps): (&Tensor, &Tensor),
) -> Result<(Elbo, Gradients)> {
    let Perceptrons { encoder, mu, log_var, decoder, output } = networks;
    let to_compute = |t: &Tensor| t.to_kind(output.bias.kind());
    let to_master = |t: &Tensor| t.to_kind(x.kind());
    let batch = x.size()[0] as f64;
    let _no_graph = tch::no_grad_guard();

    let x_compute = to_compute(x);
    let h = forward(encoder, &x_compute)?;
    let h_last = last(&h, &x_compute);
    let means = to_master(&mu.forward(h_last)?);
    let q = DiagonalGaussian::new(means, to_master(&log_var.forward(h_last)?))?;
    let noise = q.std()? * eps;
    let z = to_compute(&(&q.mu + &noise));
    let g = forward(decoder, &z)?;
    let numbers = to_master(&output.forward(last(&g, &z))?);

    let p = likelihood.log_prob_and_gradient(&numbers, x)?;
    let d_output = to_compute(&p.output);
    let d_g_last = output.d_input(&d_output)?;
    let (d_g, d_z) = backward(decoder, &g, d_g_last)?;
    let d_z = to_master(&d_z);
    // z = μ + σ ⊙ ε with σ = exp(½ log σ²); the KL term adds β μ and ½ β (σ² − 1).
    let d_mu = to_compute(&(&d_z + &q.mu * beta / batch));
    let d_log_var = to_compute(&((d_z * noise + (q.log_var.exp() - 1.0) * beta / batch) * 0.5));
    let d_h_last = mu.d_input(&d_mu)? + log_var.d_input(&d_log_var)?;
    let d_h = backward_to_image(encoder, &h, d_h_last)?;

    let mut layers = of_layers(&x_compute, &h, &d_h);
    layers.push(LayerGradient::new(h_last, &d_mu));
    layers.push(LayerGradient::new(h_last, &d_log_var));
    layers.extend(of_layers(&z, &g, &d_g));
    layers.push(LayerGradient::new(last(&g, &z), &d_output));
    let (reconstruction, kl, others) = (p.log_prob, q.kl()?, p.own);
    Ok((Elbo { reconstruction, kl }, Gradients { layers, others }))
}

/// What each hidden layer answers, `[B, width]`.
fn forward(mlp: &Mlp, x: &Tensor) -> Result<Vec<Hidden>> {
    let mut all: Vec<Hidden> = Vec::with_capacity(mlp.layers.len());
    for layer in &mlp.layers {
        let a = layer.forward(last(&all, x))?;
        all.push(mlp.activation.apply_keeping(a)?);
    }
    Ok(all)
}

/// The last layer's answer, or the input where there is no layer.
fn last<'a>(hidden: &'a [Hidden], input: &'a Tensor) -> &'a Tensor {
    hidden.last().map_or(input, |hidden| &hidden.h)
}

/// From ∂loss/∂h of the last layer to ∂loss/∂a of each, and ∂loss/∂input.
fn backward(mlp: &Mlp, hidden: &[Hidden], d_last: Tensor) -> Result<(Vec<Tensor>, Tensor)> {
    let d_a = backward_to_image(mlp, hidden, d_last.shallow_clone())?;
    let d_input = match (mlp.layers.first(), d_a.first()) {
        (Some(first), Some(d_first)) => first.d_input(d_first)?,
        _ => d_last,
    };
    Ok((d_a, d_input))
}

/// The same without the last product, which nothing asks for where the input is an image.
fn backward_to_image(mlp: &Mlp, hidden: &[Hidden], d_last: Tensor) -> Result<Vec<Tensor>> {
    let mut d_h = d_last;
    let mut all = Vec::with_capacity(hidden.len());
    for (i, hidden) in hidden.iter().enumerate().rev() {
        let d_a = mlp.activation.backward(&d_h, hidden)?;
        if i > 0 {
            d_h = mlp.layers[i].d_input(&d_a)?;
        }
        all.push(d_a);
    }
    all.reverse();
    Ok(all)
}

/// Each layer's gradient: what went in, and ∂loss/∂a.
fn of_layers(input: &Tensor, hidden: &[Hidden], d_a: &[Tensor]) -> Vec<LayerGradient> {
    let inputs = std::iter::once(input).chain(hidden.iter().map(|hidden| &hidden.h));
    inputs.zip(d_a).map(|(x, d_a)| LayerGradient::new(x, d_a)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tch::Kind;

    use crate::model::{Activation, Architecture, Likelihood, Vae, VaeConfig};
    use crate::train::gradient::Buffers;
    use crate::train::{ElboConfig, ObjectiveFunction};
    use vae_base::Random;
    use vae_base::dataset::ImageShape;

    /// A small model in double precision, images, and noise.
    fn example(
        batch: i64,
        architecture: Architecture,
        likelihood: Likelihood,
    ) -> (Vae, Tensor, Tensor) {
        let image = ImageShape::grey(3, 4);
        let config =
            VaeConfig { image, latent: 3, architecture, likelihood, ..VaeConfig::default() };
        let vae = Vae::new(config, 1).unwrap().to_kind(Kind::Double).unwrap();
        let mut random = Random::new(2);
        let x = random.uniform(&[batch, 12]).unwrap().to_kind(Kind::Double);
        let eps = random.standard_normal(&[batch, 3]).unwrap();
        (vae, x, eps.to_kind(Kind::Double))
    }

    fn elbo_and_all_gradients(
        networks: &Perceptrons,
        vae: &Vae,
        beta: f64,
        (x, eps): (&Tensor, &Tensor),
    ) -> (Elbo, Vec<Tensor>) {
        let likelihood = vae.decoder.likelihood.as_ref();
        let (elbo, gradients) = elbo_and_gradients(networks, likelihood, beta, (x, eps)).unwrap();
        let mut all = vec![];
        let buffers = Buffers::new(networks).unwrap();
        let keep = |i, gradient: &Tensor| {
            assert_eq!(i, all.len());
            all.push(gradient.copy());
            Ok(())
        };
        gradients.visit(&buffers, keep).unwrap();
        let largest = |t: &Tensor| t.abs().max().double_value(&[]);
        let in_layers = all.len() - gradients.others.len();
        let bound = gradients.bound().unwrap();
        assert!(all[..in_layers].iter().all(|gradient| largest(gradient) <= bound));
        (elbo, all)
    }

    fn assert_equals_autograd(
        batch: i64,
        architecture: Architecture,
        likelihood: Likelihood,
        beta: f64,
    ) {
        let what = format!("{batch} images, {architecture:?}, {likelihood}, β = {beta}");
        let (vae, x, eps) = example(batch, architecture, likelihood);
        let networks = Perceptrons::of(&vae).unwrap();
        let (elbo, gradients) = elbo_and_all_gradients(&networks, &vae, beta, (&x, &eps));
        let objective = ElboConfig { beta, ..ElboConfig::default() };
        let loss = objective.loss(&vae, &x, &eps, 1).unwrap();
        let cost = (&elbo.kl * beta - &elbo.reconstruction).mean(Kind::Double);
        assert!(cost.allclose(&loss.value, 1e-12, 1e-12, false), "{what}");
        let expected = Tensor::run_backward(&[loss.value], &vae.parameters(), false, false);
        assert_eq!(gradients.len(), expected.len());
        let pairs = gradients.iter().zip(&expected);
        for ((name, _), (ours, theirs)) in vae.named_parameters().iter().zip(pairs) {
            assert!(ours.allclose(theirs, 1e-10, 1e-12, false), "{name} of {what}");
        }
    }

    #[test]
    fn equals_autograd_for_every_combination() {
        let asymmetric =
            |activation| Architecture::Mlp { encoder: vec![7, 5, 6], decoder: vec![8], activation };
        for activation in Activation::ALL {
            for architecture in
                [asymmetric(activation), Architecture::mlp([7, 7]).with_activation(activation)]
            {
                for &likelihood in Likelihood::ALL {
                    for (batch, beta) in [(1, 1.0), (5, 0.3)] {
                        assert_equals_autograd(batch, architecture.clone(), likelihood, beta);
                    }
                }
            }
        }
        for &likelihood in Likelihood::ALL {
            assert_equals_autograd(4, Architecture::mlp([]), likelihood, 1.0); // no hidden layer
        }
    }

    #[test]
    fn in_bfloat16_it_is_near() {
        for activation in Activation::ALL {
            let architecture = Architecture::mlp([7, 7]).with_activation(activation);
            let (vae, x, eps) = example(5, architecture, Likelihood::Bernoulli);
            let networks = Perceptrons::of(&vae).unwrap();
            let exact = elbo_and_all_gradients(&networks, &vae, 1.0, (&x, &eps));
            let rounded = networks.to_compute(Kind::BFloat16).unwrap();
            let near = elbo_and_all_gradients(&rounded, &vae, 1.0, (&x, &eps));
            let (ours, theirs) = (near.0.loss().unwrap(), exact.0.loss().unwrap());
            assert!(ours.allclose(&theirs, 0.01, 0.0, false), "{ours} {theirs}");
            for (ours, theirs) in near.1.iter().zip(&exact.1) {
                let ours = ours.to_kind(Kind::Double);
                let scale = f64::try_from(theirs.abs().max()).unwrap();
                assert!(ours.allclose(theirs, 0.0, 0.05 * scale, false));
            }
        }
    }
}
