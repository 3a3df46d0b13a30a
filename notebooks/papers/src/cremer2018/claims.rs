//! What the paper says, and what these models say to it.

use vae_core::display::text::duration;

use super::table::{Parts, apart, sets};
use super::{Cremer2018, Gaps, Levels, ROWS, Row};
use crate::mean::Mean;
use crate::{Claim, Line, Protocol};

/// A model and one twice as wide in the encoder.
const WIDER: (&str, &str) = ("z20", "z20-wide");

/// The paper's first sentence, its last one, and the estimates that both rest on.
pub(super) fn claims(lines: &[Line<Gaps>]) -> Vec<Claim> {
    vec![of_gaps(lines), of_width(lines), of_trust(lines)]
}

fn claim(what: &str, protocol: &str, rows: &[&str]) -> Claim {
    let only: String = rows.iter().map(|row| format!(" --only {row}")).collect();
    Claim {
        what: what.into(),
        theirs: "a sentence".into(),
        protocol: protocol.into(),
        command: format!("vae reproduce --paper {}{only}", Cremer2018.name()),
        ..Claim::default()
    }
}

/// The results of some rows, in order.
fn of_rows<'a>(lines: &'a [Line<Gaps>], rows: &[&str]) -> Vec<(&'a Line<Gaps>, &'static Row)> {
    let known = |line: &'a Line<Gaps>| Some((line, Row::named(&line.row)?));
    let all = lines.iter().filter_map(known);
    all.filter(|(line, _)| rows.is_empty() || rows.contains(&line.row.as_str())).collect()
}

fn with_cost(claim: Claim, of: &[(&Line<Gaps>, &Row)]) -> Claim {
    let seconds = of.iter().map(|(line, _)| line.result.seconds.0 + line.result.seconds.1).sum();
    Claim { time: duration(seconds), ..claim }
}

/// "Divergence from the true posterior is often due to imperfect recognition networks, rather than
/// the limited complexity of the approximating distribution" (abstract).
fn of_gaps(lines: &[Line<Gaps>]) -> Claim {
    let claim = claim(
        "test images: the encoder costs more of the bound than the Gaussian's shape does",
        "tanh 200-200, static MNIST; z = 2, 10, 20, 50",
        &[],
    );
    let rows = of_rows(lines, &[]);
    let parts: Vec<(&Row, Parts)> = rows
        .iter()
        .filter_map(|(line, row)| Some((*row, Parts::of(&line.result.unseen)?)))
        .collect();
    if parts.is_empty() {
        return claim.not_run(ROWS.iter().map(|row| row.hours).sum());
    }
    let ours = parts.iter().map(|(row, parts)| {
        let [amortisation, approximation] =
            [parts.amortisation, parts.approximation].map(|mean| format!("{:.2}", mean.mean));
        format!("{}: {amortisation} against {approximation} nats", row.title())
    });
    let sure = parts.iter().filter(|(_, parts)| parts.difference.is_above(0.0)).count();
    let verdict = match sure {
        0 => "does not hold".into(),
        n if n == parts.len() => format!("holds in each of {n} models"),
        n => format!("holds in part: in {n} of {} models", parts.len()),
    };
    let ours = ours.collect::<Vec<_>>().join("; ");
    let seeds = "1 seed; 95% interval of the difference, image by image, above 0".into();
    with_cost(Claim { ours, verdict, seeds, ..claim }, &rows)
}

/// What an encoder twice as wide closes of the gap that is the encoder's, on each set of images.
fn of_width(lines: &[Line<Gaps>]) -> Claim {
    let (narrow, wide) = WIDER;
    let claim = claim(
        "z = 20: an encoder twice as wide leaves a smaller amortisation gap",
        "tanh 200-200 and 400-400 in the encoder, the same decoder trained with either",
        &[narrow, wide],
    );
    let claim = Claim { theirs: "our own question".into(), ..claim };
    let rows = of_rows(lines, &[narrow, wide]);
    let [before, after] = rows.as_slice() else {
        let hours = ROWS.iter().filter(|row| [narrow, wide].contains(&row.name));
        return claim.not_run(hours.map(|row| row.hours).sum());
    };
    let both = sets(&before.0.result).into_iter().zip(sets(&after.0.result));
    let closed: Vec<Closed> = both.filter_map(|((set, a), (_, b))| Closed::of(set, a, b)).collect();
    let join = |of: fn(&Closed) -> String| closed.iter().map(of).collect::<Vec<_>>().join("; ");
    let (ours, verdict) = (join(Closed::text), join(Closed::verdict));
    let seeds = "1 seed; 95% intervals, image by image".into();
    with_cost(Claim { ours, verdict, seeds, ..claim }, &rows)
}

/// How much of the encoder's gap another one closes on the same images.
struct Closed {
    set: &'static str,
    whole: Mean,
    closed: Mean,
}

