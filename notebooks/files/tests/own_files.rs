//! Files of one's own: what is read of good ones, and what is said of others.

#[path = "support/files.rs"]
mod files;

use std::path::Path;

use files::{gzip, idx, mat, npy, npz};
use vae_core::dataset::{Preparation, SplitConfig};
use vae_core::{ErrorKind, ImageShape, Provenance, Source, Split};
use vae_files::{Opening, images, open};

/// Four images of 2×3 pixels.
const PIXELS: [u8; 24] = [
    0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 20, 21, 22, 23, 24, 25, 250, 251, 252, 253, 254, 255,
];

fn floats(values: &[u8], factor: f32) -> Vec<u8> {
    values.iter().flat_map(|&v| (f32::from(v) * factor).to_le_bytes()).collect()
}

/// All images of a split, in the order of the file, whose first pixels rise.
fn all(split: &Split) -> Vec<Vec<u8>> {
    let rows = |set: &vae_core::Dataset| -> Vec<Vec<u8>> {
        Vec::<Vec<u8>>::try_from(set.images().shallow_clone()).unwrap()
    };
    let mut all = [rows(&split.train), rows(&split.test)].concat();
    all.sort();
    all
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> std::path::PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn every_format_gives_the_same_images() {
    let folder = tempfile::tempdir().unwrap();
    let columns: Vec<u8> = (0..4)
        .flat_map(|n| (0..3).flat_map(move |x| [0, 1].map(|y| (n, y, x))))
        .map(|(n, y, x): (usize, usize, usize)| PIXELS[6 * n + 3 * y + x])
        .collect();
    // MATLAB: height, width, count; the first varies fastest.
    let cases: &[(&str, Vec<u8>)] = &[
        ("a.npy", npy("|u1", "(4, 2, 3)", &PIXELS)),
        ("b.npy", npy("<f4", "(4, 2, 3)", &floats(&PIXELS, 1.0 / 255.0))),
        ("c.npy", npy("<f4", "(4, 2, 3, 1)", &floats(&PIXELS, 1.0))),
        ("c2.npy", {
            let half = |&v: &u8| match v.checked_ilog2() {
                None => [0, 0],
                Some(e) => {
                    (((e + 15) << 10 | (u32::from(v) << (10 - e)) & 0x3ff) as u16).to_le_bytes()
                }
            };
            npy("<f2", "(4, 2, 3)", &PIXELS.iter().flat_map(half).collect::<Vec<_>>())
        }),
        ("d.npz", npz(&[("arr_0", npy("|u1", "(4, 2, 3)", &PIXELS))])),
        ("e.idx3-ubyte", idx(8, &[4, 2, 3], &PIXELS)),
        ("f.gz", gzip(&idx(8, &[4, 2, 3], &PIXELS))),
        (
            "g.gz",
            [gzip(&idx(8, &[4, 2, 3], &PIXELS[..9])), gzip(&PIXELS[9..]), vec![0; 99]].concat(),
        ),
        ("h.idx", {
            let big: Vec<u8> =
                PIXELS.iter().flat_map(|&v| (f32::from(v) / 255.0).to_be_bytes()).collect();
            idx(0x0d, &[4, 2, 3], &big)
        }),
        ("i.mat", mat(9, "images", &[2, 3, 4], &columns)),
        ("j.mat", mat(6, "images", &[2, 3, 4], &columns)),
    ];
    let rows: Vec<Vec<u8>> = PIXELS.chunks(6).map(<[u8]>::to_vec).collect();
    for (name, bytes) in cases {
        let split = open(write(folder.path(), name, bytes)).unwrap();
        assert_eq!(split.image_shape(), ImageShape::grey(2, 3), "{name}");
        assert_eq!(all(&split), rows, "{name}");
        assert_eq!((split.train.len(), split.test.len()), (3, 1), "{name}");
    }
}

#[test]
fn rows_need_a_shape_and_names_their_variable() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "rows.npy", &npy("|u1", "(4, 6)", &PIXELS));
    assert!(open(&path).unwrap_err().to_string().contains("--shape"));
    let of = |path: &Path, preparation: Preparation| {
        Opening { preparation, ..Opening::of(path) }.open().map(|opened| opened.split)
    };
    let shape = Some(vec![2, 3]);
    let split = of(&path, Preparation { shape: shape.clone(), ..Preparation::default() }).unwrap();
    assert_eq!(split.image_shape(), ImageShape::grey(2, 3));
    // MATLAB's usual matrix: one image a column.
    let path = write(folder.path(), "columns.mat", &mat(9, "X", &[6, 4], &PIXELS));
    let split = of(&path, Preparation { shape, ..Preparation::default() }).unwrap();
    assert_eq!(all(&split)[1], PIXELS[6..12]);

    let two = [("a", npy("|u1", "(4, 2, 3)", &PIXELS)), ("b", npy("|u1", "(4,)", &[0; 4]))];
    let path = write(folder.path(), "two.npz", &npz(&two));
    assert!(open(&path).unwrap_err().to_string().contains("--variable: a, b"));
    let variable = Some("a".to_string());
    let labels = Some("b".into());
    let split = of(&path, Preparation { variable, labels, ..Preparation::default() }).unwrap();
    assert_eq!(split.train.labels(), Some(&[0; 3][..]));
}

