//! Multinomial logistic regression (thesis section 5.2, annex G).

use tch::{Kind, Tensor};

use super::{Classifier, ClassifierConfig, check_labels};
use vae_core::model::Linear;
use vae_core::{Error, Purpose, Random, Result};

/// p(y|x) = softmax(x Wᵀ + b), trained by gradient descent on the cross-entropy.
#[derive(Debug)]
pub struct SoftmaxClassifier {
    layer: Linear,
    cross_entropy: Vec<f64>,
}

impl SoftmaxClassifier {
    /// Trains on `features`, `[N, D]` float32, and their N labels.
    ///
    /// # Errors
    /// Where there is not one label a row, a label is no class, or a number of the protocol
    /// makes no sense.
    pub fn fit(features: &Tensor, labels: &[i64], config: &ClassifierConfig) -> Result<Self> {
        let rows = Labelled::new(features, labels, config)?;
        let mut random = Random::stream(config.seed, Purpose::Weights, 0);
        let mut classifier = Self::untrained(rows.columns, config, &mut random)?;
        let _no_gradients = tch::no_grad_guard();
        classifier.cross_entropy =
            rows.train(config, |x, y| classifier.step(x, y, config.learning_rate))?;
        Ok(classifier)
    }

    /// Random first weights and biases.
    pub(super) fn untrained(
        columns: i64,
        config: &ClassifierConfig,
        random: &mut Random,
    ) -> Result<Self> {
        let classes = config.classes as i64;
        Ok(Self {
            layer: Linear {
                weight: random.standard_normal(&[classes, columns])? * config.initial_std,
                bias: random.standard_normal(&[classes])? * config.initial_std,
            },
            cross_entropy: Vec::new(),
        })
    }

    /// The affine map inside: W `[K, D]`, b `[K]`.
    pub fn layer(&self) -> &Linear {
        &self.layer
    }

    /// The mean cross-entropy of each epoch of training, nats a row.
    pub fn cross_entropy(&self) -> &[f64] {
        &self.cross_entropy
    }

    /// One step against the gradient; returns the mean cross-entropy before it.
    fn step(&self, x: &Tensor, y: &Tensor, rate: f64) -> Result<f64> {
        let (loss, gradients) = self.loss_and_gradients(x, y)?;
        let Linear { weight, bias } = &self.layer;
        for (parameter, gradient) in [weight, bias].into_iter().zip(gradients) {
            let _ = parameter.shallow_clone().f_sub_(&(gradient * rate))?;
        }
        Ok(loss)
    }

    /// The mean cross-entropy of a batch, and its gradients by hand: ∂/∂logits = (p − y) / B
    /// with y one-hot.
    fn loss_and_gradients(&self, x: &Tensor, y: &Tensor) -> Result<(f64, [Tensor; 2])> {
        let log_p = self.log_probabilities(x)?; //            [B, K]
        let y = y.f_unsqueeze(1)?; //                         [B, 1]
        let loss = -log_p.f_gather(1, &y, false)?.f_mean(Kind::Double)?;
        let ones = y.f_ones_like()?.f_to_kind(log_p.kind())?;
        let residual = log_p.f_exp()?.f_scatter_add_(1, &y, &-ones)?; // p − y
        let residual = residual.f_div_scalar(x.size()[0] as f64)?;
        let weight = residual.f_tr()?.f_matmul(x)?; //        [K, D]
        let bias = residual.f_sum_dim_intlist(0, false, log_p.kind())?;
        Ok((loss.f_double_value(&[])?, [weight, bias]))
    }
}

impl Classifier for SoftmaxClassifier {
    fn log_probabilities(&self, x: &Tensor) -> Result<Tensor> {
        let logits = self.layer.forward(x)?;
        Ok(logits.f_log_softmax(1, logits.kind())?)
    }
}

/// A second handle on the same weights, which nothing changes any more.
impl Clone for SoftmaxClassifier {
    fn clone(&self) -> Self {
        Self {
            layer: Linear {
                weight: self.layer.weight.shallow_clone(),
                bias: self.layer.bias.shallow_clone(),
            },
            cross_entropy: self.cross_entropy.clone(),
        }
    }
}

/// Rows and their labels, checked.
pub(super) struct Labelled<'a> {
    features: &'a Tensor,
    labels: Tensor,
    pub(super) columns: i64,
}

impl<'a> Labelled<'a> {
    pub(super) fn new(
        features: &'a Tensor,
        labels: &[i64],
        config: &ClassifierConfig,
    ) -> Result<Self> {
        config.validate()?;
        let [rows, columns] = features.size()[..] else {
            return Err(Error::shape("a classifier", "[N, D]", features.size()));
        };
        if features.kind() != Kind::Float {
            return Err(Error::element_type(
                "a classifier",
                "Float",
                format!("{:?}", features.kind()),
            ));
        }
        check_labels(rows as usize, labels)?;
        if let Some(label) = labels.iter().find(|&&y| !(0..config.classes as i64).contains(&y)) {
            return Err(Error::config(
                "label",
                label,
                format!("with {0} classes, labels are 0 or more and below {0}", config.classes),
            ));
        }
        Ok(Self { features, labels: Tensor::f_from_slice(labels)?, columns })
    }

