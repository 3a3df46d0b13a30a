//! What breaks a training off: numbers that leave the finite ones.

use tch::Tensor;

use crate::memory::{Bfloat16, Entry, entries};
use crate::{Error, Result, Trainer};

/// The square of a number from here on, which Adam takes, is close to the end of float32.
const LARGEST: f32 = 1e18;

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
pub(crate) fn unbounded(gradients: &[Tensor]) -> Result<Option<f64>> {
    for gradient in gradients {
        if !is_bounded(gradient)? {
            let largest = gradient.f_abs()?.f_max()?.f_double_value(&[])?;
            let is_nan = largest.is_nan();
            return Ok(Some(if is_nan { f64::NAN } else { f64::INFINITY }));
        }
    }
    Ok(None)
}

/// Whether every number is smaller than [`LARGEST`].
fn is_bounded(t: &Tensor) -> Result<bool> {
    if let Some(numbers) = entries::<f32>(t) {
        return Ok(are_bounded(numbers));
    }
    if let Some(numbers) = entries::<Bfloat16>(t) {
        return Ok(are_bounded(numbers));
    }
    let below = t.f_abs()?.f_lt(f64::from(LARGEST))?;
    Ok(bool::try_from(below.f_all()?)?)
}

/// Looks at all of them, many side by side, in place of stopping at the first bad one; a NaN is
/// smaller than nothing.
fn are_bounded<T: Entry>(numbers: &[T]) -> bool {
    let small = |x: &T| x.value().abs() < LARGEST;
    numbers.iter().fold(true, |all, x| all & small(x))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tch::Kind;

    use crate::dataset::synthetic::digits;
    use crate::{TrainConfig, Vae, VaeConfig};

    #[test]
    fn one_bad_number_is_found() {
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -1e19] {
            let mut numbers = vec![0.5; 1000];
            assert!(is_bounded(&Tensor::from_slice(&numbers)).unwrap());
            numbers[777] = bad;
            let t = Tensor::from_slice(&numbers);
            assert!(!is_bounded(&t).unwrap(), "{bad}");
            assert!(!is_bounded(&t.to_kind(Kind::Double)).unwrap(), "{bad}");
            assert!(!is_bounded(&t.to_kind(Kind::BFloat16)).unwrap(), "{bad}");
        }
    }

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
