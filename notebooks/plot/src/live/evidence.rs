//! Estimates of log p(x) under way.

use std::ops::ControlFlow;

use vae_core::dataset::ImageSet;
use vae_core::display::text::thousands;
use vae_core::{Result, Vae};
use vae_evidence::{Estimator, Evidence};

use super::Page;
use crate::figure::{Figure, histogram};

/// Estimates log p(x) of every image like [`Estimator::estimate_set`] and shows one output that
/// redraws itself: how many images are done and how long the rest takes. What stays is how the images'
/// log p̂(x) are spread, and their mean with its errors.
///
/// # Errors
/// As [`Estimator::estimate_set`]; stopped by the reader, it is an error called interrupted.
pub fn evidence(
    estimator: &Estimator,
    vae: &Vae,
    data: &dyn ImageSet,
    seed: u64,
) -> Result<Evidence> {
    let mut page = Page::open(format!("log p(x) by {estimator}"));
    let mut words = format!("none of {} images", thousands(data.len()));
    let outcome = estimator.estimate_set(vae, data, seed, |done, all| {
        words = format!("{} of {} images", thousands(done), thousands(all));
        page.draw(done as f64 / all as f64, &words, String::new);
        ControlFlow::Continue(())
    });
    let shown = outcome.as_ref().map(|evidence| figure(evidence, data, estimator));
    match shown {
        Ok(Ok(figure)) => page.close(&figure.html(), &figure.alt()),
        _ => page.close(&format!("<p>Ended after {words}.</p>"), &format!("Ended after {words}.")),
    }
    outcome
}

/// How many intervals the values are counted in, at the most.
const BINS: usize = 40;

fn figure(evidence: &Evidence, data: &dyn ImageSet, estimator: &Estimator) -> Result<Figure> {
    let values = Vec::<f64>::try_from(&evidence.log_p)?;
    let title = "How probable does the model find these images?";
    let bins = BINS.min(values.len());
    let figure = histogram(title, "log p(x) (nats)", &values, bins)?.with_source(data.source());
    let mean = evidence.mean()?;
    Ok(figure.with_caption(format!("log p(x) by {estimator}: {mean}, per image.")))
}
