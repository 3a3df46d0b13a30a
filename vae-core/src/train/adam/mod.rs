//! Adam (Kingma & Ba, 2015, algorithm 1; thesis section 4.5 and annex C).
//!
//! ```text
//! m ← β₁ m + (1 − β₁) g          v ← β₂ v + (1 − β₂) g²
//! θ ← θ − α · m̂ / (√v̂ + ε)       m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)
//! ```

mod config;

use tch::{Device, Kind, Tensor};
use vae_base::cpu::adam::{self, Coefficients};
use vae_base::{Error, Result};

pub use config::AdamConfig;

use crate::model::check::{check_floating, check_like};

/// The optimizer's state: the step t and both moments of every parameter.
///
/// ```
/// use tch::Tensor;
/// use vae_core::{Adam, AdamConfig};
///
/// let p = Tensor::from_slice(&[1.0_f32, -2.0]);
/// let mut adam = Adam::new(AdamConfig::default(), &[&p])?;
/// adam.step(&[&p], &[&p * 2.0])?; // the gradient of Σ p²
/// assert_eq!(Vec::<f32>::try_from(&p)?, [0.999, -1.999]);
/// # Ok::<(), vae_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Adam {
    config: AdamConfig,
    step: u64,
    /// m, one tensor a parameter.
    first: Vec<Tensor>,
    /// v, one tensor a parameter.
    second: Vec<Tensor>,
}

impl Adam {
    /// Moments of zero for the given parameters.
    pub fn new(config: AdamConfig, parameters: &[&Tensor]) -> Result<Self> {
        config.validate()?;
        check_numbers(parameters.iter().copied())?;
        let zeros = || parameters.iter().map(|p| Ok(p.f_detach()?.f_zeros_like()?));
        Ok(Self {
            config,
            step: 0,
            first: zeros().collect::<Result<_>>()?,
            second: zeros().collect::<Result<_>>()?,
        })
    }

    /// An optimizer that goes on from `step` with the moments `m` and `v` of its parameters.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) where `m` and `v` are not alike, `v` holds a
    /// negative number, or `step` is beyond any training's.
    pub fn resume(
        config: AdamConfig,
        step: u64,
        (m, v): (Vec<Tensor>, Vec<Tensor>),
    ) -> Result<Self> {
        config.validate()?;
        let refuse = |field, given: String, remedy| Err(Error::config(field, given, remedy));
        if step > LAST_STEP {
            return refuse("Adam's step", step.to_string(), "no training takes so many");
        }
        if m.len() != v.len() {
            return refuse("Adam's moments", v.len().to_string(), "give as many of m as of v");
        }
        check_numbers(&m)?;
        for (m, v) in m.iter().zip(&v) {
            check_like("Adam (second moment)", v, m)?;
            let least = if v.numel() == 0 { 0.0 } else { v.f_min()?.f_double_value(&[])? };
            if least < 0.0 || least.is_nan() {
                let remedy = "it is a mean of squares";
                return refuse("Adam's second moment", least.to_string(), remedy);
            }
        }
        Ok(Self { config, step, first: m, second: v })
    }

    /// Its four numbers.
    pub fn config(&self) -> AdamConfig {
        self.config
    }

    /// Takes another step size from now on.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) for a rate that makes no sense.
    pub fn set_learning_rate(&mut self, learning_rate: f64) -> Result<()> {
        let config = AdamConfig { learning_rate, ..self.config };
        config.validate()?;
        self.config = config;
        Ok(())
    }

    /// Steps taken so far, t.
    pub fn steps(&self) -> u64 {
        self.step
    }

    /// m and v, one tensor a parameter each.
    pub fn moments(&self) -> (&[Tensor], &[Tensor]) {
        (&self.first, &self.second)
    }

    /// Moves the moments to another device.
    pub fn set_device(&mut self, device: Device) -> Result<()> {
        for moment in self.first.iter_mut().chain(&mut self.second) {
            *moment = moment.f_to_device(device)?;
        }
        Ok(())
    }

    /// Moves every parameter one step against its gradient, which may be in bfloat16. A graph
    /// that was recorded before the step can no longer be gone back through: autograd refuses it.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind) where these are not as many as it was made for,
    /// [`ErrorKind::Shape`](crate::ErrorKind) or [`ErrorKind::ElementType`](crate::ErrorKind)
    /// where a parameter does not fit its moments, or a gradient its parameter; nothing has
    /// moved then.
    pub fn step(&mut self, parameters: &[&Tensor], gradients: &[Tensor]) -> Result<()> {
        notebook_front::check()?;
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
        Step { coefficients: self.coefficients(), adam: self }
    }

