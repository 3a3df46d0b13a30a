//! The curves as tables, and what they say of the paper's sentences.

use vae_core::display::Table;
use vae_core::display::text::thousands;

use super::curve::{Curve, Point};
use super::method::Method;
use super::points::{STAGES, samples_at, samples_through};
use super::rows::{Film, Row};
use crate::Line;

type Lines = [Line<Curve>];

/// A gap between training and test bound that grows by no more is not called overfitting, nats; of
/// Frey Faces, whose bound is of the order of a thousand nats, ten times as much.
const CLOSE: [(Film, f64); 2] = [(Film::Mnist, 1.0), (Film::Frey, 10.0)];

/// 10⁵, 10⁶ and 10⁷ images.
fn marks() -> [u64; STAGES] {
    [1, 2, 3].map(|stage| samples_through(stage, false))
}

fn power(samples: u64) -> String {
    match samples {
        100_000 => "10⁵".into(),
        1_000_000 => "10⁶".into(),
        10_000_000 => "10⁷".into(),
        other => thousands(other as usize),
    }
}

/// The curves with their rows.
pub(super) fn with_rows(lines: &Lines) -> impl Iterator<Item = (&'static Row, &Line<Curve>)> {
    lines.iter().filter_map(|line| Some((Row::named(&line.row)?, line)))
}

fn both(point: &Point) -> String {
    format!("{:.2} / {:.2}", point.train, point.test)
}

/// Every curve at three marks, and how far it came.
pub(super) fn curves(lines: &Lines) -> Table {
    let marks = marks();
    let heads = ["images", "latents", "method", "seed"].map(String::from).into_iter();
    let heads = heads.chain(marks.map(power)).chain(["came to".into(), "then".into()]);
    let caption = "Lower bound, nats an image: of the images learnt from / of the test images, \
                   after so many images seen.";
    let end = samples_through(STAGES, false);
    with_rows(lines).fold(Table::new(caption, heads), |table, (row, line)| {
        let curve = &line.result;
        let at = marks.map(|mark| curve.at(mark).map(both).unwrap_or_default());
        let came = match curve.reached() >= end {
            true => "the end".to_string(),
            false => format!("cut after {}", thousands(curve.reached() as usize)),
        };
        let last = curve.points.last().map(both).unwrap_or_default();
        let first = [
            row.images.title().to_string(),
            row.latent.to_string(),
            row.method.title().to_string(),
            line.seed.to_string(),
        ];
        let table = table.with_source(&curve.dataset);
        table.row(first.into_iter().chain(at).chain([came, last]))
    })
}

/// Two curves that differ in their method.
pub(super) struct Pair {
    /// AEVB's.
    pub(super) row: &'static Row,
    pub(super) seed: u64,
    /// Images seen, and how much better AEVB's test bound is: where both curves have a point.
    pub(super) gains: Vec<(u64, f64)>,
}

impl Pair {
    /// At how many points AEVB is ahead.
    pub(super) fn ahead(&self) -> usize {
        self.gains.iter().filter(|(_, nats)| *nats > 0.0).count()
    }
}

/// Every AEVB curve that wake-sleep has a counterpart of.
pub(super) fn pairs(lines: &Lines) -> Vec<Pair> {
    let awake = with_rows(lines).filter(|(row, _)| row.method == Method::Aevb);
    let pairs = awake.filter_map(|(row, line)| {
        let asleep = counterpart(lines, row, line.seed)?;
        Some(Pair { row, seed: line.seed, gains: gains(&line.result, asleep) })
    });
    pairs.collect()
}

/// The curve of a row's images and latents by the other method, with the same seed.
fn counterpart<'a>(lines: &'a Lines, row: &Row, seed: u64) -> Option<&'a Curve> {
    let is_it = |other: &Row| {
        (other.images, other.latent) == (row.images, row.latent) && other.method != row.method
    };
    let mut found = with_rows(lines).filter(|(other, line)| is_it(other) && line.seed == seed);
    found.next().map(|(_, line)| &line.result)
}

