//! Files as other programs write them.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A `.npy` file; `descr` is `|u1`, say.
pub fn npy(descr: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}");
    let padded = format!("{header:<117}\n");
    [b"\x93NUMPY\x01\x00v\x00", padded.as_bytes(), data].concat()
}

/// A `.npz` file.
pub fn npz(arrays: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in arrays {
        archive.start_file(format!("{name}.npy"), SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// An IDX file.
pub fn idx(kind: u8, dims: &[u32], data: &[u8]) -> Vec<u8> {
    let sizes: Vec<u8> = dims.iter().flat_map(|size| size.to_be_bytes()).collect();
    [&[0, 0, kind, dims.len() as u8], &sizes[..], data].concat()
}

pub fn gzip(contents: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(contents).unwrap();
    encoder.finish().unwrap()
}

/// A MATLAB file of level 5 with one array of bytes.
pub fn mat(class: u32, name: &str, dims: &[u32], values: &[u8]) -> Vec<u8> {
    let words = |words: &[u32]| -> Vec<u8> { words.iter().flat_map(|w| w.to_le_bytes()).collect() };
    let element = |kind: u32, data: &[u8]| {
        let mut bytes = words(&[kind, data.len() as u32]);
        bytes.extend(data);
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        bytes
    };
    let array = [
        element(6, &words(&[class, 0])),
        element(5, &words(dims)),
        element(1, name.as_bytes()),
        element(2, values),
    ];
    let mut bytes = format!("{:<124}", "MATLAB 5.0 MAT-file").into_bytes();
    bytes.extend(b"\0\x01IM");
    bytes.extend(element(14, &array.concat()));
    bytes
}
