//! A convolutional pair for images of any size.

use tch::{Kind, Tensor};
use vae_base::dataset::ImageShape;
use vae_base::{Error, Random, Result};

use super::{Activation, Initialisation, Linear, Network};
use crate::model::check::{check_columns, check_rows, options};
use crate::model::parameters::{Named, below};

/// Side of every kernel, how far it moves, and the border of zeros: each layer halves the image,
/// rounded up.
const KERNEL: i64 = 3;
const STRIDE: i64 = 2;
const BORDER: i64 = 1;

/// Strided convolutions hᵢ = f(Wᵢ ∗ hᵢ₋₁ + bᵢ), flattened: `[B, D]` images, one channel after the
/// other → `[B, F]`.
///
/// ```
/// use vae_core::model::{Activation, ConvEncoder, Initialisation, Network};
/// use vae_core::{ImageShape, Random};
///
/// let random = &mut Random::new(0);
/// let (shape, channels) = (ImageShape::FREY, [16, 32]);
/// let net = ConvEncoder::new(shape, &channels, Activation::Relu, Initialisation::He, random)?;
/// let x = random.uniform(&[2, 28 * 20])?;
/// assert_eq!(net.forward(&x)?.size(), [2, 32 * 7 * 5]);
/// # Ok::<(), vae_core::Error>(())
/// ```
#[derive(Debug)]
pub struct ConvEncoder {
    shape: ImageShape,
    layers: Vec<Kernel>,
    sides: Vec<[i64; 2]>,
    activation: Activation,
}

/// The way back: a linear layer to a small image of many channels, then transposed convolutions
/// up to `outputs` numbers a pixel, `[B, J]` → `[B, outputs · D]`.
///
/// ```
/// use vae_core::model::{Activation, ConvDecoder, Initialisation, Network};
/// use vae_core::{ImageShape, Random};
///
/// let random = &mut Random::new(0);
/// let (shape, channels) = (ImageShape::FREY, [16, 32]);
/// let (f, init) = (Activation::Relu, Initialisation::He);
/// let net = ConvDecoder::new(10, shape, &channels, 1, f, init, random)?;
/// let z = random.standard_normal(&[2, 10])?;
/// assert_eq!(net.forward(&z)?.size(), [2, 28 * 20]);
/// # Ok::<(), vae_core::Error>(())
/// ```
#[derive(Debug)]
pub struct ConvDecoder {
    start: Linear,
    layers: Vec<Kernel>,
    sides: Vec<[i64; 2]>,
    activation: Activation,
}

/// A convolution's weights, in PyTorch's layout.
#[derive(Debug)]
struct Kernel {
    weight: Tensor,
    bias: Tensor,
}

impl ConvEncoder {
    /// One layer for each of `channels`, the numbers of channels that it makes.
    pub fn new(
        shape: ImageShape,
        channels: &[i64],
        activation: Activation,
        init: Initialisation,
        random: &mut Random,
    ) -> Result<Self> {
        check(shape, channels)?;
        let inputs = std::iter::once(&shape.channels).chain(channels);
        let layers = inputs.zip(channels).map(|(&from, &to)| {
            let fans = (from * KERNEL * KERNEL, to);
            let (weight, bias) = init.draw(&[to, from, KERNEL, KERNEL], fans, random)?;
            Ok(Kernel { weight, bias })
        });
        Ok(Self {
            shape,
            layers: layers.collect::<Result<_>>()?,
            sides: sides(shape, channels.len()),
            activation,
        })
    }
}

impl ConvDecoder {
    /// The mirror image of an encoder with these `channels`, from `latent` numbers.
    pub fn new(
        latent: i64,
        shape: ImageShape,
        channels: &[i64],
        outputs: i64,
        activation: Activation,
        init: Initialisation,
        random: &mut Random,
    ) -> Result<Self> {
        check(shape, channels)?;
        check_size("outputs", outputs)?;
        let sides = sides(shape, channels.len());
        let ([height, width], deepest) = (sides[channels.len()], channels.last().unwrap_or(&1));
        let start = Linear::new(latent, deepest * height * width, init, random)?;
        let outputs = outputs.saturating_mul(shape.channels);
        let targets = channels.iter().rev().skip(1).chain(std::iter::once(&outputs));
        let layers = channels.iter().rev().zip(targets).map(|(&from, &to)| {
            // Each of its pixels hears of about (kernel / stride)² pixels below.
            let fans = (from * KERNEL * KERNEL / (STRIDE * STRIDE), to);
            let (weight, bias) = init.draw(&[from, to, KERNEL, KERNEL], fans, random)?;
            Ok(Kernel { weight, bias })
        });
        Ok(Self { start, layers: layers.collect::<Result<_>>()?, sides, activation })
    }
}

/// No size is so large that a product of three of them overflows.
const LARGEST: i64 = 1 << 20;

fn check(shape: ImageShape, channels: &[i64]) -> Result<()> {
    check_size("image.height", shape.height)?;
    check_size("image.width", shape.width)?;
    check_size("image.channels", shape.channels)?;
    channels.iter().try_for_each(|&n| check_size("channels", n))
}

fn check_size(field: &str, given: i64) -> Result<()> {
    match (1..=LARGEST).contains(&given) {
        true => Ok(()),
        false => Err(Error::config(field, given, format!("choose a number from 1 to {LARGEST}"))),
    }
}

