//! M2 in training: epoch after epoch, saved and resumed.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use tch::{Kind, Tensor};
use vae_core::{Adam, Error, Purpose, Random, Result};

use crate::checkpoint::{self, Checkpoint, Snapshot};
use crate::config::M2Training;
use crate::data::{FewLabels, Labelled};
use crate::loss::{Batch, Terms, loss};
use crate::model::M2;
use crate::record::M2Record;

/// A model in training.
#[derive(Debug)]
pub struct M2Trainer {
    m2: M2,
    adam: Adam,
    config: M2Training,
    history: Vec<M2Record>,
    file: Option<PathBuf>,
    /// The rows with labels that the checkpoint was trained on.
    resumed_with: Option<Vec<i64>>,
}

impl M2Trainer {
    /// Starts a run from a new model.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) where a number of the protocol makes no sense.
    pub fn new(m2: M2, config: M2Training) -> Result<Self> {
        config.validate()?;
        let adam = Adam::new(config.adam, &m2.parameters())?;
        Ok(Self { m2, adam, config, history: Vec::new(), file: None, resumed_with: None })
    }

    /// The same run, kept in a file after every epoch; where the file is there already, what it
    /// holds goes on.
    ///
    /// # Errors
    /// Where the file cannot be read, or holds a run of another protocol.
    pub fn saving_to(self, file: &Path) -> Result<Self> {
        if !file.exists() {
            return Ok(Self { file: Some(file.into()), ..self });
        }
        let found = checkpoint::read(file)?;
        if found.m2.config() != self.m2.config() || found.config != self.config {
            let remedy = "name another file, or remove this one";
            return Err(Error::saved(file, "it holds a run of another protocol", remedy));
        }
        let Checkpoint { m2, adam, config, history, labelled } = found;
        Ok(Self {
            m2,
            adam,
            config,
            history,
            file: Some(file.into()),
            resumed_with: Some(labelled),
        })
    }

    /// The model as it is now.
    pub fn m2(&self) -> &M2 {
        &self.m2
    }

    /// The model, when training is over.
    pub fn into_m2(self) -> M2 {
        self.m2
    }

    /// The protocol.
    pub fn config(&self) -> &M2Training {
        &self.config
    }

    /// One record an epoch.
    pub fn history(&self) -> &[M2Record] {
        &self.history
    }

    /// Whether the last epoch of the protocol is behind it.
    pub fn is_finished(&self) -> bool {
        self.history.len() >= self.config.epochs
    }

