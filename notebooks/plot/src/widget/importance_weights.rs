//! How far an estimate of the evidence can be trusted, under the hand.

use serde_json::json;

use super::page::{Page, shows_itself};
use super::parabola::{Normal, Parabola};
use crate::figure::{Figures, Plot, Series, palette};
use vae_core::{Error, Result, Source};

/// Numbers of samples to choose from.
const SAMPLES: [u32; 7] = [10, 30, 100, 300, 1_000, 3_000, 10_000];

/// A posterior, a q to move away from it, and the weights of its samples, made by
/// [`importance_weights`].
#[derive(Debug, Clone)]
pub struct ImportanceWeights {
    page: Page,
    model: Parabola,
    q: Normal,
    samples: u32,
}

/// How many samples does an estimate of log p(x) need? The model of [`the_bound`](super::the_bound),
/// whose evidence is known. The hand moves q(z) = N(μ, σ²) away from the posterior, and the page
/// shows the log-weights log p(x, z) − log q(z) of samples from q as a histogram, the estimate
/// log 1/K Σ w with its standard error as it settles, the effective samples, and how many samples a
/// standard error of 0.1 nats takes by the weights' exact variance.
///
/// # Errors
/// [`ErrorKind::Config`](vae_core::ErrorKind) for a datum farther than 4 from the origin along an axis.
pub fn importance_weights(x: [f64; 2]) -> Result<ImportanceWeights> {
    if x.iter().any(|c| c.is_nan() || c.abs() > 4.0) {
        return Err(Error::config("x", format!("{x:?}"), "give two numbers from −4 to 4"));
    }
    made(Parabola { theta: 1.0, s: 0.5, x }, Normal::PRIOR, 100)
}

impl ImportanceWeights {
    /// Opens at another q, of mean μ and standard deviation σ.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for a mean outside −2.5 to 2.5, or a width outside 0.2 to 2.
    pub fn start_at(self, mu: f64, sigma: f64) -> Result<Self> {
        if !(mu.abs() <= 2.5 && (0.2..=2.0).contains(&sigma)) {
            let given = format!("{:?}", [mu, sigma]);
            let remedy = "give μ from −2.5 to 2.5 and σ from 0.2 to 2";
            return Err(Error::config("start_at", given, remedy));
        }
        made(self.model, Normal { mu, sigma }, self.samples)
    }

    /// Opens with another number of samples.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for a number that the page does not offer.
    pub fn with_samples(self, samples: u32) -> Result<Self> {
        if !SAMPLES.contains(&samples) {
            let offered = SAMPLES.map(|k| k.to_string()).join(", ");
            return Err(Error::config("samples", samples, format!("choose {offered}")));
        }
        made(self.model, self.q, samples)
    }
}

shows_itself!(ImportanceWeights);

fn made(model: Parabola, q: Normal, samples: u32) -> Result<ImportanceWeights> {
    let Parabola { theta, s, x } = model;
    let source = format!("one point, x = ({}, {}), chosen by hand", x[0], x[1]);
    let page = Page {
        name: "importance-weights",
        title: "How many samples does an estimate need?".into(),
        script: concat!(include_str!("js/importance_weights.js"), include_str!("js/parabola.js"),),
        computes_in_a_worker: false,
        data: json!({ "theta": theta, "s": s, "x": x }),
        state: json!({ "mu": q.mu, "sigma": q.sigma, "samples": samples, "draw": 1 }),
        source: Source::Other(source),
        still: still(model, q)?,
    };
    Ok(ImportanceWeights { page, model, q, samples })
}

/// How many samples a standard error of 0.1 nats takes, by how far q's mean is moved, for two
/// widths.
fn still(model: Parabola, q: Normal) -> Result<Figures> {
    let needed = |q: Normal| (100.0 * model.spread_of_weights(q)).max(1.0);
    let by_mean = |sigma: f64| {
        let at = |mu: f64| needed(Normal { mu, sigma }).min(1e15);
        Series::function(format!("σ = {sigma}"), -2.5, 2.5, at)
    };
    let plot = Plot::new("How many samples does an estimate need?", "μ of q", "samples");
    let figure = plot
        .with(by_mean(0.5).colour(palette::TRAINING))
        .with(by_mean(1.0).colour(palette::SERIES[1]))
        .log_y()
        .figure()?;
    let caption = format!(
        "Samples for a standard error of 0.1 nats, 10¹⁵ or more at the top. q = N({}, {}²): {:.0}. \
         log p(x) {:.3} nats.",
        q.mu,
        q.sigma,
        needed(q),
        model.log_evidence()
    );
    Ok(Figures(vec![figure.with_caption(caption)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_page_cannot_show_is_refused() {
        let error = |made: Result<ImportanceWeights>| made.unwrap_err().to_string();
        let page = || importance_weights([0.2, 0.8]).unwrap();
        assert!(error(importance_weights([0.0, f64::NAN])).starts_with("x = "));
        assert!(error(importance_weights([5.0, 0.0])).starts_with("x = "));
        assert!(error(page().start_at(3.0, 1.0)).contains("−2.5 to 2.5"));
        assert!(error(page().start_at(0.0, f64::NAN)).starts_with("start_at"));
        assert!(error(page().with_samples(50)).contains("choose 10, 30"));
    }

    #[test]
    fn it_opens_where_it_is_told_whatever_was_chosen_first() {
        let page = || importance_weights([0.2, 0.8]).unwrap();
        let first = page().start_at(0.9, 0.3).unwrap().with_samples(1_000).unwrap().page;
        let last = page().with_samples(1_000).unwrap().start_at(0.9, 0.3).unwrap().page;
        let wanted = json!({ "mu": 0.9, "sigma": 0.3, "samples": 1_000, "draw": 1 });
        assert_eq!((&first.state, &last.state), (&wanted, &wanted));
        assert_eq!(first.still.html(), last.still.html());
        assert!(first.still.html().contains("q = N(0.9, 0.3²)"));
    }
}
