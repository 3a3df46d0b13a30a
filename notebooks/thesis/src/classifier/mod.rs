//! Which digit is it? Multinomial logistic regression on whatever describes an image (thesis
//! section 5.2, annexes F and G).
//!
//! | the thesis's | here |
//! |---|---|
//! | classifier on the original images (annex G) | [`SoftmaxClassifier`] on pixels |
//! | classifier 'with the VAE', as its text describes it | [`SoftmaxClassifier`] on [`codes`] of a trained [`Vae`](vae_core::Vae) |
//! | classifier 'with the VAE', as its listing codes it (annex F) | [`EncoderClassifier`] |
//!
//! ```
//! use vae_thesis::classifier::{Classifier, ClassifierConfig, SoftmaxClassifier};
//! use vae_core::dataset;
//!
//! # fn main() -> vae_core::Result<()> {
//! let digits = dataset::synthetic::digits(500, 0)?;
//! let (x, labels) = (digits.range(0, 500)?, digits.labels().unwrap_or_default());
//! let classifier = SoftmaxClassifier::fit(&x, labels, &ClassifierConfig::default())?;
//! assert!(classifier.accuracy(&x, labels)? > 0.5);
//! # Ok(())
//! # }
//! ```

mod config;
mod confusion;
mod confusion_figure;
mod data;
mod manifold;
mod mistakes;
mod network;
mod softmax;

use tch::Tensor;

use vae_core::{Error, Result};

pub use config::ClassifierConfig;
pub use confusion::ConfusionMatrix;
pub use data::{codes, validation_or_synthetic};
pub use manifold::Manifold;
pub use mistakes::surest_mistakes;
pub use network::EncoderClassifier;
pub use softmax::SoftmaxClassifier;
pub use vae_few_labels::draw_labelled;

/// What tells how probable each class is.
pub trait Classifier {
    /// log p(y|x) for every class, `[N, D]` → `[N, K]`, nats.
    ///
    /// # Errors
    /// Where `x` is not a matrix of the D numbers that the classifier was trained on.
    fn log_probabilities(&self, x: &Tensor) -> Result<Tensor>;

    /// p(y|x) for every class, `[N, D]` → `[N, K]`; each row sums to 1.
    fn probabilities(&self, x: &Tensor) -> Result<Tensor> {
        Ok(self.log_probabilities(x)?.f_exp()?)
    }

    /// The most probable class of each row.
    fn predict(&self, x: &Tensor) -> Result<Vec<i64>> {
        let best = self.log_probabilities(x)?.f_argmax(1, false)?;
        Ok(Vec::try_from(best)?)
    }

    /// The share of rows whose most probable class is their label, 0 to 1.
    fn accuracy(&self, x: &Tensor, labels: &[i64]) -> Result<f64> {
        let predicted = self.predict(x)?;
        check_labels(predicted.len(), labels)?;
        let right = predicted.iter().zip(labels).filter(|(p, y)| p == y);
        Ok(right.count() as f64 / labels.len() as f64)
    }

    /// How often each class is taken for each other.
    fn confusion(&self, x: &Tensor, labels: &[i64]) -> Result<ConfusionMatrix> {
        ConfusionMatrix::new(labels, &self.predict(x)?)
    }
}

/// There is one label for each of `rows` rows, and at least one.
fn check_labels(rows: usize, labels: &[i64]) -> Result<()> {
    if rows == labels.len() && rows > 0 {
        return Ok(());
    }
    Err(Error::config(
        "labels",
        format!("{} of them", labels.len()),
        format!("each of the {rows} rows needs one, and there must be one row at least"),
    ))
}
