//! How data sets show themselves in a notebook, a log and a panic.

use std::fmt;

use super::Table;
use crate::dataset::{Dataset, Provenance, Split};

impl Dataset {
    /// One line: origin, number and size of the images, classes.
    pub fn summary(&self) -> String {
        let shape = self.image_shape();
        let n = self.len();
        let classes = match self.classes().len() {
            0 => "no labels".to_string(),
            classes => format!("{classes} classes"),
        };
        format!("{}: {n} images of {shape} pixels, {classes}", self.source())
    }

    /// Shows the set as a table in a notebook.
    pub fn evcxr_display(&self) {
        table(&[("images", self)]).evcxr_display();
    }
}

impl Split {
    /// Shows both sets as a table in a notebook.
    pub fn evcxr_display(&self) {
        table(&[("train", &self.train), ("test", &self.test)]).evcxr_display();
    }
}

impl fmt::Display for Dataset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.summary())
    }
}

impl fmt::Debug for Dataset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dataset({})", self.summary())
    }
}

impl fmt::Display for Split {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "train: {}\ntest: {}", self.train, self.test)
    }
}

fn table(parts: &[(&str, &Dataset)]) -> Table {
    let table = Table::new("", ["set", "source", "images", "pixels", "classes"]);
    parts.iter().fold(table, |table, (name, data)| table.row(row(name, data)))
}

fn row(name: &str, data: &Dataset) -> [String; 5] {
    let shape = data.image_shape();
    let classes = match data.classes().as_slice() {
        [] => "no labels".to_string(),
        [one] => data.class_name(*one),
        [first, .., last] => {
            let [first, last] = [first, last].map(|label| data.class_name(*label));
            format!("{} ({first} to {last})", data.classes().len())
        }
    };
    [
        name.to_string(),
        data.source().to_string(),
        data.len().to_string(),
        shape.to_string().replace('×', " × "),
        classes,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::synthetic;
    use crate::dataset::{ImageShape, Source};
    use tch::Tensor;

    #[test]
    fn synthetic_images_say_so() {
        let data = synthetic::digits(20, 1).unwrap();
        assert!(table(&[("train", &data)]).markdown().contains("| synthetic digits | 20 |"));
        assert!(data.to_string().starts_with("synthetic digits: 20 images of 28×28 pixels"));
    }

    #[test]
    fn a_name_cannot_smuggle_markup() {
        let shape = ImageShape::grey(1, 1);
        let source = Source::Other("<script>&".into());
        let images = Tensor::from_slice(&[0u8]).view([1, 1]);
        let data = Dataset::new(images, None, shape, source).unwrap();
        assert!(table(&[("a", &data)]).html().contains("&lt;script&gt;&amp;"));
    }
}
