//! What a training run leaves behind for its film.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use tch::{Device, Tensor};

use super::pack;
use super::points::{check, colours, evenly, names};
use vae_core::{
    Dataset, EpochRecord, Error, ImageShape, Progress, Provenance, Result, Source, Vae,
};

/// Images whose means are recorded.
const POINTS: usize = 1000;
/// Images whose reconstructions are recorded.
const SHOWN: usize = 10;
/// Pictures of the film at most: with more epochs, every second one is dropped, as often as
/// needed.
const FRAMES: usize = 40;

/// Watches a training run for a [`learning_film`](super::learning_film).
///
/// ```
/// use vae_core::model::Architecture;
/// use vae_core::{TrainConfig, Trainer, Vae, VaeConfig, dataset::synthetic};
/// use vae_plot::widget;
///
/// # fn main() -> vae_core::Result<()> {
/// let digits = synthetic::digits(50, 0)?;
/// let vae = Vae::new(VaeConfig { architecture: Architecture::mlp([20, 20]), ..VaeConfig::default() }, 0)?;
/// let mut film = widget::FilmRecorder::new(&vae, &digits)?;
/// let mut trainer = Trainer::new(vae, TrainConfig { epochs: 3, ..TrainConfig::default() })?;
/// trainer.fit_with(&digits, None, |progress| film.record(progress))?;
/// let film = widget::learning_film(&film)?;
/// assert!(film.html().contains("<iframe"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct FilmRecorder {
    /// `[N, D]`, N at most [`POINTS`].
    pub(super) images: Tensor,
    /// Which of them are shown with their reconstructions.
    pub(super) shown: Vec<i64>,
    pub(super) labels: Option<Vec<i64>>,
    pub(super) colours: BTreeMap<i64, String>,
    pub(super) names: Option<BTreeMap<i64, String>>,
    pub(super) shape: ImageShape,
    pub(super) source: Source,
    pub(super) frames: Vec<Frame>,
    /// Epochs from one picture to the next.
    stride: usize,
    pub(super) records: Vec<EpochRecord>,
    pub(super) problem: Option<Error>,
}

/// The model after an epoch, as it sees the images.
#[derive(Debug)]
pub(super) struct Frame {
    pub epoch: usize,
    /// Means, `[N, J]`.
    pub mu: Tensor,
    /// Reconstructions of the images shown, `[count, D]`, in bytes.
    pub seen: Tensor,
}

impl FilmRecorder {
    /// A film whose first picture is the model as it is now: before its training, or where a
    /// resumed run stands. It watches up to 1000 of the
    /// images of `data`, and shows up to ten of them: one of each class, where there are labels.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for images of another shape than the model's, or none, and for a model
    /// of one latent dimension.
    pub fn new(vae: &Vae, data: &Dataset) -> Result<Self> {
        let watched = data.take(data.len().min(POINTS))?;
        check(vae, &watched)?;
        if vae.config().latent < 2 {
            return Err(Error::config(
                "latent",
                "1",
                "a plane needs a model of two latent dimensions or more",
            ));
        }
        let mut recorder = Self {
            images: watched.range(0, watched.len())?,
            shown: shown(&watched),
            labels: watched.labels().map(<[i64]>::to_vec),
            colours: colours(&watched),
            names: names(&watched),
            shape: data.image_shape(),
            source: data.source().clone(),
            frames: Vec::new(),
            stride: 1,
            records: Vec::new(),
            problem: None,
        };
        recorder.frames.push(recorder.frame(vae, 0)?);
        Ok(recorder)
    }

