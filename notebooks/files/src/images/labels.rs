//! Labels: which class an image belongs to, and what the classes are called.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use vae_core::{Error, Result};

use super::array::{Array, product};
use super::unfit;
use crate::natural::natural;

/// One label an image.
#[derive(Debug, Clone, PartialEq)]
pub struct Labels {
    pub values: Vec<i64>,
    /// What 0, 1, … are called; none where they are their own names.
    pub names: Vec<String>,
}

/// The largest whole number below which a float32 holds all.
const EXACT: f32 = 16_777_216.0;

impl Labels {
    /// Classes in the order of their names.
    pub fn of_names(of_each: &[String]) -> Self {
        let mut names: Vec<String> =
            of_each.iter().collect::<BTreeSet<_>>().into_iter().cloned().collect();
        let numbers: Option<Vec<i64>> = names.iter().map(|name| name.parse().ok()).collect();
        match numbers {
            Some(_) => names.sort_by_key(|name| name.parse().unwrap_or(i64::MAX)),
            None => names.sort_by_cached_key(|name| natural(name)),
        }
        let places: HashMap<&str, i64> = names.iter().map(String::as_str).zip(0..).collect();
        let values = of_each.iter().map(|name| places[&**name]).collect();
        let are_own_names = names.iter().enumerate().all(|(i, name)| *name == i.to_string());
        Self { values, names: if are_own_names { Vec::new() } else { names } }
    }

    /// Numbers as they are where they are 0 or more, or the classes 0, 1, … of others.
    pub fn of_array(array: &Array, count: usize, path: &Path) -> Result<Self> {
        let is_column = array.dims.iter().filter(|&&size| size != 1).count() <= 1;
        if product(&array.dims) != Some(count) || !is_column {
            let problem = format!("labels of size {} for {count} images", array.size());
            return Err(unfit(path, problem, "give one number for each image"));
        }
        let integers = array.numbers.as_integers().map_err(Error::io("read", path))?;
        match integers {
            Some(values) => Ok(Self::of_integers(values)),
            None => {
                let floats = array.numbers.as_floats(0..count);
                Self::of_floats(&floats.map_err(Error::io("read", path))?, path)
            }
        }
    }

    fn of_floats(numbers: &[f32], path: &Path) -> Result<Self> {
        if let Some(odd) = numbers.iter().find(|n| n.fract() != 0.0 || !n.is_finite()) {
            return Err(unfit(path, format!("a label is {odd}"), "labels are whole numbers"));
        }
        // A float32 tells no whole numbers beyond this one apart.
        if let Some(large) = numbers.iter().find(|n| n.abs() > EXACT) {
            let remedy = "store labels as integers; floats round such numbers";
            return Err(unfit(path, format!("a label is {large:.0}"), remedy));
        }
        Ok(Self::of_integers(numbers.iter().map(|n| *n as i64).collect()))
    }

    fn of_integers(values: Vec<i64>) -> Self {
        match values.iter().all(|&label| label >= 0) {
            true => Self { values, names: Vec::new() },
            false => Self::of_names(&values.iter().map(i64::to_string).collect::<Vec<_>>()),
        }
    }

    /// Of a text file: one label a line, in the images' order; or the name of a picture's file and
    /// its label, separated by a comma, in any order. A first line of titles may stand above.
    pub fn of_text(text: &[u8], files: &[String], path: &Path) -> Result<Self> {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        let mut rows = Vec::new();
        for record in reader.records() {
            let record =
                record.map_err(|e| unfit(path, e, "write one label a line, or FILE,LABEL"))?;
            let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_string()).collect();
            rows.push(cells);
        }
        let titles = rows.len() == files.len() + 1;
        let rows = &rows[usize::from(titles)..];
        if rows.len() != files.len() {
            let problem = format!("{} labels for {} images", rows.len(), files.len());
            return Err(unfit(path, problem, "give one line for each image"));
        }
        let by_name = by_name(rows);
        let label_of = |(i, file): (usize, &String)| match &rows[i][..] {
            [label] => Ok(label.clone()),
            _ => named(&by_name, file).ok_or_else(|| {
                unfit(path, format!("there is no label for {file}"), "give one line for each file")
            }),
        };
        let labels: Vec<String> = files.iter().enumerate().map(label_of).collect::<Result<_>>()?;
        Ok(Self::of_names(&labels))
    }
}

/// What stands beside each name; beside its first mention, where there are several.
fn by_name(rows: &[Vec<String>]) -> HashMap<&str, &str> {
    let pairs = rows.iter().rev().filter_map(|row| Some((row.first()?, row.get(1)?)));
    pairs.map(|(name, label)| (name.as_str(), label.as_str())).collect()
}

/// The label beside a file's path, or beside as many of its last parts as are named.
fn named(by_name: &HashMap<&str, &str>, file: &str) -> Option<String> {
    let parts = file.match_indices('/').map(|(at, _)| &file[at + 1..]);
    std::iter::once(file).chain(parts).find_map(|name| by_name.get(name)).map(|s| s.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::images::numbers::Numbers;

    fn path() -> &'static Path {
        Path::new("labels")
    }

    #[test]
    fn classes_stand_in_the_order_of_their_names() {
        let names = ["dog", "cat", "dog"].map(String::from);
        let labels = Labels::of_names(&names);
        assert_eq!(
            (labels.values, labels.names),
            (vec![1, 0, 1], vec!["cat".into(), "dog".into()])
        );
        let digits = ["1", "0", "1"].map(String::from);
        assert_eq!(Labels::of_names(&digits).names, Vec::<String>::new());
    }

    #[test]
    fn numbers_stay_what_they_are_where_they_fit() {
        let of = |numbers: &[f32]| {
            let array = Array::new(vec![numbers.len(), 1], Numbers::floats(numbers.to_vec()));
            Labels::of_array(&array, 2, path())
        };
        assert_eq!(of(&[7.0, 3.0]).unwrap().values, [7, 3]);
        assert_eq!(of(&[1000.0, 65_536.0]).unwrap().values, [1000, 65_536]);
        let below = of(&[1000.0, -1.0]).unwrap();
        assert_eq!((below.values, below.names), (vec![1, 0], vec!["-1".into(), "1000".into()]));
        assert!(of(&[16_777_218.0, 0.0]).unwrap_err().to_string().contains("as integers"));
        assert!(of(&[0.5, 1.0]).is_err() && of(&[1.0, 1.0, 1.0]).is_err());
    }

    #[test]
    fn text_names_files_or_follows_their_order() {
        let files = ["d/a.png".to_string(), "d/b.png".to_string()];
        let of = |text: &str| Labels::of_text(text.as_bytes(), &files, path());
        assert_eq!(of("x\ny\n").unwrap().values, [0, 1]);
        assert_eq!(of("file,label\nb.png,x\na.png,y\n").unwrap().values, [1, 0]);
        assert!(of("b.png,x\nc.png,y\n").unwrap_err().to_string().contains("d/a.png"));
        assert!(of("x\n").unwrap_err().to_string().contains("1 labels for 2 images"));
    }
}
