//! What `torch.save` writes since PyTorch 1.6: a zip archive of a pickle, and one file for the
//! numbers of each tensor.

use std::collections::HashMap;
use std::path::Path;

use tch::{Kind, Tensor};
use vae_core::{Error, Result};

use super::named_tensor::{NamedTensor, finite, malformed};
use super::pickle::{self, Pickle, Place, Value};
use crate::images::npz;

/// The longest pickle that is read, in bytes.
const MAX_PICKLE: usize = 1 << 26;

/// Dictionaries inside dictionaries that tensors are looked for in.
const MAX_DEPTH: usize = 3;

/// The entries that checkpoints of trainers keep the model's tensors under.
const INNER: [&str; 4] = ["state_dict", "model_state_dict", "model", "net"];

/// Reads the floating-point tensors of an archive's state dictionary.
pub fn parse(bytes: &[u8], path: &Path) -> Result<Vec<NamedTensor>> {
    let archive = npz::open(bytes, path)?;
    let names: Vec<String> = archive.file_names().map(String::from).collect();
    let Some(root) = names.iter().find_map(|name| name.strip_suffix("data.pkl")) else {
        return Err(malformed(path, "a zip archive, but not one that torch.save wrote"));
    };
    if names.iter().any(|name| name.starts_with(&format!("{root}code/"))) {
        return Err(malformed(path, "a TorchScript program, not a state dictionary"));
    }
    let text = npz::member(bytes, &format!("{root}data.pkl"), path)?;
    if text.len() > MAX_PICKLE {
        return Err(malformed(path, "its table of contents is absurdly long"));
    }
    let order = format!("{root}byteorder");
    if names.contains(&order) && npz::member(bytes, &order, path)? != b"little" {
        return Err(malformed(path, "its numbers are in big-endian order"));
    }
    let place = path.join(format!("{root}data.pkl"));
    let pickle = pickle::parse(&text)
        .map_err(|(at, problem)| Error::malformed(&place, at as u64, problem, SAVE))?;
    let mut archive =
        Archive { bytes, root, path, pickle: &pickle, read: HashMap::new(), total: 0 };
    let mut tensors = Vec::new();
    archive.collect(pickle.top(), "", 0, &mut tensors)?;
    if tensors.is_empty() {
        return Err(malformed(path, what_else(&pickle)));
    }
    finite(tensors, path)
}

const SAVE: &str = "save the state dictionary alone: torch.save(model.state_dict(), FILE)";

/// What a pickle holds that has no tensors.
fn what_else(pickle: &Pickle) -> String {
    let name = match pickle.top() {
        Value::Call { name, .. } => match pickle.at(*name) {
            Value::Name(name) => Some(name),
            _ => None,
        },
        _ => None,
    };
    match name {
        Some(name) => format!("it holds a whole Python object ({name}), whose class is needed"),
        None => "it holds no dictionary of tensors".into(),
    }
}

struct Archive<'a> {
    bytes: &'a [u8],
    root: &'a str,
    path: &'a Path,
    pickle: &'a Pickle,
    /// Numbers that several tensors share, by their file's name.
    read: HashMap<String, Tensor>,
    /// How many numbers all tensors have so far: never more than the file has bytes.
    total: usize,
}

