//! Densities fitted to codes, to draw from.

use tch::{Kind, Tensor};
use vae_core::{Error, Random, Result};

/// A mixture of Gaussians with full covariances, fitted by expectation maximisation
/// (Dempster, Laird and Rubin, 1977). With one part it is a Gaussian.
#[derive(Debug)]
pub struct Mixture {
    log_weights: Tensor, // [K]
    means: Tensor,       // [K, J]
    factors: Tensor,     // [K, J, J], lower triangular: covariance = factor · factorᵀ
}

/// Added to each variance, as a share of the data's own: no part shrinks to a point.
const RIDGE: f64 = 1e-3;

impl Mixture {
    /// Fits `parts` Gaussians to codes `[N, J]` in `steps` steps, from random codes as means.
    ///
    /// # Errors
    /// Where the codes have another shape, there are fewer of them than parts, or no part.
    pub fn fit(codes: &Tensor, parts: usize, steps: usize, seed: u64) -> Result<Self> {
        let codes = read("fitting a density", codes, None)?;
        let n = codes.size2()?.0;
        if !(1..=n as usize).contains(&parts) {
            return Err(Error::config("parts", parts, format!("there are {n} codes")));
        }
        let chosen = Tensor::from_slice(&Random::new(seed).permutation(n as usize)[..parts]);
        let means = codes.f_index_select(0, &chosen)?;
        let apart = Tensor::f_cdist(&codes, &means, 2.0, None)?;
        let nearest = apart.f_argmin(1, false)?;
        let mut shares = nearest.f_one_hot(parts as i64)?.f_to_kind(Kind::Double)?; // [N, K]
        let mut mixture = Self::of(&codes, &shares)?;
        for _ in 1..steps {
            shares = mixture.log_joint(&codes)?.f_softmax(1, Kind::Double)?;
            mixture = Self::of(&codes, &shares)?;
        }
        Ok(mixture)
    }

    /// The best parts, given which share of each code belongs to which part: the M step.
    fn of(codes: &Tensor, shares: &Tensor) -> Result<Self> {
        let (n, latent) = codes.size2()?;
        let sizes = shares.f_sum_dim_intlist(0_i64, false, Kind::Double)? + 1e-9; // [K]
        let means = shares.f_tr()?.f_matmul(codes)? / sizes.unsqueeze(1);
        let spread = codes.f_var_dim(0_i64, true, false)?.f_mean(Kind::Double)? * RIDGE;
        let ridge = Tensor::f_eye(latent, (Kind::Double, codes.device()))? * spread;
        let mut factors = Vec::new();
        for part in 0..means.size()[0] {
            let off = codes - means.get(part); // [N, J]
            let weighted = &off * shares.select(1, part).unsqueeze(1);
            let covariance = weighted.f_tr()?.f_matmul(&off)? / sizes.get(part) + &ridge;
            factors.push(covariance.f_linalg_cholesky(false)?);
        }
        let factors = Tensor::f_stack(&factors, 0)?;
        Ok(Self { log_weights: (sizes / n as f64).log(), means, factors })
    }

    /// log p(z, k) for each code and part, `[N, K]`.
    fn log_joint(&self, codes: &Tensor) -> Result<Tensor> {
        let latent = codes.size2()?.1 as f64;
        let mut columns = Vec::new();
        for part in 0..self.means.size()[0] {
            let factor = self.factors.get(part);
            let off = (codes - self.means.get(part)).f_tr()?; // [J, N]
            let white = factor.f_linalg_solve_triangular(&off, false, true, false)?;
            let squares = white.square().f_sum_dim_intlist(0_i64, false, Kind::Double)?;
            let volume = factor.f_diagonal(0, 0, 1)?.log().sum(Kind::Double);
            let constant = latent * (2.0 * std::f64::consts::PI).ln() / 2.0;
            columns.push(squares * -0.5 - volume - constant + self.log_weights.get(part));
        }
        Ok(Tensor::f_stack(&columns, 1)?)
    }

    /// The mean of log p(z) over codes `[N, J]`, nats.
    ///
    /// # Errors
    /// Where the codes have another dimension.
    pub fn log_likelihood(&self, codes: &Tensor) -> Result<f64> {
        let codes = read("the density of codes", codes, Some(self.means.size()[1]))?;
        let joint = self.log_joint(&codes)?;
        Ok(joint.f_logsumexp(1_i64, false)?.f_mean(Kind::Double)?.double_value(&[]))
    }