    fn check(&self, parameters: &[&Tensor], gradients: &[Tensor]) -> Result<()> {
        for (field, given) in [("parameters", parameters.len()), ("gradients", gradients.len())] {
            if given != self.first.len() {
                let remedy = format!("this Adam was made for {}", self.first.len());
                return Err(Error::config(field, given, remedy));
            }
        }
        self.check_parameters(parameters)?;
        let mut pairs = parameters.iter().zip(gradients);
        pairs.try_for_each(|(p, g)| check_gradient(g, p))
    }

    /// Each parameter has the shape of its moments, which have each other's.
    pub(crate) fn check_parameters(&self, parameters: &[&Tensor]) -> Result<()> {
        let mut pairs = parameters.iter().zip(&self.first);
        pairs.try_for_each(|(p, m)| check_like("Adam (parameter)", p, m))
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

/// Nothing else than real numbers can be descended.
fn check_numbers<'a>(parameters: impl IntoIterator<Item = &'a Tensor>) -> Result<()> {
    parameters.into_iter().try_for_each(|p| check_floating("Adam (parameter)", p))
}

fn check_gradient(g: &Tensor, p: &Tensor) -> Result<()> {
    if g.size() == p.size() && g.device() == p.device() && g.f_kind()? == Kind::BFloat16 {
        return Ok(());
    }
    check_like("Adam (gradient)", g, p)
}

/// No training takes so many steps: at 1 ms each, thirty thousand years.
const LAST_STEP: u64 = 1 << 50;

/// A step under way.
pub(crate) struct Step<'a> {
    adam: &'a Adam,
    coefficients: Coefficients,
}

impl Step<'_> {
    /// Moves the parameter of number `i` against its gradient, and writes it into `copy` too,
    /// its compute copy in bfloat16.
    pub(crate) fn update(
        &self,
        i: usize,
        p: &Tensor,
        g: &Tensor,
        copy: Option<&Tensor>,
    ) -> Result<()> {
        let moments = (&self.adam.first[i], &self.adam.second[i]);
        match adam::update(p, g, moments, copy, self.coefficients) {
            true => tell_autograd(p),
            false => update_by_tensors(p, g, moments, copy, self.coefficients),
        }
    }
}

/// Lets autograd know that the numbers of `p` have changed, by an operation in place on none of
/// them.
fn tell_autograd(p: &Tensor) -> Result<()> {
    let _no_graph = tch::no_grad_guard();
    let _ = p.f_view(-1)?.f_narrow(0, 0, 0)?.f_zero_()?;
    Ok(())
}