    /// Records the model at an epoch's end: what [`Trainer::fit_with`](vae_core::Trainer::fit_with)
    /// calls. Where it cannot, it ends the training, and
    /// [`learning_film`](super::learning_film) says why.
    pub fn record(&mut self, progress: &Progress) -> ControlFlow<()> {
        if self.records.is_empty() {
            self.frames[0].epoch = progress.record.epoch - 1; // of a run that was resumed: not 0
        }
        self.records.push(progress.record.clone());
        match self.frame(progress.vae, progress.record.epoch) {
            Ok(frame) => {
                self.keep(frame);
                ControlFlow::Continue(())
            }
            Err(problem) => {
                self.problem = Some(problem);
                ControlFlow::Break(())
            }
        }
    }

    fn frame(&self, vae: &Vae, epoch: usize) -> Result<Frame> {
        Ok(Frame {
            epoch,
            mu: vae.encode_mean(&self.images)?.f_to_device(Device::Cpu)?,
            seen: pack::grey(&vae.reconstruct(&self.originals()?)?)?,
        })
    }

    /// The images shown, `[count, D]`.
    pub(super) fn originals(&self) -> Result<Tensor> {
        let shown = Tensor::f_from_slice(&self.shown)?;
        Ok(self.images.f_index_select(0, &shown)?)
    }

    /// Adds the newest picture; of those before, only multiples of the stride stay.
    fn keep(&mut self, frame: Frame) {
        self.thin();
        self.frames.push(frame);
        while self.frames.len() > FRAMES {
            self.stride *= 2;
            let newest = self.frames.pop();
            self.thin();
            self.frames.extend(newest);
        }
    }

    fn thin(&mut self) {
        let stride = self.stride;
        self.frames.retain(|frame| frame.epoch % stride == 0);
    }
}

/// One image of each class, or some evenly apart.
pub(super) fn shown(data: &Dataset) -> Vec<i64> {
    let Some(labels) = data.labels() else {
        return evenly(data.len(), SHOWN);
    };
    let first = |class: i64| labels.iter().position(|&label| label == class);
    data.classes().into_iter().filter_map(first).take(SHOWN).map(|i| i as i64).collect()
}

impl Provenance for FilmRecorder {
    fn image_shape(&self) -> ImageShape {
        self.shape
    }

    fn source(&self) -> &Source {
        &self.source
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use vae_core::model::Architecture;
    use vae_core::{TrainConfig, Trainer, VaeConfig, dataset::synthetic};

    pub fn recorded(epochs: usize, latent: i64) -> Result<FilmRecorder> {
        let config =
            VaeConfig { architecture: Architecture::mlp([4, 4]), latent, ..VaeConfig::default() };
        let (vae, data) = (Vae::new(config, 0)?, synthetic::digits(20, 0)?);
        let mut film = FilmRecorder::new(&vae, &data)?;
        let config = TrainConfig { epochs, ..TrainConfig::default() };
        Trainer::new(vae, config)?.fit_with(&data, None, |progress| film.record(progress))?;
        Ok(film)
    }

    fn epochs(film: &FilmRecorder) -> Vec<usize> {
        film.frames.iter().map(|frame| frame.epoch).collect()
    }

    #[test]
    fn it_holds_the_model_before_and_after_each_epoch() {
        let film = recorded(3, 2).unwrap();
        assert_eq!(epochs(&film), [0, 1, 2, 3]);
        let labels = film.labels.unwrap();
        let shown: Vec<i64> = film.shown.iter().map(|&i| labels[i as usize]).collect();
        assert_eq!(shown, synthetic::digits(20, 0).unwrap().classes());
    }

    #[test]
    fn a_long_run_keeps_few_pictures_and_the_last() {
        let film = recorded(101, 3).unwrap();
        let kept = epochs(&film);
        assert!(kept.len() <= FRAMES, "{kept:?}");
        assert_eq!(kept[..3], [0, 4, 8]);
        assert_eq!(kept.last(), Some(&101));
        assert_eq!(film.records.len(), 101);
    }

    #[test]
    fn a_line_has_no_plane() {
        let error = recorded(1, 1).unwrap_err().to_string();
        assert!(error.starts_with("latent = 1"), "{error}");
    }
}
