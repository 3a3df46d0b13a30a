//! `vae new`: a crate and a notebook of the user's own, beside the checkout.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use vae_core::dataset::checkout;
use vae_core::save::files::write_atomically;
use vae_core::{Error, Result};

const MANIFEST: &str = include_str!("new/Cargo.toml.txt");
const MAIN: &str = include_str!("new/main.rs.txt");
const BUILD: &str = include_str!("../../../build.rs");

/// Write a crate and a notebook of your own, which build and run without exported variables
#[derive(Args)]
pub struct Arguments {
    /// The folder to make, whose name is the crate's
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<()> {
    let folder = &arguments.folder;
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    check(&name)?;
    if folder.exists() {
        return Err(Error::saved(folder, "it is there already", "choose another name"));
    }
    let settings = settings()?;
    let lock = checkout().join("Cargo.lock");
    let lock = std::fs::read(&lock).map_err(Error::io("read", &lock))?;
    let manifest =
        MANIFEST.replace("NAME", &name).replace("CHECKOUT", &checkout().display().to_string());
    let files: [(&str, Vec<u8>); 7] = [
        ("Cargo.toml", manifest.into()),
        // The versions that the checkout was tested with, and that are downloaded already.
        ("Cargo.lock", lock),
        ("build.rs", BUILD.into()),
        (".cargo/config.toml", settings.into()),
        (".gitignore", "/target/\n/my-run/\n".into()),
        ("src/main.rs", MAIN.into()),
        ("notebook.ipynb", notebook()?),
    ];
    for (path, contents) in files {
        let path = folder.join(path);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).map_err(Error::io("create the folder", parent))?;
        write_atomically(&path, &contents)?;
    }
    let shown = folder.display();
    println!("{shown}: cd {shown} && cargo run --release; notebook.ipynb opens in `make lab`");
    Ok(())
}

/// A name that cargo takes.
fn check(name: &str) -> Result<()> {
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    match name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(letters) {
        true => Ok(()),
        false => {
            let remedy = "a crate's name begins with a letter, and has letters, digits, - and _";
            Err(Error::config("name", name, remedy))
        }
    }
}

/// What the checkout's set-up found of libtorch, for cargo in another folder.
fn settings() -> Result<String> {
    let path = checkout().join(".cargo/config.toml");
    let text = std::fs::read_to_string(&path).map_err(|_| {
        let remedy = "run `make setup` there first";
        Error::saved(&path, "the checkout is not set up", remedy)
    })?;
    let sections = text.split_inclusive('\n').fold(Vec::<String>::new(), |mut sections, line| {
        match sections.last_mut() {
            Some(section) if !line.starts_with('[') => section.push_str(line),
            _ => sections.push(line.to_string()),
        }
        sections
    });
    let libtorch =
        |section: &&String| section.starts_with("[env]") || section.starts_with("[target.");
    let chosen: String = sections.iter().filter(libtorch).cloned().collect();
    Ok(format!(
        "# Where libtorch is, as the set-up of {} found it.\n{chosen}",
        checkout().display()
    ))
}

fn notebook() -> Result<Vec<u8>> {
    let cells = [
        "use vae_core::model::Architecture;\nuse vae_core::{TrainConfig, Trainer, Vae, VaeConfig, \
         dataset};\nuse vae_plot::figure;",
        "// Or your own: vae_files::open(\"my-pictures\")?\nlet data = \
         dataset::synthetic::digits(1_000, 0)?;\ndata",
        "let config = VaeConfig { architecture: Architecture::mlp([64, 64]), \
         ..VaeConfig::default() };\nlet protocol = TrainConfig { epochs: 5, \
         ..TrainConfig::default() };\nlet mut trainer = Trainer::new(Vae::new(config, 0)?, \
         protocol)?;\ntrainer.fit(&data, None)?;",
        "let codes = trainer.vae().encode_set(&data)?; // [1000, 2]\n\
         figure::latent_scatter(&codes, data.labels(), &data)?",
    ];
    let cell = |(i, source): (usize, &&str)| {
        let id = format!("cell-{i}");
        json!({"cell_type": "code", "execution_count": null, "id": id, "metadata": {},
               "outputs": [], "source": source})
    };
    let cells: Vec<_> = cells.iter().enumerate().map(cell).collect();
    let metadata = json!({
        "kernelspec": {"display_name": "Rust (VAE)", "language": "rust", "name": "rust-vae"},
        "language_info": {"name": "rust"},
    });
    let notebook =
        json!({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5});
    let path = Path::new("notebook.ipynb");
    let text = serde_json::to_string_pretty(&notebook);
    let text = text.map_err(|error| Error::saved(path, error, "report this"))?;
    Ok((text + "\n").into_bytes())
}
