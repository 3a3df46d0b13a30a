//! Adam (Kingma & Ba, 2015, algorithm 1; thesis section 4.5 and annex C).
//!
//! ```text
//! m ← β₁ m + (1 − β₁) g          v ← β₂ v + (1 − β₂) g²
//! θ ← θ − α · m̂ / (√v̂ + ε)       m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)
//! ```

mod config;
mod one_pass;

use tch::{Kind, Tensor};

pub use config::AdamConfig;

use crate::shape::check_like;
use crate::{Error, Result};

/// The optimizer's state: the step t and both moments of every parameter.
#[derive(Debug)]
pub struct Adam {
    pub config: AdamConfig,
    /// Steps taken so far, t.
    pub step: u64,
    /// m, one tensor a parameter.
    pub first: Vec<Tensor>,
    /// v, one tensor a parameter.
    pub second: Vec<Tensor>,
}

/// What a step needs besides the tensors, the bias corrections folded in.
#[derive(Clone, Copy)]
struct Coefficients {
    beta1: f32,
    beta2: f32,
    /// α / (1 − β₁ᵗ)
    rate: f32,
    /// 1 / √(1 − β₂ᵗ)
    root_correction: f32,
    epsilon: f32,
}

impl Adam {
    /// Moments of zero for the given parameters.
    pub fn new(config: AdamConfig, parameters: &[&Tensor]) -> Result<Self> {
        config.validate()?;
        let zeros = || parameters.iter().map(|p| Ok(p.f_detach()?.f_zeros_like()?));
        Ok(Self {
            config,
            step: 0,
            first: zeros().collect::<Result<_>>()?,
            second: zeros().collect::<Result<_>>()?,
        })
    }

    /// Moves every parameter one step against its gradient, which may be in bfloat16.
    ///
    /// # Errors
    /// [`Error::Config`] where these are not as many as it was made for, [`Error::Shape`] or
    /// [`Error::Kind`] where a gradient does not fit its parameter.
    pub fn step(&mut self, parameters: &[&Tensor], gradients: &[Tensor]) -> Result<()> {
        self.check(parameters, gradients)?;
        let step = self.next_step();
        for (i, (p, g)) in parameters.iter().zip(gradients).enumerate() {
            step.update(i, p, &g.f_contiguous()?, None)?;
        }
        Ok(())
    }

    /// Begins a step, in which each parameter is to be updated once.
    pub(crate) fn next_step(&mut self) -> Step<'_> {
        self.step += 1;
        Step {
            coefficients: self.coefficients(),
            adam: self,
        }
    }

    fn check(&self, parameters: &[&Tensor], gradients: &[Tensor]) -> Result<()> {
        for (field, given) in [
            ("parameters", parameters.len()),
            ("gradients", gradients.len()),
        ] {
            if given != self.first.len() {
                return Err(Error::Config {
                    field,
                    given: given.to_string(),
                    remedy: format!("this Adam was made for {}", self.first.len()),
                });
            }
        }
        let mut pairs = parameters.iter().zip(gradients);
        pairs.try_for_each(|(p, g)| check_gradient(g, p))
    }

    fn coefficients(&self) -> Coefficients {
        let (config, t) = (self.config, self.step as f64);
        Coefficients {
            beta1: config.beta1 as f32,
            beta2: config.beta2 as f32,
            rate: (config.learning_rate / (1.0 - config.beta1.powf(t))) as f32,
            root_correction: (1.0 / (1.0 - config.beta2.powf(t)).sqrt()) as f32,
            epsilon: config.epsilon as f32,
        }
    }
}

fn check_gradient(g: &Tensor, p: &Tensor) -> Result<()> {
    if g.kind() == Kind::BFloat16 && g.device() == p.device() && g.size() == p.size() {
        return Ok(());
    }
    check_like("Adam (gradient)", g, p)
}

/// A step under way.
pub(crate) struct Step<'a> {
    adam: &'a Adam,
    coefficients: Coefficients,
}

impl Step<'_> {
    /// Moves the parameter of number `i` against its gradient, and writes it into `follower`
    /// too, a copy in bfloat16.
    pub(crate) fn update(
        &self,
        i: usize,
        p: &Tensor,
        g: &Tensor,
        follower: Option<&Tensor>,
    ) -> Result<()> {
        let (m, v) = (&self.adam.first[i], &self.adam.second[i]);
        if one_pass::update(p, g, m, v, follower, self.coefficients) {
            return Ok(());
        }
        update_by_tensors(p, g, m, v, follower, self.coefficients)
    }
}

