//! M2: the label is a latent variable beside z.

use std::fmt;

use tch::{Device, Kind, Tensor};
use vae_core::display::text::thousands;
use vae_core::model::{
    Bernoulli, DiagonalGaussian, Initialisation, Linear, Mlp, Named, Network, PixelDistribution,
    below,
};
use vae_core::{Error, Purpose, Random, Result};

use crate::config::{M2Config, Observed};

/// A perceptron and linear heads above it, each with its name.
#[derive(Debug)]
struct Headed {
    body: Mlp,
    heads: Vec<(&'static str, Linear)>,
}

impl Headed {
    fn new(
        config: &M2Config,
        inputs: i64,
        heads: &[(&'static str, i64)],
        random: &mut Random,
    ) -> Result<Self> {
        let init = Initialisation::Xavier;
        let body = Mlp::new(inputs, &config.hidden, config.activation, init, random)?;
        let features = body.features();
        let heads =
            heads.iter().map(|&(name, n)| Ok((name, Linear::new(features, n, init, random)?)));
        Ok(Self { heads: heads.collect::<Result<_>>()?, body })
    }

    fn forward(&self, input: &Tensor) -> Result<Vec<Tensor>> {
        let h = self.body.forward(input)?;
        self.heads.iter().map(|(_, head)| head.forward(&h)).collect()
    }

    fn parameters(&self) -> Named<'_> {
        let heads = self.heads.iter().flat_map(|(name, head)| below(name, head.parameters()));
        self.body.parameters().into_iter().chain(heads).collect()
    }
}

/// The generative model p(x, y, z) = p(x|y, z) p(y) p(z) with equally probable labels y and
/// z ~ N(0, I), and its inference q(y|x), q(z|x, y) (Kingma and others, 2014, section 2: M2).
///
/// ```
/// use tch::Tensor;
/// use vae_core::Random;
/// use vae_few_labels::{M2, M2Config};
///
/// # fn main() -> vae_core::Result<()> {
/// let m2 = M2::new(M2Config { hidden: vec![20], ..M2Config::default() }, 0)?;
/// let x = Random::new(1).uniform(&[3, 784])?;
/// let q_y = m2.log_q_y(&x)?.exp(); //                           [3, 10]
/// assert!((q_y.sum(tch::Kind::Float).double_value(&[]) - 3.0).abs() < 1e-5);
/// let style = m2.q_z(&x, &Tensor::from_slice(&[0_i64, 1, 2]))?.mu; // [3, 50]
/// let as_nines = m2.mean(&Tensor::from_slice(&[9_i64; 3]), &style)?; // [3, 784]
/// assert_eq!(as_nines.size(), [3, 784]);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct M2 {
    config: M2Config,
    classifier: Headed,
    encoder: Headed,
    decoder: Headed,
}

impl M2 {
    /// A new model with random weights.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) where a size makes no sense.
    pub fn new(config: M2Config, seed: u64) -> Result<Self> {
        config.validate()?;
        let random = &mut Random::stream(seed, Purpose::Weights, 0);
        let (d, k, j) = (config.columns, config.classes, config.latent);
        let numbers: &[(&str, i64)] = match config.observed {
            Observed::Pixels => &[("logits", d)],
            Observed::Reals => &[("mean", d), ("log_var", d)],
        };
        Ok(Self {
            classifier: Headed::new(&config, d, &[("logits", k)], random)?,
            encoder: Headed::new(&config, d + k, &[("mu", j), ("log_var", j)], random)?,
            decoder: Headed::new(&config, j + k, numbers, random)?,
            config,
        })
    }

    /// The sizes it was made with.
    pub fn config(&self) -> &M2Config {
        &self.config
    }

    /// Every weight and bias by name: `classifier.hidden1.weight`, ….
    pub fn named_parameters(&self) -> Named<'_> {
        let parts = [
            ("classifier", &self.classifier),
            ("encoder", &self.encoder),
            ("decoder", &self.decoder),
        ];
        parts.into_iter().flat_map(|(name, part)| below(name, part.parameters())).collect()
    }

    /// Every weight and bias.
    pub fn parameters(&self) -> Vec<&Tensor> {
        self.named_parameters().into_iter().map(|named| named.1).collect()
    }

    /// The decoder's two parts: a perceptron on z and the label, one-hot, `[B, J + K]`, and the layer
    /// above it that gives the logits of pixels, or the means of other numbers, `[B, D]`.
    pub fn decoder(&self) -> (&Mlp, &Linear) {
        (&self.decoder.body, &self.decoder.heads[0].1)
    }