#[test]
fn test_images_and_labels_are_found_where_others_put_them() {
    let folder = tempfile::tempdir().unwrap();
    let keras = npz(&[
        ("x_train", npy("|u1", "(4, 2, 3)", &PIXELS)),
        ("y_train", npy("<i8", "(4,)", &[5_i64, 6, 5, 7].map(i64::to_le_bytes).concat())),
        ("x_test", npy("|u1", "(2, 2, 3)", &PIXELS[..12])),
        ("y_test", npy("<i8", "(2,)", &[7_i64, 5].map(i64::to_le_bytes).concat())),
    ]);
    let split = open(write(folder.path(), "mnist.npz", &keras)).unwrap();
    assert_eq!(split.train.labels(), Some(&[5, 6, 5, 7][..]));
    assert_eq!((split.test.len(), split.test.labels()), (2, Some(&[7, 5][..])));

    // An image that is in both is named by both its places.
    let report = Opening::of(folder.path().join("mnist.npz")).open().unwrap().report;
    assert!(report.duplicates[0][0].ends_with("mnist.npz, image 0 of x_train"), "{report}");
    assert!(report.duplicates[0][1].ends_with("mnist.npz, image 0 of x_test"), "{report}");

    // Kaggle's names: dots, and folders of the files' names.
    let kaggle = folder.path().join("kaggle");
    write(&kaggle, "train-images.idx3-ubyte", &idx(8, &[4, 2, 3], &PIXELS));
    let name = "train-labels-idx1-ubyte";
    write(&kaggle, &format!("{name}/{name}"), &idx(8, &[4], &[1, 2, 3, 4]));
    write(&kaggle, "t10k-images-idx3-ubyte.gz", &gzip(&idx(8, &[1, 2, 3], &PIXELS[..6])));
    let split = open(&kaggle).unwrap();
    assert_eq!(split.train.labels(), Some(&[1, 2, 3, 4][..]));
    assert_eq!((split.test.len(), split.test.labels()), (1, None));
}

/// What each image of a set is called, in the order of the images.
fn named(set: &vae_core::Dataset) -> Vec<String> {
    set.labels().unwrap().iter().map(|&label| set.class_name(label)).collect()
}

/// Every third image of the file is of class 0, 70,000 or 299: more than a byte can count.
#[test]
fn labels_are_numbers_of_any_size_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let pixels: Vec<u8> = (0..180).collect();
    let images = npy("|u1", "(30, 2, 3)", &pixels);
    let path = write(folder.path(), "images.npy", &images);
    let labels: Vec<i64> = (0..30).map(|i| [0, 70_000, 299][i % 3]).collect();
    let of = |bytes: fn(&i64) -> Vec<u8>| labels.iter().flat_map(bytes).collect::<Vec<u8>>();
    let text: String = labels.iter().map(|label| format!("{label}\n")).collect();
    let files = [
        ("int32.idx", idx(0x0c, &[30], &of(|&l| (l as i32).to_be_bytes().to_vec()))),
        ("float.idx", idx(0x0d, &[30], &of(|&l| (l as f32).to_be_bytes().to_vec()))),
        ("int64.npy", npy("<i8", "(30,)", &of(|l| l.to_le_bytes().to_vec()))),
        ("uint32.npy", npy(">u4", "(30, 1)", &of(|&l| (l as u32).to_be_bytes().to_vec()))),
        ("labels.csv", text.into_bytes()),
    ];
    for (name, bytes) in files {
        let labels_file = Some(write(folder.path(), name, &bytes));
        let preparation = Preparation { labels: labels_file, ..Preparation::default() };
        let split = Opening { preparation, ..Opening::of(&path) }.open().unwrap().split;
        let Source::Own(own) = split.source().clone() else { panic!("{name}") };
        assert_eq!(own.classes.is_empty(), name != "labels.csv", "{name}");
        for set in [&split.train, &split.test] {
            let first = Vec::<Vec<u8>>::try_from(set.images().shallow_clone()).unwrap();
            let wanted = first.iter().map(|row| labels[usize::from(row[0]) / 6].to_string());
            assert_eq!(named(set), wanted.collect::<Vec<_>>(), "{name}");
        }
        assert_eq!(split.train.classes().len(), 3, "{name}");
        assert_eq!(named(&images::load(split.source()).unwrap().test), named(&split.test));
    }
}

