//! Flows fitted to each datum of the parabola.

use std::path::Path;
use std::time::Instant;

use tch::{Kind, Tensor};
use vae_core::model::{LatentDistribution, PlanarFlow};
use vae_core::save::files::{read_json, write_json};
use vae_core::{Adam, AdamConfig, DiagonalGaussian, Error, Random, Result};

use super::outcome::{Gaps, Outcome};
use super::parabola::{draws, elbos, log_evidence};
use super::rows::ROWS;
use crate::{Job, Measured, Observer, Place};

/// Data of the model; in a quick run, few.
const DATA: (i64, i64) = (12, 3);

/// A bound may be optimised as often as one likes: the higher of two counts.
const STARTS: i64 = 2;

/// Steps of each size; in a quick run, few.
const STEPS: (usize, usize) = (600, 20);

const STEP_SIZES: [f64; 2] = [0.02, 0.005];

/// Points over ε while a flow is fitted, and when it is measured: a long one would learn to hide
/// between few.
const POINTS: (i64, i64) = (241, 2_401);

/// Of all lengths, of one thread, measured.
pub(super) const HOURS: f64 = 0.03;

/// A flow of each datum: μ and log σ² `[n, 1]`; u, w and b `[n, K]`.
struct Fitted([Tensor; 5]);

impl Fitted {
    fn begin(n: i64, length: i64) -> Result<Self> {
        let mut random = Random::new(31);
        let mut near = |columns: i64, size: f64| -> Result<Tensor> {
            let t = random.standard_normal(&[n, columns])?.f_to_kind(Kind::Double)? * size;
            Ok(t.f_set_requires_grad(true)?)
        };
        let (mu, log_var) = (near(1, 0.5)?, near(1, 0.1)?);
        Ok(Self([mu, log_var, near(length, 0.05)?, near(length, 1.0)?, near(length, 1.0)?]))
    }

    /// z and log q(z) at each ε for each datum, `[n · G]`.
    fn carry(&self, eps: &Tensor) -> Result<(Tensor, Tensor)> {
        let (n, g) = (self.0[0].size()[0], eps.size()[0]);
        let rows = |p: &Tensor| p.f_repeat_interleave_self_int(g, 0, None);
        let [mu, log_var, u, w, b] = self.0.each_ref().map(rows);
        let flow = PlanarFlow::new(DiagonalGaussian::new(mu?, log_var?)?, &u?, &w?, &b?)?;
        let draw = flow.draw(&eps.f_repeat([n])?.f_unsqueeze(1)?)?;
        Ok((draw.z.f_squeeze_dim(1)?, draw.log_q))
    }

    fn elbos(&self, x: &Tensor, points: i64) -> Result<Tensor> {
        elbos(x, points, |eps| self.carry(eps))
    }

    /// Raises the ELBO of every datum.
    fn fit(&self, x: &Tensor, steps: usize) -> Result<()> {
        let all: Vec<&Tensor> = self.0.iter().filter(|p| p.numel() > 0).collect();
        for learning_rate in STEP_SIZES {
            let mut adam = Adam::new(AdamConfig { learning_rate, ..AdamConfig::default() }, &all)?;
            for _ in 0..steps {
                let loss = self.elbos(x, POINTS.0)?.f_sum(Kind::Double)?.f_neg()?;
                adam.step(&all, &Tensor::f_run_backward(&[loss], &all, false, false)?)?;
            }
        }
        Ok(())
    }
}

/// log p(x) − ELBO of each datum with a flow of a length.
fn gaps(length: i64, x: &Tensor, steps: usize) -> Result<Gaps> {
    let start = Instant::now();
    let starts = x.f_repeat([STARTS, 1])?;
    let q = Fitted::begin(starts.size()[0], length)?;
    q.fit(&starts, steps)?;
    let bounds = tch::no_grad(|| q.elbos(&starts, POINTS.1))?;
    let best = bounds.f_view([STARTS, -1])?.f_amax(0, false)?;
    let gaps = Vec::<f64>::try_from(log_evidence(x)? - best)?;
    Ok(Gaps { length, gaps, seconds: start.elapsed().as_secs_f64() })
}

/// Every length in turn; those that a file has already are not fitted again.
pub(super) fn run(job: &Job, place: &Place, observe: &mut Observer) -> Result<()> {
    let folder = job.folder(place);
    let path = folder.join(Outcome::FILE);
    let mut done = so_far(&path)?;
    std::fs::create_dir_all(&folder).map_err(Error::io("create the folder", &folder))?;
    let (data, steps) = if place.quick { (DATA.1, STEPS.1) } else { (DATA.0, STEPS.0) };
    let x = draws(data)?;
    for row in ROWS.iter().skip(done.len()) {
        done.push(gaps(row.length, &x, steps)?);
        write_json(&path, &Outcome::Parabola(done.clone()))?;
        if observe(&format!("{} flows: fitted", row.length)).is_break() {
            return Ok(());
        }
    }
    Ok(())
}

/// The lengths that were fitted before.
fn so_far(path: &Path) -> Result<Vec<Gaps>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    match read_json(path)? {
        Outcome::Parabola(lengths) => Ok(lengths),
        Outcome::Images(_) => Err(Error::damaged(path, "it is of images")),
    }
}