impl Closed {
    fn of(set: &'static str, before: &Levels, after: &Levels) -> Option<Self> {
        let [before, after] = [before, after].map(|of| apart(&of.gaussian, &of.encoder));
        Some(Self { set, whole: Mean::of(&before)?, closed: Mean::of(&apart(&before, &after))? })
    }

    fn text(&self) -> String {
        let Self { set, whole, closed } = self;
        format!("{} nats closed of {:.2} ({} {set} images)", closed.text(), whole.mean, closed.n)
    }

    fn verdict(&self) -> String {
        let verdict = if self.closed.is_above(0.0) { "holds" } else { "not seen" };
        format!("{verdict} on {} images", self.set)
    }
}

/// Our own bars for what both sentences rest on.
const ON_GRID: f64 = 0.02;
const BETWEEN: f64 = 0.5;

fn of_trust(lines: &[Line<Gaps>]) -> Claim {
    let claim = claim(
        "log p(x) by annealing: within 0.02 nats of the grid at z = 2, and 0.5 nats between the \
         bounds of simulated images at z = 20",
        "1,600 chains of 100 temperatures from the prior; 10 of 500 from the encoder's q",
        &["z2", "z20"],
    );
    let claim = Claim { theirs: "our own bars".into(), ..claim };
    let checks = |row: &str| lines.iter().find(|line| line.row == row)?.result.checks.as_ref();
    let (Some(plane), Some(twenty)) = (checks("z2"), checks("z20")) else {
        return claim.not_run(ROWS[0].hours + ROWS[2].hours);
    };
    let between = Mean::of(&apart(&twenty.above, &twenty.below));
    let (Some(off), Some(between)) = (Mean::of(&plane.grid), between) else {
        return claim;
    };
    let said = |reached: bool| if reached { "reached" } else { "not reached" };
    Claim {
        ours: format!("{:+.3} nats on {} images; {:.3} nats", off.mean, off.n, between.mean),
        verdict: format!(
            "{}; {}",
            said(off.mean.abs() <= ON_GRID),
            said(between.mean.abs() <= BETWEEN)
        ),
        seeds: "1 seed".into(),
        ..claim
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cremer2018::Checks;
    use vae_core::{Evaluation, Source};
    use vae_evidence::AnnealingConfig;

    /// A model whose encoder loses so many nats of each of four images, and its Gaussian one.
    fn line(row: &str, lost: [f64; 4]) -> Line<Gaps> {
        let levels = Levels {
            encoder: lost.map(|nats| -10.0 - nats).to_vec(),
            gaussian: vec![-10.0; 4],
            flow: vec![-9.5; 4],
            log_p: vec![-9.0, -9.1, -8.9, -9.0],
        };
        let result = Gaps {
            dataset: Source::Mnist,
            epochs: 100,
            train_loss: 90.0,
            test: Evaluation { loss: 95.0, reconstruction: 70.0, kl: 25.0, images: 10_000 },
            seconds: (60.0, 120.0),
            annealing: [AnnealingConfig::default(), AnnealingConfig::default()],
            learnt: levels.clone(),
            unseen: levels,
            checks: Some(Checks {
                grid: vec![0.01, -0.03],
                below: vec![-9.0; 2],
                above: vec![-8.9; 2],
            }),
        };
        Line { row: row.into(), seed: 0, folder: String::new(), result }
    }

    #[test]
    fn verdicts_follow_the_gaps() {
        let large = line("z20", [3.0, 3.2, 2.8, 3.1]);
        assert_eq!(of_gaps(std::slice::from_ref(&large)).verdict, "holds in each of 1 models");
        let both = [large, line("z50", [0.3, 0.2, 0.4, 0.3])];
        assert_eq!(of_gaps(&both).verdict, "holds in part: in 1 of 2 models");
        assert_eq!(of_gaps(&both[1..]).verdict, "does not hold");
        assert!(claims(&[]).iter().all(|claim| claim.verdict.starts_with("not run")));
    }

    #[test]
    fn a_wider_encoder_is_compared_image_by_image() {
        let narrow = line("z20", [3.0, 5.0, 2.0, 4.0]);
        let closed = of_width(&[narrow.clone(), line("z20-wide", [2.5, 4.4, 1.5, 3.4])]);
        assert!(
            closed.ours.starts_with("0.55 ± 0.09 nats closed of 3.50 (4 training"),
            "{closed:?}"
        );
        assert!(closed.verdict.starts_with("holds on training images; holds on test"));
        let open = of_width(&[narrow, line("z20-wide", [2.5, 5.6, 1.5, 4.4])]);
        assert!(open.verdict.starts_with("not seen on training"), "{open:?}");
    }

    #[test]
    fn estimates_are_held_to_their_bars() {
        let lines = [line("z2", [1.0; 4]), line("z20", [1.0; 4])];
        let found = of_trust(&lines);
        assert_eq!(found.verdict, "reached; reached");
        assert_eq!(found.ours, "-0.010 nats on 2 images; 0.100 nats");
    }
}
