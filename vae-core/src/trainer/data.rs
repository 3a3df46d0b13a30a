//! Which images a run may learn from.

use crate::dataset::ImageSet;
use crate::{Error, Provenance, Result, Trainer};

impl Trainer {
    /// Checks that the images fit the model and are those that the run began with.
    pub(super) fn adopt_data(&mut self, train: &dyn ImageSet) -> Result<()> {
        if train.is_empty() {
            return Err(Error::Config {
                field: "training images",
                given: "0".into(),
                remedy: "give at least one".into(),
            });
        }
        if train.image_shape() != self.vae.image_shape() {
            return Err(Error::Shape {
                operation: "training",
                wanted: format!("images of {}", self.vae.image_shape()),
                given: vec![train.image_shape().height, train.image_shape().width],
            });
        }
        self.refuse_other_images(train)?;
        self.vae.source = train.source().clone();
        self.history.source = train.source().clone();
        self.train_size = Some(train.len());
        Ok(())
    }

    /// A run goes on only with the images that it began with.
    fn refuse_other_images(&self, train: &dyn ImageSet) -> Result<()> {
        let source = &self.history.source;
        match self.train_size {
            Some(size) if (size, source) != (train.len(), train.source()) => Err(Error::Config {
                field: "training images",
                given: format!("{} of {}", train.len(), train.source()),
                remedy: format!("this run goes on only with its own, {size} of {source}"),
            }),
            _ => Ok(()),
        }
    }
}
