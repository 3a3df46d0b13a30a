//! Which images a run may learn from.

use vae_base::dataset::{ImageSet, Provenance};
use vae_base::{Error, Result};

use super::Trainer;

impl Trainer {
    /// Checks that the images fit the model and are those that the run began with.
    pub(super) fn check_images(&mut self, train: &dyn ImageSet) -> Result<()> {
        if train.is_empty() {
            return Err(Error::config("training images", 0, "give at least one"));
        }
        let (wanted, given) = (self.state.vae.image_shape(), train.image_shape());
        if given != wanted {
            let remedy = format!("the model was made for images of {wanted}");
            return Err(Error::config("the training images' size", given, remedy));
        }
        self.refuse_other_images(train)?;
        self.state.vae.set_source(train.source().clone());
        self.state.history.source = train.source().clone();
        self.state.train_size = Some(train.len());
        Ok(())
    }

    /// A run goes on only with the images that it began with.
    fn refuse_other_images(&self, train: &dyn ImageSet) -> Result<()> {
        let source = &self.state.history.source;
        match self.state.train_size {
            Some(size) if (size, source) != (train.len(), train.source()) => {
                let given = format!("{} of {}", train.len(), train.source());
                let remedy = format!("this run goes on only with its own, {size} of {source}");
                Err(Error::config("training images", given, remedy))
            }
            _ => Ok(()),
        }
    }
}
