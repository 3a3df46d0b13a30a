//! Training: minibatches, Adam, a line an epoch, and a checkpoint that goes on exactly.

use std::ops::ControlFlow;
use std::time::Instant;

use serde::{Deserialize, Serialize};
use tch::{Device, Kind, Tensor};

use crate::backward::elbo_and_gradients;
use crate::checkpoint::RunFolder;
use crate::{
    Adam, AdamConfig, Dataset, EpochRecord, Error, History, Progress, Provenance, Purpose, Random,
    Result, RunConfig, Vae, evaluate,
};

/// The protocol of a training run; the default is the thesis's for MNIST (section 5.1.1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainConfig {
    /// Passes over the training images.
    pub epochs: usize,
    /// Images a step, M in the thesis's minibatch estimator.
    pub batch_size: usize,
    /// The optimizer's numbers.
    pub adam: AdamConfig,
    /// Fixes the order of the images and all noise.
    pub seed: u64,
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            epochs: 50,
            batch_size: 100,
            adam: AdamConfig::default(),
            seed: 0,
        }
    }
}

impl TrainConfig {
    /// Checks that every number makes sense.
    pub fn validate(&self) -> Result<()> {
        for (field, n) in [("epochs", self.epochs), ("batch_size", self.batch_size)] {
            if n == 0 || n > 10_000_000 {
                return Err(Error::Config {
                    field,
                    given: n.to_string(),
                    remedy: "choose a number from 1 to 10,000,000".into(),
                });
            }
        }
        self.adam.validate()
    }
}

/// A model in training, with all that it takes to go on later.
#[derive(Debug)]
pub struct Trainer {
    pub(crate) vae: Vae,
    pub(crate) adam: Adam,
    pub(crate) config: TrainConfig,
    pub(crate) history: History,
    /// How many images the run is trained on, once it is.
    pub(crate) train_size: Option<usize>,
    pub(crate) folder: Option<RunFolder>,
}

impl Trainer {
    /// Starts a run from a model, usually a new one.
    pub fn new(vae: Vae, config: TrainConfig) -> Result<Self> {
        config.validate()?;
        let adam = Adam::new(config.adam, &vae.parameters())?;
        let history = History::new(vae.source().clone());
        Ok(Self {
            vae,
            adam,
            config,
            history,
            train_size: None,
            folder: None,
        })
    }

    /// The model as it is now.
    pub fn vae(&self) -> &Vae {
        &self.vae
    }

    /// What was measured so far.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The protocol.
    pub fn config(&self) -> &TrainConfig {
        &self.config
    }

    /// What its `config.json` says.
    pub fn run_config(&self) -> RunConfig {
        RunConfig {
            train_size: self.train_size,
            training: Some(self.config.clone()),
            ..RunConfig::of(&self.vae)
        }
    }

    /// The model and the history, when training is over.
    pub fn into_parts(self) -> (Vae, History) {
        (self.vae, self.history)
    }

    /// The same run with its tensors on another device.
    pub fn to_device(mut self, device: Device) -> Result<Self> {
        self.vae = self.vae.to_device(device)?;
        for moment in self.adam.first.iter_mut().chain(&mut self.adam.second) {
            *moment = moment.f_to_device(device)?;
        }
        Ok(self)
    }

    /// Changes how many epochs the run has in all; those behind it stay.
    pub fn set_epochs(&mut self, epochs: usize) -> Result<()> {
        let config = TrainConfig {
            epochs,
            ..self.config.clone()
        };
        config.validate()?;
        self.config = config;
        Ok(())
    }

    /// Trains to the last epoch of the protocol and prints a line an epoch.
    ///
    /// # Errors
    /// Where the images do not fit the model, a loss is not finite, or a checkpoint cannot be
    /// written; the model keeps the weights it had reached.
    pub fn fit(&mut self, train: &Dataset, held_out: Option<&Dataset>) -> Result<()> {
        self.fit_with(train, held_out, |progress| {
            println!("{progress}");
            ControlFlow::Continue(())
        })
    }