/// What the program wrote while labels were bytes: larger numbers had become classes with names.
#[test]
fn classes_of_an_earlier_version_keep_their_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let images = npy("|u1", "(4, 2, 3)", &PIXELS);
    let labels = npy("<i8", "(4,)", &[300_i64, 1, 300, 1].map(i64::to_le_bytes).concat());
    let path = write(folder.path(), "a.npz", &npz(&[("X", images), ("y", labels)]));
    let split = open(&path).unwrap();
    assert_eq!(split.train.classes(), [1, 300]);
    let Source::Own(mut own) = split.source().clone() else { panic!("{}", split.source()) };
    own.classes = vec!["1".into(), "300".into()];
    let earlier = images::load(&Source::Own(own.clone())).unwrap();
    assert_eq!(earlier.train.classes(), [0, 1]);
    assert_eq!(named(&earlier.train), named(&split.train));
    own.classes = vec!["1".into()];
    let error = images::load(&Source::Own(own)).unwrap_err().to_string();
    assert!(error.contains("its class 300 is not among"), "{error}");
}

#[test]
fn a_split_is_a_matter_of_sizes_and_a_seed() {
    let folder = tempfile::tempdir().unwrap();
    let pixels: Vec<u8> = (0..240).collect();
    let path = write(folder.path(), "many.npy", &npy("|u1", "(40, 2, 3)", &pixels));
    let of = |split: SplitConfig| Opening { split, ..Opening::of(&path) }.open();
    let sizes = |train, test, seed| SplitConfig {
        train_size: Some(train),
        test_size: Some(test),
        seed,
        ..SplitConfig::default()
    };
    let [a, b, c] = [0, 0, 1].map(|seed| of(sizes(20, 10, seed)).unwrap().split);
    let rows = |split: &Split| Vec::<Vec<u8>>::try_from(split.test.images()).unwrap();
    assert_eq!((a.train.len(), a.test.len()), (20, 10));
    assert!(rows(&a) == rows(&b) && rows(&a) != rows(&c));
    assert!(of(sizes(35, 10, 0)).unwrap_err().to_string().contains("choose from 1 to 30"));
    let other = write(folder.path(), "other.npy", &npy("|u1", "(4, 2, 3)", &PIXELS));
    let split = of(SplitConfig { test: Some(other), ..SplitConfig::default() }).unwrap().split;
    assert_eq!((split.train.len(), split.test.len()), (40, 4));
}

#[test]
fn a_run_finds_its_images_again_or_says_that_they_are_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "a.npy", &npy("|u1", "(4, 2, 3)", &PIXELS));
    let split = open(&path).unwrap();
    let text = serde_json::to_string(split.source()).unwrap();
    let source: Source = serde_json::from_str(&text).unwrap();
    assert_eq!(all(&images::load(&source).unwrap()), all(&split));
    let moved = folder.path().join("b.npy");
    std::fs::rename(&path, &moved).unwrap();
    let error = images::load(&source).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DataMissing, "{error}");
    assert_eq!(images::load_from(&source, Some(&moved)).unwrap().source(), &source);
    std::fs::write(&moved, npy("|u1", "(4, 2, 3)", &[7; 24])).unwrap();
    let error = images::load_from(&source, Some(&moved)).unwrap_err();
    assert!(!error.to_string().contains("published"), "nobody published them: {error}");
    assert_eq!(error.kind(), ErrorKind::Checksum, "{error}");
}

