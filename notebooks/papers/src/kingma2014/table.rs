//! The paper's table beside ours.

use vae_core::display::Table;

use super::outcome::Outcome;
use super::rows::{Model, ROWS, Row};
use crate::Line;
use crate::mean::Mean;

/// Epochs of the authors' program.
const AUTHORS: usize = 3_000;

/// The outcomes of a row.
pub(super) fn of_row<'a>(lines: &'a [Line<Outcome>], row: &Row) -> Vec<&'a Outcome> {
    lines.iter().filter(|line| line.row == row.name).map(|line| &line.result).collect()
}

/// Paper, an independent reproduction, ours over all draws of labels, and the verdict.
pub fn comparison(lines: &[Line<Outcome>]) -> Table {
    let heads = [
        "",
        "labels",
        "paper",
        "jonemeth/generative-models",
        "ours",
        "on held-out images",
        "draws",
        "epochs",
        "verdict",
    ];
    let caption =
        "Test error on MNIST, %; ± is half of the 95% interval of the mean over draws of labels.";
    ROWS.iter().fold(Table::new(caption, heads), |table, row| {
        let found = found(row, &of_row(lines, row)).into_iter();
        found.fold(table, |table, found| table.row(cells(row, found)))
    })
}

/// What a classifier of a row gets wrong, %, over all draws.
pub(super) struct Found {
    pub(super) title: String,
    pub(super) test: Mean,
    pub(super) held_out: Mean,
    pub(super) epochs: usize,
    pub(super) verdict: String,
}

/// Each classifier of a row.
pub(super) fn found(row: &Row, outcomes: &[&Outcome]) -> Vec<Found> {
    let errors = outcomes.first().map_or(&[][..], |first| &first.errors);
    errors.iter().filter_map(|error| of_classifier(row, &error.classifier, outcomes)).collect()
}

fn of_classifier(row: &Row, classifier: &str, outcomes: &[&Outcome]) -> Option<Found> {
    let errors = || {
        let all = outcomes.iter().flat_map(|outcome| &outcome.errors);
        all.filter(|error| error.classifier == classifier)
    };
    let test: Vec<f64> = errors().map(|error| 100.0 * error.test).collect();
    let held_out: Vec<f64> = errors().map(|error| 100.0 * error.held_out).collect();
    let (test, held_out) = (Mean::of(&test)?, Mean::of(&held_out)?);
    let title = match (row.model, classifier) {
        (Model::M1, classifier) => format!("M1, {classifier} (paper: transductive SVM)"),
        (model, _) => model.title().into(),
    };
    let epochs = outcomes.iter().map(|outcome| outcome.epochs.0).min()?;
    Some(Found { title, test, held_out, epochs, verdict: verdict(row, test, epochs) })
}

fn cells(row: &Row, found: Found) -> [String; 9] {
    let Found { title, test, held_out, epochs, verdict } = found;
    [
        title,
        row.labels.to_string(),
        format!("{:.2}", row.paper),
        row.reproduction.map(|error| format!("{error:.2}")).unwrap_or_default(),
        test.text(),
        held_out.text(),
        test.n.to_string(),
        if epochs == 0 { String::new() } else { epochs.to_string() },
        verdict,
    ]
}

fn verdict(row: &Row, ours: Mean, epochs: usize) -> String {
    let above = ours.mean - row.paper;
    let reached = match above <= 0.0 {
        true => format!("reached ({above:+.2})"),
        false => format!("not reached ({above:+.2})"),
    };
    match epochs {
        0 => reached,
        epochs => format!("{reached}; cut after {epochs} of {AUTHORS} epochs"),
    }
}

/// How the error falls with M2's epochs, the mean over draws.
pub fn curve(lines: &[Line<Outcome>]) -> Table {
    let marks = [1, 10, 20, 30, 40, 60, 80, 100, 120];
    let heads = marks.iter().map(|epoch| format!("epoch {epoch}"));
    let heads = std::iter::once(String::new()).chain(heads);
    let mut table = Table::new("Test error as M2 is trained, %, mean over draws.", heads);
    for row in ROWS.iter().filter(|row| row.model != Model::M1) {
        let outcomes = of_row(lines, row);
        if outcomes.is_empty() {
            continue;
        }
        let at = |epoch: usize| {
            let records = outcomes.iter().flat_map(|outcome| &outcome.curve);
            let errors = records.filter(|record| record.epoch == epoch);
            let errors: Vec<f64> =
                errors.filter_map(|record| Some(100.0 * record.errors.get(1)?)).collect();
            Mean::of(&errors).map(|mean| format!("{:.2}", mean.mean)).unwrap_or_default()
        };
        let name = format!("{}, {} labels", row.model.title(), row.labels);
        table = table.row(std::iter::once(name).chain(marks.into_iter().map(at)));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kingma2014::outcome::ClassifierError;
    use vae_core::Source;

    fn line(row: &str, seed: u64, test: f64) -> Line<Outcome> {
        let error = ClassifierError { classifier: String::new(), held_out: test, test };
        let result = Outcome {
            dataset: Source::Mnist,
            labels: 100,
            test_images: 10_000,
            vae: None,
            dimensions: None,
            epochs: (40, 40),
            errors: vec![error],
            curve: vec![],
        };
        Line { row: row.into(), seed, folder: "here".into(), result }
    }

    #[test]
    fn a_row_says_its_mean_interval_and_verdict() {
        let text = |tests: [f64; 3]| {
            let lines = [0, 1, 2].map(|seed| line("m1m2-100", seed, tests[seed as usize]));
            comparison(&lines).markdown()
        };
        // 3 ± 4.303 · 1 / √3
        let low = text([0.02, 0.03, 0.04]);
        assert!(low.contains("| 3.00 ± 2.48 |") && low.contains("| reached (-0.33)"), "{low}");
        let high = text([0.04, 0.05, 0.06]);
        assert!(high.contains("not reached (+1.67); cut after 40 of 3000 epochs"), "{high}");
        let one = comparison(&[line("m2-100", 0, 0.1)]).markdown();
        assert!(one.contains("| 10.00 |") && !one.contains("±  "), "{one}");
    }
}
