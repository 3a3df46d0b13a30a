//! Linear layers put in the order in which a VAE applies them.

use tch::Tensor;

use super::named_tensor::NamedTensor;
use super::names::{Side, makes_log_var, makes_mu, side};

/// h = W x + b.
#[derive(Debug)]
pub struct Layer {
    pub name: String,
    /// `[out, in]`.
    pub weight: Tensor,
    /// `[out]`.
    pub bias: Tensor,
}

impl Layer {
    pub fn inputs(&self) -> i64 {
        self.weight.size()[1]
    }

    pub fn outputs(&self) -> i64 {
        self.weight.size()[0]
    }
}

/// The layers of a perceptron VAE.
#[derive(Debug)]
pub struct Chain {
    pub encoder: Vec<Layer>,
    pub mu: Layer,
    pub log_var: Layer,
    /// With the layer to the pixels as its last.
    pub decoder: Vec<Layer>,
}

/// Pairs of weight and bias, and the names of tensors that are neither.
pub fn layers(tensors: Vec<NamedTensor>) -> (Vec<Layer>, Vec<String>) {
    let (mut weights, mut others): (Vec<_>, Vec<_>) =
        tensors.into_iter().partition(|t| t.name.ends_with(".weight") && t.tensor.dim() == 2);
    let mut layers = Vec::new();
    let mut left = Vec::new();
    for NamedTensor { name, tensor } in weights.drain(..) {
        let stem = name.trim_end_matches(".weight").to_string();
        let is_its = |t: &NamedTensor| {
            t.name.strip_suffix(".bias") == Some(&stem) && t.tensor.size() == [tensor.size()[0]]
        };
        match others.iter().position(is_its) {
            Some(at) => {
                let bias = others.remove(at).tensor;
                layers.push(Layer { name: stem, weight: tensor, bias });
            }
            None => left.push(name),
        }
    }
    left.extend(others.into_iter().map(|t| t.name));
    (layers, left)
}

/// Puts layers in order: heads by their names, or as the only two of one shape beside each other;
/// the others by their names' side, or where the chain of sizes begins anew. The problem in words
/// where there is no such order, or more than one.
pub fn chain(mut layers: Vec<Layer>) -> Result<Chain, String> {
    // What is said to be the decoder's comes last, whatever the file's order.
    layers.sort_by_key(|layer| side(&layer.name) == Side::Decoder);
    let (mu, log_var) = heads(&layers)?;
    let later = layers.remove(mu.max(log_var));
    let earlier = layers.remove(mu.min(log_var));
    let (mu, log_var) = if mu < log_var { (earlier, later) } else { (later, earlier) };
    if mu.weight.size() != log_var.weight.size() {
        return Err(format!("{} and {} are of different shapes", mu.name, log_var.name));
    }
    let begins = begins(&layers, &mu)?;
    let decoder = layers.split_off(begins);
    Ok(Chain { encoder: layers, mu, log_var, decoder })
}

/// The places of the layers of μ and log σ².
pub fn heads(layers: &[Layer]) -> Result<(usize, usize), String> {
    let named = |is: fn(&str) -> bool| -> Vec<usize> {
        (0..layers.len()).filter(|&i| is(&layers[i].name)).collect()
    };
    if let ([mu], [log_var]) = (&named(makes_mu)[..], &named(makes_log_var)[..]) {
        return Ok((*mu, *log_var));
    }
    let twins: Vec<usize> = (1..layers.len())
        .filter(|&i| layers[i].weight.size() == layers[i - 1].weight.size())
        .filter(|&i| layers[i].outputs() != layers[i].inputs())
        .collect();
    match twins[..] {
        [second] => Ok((second - 1, second)),
        _ => Err("no two layers are told apart as those of μ and log σ²".into()),
    }
}

/// Where the decoder begins among layers without heads, which are put in order.
fn begins(layers: &[Layer], mu: &Layer) -> Result<usize, String> {
    let (hidden, latent) = (mu.inputs(), mu.outputs());
    let follows = |part: &[Layer]| part.windows(2).all(|two| two[0].outputs() == two[1].inputs());
    let fits = |at: &usize| {
        let (encoder, decoder) = layers.split_at(*at);
        let ends = encoder.last().is_none_or(|last| last.outputs() == hidden);
        let starts = decoder.first().is_some_and(|first| first.inputs() == latent);
        let pixels = encoder.first().map_or(hidden, Layer::inputs);
        let closes = decoder.last().is_some_and(|last| last.outputs() % pixels == 0);
        let sides = encoder.iter().all(|layer| side(&layer.name) != Side::Decoder)
            && decoder.iter().all(|layer| side(&layer.name) != Side::Encoder);
        ends && starts && closes && sides && follows(encoder) && follows(decoder)
    };
    let places: Vec<usize> = (0..layers.len()).filter(fits).collect();
    match places[..] {
        [one] => Ok(one),
        [] => Err("the layers' shapes make no chain from image to code and back".into()),
        _ => Err("the layers' shapes leave open where the decoder begins".into()),
    }
}
