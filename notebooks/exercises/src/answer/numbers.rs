//! Graders of numbers.

use super::{named, snapped};
use crate::Grade;
use crate::compare::number;

/// 2 · Which learning rate is the limit for ½(4 w₁² + 0.1 w₂²), and by what does w₂ shrink at
/// half of it?
pub fn largest_rate(mine: Option<(f64, f64)>) -> Grade {
    let Some((limit, factor)) = mine else { return Grade::Waits };
    let (steep, flat) = (4.0, 0.1);
    let limits = [
        (2.0 / flat, "that is the limit of the flat direction; which one breaks first?"),
        (1.0 / steep, "at that rate the steep direction is at its bottom in one step."),
    ];
    let half = 1.0 / steep;
    let factors = [
        (1.0 - half * steep, "that is the steep direction."),
        (1.0 - 2.0 * half * flat, "that is the factor at the limit itself, not at half of it."),
    ];
    named("the limit", number(limit, 2.0 / steep, &limits, ""))
        .then(|| named("the factor", number(factor, 1.0 - half * flat, &factors, "")))
        .then(|| Grade::right("the steepest direction sets the limit, the flattest the time."))
}

/// 3a · How far, in nats, does N(1, ¼) lie from N(0, 1), in both directions?
pub fn two_directions(mine: Option<(f64, f64)>) -> Grade {
    let Some((there, back)) = mine else { return Grade::Waits };
    let (mu, variance) = (1.0_f64, 0.25_f64);
    let first = 0.5 * (variance + mu * mu - 1.0 - variance.ln());
    let second = 0.5 * ((1.0 + mu * mu) / variance - 1.0 + variance.ln());
    let swapped = "the two directions have changed places.";
    let as_sigma = 0.5 * (variance * variance + mu * mu - 1.0 - 2.0 * variance.ln());
    let firsts = [(second, swapped), (as_sigma, "¼ is the variance, not σ.")];
    named("D(q ‖ p)", number(there, first, &firsts, ""))
        .then(|| named("D(p ‖ q)", number(back, second, &[(first, swapped)], "")))
        .then(|| Grade::right("and the wide one costs more as q."))
}

/// 5c · Is the share of 1,000 images that a classifier gets right known well enough to call
/// 95.7 and 95.2 % different? The standard error of one such share, in percentage points.
pub fn standard_error(mine: Option<f64>) -> Grade {
    let Some(mine) = mine else { return Grade::Waits };
    let (p, n) = (0.957_f64, 1_000.0_f64);
    let right = 100.0 * (p * (1.0 - p) / n).sqrt();
    let suspects = [
        (right / 100.0, "that is a share; percentage points are wanted."),
        (100.0 * (p * (1.0 - p)).sqrt(), "that is the deviation of one image, not of the mean."),
        (100.0 * p * (1.0 - p) / n, "that is the variance: take its root."),
    ];
    named("the standard error", number(mine, right, &suspects, ""))
        .then(|| Grade::right("half a point between two classifiers is within one of them."))
}

/// 5b · Of which σ is a mean squared error over 560 pixels plus 0.001 KL the −ELBO?
pub fn sigma_of_beta(mine: Option<f64>) -> Grade {
    let Some(mine) = mine else { return Grade::Waits };
    let (pixels, weight) = (560.0_f64, 0.001_f64);
    let suspects = [
        ((weight / 2.0).sqrt(), "that would be right for a sum over the pixels; this is a mean."),
        ((pixels * weight).sqrt(), "a factor two: the exponent of a Gaussian has 2σ² below it."),
        (pixels * weight / 2.0, "that is the variance: take its root."),
    ];
    named("σ", number(mine, (pixels * weight / 2.0).sqrt(), &suspects, ""))
        .then(|| Grade::right("half of a pixel's whole range counts as noise there."))
}

