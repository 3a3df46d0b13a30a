//! The published data sets: their files, with the checksum of each.
//!
//! Those of MNIST and Frey Faces are of the contents, however they are compressed. The others are
//! of the files, byte for byte, as TensorFlow Datasets lists them (its folder `url_checksums`).
//! EMNIST's authors publish one archive; the checksums of its members are those that others have
//! recorded of it (the Python module `mnists`, 2018; those of the letters independently of it).

use std::sync::LazyLock;

use super::data_file::{Checked, Contents, DataFile};
use super::named::NAMED;
use super::{ImageShape, Source};

/// The number of Frey Faces.
pub(super) const FREY_COUNT: usize = 1965;

/// What the files of a data set have in common.
struct Series {
    source: fn() -> Source,
    mirrors: &'static [&'static str],
    folder: &'static str,
    elsewhere: &'static [&'static str],
    checked: Checked,
}

impl Series {
    fn file(
        &self,
        name: &'static str,
        sha256: &'static str,
        max_bytes: u64,
        contents: Contents,
    ) -> DataFile {
        let Self { mirrors, folder, elsewhere, checked, .. } = *self;
        let source = (self.source)();
        DataFile {
            name,
            source,
            sha256,
            mirrors,
            max_bytes,
            folder,
            elsewhere,
            checked,
            contents,
            by_hand: None,
            unpacked_bytes: None,
        }
    }

