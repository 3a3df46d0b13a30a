//! Every public function that takes input, and a call of it with every input: data sets, random
//! numbers, files, tables, texts, errors.

use std::path::Path;

use tch::{Device, Kind, Tensor};
use vae_base::dataset::{
    self, Binarised, ImageSet, check_length, foreign, gunzip, idx, load, matlab, plain_or_gzip,
    synthetic, white_above,
};
use vae_base::display::{show_html, text};
use vae_base::{Dataset, Error, ImageShape, Provenance, Purpose, Random, Source, files};

use vae_testing::no_panics::inputs::{COUNTS, NUMBERS, SIZES, paths, tensors, unwritable};
use vae_testing::no_panics::{Call, answers, returns};

fn source() -> Source {
    Source::Other("a test's".into())
}

fn shape() -> ImageShape {
    ImageShape::grey(2, 3)
}

fn bytes() -> Tensor {
    Tensor::zeros([4, 6], (Kind::Uint8, Device::Cpu))
}

fn images(labels: Option<Vec<i64>>) -> Dataset {
    Dataset::new(bytes(), labels, shape(), source()).unwrap()
}

/// Lists of indices, most of them outside.
fn indices() -> Vec<Vec<i64>> {
    let mut all: Vec<Vec<i64>> = SIZES.iter().map(|&i| vec![0, i]).collect();
    all.push(vec![]);
    all
}

fn of_set(set: &dyn ImageSet) {
    for chosen in indices() {
        answers(&format!("{chosen:?}"), || set.batch(&chosen));
    }
    for start in COUNTS {
        for len in COUNTS {
            answers(&format!("{start}, {len}"), || set.range(start, len));
        }
    }
}

fn shapes() -> Vec<ImageShape> {
    let pair = |&height: &i64| SIZES.map(|width| ImageShape::grey(height, width));
    let greys = SIZES.iter().flat_map(pair);
    let channels = |&n: &i64| ImageShape { height: 2, width: 3, channels: n };
    greys.chain(SIZES.iter().map(channels)).collect()
}

fn new_dataset() {
    for (name, t) in tensors(6) {
        answers(&name, || Dataset::new(t.shallow_clone(), None, shape(), source()));
    }
    for shape in shapes() {
        answers(&shape.to_string(), || Dataset::new(bytes(), None, shape, source()));
    }
    let huge = Tensor::zeros([1], (Kind::Uint8, Device::Cpu)).expand([1 << 40, 6], false);
    answers("huge", || Dataset::new(huge, None, shape(), source()));
    for (n, label) in [(0, 0), (3, 0), (5, 0), (4, -1), (4, i64::MIN), (4, i64::MAX)] {
        let labels = Some(vec![label; n]);
        answers(&format!("{n} labels"), || Dataset::new(bytes(), labels, shape(), source()));
    }
}

fn subset() {
    for start in COUNTS {
        for end in COUNTS {
            answers(&format!("{start}..{end}"), || images(Some(vec![1; 4])).subset(start..end));
        }
    }
}

fn fill(draw: fn(&mut Random, &[i64]) -> vae_base::Result<Tensor>) {
    for first in SIZES {
        answers(&format!("[{first}]"), || draw(&mut Random::new(0), &[first]));
        for second in SIZES {
            let size = [first, second];
            answers(&format!("{size:?}"), || draw(&mut Random::new(0), &size));
        }
    }
    answers("[]", || draw(&mut Random::new(0), &[]));
}

fn sources() -> [Source; 6] {
    let other = || Source::Other(String::new());
    let drawn = [Source::SyntheticDigits, Source::SyntheticFaces];
    let [digits, faces] = drawn;
    [Source::Mnist, Source::FreyFaces, digits, faces, other(), Source::Untrained]
}

fn errors(make: impl Fn(&Path)) {
    for path in paths() {
        returns(&format!("{path:?}"), || make(&path));
    }
}

fn read<T>(read: impl Fn(&Path) -> vae_base::Result<T>) {
    for path in paths() {
        answers(&format!("{path:?}"), || read(&path));
    }
}

fn write<T>(write: impl Fn(&Path) -> vae_base::Result<T>) {
    for path in unwritable() {
        answers(&format!("{path:?}"), || write(&path));
    }
}

fn not_found() -> std::io::Error {
    std::io::ErrorKind::NotFound.into()
}

const TEXTS: [&str; 5] = ["", "a\0b", "<&\"'>", "\u{fffe}\u{202e}", "ℓ"];