/// 5a · How many bits does a KL of so many nats hold, and how many kinds of images can it tell
/// apart?
pub fn bits_and_kinds(kl: f64, mine: Option<(f64, f64)>) -> Grade {
    let Some((bits, kinds)) = mine else { return Grade::Waits };
    let ln_2 = std::f64::consts::LN_2;
    let of_bits = [
        (kl, "those are nats; a bit is the smaller unit."),
        (kl * ln_2, "a bit is less than a nat, so there are more of them."),
    ];
    let of_kinds = [
        (kl.exp2(), "2 to the power of *nats*: the base and the unit do not fit."),
        ((kl / ln_2).exp(), "e to the power of *bits*: the base and the unit do not fit."),
    ];
    let (right, many) = (kl / ln_2, kl.exp());
    let bits = snapped(bits, &[right, kl * ln_2], 0.06);
    let kinds = snapped(kinds, &[many, kl.exp2()], 0.05 * many);
    named("the bits", number(bits, right, &of_bits, ""))
        .then(|| named("the kinds", number(kinds, many, &of_kinds, "")))
        .then(|| Grade::right("and no code can tell more, whatever the encoder."))
}

/// 5a · Are the test losses 98.54 ± 0.20 and 98.87 ± 0.18 (mean ± sample deviation, three seeds
/// each) different? Half the 95% interval of their difference, and whether it leaves out 0.
pub fn difference(mine: Option<(f64, bool)>) -> Grade {
    let Some((half, differ)) = mine else { return Grade::Waits };
    let (a, b, n, t) = (0.20_f64, 0.18_f64, 3.0_f64, 2.776);
    let error = ((a * a + b * b) / n).sqrt();
    let (single, summed) = (t * (a * a + b * b).sqrt(), t * (a + b) / n.sqrt());
    let suspects = [
        (error, "that is the standard error; the interval is t times as wide."),
        (single, "that is for one further run of each; here means differ."),
        (summed, "deviations of independent numbers add by their squares."),
        (2.0 * t * error, "that is the whole interval; half of it is wanted."),
    ];
    let half = snapped(half, &[t * error, error, single, summed, 2.0 * t * error], 0.006);
    let verdict = match differ {
        true => Grade::not_yet("the half is right. Is 0 outside 0.33 ± that?"),
        false => Grade::right("three seeds cannot tell these two apart."),
    };
    named("the half", number(half, t * error, &suspects, "")).then(|| verdict)
}

/// 6b · What share of the prior of two dimensions lies in the square from −2 to 2?
pub fn share_of_the_square(mine: Option<f64>) -> Grade {
    let Some(mine) = mine else { return Grade::Waits };
    let (one, disc) = (0.954_499_7_f64, 1.0 - (-2.0_f64).exp());
    let mine = snapped(mine, &[one * one, 2.0 * one - 1.0, one, disc], 0.0009);
    let suspects = [
        (one, "that is one axis; both coordinates must lie inside."),
        (disc, "that is the disc of radius 2; the square has corners."),
        (2.0 * one - 1.0, "the parts outside overlap: multiply what lies inside."),
    ];
    number(mine, one * one, &suspects, "two independent coordinates.")
}

/// 6b · The mean of ‖z‖² for z = ⅔a + ⅓b, with a and b from the prior of 20 dimensions.
pub fn third_of_the_way(mine: Option<f64>) -> Grade {
    let Some(mine) = mine else { return Grade::Waits };
    let right = 100.0_f64 / 9.0;
    let mine = snapped(mine, &[right, right.sqrt(), 5.0 / 9.0], 0.02);
    let suspects = [
        (20.0, "that is the squared length of a and of b; in between it is shorter."),
        (10.0, "that is half of the way; a third is wanted."),
        (right.sqrt(), "that is a length; its square is wanted."),
        (5.0 / 9.0, "that is one coordinate of twenty."),
    ];
    number(mine, right, &suspects, "in the square, little more than half of either end.")
}

/// 7 · I(z; y) of an encoder that keeps one of four images apart: y tells the first two from the
/// last two.
pub fn information(mine: Option<f64>) -> Grade {
    let Some(mine) = mine else { return Grade::Waits };
    let coin = |p: f64| -p * p.ln() - (1.0 - p) * (1.0 - p).ln();
    let left = 0.75 * coin(1.0 / 3.0); // H(y|z)
    let right = coin(0.5) - left;
    let (always, bits) = (coin(0.5) - coin(1.0 / 3.0), right / std::f64::consts::LN_2);
    let mine = snapped(mine, &[right, coin(0.5), left, always, bits, coin(0.25)], 0.002);
    let suspects = [
        (coin(0.5), "that is what x tells; z tells less."),
        (left, "that is what remains unknown, H(y|z)."),
        (always, "z = 1 comes three times in four, not always."),
        (bits, "those are bits; nats are wanted."),
        (coin(0.25), "that is H(z): z also tells about x what y does not ask."),
    ];
    number(mine, right, &suspects, "less than x itself tells.")
}

