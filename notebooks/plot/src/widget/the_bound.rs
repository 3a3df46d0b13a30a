//! The evidence lower bound under the hand (thesis, section 3.3.1 and figure 14).

use serde_json::json;

use super::page::{Page, shows_itself};
use super::parabola::{Normal, Parabola};
use crate::figure::{Figures, Plot, Series, palette};
use vae_core::{Error, Result, Source};

/// A posterior and an approximation to move under it, made by [`the_bound`].
#[derive(Debug, Clone)]
pub struct TheBound {
    page: Page,
    model: Parabola,
    q: Normal,
}

/// Does the bound reach the evidence? One latent number z ~ N(0, 1), one datum of the plane,
/// x ~ N((z, θ(z² − 1)), s² I) with θ = 1 and s = 0.5, so that evidence and posterior are known.
/// The hand moves q(z) = N(μ, σ²) under the posterior p(z|x): sliders, arrow keys, or its top
/// dragged. One bar shows log p(x) = ELBO + KL(q ‖ p(z|x)) in nats, each of the three computed by
/// itself, and 24 draws z = μ + σ ε with fixed ε follow the sliders.
///
/// # Errors
/// [`ErrorKind::Config`](vae_core::ErrorKind) for a datum farther than 4 from the origin along an axis.
pub fn the_bound(x: [f64; 2]) -> Result<TheBound> {
    let coordinates = x.iter().all(|c| c.abs() <= 4.0);
    require(coordinates, "x", &x, "give two numbers from −4 to 4")?;
    let model = Parabola { theta: 1.0, s: 0.5, x };
    made(model, Normal::PRIOR)
}

impl TheBound {
    /// Takes another weight θ and another noise s of the model.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for a weight outside −2 to 2, or a noise outside 0.3 to 2.
    pub fn with_model(self, theta: f64, s: f64) -> Result<Self> {
        let inside = theta.abs() <= 2.0 && (0.3..=2.0).contains(&s);
        let remedy = "give θ from −2 to 2 and s from 0.3 to 2";
        require(inside, "with_model", &[theta, s], remedy)?;
        let model = Parabola { theta, s, ..self.model };
        made(model, self.q)
    }

    /// Opens at another q, of mean μ and standard deviation σ.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for a mean outside −2.5 to 2.5, or a width outside 0.2 to 2.
    pub fn start_at(self, mu: f64, sigma: f64) -> Result<Self> {
        let inside = mu.abs() <= 2.5 && (0.2..=2.0).contains(&sigma);
        let remedy = "give μ from −2.5 to 2.5 and σ from 0.2 to 2";
        require(inside, "start_at", &[mu, sigma], remedy)?;
        made(self.model, Normal { mu, sigma })
    }
}

shows_itself!(TheBound);

fn require(fine: bool, field: &'static str, given: &[f64; 2], remedy: &str) -> Result<()> {
    if fine {
        return Ok(());
    }
    Err(Error::config(field, format!("{given:?}"), remedy))
}

fn made(model: Parabola, q: Normal) -> Result<TheBound> {
    let Parabola { theta, s, x } = model;
    let source = format!("one point, x = ({}, {}), chosen by hand", x[0], x[1]);
    let page = Page {
        name: "the-bound",
        title: "Does the bound reach the evidence?".into(),
        script: concat!(
            include_str!("js/the_bound.js"),
            include_str!("js/parabola.js"),
            include_str!("js/sum_bar.js"),
        ),
        computes_in_a_worker: false,
        data: json!({ "theta": theta, "s": s, "x": x }),
        state: json!({ "mu": q.mu, "sigma": q.sigma, "draw": 1 }),
        source: Source::Other(source),
        still: still(model, q)?,
    };
    Ok(TheBound { page, model, q })
}

/// The densities, and the three numbers below them.
fn still(model: Parabola, q: Normal) -> Result<Figures> {
    let evidence = model.log_evidence();
    let function = |name, f: &dyn Fn(f64) -> f64| Series::function(name, -3.0, 3.0, |z| f(z).exp());
    let posterior = function("p(z|x)", &|z| model.log_joint(z) - evidence);
    let prior = function("p(z)", &|z| Normal::PRIOR.log(z)).colour(palette::SERIES[4]);
    let elbo = model.elbo(q);
    let numbers = format!(
        "ELBO {elbo:.3} + KL(q ‖ p(z|x)) {:.3} = log p(x) {evidence:.3} nats.",
        model.kl_to_posterior(q)
    );
    let figure = Plot::new("Does the bound reach the evidence?", "z", "density")
        .with(posterior.colour(palette::RECONSTRUCTION))
        .with(function("q(z)", &|z| q.log(z)).colour(palette::TRAINING))
        .with(prior.dashed())
        .figure()?;
    let name = format!("q = N({}, {}²). {numbers}", q.mu, q.sigma);
    Ok(Figures(vec![figure.with_caption(name)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_and_the_gap_add_up_to_the_evidence_of_chapter_3a() {
        let bound = the_bound([0.2, 0.8]).unwrap();
        let (model, q) = (bound.model, Normal { mu: 0.9, sigma: 0.3 });
        let sum = model.elbo(q) + model.kl_to_posterior(q);
        assert!((sum - model.log_evidence()).abs() < 1e-9);
    }

    #[test]
    fn a_gaussian_posterior_leaves_no_gap() {
        // Without the second coordinate's bend: p(z|x) = N(x₁/(1 + s²), s²/(1 + s²)).
        let bound = the_bound([1.0, 0.0]).unwrap().with_model(0.0, 1.0).unwrap();
        let q = Normal { mu: 0.5, sigma: 0.5_f64.sqrt() };
        assert!(bound.model.kl_to_posterior(q).abs() < 1e-12);
    }

    #[test]
    fn what_the_page_cannot_show_is_refused() {
        let error = |bound: Result<TheBound>| bound.unwrap_err().to_string();
        let bound = || the_bound([0.2, 0.8]).unwrap();
        assert!(error(the_bound([f64::NAN, 0.0])).starts_with("x = "));
        assert!(error(bound().start_at(3.0, 1.0)).contains("−2.5 to 2.5"));
        assert!(error(bound().start_at(0.0, 0.0)).starts_with("start_at"));
        assert!(error(bound().with_model(1.0, 0.1)).contains("s from 0.3"));
        let opened = bound().start_at(0.9, 0.3).unwrap().page.state;
        assert_eq!(opened, json!({ "mu": 0.9, "sigma": 0.3, "draw": 1 }));
    }

    #[test]
    fn the_still_picture_shows_the_state_whatever_was_chosen_first() {
        let chosen = |bound: Result<TheBound>| bound.unwrap().page;
        let first =
            chosen(the_bound([0.2, 0.8]).unwrap().start_at(0.9, 0.3).unwrap().with_model(0.5, 1.0));
        let last =
            chosen(the_bound([0.2, 0.8]).unwrap().with_model(0.5, 1.0).unwrap().start_at(0.9, 0.3));
        assert_eq!(first.state, last.state);
        assert_eq!(first.still.html(), last.still.html());
        assert!(first.still.html().contains("q = N(0.9, 0.3²)"));
    }
}
