//! A model's layers, as a page carries them.

use serde_json::{Map, Value, json};

use super::pack;
use vae_core::model::{Architecture, Linear, Mlp};
use vae_core::{Error, Likelihood, Posterior, Result, Vae};

/// `{"activation": "relu", "hidden": [{"weight": …, "bias": …}, …], "mu": …, "log_var": …}` of one
/// half of the model, `"decoder"` or `"encoder"`.
///
/// # Errors
/// [`ErrorKind::Config`](vae_core::ErrorKind) for a model that the page's arithmetic does not know.
pub(super) fn network(vae: &Vae, half: &str) -> Result<Value> {
    check_arithmetic(vae)?;
    let (mut hidden, mut heads) = (Vec::new(), Map::new());
    let parameters = vae.named_parameters();
    for pair in parameters.chunks(2) {
        let [(name, weight), (_, bias)] = pair else {
            continue; // the likelihood's own, which no mean depends on
        };
        let parts: Vec<&str> = name.split('.').collect();
        if let [network, layer, "weight"] = parts[..]
            && network == half
        {
            let packed = json!({ "weight": pack::weights(weight)?, "bias": pack::single(bias)? });
            match layer.starts_with("hidden") {
                true => hidden.push(packed),
                false => _ = heads.insert(layer.to_string(), packed),
            }
        }
    }
    heads.insert("hidden".into(), hidden.into());
    let activation = vae.config().architecture.activation();
    heads.insert("activation".into(), activation.to_string().into());
    Ok(Value::Object(heads))
}

/// The same of layers by themselves, `{"activation": …, "hidden": […], "output": …}`, checked to fit
/// each other and to give `outputs` numbers; and how many they take.
///
/// # Errors
/// [`ErrorKind::Shape`](vae_core::ErrorKind) naming the layer's shape.
pub(super) fn perceptron(
    operation: &'static str,
    (body, output): (&Mlp, &Linear),
    outputs: i64,
) -> Result<(Value, i64)> {
    let layers = || body.layers.iter().chain([output]);
    let mut wanted = outputs;
    for layer in layers().rev() {
        match (&layer.weight.size()[..], &layer.bias.size()[..]) {
            (&[rows, columns], &[biases]) if rows == wanted && biases == wanted => wanted = columns,
            (given, _) => {
                let wanted = format!("[{wanted}, inputs], and as many biases as rows");
                return Err(Error::shape(operation, wanted, given));
            }
        }
    }
    let mut hidden = layers().map(packed).collect::<Result<Vec<_>>>()?;
    let output = hidden.pop();
    let activation = body.activation.to_string();
    Ok((json!({ "activation": activation, "hidden": hidden, "output": output }), wanted))
}

fn packed(layer: &Linear) -> Result<Value> {
    Ok(json!({ "weight": pack::weights(&layer.weight)?, "bias": pack::single(&layer.bias)? }))
}

/// The page multiplies dense layers, knows a diagonal Gaussian, and takes sigmoids of the
/// decoder's numbers for the mean.
fn check_arithmetic(vae: &Vae) -> Result<()> {
    let config = vae.config();
    let refuse = |field, given: String| {
        let remedy = "a widget computes perceptrons with a Gaussian posterior whose decoder gives \
                      the logits of the pixels' means; show such a model";
        Err(Error::config(field, given, remedy))
    };
    if !config.own_parts.is_empty() {
        return refuse("the model's own parts", format!("{:?}", config.own_parts));
    }
    if !matches!(config.architecture, Architecture::Mlp { .. }) {
        return refuse("architecture", config.to_string());
    }
    if config.posterior != Posterior::Gaussian {
        return refuse("posterior", config.posterior.to_string());
    }
    match config.likelihood {
        Likelihood::ContinuousBernoulli | Likelihood::GaussianPerPixel => {
            refuse("likelihood", config.likelihood.to_string())
        }
        _ => Ok(()),
    }
}

/// A softmax classifier's layer, checked to take `inputs` numbers: W `[classes, inputs]`.
pub(super) fn classifier(operation: &'static str, layer: &Linear, inputs: i64) -> Result<Value> {
    let (weight, bias) = (layer.weight.size(), layer.bias.size());
    match (&weight[..], &bias[..]) {
        (&[classes, columns], &[biases]) if columns == inputs && classes == biases => packed(layer),
        _ => Err(Error::shape(
            operation,
            format!("[classes, {inputs}], and as many biases as classes"),
            weight,
        )),
    }
}