    /// Trains like [`fit`](Self::fit) and shows each epoch to `observe`, which may look at the
    /// model, keep what it sees, and break off.
    pub fn fit_with(
        &mut self,
        train: &Dataset,
        held_out: Option<&Dataset>,
        mut observe: impl FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<()> {
        self.adopt_data(train)?;
        let start = Instant::now();
        let already = self.history.epochs.len();
        for epoch in already + 1..=self.config.epochs {
            let mut record = self.epoch(epoch, train)?;
            if let Some(images) = held_out {
                record.test_loss = Some(evaluate(&self.vae, images)?.loss);
            }
            self.history.epochs.push(record.clone());
            self.checkpoint(epoch == self.config.epochs)?;
            let flow = observe(&Progress {
                vae: &self.vae,
                record: &record,
                epochs: self.config.epochs,
                seconds_left: start.elapsed().as_secs_f64() / (epoch - already) as f64
                    * (self.config.epochs - epoch) as f64,
            });
            if flow.is_break() {
                return self.checkpoint(true);
            }
        }
        Ok(())
    }

    /// One pass over the images in a new random order.
    fn epoch(&mut self, epoch: usize, train: &Dataset) -> Result<EpochRecord> {
        let start = Instant::now();
        let seed = self.config.seed;
        let order = Random::stream(seed, Purpose::Order, epoch as u64).permutation(train.len());
        let mut noise = Random::stream(seed, Purpose::Noise, epoch as u64);
        let (mut reconstruction, mut kl) = (0.0, 0.0);
        for (batch, indices) in order.chunks(self.config.batch_size).enumerate() {
            let x = self.vae.adopt(&train.batch(indices)?)?;
            let eps = noise.standard_normal(&[x.size()[0], self.vae.config().latent])?;
            let terms = self.step(&x, &self.vae.adopt(&eps)?)?;
            for (term, value) in [("reconstruction", terms.0), ("KL", terms.1)] {
                self.refuse_infinite(term, value, epoch, batch + 1)?;
            }
            reconstruction += terms.0;
            kl += terms.1;
        }
        let n = train.len() as f64;
        Ok(EpochRecord {
            epoch,
            loss: (reconstruction + kl) / n,
            reconstruction: reconstruction / n,
            kl: kl / n,
            test_loss: None,
            seconds: start.elapsed().as_secs_f64(),
        })
    }

    /// One step of Adam on −ELBO; returns the sums of both terms over the batch, as costs.
    fn step(&mut self, x: &Tensor, eps: &Tensor) -> Result<(f64, f64)> {
        let (elbo, gradients) = elbo_and_gradients(&self.vae.networks, x, eps)?;
        let sum = |term: &Tensor| term.sum(Kind::Double).double_value(&[]);
        let terms = (-sum(&elbo.reconstruction), sum(&elbo.kl));
        if terms.0.is_finite() && terms.1.is_finite() {
            self.adam.step(&self.vae.parameters(), &gradients)?;
        }
        Ok(terms)
    }

    fn refuse_infinite(
        &self,
        term: &'static str,
        value: f64,
        epoch: usize,
        batch: usize,
    ) -> Result<()> {
        if value.is_finite() {
            return Ok(());
        }
        Err(Error::NotFinite {
            term,
            value,
            epoch,
            batch,
            learning_rate: self.config.adam.learning_rate,
        })
    }

    /// Checks that the images fit the model and are those that the run began with.
    fn adopt_data(&mut self, train: &Dataset) -> Result<()> {
        if train.is_empty() {
            return Err(Error::Config {
                field: "training images",
                given: "0".into(),
                remedy: "give at least one".into(),
            });
        }
        if train.image_shape() != self.vae.image_shape() {
            return Err(Error::Shape {
                operation: "training",
                wanted: format!("images of {}", self.vae.image_shape()),
                given: vec![train.image_shape().height, train.image_shape().width],
            });
        }
        self.refuse_other_images(train)?;
        self.vae.source = train.source().clone();
        self.history.source = train.source().clone();
        self.train_size = Some(train.len());
        Ok(())
    }
    /// A run goes on only with the images that it began with.
    fn refuse_other_images(&self, train: &Dataset) -> Result<()> {
        let source = &self.history.source;
        match self.train_size {
            Some(size) if (size, source) != (train.len(), train.source()) => Err(Error::Config {
                field: "training images",
                given: format!("{} of {}", train.len(), train.source()),
                remedy: format!("this run goes on only with its own, {size} of {source}"),
            }),
            _ => Ok(()),
        }
    }
}
