//! Rows of which few have a label.

use tch::Tensor;
use vae_core::dataset::{ImageSet, white_above};
use vae_core::{Dataset, Error, Provenance, Random, Result};

use crate::codes::Codes;

/// What M2 calls x.
#[derive(Debug)]
pub enum Rows {
    /// Images, binarised anew each time that they are shown: a pixel is white with the probability
    /// that its grey says.
    Images(Dataset),
    /// An autoencoder's codes, drawn anew from q(z|x) each time.
    Codes(Codes),
}

impl Rows {
    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Self::Images(images) => images.len(),
            Self::Codes(codes) => codes.mu.size().first().map_or(0, |&n| n as usize),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// D, the numbers of a row.
    pub fn columns(&self) -> i64 {
        match self {
            Self::Images(images) => images.image_shape().pixels(),
            Self::Codes(codes) => codes.mu.size().get(1).copied().unwrap_or(0),
        }
    }

    /// The rows at `indices` as they are learnt from, `[B, D]`.
    ///
    /// # Errors
    /// Where an index is outside the set.
    pub fn shown(&self, indices: &[i64], random: &mut Random) -> Result<Tensor> {
        match self {
            Self::Images(images) => {
                let grey = ImageSet::batch(images, indices)?;
                white_above(&grey, &random.uniform(&grey.size())?)
            }
            Self::Codes(codes) => codes.draw(indices, random),
        }
    }

    /// All rows as they are classified, `[N, D]`: grey images, the means of codes.
    ///
    /// # Errors
    /// Where an image cannot be read.
    pub fn centres(&self) -> Result<Tensor> {
        match self {
            Self::Images(images) => images.range(0, images.len()),
            Self::Codes(codes) => Ok(codes.mu.shallow_clone()),
        }
    }
}

/// Rows with all their labels, to judge by.
#[derive(Debug)]
pub struct Labelled {
    /// As they are classified, `[N, D]`.
    pub x: Tensor,
    /// `[N]`, 64-bit integers.
    pub y: Tensor,
}

impl Labelled {
    /// Of rows and their labels.
    ///
    /// # Errors
    /// Where there is not one label a row.
    pub fn new(rows: &Rows, labels: &[i64]) -> Result<Self> {
        check_count(rows, labels)?;
        Ok(Self { x: rows.centres()?, y: Tensor::from_slice(labels) })
    }
}

/// Rows, the labels of some of them, and which have none.
#[derive(Debug)]
pub struct FewLabels {
    rows: Rows,
    labelled: Vec<i64>,
    labels: Vec<i64>,
    unlabelled: Vec<i64>,
}

impl FewLabels {
    /// Keeps the labels of the rows at `labelled` and forgets all others.
    ///
    /// # Errors
    /// Where there is not one label a row, an index is outside the set or there twice, or no row
    /// with a label or none without is left.
    pub fn new(rows: Rows, labels: &[i64], labelled: Vec<i64>) -> Result<Self> {
        check_count(&rows, labels)?;
        let mut has_label = vec![false; labels.len()];
        for &index in &labelled {
            match usize::try_from(index).ok().and_then(|i| has_label.get_mut(i)) {
                Some(seen) if !*seen => *seen = true,
                Some(_) => return Err(Error::config("labelled", index, "name each row once")),
                None => {
                    let remedy = format!("there are rows 0 to {}", labels.len() - 1);
                    return Err(Error::config("labelled", index, remedy));
                }
            }
        }
        let unlabelled: Vec<i64> =
            (0..).zip(&has_label).filter_map(|(i, seen)| (!seen).then_some(i)).collect();
        if labelled.is_empty() || unlabelled.is_empty() {
            let remedy = "some rows need a label, and some must have none";
            return Err(Error::config("labelled", labelled.len(), remedy));
        }
        let labels = labelled.iter().map(|&i| labels[i as usize]).collect();
        Ok(Self { rows, labelled, labels, unlabelled })
    }

    /// All rows.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// Which have a label.
    pub fn labelled(&self) -> &[i64] {
        &self.labelled
    }

    /// Their labels, in that order.
    pub fn labels(&self) -> &[i64] {
        &self.labels
    }

    /// Which have none.
    pub fn unlabelled(&self) -> &[i64] {
        &self.unlabelled
    }

    /// The share of the rows that have a label.
    pub fn share_labelled(&self) -> f64 {
        self.labelled.len() as f64 / self.rows.len() as f64
    }
}

fn check_count(rows: &Rows, labels: &[i64]) -> Result<()> {
    match rows.len() == labels.len() && !labels.is_empty() {
        true => Ok(()),
        false => {
            let given = format!("{} of them", labels.len());
            Err(Error::config(
                "labels",
                given,
                format!("each of the {} rows needs one", rows.len()),
            ))
        }
    }
}
