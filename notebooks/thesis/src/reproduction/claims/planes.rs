//! The latent planes (sections 6.2 and 7.1).

use super::{Claim, Results, Sample, Verdict};
use crate::classifier::ConfusionMatrix;
use crate::reproduction::WITHIN;

/// 'Similar shapes lie close.'
pub fn shapes(results: &Results) -> Option<Claim> {
    let runs = results.runs("mnist-z2").iter();
    let matrices: Vec<_> = runs.filter_map(|run| run.neighbours.as_ref()).collect();
    let same = Sample::of(matrices.iter().map(|m| 100.0 * m.accuracy()))?;
    let pairs = neighbouring_pairs(&matrices);
    let rank = |a, b| pairs.iter().position(|p| (p.0, p.1) == (a, b)).map(|i| i + 1);
    let (three_eight, four_nine) = (rank(3, 8)?, rank(4, 9)?);
    let top = pairs.iter().take(5);
    let top = top.map(|(a, b, share)| format!("{a} and {b} ({:.1}%)", 100.0 * share));
    Some(Claim {
        key: "similar-shapes".into(),
        claim: "equal digits lie close in the plane, and so do 3 and 8, 4 and 9, whose shapes are \
                alike"
            .into(),
        place: "sections 6.2.1 and 7.1".into(),
        rule: "of the 45 pairs of digits, both are among the five that are most often nearest \
               neighbours; in part, if one is"
            .into(),
        verdict: Verdict::of(three_eight.max(four_nine) <= 5, three_eight.min(four_nine) <= 5),
        evidence: format!(
            "{}% of test images have a nearest neighbour of their own digit. Of different digits, \
             most often neighbours: {}. 4 and 9 are number {four_nine} of 45, 3 and 8 number \
             {three_eight}.",
            same.text(1),
            top.collect::<Vec<_>>().join(", "),
        ),
    })
}

/// Pairs of different digits with the mean share of either's points whose nearest neighbour is
/// the other, the nearest pair first.
fn neighbouring_pairs(matrices: &[&ConfusionMatrix]) -> Vec<(usize, usize, f64)> {
    let n = matrices.len().max(1) as f64;
    let near = |a: usize, b: usize| {
        let shares = matrices.iter().map(|m| m.share(a, b) + m.share(b, a));
        shares.sum::<f64>() / (2.0 * n)
    };
    let mut pairs: Vec<(usize, usize, f64)> = (0..10)
        .flat_map(|a| (a + 1..10).map(move |b| (a, b)))
        .map(|(a, b)| (a, b, near(a, b)))
        .collect();
    pairs.sort_by(|a, b| b.2.total_cmp(&a.2));
    pairs
}

/// 'Frey's plane follows pose and expression.'
pub fn film(results: &Results) -> Option<Claim> {
    let pixels = results.pixel_time.as_ref()?;
    let runs = results.runs("frey-z2").iter();
    let times: Vec<_> = runs.filter_map(|run| run.time.as_ref()).collect();
    let close = Sample::of(times.iter().map(|t| 100.0 * t.nearest_is_close_in_time))?;
    let nearer = Sample::of(times.iter().map(|t| 100.0 * t.frames_nearer_than_the_next))?;
    Some(Claim {
        key: "frey-plane".into(),
        claim: "Frey's plane follows pose and expression: like faces lie together".into(),
        place: "section 6.2.2".into(),
        rule: "the faces have no labels, but both change little by little in time: half of the \
               frames have at most 5% of the others nearer to them than the film's next frame; in \
               part, at most 25%"
            .into(),
        verdict: Verdict::of(nearer.mean <= 5.0, nearer.mean <= 25.0),
        evidence: format!(
            "Of the other frames, {}% (median) lie nearer in the plane than the film's next \
             frame, where 50% would be chance and pixels give {:.1}%. The nearest frame in the \
             plane is at most {WITHIN} frames away in time for {}% of frames (chance {:.1}%, \
             pixels {:.1}%).",
            nearer.text(1),
            100.0 * pixels.frames_nearer_than_the_next,
            close.text(1),
            100.0 * pixels.by_chance,
            100.0 * pixels.nearest_is_close_in_time,
        ),
    })
}
