//! The gradient of −ELBO by the chain rule, written out layer by layer.
//!
//! Autograd records a graph anew for every batch and keeps more of it than this network needs:
//! here each line of the second half answers a line of the first. `d_a` stands for ∂loss/∂a,
//! where the loss is −ELBO averaged over the batch (thesis section 4.4).

use tch::Tensor;

use crate::gradient::{Gradients, LayerGradient};
use crate::network::{Hidden, Linear, Networks};
use crate::{DiagonalGaussian, Elbo, Result};

/// The ELBO of each image, and the gradient of its negative mean.
///
/// Products and gradients are in the precision of `networks`, all else in that of `x`.
pub(crate) fn elbo_and_gradients(
    networks: &Networks,
    x: &Tensor,
    eps: &Tensor,
) -> Result<(Elbo, Gradients)> {
    let (encoder, decoder) = (&networks.encoder, &networks.decoder);
    let narrow = |t: &Tensor| t.to_kind(networks.kind());
    let wide = |t: &Tensor| t.to_kind(x.kind());
    let batch = x.size()[0] as f64;
    let _no_graph = tch::no_grad_guard();

    let x_narrow = narrow(x);
    let [h1, h2] = forward(&encoder.hidden, &x_narrow)?;
    let mu = wide(&encoder.mu.forward(&h2)?);
    let q = DiagonalGaussian::new(mu, wide(&encoder.log_var.forward(&h2)?))?;
    let noise = q.std() * eps;
    let z = narrow(&(&q.mu + &noise));
    let [g1, g2] = forward(&decoder.hidden, &z)?;
    let p = decoder.pixels(wide(&decoder.output.forward(&g2)?))?;

    let (reconstruction, mut d_pixels) = p.log_prob_and_gradient(x)?;
    let d_output = narrow(&d_pixels.remove(0));
    let d_g2 = through_relu(&decoder.output.d_input(&d_output), &g2);
    let d_g1 = through_relu(&decoder.hidden.hidden2.d_input(&d_g2), &g1);
    let d_z = wide(&decoder.hidden.hidden1.d_input(&d_g1));
    // z = μ + σ ⊙ ε with σ = exp(½ log σ²); the KL term adds μ and ½ (σ² − 1).
    let d_mu = narrow(&(&d_z + &q.mu / batch));
    let d_log_var = narrow(&((d_z * noise + (q.log_var.exp() - 1.0) / batch) * 0.5));
    let d_h2 = encoder.mu.d_input(&d_mu) + encoder.log_var.d_input(&d_log_var);
    let d_h2 = through_relu(&d_h2, &h2);
    let d_h1 = through_relu(&encoder.hidden.hidden2.d_input(&d_h2), &h1);

    let layers = [
        (&x_narrow, &d_h1),
        (&h1, &d_h2),
        (&h2, &d_mu),
        (&h2, &d_log_var),
        (&z, &d_g1),
        (&g1, &d_g2),
        (&g2, &d_output),
    ];
    let kl = q.kl();
    let gradients = Gradients {
        layers: layers.map(|(x, d_y)| LayerGradient::new(x, d_y)).into(),
        others: d_pixels,
    };
    Ok((Elbo { reconstruction, kl }, gradients))
}

/// What the two hidden layers answer, `[B, width]` each.
fn forward(hidden: &Hidden, x: &Tensor) -> Result<[Tensor; 2]> {
    let first = hidden.hidden1.forward(x)?.relu_();
    let second = hidden.hidden2.forward(&first)?.relu_();
    Ok([first, second])
}

/// From ∂loss/∂relu(a) to ∂loss/∂a: where relu answered 0, nothing passes.
fn through_relu(d: &Tensor, answer: &Tensor) -> Tensor {
    answer.threshold_backward(d, 0)
}

impl Linear {
    /// ∂loss/∂x = d_y W, for y = x Wᵀ + b.
    fn d_input(&self, d_y: &Tensor) -> Tensor {
        d_y.mm(&self.weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tch::Kind;

    use crate::gradient::Buffers;
    use crate::{ImageShape, Likelihood, Random, Vae, VaeConfig};

    /// A small model in double precision, images, and noise.
    fn example(batch: i64, likelihood: Likelihood) -> (Vae, Tensor, Tensor) {
        let image = ImageShape {
            height: 3,
            width: 4,
        };
        let config = VaeConfig {
            image,
            hidden: 7,
            latent: 3,
            likelihood,
        };
        let vae = Vae::new(config, 1).unwrap().to_kind(Kind::Double).unwrap();
        let mut random = Random::new(2);
        let x = random.uniform(&[batch, 12]).unwrap().to_kind(Kind::Double);
        let eps = random.standard_normal(&[batch, 3]).unwrap();
        (vae, x, eps.to_kind(Kind::Double))
    }

    fn elbo_and_all_gradients(
        networks: &Networks,
        x: &Tensor,
        eps: &Tensor,
    ) -> (Elbo, Vec<Tensor>) {
        let (elbo, gradients) = elbo_and_gradients(networks, x, eps).unwrap();
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
        assert!(
            all[..in_layers]
                .iter()
                .all(|gradient| largest(gradient) <= bound)
        );
        (elbo, all)
    }

    fn assert_equals_autograd(batch: i64, likelihood: Likelihood) {
        let (vae, x, eps) = example(batch, likelihood);
        let (elbo, gradients) = elbo_and_all_gradients(&vae.networks, &x, &eps);
        let graph = vae.elbo_with_noise(&x, &eps).unwrap();
        let expected = Tensor::run_backward(&[graph.loss()], &vae.parameters(), false, false);
        assert!(elbo.value().allclose(&graph.value(), 1e-12, 1e-12, false));
        assert_eq!(gradients.len(), expected.len());
        let pairs = gradients.iter().zip(&expected);
        for ((name, _), (ours, theirs)) in vae.named_parameters().iter().zip(pairs) {
            assert!(ours.allclose(theirs, 1e-10, 1e-12, false), "{name}");
        }
    }

    #[test]
    fn equals_autograd() {
        for likelihood in [Likelihood::Bernoulli, Likelihood::DiscretizedLogistic] {
            assert_equals_autograd(1, likelihood);
            assert_equals_autograd(5, likelihood);
        }
    }

    #[test]
    fn in_bfloat16_it_is_near() {
        let (vae, x, eps) = example(5, Likelihood::Bernoulli);
        let exact = elbo_and_all_gradients(&vae.networks, &x, &eps);
        let near = elbo_and_all_gradients(&vae.networks.to_kind(Kind::BFloat16), &x, &eps);
        let (ours, theirs) = (near.0.loss(), exact.0.loss());
        assert!(ours.allclose(&theirs, 0.01, 0.0, false), "{ours} {theirs}");
        for (ours, theirs) in near.1.iter().zip(&exact.1) {
            let ours = ours.to_kind(Kind::Double);
            let scale = f64::try_from(theirs.abs().max()).unwrap();
            assert!(ours.allclose(theirs, 0.0, 0.05 * scale, false));
        }
    }
}
