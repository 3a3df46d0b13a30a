//! The data sets that have names: the one list of them.

use super::Source;

/// What is known of a data set besides its files.
pub(super) struct Named {
    pub source: Source,
    /// What the command line calls it.
    pub name: &'static str,
    /// What figures and tables call it.
    pub title: &'static str,
    /// What its classes are called, where they are no digits.
    pub classes: &'static [&'static str],
}

pub(super) static NAMED: [Named; 9] = [
    named(Source::Mnist, "mnist", "MNIST", &[]),
    named(Source::FreyFaces, "frey", "Frey Faces", &[]),
    named(Source::FashionMnist, "fashion-mnist", "Fashion-MNIST", &CLOTHES),
    named(Source::Kmnist, "kmnist", "Kuzushiji-MNIST", &HIRAGANA),
    named(Source::EmnistLetters, "emnist-letters", "EMNIST letters", &LETTERS),
    named(Source::EmnistDigits, "emnist-digits", "EMNIST digits", &[]),
    named(Source::BinarizedMnist, "binarized-mnist", "binarised MNIST", &[]),
    named(Source::SyntheticDigits, "synthetic-digits", "synthetic digits", &[]),
    named(Source::SyntheticFaces, "synthetic-faces", "synthetic faces", &[]),
];

const fn named(
    source: Source,
    name: &'static str,
    title: &'static str,
    classes: &'static [&'static str],
) -> Named {
    Named { source, name, title, classes }
}

#[rustfmt::skip]
const CLOTHES: [&str; 10] = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
];
const HIRAGANA: [&str; 10] = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"];
const LETTERS: [&str; 26] = [
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S",
    "T", "U", "V", "W", "X", "Y", "Z",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_set_is_called_by_the_name_that_its_files_of_results_hold() {
        for Named { source, name, .. } in &NAMED {
            assert_eq!(name.parse::<Source>().unwrap(), *source);
            assert_eq!(serde_json::to_value(source).unwrap(), *name);
        }
    }
}