/// Height and width of the image before the first layer, after it, after the second, …
fn sides(shape: ImageShape, layers: usize) -> Vec<[i64; 2]> {
    let halved = |&[h, w]: &[i64; 2]| Some([(h + 1) / 2, (w + 1) / 2]);
    std::iter::successors(Some([shape.height, shape.width]), halved).take(layers + 1).collect()
}

impl Kernel {
    /// The weights in the precision in which `x` is to be multiplied.
    fn for_input(&self, x: &Tensor) -> Result<[Tensor; 2]> {
        Ok([self.weight.f_to_kind(x.kind())?, self.bias.f_to_kind(x.kind())?])
    }
}

fn named(layers: &[Kernel]) -> Named<'_> {
    let layers = layers.iter().enumerate();
    let both = layers.flat_map(|(i, layer)| {
        let pair = vec![("weight".into(), &layer.weight), ("bias".into(), &layer.bias)];
        below(&format!("conv{}", i + 1), pair)
    });
    both.collect()
}

impl Network for ConvEncoder {
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let ImageShape { height, width, channels } = self.shape;
        check_columns("a convolution", x, self.shape.pixels())?;
        if let Some(first) = self.layers.first()
            && x.f_kind()? != Kind::BFloat16
        {
            check_rows("a convolution", x, self.shape.pixels(), options(&first.bias)?)?;
        }
        let mut h = x.f_view([-1, channels, height, width])?;
        for layer in &self.layers {
            let [w, b] = layer.for_input(&h)?;
            let a = h.f_conv2d(&w, Some(&b), [STRIDE; 2], [BORDER; 2], [1, 1], 1)?;
            h = self.activation.apply(&a)?;
        }
        Ok(h.f_flatten(1, -1)?)
    }

    fn features(&self) -> i64 {
        let channels = self.layers.last().map_or(self.shape.channels, |layer| layer.bias.size()[0]);
        let [height, width] = self.sides[self.layers.len()];
        channels * height * width
    }

    fn parameters(&self) -> Named<'_> {
        named(&self.layers)
    }
}

impl Network for ConvDecoder {
    fn forward(&self, z: &Tensor) -> Result<Tensor> {
        let deepest = self.sides[self.layers.len()];
        let mut h = self.activation.apply(&self.start.forward(z)?)?;
        let channels = self.start.bias.size()[0] / (deepest[0] * deepest[1]);
        h = h.f_view([-1, channels, deepest[0], deepest[1]])?;
        for (i, layer) in self.layers.iter().enumerate() {
            let [from, to] =
                [self.layers.len() - i, self.layers.len() - i - 1].map(|k| self.sides[k]);
            let missing = [0, 1].map(|k| to[k] - (STRIDE * from[k] - 1)); // 0 or 1
            let [w, b] = layer.for_input(&h)?;
            let a =
                h.f_conv_transpose2d(&w, Some(&b), [STRIDE; 2], [BORDER; 2], missing, 1, [1; 2])?;
            h = match i + 1 == self.layers.len() {
                true => a,
                false => self.activation.apply(&a)?,
            };
        }
        Ok(h.f_flatten(1, -1)?)
    }

    fn features(&self) -> i64 {
        let outputs = self.layers.last().map_or(1, |layer| layer.bias.size()[0]);
        outputs * self.sides[0][0] * self.sides[0][1]
    }

    fn parameters(&self) -> Named<'_> {
        let mut all = below("start", self.start.parameters());
        all.extend(named(&self.layers));
        all
    }

    fn makes_outputs(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_size_of_image_comes_back() {
        let random = &mut Random::new(0);
        let (f, init) = (Activation::Gelu, Initialisation::He);
        for (height, width, channels) in
            [(28, 28, 1), (28, 20, 1), (5, 7, 3), (1, 3, 1), (33, 2, 3)]
        {
            let shape = ImageShape { height, width, channels };
            let encoder = ConvEncoder::new(shape, &[4, 6, 8], f, init, random).unwrap();
            let decoder = ConvDecoder::new(3, shape, &[4, 6, 8], 2, f, init, random).unwrap();
            let x = random.uniform(&[2, shape.pixels()]).unwrap();
            assert_eq!(encoder.forward(&x).unwrap().size(), [2, encoder.features()]);
            let z = random.standard_normal(&[2, 3]).unwrap();
            assert_eq!(decoder.forward(&z).unwrap().size(), [2, 2 * shape.pixels()]);
            assert!(encoder.forward(&z).is_err() || shape.pixels() == 3);
        }
    }

    /// A rectifier after the last layer would leave no logit below nought.
    #[test]
    fn the_last_layer_is_not_bent_and_those_before_are() {
        let random = &mut Random::new(0);
        let shape = ImageShape::grey(28, 28);
        let lowest = |channels: &[i64], random: &mut Random| {
            let (f, init) = (Activation::Relu, Initialisation::He);
            let mut decoder = ConvDecoder::new(3, shape, channels, 1, f, init, random).unwrap();
            let z = random.standard_normal(&[2, 3]).unwrap();
            let bent = decoder.forward(&z).unwrap().min().double_value(&[]);
            decoder.activation = Activation::Tanh;
            let other = decoder.forward(&z).unwrap().min().double_value(&[]);
            (bent, other)
        };
        for channels in [&[4][..], &[4, 6], &[4, 6, 8]] {
            let (bent, other) = lowest(channels, random);
            assert!(bent < 0.0, "{channels:?}: {bent}");
            assert!(bent != other, "{channels:?}: no layer is bent");
        }
    }
}
