//! The network with its shapes (thesis, figures 12, 13 and 17 to 19).

use plotters::style::text_anchor::HPos;

use super::sketch::{COMPUTED, FORWARD, Place, RANDOM, SEEN, arrow, boxed, written};
use crate::figure::{Area, Drawn, Figure};
use vae_core::Result;

/// The variational autoencoder with D pixels, two hidden layers of H units on either side and J
/// latent dimensions; `[…]` is the shape of a batch of B there.
///
/// # Errors
/// Where the picture cannot be drawn.
pub fn architecture(pixels: i64, hidden: i64, latent: i64) -> Result<Figure> {
    let title = "Which numbers become which in a variational autoencoder?";
    let figure = Figure::draw(title, (880, 330), |area| {
        encoder(area, pixels, hidden, latent)?;
        decoder(area, pixels, hidden, latent)
    })?;
    Ok(figure
        .with_caption(
            "Grey: seen. Blue: computed. Yellow: drawn at random. Above each arrow what is \
             applied, in each box its name and its shape for a batch of B images.",
        )
        .with_alt(format!(
            "Image x of {pixels} pixels; two hidden layers of {hidden} ReLU units; beside each \
             other mu and log var of {latent} numbers; with noise eps they give z; two hidden \
             layers of {hidden}; {pixels} logits, whose sigmoid is the image y."
        )))
}

const ROW: i32 = 150;

fn encoder(area: &Area, pixels: i64, hidden: i64, latent: i64) -> Drawn {
    written(area, (165, 24), "encoder q(z|x), weights φ", HPos::Center)?;
    let (x, h1, h2) = ((50, ROW), (155, ROW), (260, ROW));
    let (mu, log_var) = ((370, ROW - 60), (370, ROW + 60));
    tensor(area, x, SEEN, "x", pixels)?;
    tensor(area, h1, COMPUTED, "h₁", hidden)?;
    tensor(area, h2, COMPUTED, "h₂", hidden)?;
    tensor(area, mu, COMPUTED, "μ", latent)?;
    tensor(area, log_var, COMPUTED, "log σ²", latent)?;
    step(area, x, h1, "ReLU")?;
    step(area, h1, h2, "ReLU")?;
    arrow(area, (h2.0 + 36, h2.1 - 8), (mu.0 - 36, mu.1 + 8), 2.0, FORWARD)?;
    arrow(area, (h2.0 + 36, h2.1 + 8), (log_var.0 - 36, log_var.1 - 8), 2.0, FORWARD)
}

fn decoder(area: &Area, pixels: i64, hidden: i64, latent: i64) -> Drawn {
    written(area, (680, 24), "decoder p(x|z), weights θ", HPos::Center)?;
    let (eps, z) = ((370, 285), (480, ROW));
    let (h1, h2) = ((585, ROW), (690, ROW));
    let (logits, y) = ((800, ROW), (800, 265));
    tensor(area, eps, RANDOM, "ε", latent)?;
    tensor(area, z, COMPUTED, "z", latent)?;
    tensor(area, h1, COMPUTED, "h₃", hidden)?;
    tensor(area, h2, COMPUTED, "h₄", hidden)?;
    tensor(area, logits, COMPUTED, "logits ℓ", pixels)?;
    tensor(area, y, COMPUTED, "y", pixels)?;
    arrow(area, (406, ROW - 52), (z.0 - 36, z.1 - 8), 2.0, FORWARD)?;
    arrow(area, (406, ROW + 52), (z.0 - 36, z.1 + 8), 2.0, FORWARD)?;
    arrow(area, (406, 280), (z.0 - 10, z.1 + 26), 2.0, FORWARD)?;
    written(area, (z.0, 62), "z = μ + σ ⊙ ε", HPos::Center)?;
    step(area, z, h1, "ReLU")?;
    step(area, h1, h2, "ReLU")?;
    step(area, h2, logits, "linear")?;
    arrow(area, (y.0, ROW + 26), (y.0, y.1 - 26), 2.0, FORWARD)?;
    written(area, (y.0 - 8, 208), "sigmoid", HPos::Right)
}

fn tensor(area: &Area, place: Place, fill: crate::figure::Colour, name: &str, n: i64) -> Drawn {
    boxed(area, place, (72, 50), fill, &[name, &format!("[B, {n}]")])
}

fn step(area: &Area, from: Place, to: Place, name: &str) -> Drawn {
    arrow(area, (from.0 + 36, from.1), (to.0 - 36, to.1), 2.0, FORWARD)?;
    written(area, ((from.0 + to.0) / 2, from.1 - 40), name, HPos::Center)
}
