//! Models, their parts and their distributions.

use tch::{Device, Kind, Tensor};
use vae_core::dataset::ImageSet;
use vae_core::model::{
    Activation, Architecture, ContinuousBernoulli, ConvDecoder, ConvEncoder, Draw, GaussianPixels,
    ImportanceSamples, Initialisation, LatentDistribution, Linear, Mlp, Network, PlanarFlow,
    batches, below, code_variances, is_active, log_prior,
};
use vae_core::{
    Bernoulli, Dataset, DiagonalGaussian, DiscretizedLogistic, Elbo, ImageShape, Likelihood,
    PixelDistribution, Posterior, Random, Result, Source, Vae, VaeConfig, evaluate,
};

use crate::models::{IMAGE, config, models_and};
use vae_testing::no_panics::inputs::{KINDS, NUMBERS, SIZES, tensors};
use vae_testing::no_panics::{Call, answers, returns};

const INIT: Initialisation = Initialisation::Thesis;
const RELU: Activation = Activation::Relu;

fn random() -> Random {
    Random::new(0)
}

fn models() -> Vec<Vae> {
    models_and(vec![])
}

/// Calls a model's function with every tensor.
fn of_models<T>(columns: i64, call: impl Fn(&Vae, &Tensor) -> Result<T>) {
    for vae in models() {
        for (name, t) in tensors(columns) {
            answers(&format!("{vae}, {name}"), || call(&vae, &t));
        }
    }
}

fn with_tensors<T>(columns: i64, call: impl Fn(&Tensor) -> Result<T>) {
    for (name, t) in tensors(columns) {
        answers(&name, || call(&t));
    }
}

fn with_pairs<T>(columns: i64, call: impl Fn(Tensor, Tensor) -> Result<T>) {
    let (all, fits) = (tensors(columns), zeros(&[2, columns]));
    for (name, t) in &all {
        answers(&format!("{name} twice"), || call(t.shallow_clone(), t.shallow_clone()));
        answers(&format!("{name}, zeros"), || call(t.shallow_clone(), fits.shallow_clone()));
        answers(&format!("zeros, {name}"), || call(fits.shallow_clone(), t.shallow_clone()));
    }
}

fn zeros(size: &[i64]) -> Tensor {
    Tensor::zeros(size, (Kind::Float, Device::Cpu))
}

fn images() -> Dataset {
    let bytes = Tensor::zeros([4, 6], (Kind::Uint8, Device::Cpu));
    Dataset::new(bytes, None, IMAGE, Source::Other("a test's".into())).unwrap()
}

fn other_images() -> Dataset {
    let bytes = Tensor::zeros([4, 5], (Kind::Uint8, Device::Cpu));
    let shape = ImageShape::grey(1, 5);
    Dataset::new(bytes, None, shape, Source::Other("a test's".into())).unwrap()
}

fn of_sets<T>(call: impl Fn(&Vae, &dyn ImageSet) -> Result<T>) {
    for vae in models() {
        answers("images", || call(&vae, &images()));
        answers("other images", || call(&vae, &other_images()));
    }
}

fn configs() -> Vec<VaeConfig> {
    let mut all = Vec::new();
    for n in SIZES {
        all.push(VaeConfig { latent: n, ..config() });
        all.push(VaeConfig { image: ImageShape::grey(n, 3), ..config() });
        all.push(VaeConfig { image: ImageShape::grey(n, n), ..config() });
        for widths in [vec![n], vec![4, n], vec![1; 33]] {
            all.push(VaeConfig { architecture: Architecture::mlp(widths.clone()), ..config() });
            all.push(VaeConfig { architecture: Architecture::conv(widths), ..config() });
        }
        let posterior = Posterior::PlanarFlow { length: n };
        all.push(VaeConfig { posterior, ..config() });
        all.push(VaeConfig { posterior, latent: 16_384, ..config() });
    }
    for sigma in NUMBERS {
        all.push(VaeConfig { likelihood: Likelihood::Gaussian { sigma }, ..config() });
    }
    all.push(VaeConfig { architecture: Architecture::mlp([]), ..config() });
    all.push(VaeConfig { architecture: Architecture::conv([]), ..config() });
    all
}

fn conv_shapes() -> Vec<(ImageShape, Vec<i64>)> {
    let mut all = Vec::new();
    for height in SIZES {
        for width in [0, -1, 3, i64::MAX] {
            all.extend(SIZES.map(|n| (ImageShape::grey(height, width), vec![2, n])));
        }
    }
    all.push((IMAGE, vec![]));
    all
}

