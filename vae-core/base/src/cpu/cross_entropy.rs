//! The cross-entropy of Bernoulli pixels and its gradient, in one pass over memory.
//!
//! libtorch's operations pass over the images once for each of |ℓ|, sigmoid, log, ·, +, … and
//! again for the gradient. Here each pixel's terms are computed while it is in a register, many
//! pixels side by side: all functions below are sums, products and choices, so that the compiler
//! can do that.

use super::widest::widest;

/// How many pixels are computed side by side.
const LANES: usize = 16;

widest! {
    /// Σᵢ xᵢ log yᵢ + (1 − xᵢ) log(1 − yᵢ) with y = sigmoid(ℓ), for one image; into `gradient` goes
    /// (y − x) · `scale`. All slices are as long as the image has pixels.
    pub fn log_prob_and_gradient(
        logits: &[f32], x: &[f32], scale: f32, gradient: &mut [f32]
    ) -> f32 = of_image
}

#[inline(always)]
fn of_image(logits: &[f32], x: &[f32], scale: f32, gradient: &mut [f32]) -> f32 {
    let (logits, last_logits) = logits.as_chunks::<LANES>();
    let (x, last_x) = x.as_chunks::<LANES>();
    let (gradient, last_gradient) = gradient.as_chunks_mut::<LANES>();
    let mut sums = [0.0; LANES];
    for ((logits, x), gradient) in logits.iter().zip(x).zip(gradient) {
        for i in 0..LANES {
            let (nats, slope) = of_pixel(logits[i], x[i]);
            sums[i] += nats;
            gradient[i] = slope * scale;
        }
    }
    let mut sum = sums.iter().sum();
    for ((&logit, &x), gradient) in last_logits.iter().zip(last_x).zip(last_gradient) {
        let (nats, slope) = of_pixel(logit, x);
        sum += nats;
        *gradient = slope * scale;
    }
    sum
}

widest! {
    /// The first of these alone.
    pub fn log_prob(logits: &[f32], x: &[f32]) -> f32 = log_prob_of_image
}

/// Σ log(1 + e) = log Π (1 + e): one logarithm for as many factors, each from 1 to 2, as keep
/// their product within the numbers.
#[inline(always)]
fn log_prob_of_image(logits: &[f32], x: &[f32]) -> f32 {
    const FACTORS: usize = 64;
    let mut sum = 0.0;
    for (logits, x) in logits.chunks(FACTORS * LANES).zip(x.chunks(FACTORS * LANES)) {
        let (mut sums, mut products) = ([0.0; LANES], [1.0_f32; LANES]);
        let (wide_logits, last_logits) = logits.as_chunks::<LANES>();
        let (wide_x, last_x) = x.as_chunks::<LANES>();
        for (logits, x) in wide_logits.iter().zip(wide_x) {
            for i in 0..LANES {
                sums[i] += x[i] * logits[i] - logits[i].max(0.0);
                products[i] *= 1.0 + exp_of_negative(-logits[i].abs());
            }
        }
        for (i, (&logit, &x)) in last_logits.iter().zip(last_x).enumerate() {
            sums[i] += x * logit - logit.max(0.0);
            products[i] *= 1.0 + exp_of_negative(-logit.abs());
        }
        sum += sums.iter().sum::<f32>();
        sum -= products.iter().map(|product| product.ln()).sum::<f32>();
    }
    sum
}

/// x log y + (1 − x) log(1 − y) = x ℓ − ℓ⁺ − log(1 + e^−|ℓ|), and y − x.
#[inline(always)]
fn of_pixel(logit: f32, x: f32) -> (f32, f32) {
    let e = exp_of_negative(-logit.abs());
    let larger = 1.0 / (1.0 + e); // sigmoid |ℓ|
    let y = if logit >= 0.0 { larger } else { e * larger };
    (x * logit - logit.max(0.0) - log_of_one_plus(e), y - x)
}

/// From here on eᵗ is less than the ε of double precision, and counts as 0: the squares and the
/// products of such slopes would be subnormal, and processors compute with those many times more
/// slowly. A white pixel's slope is 0 much sooner, where 1 − eᵗ rounds to 1.
const CERTAIN: f32 = -36.0;

