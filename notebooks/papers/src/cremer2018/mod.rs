//! Cremer, Li & Duvenaud, "Inference suboptimality in variational autoencoders" (2018): the distance
//! between log p(x) and the ELBO, split into what a diagonal Gaussian cannot be and what the
//! encoder does not find.
//!
//! The kind of model is that of the authors' own program (`chriscremer/Inference-Suboptimality`:
//! tanh 200-200, static MNIST); the table's rows are ours, because theirs was not to be had.

mod claims;
mod gaps;
mod measure;
mod protocol;
mod rows;
mod run;
mod summary;
mod table;

use std::path::PathBuf;

use vae_core::Result;

pub use gaps::{Checks, Gaps, Levels};
pub use rows::{ROWS, Row};
pub use table::{levels, parts, trust};

use crate::place::no_stages;
use crate::{Claim, Job, Observer, Paper, Place, Protocol, Report, collect};
use summary::summary;

/// The paper.
#[derive(Debug)]
pub struct Cremer2018;

impl Protocol for Cremer2018 {
    fn name(&self) -> &'static str {
        "cremer-2018"
    }

    fn title(&self) -> &'static str {
        "Cremer, Li and Duvenaud (2018): how much of the bound's gap is the encoder's"
    }

    fn words(&self) -> &'static str {
        WORDS
    }

    fn rows(&self) -> Vec<&'static str> {
        ROWS.iter().map(|row| row.name).collect()
    }

    fn hours(&self, row: &str) -> f64 {
        Row::named(row).map_or(0.0, |row| row.hours)
    }

    fn run(
        &self,
        job: &Job,
        place: &Place,
        stages: Option<usize>,
        observe: &mut Observer,
    ) -> Result<()> {
        no_stages(stages)?;
        match Row::named(job.row) {
            Some(row) => run::run(row, job, place, observe),
            None => Err(job.unknown()),
        }
    }

    fn claims(&self, folders: &[PathBuf]) -> Result<Vec<Claim>> {
        Ok(claims::claims(&collect(Paper::of(&Self), folders)?))
    }

    fn report(&self, folders: &[PathBuf]) -> Result<Report> {
        let lines = collect(Paper::of(&Self), folders)?;
        Report::new(&summary(&lines), vec![levels(&lines), parts(&lines), trust(&lines)])
    }
}

/// The protocol in words.
const WORDS: &str = "\
The kind of model is that of the authors' own program \
(github.com/chriscremer/Inference-Suboptimality: tanh 200-200 in encoder and decoder, static \
MNIST), with one seed and a training of ours: the thesis's 55,000 training images, binarised once \
by our coins, 100 images a step, 100 epochs of Adam, step size 10⁻³ and 3·10⁻⁴ for the last \
third, Glorot's initial weights. Levels: the ELBO of the encoder's q, by 2,000 codes; of the best \
diagonal Gaussian of each image (400 steps of Adam with 8 codes, from the encoder's answer with \
e² times its variance, so that other summits are in sight); of the best flow of each image (that \
Gaussian carried on by four affine coupling layers of 32 units, 2,000 steps with 10 codes); and \
log p(x), by annealing from the encoder's q (10 chains, 500 temperatures, 5 leapfrog steps), in \
two dimensions by a grid of 400 × 400, to which annealing is held there with 1,600 chains from \
the prior: with 400 it was 0.053 nats too low, and their number was raised until it was within \
0.02. A climb may end on a lower summit, so that both fits are lower bounds of the best of their \
kind. The authors fit flows of another kind, and their table was not to be had: their sentences \
stand beside ours, none of their numbers. That suboptimal inference is often the fault of the \
recognition network rather than of the approximating family is in their abstract; what a larger \
encoder does (400-400, 'wide') is our own question here.";
