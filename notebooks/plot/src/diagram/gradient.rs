//! Where a gradient finds its way through a random draw (thesis, figures 15 and 16).

use plotters::style::text_anchor::HPos;

use super::sketch::{COMPUTED, FORWARD, Place, RANDOM, SEEN, arrow, boxed, circle, written};
use crate::figure::{Area, Colour, Drawn, Figure, palette};
use vae_core::Result;

const BACK: Colour = palette::HELD_OUT;

/// The draw with φ inside, where the gradient ends, beside the draw with ε outside (figure 15).
///
/// # Errors
/// Where the picture cannot be drawn.
pub fn two_samples() -> Result<Figure> {
    let title = "Where does the gradient find its way?";
    let figure = Figure::draw(title, (760, 290), |area| {
        drawn_inside(area)?;
        drawn_outside(area)
    })?;
    Ok(figure
        .with_caption(
            "Square: computed. Circle: drawn at random. Grey arrows: values, upwards. Vermillion: \
             gradient, downwards.",
        )
        .with_alt("Left, the gradient stops at the random z. Right, it goes through z to φ."))
}

fn drawn_inside(area: &Area) -> Drawn {
    let (f, z, phi, x) = ((170, 45), (170, 145), (90, 250), (250, 250));
    forward(area, &[(phi, z), (x, z), (z, f)])?;
    backward(area, &[(f, z)])?;
    square(area, f, "f")?;
    circle(area, z, RANDOM, "z")?;
    square(area, phi, "φ")?;
    square(area, x, "x")?;
    written(area, (202, 145), "z ~ q(z|φ, x)", HPos::Left)?;
    written(area, (142, 95), "∂f/∂z", HPos::Right)?;
    written(area, (100, 196), "no ∂z/∂φ", HPos::Right)
}

fn drawn_outside(area: &Area) -> Drawn {
    let (f, z) = ((530, 45), (530, 145));
    let (phi, x, eps) = ((430, 250), (530, 250), (630, 250));
    forward(area, &[(phi, z), (x, z), (eps, z), (z, f)])?;
    backward(area, &[(f, z), (z, phi)])?;
    for (place, name) in [(f, "f"), (z, "z"), (phi, "φ"), (x, "x")] {
        square(area, place, name)?;
    }
    circle(area, eps, RANDOM, "ε")?;
    written(area, (562, 145), "z = g(φ, x, ε)", HPos::Left)?;
    written(area, (662, 250), "ε ~ p(ε)", HPos::Left)?;
    written(area, (502, 95), "∂f/∂z", HPos::Right)?;
    written(area, (455, 190), "∂z/∂φ", HPos::Right)
}

/// From border to border of the boxes of [`loss_graph`]: values, on their way to the loss.
const VALUES: [(Place, Place); 10] = [
    ((75, 150), (124, 150)),  // x → μ, log σ²
    ((216, 143), (295, 143)), // → z
    ((345, 143), (420, 143)), // → logits
    ((500, 143), (555, 143)), // → −log p(x|z)
    ((685, 143), (755, 112)), // → −ELBO
    ((180, 128), (555, 42)),  // μ, log σ² → KL
    ((685, 45), (755, 84)),   // → −ELBO
    ((141, 243), (155, 172)), // φ → μ, log σ²
    ((312, 242), (318, 172)), // ε → z
    ((432, 243), (448, 172)), // θ → logits
];

/// The same of the gradient, on its way back.
const GRADIENT: [(Place, Place); 8] = [
    ((755, 124), (685, 157)),
    ((555, 158), (500, 158)),
    ((420, 158), (345, 158)),
    ((295, 158), (216, 158)),
    ((755, 96), (685, 58)),
    ((555, 58), (205, 128)),
    ((178, 172), (164, 243)),
    ((472, 172), (454, 243)),
];

/// The whole loss of one image as a graph, with the gradient's way to both networks.
///
/// # Errors
/// Where the picture cannot be drawn.
pub fn loss_graph() -> Result<Figure> {
    let title = "Which ways does the gradient of the loss take?";
    let figure = Figure::draw(title, (860, 300), |area| {
        ways(area, &VALUES, FORWARD)?;
        ways(area, &GRADIENT, BACK)?;
        boxed(area, (50, 150), (50, 44), SEEN, &["x"])?;
        boxed(area, (170, 150), (92, 44), COMPUTED, &["μ, log σ²"])?;
        boxed(area, (320, 150), (50, 44), COMPUTED, &["z"])?;
        boxed(area, (460, 150), (80, 44), COMPUTED, &["logits ℓ"])?;
        boxed(area, (620, 150), (130, 44), COMPUTED, &["−log p(x|z)"])?;
        boxed(area, (620, 50), (130, 44), COMPUTED, &["KL to the prior"])?;
        boxed(area, (790, 100), (70, 44), COMPUTED, &["−ELBO"])?;
        square(area, (150, 265), "φ")?;
        square(area, (440, 265), "θ")?;
        circle(area, (310, 265), RANDOM, "ε")
    })?;
    Ok(figure
        .with_caption(
            "Grey: values, on their way to the loss. Vermillion: the gradient, on its way back. θ \
             gets a gradient from the pixels alone; φ gets one from the pixels, through z, and one \
             from the KL to the prior. Nothing goes back to ε: it depends on nothing. (x enters \
             −log p(x|z) too.)",
        )
        .with_alt(
            "A graph from x through mu and log var, z and the logits to the loss; the gradient \
             goes back from the loss to theta, and through z and through the KL to phi.",
        ))
}

fn ways(area: &Area, ways: &[(Place, Place)], colour: Colour) -> Drawn {
    ways.iter().try_for_each(|&(from, to)| arrow(area, from, to, 2.0, colour))
}

fn forward(area: &Area, ways: &[(Place, Place)]) -> Drawn {
    ways.iter().try_for_each(|&(from, to)| arrow(area, from, to, 30.0, FORWARD))
}

/// Beside the values' arrow, the other way.
fn backward(area: &Area, ways: &[(Place, Place)]) -> Drawn {
    ways.iter().try_for_each(|&(from, to)| {
        let (dx, dy) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
        let by = 12.0 / dx.hypot(dy);
        let aside = ((dy * by) as i32, (-dx * by) as i32);
        let moved = |(x, y): Place| (x - aside.0, y - aside.1);
        arrow(area, moved(from), moved(to), 30.0, BACK)
    })
}

fn square(area: &Area, place: Place, name: &str) -> Drawn {
    boxed(area, place, (44, 44), COMPUTED, &[name])
}