fn gains(first: &Curve, second: &Curve) -> Vec<(u64, f64)> {
    let both = first.points.iter().filter_map(|a| Some((a, second.at(a.samples)?)));
    both.map(|(a, b)| (a.samples, a.test - b.test)).collect()
}

/// The test bound of AEVB less that of wake-sleep.
pub(super) fn methods(lines: &Lines) -> Table {
    let marks = marks();
    let heads = ["images", "latents", "seed"].map(String::from).into_iter();
    let heads = heads.chain(marks.map(power)).chain(["AEVB is ahead".into()]);
    let caption = "AEVB less wake-sleep, test bound, nats an image. The paper says that AEVB \
                   converges faster and to a better solution in all experiments; the last column \
                   counts the points of the curves that both came to.";
    pairs(lines).iter().fold(Table::new(caption, heads), |table, pair| {
        let at = marks.map(|mark| {
            let gain = pair.gains.iter().find(|(samples, _)| *samples == mark);
            gain.map(|(_, nats)| format!("{nats:+.2}")).unwrap_or_default()
        });
        let (row, all) = (pair.row, pair.gains.len());
        let first = [row.images.title().to_string(), row.latent.to_string(), pair.seed.to_string()];
        let ahead = format!("at {} of {all} points", pair.ahead());
        table.row(first.into_iter().chain(at).chain([ahead]))
    })
}

/// Two curves that differ in their latents, at the last point of both.
pub(super) struct Width<'a> {
    /// That of the fewer.
    pub(super) row: &'static Row,
    pub(super) seed: u64,
    pub(super) latents: [i64; 2],
    pub(super) points: [&'a Point; 2],
}

impl Width<'_> {
    /// Training bound less test bound of either.
    pub(super) fn gaps(&self) -> [f64; 2] {
        self.points.map(|point| point.train - point.test)
    }

    fn growth(&self) -> f64 {
        let [few, many] = self.gaps();
        many - few
    }

    /// Whether that gap grows by more than is called close, while the test bound falls.
    pub(super) fn overfits(&self) -> bool {
        let close = CLOSE.iter().find(|(film, _)| *film == self.row.images);
        let [few, many] = self.points;
        many.test < few.test && close.is_none_or(|(_, nats)| self.growth() > *nats)
    }
}

/// The curve of the most latents beside that of fewer, for either method and each seed.
pub(super) fn widths(lines: &Lines) -> Vec<Width<'_>> {
    let widths = with_rows(lines).filter_map(|(row, line)| {
        let (most, wide) = widest(lines, row, line.seed)?;
        let (few, many) = last_common(&line.result, wide)?;
        let (latents, points) = ([row.latent, most.latent], [few, many]);
        Some(Width { row, seed: line.seed, latents, points })
    });
    widths.collect()
}

/// The curve of the most latents, where a row is that of the next fewer.
fn widest<'a>(lines: &'a Lines, row: &Row, seed: u64) -> Option<(&'static Row, &'a Curve)> {
    let is_like = |other: &Row| (other.images, other.method) == (row.images, row.method);
    let like = || with_rows(lines).filter(|(other, line)| is_like(other) && line.seed == seed);
    let (most, line) = like().max_by_key(|(other, _)| other.latent)?;
    let few = like().map(|(other, _)| other.latent).filter(|latent| *latent < most.latent).max();
    (few == Some(row.latent)).then_some((most, &line.result))
}

fn last_common<'a>(a: &'a Curve, b: &'a Curve) -> Option<(&'a Point, &'a Point)> {
    a.points.iter().rev().find_map(|point| Some((point, b.at(point.samples)?)))
}

