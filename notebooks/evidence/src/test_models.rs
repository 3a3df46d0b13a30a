//! Models whose log p(x) is known by other means, float64.

use std::f64::consts::PI;

use tch::{Kind, Tensor};

use vae_core::dataset::ImageShape;
use vae_core::model::{
    Architecture, Initialisation, Linear, Named, Network, ObservationModel, PixelDistribution, Vae,
    VaeConfig,
};
use vae_core::{Random, Result};

/// σ of the linear model's pixels.
const SIGMA: f64 = 0.3;

/// x ~ N(W z + b, σ² I): linear in z, so that p(x) = N(b, W Wᵀ + σ² I) and p(z|x) are Gaussian
/// (Bishop, 2006, equations 12.35 and 12.42).
pub(crate) struct LinearModel {
    pub(crate) vae: Vae,
    w: Tensor,
    b: Tensor,
}

#[derive(Debug)]
struct Affine(Linear);

impl Network for Affine {
    fn forward(&self, z: &Tensor) -> Result<Tensor> {
        self.0.forward(z)
    }
    fn features(&self) -> i64 {
        self.0.bias.size()[0]
    }
    fn parameters(&self) -> Named<'_> {
        self.0.parameters()
    }
    fn makes_outputs(&self) -> bool {
        true
    }
}

#[derive(Debug)]
struct Identity(i64);

impl Network for Identity {
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        Ok(x.shallow_clone())
    }
    fn features(&self) -> i64 {
        self.0
    }
    fn parameters(&self) -> Named<'_> {
        Vec::new()
    }
}

/// Pixels N(μ, σ²) around the decoder's own numbers.
#[derive(Debug)]
struct Normal;
#[derive(Debug)]
struct Pixels(Tensor);

impl ObservationModel for Normal {
    fn distribution(&self, output: Tensor) -> Result<Box<dyn PixelDistribution>> {
        Ok(Box::new(Pixels(output)))
    }
    fn domain(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}

impl PixelDistribution for Pixels {
    fn mean(&self) -> Result<Tensor> {
        Ok(self.0.shallow_clone())
    }
    fn log_prob(&self, x: &Tensor) -> Result<Tensor> {
        let z = (x - &self.0) / SIGMA;
        let nats: Tensor = (z.square() + (2.0 * PI * SIGMA * SIGMA).ln()) * -0.5;
        Ok(nats.f_sum_dim_intlist(1, false, x.kind())?)
    }
    fn sample(&self, random: &mut Random) -> Result<Tensor> {
        Ok(&self.0 + random.standard_normal(&self.0.size())? * SIGMA)
    }
}

impl LinearModel {
    /// Six pixels, three latent dimensions; q(z|x) has the posterior's mean moved by `off`, and
    /// its marginal variances `wider` times.
    pub(crate) fn new(off: f64, wider: f64) -> Self {
        let image = ImageShape::grey(2, 3);
        let config = VaeConfig { image, latent: 3, ..VaeConfig::default() };
        let affine = Linear::new(3, 6, Initialisation::Thesis, &mut Random::new(4)).unwrap();
        let builder = Vae::builder(config, 0).encoder(Identity(6)).decoder(Affine(affine));
        let vae = builder.likelihood(Normal).build().unwrap().to_kind(Kind::Double).unwrap();
        let get = |name: &str| {
            let all = vae.named_parameters();
            all.iter().find(|p| p.0 == name).unwrap().1.detach()
        };
        let (w, b) = (get("decoder.weight"), get("decoder.bias"));
        let precision =
            Tensor::eye(3, (Kind::Double, vae.device())) + w.tr().mm(&w) / (SIGMA * SIGMA);
        let covariance = precision.inverse();
        let gain = covariance.mm(&w.tr()) / (SIGMA * SIGMA); // E[z|x] = gain (x − b)
        get("encoder.mu.weight").copy_(&gain);
        get("encoder.mu.bias").copy_(&(off - gain.mv(&b)));
        let _ = get("encoder.log_var.weight").zero_();
        get("encoder.log_var.bias").copy_(&(covariance.diag(0) * wider).log());
        Self { vae, w, b }
    }

    /// z from the prior and x from p(x|z), `[n, 3]` and `[n, 6]`.
    pub(crate) fn simulate(&self, n: i64, seed: u64) -> (Tensor, Tensor) {
        let mut random = Random::new(seed);
        let z = random.standard_normal(&[n, 3]).unwrap().to_kind(Kind::Double);
        let x = self.vae.decode(&z).unwrap().sample(&mut random).unwrap();
        (z, x.detach())
    }

    /// Λ of p(z|x), `[3, 3]`.
    pub(crate) fn precision(&self) -> Tensor {
        Tensor::eye(3, (Kind::Double, self.w.device())) + self.w.tr().mm(&self.w) / (SIGMA * SIGMA)
    }

    /// log N(x; b, W Wᵀ + σ² I), `[B]`.
    pub(crate) fn log_p(&self, x: &Tensor) -> Tensor {
        let covariance =
            self.w.mm(&self.w.tr()) + Tensor::eye(6, (Kind::Double, x.device())) * SIGMA * SIGMA;
        let gap = x - &self.b;
        let distance =
            (gap.mm(&covariance.inverse()) * &gap).sum_dim_intlist(1, false, Kind::Double);
        (distance + covariance.logdet() + 6.0 * (2.0 * PI).ln()) * -0.5
    }
}

/// Bernoulli images of 4 × 4 pixels under a bent map of the plane, and their log p(x) by a grid.
pub(crate) fn plane() -> (Vae, Tensor, Tensor) {
    let config = VaeConfig {
        image: ImageShape::grey(4, 4),
        latent: 2,
        architecture: Architecture::mlp([12]),
        ..VaeConfig::default()
    };
    let vae = Vae::new(config, 3).unwrap().to_kind(Kind::Double).unwrap();
    tch::no_grad(|| {
        for (name, parameter) in vae.named_parameters() {
            if name.starts_with("decoder") {
                let mut parameter = parameter.shallow_clone();
                let _ = parameter.g_mul_scalar_(2.5); // posteriors that differ from the prior
            }
        }
    });
    let mut random = Random::new(8);
    let z = random.standard_normal(&[5, 2]).unwrap().to_kind(Kind::Double);
    let x = vae.decode(&z).unwrap().sample(&mut random).unwrap().to_kind(Kind::Double);
    let log_p = tch::no_grad(|| on_grid(&vae, &x));
    (vae, x, log_p)
}

/// log Σ p(x|z) p(z) h² over cells of side h, from −7 to 7.
fn on_grid(vae: &Vae, x: &Tensor) -> Tensor {
    let (side, half) = (401, 7.0);
    let axis = Tensor::linspace(-half, half, side, (Kind::Double, vae.device()));
    let z = Tensor::cartesian_prod(&[&axis, &axis]);
    let cell = 2.0 * half / (side as f64 - 1.0);
    let p = vae.decode(&z).unwrap();
    let prior = vae_core::model::log_prior(&z).unwrap() + 2.0 * cell.ln();
    let each = x.split(1, 0).into_iter().map(|x| {
        let log_joint = p.log_prob(&x.repeat([side * side, 1])).unwrap() + &prior;
        log_joint.logsumexp(0, false)
    });
    Tensor::stack(&each.collect::<Vec<_>>(), 0)
}
