//! `vae encode`, `vae decode` and `vae interpolate`: codes for other programs, images from codes.

use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use tch::Tensor;
use vae_core::dataset::Binarised;
use vae_core::{Dataset, Error, Provenance, Result, Vae};
use vae_files::codes::{self, Format, ImageFormat, encode_with, labels_of, write_images};
use vae_plot::figure::save_png_sheet;

use crate::runs;

/// Write the codes of images for NumPy or pandas
///
/// .npy holds the means; .npz mu, log_var, labels, reconstruction and kl; .csv and .parquet one
/// row an image with all of these.
#[derive(Args)]
pub struct Encode {
    #[arg(value_name = "DIR", help = runs::HELP)]
    folder: PathBuf,
    /// Which images: those to learn from or those held out
    #[arg(long, default_value = "test")]
    set: Set,
    /// Where the images are now, of a run that learnt from your own
    #[arg(long, value_name = "PATH")]
    data: Option<PathBuf>,
    /// The file to write: .npy, .npz, .csv or .parquet
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Set {
    Train,
    Test,
}

/// Draw the images of codes from a .npy file
#[derive(Args)]
pub struct Decode {
    #[arg(value_name = "DIR", help = runs::HELP)]
    folder: PathBuf,
    /// The codes, one a row: .npy, or .npz with an array mu
    #[arg(value_name = "CODES")]
    codes: PathBuf,
    /// The file to write: .png, or .npy with float32 in [0, 1]
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Draw the images between two test images, along the line between their codes
#[derive(Args)]
pub struct Interpolate {
    #[arg(value_name = "DIR", help = runs::HELP)]
    folder: PathBuf,
    /// The test image at one end
    #[arg(long, value_name = "I")]
    from: usize,
    /// The test image at the other
    #[arg(long, value_name = "J")]
    to: usize,
    /// How many images, both ends' reconstructions among them
    #[arg(long, default_value_t = 10)]
    steps: usize,
    /// Where the images are now, of a run that learnt from your own
    #[arg(long, value_name = "PATH")]
    data: Option<PathBuf>,
    /// The file to write: .png, or .npy with float32 in [0, 1]
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Runs `vae encode`.
pub fn encode(arguments: &Encode) -> Result<()> {
    Format::of(&arguments.out)?;
    let vae = runs::model(&arguments.folder)?;
    let split = runs::images(&vae, arguments.data.as_deref())?;
    let images = match arguments.set {
        Set::Train => split.train,
        Set::Test => split.test,
    };
    let is_binarised =
        runs::config(&arguments.folder)?.training.is_some_and(|training| training.binarise);
    let codes = encoded(&vae, &images, is_binarised)?;
    codes.write(&arguments.out)
}

fn encoded(vae: &Vae, images: &Dataset, is_binarised: bool) -> Result<codes::Codes> {
    let template = "encoding {wide_bar} {pos} of {len} images, {eta} left";
    let style = ProgressStyle::with_template(template);
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(images.len() as u64).with_style(style);
    let show = |done| bar.set_position(done as u64);
    let mut codes = match is_binarised {
        true => encode_with(vae, &Binarised::new(images, 0), show), // as `evaluate` does
        false => encode_with(vae, images, show),
    }?;
    bar.finish_and_clear();
    codes.labels = labels_of(images);
    Ok(codes)
}

/// Runs `vae decode`.
pub fn decode(arguments: &Decode) -> Result<()> {
    let vae = runs::model(&arguments.folder)?;
    let z = codes::read(&arguments.codes, vae.config().latent)?;
    let columns = (z.size()[0] as f64).sqrt().ceil() as usize;
    write(&arguments.out, &vae.decode_mean(&z)?, columns, &vae)
}

/// Runs `vae interpolate`.
pub fn interpolate(arguments: &Interpolate) -> Result<()> {
    let vae = runs::model(&arguments.folder)?;
    let test = runs::images(&vae, arguments.data.as_deref())?.test;
    let image = |flag: &str, index: usize| {
        let remedy = format!("there are test images 0 to {}", test.len() - 1);
        test.range(index, 1).map_err(|_| Error::config(flag, index, remedy))
    };
    let (from, to) = (image("--from", arguments.from)?, image("--to", arguments.to)?);
    let images = codes::interpolate(&vae, &from, &to, arguments.steps)?;
    write(&arguments.out, &images, arguments.steps, &vae)
}

fn write(path: &Path, images: &Tensor, columns: usize, vae: &Vae) -> Result<()> {
    match ImageFormat::of(path)? {
        ImageFormat::Png => save_png_sheet(path, images, columns, vae, 1),
        ImageFormat::Npy => write_images(path, images, vae.image_shape()),
    }
}
