//! A planted mistake must be seen in the numbers that its exercise shows.

use vae_core::{dataset, evaluate};
use vae_exercises::mistakes::{Course, Mistake, train};

#[test]
fn each_mistake_has_its_symptom() {
    let digits = dataset::synthetic::digits(300, 0).unwrap();
    let x = digits.range(0, 300).unwrap();
    let after = |mistake| train(mistake, &x, 4, 60).unwrap();
    let worth = |course: &Course| evaluate(&course.vae, &digits).unwrap();

    let right = after(Mistake::None);
    let last = right.reported.last().unwrap();
    assert!((last - worth(&right).loss).abs() < 0.2 * last, "{last}");

    let mean = after(Mistake::MeanOverPixels);
    assert!(mean.reconstruction < 1.0 && mean.kl < 0.5 * right.kl);
    assert!(worth(&mean).loss > worth(&right).loss);

    let misread = after(Mistake::SigmaForLogVar);
    assert!(worth(&misread).loss > *misread.reported.last().unwrap() + 1.0);

    let sign = after(Mistake::SignOfKl);
    assert!(sign.kl > 10.0 * right.kl);
    assert!(after(Mistake::BytesIn).reported[0] > 3.0 * right.reported[0]);
    assert!(after(Mistake::NoKl).kl > right.kl);
    assert!(after(Mistake::NoNoise).second_output.abs() < right.second_output.abs());
}