    /// `n` codes, `[n, J]`, float32.
    ///
    /// # Errors
    /// Where there is no memory for them.
    pub fn draw(&self, n: i64, seed: u64) -> Result<Tensor> {
        let mut random = Random::new(seed);
        let steps = self.log_weights.exp().f_cumsum(0, Kind::Double)?; // [K]
        let above = random.uniform(&[n, 1])?.f_to_kind(Kind::Double)?.f_ge_tensor(&steps)?;
        let part = above.f_sum_dim_intlist(1_i64, false, Kind::Int64)?;
        let part = part.f_clamp_max(self.means.size()[0] - 1)?; // [n]
        let eps = random.standard_normal(&[n, self.means.size()[1], 1])?;
        let factors = self.factors.f_index_select(0, &part)?; // [n, J, J]
        let off = factors.f_matmul(&eps.f_to_kind(Kind::Double)?)?.f_squeeze_dim(2)?;
        Ok((self.means.f_index_select(0, &part)? + off).f_to_kind(Kind::Float)?)
    }
}

/// Codes `[N, J]`, of the latent dimension where that is known, in double precision.
fn read(operation: &'static str, codes: &Tensor, latent: Option<i64>) -> Result<Tensor> {
    let codes = codes.f_detach()?;
    match codes.size()[..] {
        [_, given] if given > 0 && latent.is_none_or(|latent| latent == given) => {
            Ok(codes.f_to_kind(Kind::Double)?)
        }
        _ => {
            let wanted = latent.map_or("[N, J]".into(), |latent| format!("[N, {latent}]"));
            Err(Error::shape(operation, wanted, codes.size()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_parts_than_codes_and_codes_of_another_space_are_refused() {
        let codes = Tensor::from_slice(&[0.0_f32, 1.0, 1.0, 0.0, 2.0, 2.0]).reshape([3, 2]);
        for parts in [0, 4] {
            let refused = Mixture::fit(&codes, parts, 1, 0).unwrap_err().to_string();
            assert!(refused.contains("there are 3 codes"), "{refused}");
        }
        let refused = Mixture::fit(&codes, 1, 1, 0).unwrap().log_likelihood(&codes.tr());
        assert!(refused.unwrap_err().to_string().contains("[N, 2]"));
    }

    /// Two clouds, of a correlated and of an independent pair of coordinates.
    fn clouds() -> Tensor {
        let eps = Random::new(5).standard_normal(&[4_000, 2]).unwrap();
        let (a, b) = (eps.narrow(0, 0, 2_000), eps.narrow(0, 2_000, 2_000));
        let shear = Tensor::from_slice(&[1.0_f32, 0.9, 0.0, 0.3]).reshape([2, 2]);
        Tensor::cat(&[a.matmul(&shear) - 4.0, b + 4.0], 0)
    }

    #[test]
    fn a_gaussian_has_the_mean_and_the_covariance_of_the_codes() {
        let codes = clouds().narrow(0, 0, 2_000);
        let draws = Mixture::fit(&codes, 1, 1, 1).unwrap().draw(20_000, 2).unwrap();
        let moments = |z: &Tensor| {
            (
                z.mean_dim(0_i64, false, Kind::Double),
                z.tr().cov(1, None::<&Tensor>, None::<&Tensor>),
            )
        };
        let ((a, of_a), (b, of_b)) = (moments(&codes), moments(&draws));
        assert!((a - b).abs().max().double_value(&[]) < 0.05);
        assert!((of_a - of_b).abs().max().double_value(&[]) < 0.05);
    }

    #[test]
    fn each_step_raises_the_likelihood_and_two_parts_beat_one() {
        let codes = clouds();
        let fitted = |parts, steps| Mixture::fit(&codes, parts, steps, 3).unwrap();
        let nats = |parts, steps| fitted(parts, steps).log_likelihood(&codes).unwrap();
        let path: Vec<f64> = [1, 2, 5, 20].map(|steps| nats(2, steps)).to_vec();
        assert!(path.windows(2).all(|pair| pair[1] >= pair[0] - 1e-3), "{path:?}");
        assert!(nats(2, 20) > nats(1, 1) + 1.0);
    }
}