/// Everything that can be asked of pixels' distribution.
fn use_pixels(p: &dyn PixelDistribution, x: &Tensor) -> Result<()> {
    let _ = (p.mean(), p.sample(&mut random()), p.logits());
    let _ = (p.log_prob_of_copies(x, 1), p.log_prob_of_copies(x, 0), p.log_prob_of_copies(x, -1));
    let _ = p.log_prob_of_copies(x, i64::MAX);
    p.log_prob(x).map(drop)
}

/// Everything that can be asked of codes' distribution.
fn use_codes(q: &dyn LatentDistribution, eps: &Tensor) -> Result<()> {
    let _ = (q.kl(), q.centre());
    q.draw(eps).map(drop)
}

fn use_gaussian(q: &DiagonalGaussian, t: &Tensor) -> Result<()> {
    let _ = (q.std(), q.kl(), q.kl_by_dimension(), q.sample(&mut random()), q.kl_to(q));
    let _ = q.log_prob(t);
    let [mu, log_var] = [&q.mu, &q.log_var].map(Tensor::shallow_clone);
    let _ = PlanarFlow::new(DiagonalGaussian { mu, log_var }, t, t, &zeros(&[2, 1]));
    use_codes(q, t)
}

fn with_eps<T>(call: impl Fn(&Vae, &Tensor, &Tensor) -> Result<T>) {
    of_models(6, |vae, x| call(vae, x, &zeros(&[2, 2])));
    of_models(2, |vae, eps| call(vae, &zeros(&[2, 6]), eps));
}

fn flows() {
    let base = || DiagonalGaussian::new(zeros(&[2, 2]), zeros(&[2, 2])).unwrap();
    let fits = [zeros(&[2, 6]), zeros(&[2, 6]), zeros(&[2, 3])];
    for (at, columns) in [6, 6, 3].into_iter().enumerate() {
        for (name, t) in tensors(columns) {
            let mut parts = fits.each_ref().map(Tensor::shallow_clone);
            parts[at] = t;
            let [u, w, b] = parts;
            answers(&format!("{name} as number {at}"), || {
                use_codes(&PlanarFlow::new(base(), &u, &w, &b)?, &zeros(&[2, 2]))
            });
        }
    }
}

fn layers(make: impl Fn(i64, i64) -> Result<()>) {
    for n_in in SIZES {
        for n_out in SIZES {
            answers(&format!("{n_in}, {n_out}"), || make(n_in, n_out));
        }
    }
}