fn update_by_tensors(
    p: &Tensor,
    g: &Tensor,
    (m, v): (&Tensor, &Tensor),
    copy: Option<&Tensor>,
    c: Coefficients,
) -> Result<()> {
    let (beta1, beta2) = (f64::from(c.beta1), f64::from(c.beta2));
    let p = &p.f_detach()?; // shares the parameter's memory
    let g = &g.f_detach()?.f_to_kind(p.kind())?;
    write(m, &(m * beta1 + g * (1.0 - beta1)))?;
    write(v, &(v * beta2 + g.square() * (1.0 - beta2)))?;
    let root = v.sqrt() * f64::from(c.root_correction) + f64::from(c.epsilon);
    write(p, &(p - m * f64::from(c.rate) / root))?;
    copy.map_or(Ok(()), |copy| write(copy, p))
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
    fn a_single_number_is_descended_like_any_other() {
        let p = Tensor::from(1.0_f32);
        let mut adam = Adam::new(AdamConfig::default(), &[&p]).unwrap();
        adam.step(&[&p], &[Tensor::from(1.0_f32)]).unwrap();
        assert!((p.double_value(&[]) - 0.999).abs() < 1e-6);
    }

    #[test]
    fn only_real_numbers_are_descended() {
        for kind in [Kind::Int64, Kind::Bool, Kind::ComplexFloat] {
            let p = Tensor::zeros([2], (kind, tch::Device::Cpu));
            assert!(Adam::new(AdamConfig::default(), &[&p]).is_err(), "{kind:?}");
        }
    }

    #[test]
    fn epsilon_damps_the_step() {
        for kind in [Kind::Float, Kind::Double] {
            let p = Tensor::from_slice(&[0.0]).to_kind(kind);
            let config = AdamConfig { epsilon: 1.0, ..AdamConfig::default() };
            let mut adam = Adam::new(config, &[&p]).unwrap();
            adam.step(&[&p], &[Tensor::from_slice(&[1.0]).to_kind(kind)]).unwrap();
            assert!((p.double_value(&[0]) + 1e-3 / 2.0).abs() < 1e-8, "{kind:?}");
        }
    }

    #[test]
    fn moments_and_gradients_of_another_shape_are_refused() {
        let zeros = |n: i64, kind| Tensor::zeros([n], (kind, tch::Device::Cpu));
        let resume = |m, v| Adam::resume(AdamConfig::default(), 1, (m, v));
        let one = || vec![zeros(2, Kind::Float)];
        assert!(resume(one(), one()).is_ok());
        assert!(resume(one(), vec![]).is_err());
        assert!(resume(one(), vec![zeros(3, Kind::Float)]).is_err());
        let p = zeros(2, Kind::Float);
        let mut adam = Adam::new(AdamConfig::default(), &[&p]).unwrap();
        for kind in [Kind::Float, Kind::BFloat16] {
            assert!(adam.step(&[&p], &[zeros(3, kind)]).is_err(), "{kind:?}");
        }
    }

    #[test]
    fn a_second_moment_is_no_less_than_0() {
        for (second, fits) in [(0.0, true), (-1e-9, false), (f64::NAN, false)] {
            let [m, v] = [0.0, second].map(|x| vec![Tensor::from_slice(&[0.5, x])]);
            let adam = Adam::resume(AdamConfig::default(), 1, (m, v));
            assert_eq!(adam.is_ok(), fits, "{second}");
        }
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
    fn a_gradient_that_is_the_parameter_itself_counts_as_it_was() {
        let after = |gradient: fn(&Tensor) -> Tensor| {
            let p = Tensor::from_slice(&[0.1_f32, -2.0, 3.0]);
            let mut adam = Adam::new(AdamConfig::default(), &[&p]).unwrap();
            for _ in 0..3 {
                adam.step(&[&p], &[gradient(&p)]).unwrap();
            }
            p
        };
        let (shared, copied) = (after(Tensor::shallow_clone), after(Tensor::copy));
        assert!(shared.allclose(&copied, 1e-6, 0.0, false));
    }

    #[test]
    fn a_model_of_another_shape_is_refused() {
        let tensor = |n| Tensor::zeros([n, 4], (Kind::Float, Device::Cpu));
        let mut adam = Adam::new(AdamConfig::default(), &[&tensor(2)]).unwrap();
        let error = adam.step(&[&tensor(20)], &[tensor(20)]).unwrap_err();
        let message = "Adam (parameter) wants a tensor of shape [2, 4], got [20, 4]";
        assert_eq!((error.to_string().as_str(), adam.steps()), (message, 0));
    }

    #[test]
    fn a_graph_from_before_a_step_is_stale() {
        for kind in [Kind::Float, Kind::Double] {
            let p = Tensor::from_slice(&[1.0, 2.0]).to_kind(kind).set_requires_grad(true);
            let old = p.square().sum(kind);
            let mut adam = Adam::new(AdamConfig::default(), &[&p]).unwrap();
            adam.step(&[&p], &[p.ones_like()]).unwrap();
            let error = Tensor::f_run_backward(&[old], &[&p], false, false).unwrap_err();
            assert!(error.to_string().contains("modified by an inplace operation"));
        }
    }

    #[test]
    fn impossible_states_are_refused() {
        let state = |step, v: f32| {
            let v = Tensor::from_slice(&[v]);
            Adam::resume(AdamConfig::default(), step, (vec![v.zeros_like()], vec![v]))
        };
        assert!(state(7, 0.5).is_ok());
        assert!(state(7, -0.5).is_err() && state(u64::MAX, 0.5).is_err());
    }

    #[test]
    fn a_compute_copy_is_the_parameter_rounded() {
        for kind in [Kind::Float, Kind::Double] {
            let p = Random::new(1).standard_normal(&[20_000]).unwrap().to_kind(kind);
            let copy = p.zeros_like().to_kind(Kind::BFloat16);
            let mut adam = Adam::new(AdamConfig::default(), &[&p]).unwrap();
            let step = adam.next_step();
            step.update(0, &p, &(&p * 2.0), Some(&copy)).unwrap();
            assert!(copy.equal(&p.to_kind(Kind::BFloat16)));
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
        assert_eq!(adam.steps(), 0);
    }

    #[test]
    fn nonsense_is_refused() {
        let config = AdamConfig { learning_rate: -1.0, ..AdamConfig::default() };
        let error = Adam::new(config, &[]).unwrap_err().to_string();
        assert!(error.contains("learning_rate = -1"), "{error}");
    }
}
