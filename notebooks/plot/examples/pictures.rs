//! Draws the README's pictures from the pretrained model and MNIST's test images:
//! `cargo run --release --example pictures`.

use vae_core::dataset::{data_dir, load};
use vae_core::{Pretrained, Result, Source};
use vae_plot::figure::{self, Figure, Grid};

fn main() -> Result<()> {
    let Pretrained { vae, history, .. } = Pretrained::load("mnist-z2")?;
    let test = load(&Source::Mnist, &data_dir())?.test;
    let codes = vae.encode_mean(&test.range(0, test.len())?)?;
    let some = test.range(0, 12)?;
    let rows = [("original", some.shallow_clone()), ("reconstruction", vae.reconstruct(&some)?)];
    let grid = Grid::Quantiles;
    let images = vae.decode_mean(&figure::latent_grid(20, grid)?)?;
    let title = "Which image does each point of the plane give?";
    save("loss-curve", &figure::loss_curve(&history)?)?;
    save(
        "reconstructions",
        &figure::image_rows("What survives a code of two numbers?", &rows, &vae)?,
    )?;
    save("latent-plane", &figure::latent_scatter(&codes, test.labels(), &test)?)?;
    save("manifold", &figure::manifold(title, &images, 20, grid, &vae)?)
}

fn save(name: &str, figure: &Figure) -> Result<()> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("pictures");
    figure.save(folder.join(format!("{name}.svg")))
}