    /// Training images and labels, then test images and labels, in IDX.
    fn like_mnist(&self, sha256: [&'static str; 4]) -> [DataFile; 4] {
        let [images, labels, test_images, test_labels] = sha256;
        [
            self.file("train-images-idx3-ubyte.gz", images, 50_000_000, Contents::Images),
            self.file("train-labels-idx1-ubyte.gz", labels, 100_000, Contents::Labels),
            self.file("t10k-images-idx3-ubyte.gz", test_images, 10_000_000, Contents::Images),
            self.file("t10k-labels-idx1-ubyte.gz", test_labels, 100_000, Contents::Labels),
        ]
    }

    /// The same of EMNIST, which says its own length: `counts` to learn from and to test with.
    fn like_emnist(
        &self,
        names: [&'static str; 4],
        sha256: [&'static str; 4],
        counts: [usize; 2],
    ) -> [DataFile; 4] {
        std::array::from_fn(|i| {
            let (count, pixels) = (counts[i / 2], ImageShape::MNIST.pixels() as usize);
            let (contents, length) = match i % 2 {
                0 => (Contents::Images, 16 + count * pixels),
                _ => (Contents::Labels, 8 + count),
            };
            let file = self.file(names[i], sha256[i], length as u64 + 1_000, contents);
            let by_hand = Some(EMNIST_ARCHIVE);
            DataFile { by_hand, unpacked_bytes: Some(length), ..file }
        })
    }
}

const MNIST_SERIES: Series = Series {
    source: || Source::Mnist,
    mirrors: &[
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ],
    folder: "",
    elsewhere: &["MNIST/raw"],
    checked: Checked::Contents,
};
const FREY_SERIES: Series = Series {
    source: || Source::FreyFaces,
    mirrors: &["https://cs.nyu.edu/~roweis/data/"],
    folder: "",
    elsewhere: &[],
    checked: Checked::Contents,
};
const FASHION_SERIES: Series = Series {
    source: || Source::FashionMnist,
    mirrors: &["http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"],
    folder: "fashion-mnist",
    elsewhere: &["FashionMNIST/raw"],
    checked: Checked::File,
};
const KMNIST_SERIES: Series = Series {
    source: || Source::Kmnist,
    mirrors: &["http://codh.rois.ac.jp/kmnist/dataset/kmnist/"],
    folder: "kmnist",
    elsewhere: &["KMNIST/raw"],
    checked: Checked::File,
};
const EMNIST_FOLDERS: &[&str] = &["emnist/gzip", "EMNIST/raw", "emnist/emnist_source_files"];
const LETTERS_SERIES: Series = Series {
    source: || Source::EmnistLetters,
    mirrors: &[],
    folder: "emnist",
    elsewhere: EMNIST_FOLDERS,
    checked: Checked::File,
};
const EMNIST_DIGITS_SERIES: Series = Series { source: || Source::EmnistDigits, ..LETTERS_SERIES };
const EMNIST_ARCHIVE: &str = "download https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip \
     (562 MB, SHA-256 fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e) and unpack \
     it in the folder emnist of the data folder";
const BINARIZED_SERIES: Series = Series {
    source: || Source::BinarizedMnist,
    mirrors: &["http://www.cs.toronto.edu/~larocheh/public/datasets/binarized_mnist/"],
    folder: "binarized-mnist",
    elsewhere: &[],
    checked: Checked::File,
};

pub(super) static MNIST: LazyLock<[DataFile; 4]> = LazyLock::new(|| {
    MNIST_SERIES.like_mnist([
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ])
});
pub(super) static FREY: LazyLock<[DataFile; 1]> = LazyLock::new(|| {
    [FREY_SERIES.file(
        "frey_rawface.mat",
        "2438ba4f0d2a6bd8bac43de756141eaa33c8d248dd613d464bdb1210d9b7af78",
        4_000_000,
        Contents::Faces,
    )]
});
pub(super) static FASHION: LazyLock<[DataFile; 4]> = LazyLock::new(|| {
    FASHION_SERIES.like_mnist([
        "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
    ])
});
pub(super) static KMNIST: LazyLock<[DataFile; 4]> = LazyLock::new(|| {
    KMNIST_SERIES.like_mnist([
        "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
        "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
        "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
        "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
    ])
});
pub(super) static LETTERS: LazyLock<[DataFile; 4]> = LazyLock::new(|| {
    LETTERS_SERIES.like_emnist(
        [
            "emnist-letters-train-images-idx3-ubyte.gz",
            "emnist-letters-train-labels-idx1-ubyte.gz",
            "emnist-letters-test-images-idx3-ubyte.gz",
            "emnist-letters-test-labels-idx1-ubyte.gz",
        ],
        [
            "6288f418a917e007bf5fddb823a2dc7a5c6a35031401b93292a539cb12bd881f",
            "9759af91ea6bccdf07a6040fd085861f2ec88e37f7c3f5760f6feb57106fbe5c",
            "50f0e93d75b99b463e9760b8345866f22587fa2c2fba472730a5ba09c693412d",
            "924955c31fe7fd809b7303b5c0141282955f4b8390c74cdfd5d80435e0f4b4cb",
        ],
        [124_800, 20_800],
    )
});
pub(super) static EMNIST_DIGITS: LazyLock<[DataFile; 4]> = LazyLock::new(|| {
    EMNIST_DIGITS_SERIES.like_emnist(
        [
            "emnist-digits-train-images-idx3-ubyte.gz",
            "emnist-digits-train-labels-idx1-ubyte.gz",
            "emnist-digits-test-images-idx3-ubyte.gz",
            "emnist-digits-test-labels-idx1-ubyte.gz",
        ],
        [
            "f7c95004d14d81af89522e67d8f0c781dfb3bd544181c81bfe1eb6b41c35b726",
            "6638a6ff5fe2eefd9cca2471995b46c82986b8e4b2a70d2f5ce8e05d7edb319e",
            "20ebe43509264f7639d37c835a3f0b009e90b29e00a099a03101abe1644a3f63",
            "bad1834c45d5988e270b99d43b13edc3fd898f658ffbc2caf2846ef27f7b05b0",
        ],
        [240_000, 40_000],
    )
});
/// Images to learn from, and test images.
pub(super) static BINARIZED: LazyLock<[DataFile; 2]> = LazyLock::new(|| {
    [
        BINARIZED_SERIES.file(
            "binarized_mnist_train.amat",
            "ad693b29f94c14277b095f5238ddefbbdaaae0939789dd2f4f0205278cee3e4d",
            78_400_000,
            Contents::Digits,
        ),
        BINARIZED_SERIES.file(
            "binarized_mnist_test.amat",
            "e6687bfea3f820c174f33b7865140b2a2dd2930ef786f35d45795fc193b5ab2c",
            15_680_000,
            Contents::Digits,
        ),
    ]
});

/// The published files of every data set that has any.
pub fn published() -> impl Iterator<Item = &'static DataFile> {
    NAMED.iter().flat_map(|named| files(&named.source))
}

/// The published files of a data set; none for one that has no files.
pub fn files(source: &Source) -> &'static [DataFile] {
    match source {
        Source::Mnist => &*MNIST,
        Source::FreyFaces => &*FREY,
        Source::FashionMnist => &*FASHION,
        Source::Kmnist => &*KMNIST,
        Source::EmnistLetters => &*LETTERS,
        Source::EmnistDigits => &*EMNIST_DIGITS,
        Source::BinarizedMnist => &*BINARIZED,
        _ => &[],
    }
}

impl DataFile {
    /// A file of labels that somebody else publishes: for tests of downloads.
    #[doc(hidden)]
    pub fn labels(
        name: &'static str,
        sha256: &'static str,
        mirrors: &'static [&'static str],
        max_bytes: u64,
    ) -> Self {
        Self { mirrors, ..MNIST_SERIES.file(name, sha256, max_bytes, Contents::Labels) }
    }
}
