//! A training run as a film: what the model saw after each epoch.

use serde_json::{Value, json};
use tch::{Kind, Tensor};

use super::film_recorder::{FilmRecorder, Frame};
use super::pack;
use super::page::{Page, shows_itself};
use super::points::widest;
use crate::figure::{self, Figures};
use vae_core::{Error, History, Result};

/// A film of one training run, made by [`learning_film`].
#[derive(Debug, Clone)]
pub struct LearningFilm {
    page: Page,
    last: usize,
}

/// What does the model learn from epoch to epoch? A slider over the epochs that `recorder` saw:
/// the reconstructions of up to ten images, the latent plane, and the loss in nats per image,
/// training and held-out. It carries at most 40 pictures; of a model with more than two latent
/// dimensions, the plane shows the two that vary most at the end.
///
/// # Errors
/// [`ErrorKind::Config`](vae_core::ErrorKind) where no epoch was recorded, or recording one failed.
pub fn learning_film(recorder: &FilmRecorder) -> Result<LearningFilm> {
    let refused = |given: String, remedy: &str| Err(Error::config("film", given, remedy));
    if let Some(problem) = &recorder.problem {
        return refused(problem.to_string(), "the training ended there");
    }
    let (Some(record), Some(frame)) = (recorder.records.last(), recorder.frames.last()) else {
        return refused("no epoch".into(), "give `record` to `Trainer::fit_with`");
    };
    let page = Page {
        name: "learning-film",
        title: "What does the model learn from epoch to epoch?".into(),
        script: concat!(include_str!("js/learning_film.js"), include_str!("js/loss_line.js"),),
        computes_in_a_worker: false,
        data: contents(recorder, widest(&frame.mu)?)?,
        state: json!({ "epoch": record.epoch }),
        source: recorder.source.clone(),
        still: still(recorder, frame)?,
    };
    let last = record.epoch;
    Ok(LearningFilm { page, last })
}

impl LearningFilm {
    /// Opens at an epoch, or the last one before it that the film carries; 0 is the model before
    /// its training.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for an epoch after the last.
    pub fn start_at(mut self, epoch: usize) -> Result<Self> {
        if epoch > self.last {
            return Err(Error::config(
                "start_at",
                epoch,
                format!("the film goes from epoch 0 to {}", self.last),
            ));
        }
        self.page.state["epoch"] = json!(epoch);
        Ok(self)
    }
}

shows_itself!(LearningFilm);

fn contents(recorder: &FilmRecorder, dimensions: [i64; 2]) -> Result<Value> {
    let plane = Tensor::f_from_slice(&dimensions)?;
    let frames = recorder.frames.iter().map(|frame| {
        let mu = frame.mu.f_index_select(1, &plane)?;
        Ok(json!({
            "epoch": frame.epoch,
            "mu": pack::half(&mu)?,
            "images": pack::bytes(&frame.seen)?,
        }))
    });
    Ok(json!({
        "shape": [recorder.shape.height, recorder.shape.width],
        "dimensions": dimensions,
        "shown": recorder.shown,
        "originals": pack::bytes(&pack::grey(&recorder.originals()?)?)?,
        "labels": recorder.labels,
        "colours": recorder.colours,
        "names": recorder.names,
        "frames": frames.collect::<Result<Vec<Value>>>()?,
        "records": recorder.records,
    }))
}

/// The loss, and the images shown as the model sees them at the end.
fn still(recorder: &FilmRecorder, frame: &Frame) -> Result<Figures> {
    let history = History { source: recorder.source.clone(), epochs: recorder.records.clone() };
    let rows = [
        ("image", recorder.originals()?),
        ("reconstruction", frame.seen.f_to_kind(Kind::Float)? / 255.0),
    ];
    let title = format!("What does the model see after epoch {}?", frame.epoch);
    Ok(Figures(vec![figure::loss_curve(&history)?, figure::image_rows(&title, &rows, recorder)?]))
}

#[cfg(test)]
mod tests {
    use super::super::film_recorder::tests::recorded;
    use super::*;
    use vae_core::{Vae, VaeConfig, dataset::synthetic};

    #[test]
    fn it_opens_at_the_end_or_where_it_was_told_to() {
        let film = learning_film(&recorded(3, 2).unwrap()).unwrap();
        assert_eq!(film.page.state["epoch"], json!(3));
        let film = film.start_at(0).unwrap();
        assert_eq!(film.page.state["epoch"], json!(0));
        let error = film.start_at(4).unwrap_err().to_string();
        assert!(error.contains("epoch 0 to 3"), "{error}");
    }

    #[test]
    fn a_film_needs_an_epoch() {
        let vae = Vae::new(VaeConfig::default(), 0).unwrap();
        let film = FilmRecorder::new(&vae, &synthetic::digits(20, 0).unwrap()).unwrap();
        let error = learning_film(&film).unwrap_err().to_string();
        assert!(error.contains("fit_with"), "{error}");
    }
}
