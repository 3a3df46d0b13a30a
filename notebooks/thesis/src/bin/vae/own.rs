//! Images of the user's own: the flags that say where they lie and how they are prepared.

use std::path::{Path, PathBuf};

use clap::Args;
use vae_core::dataset::{Preparation, SplitConfig};
use vae_core::{Error, Result, Source, Split};
use vae_files::Opening;

#[derive(Args)]
#[command(next_help_heading = "Images of your own")]
pub struct ImageFlags {
    /// Learn from your own images: a folder of PNG or JPEG pictures, whose subfolders are classes,
    /// or a .npy, .npz, IDX, .safetensors or MATLAB file; with --resume, where they are now. More
    /// than VAE_MEMORY MiB of them (1024) stay on the disk, in VAE_CACHE, and are read by batches
    #[arg(long, value_name = "PATH", conflicts_with = "dataset")]
    pub data: Option<PathBuf>,
    /// The array or variable of a file that holds several
    #[arg(long, value_name = "NAME", requires = "data")]
    variable: Option<String>,
    /// Labels: a second file, or an array of the same one
    #[arg(long, value_name = "FILE", requires = "data")]
    labels: Option<PathBuf>,
    /// What the rows of an [N, D] array are: 28x20, or 32x32x3 for red, green and blue
    #[arg(long, value_name = "HxW", requires = "data", value_parser = sizes)]
    shape: Option<Sizes>,
    /// Exchange rows and columns, as EMNIST's files want it
    #[arg(long, requires = "data")]
    transpose: bool,
    /// Make colours grey
    #[arg(long, requires = "data")]
    grey: bool,
    /// Exchange black and white
    #[arg(long, requires = "data")]
    invert: bool,
    /// Height and width that every image gets: 32x32
    #[arg(long, value_name = "HxW", requires = "data", value_parser = sizes)]
    resize: Option<Sizes>,
    /// Hold out the images of another folder or file
    #[arg(long, value_name = "PATH", requires = "data")]
    test: Option<PathBuf>,
    /// Hold out so many images [default: a tenth]
    #[arg(long, value_name = "N", requires = "data")]
    test_size: Option<usize>,
    /// Decides which images are held out [default: 0]
    #[arg(long, value_name = "N", requires = "data")]
    split_seed: Option<u64>,
}

/// `32x32`.
#[derive(Clone)]
pub struct Sizes(pub Vec<i64>);

/// Reads them.
pub fn sizes(text: &str) -> std::result::Result<Sizes, String> {
    let parts: std::result::Result<Vec<i64>, _> = text.split(['x', '×']).map(str::parse).collect();
    match parts {
        Ok(sizes) if (2..=3).contains(&sizes.len()) => Ok(Sizes(sizes)),
        _ => Err("give height and width, as in 28x20".into()),
    }
}

impl ImageFlags {
    /// Opens images anew, and tells on stderr what was noticed.
    pub fn open(&self, path: &Path, train_size: Option<usize>) -> Result<Split> {
        let resize = match &self.resize {
            None => None,
            Some(Sizes(sizes)) => match sizes[..] {
                [height, width] => Some([height, width]),
                _ => return Err(Error::config("--resize", "given", "name height and width only")),
            },
        };
        let opening = Opening {
            path: path.to_path_buf(),
            preparation: Preparation {
                variable: self.variable.clone(),
                labels: self.labels.clone(),
                shape: self.shape.clone().map(|Sizes(sizes)| sizes),
                transpose: self.transpose,
                grey: self.grey,
                invert: self.invert,
                resize,
            },
            split: SplitConfig {
                test: self.test.clone(),
                train_size,
                test_size: self.test_size,
                seed: self.split_seed.unwrap_or(0),
            },
        };
        let opened = opening.open()?;
        let report = opened.report.to_string();
        report.lines().for_each(|line| eprintln!("vae: {line}"));
        Ok(opened.split)
    }

    /// The images of a run that goes on.
    pub fn again(&self, source: &Source) -> Result<Split> {
        let asks_otherwise = [
            ("--variable", self.variable.is_some()),
            ("--labels", self.labels.is_some()),
            ("--shape", self.shape.is_some()),
            ("--transpose", self.transpose),
            ("--grey", self.grey),
            ("--invert", self.invert),
            ("--resize", self.resize.is_some()),
            ("--test", self.test.is_some()),
            ("--test-size", self.test_size.is_some()),
            ("--split-seed", self.split_seed.is_some()),
        ];
        if let Some((flag, _)) = asks_otherwise.iter().find(|(_, given)| *given) {
            let remedy = "the run to resume remembers how its images were prepared; leave it out";
            return Err(Error::config(flag, "given", remedy));
        }
        vae_files::images::load_from(source, self.data.as_deref())
    }
}
