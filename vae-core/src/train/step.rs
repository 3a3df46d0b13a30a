//! One step: a batch's loss, its gradient, and Adam's move against it.

use tch::Tensor;
use vae_base::Result;

use super::gradient::{Engine, Gradient};
use super::objective::ObjectiveFunction;
use super::state::State;
use super::terms::Terms;

/// What came of a batch.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The sums of loss and terms over its images; the weights have moved.
    Learnt(f64, Terms),
    /// A term of the loss or of the gradient left the finite numbers; the weights have not moved.
    NotFinite(String, f64),
}

/// One step of Adam on `objective`, in epoch `epoch`, for images `[B, D]` and noise
/// `[samples · B, J]`.
pub(crate) fn step(
    state: &mut State,
    objective: &dyn ObjectiveFunction,
    engine: &Engine,
    epoch: usize,
    (x, eps): (&Tensor, &Tensor),
) -> Result<Outcome> {
    let (loss, terms, gradient) = engine.gradient(&mut state.vae, objective, epoch, (x, eps))?;
    if let Some((name, value)) = terms.first_non_finite() {
        let name = if name == "kl" { "KL" } else { name };
        return Ok(Outcome::NotFinite(name.to_string(), value));
    }
    if !loss.is_finite() {
        return Ok(Outcome::NotFinite("loss".into(), loss));
    }
    if let Some(number) = gradient.first_non_finite()? {
        return Ok(Outcome::NotFinite("gradient".into(), number));
    }
    state.adam.set_learning_rate(state.config.learning_rate(epoch))?;
    descend(state, &gradient)?;
    Ok(Outcome::Learnt(loss, terms))
}

fn descend(state: &mut State, gradient: &Gradient) -> Result<()> {
    let parameters = state.vae.parameters();
    let step = state.adam.next_step();
    gradient.visit(|i, g, copy| step.update(i, parameters[i], g, copy))
}
