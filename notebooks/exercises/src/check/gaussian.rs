//! The sample that can be differentiated, and the divergence in closed form.

use tch::{Kind, Tensor};

use crate::compare::{numbers, tensors};
use crate::{Grade, solution};

/// Grades z = g(μ, log σ², ε), all `[B, J]` (thesis, section 3.3.3).
pub fn reparameterise(mine: impl Fn(&Tensor, &Tensor, &Tensor) -> Option<Tensor>) -> Grade {
    let (mu, log_var, eps) = (numbers(&[5, 3], 1), numbers(&[5, 3], 2), numbers(&[5, 3], 3));
    let Some(z) = mine(&mu, &log_var, &eps) else {
        return Grade::Waits;
    };
    let suspects = [
        (&mu + log_var.exp() * &eps, "the noise is scaled by the variance, not by σ."),
        (&mu + &log_var * &eps, "the second output is read as σ; it is the logarithm of σ²."),
        (&mu + log_var.sqrt() * &eps, "a logarithm may be negative: it has no root."),
        (&mu + &eps, "the noise has its own size; what makes it as wide as q?"),
        (mu.copy(), "there is no noise in it: that is q's mean."),
    ];
    let right = solution::reparameterise(&mu, &log_var, &eps);
    tensors(&z, &right, &suspects, "mean μ and standard deviation σ.")
        .then(|| differentiable(&mine, &mu, &log_var, &eps))
}

/// The draw must let a gradient through to both outputs of the encoder.
fn differentiable(
    mine: &impl Fn(&Tensor, &Tensor, &Tensor) -> Option<Tensor>,
    mu: &Tensor,
    log_var: &Tensor,
    eps: &Tensor,
) -> Grade {
    let leaves = [mu, log_var].map(|t| t.detach().copy().set_requires_grad(true));
    let z = mine(&leaves[0], &leaves[1], eps);
    match z.is_some_and(|z| z.requires_grad()) {
        true => {
            Grade::right("it has mean μ and standard deviation σ, and lets the gradient through.")
        }
        false => {
            Grade::not_yet("the numbers are right, but no gradient comes through to μ and log σ².")
        }
    }
}

/// Grades KL(N(μ, σ²) ‖ N(0, I)), `[B, J]` twice → `[B]` (thesis, section 4.4).
pub fn kl_to_prior(mine: impl Fn(&Tensor, &Tensor) -> Option<Tensor>) -> Grade {
    let (mu, log_var) = (numbers(&[6, 4], 4), numbers(&[6, 4], 5));
    let Some(kl) = mine(&mu, &log_var) else {
        return Grade::Waits;
    };
    let right = solution::kl_to_prior(&mu, &log_var);
    let row = |terms: Tensor| terms.sum_dim_intlist(1_i64, false, Kind::Float) * -0.5;
    let as_sigma = log_var.square();
    let suspects = [
        (&right / 4.0, "it is a mean over the dimensions; nats of independent dimensions add up."),
        (
            row(as_sigma.log() + 1.0 - mu.square() - &as_sigma),
            "the second argument is read as σ; it is the logarithm of σ².",
        ),
        (row(&log_var + 1.0 - &mu - log_var.exp()), "μ enters by its square."),
        (row(&log_var + 1.0 - mu.square() - log_var.square()), "σ² is the exponential of log σ²."),
        (
            row(&log_var - mu.square() - log_var.exp()),
            "it is not 0 at the prior: a constant is missing.",
        ),
    ];
    tensors(&kl, &right, &suspects, "0 at the prior, and a sum over the dimensions.")
}
