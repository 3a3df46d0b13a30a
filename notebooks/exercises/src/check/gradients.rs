//! The gradient of an expectation, in two ways.

use tch::{Kind, Tensor};

use crate::compare::{numbers, tensors};
use crate::{Grade, solution};

/// q's two numbers, μ and log σ².
type Phi = (f64, f64);
/// A function of draws, `[N]` → `[N]`.
type Function<'a> = &'a dyn Fn(&Tensor) -> Tensor;
/// ∂/∂μ and ∂/∂log σ², one term for each ε.
type Pair = Option<[Tensor; 2]>;

const PHI: Phi = (0.7, -1.2);

fn f(z: &Tensor) -> Tensor {
    z.square() * z + 2.0
}

fn slope(z: &Tensor) -> Tensor {
    z.square() * 3.0
}

fn noise() -> Tensor {
    numbers(&[40], 40).to_kind(Kind::Double)
}

fn sigma() -> f64 {
    (0.5 * PHI.1).exp()
}

/// Grades both components, each by its own typical mistakes.
fn pair(mine: Pair, right: [Tensor; 2], suspects: [Vec<(Tensor, &str)>; 2], praise: &str) -> Grade {
    let Some(mine) = mine else { return Grade::Waits };
    for (i, name) in ["∂/∂μ", "∂/∂log σ²"].iter().enumerate() {
        if let Grade::NotYet(what) = tensors(&mine[i], &right[i], &suspects[i], "") {
            return Grade::not_yet(format!("{name}: {what}"));
        }
    }
    Grade::right(praise)
}

/// Grades the score-function estimator f(z) ∇log q(z), one term for each ε.
pub fn score_gradient(mine: impl Fn(Phi, Function, &Tensor) -> Pair) -> Grade {
    let eps = noise();
    let votes = f(&(&eps * sigma() + PHI.0));
    let right = solution::score_gradient(PHI, &f, 0.0, &eps);
    let suspects = [
        vec![
            (&votes * &eps, "by how much does a unit of μ move log q? σ has a part in it."),
            (&votes * &eps / sigma().powi(2), "(z − μ)/σ² is ε/σ."),
            (&eps / sigma(), "that is the score alone: what does each draw vote with?"),
            (slope(&(&eps * sigma() + PHI.0)), "it asks f for its slope: that is the other way."),
        ],
        vec![
            (
                &votes * (eps.square() - 1.0),
                "a factor one half: the variance's logarithm, not σ's.",
            ),
            (&votes * eps.square() * 0.5, "the score's mean must be 0: a constant is missing."),
        ],
    ];
    pair(mine(PHI, &f, &eps), right, suspects, "each draw votes with its height f(z).")
}

/// Grades the reparameterised estimator f′(z) ∂z/∂φ, one term for each ε.
pub fn path_gradient(mine: impl Fn(Phi, Function, &Tensor) -> Pair) -> Grade {
    let eps = noise();
    let along = slope(&(&eps * sigma() + PHI.0));
    let right = solution::path_gradient(PHI, &slope, &eps);
    let suspects = [
        vec![
            (slope(&eps), "the slope is taken at ε; it is wanted at z."),
            (&along * sigma(), "∂z/∂μ is 1: σ has no part in it."),
            (&along * &eps, "∂z/∂μ is 1, whatever ε is."),
        ],
        vec![
            (&along * &eps * sigma(), "a factor one half: σ is the exponential of half of log σ²."),
            (&along * &eps, "that is the derivative by σ; the chain goes on to log σ²."),
            (&along * (0.5 * sigma()), "a draw moves in proportion to its own ε."),
        ],
    ];
    pair(mine(PHI, &slope, &eps), right, suspects, "each draw asks f for its slope.")
}

/// Grades the score-function estimator with a baseline b.
pub fn baseline(mine: impl Fn(Phi, Function, f64, &Tensor) -> Pair) -> Grade {
    let (eps, b) = (noise(), 1.7);
    let right = solution::score_gradient(PHI, &f, b, &eps);
    let [without, also] = solution::score_gradient(PHI, &f, 0.0, &eps);
    let [added, added_too] = solution::score_gradient(PHI, &f, -b, &eps);
    let after = "b is taken from the product; it must come off f before the score multiplies it.";
    let suspects = [
        vec![
            (&without - b, after),
            (without, "that is without the baseline."),
            (added, "the baseline is added."),
        ],
        vec![
            (&also - b, after),
            (also, "that is without the baseline."),
            (added_too, "it is added."),
        ],
    ];
    pair(
        mine(PHI, &f, b, &eps),
        right,
        suspects,
        "the same mean, and less of what all codes share.",
    )
}
