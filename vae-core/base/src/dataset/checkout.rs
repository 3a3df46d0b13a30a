//! The folder that this crate was built in.

use std::path::Path;

/// The checkout that this crate was built from.
pub fn checkout() -> &'static Path {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR")); // vae-core/base
    crate_folder.ancestors().nth(2).unwrap_or(crate_folder)
}
