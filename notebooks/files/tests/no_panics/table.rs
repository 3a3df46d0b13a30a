//! Every public function that takes input, and a call of it with every input.

use std::path::{Path, PathBuf};

use tch::{Device, Kind, Tensor};
use vae_core::dataset::{self, OwnImages, Preparation, SplitConfig};
use vae_core::{Dataset, ImageShape, Likelihood, Provenance, Result, Source, Vae, VaeConfig};
use vae_files::codes::{self, Format, ImageFormat};
use vae_files::images::{self, Opening};
use vae_files::status::{FileStatus, status};
use vae_files::weights::{self, Import};

use crate::models::{IMAGE, config, models_and};
use vae_testing::no_panics::inputs::{COUNTS, SIZES, files, paths, tensors, unwritable};
use vae_testing::no_panics::{Call, answers, returns};

pub const EXCUSED: &[(&str, &str)] =
    &[("fetch::fetch", "it downloads; its tests serve it every kind of answer")];

fn models() -> Vec<Vae> {
    let image = ImageShape { height: 1, width: 2, channels: 3 };
    models_and(vec![VaeConfig { image, ..config() }])
}

fn sets() -> Vec<Dataset> {
    let of = |count: i64, shape: ImageShape, labels: Option<Vec<i64>>| {
        let bytes = Tensor::zeros([count, shape.pixels()], (Kind::Uint8, Device::Cpu));
        Dataset::new(bytes, labels, shape, Source::Other("a test's".into())).unwrap()
    };
    vec![
        of(4, IMAGE, None),
        of(4, IMAGE, Some(vec![0, 1, 2, 255])),
        of(3, ImageShape::grey(1, 5), None),
        of(3, ImageShape { height: 1, width: 2, channels: 3 }, Some(vec![0, 0, 1])),
    ]
}

fn zeros(size: &[i64]) -> Tensor {
    Tensor::zeros(size, (Kind::Float, Device::Cpu))
}

/// Calls a function of a path with every path, and with a file of every kind of bytes.
fn of_paths<T>(endings: &[&str], call: impl Fn(&Path) -> Result<T>) {
    for path in paths() {
        answers(&path.display().to_string().chars().take(40).collect::<String>(), || call(&path));
    }
    let folder = tempfile::tempdir().unwrap();
    for ending in endings {
        for (i, bytes) in files().into_iter().enumerate() {
            let path = folder.path().join(format!("{i}.{ending}"));
            std::fs::write(&path, bytes).unwrap();
            answers(&format!("file {i}.{ending}"), || call(&path));
        }
    }
    answers("a folder of such files", || call(folder.path()));
}

/// Twenty images of 2 × 3 pixels, and labels, as NumPy arrays.
fn arrays(folder: &Path) -> PathBuf {
    let array = |shape: &str, data: &[u8]| {
        let header = format!("{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}\n");
        let mut bytes = b"\x93NUMPY\x01\0".to_vec();
        bytes.extend((header.len() as u16).to_le_bytes());
        [bytes, header.into_bytes(), data.to_vec()].concat()
    };
    let pixels: Vec<u8> = (0..120).collect();
    std::fs::write(folder.join("x.npy"), array("(20, 2, 3)", &pixels)).unwrap();
    std::fs::write(folder.join("rows.npy"), array("(20, 6)", &pixels)).unwrap();
    std::fs::write(folder.join("y.npy"), array("(20,)", &pixels[..20])).unwrap();
    folder.join("x.npy")
}

fn preparations(folder: &Path) -> Vec<Preparation> {
    let plain = Preparation::default;
    let mut all = vec![plain()];
    for a in SIZES {
        for b in SIZES {
            all.push(Preparation { shape: Some(vec![a, b]), ..plain() });
            all.push(Preparation { shape: Some(vec![a, b, a]), ..plain() });
            all.push(Preparation { resize: Some([a, b]), ..plain() });
        }
    }
    all.push(Preparation { shape: Some(vec![]), ..plain() });
    all.push(Preparation { shape: Some(vec![1; 10]), ..plain() });
    for text in ["", "x", "é\0", "/"] {
        all.push(Preparation { variable: Some(text.into()), ..plain() });
        all.push(Preparation { labels: Some(text.into()), ..plain() });
    }
    all.push(Preparation { labels: Some(folder.join("y.npy")), transpose: true, ..plain() });
    all.push(Preparation { labels: Some(folder.join("x.npy")), grey: true, ..plain() });
    all.push(Preparation { labels: Some(folder.into()), invert: true, ..plain() });
    all
}

