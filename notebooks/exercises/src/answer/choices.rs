//! Graders of choices and judgements.

use crate::Grade;
use crate::mistakes::{Mistake, Patient};

/// 0 · Which digit costs the published model with two dimensions least on the test images, and
/// which most?
pub fn cheapest_and_dearest(mine: Option<(u8, u8)>) -> Grade {
    match mine {
        None => Grade::Waits,
        Some((1, 2)) => {
            Grade::right("little ink is cheap, and many ways of writing are expensive.")
        }
        Some((1, 0)) => Grade::not_yet("a 0 has more ink; which digit is written in more ways?"),
        Some((1, dear)) if dear < 10 => {
            Grade::not_yet(format!("the cheapest is right; one digit costs more than {dear}."))
        }
        Some((cheap, dear)) if cheap < 10 && dear < 10 => {
            Grade::not_yet("which digit has least ink, and hardly more than one way to write it?")
        }
        Some(_) => Grade::not_yet("two digits from 0 to 9 are wanted."),
    }
}

/// 4 · Which way does descent move an output 0.5 that is log σ², and which way does it move it
/// if the program takes it for σ? −1 for down, 1 for up (μ = 0, the KL to the prior alone).
pub fn directions(mine: Option<(i32, i32)>) -> Grade {
    let Some((as_log_var, as_sigma)) = mine else { return Grade::Waits };
    let o = 0.5_f64;
    // Descent goes against the derivative.
    let right = (-(o.exp() - 1.0).signum(), -(o - 1.0 / o).signum());
    match (f64::from(as_log_var) == right.0, f64::from(as_sigma) == right.1) {
        (true, true) => Grade::right("one widens what the other narrows."),
        (true, false) => Grade::not_yet("read as log σ² it is right; read as σ, is q too wide?"),
        (false, true) => Grade::not_yet("read as σ it is right; log σ² = 0.5: is σ² above 1?"),
        (false, false) => Grade::not_yet("both go the other way: descent goes against the slope."),
    }
}

/// 4 · What ails a patient?
pub fn diagnosis(patient: Patient, mine: Option<Mistake>) -> Grade {
    match mine {
        None => Grade::Waits,
        Some(mine) if mine == patient.ails() => Grade::right("that is what was planted."),
        Some(mine) => Grade::not_yet(mine.clue()),
    }
}

/// 5a · For which of these β is loss_β sure to be at least −log p(x), whatever the model?
pub fn bounds(betas: [f64; 4], mine: [Option<bool>; 4]) -> Grade {
    let mine: Option<Vec<bool>> = mine.into_iter().collect();
    let Some(mine) = mine else { return Grade::Waits };
    let wrong = betas.iter().zip(mine).find(|(beta, bound)| (**beta >= 1.0) != *bound);
    match wrong {
        None => Grade::right("a KL is never negative, so more of it only loosens the bound."),
        Some((beta, true)) => {
            Grade::not_yet(format!("β = {beta}: a model may cost less than −log p(x) by it."))
        }
        Some((beta, false)) => {
            Grade::not_yet(format!("β = {beta}: compare its loss with −ELBO, for any model."))
        }
    }
}

/// 6b · Which of these maps of the plane leave a diagonal q diagonal, whatever its variances? A
/// turn by 45°, one by 90°, a mirror z₁ → −z₁, and the exchange of z₁ and z₂.
pub fn free_maps(mine: [Option<bool>; 4]) -> Grade {
    let clues = [
        "a turn by 45°: where does the longer axis of an ellipse point afterwards?",
        "a turn by 90°: where does each axis go?",
        "the mirror: what becomes of (z₁ − μ₁)²?",
        "the exchange: which variance does each coordinate get?",
    ];
    let praise = "free are those maps that send each axis to an axis.";
    judged([false, true, true, true], mine, clues, praise)
}

/// 10 · Three versions of each photograph were written before any was held out: what is wrong?
/// 1 unnatural pictures, 2 sisters on both sides, 3 too few epochs.
pub fn sisters(mine: Option<u8>) -> Grade {
    match mine {
        None => Grade::Waits,
        Some(2) => Grade::right("hold out first, then make versions of the rest."),
        Some(1) => Grade::not_yet("that would make the loss worse, if anything."),
        Some(3) => Grade::not_yet("that would leave the loss too high, not too low."),
        Some(other) => Grade::not_yet(format!("there is no {other} to choose: 1, 2 or 3.")),
    }
}

/// 5b · Which of these numbers is an honest estimate of what new frames would cost? The lowest
/// held-out loss of all epochs; the held-out loss after a number of epochs fixed beforehand; the
/// loss on a third set at the epoch that the held-out set chose; the training loss at the end.
pub fn honest_losses(mine: [Option<bool>; 4]) -> Grade {
    let clues = [
        "the lowest of all epochs: what did these frames already serve for?",
        "fixed beforehand: did anything look at the held-out frames before the end?",
        "a third set: did anything choose by it?",
        "the training loss: what did the weights see?",
    ];
    judged([false, true, true, false], mine, clues, "whatever chooses may not also report.")
}

/// 6a · Where does the higher mean ELBO show the better model? Two models on the same test images;
/// one model on ones and on twos; a model of digits and a model of faces; two models on the same
/// digits, grey for one and rounded to 0 and 1 for the other.
pub fn comparable(mine: [Option<bool>; 4]) -> Grade {
    let clues = [
        "two models, the same images: what else differs?",
        "ones and twos: how much is there to say about each?",
        "digits and faces: have the two sets the same floor?",
        "grey and rounded: are these the same images?",
    ];
    judged([true, false, false, false], mine, clues, "only for the same images.")
}

/// 9 · With α = 0, which networks does an image *with* a label teach? And one without? The
/// classifier and the decoder by the one, then the classifier and the decoder by the other.
pub fn taught(mine: [Option<bool>; 4]) -> Grade {
    let clues = [
        "with a label, the classifier: does q(y|x) stand in the bound on log p(x, y)?",
        "with a label, the decoder: whose p(x|y, z) stands in the bound?",
        "without a label, the classifier: what weighs the classes?",
        "without a label, the decoder: which classes' p(x|y, z) are summed?",
    ];
    judged([false, true, true, true], mine, clues, "so labels must be brought in: that is α.")
}

/// Grades four judgements, and says where the first one is wrong.
pub(super) fn judged(
    right: [bool; 4],
    mine: [Option<bool>; 4],
    clues: [&str; 4],
    praise: &str,
) -> Grade {
    let mine: Option<Vec<bool>> = mine.into_iter().collect();
    let Some(mine) = mine else { return Grade::Waits };
    match right.iter().zip(&mine).position(|(right, mine)| right != mine) {
        None => Grade::right(praise),
        Some(first) => Grade::not_yet(clues[first]),
    }
}