/// 10 · By how many bits for each number is B better, if A reports −4,200 nats for a picture of
/// 3,072 numbers by a density, and B 8,600 nats by the probabilities of 256 levels?
pub fn two_reports(mine: Option<f64>) -> Grade {
    let Some(mine) = mine else { return Grade::Waits };
    let numbers = 3_072.0;
    let a = crate::solution::bits_per_number(-4_200.0, numbers);
    let b = 8_600.0 / (numbers * 2_f64.ln());
    let as_they_are = b - (a - 255_f64.log2());
    let suspects = [
        (b - a, "that is how much less A needs; its sign says who is better."),
        (as_they_are, "A's density is read as a probability: its step is missing."),
        (-as_they_are, "A's density is read as a probability: its step is missing."),
        (a, "that is what A needs."),
        (b, "that is what B needs."),
        ((a - b) * 2_f64.ln(), "those are nats."),
    ];
    let praise = "the lower number was the worse model: it was no probability.";
    number(snapped(mine, &[a - b], 0.006), a - b, &suspects, praise)
}

/// 10 · What is KL(q ‖ p), in nats, for 64 places, each of which takes one of 512 codes for
/// certain, where the prior is uniform?
pub fn codebook(mine: Option<f64>) -> Grade {
    let Some(mine) = mine else { return Grade::Waits };
    let (places, codes) = (64.0, 512_f64);
    let suspects = [
        (places * codes.log2(), "those are bits."),
        (codes.ln(), "that is one place; the places are independent."),
        (-places * codes.ln(), "a KL is never negative."),
        (0.0, "q is certain, the prior is not: what does one learn by knowing the code?"),
    ];
    let praise = "the same for every picture and every weight, so no gradient comes from it.";
    number(mine, places * codes.ln(), &suspects, praise)
}

/// 1 · What does an image of 784 pixels cost, in nats, if each pixel is white with probability ½?
pub fn knowing_nothing(mine: Option<f64>) -> Grade {
    let Some(mine) = mine else { return Grade::Waits };
    let (pixels, ln_2) = (784.0, std::f64::consts::LN_2);
    let right = pixels * ln_2;
    let suspects = [
        (pixels, "those are bits; nats are wanted."),
        (ln_2, "that is one pixel."),
        (pixels * 0.5, "the cost is −log of the probability, not the probability."),
        (0.0, "a model that knows nothing must pay for every pixel."),
    ];
    number(snapped(mine, &[right], 0.6), right, &suspects, "whatever the image shows.")
}

/// 1 · How many nats does a model of independent pixels waste on a pair with p = 0.4, 0.1, 0.1
/// and 0.4?
pub fn two_coins(mine: Option<f64>) -> Grade {
    let Some(mine) = mine else { return Grade::Waits };
    let (ln_2, pair) = (std::f64::consts::LN_2, [0.4_f64, 0.1, 0.1, 0.4]);
    let together: f64 = pair.iter().map(|p| -p * p.ln()).sum();
    let right = 2.0 * ln_2 - together;
    let suspects = [
        (together, "that is what the pair costs; what do the two cost apart?"),
        (2.0 * ln_2, "that is what the two cost apart; what does the pair cost?"),
        (ln_2 - together, "there are two pixels."),
        (right / ln_2, "those are bits; nats are wanted."),
        (-right, "apart costs more than together."),
    ];
    let mine = snapped(mine, &[right, together, 2.0 * ln_2, right / ln_2], 0.002);
    number(mine, right, &suspects, "that is their mutual information.")
}

