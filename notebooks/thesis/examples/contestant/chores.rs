//! What surrounds training: data, codes, figures, checkpoints.

use std::ops::ControlFlow;
use std::time::Duration;

use vae_core::dataset::load_or_synthetic;
use vae_core::{Dataset, Result, Source, Split, TrainConfig, Trainer, Vae, VaeConfig};
use vae_plot::figure::{self, Grid};

use crate::Contest;

const SIDE: usize = 20;

pub struct Chores<'a> {
    test: &'a Dataset,
    plane: Vae,
}

impl<'a> Chores<'a> {
    pub fn new(data: &'a Split) -> Result<Self> {
        Ok(Self { test: &data.test, plane: Vae::new(VaeConfig::default(), 0)? })
    }

    pub fn contests(&self) -> Result<Vec<Contest<'_>>> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut trainer = Trainer::new(Vae::new(VaeConfig::default(), 0)?, TrainConfig::default())?
            .saving_to(folder.path())?;
        trainer.fit_with(&self.test.take(100)?, None, |_| ControlFlow::Break(()))?;
        trainer = trainer.saving_every(Duration::ZERO);
        Ok(vec![
            ("load", Box::new(|| load_or_synthetic(&Source::Mnist).map(drop))),
            ("encode", Box::new(|| self.codes().map(drop))),
            ("manifold", Box::new(|| self.manifold())),
            ("scatter", Box::new(|| self.scatter())),
            (
                "checkpoint",
                Box::new(move || {
                    let _ = folder.path();
                    trainer.save_now()
                }),
            ),
        ])
    }

    fn codes(&self) -> Result<tch::Tensor> {
        self.plane.encode_mean(&self.test.range(0, self.test.len())?)
    }

    fn manifold(&self) -> Result<()> {
        let grid = Grid::Quantiles;
        let images = self.plane.decode_mean(&figure::latent_grid(SIDE, grid)?)?;
        let title = "Which image does each point of the plane give?";
        figure::manifold(title, &images, SIDE, grid, &self.plane)?.html();
        Ok(())
    }

    fn scatter(&self) -> Result<()> {
        figure::latent_scatter(&self.codes()?, self.test.labels(), self.test)?.html();
        Ok(())
    }
}
