//! A model with the weights of a file.

use std::collections::BTreeMap;
use std::path::Path;

use tch::Tensor;
use vae_core::model::{Activation, Architecture};
use vae_core::save::files::read_json;
use vae_core::{Error, ImageShape, Likelihood, Result, Source, Vae, VaeConfig};

use super::chain::{Chain, Layer, chain, layers};
use super::convolutions;
use super::named_tensor::NamedTensor;
use super::names::without_prefixes;
use super::tensor_file::read;

/// What weights alone do not say.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// Height, width and channels of an image; where they are missing, a square grey one.
    pub image: Option<ImageShape>,
    /// The activation of the hidden layers.
    pub activation: Activation,
    /// What the last layer's numbers mean.
    pub likelihood: Likelihood,
    /// A JSON file that names for each layer of ours the file's: `{"encoder.hidden1": "fc1", …}`.
    pub map: Option<std::path::PathBuf>,
    /// The images that it learnt from.
    pub source: Option<Source>,
}

/// A perceptron VAE with the weights of a safetensors file or a state dictionary of PyTorch's. Its
/// layers are found by shape and order, in any of the usual layouts (`fc1`, `fc21`, `fc22`, `fc3`,
/// `fc4`, as in PyTorch's own example; pythae's; Lightning's), or by a map. A convolutional one of
/// the kind that this crate has (kernels of 3×3, stride 2, border 1, with `output_padding` where a
/// side is even; three linear layers) is found in the same way, and wants the image's size.
///
/// # Errors
/// As [`read`]; [`ErrorKind::Saved`](vae_core::ErrorKind), with what is there and what was wanted,
/// where the layers make no VAE.
pub fn import(path: impl AsRef<Path>, how: &Import) -> Result<Vae> {
    let path = path.as_ref();
    let mut tensors = read(path)?;
    let there: Vec<String> =
        tensors.iter().map(|t| format!("\n  {} {:?}", t.name, t.tensor.size())).collect();
    let refuse = |problem: String| {
        let remedy = format!(
            "wanted: linear layers (weight [out, in] and bias [out]) from D pixels to the code's \
             mean and log variance, and back to D; name them by --map. There are:{}",
            there.concat()
        );
        Error::saved(path, problem, remedy)
    };
    if how.map.is_none() {
        tensors = without_prefixes(tensors);
        if convolutions::are_there(&tensors) {
            return convolutional(tensors, path, how);
        }
    }
    let found = match &how.map {
        Some(map) => mapped(tensors, map)?,
        None => {
            let (layers, left) = layers(tensors);
            if !left.is_empty() {
                let problem = format!("{} belongs to no linear layer", left.join(", "));
                return Err(refuse(problem));
            }
            chain(layers).map_err(refuse)?
        }
    };
    let config = config(&found, how).map_err(|error| refuse(error.to_string()))?;
    made(config, named(&found), path, how).map_err(|error| refuse(error.to_string()))
}

/// A model of convolutions.
fn convolutional(tensors: Vec<NamedTensor>, path: &Path, how: &Import) -> Result<Vae> {
    let there: Vec<String> =
        tensors.iter().map(|t| format!("\n  {} {:?}", t.name, t.tensor.size())).collect();
    let refuse = |problem: String| {
        let remedy = format!("{}. There are:{}", convolutions::WANTED, there.concat());
        Error::saved(path, problem, remedy)
    };
    let found = convolutions::convolutions(tensors).map_err(refuse)?;
    let config = found.config(how.image, how.activation, how.likelihood);
    let made = config.and_then(|config| made(config, found.named(), path, how));
    made.map_err(|error| refuse(error.to_string()))
}

/// A model with these numbers.
fn made(
    config: VaeConfig,
    numbers: Vec<(String, &Tensor)>,
    path: &Path,
    how: &Import,
) -> Result<Vae> {
    let mut vae = Vae::new(config, 0)?;
    set(&vae, numbers)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    vae.set_source(how.source.clone().unwrap_or(Source::Other(format!("images of {name}"))));
    Ok(vae)
}

