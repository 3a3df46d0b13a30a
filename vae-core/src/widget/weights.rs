//! A model's layers, as a page carries them.

use serde_json::{Map, Value, json};

use super::pack;
use crate::network::Linear;
use crate::{Error, Result, Vae};

/// `{"hidden1": {"weight": …, "bias": …}, …}` of one half of the model, `"decoder"` or
/// `"encoder"`.
pub(super) fn network(vae: &Vae, half: &str) -> Result<Value> {
    let mut layers = Map::new();
    for (name, tensor) in vae.named_parameters() {
        let parts: Vec<&str> = name.split('.').collect();
        if let [network, layer, part] = parts[..]
            && network == half
        {
            let layer = layers
                .entry(layer)
                .or_insert_with(|| Value::Object(Map::new()));
            layer[part] = match tensor.dim() {
                1 => pack::single(tensor)?,
                _ => pack::weights(tensor)?,
            };
        }
    }
    Ok(Value::Object(layers))
}

/// A softmax classifier's layer, checked to take `inputs` numbers: W `[classes, inputs]`.
pub(super) fn classifier(operation: &'static str, layer: &Linear, inputs: i64) -> Result<Value> {
    let (weight, bias) = (layer.weight.size(), layer.bias.size());
    match (&weight[..], &bias[..]) {
        (&[classes, columns], &[biases]) if columns == inputs && classes == biases => Ok(json!({
            "weight": pack::weights(&layer.weight)?,
            "bias": pack::single(&layer.bias)?,
        })),
        _ => Err(Error::Shape {
            operation,
            wanted: format!("[classes, {inputs}], and as many biases as classes"),
            given: weight,
        }),
    }
}
