//! The rows of the table: models that differ in one number.

/// One row: a model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Its name on the command line and among the folders.
    pub name: &'static str,
    /// J, latent dimensions.
    pub latent: i64,
    /// Units in each of the encoder's two hidden layers; the decoder has 200 in each.
    pub encoder: i64,
    /// Hours of one thread of a busy AMD server, measured; in the plane mostly annealing, which is held
    /// to a grid there.
    pub hours: f64,
}

/// Units of all decoders' layers, and of all encoders' but one.
pub(super) const NARROW: i64 = 200;

/// All rows.
pub const ROWS: [Row; 5] = [
    row("z2", 2, NARROW, 0.7),
    row("z10", 10, NARROW, 0.2),
    row("z20", 20, NARROW, 0.3),
    row("z50", 50, NARROW, 0.3),
    row("z20-wide", 20, 2 * NARROW, 0.3),
];

const fn row(name: &'static str, latent: i64, encoder: i64, hours: f64) -> Row {
    Row { name, latent, encoder, hours }
}

impl Row {
    /// The row of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ROWS.iter().find(|row| row.name == name)
    }

    /// `z = 20`, `z = 20, wide`.
    pub fn title(&self) -> String {
        let wide = if self.encoder > NARROW { ", wide" } else { "" };
        format!("z = {}{wide}", self.latent)
    }
}
