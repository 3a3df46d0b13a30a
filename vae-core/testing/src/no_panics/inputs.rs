//! Tensors, sizes, numbers and paths that no function was written for.

use std::path::PathBuf;

use tch::{Device, Kind, Tensor};

/// Dimensions and indices, few of which fit.
pub const SIZES: [i64; 9] = [0, -1, 1, 2, 7, i64::MIN, i64::MAX, i64::MAX - 1, 1 << 62];
/// Counts and places.
pub const COUNTS: [usize; 5] = [0, 1, 3, usize::MAX, i64::MAX as usize];
/// Numbers, most of them extreme.
pub const NUMBERS: [f64; 9] =
    [0.0, -0.0, -1.0, 0.5, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN_POSITIVE];
/// Kinds of numbers that tensors hold.
pub const KINDS: [Kind; 8] = [
    Kind::Float,
    Kind::Double,
    Kind::Half,
    Kind::BFloat16,
    Kind::Int64,
    Kind::Uint8,
    Kind::Bool,
    Kind::ComplexFloat,
];

/// Tensors around `[2, columns]`, the only one of them that may fit.
pub fn tensors(columns: i64) -> Vec<(String, Tensor)> {
    let mut all = Vec::new();
    for size in [
        vec![],
        vec![0],
        vec![1],
        vec![columns],
        vec![0, columns],
        vec![2, 0],
        vec![2, columns],
        vec![3, columns],
        vec![2, columns + 1],
        vec![2, 1, columns],
        vec![1, 1, 1, 1, 1],
    ] {
        all.extend(of_every_kind(&size));
    }
    let options = (Kind::Float, Device::Cpu);
    all.extend(of_every_number(&[2, columns]));
    all.push(("transposed".into(), Tensor::zeros([columns, 2], options).tr()));
    all.push(("every other row".into(), Tensor::zeros([4, columns], options).slice(0, 0, 4, 2)));
    let one = Tensor::zeros([1], options);
    all.push(("one number, expanded".into(), one.expand([2, columns], false)));
    for size in [[1 << 40, columns], [1 << 40, 3], [2, 1 << 40], [i64::MAX / columns, columns]] {
        all.push((format!("huge {size:?}"), one.expand(size, false)));
    }
    all.push(("huge row".into(), one.expand([i64::MAX], false)));
    all.push(("in a graph".into(), Tensor::zeros([2, columns], options).set_requires_grad(true)));
    all.push(("none at all".into(), Tensor::new()));
    all
}

/// Noughts of one size, of every kind.
pub fn of_every_kind(size: &[i64]) -> Vec<(String, Tensor)> {
    let zeros = |kind| (format!("{kind:?} {size:?}"), Tensor::zeros(size, (kind, Device::Cpu)));
    KINDS.map(zeros).into()
}

/// Floats of one size, full of every number.
pub fn of_every_number(size: &[i64]) -> Vec<(String, Tensor)> {
    let options = (Kind::Float, Device::Cpu);
    let full = |n| (format!("of {n} {size:?}"), Tensor::full(size, as_float(n), options));
    NUMBERS.map(full).into()
}

/// The nearest number that a tensor of floats can be filled with.
fn as_float(number: f64) -> f64 {
    match number.is_finite() {
        true => number.clamp(f32::MIN.into(), f32::MAX.into()),
        false => number,
    }
}

/// Paths, and what a folder of files of the same names would be.
pub fn paths() -> Vec<PathBuf> {
    let folder = std::env::temp_dir();
    let long = "x".repeat(10_000);
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let names = ["", "/", ".", "/nowhere/at/all", "/dev/null", "/dev/zero", "a\0b", "\u{fffe}"];
    let mut all: Vec<PathBuf> = names.iter().map(PathBuf::from).collect();
    all.extend([folder.join(long), file.join("below a file"), file]);
    all
}

/// Bytes that are no file of any format, and beginnings of some that are.
pub fn files() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = [0, 1, 4, 8, 127, 128, 1000]
        .iter()
        .flat_map(|&n| [vec![0; n], vec![0xff; n], vec![b'{'; n], vec![b'['; n]])
        .collect();
    all.extend([b"\0\0\x08\x03".to_vec(), b"\0\0\x08\x01\xff\xff\xff\xff".to_vec()]);
    all.extend([b"\x1f\x8b\x08\0".to_vec(), b"null".to_vec(), b"[[[[".repeat(10_000)]);
    all
}

/// Places where nothing can be written.
pub fn unwritable() -> Vec<PathBuf> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let long = std::env::temp_dir().join("x".repeat(10_000));
    vec![file.join("below a file"), long, "/proc/nowhere/at/all".into(), "/tmp/a\0b".into()]
}
