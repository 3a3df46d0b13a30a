//! The levels of every model, what lies between them, and what the estimates are worth.

use std::collections::BTreeSet;

use serde::Serialize;
use vae_core::display::Table;

use super::{Gaps, Levels, Row};
use crate::Line;
use crate::mean::Mean;

/// The two sets of images of a result, by name.
pub(super) fn sets(gaps: &Gaps) -> [(&'static str, &Levels); 2] {
    [("training", &gaps.learnt), ("test", &gaps.unseen)]
}

fn title(row: &str) -> String {
    Row::named(row).map_or_else(|| row.to_string(), Row::title)
}

fn text(mean: Option<Mean>) -> String {
    mean.map(Mean::text).unwrap_or_default()
}

/// log p(x) of each model, and three lower bounds of it.
pub fn levels(lines: &[Line<Gaps>]) -> Table {
    let heads = ["", "images", "encoder's q", "best Gaussian", "best flow", "log p(x)"];
    let caption = "log p(x), and the ELBO of three q, nats per image: mean ± half of its 95% interval \
        over images.";
    let rows = lines.iter().flat_map(|line| sets(&line.result).map(|set| (line, set)));
    rows.fold(Table::new(caption, heads), |table, (line, (set, levels))| {
        let first = |values: &[f64]| Mean::of(&values[..levels.whole().min(values.len())]);
        let of = [&levels.encoder, &levels.gaussian, &levels.flow, &levels.log_p];
        let numbers = of.map(|values| text(first(values)));
        let images = format!("{} {set}", levels.whole());
        table.row([title(&line.row), images].into_iter().chain(numbers))
    })
}

/// What lies between the levels, image by image.
#[derive(Debug, Serialize)]
pub(super) struct Parts {
    /// The best Gaussian above the encoder's.
    pub(super) amortisation: Mean,
    /// log p(x) above the best Gaussian.
    pub(super) approximation: Mean,
    /// log p(x) above the best flow: what is left.
    pub(super) beyond: Mean,
    /// The amortisation gap above the approximation gap, of images of which both are known.
    pub(super) difference: Mean,
}

impl Parts {
    /// None where fewer than two images were measured.
    pub(super) fn of(levels: &Levels) -> Option<Self> {
        let Levels { encoder, gaussian, flow, log_p } = levels;
        let (amortisation, approximation) = (apart(gaussian, encoder), apart(log_p, gaussian));
        Some(Self {
            difference: Mean::of(&apart(&amortisation, &approximation))?,
            amortisation: Mean::of(&amortisation)?,
            approximation: Mean::of(&approximation)?,
            beyond: Mean::of(&apart(log_p, flow))?,
        })
    }
}

/// The differences of the first ones of two, as many as both have.
pub(super) fn apart(above: &[f64], below: &[f64]) -> Vec<f64> {
    above.iter().zip(below).map(|(a, b)| a - b).collect()
}

/// The gap, split.
pub fn parts(lines: &[Line<Gaps>]) -> Table {
    let heads = ["", "images", "the encoder's", "the Gaussian's", "left by the flow", "difference"];
    let counts: BTreeSet<usize> =
        lines.iter().flat_map(|line| sets(&line.result)).map(|(_, of)| of.whole()).collect();
    let counts: Vec<String> = counts.iter().map(usize::to_string).collect();
    let caption = format!(
        "What the ELBO misses of log p(x), nats per image: the amortisation gap (the encoder's), the \
         approximation gap (the Gaussian's), and the one less the other; all but the first on the \
         first {} images. ± is half of the 95% interval over images, differences taken image by \
         image.",
        counts.join(" or ")
    );
    let rows = lines.iter().flat_map(|line| sets(&line.result).map(|set| (line, set)));
    rows.fold(Table::new(caption, heads), |table, (line, (set, levels))| {
        let Some(parts) = Parts::of(levels) else {
            return table;
        };
        let Parts { amortisation, approximation, beyond, difference } = parts;
        let numbers = [amortisation, approximation, beyond, difference].map(Mean::text);
        let images = format!("{} {set}", levels.images());
        table.row([title(&line.row), images].into_iter().chain(numbers))
    })
}

/// How far the estimates of log p(x) are off where that is known.
pub fn trust(lines: &[Line<Gaps>]) -> Table {
    let heads = ["", "from the grid", "largest", "from below", "from above", "between"];
    let caption = "Annealing where the truth is known, nats per image: less the integral over the \
        plane, and the two bounds of simulated images; ± is half of the 95% interval.";
    lines.iter().fold(Table::new(caption, heads), |table, line| {
        let Some(checks) = &line.result.checks else {
            return table;
        };
        let largest = checks.grid.iter().map(|x| x.abs()).max_by(f64::total_cmp);
        let grid = Mean::of(&checks.grid).map(|mean| match mean.half {
            Some(half) => format!("{:+.3} ± {half:.3}", mean.mean),
            None => format!("{:+.3}", mean.mean),
        });
        table.row([
            title(&line.row),
            grid.unwrap_or_default(),
            largest.map(|x| format!("{x:.2}")).unwrap_or_default(),
            text(Mean::of(&checks.below)),
            text(Mean::of(&checks.above)),
            text(Mean::of(&apart(&checks.above, &checks.below))),
        ])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four images, of which all is known of the first two.
    fn levels_of(log_p: [f64; 2]) -> Levels {
        Levels {
            encoder: vec![-9.0, -8.0, -7.0, -6.0],
            gaussian: vec![-7.0, -6.5, -5.0, -4.0],
            flow: vec![-6.5, -6.0],
            log_p: log_p.to_vec(),
        }
    }

    #[test]
    fn gaps_are_taken_image_by_image() {
        let parts = Parts::of(&levels_of([-6.0, -5.5])).unwrap();
        assert_eq!((parts.amortisation.mean, parts.amortisation.n), (1.875, 4));
        assert_eq!((parts.approximation.mean, parts.approximation.n), (1.0, 2));
        assert_eq!(parts.beyond.text(), "0.50 ± 0.00"); // both miss the same
        assert_eq!((parts.difference.mean, parts.difference.n), (0.75, 2));
        assert!(Parts::of(&Levels::default()).is_none());
    }
}
