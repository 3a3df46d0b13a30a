//! The paper's sentences, each on one line of the page of everything.

use vae_core::display::text::duration;

use super::gain::{Length, Number, bound, gains, lengths, log_p, verdict};
use super::outcome::Outcome;
use super::protocol::{EPOCHS, HIDDEN, LATENT};
use super::rows::{PARABOLA, ROWS};
use super::table::{fitted, signed, with_spread};
use super::{Rezende2015, fit};
use crate::mean::Mean;
use crate::{Claim, Line, Protocol};

/// Longer flows on images, on the parabola, and the number without flows.
pub(super) fn claims(lines: &[Line<Outcome>]) -> Vec<Claim> {
    let lengths = lengths(lines);
    vec![
        longer("longer planar flows give a better test bound", &lengths, bound),
        longer("longer planar flows give a lower −log p(x)", &lengths, log_p),
        without(&lengths),
        exact(lines),
    ]
}

fn claim(what: &str) -> Claim {
    Claim {
        what: format!("MNIST: {what}"),
        protocol: format!(
            "{LATENT} latents, one layer of {HIDDEN}, binarised anew, {EPOCHS} epochs"
        ),
        command: format!("vae reproduce --paper {}", Rezende2015.name()),
        ..Claim::default()
    }
}

/// The paper's sentence, by one of the two numbers.
fn longer(what: &str, lengths: &[Length], number: Number) -> Claim {
    let claim = Claim { theirs: "a table".into(), ..claim(what) };
    let gains = gains(lengths, number);
    if gains.is_empty() {
        return claim.not_run(hours());
    }
    let told = gains.iter().map(|(flows, gain)| format!("{flows} flows {} nats", signed(*gain)));
    let seconds: f64 = lengths.iter().flat_map(|length| length.all(|run| run.seconds())).sum();
    let seeds = gains.iter().map(|(_, gain)| gain.n).min().unwrap_or_default();
    Claim {
        ours: format!("more than without: {}", told.collect::<Vec<_>>().join(", ")),
        verdict: verdict(&gains.iter().map(|(_, gain)| *gain).collect::<Vec<Mean>>()).into(),
        seeds: format!("{seeds} seeds; 95% intervals, paired by seed"),
        time: at_pace(seconds),
        ..claim
    }
}

fn at_pace(seconds: f64) -> String {
    format!("{} at the fastest epochs' pace", duration(seconds))
}

/// All images' rows with all seeds.
fn hours() -> f64 {
    let seeds = Rezende2015.seeds() as f64;
    ROWS.iter().map(|row| seeds * Rezende2015.hours(row.name)).sum()
}

/// −log p(x) of the diagonal Gaussian, the one number of the table that has a public source.
fn without(lengths: &[Length]) -> Claim {
    let row = &ROWS[0];
    let claim = Claim {
        theirs: row.paper.map(|nats| format!("{nats} (static images)")).unwrap_or_default(),
        command: format!("vae reproduce --paper {} --only {}", Rezende2015.name(), row.name),
        ..claim("−log p(x) without flows, nats")
    };
    let Some(none) = lengths.iter().find(|length| length.row == row) else {
        return claim.not_run(Rezende2015.seeds() as f64 * Rezende2015.hours(row.name));
    };
    let nats: Vec<f64> = none.all(log_p).iter().map(|nats| -nats).collect();
    Claim {
        ours: with_spread(&nats),
        verdict: "another protocol: not judged".into(),
        seeds: format!("{} seeds; ± their sample deviation", nats.len()),
        time: at_pace(none.all(|run| run.seconds()).iter().sum()),
        ..claim
    }
}

/// The same sentence where the gap is known exactly.
fn exact(lines: &[Line<Outcome>]) -> Claim {
    let claim = Claim {
        what: "a parabola: longer planar flows come closer to the true posterior".into(),
        theirs: "a sentence".into(),
        protocol: "flows fitted to each datum of a model of one latent number, exact".into(),
        command: format!("vae reproduce --paper {} --only {PARABOLA}", Rezende2015.name()),
        ..Claim::default()
    };
    let [none, flows @ ..] = fitted(lines) else {
        return claim.not_run(fit::HOURS);
    };
    let told = flows.iter().map(|gaps| format!("{} flows {:.0} %", gaps.length, gaps.closed(none)));
    let falls = fitted(lines).windows(2).all(|two| two[1].mean() < two[0].mean());
    Claim {
        ours: format!("of the mean gap they close: {}", told.collect::<Vec<_>>().join(", ")),
        verdict: if falls { "holds" } else { "does not hold" }.into(),
        seeds: format!("{} data, no chance", none.gaps.len()),
        time: duration(fitted(lines).iter().map(|gaps| gaps.seconds).sum()),
        ..claim
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rezende2015::gain::tests::line;
    use crate::rezende2015::outcome::Gaps;

    #[test]
    fn verdicts_follow_the_numbers() {
        let lines = |gains: [f64; 3]| {
            let runs = (0..3).flat_map(|seed| {
                let of = |row: &str, gain| line(row, seed, -107.0 + gain, -96.0 - gain);
                [of("mnist-0", 0.0), of("mnist-2", gains[seed as usize])]
            });
            runs.collect::<Vec<_>>()
        };
        let found = claims(&lines([1.0, 1.1, 1.2]));
        assert_eq!((&*found[0].verdict, &*found[1].verdict), ("holds", "does not hold"));
        assert!(found[0].ours.contains("2 flows +1.10 ± 0.25 nats"), "{}", found[0].ours);
        assert_eq!(found[2].ours, "96.00 ± 0.00");
        assert_eq!(claims(&lines([1.0, -1.1, 1.2]))[0].verdict, "undecided");
        assert!(claims(&[]).iter().all(|claim| claim.verdict.starts_with("not run")));
    }

    #[test]
    fn a_gap_that_grows_is_told() {
        let of = |means: [f64; 3]| {
            let gaps = [0, 2, 8].into_iter().zip(means);
            let gaps = gaps.map(|(length, gap)| Gaps { length, gaps: vec![gap], seconds: 1.0 });
            let result = Outcome::Parabola(gaps.collect());
            Line { row: PARABOLA.into(), seed: 0, folder: String::new(), result }
        };
        let found = exact(&[of([0.4, 0.2, 0.1])]);
        assert_eq!(found.ours, "of the mean gap they close: 2 flows 50 %, 8 flows 75 %");
        assert_eq!(found.verdict, "holds");
        assert_eq!(exact(&[of([0.4, 0.1, 0.2])]).verdict, "does not hold");
    }
}