    /// Calls `step` with every batch of every epoch, each epoch in a new random order; returns
    /// the mean of what it returns for each epoch.
    pub(super) fn train(
        &self,
        config: &ClassifierConfig,
        mut step: impl FnMut(&Tensor, &Tensor) -> Result<f64>,
    ) -> Result<Vec<f64>> {
        let rows = self.labels.numel();
        let epochs = 1..=config.epochs as u64;
        epochs
            .map(|epoch| {
                let mut random = Random::stream(config.seed, Purpose::Order, epoch);
                let mut sum = 0.0;
                for batch in random.permutation(rows).chunks(config.batch_size) {
                    let batch = Tensor::f_from_slice(batch)?;
                    let x = self.features.f_index_select(0, &batch)?;
                    let y = self.labels.f_index_select(0, &batch)?;
                    sum += step(&x, &y)? * y.numel() as f64;
                }
                Ok(sum / rows as f64)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three clouds of points in the plane, and their labels.
    fn clouds() -> (Tensor, Vec<i64>) {
        let labels: Vec<i64> = (0..300).map(|i| i % 3).collect();
        let centre = |y: i64| [[-3.0_f32, 0.0], [3.0, 0.0], [0.0, 4.0]][y as usize];
        let centres: Vec<f32> = labels.iter().flat_map(|&y| centre(y)).collect();
        let noise = Random::new(1).standard_normal(&[300, 2]).unwrap() * 0.5;
        (Tensor::from_slice(&centres).reshape([300, 2]) + noise, labels)
    }

    fn config() -> ClassifierConfig {
        ClassifierConfig { classes: 3, ..ClassifierConfig::default() }
    }

    #[test]
    fn the_gradient_is_that_of_autograd() {
        let (x, labels) = clouds();
        let y = Tensor::from_slice(&labels);
        let classifier = SoftmaxClassifier::untrained(2, &config(), &mut Random::new(0)).unwrap();
        let (loss, gradients) = classifier.loss_and_gradients(&x, &y).unwrap();

        let leaf = |t: &Tensor| t.copy().set_requires_grad(true);
        let leaves = [&classifier.layer.weight, &classifier.layer.bias].map(leaf);
        let by_autograd = x.linear(&leaves[0], Some(&leaves[1])).cross_entropy_for_logits(&y);
        by_autograd.backward();
        assert!((by_autograd.double_value(&[]) - loss).abs() < 1e-6);
        for (leaf, gradient) in leaves.iter().zip(gradients) {
            assert!(leaf.grad().allclose(&gradient, 1e-5, 1e-7, false));
        }
    }

    #[test]
    fn separable_clouds_are_learnt_the_same_way_twice() {
        let (x, labels) = clouds();
        let classifier = SoftmaxClassifier::fit(&x, &labels, &config()).unwrap();
        assert!(classifier.accuracy(&x, &labels).unwrap() > 0.98);
        assert_eq!(classifier.cross_entropy().len(), 5);
        let p = classifier.probabilities(&x).unwrap();
        let sums = p.sum_dim_intlist(1, false, Kind::Double);
        assert!((sums - 1.0).abs().max().double_value(&[]) < 1e-6);
        let again = SoftmaxClassifier::fit(&x, &labels, &config()).unwrap();
        assert_eq!(again.layer().weight, classifier.layer().weight);
        let confusion = classifier.confusion(&x, &labels).unwrap();
        assert_eq!(confusion.accuracy(), classifier.accuracy(&x, &labels).unwrap());
    }

    #[test]
    fn labels_and_shapes_that_do_not_fit_are_named() {
        let (x, labels) = clouds();
        let refuse = |x: &Tensor, labels: &[i64]| {
            let result = SoftmaxClassifier::fit(x, labels, &config());
            result.unwrap_err().to_string()
        };
        assert!(refuse(&x, &labels[1..]).contains("labels = 299 of them"));
        assert!(refuse(&x, &[3; 300]).contains("label = 3: with 3 classes"));
        assert!(refuse(&x.flatten(0, 1), &labels).contains("[N, D]"));
        assert!(refuse(&x.to_kind(Kind::Double), &labels).contains("wants Float"));
        let classifier = SoftmaxClassifier::fit(&x, &labels, &config()).unwrap();
        let wide = Tensor::zeros([1, 5], (Kind::Float, tch::Device::Cpu));
        assert!(classifier.predict(&wide).unwrap_err().to_string().contains("[1, 5]"));
    }
}
