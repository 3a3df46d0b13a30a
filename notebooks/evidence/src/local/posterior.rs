//! q of each image's own, with parameters that belong to no other image.

use tch::Tensor;
use vae_core::model::{Draw, LatentDistribution};
use vae_core::{DiagonalGaussian, Error, Random, Result};

use super::coupling::{Coupling, CouplingFlow, Step, halved};

/// A distribution of codes for each of B images: N(μ, diag σ²), or that carried on by a flow.
///
/// ```
/// use vae_core::{DiagonalGaussian, Random};
/// use vae_evidence::local::{Coupling, LocalPosterior};
///
/// let q = LocalPosterior::gaussian(DiagonalGaussian::standard(3, 2)?)?;
/// let bent = q.with_flow(Coupling { length: 4, hidden: 16 }, &mut Random::new(0))?;
/// assert_eq!((bent.images(), bent.latent()), (3, 2));
/// # Ok::<(), vae_core::Error>(())
/// ```
#[derive(Debug)]
pub struct LocalPosterior {
    base: DiagonalGaussian,
    flow: Vec<Step>,
}

impl LocalPosterior {
    /// A diagonal Gaussian for each image, `[B, J]`: the encoder's answer, say.
    ///
    /// # Errors
    /// Where libtorch refuses.
    pub fn gaussian(q: DiagonalGaussian) -> Result<Self> {
        let base = DiagonalGaussian::new(leaf(&q.mu)?, leaf(&q.log_var)?)?;
        Ok(Self { base, flow: Vec::new() })
    }

    /// The same Gaussian, carried on by a flow that changes nothing yet; `random` draws the weights
    /// of its hidden layers.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](vae_core::ErrorKind) for a flow of no length, or codes of one number,
    /// which have no halves.
    pub fn with_flow(&self, size: Coupling, random: &mut Random) -> Result<Self> {
        size.validate()?;
        let (first, second) = halved(self.latent());
        if first == 0 {
            let remedy = "a code of one number has no halves: choose two or more";
            return Err(Error::config("latent", self.latent(), remedy));
        }
        let base = DiagonalGaussian::new(leaf(&self.base.mu)?, leaf(&self.base.log_var)?)?;
        let step = |i: i64| {
            let halves = if i % 2 == 0 { (first, second) } else { (second, first) };
            let mut step = Step::new(self.images(), halves, size.hidden, &base.mu, random)?;
            for parameter in step.parameters() {
                *parameter = leaf(parameter)?;
            }
            Ok(step)
        };
        let flow = (0..size.length).map(step).collect::<Result<_>>()?;
        Ok(Self { base, flow })
    }

    /// B.
    pub fn images(&self) -> i64 {
        self.base.mu.size()[0]
    }

    /// J.
    pub fn latent(&self) -> i64 {
        self.base.mu.size()[1]
    }

    /// N(μ, diag σ²) under the flow, `[B, J]`, apart from any graph.
    ///
    /// # Errors
    /// Where libtorch refuses.
    pub fn base(&self) -> Result<DiagonalGaussian> {
        DiagonalGaussian::new(self.base.mu.f_detach()?, self.base.log_var.f_detach()?)
    }

    /// What is climbed with.
    pub(super) fn parameters(&self) -> Vec<&Tensor> {
        let base = [&self.base.mu, &self.base.log_var];
        base.into_iter().chain(self.flow.iter().flat_map(Step::leaves)).collect()
    }

    /// Several codes of each image: one of each, then another of each.
    pub(super) fn of_copies(&self, copies: i64) -> CouplingFlow<'_> {
        CouplingFlow { base: &self.base, steps: &self.flow, copies }
    }

    /// z and log q(z) at noise `[C·B, J]`: the rows of all images, C times over.
    ///
    /// # Errors
    /// [`ErrorKind::Shape`](vae_core::ErrorKind) for noise of another shape.
    pub fn draw(&self, eps: &Tensor) -> Result<Draw> {
        let (images, size) = (self.images(), eps.size());
        let fits =
            size.len() == 2 && size[1] == self.latent() && images > 0 && size[0] % images == 0;
        if !fits {
            let wanted = format!("[C·{images}, {}]", self.latent());
            return Err(Error::shape("a posterior of each image's own", wanted, size));
        }
        self.of_copies(size[0] / images).draw(eps)
    }
}

fn leaf(t: &Tensor) -> Result<Tensor> {
    Ok(t.f_detach_copy()?.f_set_requires_grad(true)?)
}
