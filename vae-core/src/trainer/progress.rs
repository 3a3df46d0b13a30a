//! What a training run tells after each epoch.

use std::fmt;

use crate::display::text::duration;
use crate::model::Vae;
use crate::train::EpochRecord;

/// One epoch's news.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// The model at the epoch's end.
    pub vae: &'a Vae,
    /// What the epoch measured.
    pub record: &'a EpochRecord,
    /// How many epochs the run has.
    pub epochs: usize,
    /// What the rest will take, seconds, at the pace so far.
    pub seconds_left: f64,
}

/// The line of the training log; losses in nats per image.
impl fmt::Display for Progress<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_line(f, self.record, self.epochs, Some(self.seconds_left))
    }
}

/// `seconds_left` is none while the pace is not known.
pub(super) fn write_line(
    f: &mut fmt::Formatter<'_>,
    record: &EpochRecord,
    epochs: usize,
    seconds_left: Option<f64>,
) -> fmt::Result {
    let width = epochs.to_string().len();
    let (epoch, loss) = (record.epoch, record.loss);
    write!(f, "epoch {epoch:>width$}/{epochs}  loss {loss:.2}")?;
    let labels = record.terms.labels();
    let terms = labels.iter().zip(record.terms.iter().map(|term| term.1));
    for (i, (label, value)) in terms.enumerate() {
        let sign = match (record.is_sum(), i) {
            (true, 0) => " = ",
            (true, _) => " + ",
            (false, _) => "  ",
        };
        write!(f, "{sign}{label} {value:.2}")?;
    }
    if let Some(test_loss) = record.test_loss {
        write!(f, "  held-out {test_loss:.2}")?;
    }
    write!(f, "  [{:.1} s", record.seconds)?;
    match seconds_left {
        Some(seconds) => write!(f, ", {} left]", duration(seconds)),
        None => write!(f, "]"),
    }
}
