//! Rezende & Mohamed, "Variational inference with normalizing flows" (2015), table 2 in small:
//! planar flows on binarised MNIST, and where every gap is known.
//!
//! The paper's model, its data and the length of its training are not repeated; its sentence is:
//! the longer the flow, the better the bound, and the lower −log p(x). Models of 40 latents that
//! differ in their flows alone are compared with the diagonal Gaussian's, paired by seed. On the
//! parabola, a model of one latent number, flows are fitted to each datum without chance.

mod claims;
mod fit;
mod gain;
mod outcome;
mod parabola;
mod protocol;
mod rows;
mod run;
mod table;

use std::path::PathBuf;

use vae_core::Result;

pub use outcome::{Gaps, Outcome, Trained};
pub use rows::{ROWS, Row};

use crate::place::no_stages;
use crate::{Claim, Job, Observer, Paper, Place, Protocol, Report, collect};

/// The paper.
#[derive(Debug)]
pub struct Rezende2015;

impl Protocol for Rezende2015 {
    fn name(&self) -> &'static str {
        "rezende-2015"
    }

    fn title(&self) -> &'static str {
        "Rezende and Mohamed (2015), table 2 in small: planar flows"
    }

    fn words(&self) -> &'static str {
        WORDS
    }

    fn rows(&self) -> Vec<&'static str> {
        std::iter::once(rows::PARABOLA).chain(ROWS.iter().map(|row| row.name)).collect()
    }

    fn seeds(&self) -> u64 {
        3
    }

    fn has_seed(&self, row: &str, seed: u64) -> bool {
        row != rows::PARABOLA || seed == 0
    }

    fn hours(&self, row: &str) -> f64 {
        match Row::named(row) {
            Some(row) => protocol::hours(row),
            None if row == rows::PARABOLA => fit::HOURS,
            None => 0.0,
        }
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
            None if job.row == rows::PARABOLA => fit::run(job, place, observe),
            None => Err(job.unknown()),
        }
    }

    fn claims(&self, folders: &[PathBuf]) -> Result<Vec<Claim>> {
        Ok(claims::claims(&collect(Paper::of(&Self), folders)?))
    }

    fn report(&self, folders: &[PathBuf]) -> Result<Report> {
        let lines = collect(Paper::of(&Self), folders)?;
        Report::new(&lines, vec![table::images(&lines), table::parabola(&lines)])
    }
}

/// The protocol in words.
const WORDS: &str = "\
The paper's question, not its size. One protocol for all lengths: 55,000 training images, \
binarised anew each time they are shown, 100 a step; 40 latents as in the paper, one hidden layer \
of 200 ReLU units on either side; Adam with step size 10⁻³, and 3·10⁻⁴ for the last four of 15 \
epochs; the encoder tells the Gaussian and every flow. Seeds pair runs: they see the same images \
in the same order. The test bound is that of one sample of each of 10,000 images, binarised once, \
with the KL in closed form where q is a Gaussian; log p(x) is that of the first 1,000 of them, by \
1,000 samples of q(z|x) each, a lower bound on average, and loose for an image with few effective \
samples (below 1%). The sentence holds where every length is better than none, by the 95% \
interval of differences paired by seed, and means rise from each length to the next; in part, \
where some length is better and none is worse; it is undecided where no length can be told from \
none; otherwise it does not hold. That 'undecided' is a verdict of its own was settled after the \
results had been seen. The paper has static images, other networks and a longer training; of its \
table only −log p(x) of the diagonal Gaussian has a public source here, 89.9 (the model card \
huggingface.co/clementchadebec/reproduced_vae), so its sentence is judged and not its numbers. An \
independent project (github.com/kaiqi-ken/planar-flow-pytorch) tells test bounds of −84.60 \
without and −81.83 with 20 flows, of 20 latents. On the parabola, a model of one latent number, \
μ, σ and each flow's numbers are fitted to each of 12 data from two starts, the ELBO an integral \
over ε by 241 points while it is raised and by 2,401 when it is measured.";
