//! The reconstruction term, and the bound of one image.

use tch::{Kind, Tensor};

use crate::compare::{numbers, tensors};
use crate::{Grade, solution};

/// Grades log p(x|z) of Bernoulli pixels from logits, `[B, D]` twice → `[B]` (section 4.4).
pub fn log_likelihood(mine: impl Fn(&Tensor, &Tensor) -> Option<Tensor>) -> Grade {
    let (x, logits) = (pixels(), numbers(&[4, 6], 7) * 2.0);
    let Some(nats) = mine(&x, &logits) else {
        return Grade::Waits;
    };
    let right = solution::log_likelihood(&x, &logits);
    let swapped = solution::log_likelihood(&logits.sigmoid(), &x);
    let squares: Tensor = (logits.sigmoid() - &x).square();
    let suspects = [
        (
            &right / 6.0,
            "it is a mean over the pixels; a probability of all of them is their product.",
        ),
        (-&right, "its sign is the other way round: this is the cost, not the log-likelihood."),
        (swapped, "the image and the logits have changed places."),
        (-squares.sum_dim_intlist(1_i64, false, Kind::Float), "that is a squared error."),
    ];
    tensors(&nats, &right, &suspects, "").then(|| survives_a_large_logit(&mine))
}

/// In float32 the sigmoid of 100 is 1, and log(1 − 1) is −∞.
fn survives_a_large_logit(mine: &impl Fn(&Tensor, &Tensor) -> Option<Tensor>) -> Grade {
    let (x, logits) = (Tensor::zeros([1, 1], (Kind::Float, tch::Device::Cpu)), 100.0);
    let logits = x.full_like(logits);
    let right = solution::log_likelihood(&x, &logits);
    let grade = mine(&x, &logits).map(|nats| tensors(&nats, &right, &[], ""));
    match grade.is_some_and(|grade| grade.is_right()) {
        true => Grade::right("a sum over the pixels, and no probability is rounded to 0 or 1."),
        false => Grade::not_yet(
            "right for small logits. A black pixel at logit 100 must cost 100 nats: where does a \
             probability round to 1?",
        ),
    }
}

/// A decoder of the graders' own, `[B, 3]` → `[B, 6]`.
type Decoder<'a> = &'a dyn Fn(&Tensor) -> Tensor;

/// Grades the bound of each image from one draw: image `[B, D]`, the encoder's two outputs
/// `[B, J]`, a decoder to logits, and the noise `[B, J]` → `[B]` nats.
pub fn elbo(
    mine: impl Fn(&Tensor, (&Tensor, &Tensor), Decoder, &Tensor) -> Option<Tensor>,
) -> Grade {
    let x = pixels();
    let (mu, log_var, eps) = (numbers(&[4, 3], 8), numbers(&[4, 3], 9), numbers(&[4, 3], 10));
    let weight = numbers(&[3, 6], 12);
    let decode = |z: &Tensor| z.matmul(&weight);
    let Some(nats) = mine(&x, (&mu, &log_var), &decode, &eps) else {
        return Grade::Waits;
    };
    let right = solution::elbo(&x, (&mu, &log_var), &decode, &eps);
    let kl = solution::kl_to_prior(&mu, &log_var);
    let fit = solution::log_likelihood(&x, &decode(&solution::reparameterise(&mu, &log_var, &eps)));
    let of_mean = solution::log_likelihood(&x, &decode(&mu));
    let suspects = [
        (&fit + &kl, "the KL to the prior is added; a code has a price, so it is subtracted."),
        (&kl - &fit, "that is the loss, its negative."),
        (fit.copy(), "the price of the code is missing."),
        (of_mean - &kl, "it decodes the mean; the expectation asks for a draw z."),
        (
            solution::log_likelihood(&x, &decode(&eps)) - &kl,
            "it decodes the noise itself: the image has no say in its code.",
        ),
    ];
    tensors(&nats, &right, &suspects, "what the code explains, less what it costs.")
}

/// Four images of six grey pixels.
fn pixels() -> Tensor {
    numbers(&[4, 6], 6).sigmoid()
}
