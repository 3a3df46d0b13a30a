//! A training under way.

use std::ops::ControlFlow;

use notebook_front::{is_here, uninterruptible};
use tch::Tensor;
use vae_core::dataset::ImageSet;
use vae_core::display::text::{escape, thousands};
use vae_core::{BatchProgress, ErrorKind, History, Progress, Result, Trainer, Watch};

use super::Page;
use crate::figure::{Figure, image_rows, loss_curve};

/// Trains like [`Trainer::fit`] and shows one output that redraws itself: how far it is, losses,
/// time left, and the growing loss curve. What stays in the notebook is the curve.
///
/// # Errors
/// As [`Trainer::fit`]; stopped by the reader, it is an error called interrupted, and another call
/// goes on.
pub fn fit(
    trainer: &mut Trainer,
    train: &dyn ImageSet,
    held_out: Option<&dyn ImageSet>,
) -> Result<()> {
    fit_with(trainer, train, held_out, None, |_| ControlFlow::Continue(()))
}

/// The same with a strip of images, `[n, D]`, above what the model makes of them by now, where
/// they are given; and each epoch is shown to `observe`, which may keep what it sees and break off.
///
/// # Errors
/// As [`fit`].
pub fn fit_with(
    trainer: &mut Trainer,
    train: &dyn ImageSet,
    held_out: Option<&dyn ImageSet>,
    images: Option<&Tensor>,
    mut observe: impl FnMut(&Progress) -> ControlFlow<()>,
) -> Result<()> {
    if !is_here() {
        return trainer.fit_with(train, held_out, |progress| {
            println!("{progress}");
            observe(progress)
        });
    }
    let mut watcher = Watcher { page: Page::open("training"), images, observe };
    let outcome = trainer.fit_watched(train, held_out, &mut watcher);
    let is_stopped = matches!(&outcome, Err(error) if error.kind() == ErrorKind::Interrupted);
    let end = match &outcome {
        Ok(()) if trainer.is_finished() => String::new(),
        _ if is_stopped || outcome.is_ok() => format!("Stopped after {}.", trainer.position()),
        _ => format!("Ended after {}.", trainer.position()),
    };
    watcher.close(trainer, &end)?;
    outcome
}

/// Shows a training, and lets another look on.
struct Watcher<'a, F> {
    page: Page,
    images: Option<&'a Tensor>,
    observe: F,
}

impl<F> Watcher<'_, F> {
    /// What stays: the curve, and the strip where there is one.
    fn close(self, trainer: &Trainer, end: &str) -> Result<()> {
        let draw = || pictures(trainer.history(), trainer.vae(), self.images);
        let pictures = uninterruptible(draw)?; // also where the reader has stopped the rest
        let last = trainer.history().last().map(|record| format!(" Loss {:.2}.", record.loss));
        let words = format!("{end}{}", last.unwrap_or_default());
        let html = match end.is_empty() && !pictures.is_empty() {
            true => pictures,
            false => format!("<p>{}</p>{pictures}", escape(&words)),
        };
        self.page.close(&html, words.trim());
        Ok(())
    }
}

impl<F: FnMut(&Progress) -> ControlFlow<()>> Watch for Watcher<'_, F> {
    fn after_batch(&mut self, progress: &BatchProgress) {
        let epoch = progress.epoch.epoch;
        let of_epoch = progress.epoch.batches as f64 / progress.batches.max(1) as f64;
        let done = ((epoch - 1) as f64 + of_epoch) / progress.epochs as f64;
        let images = self.images;
        self.page.draw(done, &words(progress), || {
            pictures(progress.history, progress.vae, images).unwrap_or_default()
        });
    }

    fn after_epoch(&mut self, progress: &Progress) -> ControlFlow<()> {
        (self.observe)(progress)
    }
}

/// Where it is, in numbers.
fn words(progress: &BatchProgress) -> String {
    let held_out = progress.history.last().and_then(|record| record.test_loss);
    let held_out = held_out.map_or(String::new(), |loss| format!(", held-out {loss:.2}"));
    format!(
        "epoch {} of {}, {} images · loss {:.2} so far{held_out}",
        progress.epoch.epoch,
        progress.epochs,
        thousands(progress.images),
        progress.loss()
    )
}

fn pictures(history: &History, vae: &vae_core::Vae, images: Option<&Tensor>) -> Result<String> {
    let mut html = match history.epochs.len() {
        0 | 1 => String::new(),
        _ => loss_curve(history)?.html(),
    };
    if let Some(x) = images {
        html += &strip(x, vae)?.html();
    }
    Ok(html)
}

fn strip(x: &Tensor, vae: &vae_core::Vae) -> Result<Figure> {
    let again = vae.reconstruct(x)?;
    let x = x.shallow_clone();
    image_rows(
        "What does the model make of these images?",
        &[("image", x), ("by the model", again)],
        vae,
    )
}