pub const CALLS: &[Call] = &[
    ("Vae::new", || {
        for config in configs() {
            answers(&format!("{config:?}"), || Vae::new(config, u64::MAX));
        }
    }),
    ("Vae::builder", || {
        for config in configs() {
            answers(&format!("{config:?}"), || Vae::builder(config, 0).build());
        }
    }),
    ("VaeConfig::validate", || {
        for config in configs() {
            answers(&format!("{config:?}"), || config.validate());
            returns("its line", || config.to_string());
        }
    }),
    ("Architecture::mlp", || SIZES.iter().for_each(|&n| returns("n", || Architecture::mlp([n])))),
    ("Architecture::conv", || SIZES.iter().for_each(|&n| returns("n", || Architecture::conv([n])))),
    ("Vae::to_kind", || {
        for kind in KINDS {
            answers(&format!("{kind:?}"), || Vae::new(config(), 0)?.to_kind(kind));
        }
    }),
    ("Vae::posterior", || of_models(6, |vae, x| use_codes(&*vae.posterior(x)?, &zeros(&[2, 2])))),
    ("Vae::posterior_of_copies", || {
        of_models(6, |vae, x| vae.posterior_of_copies(x, 2));
        for copies in SIZES {
            let x = zeros(&[2, 6]);
            answers(&copies.to_string(), || models()[0].posterior_of_copies(&x, copies));
        }
    }),
    ("Vae::log_likelihood_and_slope", || {
        of_models(6, |vae, x| vae.log_likelihood_and_slope(&zeros(&[2, 2]), x));
        of_models(2, |vae, z| vae.log_likelihood_and_slope(z, &zeros(&[2, 6])));
    }),
    ("Vae::encode", || of_models(6, |vae, x| use_gaussian(&vae.encode(x)?, &zeros(&[2, 2])))),
    ("Vae::decode", || of_models(2, |vae, z| use_pixels(&*vae.decode(z)?, &zeros(&[2, 6])))),
    ("Vae::elbo", || of_models(6, |vae, x| vae.elbo(x, &mut random())?.loss())),
    ("Vae::elbo_with_noise", || with_eps(|vae, x, eps| vae.elbo_with_noise(x, eps)?.value())),
    ("Vae::check_images", || of_models(6, |vae, x| vae.check_images("a test", x))),
    ("Vae::generate", || {
        for vae in models() {
            for n in SIZES {
                answers(&format!("{vae}, {n}"), || vae.generate(n, &mut random()));
            }
        }
    }),
    ("Vae::reconstruct", || of_models(6, Vae::reconstruct)),
    ("Vae::decode_mean", || of_models(2, Vae::decode_mean)),
    ("Vae::encode_mean", || of_models(6, Vae::encode_mean)),
    ("Vae::to_model_device", || of_models(6, Vae::to_model_device)),
    ("Vae::importance_samples", || {
        with_eps(|vae, x, eps| vae.importance_samples(x, eps, 1)?.log_weights());
        for samples in SIZES {
            let (x, eps) = (zeros(&[2, 6]), zeros(&[2, 2]));
            answers(&samples.to_string(), || models()[0].importance_samples(&x, &eps, samples));
        }
    }),
    ("activity::code_variances", || with_tensors(3, code_variances)),
    ("activity::is_active", || {
        NUMBERS.iter().for_each(|&v| returns("a variance", || is_active(v)))
    }),
    ("evaluation::evaluate", || of_sets(evaluate)),
    ("evaluation::batches", || {
        of_sets(|vae, data| batches(vae, data).try_for_each(|b| b.1.map(drop)))
    }),
    ("Vae::encode_set", || of_sets(Vae::encode_set)),
    ("Activation::apply", || {
        for activation in Activation::ALL {
            with_tensors(3, |a| match a.numel() < 1 << 32 {
                true => activation.apply(a),
                false => Ok(Tensor::new()),
            });
        }
    }),
    ("Linear::new", || layers(|n, m| Linear::new(n, m, INIT, &mut random()).map(drop))),
    ("Mlp::new", || layers(|n, m| Mlp::new(n, &[m], RELU, INIT, &mut random()).map(drop))),
    ("Linear::forward", || {
        let layer = Linear::new(6, 2, INIT, &mut random()).unwrap();
        with_tensors(6, |x| layer.forward(x));
    }),
    ("Mlp::forward", || {
        let mlp = Mlp::new(6, &[2, 3], RELU, INIT, &mut random()).unwrap();
        with_tensors(6, |x| mlp.forward(x));
    }),
    ("ConvEncoder::new", || {
        for (shape, channels) in conv_shapes() {
            answers(&format!("{shape}, {channels:?}"), || -> Result<_> {
                let net = ConvEncoder::new(shape, &channels, RELU, INIT, &mut random())?;
                Ok((net.features(), net.forward(&zeros(&[2, 6]))?))
            });
        }
    }),
    ("ConvDecoder::new", || {
        for (shape, channels) in conv_shapes() {
            for outputs in SIZES {
                answers(&format!("{shape}, {channels:?}, {outputs}"), || -> Result<_> {
                    let random = &mut random();
                    let net = ConvDecoder::new(2, shape, &channels, outputs, RELU, INIT, random)?;
                    Ok((net.features(), net.forward(&zeros(&[2, 2]))?))
                });
            }
        }
        for latent in SIZES {
            answers(&latent.to_string(), || {
                ConvDecoder::new(latent, IMAGE, &[2], 1, RELU, INIT, &mut random())
            });
        }
    }),
    ("ConvEncoder::forward", || {
        let net = ConvEncoder::new(IMAGE, &[2], RELU, INIT, &mut random()).unwrap();
        with_tensors(6, |x| net.forward(x));
    }),
    ("ConvDecoder::forward", || {
        let net = ConvDecoder::new(2, IMAGE, &[2], 1, RELU, INIT, &mut random()).unwrap();
        with_tensors(2, |x| net.forward(x));
    }),
    ("Likelihood::model", || {
        for likelihood in Likelihood::ALL {
            for pixels in SIZES {
                answers(&format!("{likelihood}, {pixels}"), || likelihood.model(pixels));
            }
            let model = likelihood.model(6).unwrap();
            let columns = 6 * model.outputs();
            let x = zeros(&[2, 6]);
            for (name, t) in tensors(columns) {
                answers(&format!("{likelihood}, {name}"), || {
                    let _ = model.log_prob_and_gradient(&t, &x).and_then(|at| (at.gradient)(None));
                    use_pixels(&*model.distribution(t)?, &x)
                });
            }
            with_tensors(6, |x| model.log_prob_and_gradient(&zeros(&[2, columns]), x).map(drop));
            with_tensors(1, |weights| {
                (model.log_prob_and_gradient(&zeros(&[2, columns]), &x)?.gradient)(Some(weights))
            });
        }
    }),
    ("Bernoulli::new", || {
        with_pairs(6, |logits, x| use_pixels(&Bernoulli::new(logits), &x));
    }),
    ("Bernoulli::log_prob", || {
        with_tensors(6, |x| Bernoulli::new(zeros(&[2, 6])).log_prob(x));
    }),
    ("Bernoulli::log_prob_of_copies", || {
        for copies in SIZES {
            with_tensors(6, |x| Bernoulli::new(zeros(&[2, 6])).log_prob_of_copies(x, copies));
        }
    }),
    ("ContinuousBernoulli::new", || {
        with_pairs(6, |logits, x| use_pixels(&ContinuousBernoulli::new(logits), &x));
    }),
    ("ContinuousBernoulli::log_prob", || {
        with_tensors(6, |x| ContinuousBernoulli::new(zeros(&[2, 6])).log_prob(x));
    }),
    ("DiscretizedLogistic::new", || {
        with_pairs(6, |logits, scale| {
            let p = DiscretizedLogistic::new(logits, scale)?;
            let _ = p.location();
            use_pixels(&p, &zeros(&[2, 6]))
        });
        for (name, scale) in tensors(6) {
            answers(&name, || {
                let p = DiscretizedLogistic::new(zeros(&[2, 6]), scale.f_view([-1])?)?;
                use_pixels(&p, &zeros(&[2, 6]))
            });
        }
    }),
    ("DiscretizedLogistic::log_prob", || {
        let p = DiscretizedLogistic::new(zeros(&[2, 6]), zeros(&[6])).unwrap();
        with_tensors(6, |x| p.log_prob(x));
    }),
    ("GaussianPixels::new", || {
        with_pairs(6, |mu, sigma| {
            let x = mu.shallow_clone();
            use_pixels(&GaussianPixels::new(mu, sigma)?, &x)
        });
    }),
    ("GaussianPixels::log_prob", || {
        let p = GaussianPixels::new(zeros(&[2, 6]), zeros(&[2, 6])).unwrap();
        with_tensors(6, |x| p.log_prob(x));
    }),
    ("parameters::below", || {
        returns("a name", || below("", vec![(String::new(), &zeros(&[]))]).len())
    }),
    ("family::log_prior", || {
        with_tensors(2, |z| match z.numel() < 1 << 32 {
            true => log_prior(z),
            false => Ok(Tensor::new()),
        });
    }),
    ("DiagonalGaussian::new", || {
        with_pairs(2, |mu, log_var| {
            let eps = mu.shallow_clone();
            use_gaussian(&DiagonalGaussian::new(mu, log_var)?, &eps)
        });
    }),
    ("DiagonalGaussian::std", || {
        with_pairs(2, |mu, log_var| {
            let eps = log_var.shallow_clone(); // nobody checks fields that somebody wrote
            use_gaussian(&DiagonalGaussian { mu, log_var }, &eps)
        });
    }),
    ("Elbo::loss", || {
        with_pairs(1, |reconstruction, kl| {
            let elbo = Elbo { reconstruction, kl };
            let _ = elbo.value()?;
            elbo.loss()
        });
    }),
    ("ImportanceSamples::log_weights", || {
        with_pairs(2, |a, b| {
            let of = |parts: [&Tensor; 3]| {
                let [log_likelihood, log_prior, log_q] = parts.map(Tensor::shallow_clone);
                let z = a.shallow_clone();
                ImportanceSamples { z, log_likelihood, log_prior, log_q }.log_weights()
            };
            let _ = (of([&a, &a, &b]), of([&b, &a, &a]));
            of([&a, &b, &a])
        });
    }),
    ("DiagonalGaussian::standard", || {
        layers(|batch, latent| DiagonalGaussian::standard(batch, latent).map(drop));
    }),
    ("DiagonalGaussian::reparameterise", || {
        let q = DiagonalGaussian::standard(2, 2).unwrap();
        with_tensors(2, |eps| q.reparameterise(eps));
    }),
    ("DiagonalGaussian::log_prob", || {
        let q = DiagonalGaussian::standard(2, 2).unwrap();
        with_tensors(2, |z| q.log_prob(z));
    }),
    ("DiagonalGaussian::kl_to", || {
        let q = DiagonalGaussian::standard(2, 2).unwrap();
        for (rows, columns) in [(2, 2), (1, 2), (2, 1), (0, 2), (2, 0)] {
            let p = DiagonalGaussian::standard(rows, columns).unwrap();
            answers(&format!("{rows}, {columns}"), || q.kl_to(&p));
        }
    }),
    ("DiagonalGaussian::draw", || {
        let q = DiagonalGaussian::standard(2, 2).unwrap();
        with_tensors(2, |eps| q.draw(eps).map(|Draw { z, .. }| z));
    }),
    ("PlanarFlow::new", flows),
    ("PlanarFlow::draw", || {
        let base = DiagonalGaussian::standard(2, 2).unwrap();
        let flow = PlanarFlow::new(base, &zeros(&[2, 2]), &zeros(&[2, 2]), &zeros(&[2, 1]));
        let flow = flow.unwrap();
        with_tensors(2, |eps| flow.draw(eps));
    }),
];