/// eᵗ for t ≤ 0: 2ⁿ e^r with |r| ≤ ½ log 2, and the series of e^r.
#[inline(always)]
fn exp_of_negative(t: f32) -> f32 {
    // log 2 in two parts, the first with so few bits that its product with n is exact.
    const LOG_2: (f32, f32) = (0.693_359_4, -2.121_944_4e-4);
    // Adding and taking away 1.5 · 2²³ rounds to an integer.
    const ROUND: f32 = 12_582_912.0;
    let is_certain = t < CERTAIN;
    let t = t.max(CERTAIN);
    let n = t * std::f32::consts::LOG2_E + ROUND - ROUND;
    let r = t - n * LOG_2.0 - n * LOG_2.1;
    let series = 1.0 / 720.0;
    let series = series * r + 1.0 / 120.0;
    let series = series * r + 1.0 / 24.0;
    let series = series * r + 1.0 / 6.0;
    let series = series * r + 0.5;
    let series = (series * r + 1.0) * r + 1.0;
    // SAFETY: n lies between −52 and 0, as t does between −36 and 0, or is 0 for NaN.
    let exponent = unsafe { n.to_int_unchecked::<i32>() };
    let e = series * f32::from_bits(((exponent + 127) << 23) as u32);
    if is_certain { 0.0 } else { e }
}

/// log(1 + e) for 0 ≤ e ≤ 1: 2 artanh s with s = e / (2 + e) ≤ ⅓, and the series of artanh.
#[inline(always)]
fn log_of_one_plus(e: f32) -> f32 {
    let s = e / (2.0 + e);
    let q = s * s;
    let series = 1.0 / 13.0;
    let series = series * q + 1.0 / 11.0;
    let series = series * q + 1.0 / 9.0;
    let series = series * q + 1.0 / 7.0;
    let series = series * q + 1.0 / 5.0;
    let series = series * q + 1.0 / 3.0;
    2.0 * s * (series * q + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pixel_agrees_with_double_precision() {
        for i in -20_000..=20_000 {
            let logit = i as f32 * 0.005;
            for x in [0.0, 0.25, 1.0] {
                let (l, wide) = (f64::from(logit), f64::from(x));
                let exact = wide * l - l.max(0.0) - (-l.abs()).exp().ln_1p();
                let slope = 1.0 / (1.0 + (-l).exp()) - wide;
                let (nats, gradient) = of_pixel(logit, x);
                let error = (f64::from(nats) - exact).abs();
                assert!(error <= 2e-7 * exact.abs().max(1.0), "{logit} {x}: {error}");
                assert!((f64::from(gradient) - slope).abs() <= 2e-7, "{logit} {x}");
            }
        }
    }

    #[test]
    fn a_certain_pixel_has_no_slope_and_every_other_one_whose_square_is_a_normal_number() {
        for i in 0..400_000 {
            let logit = i as f32 * -0.001;
            let slope = of_pixel(logit, 0.0).1;
            assert_eq!(slope == 0.0, logit < CERTAIN, "{logit}");
            let of_a_thousand = slope / 1000.0;
            assert!(slope == 0.0 || (of_a_thousand * of_a_thousand).is_normal(), "{logit}");
            let is_white_certain = of_pixel(-logit, 1.0).1 == 0.0;
            assert!(is_white_certain == (logit < -16.65) || (logit + 16.65).abs() < 0.05);
        }
        assert_eq!(of_pixel(-50.0, 1.0), (-50.0, -1.0)); // certain, and wrong
    }

    #[test]
    fn images_of_any_size_are_summed_whole() {
        for pixels in [1, 15, 16, 17, 784, 3000] {
            let logits: Vec<f32> = (0..pixels).map(|i| (i as f32).sin() * 9.0).collect();
            let x: Vec<f32> = (0..pixels).map(|i| (i as f32).cos().abs()).collect();
            let mut gradient = vec![f32::NAN; pixels];
            let sum = log_prob_and_gradient(&logits, &x, 0.5, &mut gradient);
            let each = logits.iter().zip(&x).map(|(&l, &x)| of_pixel(l, x));
            let expected: f64 = each.clone().map(|(nats, _)| f64::from(nats)).sum();
            assert!((f64::from(sum) - expected).abs() <= 1e-5 * expected.abs());
            let alone = log_prob(&logits, &x);
            assert!((f64::from(alone) - expected).abs() <= 1e-5 * expected.abs());
            assert!(gradient.iter().zip(each).all(|(g, (_, slope))| *g == slope * 0.5));
        }
    }

    #[test]
    fn what_is_not_a_number_shows_in_the_sum() {
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            for x in [0.0, 1.0] {
                let nats = of_pixel(bad, x).0;
                let right = bad.is_infinite() && (bad > 0.0) == (x == 1.0);
                assert!(!nats.is_finite() || right && nats == 0.0, "{bad} {x}");
                assert!(!log_prob(&[bad], &[x]).is_finite() || right, "{bad} {x}");
            }
        }
        assert!(of_pixel(1.0, f32::NAN).0.is_nan());
    }
}
