//! A tensor by its name, whatever file it comes from.

use std::path::Path;

use tch::{Kind, Tensor};
use vae_core::{Error, Result};

const REMEDY: &str = "save it again: torch.save(model.state_dict(), FILE), or \
                      safetensors.torch.save_file";

/// A tensor of a file.
#[derive(Debug)]
pub struct NamedTensor {
    /// What the file calls it.
    pub name: String,
    /// Its numbers, float32.
    pub tensor: Tensor,
}

/// The same tensors in float32, if all their numbers are finite.
pub(super) fn finite(tensors: Vec<NamedTensor>, path: &Path) -> Result<Vec<NamedTensor>> {
    let single = |NamedTensor { name, tensor }: NamedTensor| {
        let tensor = tensor.f_to_kind(Kind::Float)?;
        match bool::try_from(tensor.f_isfinite()?.f_all()?)? {
            true => Ok(NamedTensor { name, tensor }),
            false => {
                Err(malformed(path, format!("the tensor {name} has numbers that are not finite")))
            }
        }
    };
    tensors.into_iter().map(single).collect()
}

pub(super) fn malformed(path: &Path, problem: impl std::fmt::Display) -> Error {
    Error::malformed(path, 0, problem, REMEDY)
}