    /// Trains to the last epoch of the protocol; `observe` hears of each epoch and may break off.
    /// What is wrong in each set of `judges` is told of every epoch and decides nothing.
    ///
    /// # Errors
    /// Where the rows do not fit the model, they are others than before, the loss is not finite, or
    /// the file cannot be written.
    pub fn fit(
        &mut self,
        data: &FewLabels,
        judges: &[Labelled],
        observe: &mut dyn FnMut(&M2Record) -> ControlFlow<()>,
    ) -> Result<()> {
        self.check(data)?;
        while !self.is_finished() {
            let record = self.epoch(data, judges)?;
            self.history.push(record.clone());
            if let Some(file) = &self.file {
                checkpoint::write(file, &self.snapshot(data.labelled()))?;
            }
            if observe(&record).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn snapshot<'a>(&'a self, labelled: &'a [i64]) -> Snapshot<'a> {
        let Self { m2, adam, config, history, .. } = self;
        Snapshot { m2, adam, config, history, labelled }
    }

    fn check(&self, data: &FewLabels) -> Result<()> {
        if self.resumed_with.as_deref().is_some_and(|before| before != data.labelled()) {
            let remedy = "resume with the rows it began with, or begin a new run";
            return Err(Error::config("labelled", "other rows than before", remedy));
        }
        let (columns, classes) = (self.m2.config().columns, self.m2.config().classes);
        if data.rows().columns() != columns {
            let remedy = format!("the model was made for {columns}");
            return Err(Error::config("columns", data.rows().columns(), remedy));
        }
        match data.labels().iter().find(|label| !(0..classes).contains(*label)) {
            Some(label) => {
                Err(Error::config("label", label, format!("labels are 0 to {}", classes - 1)))
            }
            None => Ok(()),
        }
    }

    fn epoch(&mut self, data: &FewLabels, judges: &[Labelled]) -> Result<M2Record> {
        let (start, epoch) = (Instant::now(), self.history.len() + 1);
        self.adam.set_learning_rate(self.config.learning_rate(epoch))?;
        let stream = |purpose| Random::stream(self.config.seed, purpose, epoch as u64);
        let (mut order, mut noise) = (stream(Purpose::Order), stream(Purpose::Noise));
        let unlabelled = order.permutation(data.unlabelled().len());
        let mut labelled = Endless::new(data.labelled().len(), order);
        let mut sums = Terms::default();
        for rows in unlabelled.chunks(self.config.batch_size) {
            let few = labelled.next(self.config.labelled_batch);
            let batch = batch(data, rows, &few, &mut noise)?;
            let terms =
                self.step(&batch, &mut noise).map_err(|e| e.in_place(format!("epoch {epoch}")))?;
            add(&mut sums, &terms, rows.len() as f64 / data.unlabelled().len() as f64);
        }
        let errors = judges.iter().map(|judge| self.m2.error(judge));
        Ok(M2Record {
            epoch,
            loss: sums.loss,
            labelled: sums.labelled,
            unlabelled: sums.unlabelled,
            cross_entropy: sums.cross_entropy,
            classes: sums.classes,
            seconds: start.elapsed().as_secs_f64(),
            errors: errors.collect::<Result<_>>()?,
        })
    }

    fn step(&mut self, batch: &Batch, noise: &mut Random) -> Result<Terms> {
        let (m2, config) = (&self.m2, &self.config);
        let parameters = m2.parameters();
        let (gradients, terms) = tch::with_grad(|| {
            let (loss, terms) = loss(m2, batch, config, noise)?;
            let gradients = Tensor::f_run_backward(&[loss], &parameters, false, false)?;
            Ok::<_, Error>((gradients, terms))
        })?;
        if !terms.loss.is_finite() {
            let remedy = "take smaller steps, and look for damaged rows";
            return Err(Error::not_finite("the loss of M2", terms.loss, remedy));
        }
        self.adam.step(&parameters, &gradients)?;
        Ok(terms)
    }
}

impl M2 {
    /// The share of rows whose most probable label is wrong.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](vae_core::ErrorKind) where the rows do not fit the model.
    pub fn error(&self, rows: &Labelled) -> Result<f64> {
        let wrong = self.classify(&rows.x)?.f_ne_tensor(&rows.y)?;
        Ok(wrong.f_to_kind(Kind::Double)?.f_mean(Kind::Double)?.f_double_value(&[])?)
    }
}

fn batch(data: &FewLabels, rows: &[i64], few: &[i64], noise: &mut Random) -> Result<Batch> {
    let pick = |from: &[i64], at: &[i64]| at.iter().map(|&i| from[i as usize]).collect::<Vec<_>>();
    let unlabelled = data.rows().shown(&pick(data.unlabelled(), rows), noise)?;
    let labelled = data.rows().shown(&pick(data.labelled(), few), noise)?;
    let labels = Tensor::f_from_slice(&pick(data.labels(), few))?;
    Ok(Batch { unlabelled, labelled, labels, share_labelled: data.share_labelled() })
}

fn add(sums: &mut Terms, terms: &Terms, weight: f64) {
    sums.loss += weight * terms.loss;
    sums.labelled += weight * terms.labelled;
    sums.unlabelled += weight * terms.unlabelled;
    sums.cross_entropy += weight * terms.cross_entropy;
    sums.classes += weight * terms.classes;
}

/// Indices in random order, again and again.
struct Endless {
    n: usize,
    random: Random,
    left: Vec<i64>,
}

impl Endless {
    fn new(n: usize, random: Random) -> Self {
        Self { n, random, left: Vec::new() }
    }

    /// The next `count` of them, or all where there are fewer.
    fn next(&mut self, count: usize) -> Vec<i64> {
        let count = count.min(self.n);
        if self.left.len() < count {
            self.left = self.random.permutation(self.n);
        }
        self.left.split_off(self.left.len() - count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{M2Config, Observed, Rows, draw_labelled};
    use vae_core::AdamConfig;
    use vae_core::dataset::synthetic::digits;

    const GO_ON: fn(&M2Record) -> ControlFlow<()> = |_| ControlFlow::Continue(());

    fn data(images: usize) -> (FewLabels, Labelled) {
        let (all, test) = (digits(images, 0).unwrap(), digits(300, 1).unwrap());
        let labels = all.labels().unwrap().to_vec();
        let test_labels = test.labels().unwrap().to_vec();
        let few = draw_labelled(&labels, 20, 0).unwrap();
        let judge = Labelled::new(&Rows::Images(test), &test_labels).unwrap();
        (FewLabels::new(Rows::Images(all), &labels, few).unwrap(), judge)
    }

    fn trainer(epochs: usize) -> M2Trainer {
        let config = M2Config { hidden: vec![60], latent: 8, ..M2Config::default() };
        let adam = AdamConfig { learning_rate: 2e-3, ..AdamConfig::default() };
        let protocol = M2Training { epochs, adam, batch_size: 50, ..M2Training::default() };
        M2Trainer::new(M2::new(config, 0).unwrap(), protocol).unwrap()
    }

    #[test]
    fn rows_without_labels_teach_to_classify() {
        let (data, judge) = data(1_500);
        let mut whole = trainer(40);
        whole.config.alpha = 50.0;
        whole.fit(&data, std::slice::from_ref(&judge), &mut { GO_ON }).unwrap();
        // The classifier alone: the bounds weigh next to nothing.
        let mut alone = trainer(20);
        alone.config.alpha = 1e5;
        alone.fit(&data, std::slice::from_ref(&judge), &mut { GO_ON }).unwrap();
        let [with, without] = [&whole, &alone].map(|t| t.history().last().unwrap().errors[0]);
        assert!(with < 0.75 * without, "{with} {without}");
        let (first, last) = (&whole.history()[0], whole.history().last().unwrap());
        assert!(last.unlabelled > first.unlabelled + 20.0, "{first:?} {last:?}");
        assert!(first.classes > last.classes && last.classes < 3.0, "{first:?} {last:?}");
    }

    #[test]
    fn a_resumed_run_is_the_run_that_would_have_been() {
        let (data, judge) = data(300);
        let judges = [judge];
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("m2.safetensors");
        let mut whole = trainer(4);
        whole.fit(&data, &judges, &mut { GO_ON }).unwrap();
        for _ in 0..4 {
            let mut part = trainer(4).saving_to(&file).unwrap();
            part.fit(&data, &judges, &mut |_| ControlFlow::Break(())).unwrap();
        }
        let resumed = trainer(4).saving_to(&file).unwrap();
        assert!(resumed.is_finished());
        for (a, b) in whole.m2().parameters().iter().zip(resumed.m2().parameters()) {
            assert!(a.equal(b));
        }
        let told = |t: &M2Trainer| {
            let records = t.history().iter().map(|r| M2Record { seconds: 0.0, ..r.clone() });
            records.collect::<Vec<_>>()
        };
        assert_eq!(told(&whole), told(&resumed));
        let mut longer = trainer(4);
        longer.config.alpha = 0.2;
        assert!(longer.saving_to(&file).unwrap_err().to_string().contains("another protocol"));
        let labels = digits(300, 0).unwrap().labels().unwrap().to_vec();
        let others = draw_labelled(&labels, 20, 1).unwrap();
        let others =
            FewLabels::new(Rows::Images(digits(300, 0).unwrap()), &labels, others).unwrap();
        let mut again = trainer(4).saving_to(&file).unwrap();
        assert!(again.fit(&others, &[], &mut { GO_ON }).is_err());
    }

    #[test]
    fn a_loss_that_is_not_finite_ends_the_training_before_it_changes_a_weight() {
        let mu = Tensor::full([40, 3], f64::NAN, (Kind::Float, tch::Device::Cpu));
        let codes = crate::Codes { log_var: mu.zeros_like(), mu };
        let labels: Vec<i64> = (0..40).map(|i| i % 10).collect();
        let data = FewLabels::new(Rows::Codes(codes), &labels, vec![0, 1]).unwrap();
        let config = M2Config {
            columns: 3,
            hidden: vec![5],
            latent: 2,
            observed: Observed::Reals,
            ..M2Config::default()
        };
        let m2 = M2::new(config, 0).unwrap();
        let before: Vec<Tensor> = m2.parameters().iter().map(|p| p.copy()).collect();
        let mut trainer = M2Trainer::new(m2, M2Training::default()).unwrap();
        let error = trainer.fit(&data, &[], &mut { GO_ON }).unwrap_err().to_string();
        assert!(error.contains("epoch 1"), "{error}");
        assert!(before.iter().zip(trainer.m2().parameters()).all(|(a, b)| a.equal(b)));
    }
}
