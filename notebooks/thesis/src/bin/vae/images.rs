//! `vae sample`, `vae reconstruct` and `vae manifold`: PNG files of what a model imagines.

use std::path::PathBuf;

use clap::Args;
use tch::Tensor;
use vae_core::{Error, Random, Result};
use vae_plot::figure::{Grid, latent_grid, save_png_sheet};

use crate::runs;

/// Screen pixels along the side of an image's pixel.
const SCALE: u32 = 1;

/// Draw new images from the prior into a PNG
#[derive(Args)]
pub struct Sample {
    #[arg(value_name = "DIR", help = runs::HELP)]
    folder: PathBuf,
    /// How many images
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(i64).range(1..=10_000))]
    count: i64,
    /// Fixes which codes are drawn
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// The PNG file to write
    #[arg(long, value_name = "FILE.png")]
    out: PathBuf,
}

/// Show test images above their reconstructions in a PNG
#[derive(Args)]
pub struct Reconstruct {
    #[arg(value_name = "DIR", help = runs::HELP)]
    folder: PathBuf,
    /// How many images, the first of the test set
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    count: u32,
    /// Where the images are now, of a run that learnt from your own
    #[arg(long, value_name = "PATH")]
    data: Option<PathBuf>,
    /// The PNG file to write
    #[arg(long, value_name = "FILE.png")]
    out: PathBuf,
}

/// Draw the images over the latent plane of a two-dimensional model into a PNG
#[derive(Args)]
pub struct Manifold {
    #[arg(value_name = "DIR", help = runs::HELP)]
    folder: PathBuf,
    /// Images along each side
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100))]
    side: u32,
    /// The PNG file to write
    #[arg(long, value_name = "FILE.png")]
    out: PathBuf,
}

/// Runs `vae sample`.
pub fn sample(arguments: &Sample) -> Result<()> {
    let vae = runs::model(&arguments.folder)?;
    let x = vae.generate(arguments.count, &mut Random::new(arguments.seed))?;
    let columns = (arguments.count as f64).sqrt().ceil() as usize;
    save_png_sheet(&arguments.out, &x, columns, &vae, SCALE)
}

/// Runs `vae reconstruct`.
pub fn reconstruct(arguments: &Reconstruct) -> Result<()> {
    let vae = runs::model(&arguments.folder)?;
    let test = runs::images(&vae, arguments.data.as_deref())?.test;
    let count = (arguments.count as usize).min(test.len());
    let x = test.range(0, count)?;
    let both = Tensor::f_cat(&[&x, &vae.reconstruct(&x)?], 0)?;
    save_png_sheet(&arguments.out, &both, count, &vae, SCALE)
}

/// Runs `vae manifold`.
pub fn manifold(arguments: &Manifold) -> Result<()> {
    let vae = runs::model(&arguments.folder)?;
    if vae.config().latent != 2 {
        return Err(Error::config(
            "latent",
            vae.config().latent,
            "a manifold is drawn over a plane; name a model of 2 latent dimensions",
        ));
    }
    let side = arguments.side as usize;
    let x = vae.decode_mean(&latent_grid(side, Grid::Quantiles)?)?;
    save_png_sheet(&arguments.out, &x, side, &vae, SCALE)
}
