//! A row with one draw of labels: learnt and measured.

use tch::{Kind, Tensor};
use vae_core::save::files::write_json;
use vae_core::{AdamConfig, Dataset, Error, Provenance, Result};
use vae_few_labels::{
    Codes, FewLabels, KernelClassifier, Labelled, M2, M2Config, M2Trainer, M2Training, Observed,
    Rows, draw_labelled,
};

use super::images::Images;
use super::outcome::{ClassifierError, Outcome, thinned};
use super::rows::{Model, Row};
use super::vae::trained;
use crate::{Job, Measured, Observer, Place};

const CLASSES: i64 = 10;

/// Passes over the images without labels; the authors' program goes on for 3,000.
pub(super) const EPOCHS: (usize, usize) = (12, 60);

/// Of a quick run.
const QUICK_EPOCHS: usize = 3;

/// M2 on pixels, or on codes.
fn protocol(row: &Row, seed: u64, quick: bool) -> M2Training {
    let epochs = match (quick, row.model) {
        (true, _) => QUICK_EPOCHS,
        (false, Model::Stacked) => EPOCHS.1,
        (false, _) => EPOCHS.0,
    };
    M2Training {
        epochs,
        batch_size: 100,
        labelled_batch: 20,
        adam: AdamConfig { learning_rate: 1e-3, ..AdamConfig::default() },
        learning_rates: vec![(epochs * 2 / 3 + 1, 3e-4)],
        seed,
        ..M2Training::default()
    }
}

fn network(row: &Row, columns: i64) -> M2Config {
    let (hidden, observed) = match (row.model, row.labels) {
        (Model::Stacked, 100) => (300, Observed::Reals),
        (Model::Stacked, _) => (500, Observed::Reals),
        _ => (500, Observed::Pixels),
    };
    M2Config { columns, hidden: vec![hidden], observed, ..M2Config::default() }
}

pub(super) fn run(row: &Row, job: &Job, place: &Place, observe: &mut Observer) -> Result<()> {
    let images = Images::load(place)?;
    if row.model == Model::M2 {
        return learn(row, job, place, Material::pixels(images)?, observe);
    }
    let Some((vae, name)) = trained(job, place, &images.train, observe)? else {
        return Ok(()); // broken off: the next call goes on
    };
    let codes = Codes::of(&vae, &images.train)?;
    let kept = codes.active()?;
    if kept.is_empty() {
        let remedy = "its training has not begun to tell images apart: remove it and train anew";
        return Err(Error::config("latents that vary", 0, remedy));
    }
    let of = |images: &Dataset| Codes::of(&vae, images)?.only(&kept);
    let rows = [codes.only(&kept)?, of(&images.held_out)?, of(&images.test)?].map(Rows::Codes);
    let material = Material::new(&images, rows, Some((name, kept.len() as i64)))?;
    match row.model {
        Model::M1 => classify(row, job, place, material),
        _ => learn(row, job, place, material, observe),
    }
}

/// What a row learns from and is judged by.
struct Material {
    rows: Rows,
    labels: Vec<i64>,
    held_out: Labelled,
    test: Labelled,
    of: Outcome,
}

impl Material {
    fn pixels(images: Images) -> Result<Self> {
        let all = [&images.train, &images.held_out, &images.test];
        let rows = all.map(|set| Rows::Images(set.clone()));
        Self::new(&images, rows, None)
    }

    fn new(images: &Images, rows: [Rows; 3], vae: Option<(String, i64)>) -> Result<Self> {
        let [rows, held_out, test] = rows;
        let labels = |set: &Dataset| match set.labels() {
            Some(labels) => Ok(labels.to_vec()),
            None => Err(Error::config("labels", "none", "choose a data set with labels")),
        };
        Ok(Self {
            rows,
            labels: labels(&images.train)?,
            held_out: Labelled::new(&held_out, &labels(&images.held_out)?)?,
            test: Labelled::new(&test, &labels(&images.test)?)?,
            of: Outcome {
                dataset: images.train.source().clone(),
                labels: 0,
                test_images: images.test.len(),
                dimensions: vae.as_ref().map(|(_, dimensions)| *dimensions),
                vae: vae.map(|(name, _)| name),
                epochs: (0, 0),
                errors: Vec::new(),
                curve: Vec::new(),
            },
        })
    }
}

/// M1: classifiers above the codes' means.
fn classify(row: &Row, job: &Job, place: &Place, material: Material) -> Result<()> {
    let labelled = draw_labelled(&material.labels, few(row, place), job.seed)?;
    let x = material.rows.centres()?.f_index_select(0, &Tensor::from_slice(&labelled))?;
    let y: Vec<i64> = labelled.iter().map(|&i| material.labels[i as usize]).collect();
    let classifiers = [
        ("linear", KernelClassifier::linear(&x, &y, CLASSES)?),
        ("kernel", KernelClassifier::gaussian(&x, &y, CLASSES)?),
    ];
    let errors = classifiers.iter().map(|(name, classifier)| {
        let wrong = |rows: &Labelled| -> Result<f64> {
            let wrong = classifier.classify(&rows.x)?.f_ne_tensor(&rows.y)?;
            Ok(wrong.f_to_kind(Kind::Double)?.f_mean(Kind::Double)?.f_double_value(&[])?)
        };
        let (held_out, test) = (wrong(&material.held_out)?, wrong(&material.test)?);
        Ok(ClassifierError { classifier: (*name).into(), held_out, test })
    });
    let errors = errors.collect::<Result<_>>()?;
    write(job, place, &Outcome { labels: labelled.len(), errors, ..material.of })
}

/// M2, on pixels or codes.
fn learn(
    row: &Row,
    job: &Job,
    place: &Place,
    material: Material,
    observe: &mut Observer,
) -> Result<()> {
    let labelled = draw_labelled(&material.labels, few(row, place), job.seed)?;
    let outcome = Outcome { labels: labelled.len(), ..material.of };
    let protocol = protocol(row, job.seed, place.quick);
    let config = network(row, material.rows.columns());
    let data = FewLabels::new(material.rows, &material.labels, labelled)?;
    let judges = [material.held_out, material.test];
    let file = job.folder(place).join("m2.safetensors");
    let mut trainer = M2Trainer::new(M2::new(config, job.seed)?, protocol)?.saving_to(&file)?;
    let planned = trainer.config().epochs;
    trainer.fit(&data, &judges, &mut |record| observe(&format!("of {planned}: {record}")))?;
    let Some(last) = trainer.history().last() else {
        return Ok(());
    };
    let &[held_out, test] = last.errors.as_slice() else {
        return Err(Error::damaged(&file, "its history judges other images"));
    };
    let errors = vec![ClassifierError { classifier: String::new(), held_out, test }];
    let epochs = (trainer.history().len(), planned);
    write(job, place, &Outcome { errors, epochs, curve: thinned(trainer.history()), ..outcome })
}

fn few(row: &Row, place: &Place) -> usize {
    if place.quick { row.labels.min(100) } else { row.labels }
}

fn write(job: &Job, place: &Place, outcome: &Outcome) -> Result<()> {
    let folder = job.folder(place);
    std::fs::create_dir_all(&folder).map_err(Error::io("create the folder", &folder))?;
    write_json(&folder.join(Outcome::FILE), outcome)
}
