//! What a training run tells after each epoch.

use std::fmt;

use crate::{EpochRecord, Vae};

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
        write_line(f, self.record, self.epochs, self.seconds_left)
    }
}

pub(crate) fn write_line(
    f: &mut fmt::Formatter<'_>,
    record: &EpochRecord,
    epochs: usize,
    seconds_left: f64,
) -> fmt::Result {
    let EpochRecord {
        epoch,
        loss,
        reconstruction,
        kl,
        test_loss,
        seconds,
    } = record;
    let width = epochs.to_string().len();
    write!(f, "epoch {epoch:>width$}/{epochs}  loss {loss:.2}")?;
    write!(f, " = reconstruction {reconstruction:.2} + KL {kl:.2}")?;
    if let Some(test_loss) = test_loss {
        write!(f, "  held-out {test_loss:.2}")?;
    }
    write!(f, "  [{seconds:.1} s, {} left]", duration(seconds_left))
}

/// A time span for people: `45 s`, `12 min`, `2 h 5 min`.
fn duration(seconds: f64) -> String {
    match seconds.round() as u64 {
        s @ 0..100 => format!("{s} s"),
        s @ 100..6_000 => format!("{} min", (s + 30) / 60),
        s => format!("{} h {} min", s / 3_600, s % 3_600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn spans_are_said_as_people_say_them() {
        assert_eq!(duration(45.2), "45 s");
        assert_eq!(duration(290.0), "5 min");
        assert_eq!(duration(7_500.0), "2 h 5 min");
    }
}
