//! Burda, Grosse & Salakhutdinov, "Importance Weighted Autoencoders" (2016), table 1, MNIST, one
//! stochastic layer: −log p(x) by 5,000 samples after training on the ELBO and on the
//! importance-weighted bound.
//!
//! The protocol is that of the authors' own program (`yburda/iwae`, `experiments.py`,
//! `datasets.py`): the first 59,600 images, in the file's order, binarised anew each time they are
//! shown, 20 a step; Adam with β₁ = 0.99 and ε = 10⁻⁴; eight stages of 3⁰ … 3⁷ epochs whose step
//! size falls from 10⁻³ to 10⁻⁴; tanh 200-200 on both sides of 50 latents, Glorot's uniform
//! weights, the last bias from the mean of the training images. One thing differs: the ELBO's KL
//! term is taken in closed form, where they draw it.

mod claims;
mod images;
mod inactive;
mod measure;
mod protocol;
mod rows;
mod run;
mod table;

use std::path::PathBuf;

use vae_core::Result;

pub use inactive::{active_units, without_inactive};
pub use measure::StageResult;
pub use protocol::{STAGES, epochs_through};
pub use rows::{ROWS, Row};
pub use table::{comparison, curve};

use crate::{Claim, Job, Observer, Paper, Place, Protocol, Report, collect};

/// The paper.
#[derive(Debug)]
pub struct Burda2016;

impl Protocol for Burda2016 {
    fn name(&self) -> &'static str {
        "burda-2016"
    }

    fn title(&self) -> &'static str {
        "Burda, Grosse and Salakhutdinov (2016), table 1: importance-weighted autoencoders on MNIST"
    }

    fn words(&self) -> &'static str {
        WORDS
    }

    fn rows(&self) -> Vec<&'static str> {
        ROWS.iter().map(|row| row.name).collect()
    }

    fn hours(&self, row: &str) -> f64 {
        Row::named(row).map_or(0.0, protocol::hours)
    }

    fn run(
        &self,
        job: &Job,
        place: &Place,
        stages: Option<usize>,
        observe: &mut Observer,
    ) -> Result<()> {
        match Row::named(job.row) {
            Some(row) => run::run(row, job, place, stages, observe),
            None => Err(job.unknown()),
        }
    }

    fn claims(&self, folders: &[PathBuf]) -> Result<Vec<Claim>> {
        Ok(claims::claims(&collect(Paper::of(&Self), folders)?))
    }

    fn report(&self, folders: &[PathBuf]) -> Result<Report> {
        let lines = collect(Paper::of(&Self), folders)?;
        Report::new(&lines, vec![comparison(&lines), curve(&lines)])
    }
}

/// The protocol in words.
const WORDS: &str = "\
Protocol of the authors' program (github.com/yburda/iwae): one stochastic layer of 50 units, tanh \
200-200 on both sides, Glorot's initial weights; the first 59,600 images in the file's order, \
binarised anew each time they are shown, 20 a step; Adam with β₁ = 0.99, ε = 10⁻⁴; eight stages of \
1, 3, 9, … 2,187 epochs, step size 10⁻³ to 10⁻⁴. Kept but for one thing: the ELBO's KL term is taken \
in closed form. Test images are binarised once. The paper's numbers as the README of \
github.com/nbip/IWAE quotes them, beside that project's own. A unit is active where its posterior \
mean varies by more than 0.01 over the test images.";
