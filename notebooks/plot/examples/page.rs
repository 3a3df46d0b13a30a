//! Writes the page in which a VAE learns, with synthetic digits, to be kept and sent:
//! `cargo run --release --example page`.

use std::path::Path;

use vae_core::{Result, dataset::synthetic};
use vae_plot::widget;

fn main() -> Result<()> {
    let digits = synthetic::digits(10_000, 0)?;
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("pages");
    widget::train_in_the_page(&digits)?.save(pages.join("train-in-the-page.html"))
}
