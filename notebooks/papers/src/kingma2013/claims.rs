//! The paper's two sentences on figure 2, each on one line of the page of everything.

use std::collections::BTreeSet;

use vae_core::display::text::{duration, thousands};

use super::Kingma2013;
use super::curve::Curve;
use super::method::Method;
use super::rows::{Film, Row};
use super::table::{Pair, Width, pairs, widths, with_rows};
use crate::{Claim, Line, Protocol};

type Lines = [Line<Curve>];

/// Both sentences, on either set of images.
pub(super) fn claims(lines: &Lines) -> Vec<Claim> {
    let both = [Film::Mnist, Film::Frey];
    let faster = both.iter().map(|images| faster(*images, lines));
    faster.chain(both.iter().map(|images| superfluous(*images, lines))).collect()
}

/// AEVB against wake-sleep.
fn faster(images: Film, lines: &Lines) -> Claim {
    let pairs: Vec<Pair> =
        pairs(lines).into_iter().filter(|pair| pair.row.images == images).collect();
    let what = "AEVB converges faster than wake-sleep, and to a better bound";
    let claim = claim(what, images, lines, |_| true);
    if pairs.is_empty() {
        return claim.not_run(hours(images, |_| true));
    }
    let ahead: usize = pairs.iter().map(Pair::ahead).sum();
    let points: usize = pairs.iter().map(|pair| pair.gains.len()).sum();
    let last = pairs.iter().filter_map(|pair| {
        let (samples, nats) = pair.gains.last()?;
        let seen = thousands(*samples as usize);
        Some(format!("{} latents {nats:+.2} nats after {seen}", pair.row.latent))
    });
    let last: Vec<String> = last.collect();
    Claim {
        ours: format!("ahead at {ahead} of {points} points; {}", last.join(", ")),
        verdict: holds(ahead == points, 2 * ahead > points).into(),
        ..claim
    }
}

/// Many latents against few, learnt by AEVB.
fn superfluous(images: Film, lines: &Lines) -> Claim {
    let of_paper = |row: &Row| row.method == Method::Aevb;
    let claim = claim("superfluous latents do not overfit (AEVB)", images, lines, of_paper);
    let widths: Vec<Width> = widths(lines)
        .into_iter()
        .filter(|width| width.row.images == images && of_paper(width.row))
        .collect();
    if widths.is_empty() {
        return claim.not_run(hours(images, of_paper));
    }
    let of = |width: &Width| {
        let (latents, [few, many], points) = (width.latents, width.gaps(), width.points);
        let [test_of_few, test_of_many] = points.map(|point| point.test);
        format!(
            "training less test bound {few:.2} nats with {} latents, {many:.2} with {}; test bound \
             {test_of_few:.2} and {test_of_many:.2}, after {}",
            latents[0],
            latents[1],
            thousands(points[0].samples as usize)
        )
    };
    let all = widths.iter().all(|width| !width.overfits());
    Claim {
        ours: widths.iter().map(of).collect::<Vec<_>>().join("; "),
        verdict: holds(all, false).into(),
        ..claim
    }
}

fn holds(all: bool, most: bool) -> &'static str {
    match (all, most) {
        (true, _) => "holds so far as it was run",
        (false, true) => "holds in part",
        (false, false) => "does not hold",
    }
}

fn claim(what: &str, images: Film, lines: &Lines, counts: impl Fn(&Row) -> bool) -> Claim {
    let of = || with_rows(lines).filter(|(row, _)| row.images == images && counts(row));
    let seconds: f64 = of().map(|(_, line)| line.result.seconds).sum();
    let seeds: BTreeSet<u64> = of().map(|(_, line)| line.seed).collect();
    Claim {
        what: format!("{}: {what}", images.title()),
        theirs: "a figure without numbers".into(),
        seeds: match seeds.len() {
            0 => String::new(),
            1 => "1 seed".into(),
            n => format!("{n} seeds"),
        },
        protocol: "figure 2: one tanh layer, Adagrad 0.02, minibatches of 100".into(),
        time: if seconds > 0.0 { duration(seconds) } else { String::new() },
        command: format!("vae reproduce --paper {}", Kingma2013.name()),
        ..Claim::default()
    }
}

fn hours(images: Film, counts: impl Fn(&Row) -> bool) -> f64 {
    let rows = super::ROWS.iter().filter(|row| row.images == images && counts(row));
    rows.map(Row::hours).sum()
}
