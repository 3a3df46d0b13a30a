//! The network that annex F of the thesis really trains.

use tch::{Kind, Tensor};

use super::softmax::Labelled;
use super::{Classifier, ClassifierConfig, SoftmaxClassifier};
use vae_core::model::{Activation, Initialisation, Linear, Mlp, Network};
use vae_core::{Error, Purpose, Random, Result};

/// A VAE's encoder with a softmax layer on its means, both trained together on the labels.
///
/// The thesis calls this classifier semi-supervised (section 5.2.1). Its listing (annex F) never
/// trains a VAE, though: the encoder starts from random weights, and gradient descent on the
/// labels' cross-entropy moves all of it. It is an ordinary supervised network,
/// 784-500-500-50-10, of which only the layout is a VAE's.
#[derive(Debug)]
pub struct EncoderClassifier {
    /// The encoder's hidden layers, and the means above them.
    hidden: Mlp,
    mu: Linear,
    softmax: SoftmaxClassifier,
    cross_entropy: Vec<f64>,
}

impl EncoderClassifier {
    /// Units in each hidden layer of annex F.
    pub const HIDDEN: i64 = 500;
    /// Means that annex F's encoder puts out.
    pub const LATENT: i64 = 50;

    /// Trains annex F's network on `images`, `[N, D]` float32 in [0, 1], and their N labels.
    ///
    /// # Errors
    /// As [`SoftmaxClassifier::fit`].
    pub fn fit(images: &Tensor, labels: &[i64], config: &ClassifierConfig) -> Result<Self> {
        Self::fit_sized(images, labels, Self::HIDDEN, Self::LATENT, config)
    }

    /// The same with layers of other sizes.
    ///
    /// # Errors
    /// As [`SoftmaxClassifier::fit`], and for sizes below 1 or beyond memory.
    pub fn fit_sized(
        images: &Tensor,
        labels: &[i64],
        hidden: i64,
        latent: i64,
        config: &ClassifierConfig,
    ) -> Result<Self> {
        let rows = Labelled::new(images, labels, config)?;
        for (field, n) in [("hidden", hidden), ("latent", latent)] {
            if n < 1 {
                return Err(Error::config(field, n, "choose a number from 1 on"));
            }
        }
        let mut random = Random::stream(config.seed, Purpose::Weights, 0);
        let init = Initialisation::Thesis;
        let widths = [hidden, hidden];
        let hidden = Mlp::new(rows.columns, &widths, Activation::Relu, init, &mut random)?;
        let mu = Linear::new(widths[1], latent, init, &mut random)?;
        // The listing's `z_var` layer exists but leads nowhere.
        let _ = Linear::new(widths[1], latent, init, &mut random)?;
        let softmax = SoftmaxClassifier::untrained(latent, config, &mut random)?;
        let mut classifier = Self { hidden, mu, softmax, cross_entropy: Vec::new() };
        for parameter in classifier.parameters() {
            let _ = parameter.set_requires_grad(true);
        }
        classifier.cross_entropy =
            rows.train(config, |x, y| classifier.step(x, y, config.learning_rate))?;
        Ok(classifier)
    }

    /// The mean cross-entropy of each epoch of training, nats a row.
    pub fn cross_entropy(&self) -> &[f64] {
        &self.cross_entropy
    }

    /// What the network makes of images before it decides, `[N, D]` → `[N, J]`: the outputs that
    /// annex F calls means, and on which its softmax layer is linear. Images that lie near each
    /// other here look alike to it.
    ///
    /// # Errors
    /// Where the images are not of the size that it learnt from.
    pub fn features(&self, images: &Tensor) -> Result<Tensor> {
        tch::no_grad(|| self.features_with_gradient(images))
    }

    /// All that training moves.
    fn parameters(&self) -> Vec<&Tensor> {
        let layers = self.hidden.layers.iter().chain([&self.mu, self.softmax.layer()]);
        layers.flat_map(|l| [&l.weight, &l.bias]).collect()
    }

    /// One step against the gradient; returns the mean cross-entropy before it.
    fn step(&self, x: &Tensor, y: &Tensor, rate: f64) -> Result<f64> {
        let log_p = self.log_probabilities_with_gradient(x)?;
        let loss = -log_p.f_gather(1, &y.f_unsqueeze(1)?, false)?.f_mean(Kind::Float)?;
        let parameters = self.parameters();
        let gradients = Tensor::f_run_backward(&[&loss], &parameters, false, false)?;
        let _no_gradients = tch::no_grad_guard();
        for (parameter, gradient) in parameters.into_iter().zip(gradients) {
            let _ = parameter.shallow_clone().f_sub_(&(gradient * rate))?;
        }
        Ok(loss.f_double_value(&[])?)
    }

    fn features_with_gradient(&self, x: &Tensor) -> Result<Tensor> {
        self.mu.forward(&self.hidden.forward(x)?)
    }

    fn log_probabilities_with_gradient(&self, x: &Tensor) -> Result<Tensor> {
        self.softmax.log_probabilities(&self.features_with_gradient(x)?)
    }
}

impl Classifier for EncoderClassifier {
    fn log_probabilities(&self, x: &Tensor) -> Result<Tensor> {
        tch::no_grad(|| self.log_probabilities_with_gradient(x))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::dataset::synthetic;

    #[test]
    fn synthetic_digits_are_learnt_the_same_way_twice() {
        let digits = synthetic::digits(1_000, 0).unwrap();
        let (x, labels) = (digits.range(0, 1_000).unwrap(), digits.labels().unwrap());
        let fit = || {
            let config = ClassifierConfig { epochs: 30, ..ClassifierConfig::default() };
            EncoderClassifier::fit_sized(&x, labels, 32, 8, &config).unwrap()
        };
        let classifier = fit();
        let loss = classifier.cross_entropy();
        assert!(loss.last() < loss.first(), "{loss:?}");
        let accuracy = classifier.accuracy(&x, labels).unwrap();
        assert!(accuracy > 0.9, "{accuracy}");
        assert_eq!(fit().cross_entropy(), loss);
        let features = classifier.features(&x).unwrap();
        assert_eq!(features.size(), [1_000, 8]);
        let by_layer = classifier.softmax.log_probabilities(&features).unwrap();
        assert_eq!(by_layer, classifier.log_probabilities(&x).unwrap());
    }

    #[test]
    fn impossible_sizes_are_refused() {
        let x = Tensor::zeros([2, 3], (Kind::Float, tch::Device::Cpu));
        for (hidden, latent) in [(0, 2), (-1, 2), (4, 0), (1 << 40, 2), (4, i64::MAX)] {
            let config = ClassifierConfig::default();
            let fit = EncoderClassifier::fit_sized(&x, &[0, 1], hidden, latent, &config);
            assert!(fit.is_err(), "{hidden}, {latent}");
        }
    }
}
