//! Outputs that redraw themselves while a cell runs.
//!
//! They need a kernel that can replace an output; elsewhere the lines of
//! [`Trainer::fit`](vae_core::Trainer::fit) appear.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use notebook_front::{Content, Live, is_here, show_live};
use tch::Tensor;
use vae_core::dataset::ImageSet;
use vae_core::display::text::{duration, escape, thousands};
use vae_core::{BatchProgress, ErrorKind, History, Progress, Result, Trainer, Watch};

use crate::figure::{Figure, image_rows, loss_curve};

/// A figure on the page that later ones replace, from any cell.
#[derive(Debug, Clone)]
pub struct LiveFigure(Live);

/// Shows a figure at once; [`update`](LiveFigure::update) replaces it.
pub fn show(figure: &Figure) -> LiveFigure {
    LiveFigure(show_live(&content(figure.html(), &figure.alt())))
}

impl LiveFigure {
    /// Replaces the figure.
    pub fn update(&self, figure: &Figure) {
        self.0.update(&content(figure.html(), &figure.alt()));
    }
}

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
    let mut page = Page::open(trainer, images, observe);
    let outcome = trainer.fit_watched(train, held_out, &mut page);
    let is_stopped = matches!(&outcome, Err(error) if error.kind() == ErrorKind::Interrupted);
    let end = match &outcome {
        Ok(()) if trainer.is_finished() => String::new(),
        _ if is_stopped || outcome.is_ok() => format!("Stopped after {}.", trainer.position()),
        _ => format!("Ended after {}.", trainer.position()),
    };
    page.close(trainer, &end)?;
    outcome
}

/// Drawing takes at most this share of a training's time.
const LARGEST_SHARE: f64 = 0.01;
const SHORTEST: Duration = Duration::from_secs(1);

/// The output of a training, and what else looks on.
struct Page<'a, F> {
    live: Live,
    images: Option<&'a Tensor>,
    /// When it may be drawn again.
    due: Instant,
    observe: F,
}

impl<'a, F> Page<'a, F> {
    fn open(trainer: &Trainer, images: Option<&'a Tensor>, observe: F) -> Self {
        let words = format!("<p>{} begins to learn.</p>", escape(&trainer.vae().to_string()));
        Self { live: show_live(&Content::html(words)), images, due: Instant::now(), observe }
    }

    /// Draws, and waits so long that drawing keeps to its share.
    fn draw(&mut self, head: &str, history: &History, vae: &vae_core::Vae) {
        let start = Instant::now();
        if let Ok(pictures) = self.pictures(history, vae) {
            self.live.update(&Content::html(format!("{head}{pictures}")));
        }
        let took = start.elapsed();
        self.due = Instant::now() + SHORTEST.max(took.div_f64(LARGEST_SHARE));
    }

    fn pictures(&self, history: &History, vae: &vae_core::Vae) -> Result<String> {
        let mut html = match history.epochs.len() {
            0 | 1 => String::new(),
            _ => loss_curve(history)?.html(),
        };
        if let Some(x) = self.images {
            html += &strip(x, vae)?.html();
        }
        Ok(html)
    }

    /// What stays: the curve, and the strip where there is one.
    fn close(&self, trainer: &Trainer, end: &str) -> Result<()> {
        let mut html = self.pictures(trainer.history(), trainer.vae())?;
        let last = trainer.history().last().map(|record| format!("loss {:.2}", record.loss));
        let words = match (end.is_empty(), html.is_empty()) {
            (true, false) => String::new(),
            _ => format!("<p>{} {}</p>", end, last.unwrap_or_default()),
        };
        html = words + &html;
        self.live.update(&content(html, end));
        Ok(())
    }
}

impl<F: FnMut(&Progress) -> ControlFlow<()>> Watch for Page<'_, F> {
    fn after_batch(&mut self, progress: &BatchProgress) {
        if Instant::now() >= self.due {
            let head = head(progress);
            self.draw(&head, progress.history, progress.vae);
        }
    }

    fn after_epoch(&mut self, progress: &Progress) -> ControlFlow<()> {
        (self.observe)(progress)
    }
}

/// A progress bar, and the numbers beside it.
fn head(progress: &BatchProgress) -> String {
    let (epoch, epochs) = (progress.epoch.epoch, progress.epochs);
    let done = (epoch - 1) as f64 + progress.epoch.batches as f64 / progress.batches.max(1) as f64;
    let (images, left) = (thousands(progress.images), duration(progress.seconds_left));
    let held_out = progress.history.last().and_then(|record| record.test_loss);
    let held_out = held_out.map_or(String::new(), |loss| format!(", held-out {loss:.2}"));
    format!(
        "<p><progress max=\"{epochs}\" value=\"{done:.3}\" aria-label=\"training\"></progress> \
         epoch {epoch} of {epochs}, {images} images · loss {:.2} so far{held_out} · {left} left</p>",
        progress.loss()
    )
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

fn content(html: String, text: &str) -> Content {
    Content::html(html).and("text/plain", text)
}
