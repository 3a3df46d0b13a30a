//! How data sets show themselves in a notebook, a log and a panic.

use std::fmt;

use crate::{Dataset, Provenance, Split};

impl Dataset {
    /// One line: origin, number and size of the images, classes.
    pub fn summary(&self) -> String {
        let shape = self.image_shape();
        let (n, h, w) = (self.len(), shape.height, shape.width);
        let classes = match self.classes().len() {
            0 => "no labels".to_string(),
            classes => format!("{classes} classes"),
        };
        format!("{}: {n} images of {h}×{w} pixels, {classes}", self.source())
    }

    /// Shows the set as a table in a notebook.
    pub fn evcxr_display(&self) {
        show(self, &[("images", self)]);
    }
}

impl Split {
    /// Shows both sets as a table in a notebook.
    pub fn evcxr_display(&self) {
        show(self, &[("train", &self.train), ("test", &self.test)]);
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

fn show(text: &impl fmt::Display, parts: &[(&str, &Dataset)]) {
    println!("EVCXR_BEGIN_CONTENT text/plain\n{text}\nEVCXR_END_CONTENT");
    let html = table(parts);
    println!("EVCXR_BEGIN_CONTENT text/html\n{html}\nEVCXR_END_CONTENT");
}

fn table(parts: &[(&str, &Dataset)]) -> String {
    let rows: String = parts.iter().map(|(name, data)| row(name, data)).collect();
    format!(
        "<table><thead><tr><th></th><th>source</th><th>images</th><th>pixels</th>\
         <th>classes</th></tr></thead><tbody>{rows}</tbody></table>"
    )
}

fn row(name: &str, data: &Dataset) -> String {
    let shape = data.image_shape();
    let (h, w) = (shape.height, shape.width);
    let classes = match data.classes().as_slice() {
        [] => "no labels".to_string(),
        [one] => one.to_string(),
        [first, .., last] => format!("{} ({first} to {last})", data.classes().len()),
    };
    let source = escape(&data.source().to_string());
    let n = data.len();
    format!(
        "<tr><th>{name}</th><td>{source}</td><td>{n}</td><td>{h} × {w}</td><td>{classes}</td></tr>"
    )
}

/// Text that is safe inside HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::synthetic;
    use crate::{ImageShape, Source};
    use tch::Tensor;

    #[test]
    fn synthetic_images_say_so() {
        let data = synthetic::digits(20, 1).unwrap();
        assert!(table(&[("train", &data)]).contains("<td>synthetic digits</td><td>20</td>"));
        assert!(
            data.to_string()
                .starts_with("synthetic digits: 20 images of 28×28 pixels")
        );
    }

    #[test]
    fn a_name_cannot_smuggle_markup() {
        let shape = ImageShape {
            height: 1,
            width: 1,
        };
        let source = Source::Other("<script>&".into());
        let images = Tensor::from_slice(&[0u8]).view([1, 1]);
        let data = Dataset::new(images, None, shape, source).unwrap();
        assert!(table(&[("a", &data)]).contains("&lt;script&gt;&amp;"));
    }
}
