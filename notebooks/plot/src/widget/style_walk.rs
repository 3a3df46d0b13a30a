//! A class and a style, both chosen by hand: the analogies of Kingma, Rezende, Mohamed and Welling
//! (2014, figure 1).

use serde_json::json;
use tch::{Device, Kind, Tensor};

use super::page::{Page, shows_itself};
use super::points::{Points, carried_from};
use super::weights::perceptron;
use crate::figure::{self, Figures, Grid};
use vae_core::model::{Linear, Mlp, Network};
use vae_core::{Dataset, Error, Provenance, Result};

/// A plane of styles to walk on, made by [`style_walk`].
#[derive(Debug, Clone)]
pub struct StyleWalk {
    page: Page,
    classes: i64,
    /// The images' styles, `[N, 2]`.
    style: Vec<Vec<f64>>,
}

/// A perceptron on a style and a class, one-hot, `[B, 2 + K]`, and the layer above it that gives the
/// pixels' logits, `[B, D]`.
type Conditional<'a> = (&'a Mlp, &'a Linear);

/// A row of pictures has no room for more.
const MOST_CLASSES: i64 = 20;

/// What does one style look like in every class? The decoder of p(x|y, z), with a style z of two
/// numbers, draws where the hand goes: the class chosen large, and beside it all K in the same style
/// (Kingma and others, 2014, figure 1). In the plane lie the images of `data` at their styles
/// `[N, 2]`; a click on a large dot shows that image, and its style as every class.
///
/// # Errors
/// [`ErrorKind::Shape`](vae_core::ErrorKind) where the layers do not fit each other, the images or
/// two numbers of style; [`ErrorKind::Config`](vae_core::ErrorKind) for fewer than 2 or more than 20
/// classes, for images without labels or with others than 0 to K − 1, and for more than 10,000.
pub fn style_walk(decoder: (&Mlp, &Linear), data: &Dataset, style: &Tensor) -> Result<StyleWalk> {
    let shape = data.image_shape();
    let (packed, inputs) = perceptron("style_walk", decoder, shape.pixels())?;
    let classes = classes(inputs, data)?;
    let style = styles(style, data)?;
    let points = Points::at(&style, data)?;
    let page = Page {
        name: "style-walk",
        title: "What does one style look like in every class?".into(),
        script: concat!(include_str!("js/style_walk.js"), include_str!("js/thumbnails.js")),
        computes_in_a_worker: false,
        data: json!({
            "shape": [shape.height, shape.width],
            "decoder": packed,
            "classes": (0..classes).map(|label| data.class_name(label)).collect::<Vec<_>>(),
            "points": points,
        }),
        state: json!({ "class": 0, "z": [0.0, 0.0], "chosen": null, "manifold": false }),
        source: data.source().clone(),
        still: still(decoder, classes, data)?,
    };
    let style = Vec::<Vec<f64>>::try_from(&style.f_to_kind(Kind::Double)?)?;
    Ok(StyleWalk { page, classes, style })
}

impl StyleWalk {
    /// Opens with this class, in the style `z`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for a class that there is not, or a number that is
    /// not finite.
    pub fn start_at(mut self, class: i64, z: [f64; 2]) -> Result<Self> {
        if !(0..self.classes).contains(&class) || z.iter().any(|c| !c.is_finite()) {
            let remedy = format!("choose a class from 0 to {} and a place", self.classes - 1);
            return Err(Error::config("start_at", format!("{class}, {z:?}"), remedy));
        }
        self.page.state["class"] = json!(class);
        self.page.state["z"] = json!(z);
        Ok(self)
    }

    /// Opens in the style of the image `index` of the data set (or of the next one that the page
    /// carries), which is shown.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for an image that there is not.
    pub fn start_at_image(mut self, index: usize) -> Result<Self> {
        let index = carried_from(index, self.style.len())?;
        self.page.state["chosen"] = json!(index);
        self.page.state["z"] = json!(self.style[index]);
        Ok(self)
    }

    /// Shows the chosen class in every style, as thumbnails behind the points.
    pub fn with_manifold(mut self) -> Self {
        self.page.state["manifold"] = json!(true);
        self
    }
}

shows_itself!(StyleWalk);

/// K, of a decoder that takes so many numbers.
fn classes(inputs: i64, data: &Dataset) -> Result<i64> {
    let classes = inputs - 2;
    if !(2..=MOST_CLASSES).contains(&classes) {
        let wanted = format!("2 numbers of style and 2 to {MOST_CLASSES} classes");
        return Err(Error::config("inputs of the decoder", inputs, wanted));
    }
    let Some(labels) = data.labels() else {
        return Err(Error::config("labels", "none", "give images with labels"));
    };
    match labels.iter().find(|label| !(0..classes).contains(*label)) {
        None => Ok(classes),
        Some(label) => {
            let remedy = format!("the decoder knows 0 to {}", classes - 1);
            Err(Error::config("label", label, remedy))
        }
    }
}

/// Checked to be one finite point for each image.
fn styles(style: &Tensor, data: &Dataset) -> Result<Tensor> {
    let wanted = [data.len() as i64, 2];
    if style.size() != wanted {
        return Err(Error::shape("style_walk", format!("{wanted:?}, a style each"), style.size()));
    }
    let style = style.f_detach()?.f_to_device(Device::Cpu)?.f_to_kind(Kind::Float)?;
    match bool::try_from(style.f_isfinite()?.f_all()?)? {
        true => Ok(style),
        false => Err(Error::config("styles", "not finite", "look for damaged weights")),
    }
}

