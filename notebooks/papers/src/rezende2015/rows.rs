//! The rows: flows of several lengths on images, and those of the parabola.

/// The name of the row that is exact: flows fitted to the data of a model of one latent number.
pub(super) const PARABOLA: &str = "parabola";

/// One length of flow, learnt on images.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Its name on the command line and among the folders.
    pub name: &'static str,
    /// How many planar flows; with none, q(z|x) is the diagonal Gaussian.
    pub length: i64,
    /// −log p(x) in the paper, nats, where a public source quotes it.
    pub paper: Option<f64>,
    /// Milliseconds a step on one thread of an AMD server: measured with 32 flows, the others in the
    /// proportion that they had on the same server when it was busier.
    pub milliseconds: f64,
}

/// All lengths, the shortest first.
pub const ROWS: [Row; 4] = [
    Row { name: "mnist-0", length: 0, paper: Some(89.9), milliseconds: 1.7 },
    Row { name: "mnist-2", length: 2, paper: None, milliseconds: 2.2 },
    Row { name: "mnist-8", length: 8, paper: None, milliseconds: 5.1 },
    Row { name: "mnist-32", length: 32, paper: None, milliseconds: 12.9 },
];

impl Row {
    /// The row of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ROWS.iter().find(|row| row.name == name)
    }
}
