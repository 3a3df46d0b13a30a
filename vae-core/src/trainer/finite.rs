//! What breaks a training off: numbers that leave the finite ones.

use tch::Tensor;

use crate::gradient::{Buffers, Gradients};
use crate::{Error, Result, Trainer};

/// The square of a number from here on, which Adam takes, is close to the end of float32.
const LARGEST: f64 = 1e18;

impl Trainer {
    /// Refuses a term of the loss that is not finite.
    pub(super) fn refuse_infinite(&self, term: &'static str, value: f64) -> Result<()> {
        if value.is_finite() {
            return Ok(());
        }
        Err(self.not_finite(term, value))
    }

    /// What is under way is the batch after those of the pass.
    pub(super) fn not_finite(&self, term: &'static str, value: f64) -> Error {
        let (epoch, batches) = match &self.pass {
            Some(pass) => (pass.epoch, pass.batches),
            None => (self.history.epochs.len() + 1, 0),
        };
        let in_epoch = self
            .train_size
            .unwrap_or(1)
            .div_ceil(self.config.batch_size);
        Error::NotFinite {
            term,
            value,
            epoch,
            batch: in_epoch.min(batches + 1),
            learning_rate: self.config.adam.learning_rate,
        }
    }
}

/// A number of the gradients that Adam cannot take, if there is one: infinity or NaN.
pub(crate) fn unbounded(gradients: &Gradients, buffers: &Buffers) -> Result<Option<f64>> {
    let mut bad = None;
    let mut look = |gradient: &Tensor| {
        let largest = gradient.f_abs()?.f_max()?.f_double_value(&[])?;
        if largest.is_nan() {
            bad = Some(largest);
        } else if largest >= LARGEST {
            bad = bad.or(Some(f64::INFINITY));
        }
        Ok(())
    };
    if gradients.bound()? < LARGEST {
        gradients.others.iter().try_for_each(look)?;
    } else {
        gradients.visit(buffers, |_, gradient| look(gradient))?;
    }
    Ok(bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::dataset::synthetic::digits;
    use crate::{TrainConfig, Vae, VaeConfig};

    /// A model whose loss is finite and whose gradient is not: minute activations times huge
    /// weights.
    fn on_the_brink() -> Trainer {
        let config = VaeConfig {
            hidden: 4,
            ..VaeConfig::default()
        };
        let mut vae = Vae::new(config, 0).unwrap();
        let networks = &mut vae.networks;
        networks
            .replace(|name, old| {
                Ok(match name {
                    "decoder.hidden2.weight" => old.zeros_like(),
                    "decoder.hidden2.bias" => old.full_like(1e-20),
                    "decoder.output.weight" => old.full_like(1e20),
                    _ => old.copy(),
                })
            })
            .unwrap();
        Trainer::new(vae, TrainConfig::default()).unwrap()
    }

    #[test]
    fn an_infinite_gradient_stops_before_it_changes_a_weight() {
        let mut trainer = on_the_brink();
        let error = trainer.fit(&digits(100, 0).unwrap(), None).unwrap_err();
        let message = error.to_string();
        assert!(
            message.starts_with("the gradient became inf in epoch 1, batch 1"),
            "{message}"
        );
        let untouched = on_the_brink();
        for (a, b) in trainer
            .vae
            .parameters()
            .iter()
            .zip(untouched.vae.parameters())
        {
            assert!(a.equal(b));
        }
    }
}
