//! Which class is taken for which.

use serde::{Deserialize, Serialize};

use super::check_labels;
use vae_core::{Error, Result};
use vae_plot::figure::Table;

/// A table of more would be K² numbers that nobody reads.
const MOST_CLASSES: i64 = 4_096;

/// Counts of rows by their label and by the class they were taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfusionMatrix {
    /// `counts[label][class]`, K by K.
    pub counts: Vec<Vec<usize>>,
}

impl ConfusionMatrix {
    /// Counts labels against the classes that they were taken for.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) where the two differ in length, or are empty, or
    /// where a class is negative or 4,096 or more.
    pub fn new(labels: &[i64], taken_for: &[i64]) -> Result<Self> {
        check_labels(taken_for.len(), labels)?;
        let mut all = labels.iter().chain(taken_for);
        if let Some(label) = all.find(|label| !(0..MOST_CLASSES).contains(*label)) {
            let remedy = format!("a table of classes has them from 0 to {}", MOST_CLASSES - 1);
            return Err(Error::config("label", label, remedy));
        }
        let classes = labels.iter().chain(taken_for).max().map_or(0, |&c| c as usize + 1);
        let mut counts = vec![vec![0; classes]; classes];
        for (&label, &class) in labels.iter().zip(taken_for) {
            counts[label as usize][class as usize] += 1;
        }
        Ok(Self { counts })
    }

    /// How many rows were counted.
    pub fn total(&self) -> usize {
        self.counts.iter().flatten().fold(0, |sum, n| sum.saturating_add(*n))
    }

    /// The share of rows on the diagonal, 0 to 1.
    pub fn accuracy(&self) -> f64 {
        let diagonal = self.counts.iter().enumerate().filter_map(|(i, row)| row.get(i));
        diagonal.map(|n| *n as f64).sum::<f64>() / self.total().max(1) as f64
    }

    /// The share of a label's rows that were taken for `class`, 0 to 1.
    pub fn share(&self, label: usize, class: usize) -> f64 {
        let row = self.counts.get(label);
        let count = row.and_then(|row| row.get(class)).copied().unwrap_or(0);
        let all: f64 = row.into_iter().flatten().map(|n| *n as f64).sum();
        count as f64 / all.max(1.0)
    }

    /// The class that a label is most often taken for besides itself, with its
    /// [`share`](Self::share).
    pub fn nearest(&self, label: usize) -> Option<(usize, f64)> {
        let others = (0..self.counts.len()).filter(|&class| class != label);
        others
            .map(|class| (class, self.share(label, class)))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
    }

    /// A row a label, a column a class, in percent of the row.
    pub fn table(&self, caption: impl Into<String>) -> Table {
        let classes = 0..self.counts.len();
        let heads = std::iter::once(String::new()).chain(classes.clone().map(|c| c.to_string()));
        classes.clone().fold(Table::new(caption, heads), |table, label| {
            let shares =
                classes.clone().map(|class| format!("{:.1}", 100.0 * self.share(label, class)));
            table.row(std::iter::once(label.to_string()).chain(shares))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_shares_and_nearest_classes() {
        let m = ConfusionMatrix::new(&[0, 0, 0, 1, 2], &[0, 2, 2, 1, 0]).unwrap();
        assert_eq!(m.counts, [vec![1, 0, 2], vec![0, 1, 0], vec![1, 0, 0]]);
        assert_eq!((m.total(), m.accuracy()), (5, 0.4));
        assert_eq!(m.nearest(0), Some((2, 2.0 / 3.0)));
        assert!(m.table("").markdown().contains("| 0 | 33.3 | 0.0 | 66.7 |"));
    }

    #[test]
    fn different_lengths_are_refused() {
        let error = ConfusionMatrix::new(&[1], &[1, 2]).unwrap_err().to_string();
        assert!(error.starts_with("labels = 1 of them"), "{error}");
    }

    #[test]
    fn more_classes_than_a_table_has_are_refused() {
        assert_eq!(ConfusionMatrix::new(&[300], &[299]).unwrap().share(300, 299), 1.0);
        for label in [-1, MOST_CLASSES, i64::MAX] {
            let error = ConfusionMatrix::new(&[0], &[label]).unwrap_err().to_string();
            assert!(error.starts_with(&format!("label = {label}")), "{error}");
        }
    }
}