/// Side of the grid of decoded images in the still picture, and of the styles in its rows.
const SIDE: usize = 15;
const FEW: usize = 3;

/// One class in every style, and some styles as every class.
fn still(decoder: Conditional<'_>, classes: i64, data: &Dataset) -> Result<Figures> {
    let grid = Grid::Square { half_width: 3.0 };
    let images = mean(decoder, 0, classes, &figure::latent_grid(SIDE, grid)?)?;
    let title = format!("What does class {} look like in every style?", data.class_name(0));
    let plane = figure::manifold(&title, &images, SIDE, grid, data)?;
    let few = figure::latent_grid(FEW, Grid::Square { half_width: 1.5 })?;
    let names: Vec<String> = (0..classes).map(|class| data.class_name(class)).collect();
    let rows = (0..).zip(&names);
    let rows = rows.map(|(class, name)| Ok((&**name, mean(decoder, class, classes, &few)?)));
    let title = "What does one style look like in every class?";
    let rows = figure::image_rows(title, &rows.collect::<Result<Vec<_>>>()?, data)?;
    let caption = "Rows: the class. Columns: nine styles; z₂ is 1.5 in the first three, 0 in the \
                   next and −1.5 in the last, and z₁ is −1.5, 0 and 1.5 in each three.";
    Ok(Figures(vec![rows.with_caption(caption), plane]))
}

/// E\[x|y, z\] of one class in styles `[B, 2]`, `[B, D]`.
fn mean((body, output): Conditional<'_>, class: i64, classes: i64, z: &Tensor) -> Result<Tensor> {
    let y = Tensor::f_arange(classes, (Kind::Int64, Device::Cpu))?.f_eq(class)?;
    let y = y.f_to_kind(Kind::Float)?.f_expand([z.size()[0], classes], false)?;
    let input = Tensor::f_cat(&[z, &y], 1)?.f_to_device(output.weight.device())?;
    let logits = tch::no_grad(|| output.forward(&body.forward(&input)?))?;
    Ok(logits.f_sigmoid()?.f_to_device(Device::Cpu)?.f_to_kind(Kind::Float)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vae_core::dataset::synthetic;
    use vae_core::model::{Activation, Initialisation};
    use vae_core::{ErrorKind, Random};

    /// Of a decoder that takes so many numbers, on 20 digits.
    fn walk(inputs: i64, outputs: i64, data: &Dataset) -> Result<StyleWalk> {
        let (init, random) = (Initialisation::Xavier, &mut Random::new(0));
        let body = Mlp::new(inputs, &[4, 5], Activation::Softplus, init, random)?;
        let output = Linear::new(5, outputs, init, random)?;
        style_walk((&body, &output), data, &random.standard_normal(&[20, 2])?)
    }

    fn digits() -> Dataset {
        synthetic::digits(20, 0).unwrap()
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let error = |walk: Result<StyleWalk>| walk.unwrap_err();
        let few = error(walk(7, 784, &digits())).to_string();
        assert!(few.contains("the decoder knows 0 to 4"), "{few}");
        let none = error(walk(3, 784, &digits())).to_string();
        assert!(none.starts_with("inputs of the decoder = 3"), "{none}");
        assert_eq!(error(walk(12, 783, &digits())).kind(), ErrorKind::Shape);
        let fewer = digits().take(19).unwrap();
        assert_eq!(error(walk(12, 784, &fewer)).kind(), ErrorKind::Shape);
        let walk = || walk(12, 784, &digits()).unwrap();
        assert!(error(walk().start_at(10, [0.0; 2])).to_string().contains("0 to 9"));
        assert!(error(walk().start_at(0, [f64::NAN, 0.0])).to_string().starts_with("start_at"));
        assert!(error(walk().start_at_image(20)).to_string().contains("images 0 to 19"));
    }

    #[test]
    fn it_opens_where_it_was_told_to() {
        let walk = walk(12, 784, &digits()).unwrap();
        let chosen = walk.clone().start_at_image(7).unwrap();
        assert_eq!(chosen.page.state["z"], json!(walk.style[7]));
        let walk = walk.start_at(3, [0.5, -1.0]).unwrap().with_manifold();
        let wanted = json!({ "class": 3, "z": [0.5, -1.0], "chosen": null, "manifold": true });
        assert_eq!(walk.page.state, wanted);
    }

    #[test]
    fn a_class_is_told_to_the_decoder_behind_the_style() {
        let body = Mlp::new(5, &[], Activation::Relu, Initialisation::Xavier, &mut Random::new(0))
            .unwrap();
        let weight = Tensor::from_slice(&[10.0_f32, 20.0, 1.0, 2.0, 3.0]).view([1, 5]);
        let output = Linear { weight, bias: Tensor::from_slice(&[0.0_f32]) };
        let z = Tensor::from_slice(&[0.1_f32, 0.0, 0.0, 0.1]).view([2, 2]);
        let found = mean((&body, &output), 1, 3, &z).unwrap();
        let wanted = Tensor::from_slice(&[3.0_f32, 4.0]).sigmoid().view([2, 1]);
        assert!(found.allclose(&wanted, 1e-6, 1e-6, false));
    }
}