/// All calls.
pub const CALLS: &[Call] = &[
    ("Dataset::new", new_dataset),
    ("Dataset::batch", || of_set(&images(None))),
    ("Dataset::range", || of_set(&images(Some(vec![1; 4])))),
    ("Dataset::label_batch", || {
        for chosen in indices() {
            for labels in [None, Some(vec![3; 4])] {
                answers(&format!("{chosen:?}"), || images(labels).label_batch(&chosen));
            }
        }
    }),
    ("Dataset::subset", subset),
    ("Dataset::take", || {
        for n in COUNTS {
            answers(&n.to_string(), || images(None).take(n));
        }
    }),
    ("Binarised::new", || {
        for seed in [0, u64::MAX] {
            returns(&seed.to_string(), || Binarised::new(&images(None), seed).len());
        }
    }),
    ("Binarised::batch", || of_set(&Binarised::new(&images(None), 0))),
    ("Binarised::range", || of_set(&Binarised::new(&images(None), 0))),
    ("load::load", || {
        for path in paths() {
            for source in sources().iter().filter(|source| !source.is_synthetic()) {
                answers(&format!("{source}, {path:?}"), || load(source, &path));
            }
        }
    }),
    ("DataFile::read_from", || {
        for file in dataset::published() {
            read(|path| file.read_from(path));
        }
    }),
    ("DataFile::find", || {
        errors(|path| dataset::files(&Source::Mnist).iter().for_each(|file| drop(file.find(path))));
    }),
    ("DataFile::place", || {
        errors(|path| {
            dataset::files(&Source::Mnist).iter().for_each(|file| drop(file.place(path)))
        });
    }),
    ("DataFile::check", || {
        for bytes in vae_testing::no_panics::inputs::files() {
            for file in dataset::published() {
                answers(&name_of(&bytes), || file.check(&bytes, Path::new("a")).map(drop));
            }
        }
    }),
    ("idx::read", || read(idx::read)),
    ("idx::parse_images", || {
        for bytes in vae_testing::no_panics::inputs::files() {
            answers(&name_of(&bytes), || idx::parse_images(&bytes, Path::new("a")).map(drop));
        }
    }),
    ("idx::parse_labels", || {
        for bytes in vae_testing::no_panics::inputs::files() {
            answers(&name_of(&bytes), || idx::parse_labels(&bytes, Path::new("a")));
        }
    }),
    ("matlab::parse_variable", || {
        for bytes in vae_testing::no_panics::inputs::files() {
            for name in [None, Some(""), Some("ff")] {
                let input = name_of(&bytes);
                answers(&input, || matlab::parse_variable(&bytes, name, Path::new("a")));
            }
        }
    }),
    ("inflate::plain_or_gzip", || {
        for bytes in vae_testing::no_panics::inputs::files() {
            for size in COUNTS {
                let path = Path::new("a");
                answers(&name_of(&bytes), || plain_or_gzip(&bytes, path, |_| Ok(size)).map(drop));
            }
        }
    }),
    ("inflate::gunzip", || {
        for bytes in vae_testing::no_panics::inputs::files() {
            for size in COUNTS {
                let (packed, length) = (&bytes[..], bytes.len() as u64);
                answers(&name_of(&bytes), || {
                    gunzip(packed, length, Path::new("a"), |_| Ok(size as u64), |_, _| Ok(()))
                });
            }
        }
    }),
    ("inflate::check_length", || {
        for found in COUNTS {
            for wanted in COUNTS {
                let (found, wanted) = (found as u64, wanted as u64);
                answers("lengths", || check_length(found, wanted, Path::new("a")));
            }
        }
    }),
    ("recognise::foreign", || {
        for bytes in vae_testing::no_panics::inputs::files() {
            returns(&name_of(&bytes), || foreign(&bytes));
        }
    }),
    ("Dataset::with_source", || returns("another", || images(None).with_source(source()))),
    ("matlab::parse_matrix", || {
        for bytes in vae_testing::no_panics::inputs::files() {
            for name in TEXTS {
                let input = name_of(&bytes);
                answers(&input, || matlab::parse_matrix(&bytes, name, Path::new("a")));
            }
        }
    }),
    ("synthetic::digits", || {
        for n in COUNTS {
            answers(&n.to_string(), || synthetic::digits(n, u64::MAX));
        }
    }),
    ("synthetic::faces", || {
        for n in COUNTS {
            answers(&n.to_string(), || synthetic::faces(n, u64::MAX));
        }
    }),
    ("load::load_or_synthetic", || {
        answers("another", || dataset::load_or_synthetic(&source()));
    }),
    ("ImageShape::pixels", || {
        for shape in shapes() {
            returns(&shape.to_string(), || shape.pixels());
        }
    }),
    ("ImageShape::area", || {
        for shape in shapes() {
            returns(&shape.to_string(), || shape.area());
        }
    }),
    ("ImageShape::grey", || returns("sizes", || ImageShape::grey(i64::MIN, i64::MAX))),
    ("ImageShape::colour", || returns("sizes", || ImageShape::colour(i64::MIN, i64::MAX))),
    ("Provenance::class_name", || {
        for label in [i64::MIN, -1, 0, 255, i64::MAX] {
            returns(&label.to_string(), || images(None).class_name(label));
        }
    }),
    ("Random::new", || returns("the last", || Random::new(u64::MAX))),
    ("Random::stream", || {
        for index in [0, u64::MAX] {
            returns("a far one", || Random::stream(index, Purpose::Evidence, index));
        }
    }),
    ("Random::at", || {
        for position in [0, 1, u64::MAX] {
            answers("a far one", || Random::new(0).at(position).uniform(&[7]));
        }
    }),
    ("Random::standard_normal", || fill(Random::standard_normal)),
    ("Random::uniform", || fill(Random::uniform)),
    ("Random::permutation", || {
        for n in [0, 1, 7] {
            returns(&n.to_string(), || Random::new(0).permutation(n));
        }
    }),
    ("notebook::show_html", || TEXTS.iter().for_each(|html| returns(html, || show_html(html)))),
    ("text::escape", || TEXTS.iter().for_each(|raw| returns(raw, || text::escape(raw)))),
    ("text::thousands", || COUNTS.iter().for_each(|&n| returns("n", || text::thousands(n)))),
    ("text::number", || {
        for number in NUMBERS {
            for decimals in COUNTS {
                let input = format!("{number}, {decimals}");
                returns(&input, || text::number(number, decimals));
            }
        }
    }),
    ("text::duration", || {
        for seconds in NUMBERS {
            returns(&seconds.to_string(), || text::duration(seconds));
        }
    }),
    ("files::read", || read(files::read)),
    ("files::read_json", || read(files::read_json::<Vec<f64>>)),
    ("files::parse_json", || {
        for bytes in vae_testing::no_panics::inputs::files() {
            let path = Path::new("a");
            answers(&name_of(&bytes), || files::parse_json::<Vec<f64>>(path, &bytes));
        }
    }),
    ("files::write_atomically", || write(|path| files::write_atomically(path, &[]))),
    ("files::replace_keeping", || write(|path| files::replace_keeping(path, path, &[]))),
    ("files::write_json", || write(|path| files::write_json(path, &f64::NAN))),
    ("binarised::white_above", || {
        for (name, t) in tensors(6) {
            let grey = images(None).range(0, 2).unwrap();
            answers(&name, || white_above(&grey, &t));
            answers(&name, || white_above(&t, &grey));
        }
    }),
    ("Error::config", || returns("texts", || Error::config("", f64::NAN, ""))),
    ("Error::shape", || returns("sizes", || Error::shape("", "", [i64::MIN]))),
    ("Error::element_type", || returns("texts", || Error::element_type("", "", ""))),
    ("Error::domain", || returns("texts", || Error::domain("", "", ""))),
    ("Error::malformed", || errors(|path| drop(Error::malformed(path, u64::MAX, "", "")))),
    ("Error::with_remedy", || {
        errors(|path| drop(Error::malformed(path, 0, "", "").with_remedy("")));
    }),
    ("Error::checksum", || errors(|path| drop(Error::checksum(path, "", "", "")))),
    ("Error::data_missing", || errors(|path| drop(Error::data_missing("", path, "", "")))),
    ("Error::download", || returns("texts", || Error::download("", "", ""))),
    ("Error::saved", || errors(|path| drop(Error::saved(path, "", "")))),
    ("Error::damaged", || errors(|path| drop(Error::damaged(path, "")))),
    ("Error::not_finite", || returns("a number", || Error::not_finite("", f64::NAN, ""))),
    ("Error::figure", || returns("texts", || Error::figure("", ""))),
    ("Error::io", || errors(|path| drop(Error::io("read", path)(not_found())))),
    ("Error::io_error", || errors(|path| drop(Error::io_error("read", path, not_found())))),
];

fn name_of(bytes: &[u8]) -> String {
    format!("{} bytes like {:?}", bytes.len(), bytes.first())
}

/// Functions that need no call of their own.
pub const EXCUSED: &[(&str, &str)] = &[
    ("ImageSet::batch", "the trait's: every implementation is called"),
    ("ImageSet::range", "as above"),
    ("DataFile::labels", "it makes a file for tests of downloads"),
    ("adam::update", "called by vae-core's Adam::step alone, with what that has checked"),
    ("Loan::read", "called by vae-core alone, with tensors that are there"),
    ("Loan::write", "as above"),
];
