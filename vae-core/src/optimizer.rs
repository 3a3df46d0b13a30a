//! Adam (Kingma & Ba, 2015, algorithm 1; thesis section 4.5 and annex C).
//!
//! ```text
//! m ← β₁ m + (1 − β₁) g          v ← β₂ v + (1 − β₂) g²
//! θ ← θ − α · m̂ / (√v̂ + ε)       m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)
//! ```

use serde::{Deserialize, Serialize};
use tch::{Kind, Tensor};

use crate::memory::{Bfloat16, Entry, entries, entries_mut};
use crate::parallel::{self, PART};
use crate::shape::check_like;
use crate::{Error, Result};

/// Adam's four numbers; the default is the thesis's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdamConfig {
    /// α, the step size.
    pub learning_rate: f64,
    /// β₁, how slowly the mean of the gradient forgets.
    pub beta1: f64,
    /// β₂, how slowly the mean of its square forgets.
    pub beta2: f64,
    /// ε, which keeps the division finite.
    pub epsilon: f64,
}

impl Default for AdamConfig {
    fn default() -> Self {
        Self {
            learning_rate: 1e-3,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
        }
    }
}

impl AdamConfig {
    /// Checks that each number lies where the algorithm is defined.
    pub fn validate(&self) -> Result<()> {
        // Sizes that float32 still tells from nothing and from infinity.
        let positive = |x: f64| (1e-30..=1e6).contains(&x);
        let fraction = |x: f64| (0.0..1.0).contains(&x);
        let checks = [
            (
                "learning_rate",
                self.learning_rate,
                positive(self.learning_rate),
                "from 1e-30 to 1e6",
            ),
            (
                "beta1",
                self.beta1,
                fraction(self.beta1),
                "from 0 to below 1",
            ),
            (
                "beta2",
                self.beta2,
                fraction(self.beta2),
                "from 0 to below 1",
            ),
            (
                "epsilon",
                self.epsilon,
                positive(self.epsilon),
                "from 1e-30 to 1e6",
            ),
        ];
        for (field, given, valid, range) in checks {
            if !valid {
                return Err(Error::Config {
                    field,
                    given: given.to_string(),
                    remedy: format!("choose a finite number {range}"),
                });
            }
        }
        Ok(())
    }
}

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
    pub fn step(&mut self, parameters: &[&Tensor], gradients: &[Tensor]) -> Result<()> {
        for (p, g) in parameters.iter().zip(gradients) {
            check_gradient(g, p)?;
        }
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
        let coefficients = self.coefficients;
        let mut pieces = vec![];
        match Piece::of(p, g, m, v, follower) {
            Some(whole) => whole.cut_into(&mut pieces),
            None => update_by_tensors(p, g, m, v, follower, coefficients)?,
        }
        parallel::for_each(pieces, |piece| piece.update(coefficients));
        Ok(())
    }
}

/// Numbers that lie side by side in a parameter, its gradient and its moments.
///
/// libtorch's operations would pass over memory once for each arrow above; here it happens once,
/// piece by piece, on all threads.
struct Piece<'a> {
    p: &'a mut [f32],
    g: Gradient<'a>,
    m: &'a mut [f32],
    v: &'a mut [f32],
    follower: Option<&'a mut [Bfloat16]>,
}

enum Gradient<'a> {
    Float32(&'a [f32]),
    Bfloat16(&'a [Bfloat16]),
}

impl<'a> Gradient<'a> {
    fn of(g: &'a Tensor) -> Option<Self> {
        let narrow = || entries(g).map(Self::Bfloat16);
        entries(g).map(Self::Float32).or_else(narrow)
    }

    fn split_at(self, i: usize) -> (Self, Self) {
        match self {
            Self::Float32(g) => {
                let (left, right) = g.split_at(i);
                (Self::Float32(left), Self::Float32(right))
            }
            Self::Bfloat16(g) => {
                let (left, right) = g.split_at(i);
                (Self::Bfloat16(left), Self::Bfloat16(right))
            }
        }
    }
}

impl<'a> Piece<'a> {
    /// A whole parameter, where all lies on the CPU, in float32.
    fn of(
        p: &'a Tensor,
        g: &'a Tensor,
        m: &'a Tensor,
        v: &'a Tensor,
        follower: Option<&'a Tensor>,
    ) -> Option<Self> {
        // SAFETY: the tensors are distinct, and nobody else is at them during a step.
        unsafe {
            Some(Self {
                p: entries_mut(p)?,
                g: Gradient::of(g)?,
                m: entries_mut(m)?,
                v: entries_mut(v)?,
                follower: match follower {
                    Some(copy) => Some(entries_mut(copy)?),
                    None => None,
                },
            })
        }
    }

    fn cut_into(self, pieces: &mut Vec<Self>) {
        let mut rest = self;
        while rest.p.len() > PART {
            let (piece, after) = rest.split();
            pieces.push(piece);
            rest = after;
        }
        pieces.push(rest);
    }

    fn split(self) -> (Self, Self) {
        let (p, p_rest) = self.p.split_at_mut(PART);
        let (g, g_rest) = self.g.split_at(PART);
        let (m, m_rest) = self.m.split_at_mut(PART);
        let (v, v_rest) = self.v.split_at_mut(PART);
        let (follower, follower_rest) = self.follower.map(|copy| copy.split_at_mut(PART)).unzip();
        let piece = Self {
            p,
            g,
            m,
            v,
            follower,
        };
        let rest = Self {
            p: p_rest,
            g: g_rest,
            m: m_rest,
            v: v_rest,
            follower: follower_rest,
        };
        (piece, rest)
    }

    fn update(self, c: Coefficients) {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has what the function was compiled for.
            return unsafe { self.update_avx2(c) };
        }
        self.update_inline(c);
    }

    /// The same loops and the same bits in registers twice as wide: 0.5 ms where the ones that
    /// every x86-64 has take 0.8 (1.3 million parameters, one core).
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn update_avx2(self, c: Coefficients) {
        self.update_inline(c);
    }

    #[inline(always)]
    fn update_inline(self, c: Coefficients) {
        match self.g {
            Gradient::Float32(g) => update(self.p, g, self.m, self.v, c),
            Gradient::Bfloat16(g) => update(self.p, g, self.m, self.v, c),
        }
        if let Some(copy) = self.follower {
            for (copy, p) in copy.iter_mut().zip(self.p) {
                *copy = Bfloat16::nearest(*p);
            }
        }
    }
}

#[inline(always)]
fn update<G: Entry>(p: &mut [f32], g: &[G], m: &mut [f32], v: &mut [f32], c: Coefficients) {
    for (((p, g), m), v) in p.iter_mut().zip(g).zip(m).zip(v) {
        let g = g.value();
        *m = c.beta1 * *m + (1.0 - c.beta1) * g;
        *v = c.beta2 * *v + (1.0 - c.beta2) * g * g;
        *p -= c.rate * *m / (v.sqrt() * c.root_correction + c.epsilon);
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
    fn nonsense_is_refused() {
        let config = AdamConfig {
            learning_rate: -1.0,
            ..AdamConfig::default()
        };
        let error = Adam::new(config, &[]).unwrap_err().to_string();
        assert!(error.contains("learning_rate = -1"), "{error}");
    }
}
