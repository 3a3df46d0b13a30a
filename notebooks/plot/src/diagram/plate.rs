//! The graphical model in plate notation (thesis, figure 11).

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::sketch::{FORWARD, Place, SEEN, arrow, circle, written};
use crate::figure::{Area, Colour, Drawn, Figure};
use vae_core::Result;

/// z makes x, for each of N images; inference goes the other way.
///
/// # Errors
/// Where the picture cannot be drawn.
pub fn graphical_model() -> Result<Figure> {
    let title = "What makes an image, and what is inferred from it?";
    let figure = Figure::draw(title, (640, 300), |area| {
        plate(area, 60, "generation")?;
        plate(area, 370, "inference")?;
        let (z, x, theta) = ((150, 90), (150, 200), (30, 145));
        arrow(area, z, x, 25.0, FORWARD)?;
        arrow(area, theta, x, 25.0, FORWARD)?;
        nodes(area, z, x)?;
        written(area, theta, "θ", HPos::Center)?;
        written(area, (184, 90), "z ~ p(z)", HPos::Left)?;
        written(area, (184, 200), "x ~ p(x|z)", HPos::Left)?;
        let (z, x, phi) = ((460, 90), (460, 200), (340, 145));
        arrow(area, x, z, 25.0, FORWARD)?;
        arrow(area, phi, z, 25.0, FORWARD)?;
        nodes(area, z, x)?;
        written(area, phi, "φ", HPos::Center)?;
        written(area, (494, 90), "z ~ q(z|x)", HPos::Left)
    })?;
    Ok(figure
        .with_caption(
            "White circle: never seen. Grey circle: seen. What stands in the box (the plate) is \
             there once for each of the N images; θ and φ, outside, are shared by all of them.",
        )
        .with_alt(
            "Two plates marked N. Left, an arrow from z to x, and from theta outside to x. Right, \
             an arrow from x to z, and from phi outside to z.",
        ))
}

fn nodes(area: &Area, z: Place, x: Place) -> Drawn {
    const UNSEEN: Colour = RGBColor(255, 255, 255);
    circle(area, z, UNSEEN, "z")?;
    circle(area, x, SEEN, "x")
}

fn plate(area: &Area, left: i32, name: &str) -> Drawn {
    let corners = [(left, 50), (left + 215, 250)];
    area.draw(&Rectangle::new(corners, BLACK.stroke_width(1)))?;
    written(area, (left + 205, 236), "N", HPos::Right)?;
    written(area, (left + 108, 274), name, HPos::Center)
}
