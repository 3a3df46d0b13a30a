//! Small models of every family, for the tables of all crates.

use tch::Kind;
use vae_core::model::Architecture;
use vae_core::{ImageShape, Likelihood, Posterior, Vae, VaeConfig};

/// Six pixels.
pub const IMAGE: ImageShape = ImageShape::grey(2, 3);

/// A perceptron for them, with codes of 2 numbers.
pub fn config() -> VaeConfig {
    VaeConfig { image: IMAGE, architecture: Architecture::mlp([4]), ..VaeConfig::default() }
}

/// A model of every likelihood, of convolutions, of a flow and of `more`, and one in double
/// precision, last.
pub fn models_and(more: Vec<VaeConfig>) -> Vec<Vae> {
    let likelihoods =
        Likelihood::ALL.iter().map(|&likelihood| VaeConfig { likelihood, ..config() });
    let others = [
        VaeConfig { architecture: Architecture::conv([2]), ..config() },
        VaeConfig { posterior: Posterior::PlanarFlow { length: 2 }, ..config() },
    ];
    let all = likelihoods.chain(others).chain(more).map(|config| Vae::new(config, 0).unwrap());
    let double = Vae::new(config(), 0).unwrap().to_kind(Kind::Double).unwrap();
    all.chain([double]).collect()
}
