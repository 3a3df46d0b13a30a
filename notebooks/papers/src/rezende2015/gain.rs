//! What flows bring over none, and what follows for the paper's sentence.

use super::outcome::{Outcome, Trained};
use super::rows::{ROWS, Row};
use crate::Line;
use crate::mean::Mean;

/// A number of a run, nats; the higher, the better.
pub(super) type Number = fn(&Trained) -> f64;

/// The test bound.
pub(super) fn bound(run: &Trained) -> f64 {
    -run.test.loss
}

/// log p(x).
pub(super) fn log_p(run: &Trained) -> f64 {
    run.evidence.log_p
}

/// The runs of one length, by seed.
pub(super) struct Length<'a> {
    pub(super) row: &'static Row,
    pub(super) runs: Vec<(u64, &'a Trained)>,
}

impl Length<'_> {
    /// A number of every run.
    pub(super) fn all(&self, number: Number) -> Vec<f64> {
        self.runs.iter().map(|(_, run)| number(run)).collect()
    }

    /// How far a number lies above that of another length, over the seeds that both have: they
    /// began with the same seed and saw the same images in the same order.
    pub(super) fn above(&self, other: &Self, number: Number) -> Option<Mean> {
        let of = |seed: u64| other.runs.iter().find(|(others, _)| *others == seed);
        let pairs = self.runs.iter().filter_map(|(seed, run)| Some((run, of(*seed)?.1)));
        let gains: Vec<f64> = pairs.map(|(run, other)| number(run) - number(other)).collect();
        Mean::of(&gains)
    }
}

/// The lengths that were run, the shortest first.
pub(super) fn lengths(lines: &[Line<Outcome>]) -> Vec<Length<'_>> {
    let of = |row: &'static Row| {
        let lines = lines.iter().filter(|line| line.row == row.name);
        let runs = lines.filter_map(|line| Some((line.seed, line.result.images()?)));
        Length { row, runs: runs.collect() }
    };
    ROWS.iter().map(of).filter(|length| !length.runs.is_empty()).collect()
}

/// What each length brings over none; nothing where that was not run.
pub(super) fn gains(lengths: &[Length], number: Number) -> Vec<(i64, Mean)> {
    let Some((none, flows)) = lengths.split_first().filter(|(first, _)| first.row.length == 0)
    else {
        return Vec::new();
    };
    let gain = |length: &Length| Some((length.row.length, length.above(none, number)?));
    flows.iter().filter_map(gain).collect()
}

/// The verdict on the gains over no flow, the shortest flow first, by the rule that the protocol's
/// words state.
pub(super) fn verdict(gains: &[Mean]) -> &'static str {
    let better = gains.iter().filter(|gain| gain.is_above(0.0)).count();
    let worse = gains.iter().any(|gain| gain.is_below(0.0));
    let rising = gains.windows(2).all(|two| two[0].mean < two[1].mean);
    match better {
        _ if worse => "does not hold",
        0 => "undecided",
        all if all == gains.len() && rising => "holds",
        _ => "holds in part",
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use vae_core::{Evaluation, Source};
    use vae_evidence::MeanEvidence;

    /// A run with a bound and log p(x).
    pub(in super::super) fn line(row: &str, seed: u64, bound: f64, log_p: f64) -> Line<Outcome> {
        let evidence =
            MeanEvidence { log_p, standard_error: 0.7, estimate_error: 0.1, images: 1_000 };
        let result = Outcome::Images(Trained {
            dataset: Source::Mnist,
            epochs: 15,
            train_loss: 100.0,
            fastest_epoch: 4.0,
            test: Evaluation { loss: -bound, reconstruction: 70.0, kl: 30.0, images: 10_000 },
            samples: 1_000,
            evidence,
            first: Evaluation { loss: 1.0 - bound, reconstruction: 70.0, kl: 30.0, images: 1_000 },
            unreliable: 7,
        });
        Line { row: row.into(), seed, folder: "here".into(), result }
    }

    fn mean(mean: f64, half: f64) -> Mean {
        Mean { mean, half: Some(half), n: 3 }
    }

    #[test]
    fn the_rule_is_what_it_says() {
        let of = |gains: &[(f64, f64)]| {
            verdict(&gains.iter().map(|(m, half)| mean(*m, *half)).collect::<Vec<_>>())
        };
        assert_eq!(of(&[(0.5, 0.2), (1.0, 0.2), (1.1, 0.3)]), "holds");
        assert_eq!(of(&[(0.5, 0.2), (1.1, 0.2), (1.0, 0.3)]), "holds in part", "means fall");
        assert_eq!(of(&[(0.1, 0.2), (1.0, 0.2)]), "holds in part", "one cannot be told");
        assert_eq!(of(&[(-0.5, 0.2), (1.0, 0.2)]), "does not hold", "one is worse");
        assert_eq!(of(&[(0.1, 0.2), (0.2, 0.3)]), "undecided", "none is better, and none worse");
        assert_eq!(of(&[]), "undecided");
        let one = Mean { mean: 9.0, half: None, n: 1 };
        assert_eq!(verdict(&[one]), "undecided", "one seed tells nothing");
    }

    #[test]
    fn runs_are_paired_by_seed() {
        let lines = [
            line("mnist-0", 0, -105.0, -95.0),
            line("mnist-0", 1, -109.0, -97.0),
            line("mnist-0", 2, -107.0, -96.0),
            line("mnist-8", 1, -107.5, -96.5),
            line("mnist-8", 2, -105.5, -95.5),
            line("mnist-8", 7, 0.0, 0.0),
        ];
        let found = gains(&lengths(&lines), bound);
        assert_eq!(found, [(8, Mean { n: 2, ..mean(1.5, 0.0) })]);
        assert_eq!(gains(&lengths(&lines[3..]), bound), [], "nothing to compare with");
        let evidence = gains(&lengths(&lines), log_p);
        assert_eq!((evidence[0].1.mean, evidence[0].1.n), (0.5, 2));
    }
}
