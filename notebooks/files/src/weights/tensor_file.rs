//! Tensors by name, from safetensors and PyTorch's own files.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use safetensors::tensor::{Dtype, SafeTensors};
use tch::{Kind, Tensor};
use vae_core::dataset::foreign;
use vae_core::{Error, Result};

use super::named_tensor::{NamedTensor, finite, malformed};
use super::torch_zip;

/// No file of weights that a VAE of this crate can hold is longer, in bytes.
const MAX_FILE: u64 = 1 << 33;

/// Reads the floating-point tensors of a safetensors file or a state dictionary that PyTorch saved
/// (`.pt`, `.pth`, `.ckpt`), in the file's order. Nothing in the file is ever executed.
///
/// # Errors
/// [`ErrorKind::Io`](vae_core::ErrorKind) and [`ErrorKind::Malformed`](vae_core::ErrorKind) where
/// it cannot be read, or holds something else.
pub fn read(path: impl AsRef<Path>) -> Result<Vec<NamedTensor>> {
    let path = path.as_ref();
    let file = File::open(path).map_err(Error::io("open", path))?;
    let length = file.metadata().map_err(Error::io("read", path))?.len();
    if length > MAX_FILE {
        return Err(malformed(path, format!("it is longer than {} GiB", MAX_FILE >> 30)));
    }
    let mut bytes = Vec::with_capacity(length as usize);
    file.take(MAX_FILE).read_to_end(&mut bytes).map_err(Error::io("read", path))?;
    parse(&bytes, path)
}

/// As [`read`], from the bytes of a file; `path` is for messages only.
///
/// # Errors
/// As [`read`].
pub fn parse(bytes: &[u8], path: &Path) -> Result<Vec<NamedTensor>> {
    match bytes {
        [b'P', b'K', 3, 4, ..] => torch_zip::parse(bytes, path),
        [0x80, 2, ..] => {
            let problem = "PyTorch's file format from before 1.6, which is not read";
            Err(malformed(path, problem))
        }
        [_, _, _, _, _, _, 0, 0, b'{', ..] => from_safetensors(bytes, path),
        _ => {
            let is = foreign(bytes).map(|other| format!(": it is {other}")).unwrap_or_default();
            Err(malformed(path, format!("not weights of PyTorch or safetensors{is}")))
        }
    }
}

fn from_safetensors(bytes: &[u8], path: &Path) -> Result<Vec<NamedTensor>> {
    let file = SafeTensors::deserialize(bytes)
        .map_err(|error| malformed(path, format!("not a whole safetensors file ({error})")))?;
    let mut all = Vec::new();
    for (name, view) in file.iter() {
        let kind = match view.dtype() {
            Dtype::F64 => Kind::Double,
            Dtype::F32 => Kind::Float,
            Dtype::F16 => Kind::Half,
            Dtype::BF16 => Kind::BFloat16,
            _ => continue,
        };
        let size: Vec<i64> = view.shape().iter().map(|&n| n as i64).collect();
        if size.contains(&0) {
            continue;
        }
        let tensor = Tensor::f_from_data_size(view.data(), &size, kind)?;
        all.push(NamedTensor { name: name.to_string(), tensor });
    }
    all.sort_by_cached_key(|t| crate::natural::natural(&t.name));
    finite(all, path)
}