fn config(found: &Chain, how: &Import) -> Result<VaeConfig> {
    let pixels = found.encoder.first().unwrap_or(&found.mu).inputs();
    let side = pixels.isqrt();
    let image = match how.image {
        Some(image) => image,
        None if side * side == pixels => ImageShape::grey(side, side),
        None => {
            let remedy = "no square; say the image's height and width by --shape";
            return Err(Error::config("pixels", pixels, remedy));
        }
    };
    if image.pixels() != pixels {
        let remedy = format!("the first layer takes {pixels} numbers");
        return Err(Error::config("shape", image, remedy));
    }
    let outputs = how.likelihood.model(pixels)?.outputs() * pixels;
    let last = found.decoder.last().map_or(0, Layer::outputs);
    if last != outputs {
        let remedy = format!("it wants {outputs} numbers of the last layer, which gives {last}");
        return Err(Error::config("likelihood", how.likelihood, remedy));
    }
    let hidden = found.decoder.split_last().map_or(&[][..], |(_, hidden)| hidden);
    Ok(VaeConfig {
        image,
        latent: found.mu.outputs(),
        architecture: Architecture::Mlp {
            encoder: found.encoder.iter().map(Layer::outputs).collect(),
            decoder: hidden.iter().map(Layer::outputs).collect(),
            activation: how.activation,
        },
        likelihood: how.likelihood,
        ..VaeConfig::default()
    })
}

/// Our names of the numbers of a chain's layers.
fn named(found: &Chain) -> Vec<(String, &Tensor)> {
    let mut all = Vec::new();
    for (i, layer) in found.encoder.iter().enumerate() {
        all.push((format!("encoder.hidden{}", i + 1), layer));
    }
    all.push(("encoder.mu".into(), &found.mu));
    all.push(("encoder.log_var".into(), &found.log_var));
    if let Some((output, hidden)) = found.decoder.split_last() {
        for (i, layer) in hidden.iter().enumerate() {
            all.push((format!("decoder.hidden{}", i + 1), layer));
        }
        all.push(("decoder.output".into(), output));
    }
    let both = all.into_iter().flat_map(|(name, layer)| {
        [("weight", &layer.weight), ("bias", &layer.bias)]
            .map(|(part, numbers)| (format!("{name}.{part}"), numbers))
    });
    both.collect()
}

/// Gives the model the numbers; what a likelihood learns itself stays as it begins.
fn set(vae: &Vae, numbers: Vec<(String, &Tensor)>) -> Result<()> {
    let _no_graph = tch::no_grad_guard();
    let ours: BTreeMap<String, &Tensor> = vae.named_parameters().into_iter().collect();
    for (name, numbers) in numbers {
        let Some(parameter) = ours.get(&name) else {
            return Err(Error::config("layer", name, "the model has none of that name"));
        };
        if parameter.size() != numbers.size() {
            let wanted = format!("{:?} for {name}", parameter.size());
            return Err(Error::shape("importing", wanted, numbers.size()));
        }
        parameter.shallow_clone().f_copy_(numbers)?;
    }
    Ok(())
}

/// A chain whose layers a file names.
fn mapped(tensors: Vec<NamedTensor>, map: &Path) -> Result<Chain> {
    let names: BTreeMap<String, String> = read_json(map)?;
    let (layers, _) = layers(tensors);
    let mut layers: BTreeMap<String, Layer> =
        layers.into_iter().map(|layer| (layer.name.clone(), layer)).collect();
    let refuse = |problem: String| {
        let remedy = "it names, for encoder.hidden1, …, encoder.mu, encoder.log_var, \
                      decoder.hidden1, …, decoder.output, a layer of the file each";
        Error::saved(map, problem, remedy)
    };
    let mut take = |ours: &str| -> Result<Option<Layer>> {
        let Some(theirs) = names.get(ours) else { return Ok(None) };
        let theirs = theirs.trim_end_matches(".weight");
        let layer = layers.remove(theirs);
        layer.map(Some).ok_or_else(|| refuse(format!("the file has no linear layer {theirs}")))
    };
    let mut hidden = |side: &str| {
        let mut all = Vec::new();
        while let Some(layer) = take(&format!("{side}.hidden{}", all.len() + 1))? {
            all.push(layer);
        }
        Ok::<_, Error>(all)
    };
    let (encoder, mut decoder) = (hidden("encoder")?, hidden("decoder")?);
    let mut one = |ours: &str| take(ours)?.ok_or_else(|| refuse(format!("it names no {ours}")));
    let (mu, log_var) = (one("encoder.mu")?, one("encoder.log_var")?);
    decoder.push(one("decoder.output")?);
    Ok(Chain { encoder, mu, log_var, decoder })
}
