//! The rows of the table, and what others report.

/// Which model classifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// Codes of an autoencoder that saw no label, and a classifier on those that have one.
    M1,
    /// The label as a latent variable, on pixels.
    M2,
    /// M2 on M1's codes.
    Stacked,
}

/// One row: a model and how many images have labels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Its name on the command line and among the folders.
    pub name: &'static str,
    /// What classifies.
    pub model: Model,
    /// How many labels, as many of each class.
    pub labels: usize,
    /// Test error in the paper's table 1, %, as third parties quote it.
    pub paper: f64,
    /// Test error of an independent reproduction, `jonemeth/generative-models`, %.
    pub reproduction: Option<f64>,
    /// Hours of one thread: the fastest epochs on a shared machine, times their number; with 1,000
    /// labels reckoned from those with 100.
    pub hours: f64,
}

/// All rows.
pub const ROWS: [Row; 6] = [
    row("m1-100", Model::M1, 100, (11.82, None), 0.001),
    row("m2-100", Model::M2, 100, (11.97, Some(7.15)), 0.1),
    row("m1m2-100", Model::Stacked, 100, (3.33, Some(2.80)), 0.04),
    row("m1-1000", Model::M1, 1_000, (4.24, None), 0.001),
    row("m2-1000", Model::M2, 1_000, (3.60, Some(3.28)), 0.1),
    row("m1m2-1000", Model::Stacked, 1_000, (2.40, Some(2.45)), 0.06),
];

const fn row(
    name: &'static str,
    model: Model,
    labels: usize,
    (paper, reproduction): (f64, Option<f64>),
    hours: f64,
) -> Row {
    Row { name, model, labels, paper, reproduction, hours }
}

impl Row {
    /// The row of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ROWS.iter().find(|row| row.name == name)
    }
}

impl Model {
    /// Its name in the paper.
    pub fn title(self) -> &'static str {
        match self {
            Self::M1 => "M1",
            Self::M2 => "M2",
            Self::Stacked => "M1+M2",
        }
    }
}
