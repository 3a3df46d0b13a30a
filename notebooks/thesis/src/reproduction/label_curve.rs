//! What a label is worth: the accuracy of classifiers by the number of labels.

use super::{Interval, Sample};
use vae_core::{Provenance, Result};
use vae_plot::figure::{Figure, Plot, Series, Table, palette};

/// How often a classifier is right, by the number of labels that it learnt from.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelCurve {
    /// What it classifies, and how.
    pub name: String,
    /// Labels, and the accuracy with each draw of so many, percent.
    pub accuracies: Vec<(usize, Vec<f64>)>,
}

impl LabelCurve {
    /// The accuracies with so many labels.
    pub fn with_labels(&self, labels: usize) -> Option<Sample> {
        let (_, values) = self.accuracies.iter().find(|(n, _)| *n == labels)?;
        Sample::of(values.iter().copied())
    }

    /// By how much it is ahead of another with the same draws of labels, percentage points: the mean
    /// of the differences with its 95% interval; none where the draws are not as many, or fewer than
    /// two.
    pub fn above(&self, other: &Self, labels: usize) -> Option<Interval> {
        let (ours, theirs) = (self.with_labels(labels)?.values, other.with_labels(labels)?.values);
        let differences = ours.iter().zip(&theirs).map(|(a, b)| a - b);
        let same = ours.len() == theirs.len();
        same.then(|| Sample::of(differences)?.mean_interval()).flatten()
    }

    /// What is a label worth? A curve for each classifier, and at each number of labels a bar from
    /// the mean less to the mean plus the sample deviation of the draws. Those whose names stand in
    /// `dashed` are.
    ///
    /// # Errors
    /// Where there is nothing to draw.
    pub fn figure(curves: &[Self], dashed: &[&str], from: &impl Provenance) -> Result<Figure> {
        let mut plot = Plot::new("What is a label worth?", "labels", "test images right (%)");
        for (curve, colour) in curves.iter().zip(palette::SERIES.iter().cycle()) {
            let samples: Vec<(f64, Sample)> = curve
                .accuracies
                .iter()
                .filter_map(|(n, values)| Some((*n as f64, Sample::of(values.iter().copied())?)))
                .collect();
            let means = samples.iter().map(|(n, all)| (*n, all.mean)).collect();
            let series = Series::new(&curve.name, means).with_dots().colour(*colour);
            plot = plot.with(match dashed.contains(&curve.name.as_str()) {
                true => series.dashed(),
                false => series,
            });
            for (n, all) in &samples {
                let spread = all.spread.unwrap_or(0.0);
                let bar = vec![(*n, all.mean - spread), (*n, all.mean + spread)];
                plot = plot.with(Series::new("", bar).colour(*colour));
            }
        }
        plot.log_x().source(from.source()).figure()
    }

    /// Mean and sample deviation of the draws, a row a classifier and a column a number of labels.
    pub fn table(curves: &[Self], labels: &[usize], from: &impl Provenance) -> Table {
        let caption = "Test images right (%): mean ± standard deviation of the draws.";
        let heads = labels.iter().map(|n| format!("{n} labels"));
        let heads = std::iter::once("classifier".to_string()).chain(heads);
        let table = Table::new(caption, heads).with_source(from.source());
        curves.iter().fold(table, |table, curve| {
            let cell = |n: &usize| curve.with_labels(*n).map_or("–".into(), |all| all.text(1));
            table.row(std::iter::once(curve.name.clone()).chain(labels.iter().map(cell)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::dataset::synthetic;

    fn curve(name: &str, draws: &[f64]) -> LabelCurve {
        LabelCurve { name: name.into(), accuracies: vec![(100, draws.to_vec()), (600, vec![90.0])] }
    }

    #[test]
    fn what_a_lucky_draw_adds_to_both_is_gone_from_the_difference() {
        let (a, b) = (curve("a", &[71.0, 81.0, 76.0]), curve("b", &[70.0, 80.0, 75.0]));
        let ahead = a.above(&b, 100).unwrap();
        assert_eq!((ahead.estimate, ahead.half), (1.0, 0.0));
        assert!(a.with_labels(100).unwrap().spread.unwrap() > 4.0);
        assert!(a.above(&b, 600).is_none(), "one draw has no spread");
        assert!(a.above(&curve("c", &[1.0, 2.0]), 100).is_none(), "other draws");
        assert!(a.above(&b, 7).is_none());
    }

    #[test]
    fn curves_are_drawn_and_tabled() {
        let digits = synthetic::digits(1, 0).unwrap();
        let curves = [curve("a", &[71.0, 73.0]), curve("b", &[])];
        let figure = LabelCurve::figure(&curves, &["b"], &digits).unwrap();
        assert!(figure.svg().contains(">a<"), "{}", figure.svg());
        let table = LabelCurve::table(&curves, &[100, 600], &digits).markdown();
        assert!(table.contains("| a | 72.0 ± 1.4 | 90.0 |"), "{table}");
        assert!(table.contains("| b | – | 90.0 |"), "{table}");
    }
}