/// 1 · How probable is the second of two classes once its pixel is seen to be white? `white` holds
/// p(white | class), `images` how many images each class has.
pub fn after_one_pixel(white: [f64; 2], images: [f64; 2], mine: Option<f64>) -> Grade {
    let Some(mine) = mine else { return Grade::Waits };
    let joint = [white[0] * images[0], white[1] * images[1]];
    let right = joint[1] / (joint[0] + joint[1]);
    let suspects = [
        (white[1], "that is p(white | 1); what is asked is p(1 | white)."),
        (joint[0] / (joint[0] + joint[1]), "that is how probable the 0 is."),
        (images[1] / (images[0] + images[1]), "that is before the pixel is seen."),
        (white[1] / (white[0] + white[1]), "weigh each class by how often it occurs."),
    ];
    let all = [right, white[1], images[1] / (images[0] + images[1])];
    number(snapped(mine, &all, 0.001), right, &suspects, "by Bayes' rule.")
}

/// 5b · The log-density of a Gaussian at its mean with σ = 1/510, and what the width 1/255 of a
/// level makes of it.
pub fn density_of_a_level(mine: Option<(f64, f64)>) -> Grade {
    let Some((density, mass)) = mine else { return Grade::Waits };
    let constant = -0.5 * (2.0 * std::f64::consts::PI).ln();
    let (right, width) = (constant + 510_f64.ln(), 255_f64.ln());
    let of_density = [
        (constant - 510_f64.ln(), "a narrow Gaussian is high: mind the sign of log σ."),
        (510_f64.ln(), "the constant −½ log 2π is missing."),
        (right.exp(), "that is the density; its logarithm is wanted."),
    ];
    let of_mass = [
        (right + width, "the step is narrower than 1: its logarithm is negative."),
        (right, "that is still the density."),
    ];
    named("the log-density", number(snapped(density, &[right], 0.006), right, &of_density, ""))
        .then(|| {
            let mass = snapped(mass, &[right - width], 0.006);
            named("with the width", number(mass, right - width, &of_mass, ""))
        })
        .then(|| Grade::right("a density may exceed 1, a probability may not."))
}

/// 5c · How many numbers of annex F's network are trained, and how many lie idle?
pub fn trained_and_idle(mine: Option<(usize, usize)>) -> Grade {
    let Some((trained, idle)) = mine else { return Grade::Waits };
    let layer = |n: usize, m: usize| n * m + m;
    let right = layer(784, 500) + layer(500, 500) + layer(500, 50) + layer(50, 10);
    let weights = 784 * 500 + 500 * 500 + 500 * 50 + 50 * 10;
    let biases = "those are the weights alone; each unit has a bias.";
    match (trained, idle) {
        (t, _) if t == weights => Grade::not_yet(format!("trained: {biases}")),
        (t, _) if t == right + layer(500, 50) => {
            Grade::not_yet("trained: no gradient reaches the layer of the variances.")
        }
        (t, _) if t == layer(784, 10) => Grade::not_yet("trained: that is the layer on pixels."),
        (t, _) if t > right => Grade::not_yet("trained: it is too large."),
        (t, _) if t < right => Grade::not_yet("trained: it is too small."),
        (_, i) if i == 500 * 50 => Grade::not_yet(format!("idle: {biases}")),
        (_, i) if i != layer(500, 50) => {
            Grade::not_yet("idle: which layer does the cross-entropy not depend on?")
        }
        _ => Grade::right("85 times as many as the layer on pixels has."),
    }
}

/// 6a · How far apart are the means of N(0, 1) and N(d, 1) if their overlap is one half?
pub fn half_overlap(mine: Option<f64>) -> Grade {
    let Some(mine) = mine else { return Grade::Waits };
    let quartile = 0.674_489_75; // Φ(0.674…) = ¾
    let suspects = [
        (quartile, "that is where the two cross; the means lie on both sides of it."),
        (4.0 * quartile, "too far: by symmetry the two cross half-way."),
        (1.0, "there the overlap is 0.62."),
        (2.0, "there the overlap is 0.32."),
    ];
    let mine = snapped(mine, &[2.0 * quartile, quartile, 4.0 * quartile], 0.006);
    number(mine, 2.0 * quartile, &suspects, "two of the quarters make a half.")
}
