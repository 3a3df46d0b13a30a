//! The model of chapter 3a: one latent number, whose evidence and posterior are known.

use std::f64::consts::PI;

/// A Gaussian of one dimension.
#[derive(Debug, Clone, Copy)]
pub(super) struct Normal {
    pub mu: f64,
    pub sigma: f64,
}

impl Normal {
    pub const PRIOR: Self = Self { mu: 0.0, sigma: 1.0 };

    pub fn log(self, z: f64) -> f64 {
        let distance = (z - self.mu) / self.sigma;
        -0.5 * (2.0 * PI).ln() - self.sigma.ln() - 0.5 * distance * distance
    }

    /// E[f(z)], as a sum over z = μ + σ ε with ε from −10 to 10.
    pub fn mean(self, f: impl Fn(f64) -> f64) -> f64 {
        let at = |i: i32| f64::from(i) * 0.02;
        let weighed = |e: f64| Self::PRIOR.log(e).exp() * f(self.mu + self.sigma * e);
        (-500..=500).map(|i| weighed(at(i))).sum::<f64>() * 0.02
    }
}

/// z ~ N(0, 1) and x ~ N((z, θ(z² − 1)), s² I), with one x seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parabola {
    pub theta: f64,
    pub s: f64,
    pub x: [f64; 2],
}

impl Parabola {
    pub fn log_joint(self, z: f64) -> f64 {
        let mean = [z, self.theta * (z * z - 1.0)];
        let square = (self.x[0] - mean[0]).powi(2) + (self.x[1] - mean[1]).powi(2);
        let variance = self.s * self.s;
        -(2.0 * PI * variance).ln() - square / (2.0 * variance) + Normal::PRIOR.log(z)
    }

    /// log p(x), by a sum over z from −8 to 8.
    pub fn log_evidence(self) -> f64 {
        self.sum(|z| self.log_joint(z).exp()).ln()
    }

    /// E_q[log p(x, z) − log q(z)].
    pub fn elbo(self, q: Normal) -> f64 {
        q.mean(|z| self.log_joint(z) - q.log(z))
    }

    pub fn kl_to_posterior(self, q: Normal) -> f64 {
        let evidence = self.log_evidence();
        q.mean(|z| q.log(z) - (self.log_joint(z) - evidence))
    }

    /// Var(w) / p(x)² of the weights w = p(x, z) / q(z) with z ~ q: ∫ p(z|x)² / q(z) dz − 1.
    pub fn spread_of_weights(self, q: Normal) -> f64 {
        let evidence = self.log_evidence();
        let square = |z: f64| (2.0 * (self.log_joint(z) - evidence) - q.log(z)).exp();
        self.sum(square) - 1.0
    }

    fn sum(self, f: impl Fn(f64) -> f64) -> f64 {
        (-800..=800).map(|i| f(f64::from(i) * 0.01)).sum::<f64>() * 0.01
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_of_the_posterior_itself_do_not_spread() {
        // θ = 0: p(z|x) = N(x₁/(1 + s²), s²/(1 + s²)), and q of twice its σ has
        // ∫ p²/q = 4 / √7 for two Gaussians around one mean.
        let model = Parabola { theta: 0.0, s: 1.0, x: [1.0, 0.0] };
        let q = Normal { mu: 0.5, sigma: 0.5_f64.sqrt() };
        assert!(model.spread_of_weights(q).abs() < 1e-9);
        let wider = Normal { sigma: 2.0 * q.sigma, ..q };
        assert!((model.spread_of_weights(wider) - (4.0 / 7_f64.sqrt() - 1.0)).abs() < 1e-9);
    }
}
