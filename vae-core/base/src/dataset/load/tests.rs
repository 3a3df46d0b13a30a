//! The splits, the stand-ins, and files that are not as published.

use super::super::data_file::Contents;
use super::*;
use sha2::{Digest, Sha256};
use std::fs;
use tempfile::tempdir;

/// The real data set, or none and a word about it.
fn real(source: Source) -> Option<Split> {
    let dir = data_dir();
    match load(&source, &dir) {
        Err(error) if error.kind() == ErrorKind::DataMissing => {
            vae_testing::skipped(&format!("no {source} in {}", dir.display()));
            None
        }
        outcome => Some(outcome.unwrap()),
    }
}

#[test]
fn mnist_is_split_as_in_the_thesis() {
    let Some(split) = real(Source::Mnist) else {
        return;
    };
    assert_eq!((split.train.len(), split.test.len()), (55_000, 10_000));
    assert_eq!(split.train.image_shape(), ImageShape::MNIST);
    // The labels of TensorFlow's tutorial loader, and of the test file, begin so.
    assert_eq!(split.train.labels().unwrap()[..5], [7, 3, 4, 6, 1]);
    assert_eq!(split.test.labels().unwrap()[..5], [7, 2, 1, 0, 4]);
    assert_eq!(split.train.classes(), (0..10).collect::<Vec<i64>>());
}

#[test]
fn frey_faces_are_split_in_order() {
    let Some(split) = real(Source::FreyFaces) else {
        return;
    };
    assert_eq!((split.train.len(), split.test.len()), (1_600, 300));
    assert_eq!(split.train.image_shape(), ImageShape::FREY);
    assert!(split.train.labels().is_none());
}

#[test]
fn without_files_the_synthetic_counterpart_is_drawn_and_says_so() {
    let dir = tempdir().unwrap();
    for (source, sizes) in [(Source::Mnist, (6_000, 1_000)), (Source::FreyFaces, (1_600, 300))] {
        let error = load(&source, dir.path()).unwrap_err().to_string();
        assert!(error.contains("is missing") && error.contains("vae data fetch"), "{error}");
        let split = load_from_or_synthetic(&source, dir.path()).unwrap();
        assert!(split.source().is_synthetic() && split.test.source().is_synthetic());
        assert_eq!((split.train.len(), split.test.len()), sizes);
    }
}

#[test]
fn what_lies_unpacked_and_cannot_be_checked_is_named_with_the_way_to_take_it() {
    let dir = tempdir().unwrap();
    let raw = dir.path().join("FashionMNIST/raw");
    fs::create_dir_all(&raw).unwrap();
    let said = || load(&Source::FashionMnist, dir.path()).unwrap_err().to_string();
    assert!(!said().contains("unpacked"), "{}", said());
    fs::write(raw.join("train-images-idx3-ubyte"), [0, 0, 8, 3]).unwrap();
    assert!(said().contains(&format!("--data {}", raw.display())), "{}", said());
}

#[test]
fn a_damaged_file_is_an_error_and_never_replaced() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("frey_rawface.mat");
    fs::write(&path, b"<html>not found</html>").unwrap();
    let error = load_from_or_synthetic(&Source::FreyFaces, dir.path()).unwrap_err();
    assert!(error.kind() == ErrorKind::Malformed, "{error}");
    let [file] = &*FREY;
    assert_eq!(file.read_from(&path).unwrap_err().kind(), ErrorKind::Malformed);
}

#[test]
fn a_well_formed_file_of_other_contents_is_an_error() {
    let dir = tempdir().unwrap();
    for file in files(&Source::Mnist) {
        let unpacked = file.name.trim_end_matches(".gz");
        let header: &[u8] = match file.name.contains("images") {
            true => &[0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 9],
            false => &[0, 0, 8, 1, 0, 0, 0, 1, 9],
        };
        fs::write(dir.path().join(unpacked), header).unwrap();
    }
    let error = load(&Source::Mnist, dir.path()).unwrap_err();
    assert!(error.kind() == ErrorKind::Checksum, "{error}");
}

#[test]
fn labels_that_are_none_are_named_by_their_own_file() {
    let dir = tempdir().unwrap();
    let one_image = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 9];
    fs::write(dir.path().join("images"), one_image).unwrap();
    fs::write(dir.path().join("labels"), b"<html>").unwrap();
    let sha256 = format!("{:x}", Sha256::digest(one_image)).leak();
    let [images, labels] = ["images", "labels"].map(|name| DataFile::labels(name, sha256, &[], 99));
    let images = DataFile { contents: Contents::Images, ..images };
    let error = digits(&images, &labels, dir.path()).unwrap_err().to_string();
    assert!(error.contains("labels, byte 0") && !error.contains("images"), "{error}");
}

/// Fashion-MNIST's files have MNIST's names, and are often taken for them.
#[test]
fn another_sets_file_is_called_by_its_name() {
    let [_, _, _, labels] = &*MNIST;
    let Some(path) = labels.find(&data_dir()) else {
        vae_testing::skipped("no MNIST to take for another set");
        return;
    };
    let dir = tempdir().unwrap();
    fs::create_dir(dir.path().join("fashion-mnist")).unwrap();
    fs::copy(path, dir.path().join("fashion-mnist/t10k-labels-idx1-ubyte.gz")).unwrap();
    let [.., wrong] = files(&Source::FashionMnist) else { panic!("it has files") };
    let said = wrong.read(dir.path()).unwrap_err().to_string();
    assert!(said.contains("it is MNIST's"), "{said}");
    let error = load(&Source::FashionMnist, dir.path()).unwrap_err().to_string();
    assert!(error.contains("vae data fetch fashion-mnist"), "{error}");
}

#[test]
fn a_data_set_without_a_loader_is_refused() {
    let error = load(&Source::Other("mine".into()), Path::new(".")).unwrap_err();
    assert!(error.to_string().contains("Dataset::new"));
}

/// EMNIST's files hold each image by columns, and its letters from 1 on.
#[test]
fn letters_stand_upright_and_are_counted_from_a() {
    let shape = ImageShape::grey(2, 2);
    let set = |labels: Vec<i64>| {
        let pixels = Tensor::from_slice(&[1u8, 2, 3, 4]).view([1, 4]);
        Dataset::new(pixels, Some(labels), shape, Source::EmnistLetters).unwrap()
    };
    let letters = upright(&set(vec![3]), 1, Path::new("labels")).unwrap();
    assert_eq!(Vec::<u8>::try_from(letters.images().view(-1)).unwrap(), [1, 3, 2, 4]);
    assert_eq!((letters.labels(), letters.class_name(2)), (Some(&[2][..]), "C".into()));
    let error = upright(&set(vec![0]), 1, Path::new("labels")).unwrap_err();
    assert!(error.kind() == ErrorKind::Malformed, "{error}");
}

#[test]
fn what_no_server_has_by_itself_is_fetched_by_hand() {
    let dir = tempdir().unwrap();
    for source in [Source::EmnistLetters, Source::EmnistDigits] {
        let said = load(&source, dir.path()).unwrap_err().to_string();
        assert!(said.contains("EMNIST/gzip.zip") && said.contains("unpack"), "{said}");
        let name = source.named().unwrap().name;
        assert!(said.contains(&format!("{name}-train-images")), "{said}");
    }
}