/// Many latents against few: whether the gap between training and test bound grows.
pub(super) fn superfluous(lines: &Lines) -> Table {
    let heads =
        ["images", "method", "seed", "latents", "images seen", "gap", "test bound", "overfits"];
    let caption = format!(
        "Training bound less test bound, nats an image, of the most latents there are curves of \
         and of the next fewer, after as many images. The paper says that superfluous latents do \
         not overfit: to overfit is here a gap that grows, by more than {} nat on MNIST and {} on \
         Frey Faces, while the test bound falls.",
        CLOSE[0].1, CLOSE[1].1
    );
    widths(lines).iter().fold(Table::new(caption, heads), |table, width| {
        let (row, [few, many]) = (width.row, width.points);
        let arrow = |[a, b]: [f64; 2]| format!("{a:.2} → {b:.2}");
        table.row([
            row.images.title().to_string(),
            row.method.title().to_string(),
            width.seed.to_string(),
            format!("{} → {}", width.latents[0], width.latents[1]),
            thousands(few.samples as usize),
            arrow(width.gaps()),
            arrow([few.test, many.test]),
            format!("{} ({:+.2})", if width.overfits() { "yes" } else { "no" }, width.growth()),
        ])
    })
}

/// The test bound at every point.
pub(super) fn points(lines: &Lines) -> Table {
    let all: Vec<u64> = (0..=4 * STAGES).map(|point| samples_at(point, false)).collect();
    let heads = std::iter::once(String::new());
    let heads = heads.chain(all.iter().map(|samples| thousands(*samples as usize)));
    let table = Table::new("Test bound after so many images seen, nats an image.", heads);
    with_rows(lines).fold(table, |table, (row, line)| {
        let name = format!(
            "{}, {}, {}, seed {}",
            row.images.title(),
            row.latent,
            row.method.title(),
            line.seed
        );
        let at = all.iter().map(|samples| {
            line.result.at(*samples).map(|point| format!("{:.2}", point.test)).unwrap_or_default()
        });
        table.row(std::iter::once(name).chain(at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kingma2013::ROWS;
    use vae_core::Source;

    fn line(row: &str, points: &[(u64, f64, f64)]) -> Line<Curve> {
        let points = points.iter().map(|&(samples, train, test)| Point { samples, train, test });
        let result = Curve {
            dataset: Source::Mnist,
            images: (50_000, 10_000),
            seconds: 1.0,
            points: points.collect(),
        };
        Line { row: row.into(), seed: 0, folder: "here".into(), result }
    }

    #[test]
    fn tables_say_marks_cuts_differences_and_gaps() {
        let lines = [
            line("aevb-mnist-20", &[(100_000, -130.0, -131.0), (1_000_000, -110.0, -112.0)]),
            line("aevb-mnist-200", &[(100_000, -131.0, -132.0), (1_000_000, -109.0, -112.5)]),
            line("wake-sleep-mnist-20", &[(100_000, -140.0, -141.0)]),
            line("aevb-frey-2", &[(10_000_000, 1_000.0, 990.0)]),
        ];
        let text = curves(&lines).markdown();
        assert!(text.contains("| AEVB | 0 | -130.00 / -131.00 | -110.00 / -112.00 |"), "{text}");
        assert!(text.contains("cut after 1,000,000") && text.contains("| the end |"), "{text}");
        let text = methods(&lines).markdown();
        assert!(text.contains("| MNIST | 20 | 0 | +10.00 |  |  | at 1 of 1 points |"), "{text}");
        let text = superfluous(&lines).markdown();
        let row = "| 20 → 200 | 1,000,000 | 2.00 → 3.50 | -112.00 → -112.50 | yes (+1.50) |";
        assert!(text.contains(row) && !text.contains("Frey Faces | AEVB"), "{text}");
        let better = [
            line("aevb-frey-2", &[(100_000, 500.0, 480.0)]),
            line("aevb-frey-20", &[(100_000, 600.0, 550.0)]),
        ];
        let text = superfluous(&better).markdown();
        assert!(text.contains("| 20.00 → 50.00 | 480.00 → 550.00 | no (+30.00) |"), "{text}");
        assert!(points(&lines).markdown().contains("| MNIST, 20, wake-sleep, seed 0 |"));
    }

    #[test]
    fn every_row_can_be_compared_with_its_other() {
        for row in ROWS {
            let others = ROWS.iter().filter(|other| {
                (other.images, other.latent) == (row.images, row.latent)
                    && other.method != row.method
            });
            assert_eq!(others.count(), 1, "{}", row.name);
        }
    }
}
