//! Puts the results of `vae reproduce --out DIR` under `data/reproduction` and into the README:
//! `cargo run --release --example publish_results -- DIR`.

use std::path::Path;

use vae_core::{Error, Result};
use vae_thesis::reproduction::Results;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder] = arguments.as_slice() else {
        eprintln!("usage: publish_results DIR");
        std::process::exit(2);
    };
    let mut results = Results::read(&Path::new(folder).join("results.json"))?;
    results.conclude();
    let published = Results::published_path();
    results.write(published.parent().unwrap_or(Path::new(".")))?;
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let text = std::fs::read_to_string(&readme).map_err(Error::io("read", &readme))?;
    let text = results.update_readme(&text)?;
    std::fs::write(&readme, text).map_err(Error::io("write", &readme))?;
    println!("{}", published.display());
    Ok(())
}
