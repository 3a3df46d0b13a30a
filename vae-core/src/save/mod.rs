//! What a run leaves on the disk. It knows a run's [`State`](crate::train::State), not how that
//! came to be.

mod checkpoint_format;
pub(crate) mod checkpoints;
mod checksum;
mod model_files;
pub mod parse;
mod pretrained;
mod run_config;
pub(crate) mod run_dir;
pub mod safetensors_file;
pub mod sums;

pub(crate) use model_files::refuse_double;
pub use pretrained::Pretrained;
pub use run_config::{CONFIG, HISTORY, MODEL, RunConfig};
#[doc(inline)]
pub use vae_base::files;
