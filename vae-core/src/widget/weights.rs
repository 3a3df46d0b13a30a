//! A model's layers, as a page carries them.

use serde_json::{Map, Value};

use super::pack;
use crate::{Result, Vae};

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
