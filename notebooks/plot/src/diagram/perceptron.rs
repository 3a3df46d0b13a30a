//! A small network with its weights (thesis, figure 8).

use plotters::prelude::*;
use tch::{Kind, Tensor};

use super::sketch::Place;
use crate::figure::{Area, Drawn, Figure, palette};
use vae_core::{Error, Result};

/// More units a layer than this cannot be told apart.
const MOST: i64 = 12;

/// Which weights does a perceptron of three layers have? One matrix `[out, in]` for each of its two
/// layers of weights; blue lines for positive weights, orange for negative ones, thicker for larger.
///
/// # Errors
/// [`ErrorKind::Shape`](vae_core::ErrorKind) unless each matrix takes what the one before gives,
/// and no layer has more than twelve units.
pub fn perceptron(title: &str, weights: [&Tensor; 2]) -> Result<Figure> {
    let [first, second] = [read(weights[0])?, read(weights[1])?];
    if second[0].len() != first.len() {
        let wanted = format!("[out, {}]", first.len());
        return Err(Error::shape("the second layer", wanted, weights[1].size()));
    }
    let sizes = [first[0].len(), first.len(), second.len()];
    let height = 60 + 92 * sizes.into_iter().max().unwrap_or(0) as u32;
    let at = |layer: usize, i: usize| -> Place {
        let off = 92 * i as i32 - 46 * (sizes[layer] as i32 - 1);
        (110 + 190 * layer as i32, 24 + (height as i32 - 24) / 2 + off)
    };
    let figure = Figure::draw(title, (600, height), |area| {
        for (layer, rows) in [&first, &second].into_iter().enumerate() {
            for (to, row) in rows.iter().enumerate() {
                for (from, w) in row.iter().enumerate() {
                    joined(area, [at(layer, from), at(layer + 1, to)], *w)?;
                }
            }
        }
        for (layer, size) in sizes.into_iter().enumerate() {
            (0..size).try_for_each(|i| unit(area, at(layer, i)))?;
        }
        let font = ("sans-serif", 13).into_font();
        for (left, name) in [(80, "input x"), (262, "hidden h"), (456, "output y")] {
            area.draw(&Text::new(name, (left, 12), font.clone()))?;
        }
        Ok(())
    })?;
    let [inputs, hidden, outputs] = sizes;
    Ok(figure.with_caption("Blue: positive weight, orange: negative; thicker: larger.").with_alt(
        format!(
            "Three columns of circles, {inputs} for the inputs, {hidden} hidden and {outputs} for \
             the output; a line joins each to every one of the next column."
        ),
    ))
}

fn read(weight: &Tensor) -> Result<Vec<Vec<f64>>> {
    match weight.size()[..] {
        [out, inputs] if (1..=MOST).contains(&out) && (1..=MOST).contains(&inputs) => {
            Ok(Vec::try_from(weight.f_detach()?.f_to_kind(Kind::Double)?)?)
        }
        _ => {
            let wanted = format!("[out, in] of at most {MOST} each");
            Err(Error::shape("a perceptron's weights", wanted, weight.size()))
        }
    }
}

fn joined(area: &Area, ends: [Place; 2], w: f64) -> Drawn {
    let colour = if w > 0.0 { palette::TRAINING } else { palette::HELD_OUT };
    let width = (w.abs() * 1.2).clamp(1.0, 9.0) as u32;
    area.draw(&PathElement::new(ends.to_vec(), colour.stroke_width(width)))
}

fn unit(area: &Area, place: Place) -> Drawn {
    area.draw(&Circle::new(place, 15, WHITE.filled()))?;
    area.draw(&Circle::new(place, 15, BLACK.stroke_width(2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_weight_is_a_line_in_the_colour_of_its_sign() {
        let first = Tensor::from_slice(&[1.0, -2.0, 3.0, 4.0, 5.0, 6.0]).reshape([3, 2]);
        let second = Tensor::from_slice(&[1.0, 1.0, -1.0]).reshape([1, 3]);
        let svg = perceptron("t", [&first, &second]).unwrap().svg();
        let hex = |RGBColor(r, g, b)| format!("stroke=\"#{r:02x}{g:02x}{b:02x}\"");
        assert_eq!(svg.matches(&hex(palette::TRAINING)).count(), 7);
        assert_eq!(svg.matches(&hex(palette::HELD_OUT)).count(), 2);
        assert_eq!(svg.matches("<circle").count(), 2 * 6);
    }

    #[test]
    fn layers_that_do_not_fit_are_refused() {
        let zeros = |out, inputs| Tensor::zeros([out, inputs], tch::kind::FLOAT_CPU);
        let refused = perceptron("t", [&zeros(3, 2), &zeros(1, 4)]).unwrap_err().to_string();
        assert!(refused.contains("[out, 3]"), "{refused}");
        assert!(perceptron("t", [&zeros(13, 2), &zeros(1, 13)]).is_err());
    }
}