/// What people really hand in (collected from public threads), and what it must be called.
#[test]
fn a_bad_file_is_called_what_it_is_and_never_to_be_downloaded_again() {
    let lfs = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n";
    let good = idx(8, &[4, 2, 3], &PIXELS);
    let doubles: Vec<u8> = PIXELS.iter().flat_map(|&v| f64::from(v).to_be_bytes()).collect();
    let hdf5 = [&format!("{:<124}", "MATLAB 7.3 MAT-file").into_bytes()[..], b"\0\x02IM"].concat();
    let level4 =
        [&[0, 0, 0, 0][..], &[3, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0], b"ff\0"].concat();
    let cases: &[(&str, &[u8], &[&str])] = &[
        ("page.gz", b"<!DOCTYPE html><html>", &["web page (HTML)"]),
        ("page.npy", b"\n<html>", &["web page (HTML)"]),
        ("pointer.mat", lfs, &["Git LFS", "git lfs pull"]),
        ("level73.mat", &hdf5, &["MATLAB level 7.3", "HDF5", "-v7"]),
        ("level4.mat", &level4, &["not images of a kind"]),
        ("hdf5.h5", b"\x89HDF\r\n\x1a\n", &["HDF5"]),
        ("twice.gz", &gzip(&gzip(&good)), &["gzip inside gzip"]),
        ("empty.npy", b"", &["empty"]),
        ("zip.zip", &npz(&[]), &["holds no array"]),
        ("bom.txt", b"\xef\xbb\xbf1,2,3", &["byte-order mark"]),
        ("order.idx", &[3, 8, 0, 0, 4, 0, 0, 0], &["wrong byte order"]),
        ("labels.idx", &idx(8, &[4], &[1; 4]), &["labels are stored so"]),
        ("cut.idx", &good[..20], &["byte 20", "40 bytes"]),
        ("long.idx", &[&good[..], b"x"].concat(), &["byte 40", "go on"]),
        ("doubles.idx", &idx(0x0e, &[4, 2, 3], &doubles[..100]), &["byte 116"]),
        ("many.idx", &idx(8, &[1; 7], &[1]), &["7 dimensions"]),
        ("zero.idx", &idx(8, &[4, 0, 3], &[]), &["dimension 2 is zero"]),
        ("labels.npy", &npy("<U1", "(4, 2, 3)", &[0; 96]), &["<U1"]),
        ("complex.npy", &npy("<c8", "(1, 1, 1)", &[0; 8]), &["<c8", "uint8, float32 or float64"]),
        ("objects.npy", &npy("|O", "(1, 1, 1)", &[0; 8]), &["byte"]),
        ("short.npy", &npy("|u1", "(4, 2, 3)", &PIXELS[..20]), &["20 bytes of them"]),
        (
            "standardised.npy",
            &npy("<f4", "(1, 1, 2)", &[-0.42_f32, 2.8].map(f32::to_le_bytes).concat()),
            &["standardised"],
        ),
        (
            "scaled.npy",
            &npy("<f4", "(1, 1, 2)", &[-1_f32, 1.0].map(f32::to_le_bytes).concat()),
            &["(x + 1) / 2"],
        ),
        (
            "nan.npy",
            &npy("<f4", "(1, 1, 2)", &[0_f32, f32::NAN].map(f32::to_le_bytes).concat()),
            &["number 1 is NaN"],
        ),
        ("one.npy", &npy("|u1", "(1, 2, 3)", &PIXELS[..6]), &["at least two images"]),
        ("names.mat", &mat(9, "ff", &[4, 6], &PIXELS), &["--shape"]),
        ("struct.mat", &mat(2, "s", &[1, 1], &[0; 8]), &["name one of its variables"]),
        ("picture.png", b"\x89PNG\r\n\x1a\n", &["a PNG picture", "folder"]),
        ("table.parquet", b"PAR1....", &["Parquet"]),
        ("weights.pt", b"\x80\x02}q\x00.", &["Python pickle"]),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, said) in cases {
        let error = open(write(folder.path(), name, bytes)).unwrap_err().to_string();
        for part in *said {
            assert!(error.contains(part), "{name}: {error}");
        }
        assert!(error.contains(name) || error.contains("image"), "{name}: {error}");
        assert!(!error.contains("download"), "{name}: {error}");
    }
    let error = open(folder.path().join("nowhere")).unwrap_err().to_string();
    assert!(error.contains("nowhere") && error.contains("check the path"), "{error}");
}

#[test]
fn labels_that_are_none_are_called_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "a.npy", &npy("|u1", "(4, 2, 3)", &PIXELS));
    for (name, bytes, said) in [
        ("text.npy", npy("<U1", "(4,)", &[0; 16]), "text with one label a line"),
        ("half.npy", npy("<f4", "(4,)", &floats(&[1, 2, 3, 4], 0.5)), "whole numbers"),
        ("few.npy", npy("|u1", "(3,)", &[1; 3]), "for 4 images"),
        ("few.txt", b"a\nb\n".to_vec(), "2 labels for 4 images"),
        ("page.txt", b"\x89HDF\r\n\x1a\n".to_vec(), "HDF5"),
    ] {
        let labels = Some(write(folder.path(), name, &bytes));
        let preparation = Preparation { labels, ..Preparation::default() };
        let error = Opening { preparation, ..Opening::of(&path) }.open().unwrap_err().to_string();
        assert!(error.contains(name) && error.contains(said), "{name}: {error}");
    }
}

#[test]
fn no_truncation_or_flipped_bit_of_an_array_does_harm() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/images");
    for seed in std::fs::read_dir(seeds).unwrap() {
        let path = seed.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        assert!(images::parse(&bytes).is_ok_and(|pixels| pixels > 0), "{}", path.display());
        for end in 0..bytes.len() {
            let _ = images::parse(&bytes[..end]); // an archive may still hold one of its arrays
        }
        for bit in 0..8 * bytes.len() {
            let mut bytes = bytes.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let _ = images::parse(&bytes);
        }
    }
}
