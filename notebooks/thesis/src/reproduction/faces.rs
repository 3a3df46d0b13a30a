//! The losses on Frey Faces, above what their greys alone cost.

use super::Experiment;
use vae_core::{EpochRecord, History, Result};
use vae_plot::figure::{Figure, Plot, Series, palette};

/// How far does the loss fall? A training's losses by the epoch, with the `floor` that no model goes
/// below, nats per image, and what the thesis prints for `experiment` (its figures 27 and 29).
///
/// # Errors
/// Where there is nothing to draw.
pub fn fall_to_floor(
    title: &str,
    history: &History,
    floor: f64,
    experiment: &str,
) -> Result<Figure> {
    let printed = Experiment::named(experiment).map_or(&[][..], |found| found.thesis);
    let dots: Vec<_> = printed.iter().map(|(epoch, loss)| (*epoch as f64, *loss)).collect();
    let end = dots.last().map_or(1_000.0, |dot| dot.0);
    let curve = |name: &str, of: fn(&EpochRecord) -> Option<f64>| {
        let records = history.epochs.iter();
        Series::new(name, records.filter_map(|r| Some((r.epoch as f64, of(r)?))).collect())
    };
    Plot::new(title, "epoch", "−ELBO (nats per image)")
        .log_x()
        .y_range(335.0, 362.0)
        .source(&history.source)
        .with(curve("training", |r| Some(r.loss)).colour(palette::TRAINING))
        .with(curve("held-out", |r| r.test_loss).dashed().colour(palette::HELD_OUT))
        .with(Series::new("floor", vec![(1.0, floor), (end, floor)]).dashed())
        .with(Series::new("thesis", dots).only_dots())
        .figure()
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::{Source, train::Terms};

    #[test]
    fn floor_and_thesis_stand_beside_both_losses() {
        let record = |epoch, loss| EpochRecord {
            epoch,
            loss,
            terms: Terms::elbo(loss, 0.0),
            test_loss: Some(loss + 1.0),
            seconds: 1.0,
        };
        let epochs = vec![record(1, 355.0), record(2, 352.0)];
        let history = History { source: Source::FreyFaces, epochs };
        let svg = fall_to_floor("How far?", &history, 337.0, "frey-z2").unwrap().svg();
        for name in ["training", "held-out", "floor", "thesis"] {
            assert!(svg.contains(&format!(">{name}<")), "{name}");
        }
    }
}
