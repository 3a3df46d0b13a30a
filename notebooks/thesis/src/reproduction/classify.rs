//! The classifiers, with all labels and with few.

use serde::{Deserialize, Serialize};
use tch::Tensor;

use super::OutputDir;
use crate::classifier::{
    Classifier, ClassifierConfig, EncoderClassifier, SoftmaxClassifier, draw_labelled,
};
use vae_core::dataset::Split;
use vae_core::{Result, Source};

/// How many labels are drawn where there are few.
pub const LABEL_COUNTS: [usize; 4] = [100, 600, 1_000, 3_000];

/// How often each training is repeated, with another seed and other labels.
pub const DRAWS: u64 = 5;

/// What tells digits apart without a trained VAE.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Baseline {
    /// A softmax layer on pixels (annex G).
    Pixels,
    /// An encoder trained on the labels (annex F).
    AnnexF,
}

impl Baseline {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Pixels, Self::AnnexF];

    /// Its name on the command line and among the files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pixels => "classifier-pixels",
            Self::AnnexF => "classifier-annex-f",
        }
    }
}

/// The accuracies of one classifier with so many labels, one value a draw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accuracies {
    /// How many labels it learnt from; all where this is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels: Option<usize>,
    /// Passes over them.
    pub epochs: usize,
    /// The share of test images told right, 0 to 1.
    pub values: Vec<f64>,
}

/// The labels of both parts of a split.
pub(super) struct Labels<'a> {
    pub train: &'a [i64],
    pub test: &'a [i64],
}

impl<'a> Labels<'a> {
    pub fn of(split: &'a Split) -> Option<Self> {
        Some(Self { train: split.train.labels()?, test: split.test.labels()? })
    }
}

/// How few labels are drawn: all counts below the number of images, and `None` for all.
pub(super) fn label_counts(place: &OutputDir) -> Vec<Option<usize>> {
    let few = LABEL_COUNTS.iter().filter(|&&n| !place.quick || n == 100);
    std::iter::once(None).chain(few.copied().map(Some)).collect()
}

/// Trains and tests a classifier as often as there are draws.
fn repeat(
    place: &OutputDir,
    x: &Tensor,
    y: &Labels,
    labels: Option<usize>,
    mut accuracy: impl FnMut(&Tensor, &[i64], &ClassifierConfig) -> Result<f64>,
) -> Result<Accuracies> {
    let thesis = ClassifierConfig::default();
    let steps = thesis.epochs * y.train.len().div_ceil(thesis.batch_size);
    let draws = if place.quick { 2 } else { DRAWS };
    let mut protocol = thesis.clone();
    let mut values = Vec::new();
    for seed in 0..draws {
        protocol = ClassifierConfig { seed, ..thesis.clone() };
        values.push(match labels {
            None => accuracy(x, y.train, &protocol)?,
            Some(n) => {
                protocol = protocol.with_steps(steps, n);
                let drawn = draw_labelled(y.train, n, seed)?;
                let few: Vec<i64> = drawn.iter().map(|&i| y.train[i as usize]).collect();
                let rows = x.f_index_select(0, &Tensor::f_from_slice(&drawn)?)?;
                accuracy(&rows, &few, &protocol)?
            }
        });
    }
    Ok(Accuracies { labels, epochs: protocol.epochs, values })
}

/// A softmax layer on the codes of a frozen encoder, with every number of labels.
pub(super) fn classify_codes(
    place: &OutputDir,
    z: (&Tensor, &Tensor),
    y: &Labels,
) -> Result<Vec<Accuracies>> {
    let counts = label_counts(place).into_iter();
    counts
        .map(|labels| {
            repeat(place, z.0, y, labels, |x, y_few, protocol| {
                SoftmaxClassifier::fit(x, y_few, protocol)?.accuracy(z.1, y.test)
            })
        })
        .collect()
}

/// A classifier on pixels.
pub(super) fn classify_pixels(
    place: &OutputDir,
    baseline: Baseline,
    labels: Option<usize>,
) -> Result<Accuracies> {
    let split = place.load(&Source::Mnist)?;
    let x = split.train.range(0, split.train.len())?;
    let x_test = split.test.range(0, split.test.len())?;
    let y = Labels {
        train: split.train.labels().unwrap_or_default(),
        test: split.test.labels().unwrap_or_default(),
    };
    repeat(place, &x, &y, labels, |x, few, protocol| match baseline {
        Baseline::Pixels => SoftmaxClassifier::fit(x, few, protocol)?.accuracy(&x_test, y.test),
        Baseline::AnnexF => EncoderClassifier::fit(x, few, protocol)?.accuracy(&x_test, y.test),
    })
}