impl Archive<'_> {
    /// The tensors of a dictionary, and of those in it that checkpoints keep a model under.
    fn collect(
        &mut self,
        value: &Value,
        prefix: &str,
        depth: usize,
        found: &mut Vec<NamedTensor>,
    ) -> Result<()> {
        let Value::Pairs(pairs) = value else { return Ok(()) };
        let pickle = self.pickle;
        let inner = pairs.iter().find(|(key, value)| {
            let is_inner = pickle.text(*key).is_some_and(|name| INNER.contains(&name));
            is_inner && matches!(pickle.at(*value), Value::Pairs(_))
        });
        if let Some((_, inner)) = inner
            && depth < MAX_DEPTH
        {
            return self.collect(pickle.at(*inner), prefix, depth + 1, found);
        }
        for (key, value) in pairs {
            let Some(name) = pickle.text(*key) else { continue };
            let name = format!("{prefix}{name}");
            if let Some(tensor) = self.tensor(&name, *value)? {
                self.total += tensor.numel();
                if self.total > self.bytes.len() {
                    return Err(malformed(
                        self.path,
                        "its tensors name the same numbers many times",
                    ));
                }
                found.push(NamedTensor { name, tensor });
            }
        }
        Ok(())
    }

    /// A tensor of real numbers; none for anything else.
    fn tensor(&mut self, name: &str, place: Place) -> Result<Option<Tensor>> {
        let pickle = self.pickle;
        let Value::Call { name: function, arguments } = pickle.at(place) else { return Ok(None) };
        let (Value::Name(function), Some(arguments)) =
            (pickle.at(*function), pickle.several(*arguments))
        else {
            return Ok(None);
        };
        match (function.as_str(), arguments) {
            ("torch._utils._rebuild_parameter", [data, ..]) => self.tensor(name, *data),
            ("torch._utils._rebuild_tensor_v2", [storage, offset, size, stride, ..]) => {
                let sizes = |place: &Place| {
                    let places = pickle.several(*place)?;
                    places.iter().map(|&place| pickle.whole(place)).collect::<Option<Vec<i64>>>()
                };
                let (Some(offset), Some(size), Some(stride)) =
                    (pickle.whole(*offset), sizes(size), sizes(stride))
                else {
                    return Err(self.damaged(name));
                };
                let Some(storage) = self.storage(name, *storage)? else { return Ok(None) };
                self.view(name, &storage, offset, &size, &stride)
            }
            _ => Ok(None),
        }
    }

    /// The numbers that a tensor is a view of; none where they are no real ones.
    fn storage(&mut self, name: &str, place: Place) -> Result<Option<Tensor>> {
        let Value::Persistent(description) = self.pickle.at(place) else {
            return Err(self.damaged(name));
        };
        let Some([_, class, key, ..]) = self.pickle.several(*description) else {
            return Err(self.damaged(name));
        };
        let (Value::Name(class), Some(key)) = (self.pickle.at(*class), self.pickle.text(*key))
        else {
            return Err(self.damaged(name));
        };
        let kind = match class.as_str() {
            "torch.FloatStorage" => Kind::Float,
            "torch.DoubleStorage" => Kind::Double,
            "torch.HalfStorage" => Kind::Half,
            "torch.BFloat16Storage" => Kind::BFloat16,
            _ => return Ok(None),
        };
        if let Some(known) = self.read.get(key) {
            return Ok(Some(known.shallow_clone()));
        }
        let bytes = npz::member(self.bytes, &format!("{}data/{key}", self.root), self.path)?;
        let count = bytes.len() / kind.elt_size_in_bytes();
        let whole = &bytes[..count * kind.elt_size_in_bytes()];
        let numbers = Tensor::f_from_data_size(whole, &[count as i64], kind)?;
        self.read.insert(key.to_string(), numbers.shallow_clone());
        Ok(Some(numbers))
    }

    /// A part of a storage; none for a tensor without numbers.
    fn view(
        &self,
        name: &str,
        storage: &Tensor,
        offset: i64,
        size: &[i64],
        stride: &[i64],
    ) -> Result<Option<Tensor>> {
        let there = storage.numel() as i64;
        if size.len() != stride.len() || size.iter().chain(stride).any(|&n| n < 0) || offset < 0 {
            return Err(self.damaged(name));
        }
        if size.contains(&0) {
            return Ok(None);
        }
        let count = size.iter().try_fold(1_i64, |product, &n| product.checked_mul(n));
        let last = size.iter().zip(stride).try_fold(offset, |last, (&size, &stride)| {
            last.checked_add((size - 1).checked_mul(stride)?)
        });
        match (count, last) {
            (Some(count), Some(last)) if count <= there && last < there => {
                Ok(Some(storage.f_as_strided(size, stride, offset)?.f_contiguous()?))
            }
            _ => Err(self.damaged(name)),
        }
    }

    fn damaged(&self, name: &str) -> Error {
        malformed(self.path, format!("the tensor {name} does not fit the numbers that it names"))
    }
}
