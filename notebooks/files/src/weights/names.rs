//! What a layer's name says of its part in a VAE.

use super::named_tensor::NamedTensor;

/// What wrappers and compilers put before every name.
const WRAPPERS: [&str; 2] = ["module.", "_orig_mod."];

/// Drops what stands before every name: `module.`, `_orig_mod.`, `model.`, …
pub fn without_prefixes(tensors: Vec<NamedTensor>) -> Vec<NamedTensor> {
    let mut tensors = tensors;
    for tensor in &mut tensors {
        for wrapper in WRAPPERS {
            tensor.name = tensor.name.replace(wrapper, "");
        }
    }
    while let Some(prefix) = common_prefix(&tensors) {
        tensors.iter_mut().for_each(|t| t.name = t.name[prefix.len()..].to_string());
    }
    tensors
}

/// The first part of all names, where it is the same, is followed by more than a layer's name.
fn common_prefix(tensors: &[NamedTensor]) -> Option<String> {
    let (first, _) = tensors.first()?.name.split_once('.')?;
    let prefix = format!("{first}.");
    let is_common =
        |t: &NamedTensor| t.name.strip_prefix(&prefix).is_some_and(|rest| rest.contains('.'));
    tensors.iter().all(is_common).then_some(prefix)
}

/// Whether a layer makes the mean of a code.
pub fn makes_mu(name: &str) -> bool {
    let last = last_part(name);
    let words = ["mu", "mean", "loc", "embedding"];
    (words.iter().any(|word| last.contains(word)) && !makes_log_var(name)) || is_twin(&last, '1')
}

/// Whether a layer makes the logarithm of its variance.
pub fn makes_log_var(name: &str) -> bool {
    let last = last_part(name);
    let words = ["var", "sigma", "std", "scale"];
    words.iter().any(|word| last.contains(word)) || is_twin(&last, '2')
}

/// `fc21` and `fc22`, as in PyTorch's example: two numbers, the second of which tells them apart.
fn is_twin(last: &str, which: char) -> bool {
    let digits: String = last.chars().filter(char::is_ascii_digit).collect();
    last.starts_with("fc") && digits.len() == 2 && digits.ends_with(which)
}

/// The part of a name that says what a layer is: of `encoder.mu.0`, `mu`.
fn last_part(name: &str) -> String {
    let parts = name.split('.').rev();
    let telling = parts.into_iter().find(|part| part.parse::<u32>().is_err());
    telling.unwrap_or(name).to_ascii_lowercase()
}

/// Which network a layer is said to belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Encoder,
    Decoder,
    Unsaid,
}

/// By the first parts of its name.
pub fn side(name: &str) -> Side {
    let name = name.to_ascii_lowercase();
    match (name.contains("enc"), name.contains("dec")) {
        (true, false) => Side::Encoder,
        (false, true) => Side::Decoder,
        _ => Side::Unsaid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tch::Tensor;

    #[test]
    fn prefixes_are_dropped_as_far_as_all_names_share_them() {
        let named = |names: &[&str]| -> Vec<String> {
            let tensors = names
                .iter()
                .map(|name| NamedTensor { name: name.to_string(), tensor: Tensor::from(0.0_f32) });
            without_prefixes(tensors.collect()).into_iter().map(|t| t.name).collect()
        };
        assert_eq!(named(&["module.fc1.weight", "module.fc1.bias"]), ["fc1.weight", "fc1.bias"]);
        let deep = ["module._orig_mod.vae.encoder.0.weight", "module._orig_mod.vae.decoder.0.bias"];
        assert_eq!(named(&deep), ["encoder.0.weight", "decoder.0.bias"]);
        assert_eq!(named(&["fc1.weight", "fc1.bias"]), ["fc1.weight", "fc1.bias"]);
    }

    #[test]
    fn heads_are_known_by_their_names() {
        for (mu, log_var) in [
            ("fc21", "fc22"),
            ("fc31", "fc32"),
            ("encoder.embedding", "encoder.log_var"),
            ("fc_mu", "fc_var"),
            ("encoder.mu", "encoder.logvar"),
            ("enc.mean.0", "enc.log_sigma.0"),
        ] {
            assert!(makes_mu(mu) && !makes_log_var(mu), "{mu}");
            assert!(makes_log_var(log_var) && !makes_mu(log_var), "{log_var}");
        }
        assert!(!makes_mu("fc1") && !makes_log_var("fc3") && !makes_mu("encoder.hidden1"));
    }
}
