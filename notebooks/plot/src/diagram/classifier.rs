//! The classifiers of annexes F and G (thesis, figures 31 and 32).

use plotters::style::text_anchor::HPos;

use super::sketch::{COMPUTED, FORWARD, Place, SEEN, arrow, boxed, written};
use crate::figure::{Area, Colour, Drawn, Figure, palette};
use vae_core::Result;

/// Above what the text describes, below what its listing trains.
///
/// # Errors
/// Where the picture cannot be drawn.
pub fn annex_f() -> Result<Figure> {
    let title = "What do the labels move: the last layer, or all of them?";
    let figure = Figure::draw(title, (840, 330), |area| {
        written(
            area,
            (20, 24),
            "The text: an encoder trained without labels, then frozen",
            HPos::Left,
        )?;
        layers(area, 80, [SEEN, SEEN, SEEN, COMPUTED])?;
        back(area, 80, 4)?;
        written(area, (20, 190), "The listing: all layers start at random", HPos::Left)?;
        layers(area, 246, [COMPUTED; 4])?;
        (1..5).try_for_each(|layer| back(area, 246, layer))
    })?;
    Ok(figure
        .with_caption(
            "Grey: stays as it is. Blue: moved by the labels. Vermillion: the gradient of the \
             labels' cross-entropy, and how far it goes.",
        )
        .with_alt(
            "Two rows of the same layers, 784, 500, 500, 50 means, 10 scores. In the upper row the \
             gradient reaches the last layer only, in the lower one all four.",
        ))
}

/// The classifier on pixels: one layer, and its softmax.
///
/// # Errors
/// Where the picture cannot be drawn.
pub fn annex_g() -> Result<Figure> {
    let title = "Which numbers become which in the classifier on pixels?";
    let figure = Figure::draw(title, (700, 110), |area| {
        let (x, s, p) = ((90, 60), (340, 60), (590, 60));
        boxed(area, x, (110, 56), SEEN, &["x", "[B, 784]"])?;
        boxed(area, s, (110, 56), COMPUTED, &["scores s", "[B, 10]"])?;
        boxed(area, p, (110, 56), COMPUTED, &["p(y|x)", "[B, 10]"])?;
        written(area, (215, 40), "W x + b", HPos::Center)?;
        arrow(area, (145, 60), (285, 60), 3.0, FORWARD)?;
        written(area, (465, 40), "softmax", HPos::Center)?;
        arrow(area, (395, 60), (535, 60), 3.0, FORWARD)
    })?;
    Ok(figure
        .with_caption(
            "Grey: seen. Blue: computed. In each box its name and its shape for a batch of B \
             images; W has 7,840 numbers, b has 10.",
        )
        .with_alt("784 pixels x become 10 scores by W x + b, and these 10 probabilities."))
}

const AT: [i32; 5] = [60, 230, 400, 570, 760];
const NAMES: [[&str; 2]; 5] =
    [["x", "784"], ["ReLU", "500"], ["ReLU", "500"], ["means", "50"], ["softmax", "10"]];

fn layers(area: &Area, y: i32, fills: [Colour; 4]) -> Drawn {
    for i in 0..5 {
        let fill = if i == 0 { SEEN } else { fills[i - 1] };
        boxed(area, (AT[i], y), (88, 50), fill, &NAMES[i])?;
        if i > 0 {
            arrow(area, (AT[i - 1] + 44, y), (AT[i] - 44, y), 3.0, FORWARD)?;
        }
    }
    Ok(())
}

/// The gradient through layer `i`, below the values' arrows.
fn back(area: &Area, y: i32, i: usize) -> Drawn {
    let (from, to): (Place, Place) = ((AT[i], y + 42), (AT[i - 1] + 50, y + 42));
    arrow(area, from, to, 0.0, palette::HELD_OUT)
}
