//! The parsers on good files of every kind, and on every truncation and bit flip of them.

#[path = "support/mat.rs"]
mod mat;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::path::Path;

use mat::{BIG, LITTLE, gzip};
use proptest::prelude::*;
use vae_base::Source;
use vae_base::dataset::{self, idx, matlab};

thread_local! {
    static LARGEST: Cell<usize> = const { Cell::new(0) };
}

/// Remembers the largest allocation of each thread.
struct Watching;

unsafe impl GlobalAlloc for Watching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = LARGEST.try_with(|largest| largest.set(largest.get().max(layout.size())));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static WATCHING: Watching = Watching;

/// The most that a parser may allocate at once for the files of these tests, in bytes.
const MODEST: usize = 100_000;

/// What a parser made of a file.
type Parsed = Option<Vec<u8>>;
type Parse = fn(&[u8]) -> Parsed;

fn images(bytes: &[u8]) -> Parsed {
    let images = idx::parse_images(bytes, Path::new("images")).ok()?;
    assert_eq!(images.pixels().len() as i64, images.count as i64 * images.shape.pixels());
    Some(images.pixels().to_vec())
}

fn labels(bytes: &[u8]) -> Parsed {
    let labels = idx::parse_labels(bytes, Path::new("labels")).ok()?;
    Some(labels.into_iter().map(|label| label as u8).collect())
}

fn ff(bytes: &[u8]) -> Parsed {
    let matrix = matlab::parse_matrix(bytes, "ff", Path::new("a.mat")).ok()?;
    assert_eq!(matrix.values.len(), matrix.rows * matrix.columns);
    Some(matrix.values)
}

fn idx_images() -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2];
    bytes.extend(PIXELS);
    bytes
}

fn idx_labels() -> Vec<u8> {
    [&[0, 0, 8, 1, 0, 0, 0, 12][..], &PIXELS].concat()
}

const PIXELS: [u8; 12] = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120];

/// Small files of every kind, each with its parser.
fn files() -> Vec<(&'static str, Parse, Vec<u8>)> {
    let mut files: Vec<(&'static str, Parse, Vec<u8>)> = vec![
        ("images", images, idx_images()),
        ("images.gz", images, gzip(&idx_images())),
        ("labels", labels, idx_labels()),
        ("labels.gz", labels, gzip(&idx_labels())),
    ];
    for (name, order) in [("little-endian", LITTLE), ("big-endian", BIG)] {
        let wanted = order.matrix(9, "ff", 4, 3, &PIXELS);
        let other = order.matrix(9, "another", 1, 3, b"abc");
        files.push((name, ff, order.file(&[other.clone(), wanted.clone()])));
        let compressed = [order.compressed(&other), order.compressed(&wanted)];
        files.push((name, ff, order.file(&compressed)));
    }
    files
}

/// Parses while watching the memory.
fn watched(name: &str, parse: Parse, bytes: &[u8]) -> Parsed {
    LARGEST.set(0);
    let parsed = parse(bytes);
    let largest = LARGEST.get();
    assert!(largest <= MODEST, "{name}: {largest} bytes at once");
    parsed
}

fn differing(a: &[u8], b: &[u8]) -> usize {
    let changed = a.iter().zip(b).filter(|(a, b)| a != b).count();
    changed + a.len().abs_diff(b.len())
}

#[test]
fn good_files_of_every_kind_give_their_contents() {
    for (name, parse, bytes) in files() {
        assert_eq!(watched(name, parse, &bytes), Some(PIXELS.to_vec()), "{name}");
    }
}

#[test]
fn columns_follow_one_another() {
    let file = LITTLE.file(&[LITTLE.matrix(9, "ff", 2, 2, &[1, 2, 3, 4])]);
    let matrix = matlab::parse_matrix(&file, "ff", Path::new("a.mat")).unwrap();
    assert_eq!((matrix.rows, matrix.columns), (2, 2));
    assert_eq!(matrix.values, [1, 2, 3, 4]);
}

#[test]
fn every_truncation_is_an_error_or_loses_nothing() {
    for (name, parse, bytes) in files() {
        for end in 0..bytes.len() {
            if let Some(parsed) = watched(name, parse, &bytes[..end]) {
                assert_eq!(parsed, PIXELS, "{name} cut to {end} bytes");
            }
        }
    }
}

