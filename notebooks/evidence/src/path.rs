//! The distributions between a Gaussian and p(z) p(x|z), in the Gaussian's own units.

use tch::Tensor;

use crate::Start;
use vae_core::model::log_prior;
use vae_core::{Error, Result, Vae};

/// The geometric path f_β = q₀^(1−β) (p(z) p(x|z))^β of N chains (Neal, 2001, equation 3), with
/// q₀ = N(μ, diag σ²). Chains live in u, where z = μ + σ ⊙ u and q₀ is standard normal: one step
/// size then fits all dimensions. Gradients are with respect to u.
pub(crate) struct Path<'a> {
    vae: &'a Vae,
    /// `[N, D]`.
    x: Tensor,
    /// `[N, J]`.
    mu: Tensor,
    /// `[N, J]`.
    sigma: Tensor,
    /// Σⱼ log σⱼ, `[N]`.
    log_volume: Tensor,
}

/// Where N chains are.
pub(crate) struct Place {
    /// `[N, J]`.
    pub(crate) u: Tensor,
    /// log p(x, z), `[N]`, nats.
    log_joint: Tensor,
    /// Its gradient, `[N, J]`.
    slope: Tensor,
}

impl<'a> Path<'a> {
    /// For `copies` chains of each image, `[B, D]`: one of each, then another of each.
    pub(crate) fn new(vae: &'a Vae, x: &Tensor, start: Start, copies: i64) -> Result<Self> {
        let (mu, log_var) = match start {
            Start::Posterior => of_posterior(vae, x)?,
            Start::Prior => {
                let size = [x.size()[0], vae.config().latent];
                let zeros = Tensor::f_zeros(size, (x.kind(), x.device()))?;
                (zeros.shallow_clone(), zeros)
            }
        };
        let (mu, log_var) = (mu.f_repeat([copies, 1])?, log_var.f_repeat([copies, 1])?);
        Ok(Self {
            vae,
            x: x.f_repeat([copies, 1])?,
            sigma: (&log_var * 0.5).f_exp()?,
            log_volume: log_var.f_sum_dim_intlist(1, false, log_var.kind())? * 0.5,
            mu,
        })
    }

    /// How many numbers place all chains, `[N, J]`.
    pub(crate) fn size(&self) -> Vec<i64> {
        self.mu.size()
    }

    /// The model, for its device and precision.
    pub(crate) fn vae(&self) -> &Vae {
        self.vae
    }

    /// The place of given codes, `[N, J]`.
    pub(crate) fn at_codes(&self, z: &Tensor) -> Result<Place> {
        self.at(((z - &self.mu) / &self.sigma).f_detach()?)
    }

    /// The place u, `[N, J]`.
    pub(crate) fn at(&self, u: Tensor) -> Result<Place> {
        let z = &self.mu + &self.sigma * &u;
        let (log_likelihood, slope) = self.vae.log_likelihood_and_slope(&z, &self.x)?;
        Ok(Place {
            log_joint: log_likelihood.f_add(&log_prior(&z)?)?,
            slope: (slope - z) * &self.sigma,
            u,
        })
    }

    /// log q₀(z), `[N]`, nats.
    fn log_start(&self, place: &Place) -> Result<Tensor> {
        Ok(log_prior(&place.u)? - &self.log_volume)
    }

    /// log p(x, z) − log q₀(z), `[N]`, nats: what one unit of β adds to log f.
    pub(crate) fn log_ratio(&self, place: &Place) -> Result<Tensor> {
        Ok(&place.log_joint - self.log_start(place)?)
    }

    /// log f_β, `[N]`, nats.
    pub(crate) fn log_density(&self, place: &Place, beta: f64) -> Result<Tensor> {
        Ok(self.log_start(place)? * (1.0 - beta) + &place.log_joint * beta)
    }
}

impl Place {
    /// The gradient of log f_β, `[N, J]`.
    pub(crate) fn slope(&self, beta: f64) -> Tensor {
        &self.slope * beta - &self.u * (1.0 - beta)
    }

    /// `other` where `taken`, `[N]`, says so.
    pub(crate) fn or(self, other: Self, taken: &Tensor) -> Result<Self> {
        let rows = taken.f_unsqueeze(1)?;
        Ok(Self {
            u: other.u.f_where_self(&rows, &self.u)?,
            log_joint: other.log_joint.f_where_self(taken, &self.log_joint)?,
            slope: other.slope.f_where_self(&rows, &self.slope)?,
        })
    }
}

fn of_posterior(vae: &Vae, x: &Tensor) -> Result<(Tensor, Tensor)> {
    let q = vae.posterior(x)?;
    let Some(q) = q.as_gaussian() else {
        let remedy = "this model's q(z|x) is no Gaussian: start from the prior";
        return Err(Error::config("start of annealing", "posterior", remedy));
    };
    Ok((q.mu.f_detach()?, q.log_var.f_detach()?))
}
