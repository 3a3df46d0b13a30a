//! The gradient of a bound by the chain rule, written out layer by layer.
//!
//! Autograd records a graph anew for every batch and keeps more of it than this network needs:
//! here each line of the second half answers a line of the first. `d_a` stands for ∂loss/∂a,
//! where the loss is the bound's negative averaged over the batch (thesis section 4.4).

use tch::Tensor;
use vae_base::Result;

use super::codes::Codes;
use super::layers::{Gradients, LayerGradient};
use super::perceptrons::Perceptrons;
use crate::model::{DiagonalGaussian, Hidden, Mlp, ObservationModel};
use crate::train::objective::Bound;
use crate::train::terms::Terms;

/// The sums over the images `[B, D]` of loss and terms, for noise `[K · B, J]`, and the gradient of
/// the mean loss.
///
/// Products and gradients are in the precision of `networks`, all else in that of `x`.
pub(crate) fn bound_and_gradients(
    networks: &Perceptrons,
    likelihood: &dyn ObservationModel,
    bound: Bound,
    (x, eps): (&Tensor, &Tensor),
) -> Result<(f64, Terms, Gradients)> {
    let Perceptrons { encoder, mu, log_var, decoder, output } = networks;
    let to_compute = |t: &Tensor| t.to_kind(output.bias.kind());
    let to_master = |t: &Tensor| t.to_kind(x.kind());
    let _no_graph = tch::no_grad_guard();

    let x_compute = to_compute(x);
    let h = forward(encoder, &x_compute)?;
    let h_last = last(&h, &x_compute);
    let means = to_master(&mu.forward(h_last)?);
    let q = DiagonalGaussian::new(means, to_master(&log_var.forward(h_last)?))?;
    let codes = Codes::draw(q, eps)?;
    let z = to_compute(&codes.z.f_flatten(0, 1)?);
    let g = forward(decoder, &z)?;
    let numbers = to_master(&output.forward(last(&g, &z))?);
    let p = likelihood.log_prob_and_gradient(&numbers, x)?;
    let weighed = codes.weigh(bound, &p.log_prob)?;

    let (d_output, others) = (p.gradient)(weighed.weights()?.as_ref())?;
    let d_output = to_compute(&d_output);
    let d_g_last = output.d_input(&d_output)?;
    let (d_g, d_z) = backward(decoder, &g, d_g_last)?;
    let (d_mu, d_log_var) = codes.backward(&weighed, &to_master(&d_z))?;
    let (d_mu, d_log_var) = (to_compute(&d_mu), to_compute(&d_log_var));
    let d_h_last = mu.d_input(&d_mu)? + log_var.d_input(&d_log_var)?;
    let d_h = backward_to_image(encoder, &h, d_h_last)?;

    let mut layers = of_layers(&x_compute, &h, &d_h);
    layers.push(LayerGradient::new(h_last, &d_mu));
    layers.push(LayerGradient::new(h_last, &d_log_var));
    layers.extend(of_layers(&z, &g, &d_g));
    layers.push(LayerGradient::new(last(&g, &z), &d_output));
    let (loss, terms) = codes.costs(&weighed, &p.log_prob)?;
    Ok((loss, terms, Gradients { layers, others }))
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
    use crate::train::{ElboConfig, IwaeConfig, ObjectiveFunction};
    use vae_base::Random;
    use vae_base::dataset::ImageShape;

    /// A small model in double precision, images, and noise for `samples` codes of each.
    fn example(
        (batch, samples): (i64, i64),
        architecture: Architecture,
        likelihood: Likelihood,
    ) -> (Vae, Tensor, Tensor) {
        let image = ImageShape::grey(3, 4);
        let config =
            VaeConfig { image, latent: 3, architecture, likelihood, ..VaeConfig::default() };
        let vae = Vae::new(config, 1).unwrap().to_kind(Kind::Double).unwrap();
        let mut random = Random::new(2);
        let x = random.uniform(&[batch, 12]).unwrap().to_kind(Kind::Double);
        let eps = random.standard_normal(&[samples * batch, 3]).unwrap();
        (vae, x, eps.to_kind(Kind::Double))
    }

    /// The mean loss, its terms, and the gradient of every parameter.
    fn written_out(
        networks: &Perceptrons,
        vae: &Vae,
        bound: Bound,
        (x, eps): (&Tensor, &Tensor),
    ) -> (f64, Terms, Vec<Tensor>) {
        let likelihood = vae.decoder.likelihood.as_ref();
        let (loss, terms, gradients) =
            bound_and_gradients(networks, likelihood, bound, (x, eps)).unwrap();
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
        let share = 1.0 / x.size()[0] as f64;
        (loss * share, terms.times(share), all)
    }

    fn elbo(beta: f64, samples: i64) -> ElboConfig {
        ElboConfig { beta, samples, ..ElboConfig::default() }
    }

    fn iwae(samples: i64, doubly_reparameterised: bool) -> IwaeConfig {
        IwaeConfig { samples, doubly_reparameterised }
    }

    fn assert_equals_autograd(
        batch: i64,
        architecture: Architecture,
        likelihood: Likelihood,
        objective: &dyn ObjectiveFunction,
    ) {
        let what = format!("{batch} images, {architecture:?}, {likelihood}, {}", objective.name());
        let (vae, x, eps) = example((batch, objective.samples()), architecture, likelihood);
        let networks = Perceptrons::of(&vae).unwrap();
        let bound = objective.bound(1).unwrap();
        let (cost, terms, gradients) = written_out(&networks, &vae, bound, (&x, &eps));
        let loss = objective.loss(&vae, &x, &eps, 1).unwrap();
        let near = |ours: f64, theirs: &Tensor| {
            let theirs = theirs.double_value(&[]);
            assert!((ours - theirs).abs() < 1e-12 * theirs.abs().max(1.0), "{what}");
        };
        near(cost, &loss.value);
        assert_eq!(terms.iter().count(), loss.terms.len());
        loss.terms.iter().for_each(|(name, mean)| near(terms.get(name).unwrap(), mean));
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
        let objectives: [(i64, &dyn ObjectiveFunction); 8] = [
            (1, &elbo(1.0, 1)),
            (5, &elbo(0.3, 1)),
            (2, &elbo(0.3, 3)),
            (3, &iwae(1, false)),
            (1, &iwae(5, false)),
            (4, &iwae(3, false)),
            (2, &iwae(1, true)),
            (3, &iwae(5, true)),
        ];
        for activation in Activation::ALL {
            for architecture in
                [asymmetric(activation), Architecture::mlp([7, 7]).with_activation(activation)]
            {
                for &likelihood in Likelihood::ALL {
                    for (batch, objective) in objectives {
                        assert_equals_autograd(batch, architecture.clone(), likelihood, objective);
                    }
                }
            }
        }
        for &likelihood in Likelihood::ALL {
            for (batch, objective) in objectives {
                let no_hidden_layer = Architecture::mlp([]);
                assert_equals_autograd(batch, no_hidden_layer, likelihood, objective);
            }
        }
    }

    #[test]
    fn agrees_with_central_differences() {
        for objective in [&elbo(0.7, 2) as &dyn ObjectiveFunction, &iwae(1, false), &iwae(4, false)]
        {
            for &likelihood in Likelihood::ALL {
                let shape = (3, objective.samples());
                let (vae, x, eps) = example(shape, Architecture::mlp([4]), likelihood);
                let networks = Perceptrons::of(&vae).unwrap();
                let bound = objective.bound(1).unwrap();
                let at = |_| written_out(&networks, &vae, bound, (&x, &eps));
                let (.., gradients) = at(());
                for ((name, parameter), gradient) in vae.named_parameters().iter().zip(&gradients) {
                    let steepest = gradient.abs().argmax(None, false).int64_value(&[]);
                    let entry = |t: &Tensor| t.detach().view(-1).get(steepest);
                    let beside = |shift: f64| {
                        let _ = entry(parameter).g_add_scalar_(shift);
                        let loss = at(()).0;
                        let _ = entry(parameter).g_add_scalar_(-shift);
                        loss
                    };
                    let slope = (beside(1e-6) - beside(-1e-6)) / 2e-6;
                    let gap = (slope - entry(gradient).double_value(&[])).abs();
                    assert!(gap < 1e-6 * slope.abs().max(1.0), "{name}, {}", objective.name());
                }
            }
        }
    }

    #[test]
    fn in_other_precisions_it_is_near() {
        let objectives = [&elbo(1.0, 1) as &dyn ObjectiveFunction, &iwae(4, false), &iwae(4, true)];
        for (activation, objective) in
            Activation::ALL.into_iter().flat_map(|activation| objectives.map(|o| (activation, o)))
        {
            let architecture = Architecture::mlp([7, 7]).with_activation(activation);
            let shape = (5, objective.samples());
            let (vae, x, eps) = example(shape, architecture, Likelihood::Bernoulli);
            let networks = Perceptrons::of(&vae).unwrap();
            let bound = objective.bound(1).unwrap();
            let exact = written_out(&networks, &vae, bound, (&x, &eps));
            for (compute, master, tolerance) in
                [(Kind::BFloat16, Kind::Double, 0.05), (Kind::Float, Kind::Float, 1e-4)]
            {
                let rounded = networks.to_compute(compute).unwrap();
                let (x, eps) = (x.to_kind(master), eps.to_kind(master));
                let near = written_out(&rounded, &vae, bound, (&x, &eps));
                assert!((near.0 / exact.0 - 1.0).abs() < 0.2 * tolerance, "{} {}", near.0, exact.0);
                for (ours, theirs) in near.2.iter().zip(&exact.2) {
                    let ours = ours.to_kind(Kind::Double);
                    let scale = f64::try_from(theirs.abs().max()).unwrap();
                    assert!(ours.allclose(theirs, 0.0, tolerance * scale, false));
                }
            }
        }
    }
}
