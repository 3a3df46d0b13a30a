//! What the paper says, and what these models say to it.

use vae_core::display::text::duration;

use super::table::{Parts, apart};
use super::{Cremer2018, Gaps, ROWS, Row};
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
        n if n == parts.len() => format!("holds: in all {n} models"),
        n => format!("holds in part: in {n} of {} models", parts.len()),
    };
    let ours = ours.collect::<Vec<_>>().join("; ");
    let seeds = "1 seed; 95% interval of the difference, image by image, above 0".into();
    with_cost(Claim { ours, verdict, seeds, ..claim }, &rows)
}

/// What an encoder twice as wide closes of the gap that is the encoder's.
fn of_width(lines: &[Line<Gaps>]) -> Claim {
    let (narrow, wide) = WIDER;
    let claim = claim(
        "test images, z = 20: an encoder twice as wide leaves a smaller amortisation gap",
        "tanh 200-200 and 400-400 in the encoder, the same decoder trained with either",
        &[narrow, wide],
    );
    let rows = of_rows(lines, &[narrow, wide]);
    let gaps: Vec<Vec<f64>> = rows
        .iter()
        .map(|(line, _)| apart(&line.result.unseen.gaussian, &line.result.unseen.encoder))
        .collect();
    let [before, after] = gaps.as_slice() else {
        let hours = ROWS.iter().filter(|row| [narrow, wide].contains(&row.name));
        return claim.not_run(hours.map(|row| row.hours).sum());
    };
    let (Some(closed), Some(whole)) = (Mean::of(&apart(before, after)), Mean::of(before)) else {
        return claim;
    };
    let ours = format!("{:.2} nats closed of {:.2}", closed.mean, whole.mean);
    let verdict = if closed.is_above(0.0) { "holds" } else { "not seen" };
    let half = closed.half.map(|half| format!("± {half:.2} (95%), ")).unwrap_or_default();
    let seeds = format!("1 seed; {half}{} images, image by image", closed.n);
    with_cost(Claim { ours, verdict: verdict.into(), seeds, ..claim }, &rows)
}

/// Our own bars for what both sentences rest on.
const ON_GRID: f64 = 0.02;
const BETWEEN: f64 = 0.5;

fn of_trust(lines: &[Line<Gaps>]) -> Claim {
    let claim = claim(
        "log p(x) by annealing: within 0.02 nats of the grid at z = 2, and 0.5 nats between the \
         bounds of simulated images at z = 20",
        "10 chains of 500 temperatures, 5 leapfrog steps, from the encoder's q",
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