fn update_by_tensors(
    p: &Tensor,
    g: &Tensor,
    m: &Tensor,
    v: &Tensor,
    follower: Option<&Tensor>,
    c: Coefficients,
) -> Result<()> {
    let (beta1, beta2) = (f64::from(c.beta1), f64::from(c.beta2));
    let p = &p.f_detach()?; // shares the parameter's memory
    let g = &g.f_to_kind(p.kind())?;
    write(m, &(m * beta1 + g * (1.0 - beta1)))?;
    write(v, &(v * beta2 + g.square() * (1.0 - beta2)))?;
    let root = v.sqrt() * f64::from(c.root_correction) + f64::from(c.epsilon);
    write(p, &(p - m * f64::from(c.rate) / root))?;
    follower.map_or(Ok(()), |copy| write(copy, p))
}

fn write(into: &Tensor, value: &Tensor) -> Result<()> {
    into.shallow_clone().f_copy_(value)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Random;

    /// Steps on Σ aᵢ pᵢ² whose gradient is 2 a p.
    fn descend(kind: Kind, steps: usize) -> Vec<f64> {
        let p = Tensor::from_slice(&[1.0, -2.0, 3.0]).to_kind(kind);
        let a = Tensor::from_slice(&[1.0, 10.0, 0.1]).to_kind(kind);
        let mut adam = Adam::new(AdamConfig::default(), &[&p]).unwrap();
        for _ in 0..steps {
            adam.step(&[&p], &[&p * &a * 2.0]).unwrap();
        }
        Vec::try_from(p.to_kind(Kind::Double)).unwrap()
    }

    #[test]
    fn the_first_step_is_the_learning_rate_against_the_sign() {
        let p = descend(Kind::Float, 1);
        for (p, start) in p.iter().zip([1.0_f64, -2.0, 3.0]) {
            assert!((p - (start - 1e-3 * start.signum())).abs() < 1e-6, "{p}");
        }
    }

    #[test]
    fn one_pass_and_tensor_operations_agree() {
        let (one_pass, tensors) = (descend(Kind::Float, 200), descend(Kind::Double, 200));
        for (a, b) in one_pass.iter().zip(&tensors) {
            assert!((a - b).abs() < 1e-5, "{a} {b}");
        }
    }

    #[test]
    fn a_gradient_in_bfloat16_counts_as_what_it_says() {
        let gradient = Tensor::from_slice(&[0.1_f32, -2.0, 3e-9]).to_kind(Kind::BFloat16);
        let after = |gradient: &Tensor| {
            let p = Tensor::from_slice(&[1.0_f32, 2.0, 3.0]);
            let mut adam = Adam::new(AdamConfig::default(), &[&p]).unwrap();
            adam.step(&[&p], &[gradient.shallow_clone()]).unwrap();
            p
        };
        let (narrow, wide) = (after(&gradient), after(&gradient.to_kind(Kind::Float)));
        assert!(narrow.equal(&wide));
    }

    #[test]
    fn a_follower_is_the_parameter_rounded() {
        for kind in [Kind::Float, Kind::Double] {
            let p = Random::new(1)
                .standard_normal(&[20_000])
                .unwrap()
                .to_kind(kind);
            let follower = p.zeros_like().to_kind(Kind::BFloat16);
            let mut adam = Adam::new(AdamConfig::default(), &[&p]).unwrap();
            let step = adam.next_step();
            step.update(0, &p, &(&p * 2.0), Some(&follower)).unwrap();
            assert!(follower.equal(&p.to_kind(Kind::BFloat16)));
        }
    }

    #[test]
    fn another_number_of_parameters_is_refused() {
        let p = Tensor::from_slice(&[1.0_f32]);
        let mut adam = Adam::new(AdamConfig::default(), &[&p]).unwrap();
        let gradient = || p.ones_like();
        let error = adam.step(&[&p, &p], &[gradient(), gradient()]);
        let error = error.unwrap_err().to_string();
        assert_eq!(error, "parameters = 2: this Adam was made for 1");
        assert!(adam.step(&[&p], &[]).is_err());
        assert_eq!(adam.step, 0);
    }

    #[test]
    fn nonsense_is_refused() {
        let config = AdamConfig {
            learning_rate: -1.0,
            ..AdamConfig::default()
        };
        let error = Adam::new(config, &[]).unwrap_err().to_string();
        assert!(error.contains("learning_rate = -1"), "{error}");
    }
}