/// Where a format has checksums, a flip shows; where it has none (the SHA-256 of the published
/// files stands in there), it changes one value at the most.
#[test]
fn every_flipped_bit_is_an_error_or_changes_one_value_at_most() {
    for (name, parse, mut bytes) in files() {
        for bit in 0..8 * bytes.len() {
            bytes[bit / 8] ^= 1 << (bit % 8);
            if let Some(parsed) = watched(name, parse, &bytes) {
                let changed = differing(&parsed, &PIXELS);
                let allowed = usize::from(!name.ends_with(".gz"));
                assert!(changed <= allowed, "{name}, bit {bit}: {changed} values differ");
            }
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
    }
}

#[test]
fn what_follows_the_end_is_an_error() {
    for (name, parse, mut bytes) in files().into_iter().take(4) {
        bytes.push(0); // which gzip allows: tapes are filled with it
        let padded = watched(name, parse, &bytes);
        assert_eq!(padded.is_some(), name.ends_with(".gz"), "{name}");
        *bytes.last_mut().unwrap() = 1;
        assert_eq!(watched(name, parse, &bytes), None, "{name}");
    }
}

#[test]
fn a_dimension_of_nought_is_named_with_its_byte() {
    for (dimension, byte) in [(1, 4), (2, 8), (3, 12)] {
        let mut file = idx_images();
        file[byte..byte + 4].fill(0);
        let Err(error) = idx::parse_images(&file, Path::new("a")) else { panic!("{dimension}") };
        let said = format!("byte {byte}: dimension {dimension} of the images is zero");
        assert!(error.to_string().contains(&said), "{error}");
    }
}

#[test]
fn of_several_variables_one_must_be_named() {
    let matrix = |name| LITTLE.matrix(9, name, 1, 2, &[1, 2]);
    let (path, both) = (Path::new("a.mat"), LITTLE.file(&[matrix("one"), matrix("two")]));
    let refused = matlab::parse_variable(&both, None, path).unwrap_err().to_string();
    assert!(refused.contains("one [1, 2]") && refused.contains("two [1, 2]"), "{refused}");
    assert_eq!(matlab::parse_variable(&both, Some("two"), path).unwrap().name, "two");
    let single = LITTLE.file(&[matrix("one")]);
    assert_eq!(matlab::parse_variable(&single, None, path).unwrap().name, "one");
}

#[test]
fn every_published_set_has_files_of_its_own() {
    let sets = [
        Source::Mnist,
        Source::FreyFaces,
        Source::FashionMnist,
        Source::Kmnist,
        Source::BinarizedMnist,
    ];
    let sums: Vec<_> =
        sets.iter().map(|set| dataset::files(set).first().map(|f| f.sha256)).collect();
    for (i, sum) in sums.iter().enumerate() {
        assert!(sum.is_some() && !sums[..i].contains(sum), "{}", sets[i]);
    }
}

#[test]
fn messages_say_file_byte_problem_and_remedy() {
    let message = |bytes: &[u8]| {
        let error = idx::parse_images(bytes, Path::new("some/images")).unwrap_err();
        error.to_string()
    };
    let cut = message(&idx_images()[..20]);
    assert!(cut.starts_with("some/images, byte 20: the contents end after 20 bytes"), "{cut}");
    assert!(cut.ends_with("write the file again, or name another"), "{cut}");
    assert!(message(b"<!doctype html>").contains("byte 0: not IDX images"));
    assert!(message(&idx_labels()).contains("IDX of one dimension"));
    assert!(message(&[9; 20]).contains("0x09090909"));

    let matlab = |bytes: &[u8]| {
        let error = matlab::parse_matrix(bytes, "ff", Path::new("a.mat")).unwrap_err();
        error.to_string()
    };
    let doubles = LITTLE.file(&[LITTLE.matrix(6, "ff", 4, 3, &PIXELS)]);
    assert!(matlab(&doubles).contains("does not hold bytes"));
    let other = LITTLE.file(&[LITTLE.matrix(9, "gg", 4, 3, &PIXELS)]);
    assert!(matlab(&other).contains(r#"no variable "ff" in this file, only ["gg [4, 3]"]"#));
    let wrong = LITTLE.file(&[LITTLE.matrix(9, "ff", 5, 3, &PIXELS)]);
    assert!(matlab(&wrong).contains("[5, 3], but holds 12 values"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn scrambled_files_never_panic(
        which in 0usize..8,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        shorten in any::<bool>(),
    ) {
        let (name, parse, mut bytes) = files().swap_remove(which);
        for (place, value) in changes {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        if shorten {
            bytes.truncate(cut.index(bytes.len()));
        }
        watched(name, parse, &bytes);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        for (name, parse, good) in files() {
            watched(name, parse, &bytes);
            let header = good.len().min(16);
            watched(name, parse, &[&good[..header], &bytes].concat());
            let matlab = good.len().min(128);
            watched(name, parse, &[&good[..matlab], &bytes].concat());
        }
    }

    /// Any images survive being written and read.
    #[test]
    fn images_come_back(count in 1u32..5, height in 1u32..6, width in 1u32..6, seed: u8) {
        let pixels: Vec<u8> = (0..count * height * width).map(|i| seed ^ i as u8).collect();
        let mut file = vec![0, 0, 8, 3];
        for size in [count, height, width] {
            file.extend(size.to_be_bytes());
        }
        file.extend(&pixels);
        prop_assert_eq!(images(&file), Some(pixels.clone()));
        prop_assert_eq!(images(&gzip(&file)), Some(pixels));
    }
}
