//! When the bound is taken: after so many images, evenly on a logarithmic scale.

/// Images a step.
pub(super) const BATCH: usize = 100;

/// The stages of a curve: to 10⁵, 10⁶ and 10⁷ images.
pub(super) const STAGES: usize = 3;

/// Points of the curve in ten times as many images.
const POINTS: u32 = 4;

/// Images seen at a point of the curve: 10⁴, 10^4.25, …, whole steps; of a quick run a hundredth.
pub(super) fn samples_at(point: usize, quick: bool) -> u64 {
    let first = if quick { 2.0 } else { 4.0 };
    let samples = 10_f64.powf(first + point as f64 / f64::from(POINTS));
    ((samples / BATCH as f64).round() as u64).saturating_mul(BATCH as u64)
}

/// Images seen at the end of a stage, 1 to [`STAGES`].
pub(super) fn samples_through(stage: usize, quick: bool) -> u64 {
    samples_at(stage.min(STAGES) * POINTS as usize, quick)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_lie_evenly_on_a_logarithmic_scale_and_end_stages() {
        let all: Vec<u64> = (0..13).map(|point| samples_at(point, false)).collect();
        assert_eq!(all[..5], [10_000, 17_800, 31_600, 56_200, 100_000]);
        let ends = [1, 2, 3].map(|stage| samples_through(stage, false));
        assert_eq!(ends, [100_000, 1_000_000, 10_000_000]);
        assert_eq!(all[12], ends[2]);
        assert_eq!([0, 1, 4].map(|point| samples_at(point, true)), [100, 200, 1_000]);
    }
}
