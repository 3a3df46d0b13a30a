//! What breaks a training off: numbers that leave the finite ones.

use vae_base::Error;

use super::Trainer;

impl Trainer {
    /// `the KL became inf in epoch 1, batch 1; lower the learning rate (it is 0.001) …`: the batch
    /// under way is the one after those that were learnt.
    pub(super) fn not_finite(&self, term: &str, value: f64) -> Error {
        let state = &self.state;
        let (epoch, batches) = match &state.progress {
            Some(progress) => (progress.epoch, progress.batches),
            None => (state.history.epochs.len() + 1, 0),
        };
        let in_epoch = state.batches_an_epoch(state.train_size.unwrap_or(1));
        let batch = in_epoch.min(batches + 1);
        let rate = state.config.learning_rate(epoch);
        let place = format!(
            "in epoch {epoch}, batch {batch}; lower the learning rate (it is {rate}) or look for \
             damaged images"
        );
        Error::not_finite(format!("the {term}"), value, place)
    }
}

#[cfg(test)]
mod tests {
    use crate::Trainer;
    use crate::model::{Architecture, Vae, VaeConfig, parameters::replace};
    use crate::train::TrainConfig;
    use vae_base::dataset::synthetic::digits;

    /// A model whose loss is finite and whose gradient is not: minute activations times huge
    /// weights.
    fn on_the_brink() -> Trainer {
        let config = VaeConfig { architecture: Architecture::mlp([4, 4]), ..VaeConfig::default() };
        let vae = Vae::new(config, 0).unwrap();
        replace(&vae.named_parameters(), |name, old| {
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
        assert!(message.starts_with("the gradient became inf in epoch 1, batch 1"), "{message}");
        let untouched = on_the_brink();
        for (a, b) in trainer.vae().parameters().iter().zip(untouched.vae().parameters()) {
            assert!(a.equal(b));
        }
    }
}
