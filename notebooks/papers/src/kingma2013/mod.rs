//! Kingma & Welling, "Auto-Encoding Variational Bayes" (arXiv:1312.6114), figure 2: how the lower
//! bound rises with the training images seen, learnt by the paper's own method (AEVB) and by
//! wake-sleep, on MNIST and on Frey Faces, with few latents and with many.
//!
//! One job is one curve. Both methods share model, images, noise, minibatches and Adagrad; all that
//! differs is what a [`Method`] learns from a minibatch.

mod adagrad;
mod checkpoint;
mod claims;
mod curve;
mod images;
mod learner;
mod method;
mod minibatches;
mod points;
mod protocol;
mod rows;
mod run;
mod table;

use std::path::PathBuf;

use vae_core::Result;

pub use curve::{Curve, Point};
pub use method::Method;
pub use rows::{Film, ROWS, Row};

use crate::{Claim, Job, Observer, Paper, Place, Protocol, Report, collect};

/// The paper.
#[derive(Debug)]
pub struct Kingma2013;

impl Protocol for Kingma2013 {
    fn name(&self) -> &'static str {
        "kingma-2013"
    }

    fn title(&self) -> &'static str {
        "Kingma and Welling (2013), figure 2: the lower bound as images are seen, AEVB and wake-sleep"
    }

    fn words(&self) -> &'static str {
        WORDS
    }

    fn rows(&self) -> Vec<&'static str> {
        ROWS.iter().map(|row| row.name).collect()
    }

    fn hours(&self, row: &str) -> f64 {
        Row::named(row).map_or(0.0, Row::hours)
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
        let tables = vec![
            table::curves(&lines),
            table::methods(&lines),
            table::superfluous(&lines),
            table::points(&lines),
        ];
        Report::new(&lines, tables)
    }
}

/// The protocol in words.
const WORDS: &str = "\
The paper has a figure and no table: nothing of it can be quoted to a digit, and no number of the \
paper stands here. Protocol as the paper describes it: one hidden layer of tanh units in each \
network, 500 for MNIST and 200 for Frey Faces; minibatches of 100, one code an image; Adagrad with \
one rate for all curves, 0.02 (the paper chose among 0.01, 0.02 and 0.1 by the first steps); every \
parameter drawn from N(0, 0.01), read as a variance; the weight decay of a prior N(0, I) on the \
decoder's parameters. MNIST: 50,000 images to learn from, the first of the thesis's 55,000, and \
10,000 to test, grey as they are, under a Bernoulli likelihood, so that the bound is that of the \
cross-entropy. Frey Faces: the first 1,600 frames of the film to learn from and the next 300 to \
test, as the thesis has them; a Gaussian whose means are sigmoids and whose standard \
deviations the decoder tells for each pixel, held between e^−5.6 (a grey level) and 1, nats of a \
density of pixels in [0, 1]. AEVB climbs the bound with the KL term in closed form. Wake-sleep takes \
turns on the same model: wake, the decoder learns an image from a code of q(z|x); sleep, the encoder \
learns by maximum likelihood the code of an image that the decoder dreamt, z ~ N(0, I), \
x ~ p(x|z). An image is seen once by both networks of either method. The bound is taken of \
the first 10,000 images learnt from and of all test images, with one code an image and always the \
same noise, at 10⁴, 10^4.25, … 10⁷ images seen; one thread, one seed. Stage 1 ends at 10⁵, stage 2 at 10⁶, stage 3 at 10⁷.";
