//! The pieces of a training step, each by itself: `cargo bench -p vae-core`.
//!
//! Thesis model with 20 latent dimensions, batches of 100. Threads are libtorch's, as many as
//! `OMP_NUM_THREADS` says.

use divan::Bencher;
use tch::{Device, Kind, Tensor};
use vae_base::cpu::adam::{Coefficients, update};
use vae_base::cpu::cross_entropy;
use vae_core::dataset::synthetic;
use vae_core::{Adam, AdamConfig, Objective, Random, TrainConfig, Trainer, Vae, VaeConfig, bench};

const BATCH: usize = 100;
const LATENT: i64 = 20;

fn main() {
    divan::main();
}

fn vae() -> Vae {
    let config = VaeConfig { latent: LATENT, ..VaeConfig::default() };
    Vae::new(config, 0).unwrap()
}

/// Images and noise.
fn batch() -> (Tensor, Tensor) {
    let x = synthetic::digits(BATCH, 0).unwrap().range(0, BATCH);
    let eps = Random::new(0).standard_normal(&[BATCH as i64, LATENT]);
    (x.unwrap(), eps.unwrap())
}

#[divan::bench]
fn elbo(bencher: Bencher) {
    let (vae, (x, eps)) = (vae(), batch());
    bencher.bench_local(|| tch::no_grad(|| vae.elbo_with_noise(&x, &eps).unwrap()));
}

/// Loss, gradient and Adam.
#[divan::bench(args = [Objective::default(), Objective::iwae(5), Objective::iwae(50)])]
fn step(bencher: Bencher, objective: &Objective) {
    let (x, _) = batch();
    let rows = BATCH as i64 * objective.function().unwrap().samples();
    let eps = Random::new(0).standard_normal(&[rows, LATENT]).unwrap();
    let config = TrainConfig { objective: objective.clone(), ..TrainConfig::default() };
    let mut trainer = Trainer::new(vae(), config).unwrap();
    bencher.bench_local(|| bench::step(&mut trainer, &x, &eps).unwrap());
}

#[divan::bench]
fn elbo_and_gradient_by_autograd(bencher: Bencher) {
    let (vae, (x, eps)) = (vae(), batch());
    bencher.bench_local(|| {
        let loss = vae.elbo_with_noise(&x, &eps).unwrap().loss().unwrap();
        Tensor::run_backward(&[loss], &vae.parameters(), false, false)
    });
}

/// Parameters, their gradients of a given kind, and Adam for them.
fn optimizer(vae: &Vae, kind: Kind) -> (Adam, Vec<Tensor>) {
    let gradient = |p: &&Tensor| p.detach().full_like(1e-3).to_kind(kind);
    let gradients = vae.parameters().iter().map(gradient).collect();
    let adam = Adam::new(AdamConfig::default(), &vae.parameters());
    (adam.unwrap(), gradients)
}

#[divan::bench(args = [Kind::Float, Kind::BFloat16])]
fn adam(bencher: Bencher, kind: Kind) {
    let vae = vae();
    let (mut adam, gradients) = optimizer(&vae, kind);
    bencher.bench_local(|| adam.step(&vae.parameters(), &gradients).unwrap());
}

/// As inside a training step, where everything else has passed through the cache since the last.
#[divan::bench]
fn adam_from_memory(bencher: Bencher) {
    let vae = vae();
    let (mut adam, gradients) = optimizer(&vae, Kind::Float);
    let mut everything_else = vec![0_u64; 64 << 17]; // 64 MiB
    let pass_through = || everything_else.iter_mut().for_each(|x| *x += 1);
    bencher
        .with_inputs(pass_through)
        .bench_local_values(|()| adam.step(&vae.parameters(), &gradients).unwrap());
}

/// The loop alone: in mixed precision it leaves a copy of the parameters in bfloat16, and where
/// gradients have stayed away for long it meets moments at the end of the normal numbers.
#[divan::bench(args = [(false, 1e-3), (true, 1e-3), (false, 1e-38)])]
fn adam_loop(bencher: Bencher, (with_copy, moment): (bool, f64)) {
    const PARAMETERS: i64 = 1_316_824;
    let full = |value: f64| Tensor::full([PARAMETERS], value, (Kind::Float, Device::Cpu));
    let gradient = if moment < 1e-30 { 0.0 } else { 1e-3 };
    let (p, g, m, v) = (full(0.1), full(gradient), full(moment), full(moment));
    let copy = with_copy.then(|| p.to_kind(Kind::BFloat16));
    let c =
        Coefficients { beta1: 0.9, beta2: 0.999, rate: 1e-3, root_correction: 1.0, epsilon: 1e-8 };
    bencher.bench_local(|| assert!(update(&p, &g, (&m, &v), copy.as_ref(), c)));
}

/// One image after the other, on one thread: cross-entropy with its slopes.
#[divan::bench(args = [1.0, 100.0])]
fn cross_entropy_and_slopes(bencher: Bencher, scale: f32) {
    let (logits, x) = pixels(scale);
    let mut slopes = vec![0.0; x.len()];
    bencher.bench_local(|| cross_entropy::log_prob_and_gradient(&logits, &x, 0.01, &mut slopes));
}

#[divan::bench(args = [1.0, 100.0])]
fn cross_entropy_alone(bencher: Bencher, scale: f32) {
    let (logits, x) = pixels(scale);
    bencher.bench_local(|| cross_entropy::log_prob(&logits, &x));
}

/// A batch of logits between 0 and −`scale`, and black pixels.
fn pixels(scale: f32) -> (Vec<f32>, Vec<f32>) {
    let count = BATCH * 784;
    ((0..count).map(|i| -scale * (i % 784) as f32 / 784.0).collect(), vec![0.0; count])
}

#[divan::bench]
fn gather_batch(bencher: Bencher) {
    let digits = synthetic::digits(6_000, 0).unwrap();
    let order = Random::new(0).permutation(digits.len());
    let mut next = order.chunks(BATCH).cycle();
    bencher.bench_local(|| digits.batch(next.next().unwrap()).unwrap());
}

#[divan::bench]
fn noise(bencher: Bencher) {
    let mut random = Random::new(0);
    bencher.bench_local(|| random.standard_normal(&[BATCH as i64, LATENT]).unwrap());
}

/// x Wᵀ for a batch, by the layer's inputs and outputs.
#[divan::bench(args = [(784, 500), (500, 500), (500, 20), (20, 500), (500, 784)],
               consts = [false, true])]
fn product<const BFLOAT16: bool>(bencher: Bencher, (n_in, n_out): (i64, i64)) {
    let kind = if BFLOAT16 { Kind::BFloat16 } else { Kind::Float };
    let ones = |size: [i64; 2]| Tensor::ones(size, (kind, Device::Cpu));
    let (x, weight) = (ones([BATCH as i64, n_in]), ones([n_out, n_in]));
    bencher.bench_local(|| x.mm(&weight.tr()));
}