fn splits(folder: &Path) -> Vec<SplitConfig> {
    let plain = SplitConfig::default;
    let mut all = vec![SplitConfig { seed: u64::MAX, ..plain() }];
    for n in COUNTS {
        all.push(SplitConfig { train_size: Some(n), ..plain() });
        all.push(SplitConfig { test_size: Some(n), ..plain() });
        all.push(SplitConfig { train_size: Some(n), test_size: Some(n), ..plain() });
        let test = Some(folder.join("x.npy"));
        all.push(SplitConfig { test, train_size: Some(n), test_size: Some(n), ..plain() });
    }
    all.push(SplitConfig { test: Some(folder.join("y.npy")), ..plain() });
    all.push(SplitConfig { test: Some("".into()), ..plain() });
    all
}

fn sources() -> Vec<Source> {
    let folder = tempfile::tempdir().unwrap();
    let known = images::open(arrays(folder.path())).unwrap().train.source().clone();
    let Source::Own(images) = &known else { panic!("{known}") };
    let gone = Source::Own(Box::new(OwnImages { path: "".into(), ..(**images).clone() }));
    let others = [Source::Other("x".into()), Source::Untrained, Source::SyntheticDigits];
    others.into_iter().chain([known, gone]).collect()
}

pub const CALLS: &[Call] = &[
    ("status::status", || {
        for path in paths() {
            returns(&format!("{path:?}"), || status(&path));
        }
    }),
    ("FileStatus::of", || {
        for path in paths() {
            for file in dataset::published() {
                returns(&format!("{}, {path:?}", file.name), || FileStatus::of(file, &path));
            }
        }
    }),
    ("opening::open", || {
        of_paths(
            &["npy", "npz", "mat", "safetensors", "png", "jpg", "gz", "idx3-ubyte", "csv"],
            |path| images::open(path),
        );
    }),
    ("opening::load", || {
        for source in sources() {
            answers(&source.to_string(), || images::load(&source));
        }
    }),
    ("opening::load_from", || {
        // Those that read the place; drawing images anew for each takes a while.
        for source in sources().into_iter().filter(|source| *source != Source::SyntheticDigits) {
            for path in paths() {
                answers(&source.to_string(), || images::load_from(&source, Some(&path)));
            }
        }
    }),
    ("Opening::of", || {
        let folder = tempfile::tempdir().unwrap();
        let path = arrays(folder.path());
        for preparation in preparations(folder.path()) {
            for file in [path.clone(), folder.path().join("rows.npy"), folder.path().into()] {
                let opening = Opening { preparation: preparation.clone(), ..Opening::of(&file) };
                answers(&format!("{opening:?}"), || opening.open());
            }
        }
        for split in splits(folder.path()) {
            let opening = Opening { split, ..Opening::of(&path) };
            answers(&format!("{opening:?}"), || opening.open());
        }
    }),
    ("images::parse", || {
        for bytes in files() {
            answers("bytes", || images::parse(&bytes));
        }
    }),
    ("codes::encode", || {
        for vae in models() {
            for data in sets() {
                answers(&format!("{vae}, {}", data.image_shape()), || codes::encode(&vae, &data));
            }
        }
    }),
    ("codes::encode_with", || {
        let empty = sets()[0].take(0);
        for vae in models() {
            if let Ok(empty) = &empty {
                answers("no images", || codes::encode_with(&vae, empty, |_| {}));
            }
            answers("images", || codes::encode_with(&vae, &sets()[0], |_| {}));
        }
    }),
    ("codes::labels_of", || {
        sets().iter().for_each(|data| returns("a set", || codes::labels_of(data)))
    }),
    ("codes::read", || {
        let folder = tempfile::tempdir().unwrap();
        let path = arrays(folder.path());
        for latent in SIZES {
            for name in ["x.npy", "rows.npy", "y.npy"] {
                answers(&format!("{name} {latent}"), || {
                    codes::read(path.with_file_name(name), latent)
                });
            }
        }
        of_paths(&["npy", "npz", "csv"], |path| codes::read(path, 2));
    }),
    ("Format::of", || {
        of_paths(&["npy"], Format::of);
    }),
    ("ImageFormat::of", || of_paths(&["png"], ImageFormat::of)),
    ("Codes::write", || {
        let codes = codes::encode(&models()[0], &sets()[1]).unwrap();
        for place in unwritable() {
            for ending in ["npy", "npz", "csv", "parquet", "x"] {
                answers(ending, || codes.write(place.with_extension(ending)));
            }
        }
        let folder = tempfile::tempdir().unwrap();
        for (name, t) in tensors(2) {
            let mut codes = codes::encode(&models()[0], &sets()[1]).unwrap();
            codes.mu = t;
            for ending in ["npy", "npz", "csv"] {
                answers(&name, || codes.write(folder.path().join("a").with_extension(ending)));
            }
        }
    }),
    ("pictures::write_images", || {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.npy");
        for (name, t) in tensors(6) {
            answers(&name, || codes::write_images(&path, &t, IMAGE));
        }
        for n in SIZES {
            let shape = ImageShape { height: n, width: n, channels: n };
            answers(&n.to_string(), || codes::write_images(&path, &zeros(&[2, 6]), shape));
        }
    }),
    ("pictures::interpolate", || {
        for vae in models() {
            for (name, t) in tensors(6) {
                answers(&name, || codes::interpolate(&vae, &t, &zeros(&[1, 6]), 2));
                answers(&name, || codes::interpolate(&vae, &zeros(&[1, 6]), &t, 2));
            }
        }
        for steps in COUNTS {
            let x = zeros(&[1, 6]);
            answers(&steps.to_string(), || codes::interpolate(&models()[0], &x, &x, steps));
        }
    }),
    ("tensor_file::read", || of_paths(&["pt", "safetensors", "ckpt"], |path| weights::read(path))),
    ("tensor_file::parse", || {
        for bytes in files() {
            for path in ["a.pt", "a.safetensors", ""] {
                answers(path, || weights::parse(&bytes, Path::new(path)));
            }
        }
    }),
    ("import::import", || {
        of_paths(&["pt", "safetensors"], |path| weights::import(path, &Import::default()));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.safetensors");
        weights::export(&models()[0], &path).unwrap();
        for n in SIZES {
            for channels in SIZES {
                let image = Some(ImageShape { height: n, width: 3, channels });
                let how = Import { image, ..Import::default() };
                answers(&format!("{n} {channels}"), || weights::import(&path, &how));
            }
        }
        for &likelihood in Likelihood::ALL {
            let how = Import { likelihood, image: Some(IMAGE), ..Import::default() };
            answers(&likelihood.to_string(), || weights::import(&path, &how));
        }
        for map in paths() {
            let how = Import { map: Some(map), image: Some(IMAGE), ..Import::default() };
            answers("a map", || weights::import(&path, &how));
        }
        for text in ["{}", "[]", r#"{"encoder.mu": ""}"#, r#"{"encoder.hidden1": "encoder.mu"}"#] {
            let map = folder.path().join("map.json");
            std::fs::write(&map, text).unwrap();
            let how = Import { map: Some(map), image: Some(IMAGE), ..Import::default() };
            answers(text, || weights::import(&path, &how));
        }
    }),
    ("export::export", || {
        let folder = tempfile::tempdir().unwrap();
        for vae in models() {
            answers(&vae.to_string(), || {
                weights::export(&vae, folder.path().join("a.safetensors"))
            });
        }
        for path in unwritable() {
            for ending in ["safetensors", "pt"] {
                answers(ending, || weights::export(&models()[0], path.with_extension(ending)));
            }
        }
    }),
];