    /// log q(y|x), `[B, D]` → `[B, K]`, nats.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](vae_core::ErrorKind) where `x` is not `[B, D]`, here and below.
    pub fn log_q_y(&self, x: &Tensor) -> Result<Tensor> {
        let logits = one(self.classifier.forward(x)?)?;
        Ok(logits.f_log_softmax(1, None)?)
    }

    /// The most probable label of each row, `[B, D]` → `[B]`, without a gradient.
    pub fn classify(&self, x: &Tensor) -> Result<Tensor> {
        tch::no_grad(|| Ok(self.log_q_y(x)?.f_argmax(1, false)?))
    }

    /// q(z|x, y), a Gaussian over `[B, J]`, for labels `y`, `[B]` of 64-bit integers.
    pub fn q_z(&self, x: &Tensor, y: &Tensor) -> Result<DiagonalGaussian> {
        let [mu, log_var] = two(self.encoder.forward(&self.with_label(x, y)?)?)?;
        DiagonalGaussian::new(mu, log_var)
    }

    /// log p(x|y, z), `[B]`, nats.
    pub fn log_p_x(&self, x: &Tensor, y: &Tensor, z: &Tensor) -> Result<Tensor> {
        let numbers = self.decoder.forward(&self.with_label(z, y)?)?;
        match self.config.observed {
            Observed::Pixels => Bernoulli::new(one(numbers)?).log_prob(x),
            Observed::Reals => {
                let [mean, log_var] = two(numbers)?;
                DiagonalGaussian::new(mean, log_var)?.log_prob(x)
            }
        }
    }

    /// E\[x|y, z\], `[B, D]`, without a gradient: what a class looks like in a style.
    pub fn mean(&self, y: &Tensor, z: &Tensor) -> Result<Tensor> {
        tch::no_grad(|| {
            let numbers = self.decoder.forward(&self.with_label(z, y)?)?.remove(0);
            Ok(match self.config.observed {
                Observed::Pixels => numbers.f_sigmoid()?,
                Observed::Reals => numbers,
            })
        })
    }

    /// Rows and their labels, one-hot, beside each other, `[B, n + K]`.
    fn with_label(&self, rows: &Tensor, y: &Tensor) -> Result<Tensor> {
        let y = self.one_hot(y)?;
        let size = rows.size();
        if size.len() != 2 || size[0] != y.size()[0] {
            let wanted = format!("[B, n] with B = {}, as there are labels", y.size()[0]);
            return Err(Error::shape("M2", wanted, size));
        }
        let (kind, device) = (rows.f_kind()?, rows.device());
        Ok(Tensor::f_cat(&[rows, &y.f_to_kind(kind)?.f_to_device(device)?], 1)?)
    }

    /// `[B]` labels → `[B, K]`, 1 at the label and 0 elsewhere.
    fn one_hot(&self, y: &Tensor) -> Result<Tensor> {
        if y.size().len() != 1 {
            return Err(Error::shape("M2's labels", "[B]", y.size()));
        }
        let kind = y.f_kind()?;
        if kind != Kind::Int64 {
            return Err(Error::element_type("M2's labels", "Int64", format!("{kind:?}")));
        }
        let classes = Tensor::f_arange(self.config.classes, (Kind::Int64, Device::Cpu))?;
        let hot = y.f_unsqueeze(1)?.f_eq_tensor(&classes)?;
        let found = hot.f_sum(Kind::Int64)?.f_int64_value(&[])?;
        if found != y.size()[0] {
            let remedy = format!("labels are 0 to {}", self.config.classes - 1);
            return Err(Error::config(
                "label",
                format!("{} out of range", y.size()[0] - found),
                remedy,
            ));
        }
        Ok(hot)
    }
}

/// `M2 of 784 numbers, 10 classes, 50 latents, 1,269,644 parameters`.
impl fmt::Display for M2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let M2Config { columns, classes, latent, .. } = self.config;
        let parameters: usize = self.parameters().iter().map(|p| p.numel()).sum();
        let parameters = thousands(parameters);
        write!(f, "M2 of {columns} numbers, {classes} classes, {latent} latents, ")?;
        write!(f, "{parameters} parameters")
    }
}

fn one(heads: Vec<Tensor>) -> Result<Tensor> {
    <[Tensor; 1]>::try_from(heads).map(|[head]| head).map_err(wrong)
}

fn two(heads: Vec<Tensor>) -> Result<[Tensor; 2]> {
    <[Tensor; 2]>::try_from(heads).map_err(wrong)
}

fn wrong(heads: Vec<Tensor>) -> Error {
    Error::config("heads of a network", heads.len(), "this is a defect; please report it")
}
