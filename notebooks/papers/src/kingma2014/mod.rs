//! Kingma, Rezende, Mohamed & Welling, "Semi-supervised learning with deep generative models"
//! (2014), table 1: MNIST classified with 100 and 1,000 labels.
//!
//! The protocol is that of the authors' own program (`dpkingma/nips14-ssl`: `run_2layer_ssl.py`,
//! `learn_yz_x_ss.py`, `gpulearn_z_x.py`) where it has one, cut to what two cores do in hours:
//! M1 is a VAE of 50 latents, 500-500 softplus on both sides, on 50,000 images binarised anew each
//! time; M2 on its codes has one softplus layer of 300 units (500 for more labels) in each network,
//! sees the latents that vary, each code drawn anew, and weighs classification by α = 0.1; all
//! classes of a row without a label are summed over.

mod claims;
mod images;
mod outcome;
mod rows;
mod run;
mod table;
mod vae;

use std::path::PathBuf;

use vae_core::Result;

pub use outcome::{ClassifierError, Outcome};
pub use rows::{Model, ROWS, Row};
pub use table::{comparison, curve};
pub use vae::PUBLISHED;

use crate::place::no_stages;
use crate::{Claim, Job, Observer, Paper, Place, Protocol, Report, collect};

/// The paper.
#[derive(Debug)]
pub struct Kingma2014;

/// The job that trains M1's autoencoder, which serves all rows and draws.
const VAE: &str = "vae";

/// Of one thread, measured.
const VAE_HOURS: f64 = 0.1;

impl Protocol for Kingma2014 {
    fn name(&self) -> &'static str {
        "kingma-2014"
    }

    fn title(&self) -> &'static str {
        "Kingma, Rezende, Mohamed and Welling (2014), table 1: MNIST with few labels"
    }

    fn words(&self) -> &'static str {
        WORDS
    }

    fn rows(&self) -> Vec<&'static str> {
        std::iter::once(VAE).chain(ROWS.iter().map(|row| row.name)).collect()
    }

    /// Draws of labels.
    fn seeds(&self) -> u64 {
        5
    }

    fn has_seed(&self, row: &str, seed: u64) -> bool {
        row != VAE || seed == 0
    }

    fn hours(&self, row: &str) -> f64 {
        match Row::named(row) {
            Some(row) => row.hours,
            None if row == VAE => VAE_HOURS,
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
            None if job.row == VAE => {
                let images = images::Images::load(place)?;
                vae::train(job, place, &images.train, observe).map(drop)
            }
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
Protocol of the authors' program (github.com/dpkingma/nips14-ssl), cut. Data: 50,000 images, the \
first of the thesis's 55,000 (the authors take the first of MNIST's 60,000); a draw of 100 or 1,000, \
as many of each digit, keeps its labels. M1 is one VAE of 50 latents, 500-500 softplus on both \
sides, 80 epochs, which saw all images, binarised anew each time, and no label: it serves all draws \
of labels, so that the intervals tell nothing of its own chance. M2 has one hidden layer of 500 \
softplus units in each network, 50 latents, and pixels binarised anew; M1+M2 has 300 units for 100 \
labels and 500 for 1,000, on those latents of M1 that vary, each code drawn anew. q(y|x) classifies \
grey images, or the means of codes. α = 0.1. What differs: batches of 100 images with 20 labels \
where the program has 500 with 1; Adam's step size 10⁻³, and 3·10⁻⁴ for the last third, where it has \
3·10⁻⁴ throughout; no prior on the weights; fewer epochs, as the column says; and a class that \
q(y|x) finds less probable than 0.02 enters the sum over classes by chance, with a weight that \
keeps its mean. In place of a transductive SVM on M1's codes there is ridge regression, linear and \
with a Gaussian kernel, whose numbers are chosen by leaving out each labelled image in turn. The \
paper's numbers are as third parties quote them, and were not checked against the paper (M1: a \
course's exercise; M2 and M1+M2: the READMEs of github.com/tijiang13/Semi-supervised-VAE and of \
github.com/jonemeth/generative-models, whose own results stand beside them).";
