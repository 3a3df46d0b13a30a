//! Weights from PyTorch, and back.
//!
//! A file is read as tensors by name ([`read`]), its names are matched to a model's by shape and
//! order, or by a map ([`import`]); [`export`] writes a model with a short Python class that loads
//! it.

mod chain;
mod convolutions;
mod export;
mod import;
mod named_tensor;
mod names;
mod pickle;
mod tensor_file;
mod torch_zip;

pub use export::export;
pub use import::{Import, import};
pub use named_tensor::NamedTensor;
pub use tensor_file::{parse, read};
