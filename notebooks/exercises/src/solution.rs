//! The functions that the holes of the chapters ask for.
//!
//! A chapter goes on with these where a hole is still empty. Open this file when you have tried.

use tch::{Kind, Tensor};

/// z = μ + σ ⊙ ε, `[B, J]` (thesis, section 3.3.3).
pub fn reparameterise(mu: &Tensor, log_var: &Tensor, eps: &Tensor) -> Tensor {
    mu + (log_var * 0.5).exp() * eps
}

/// KL(N(μ, σ²) ‖ N(0, I)) of each row, `[B]` nats (thesis, section 4.4).
pub fn kl_to_prior(mu: &Tensor, log_var: &Tensor) -> Tensor {
    let terms: Tensor = log_var + 1.0 - mu.square() - log_var.exp();
    terms.sum_dim_intlist(1_i64, false, terms.kind()) * -0.5
}

/// log p(x|z) of Bernoulli pixels from their logits, `[B]` nats (thesis, section 4.4).
pub fn log_likelihood(x: &Tensor, logits: &Tensor) -> Tensor {
    let pixels: Tensor = x * logits - logits.softplus();
    pixels.sum_dim_intlist(1_i64, false, pixels.kind())
}

/// The bound of each image from one draw of ε, `[B]` nats.
pub fn elbo(
    x: &Tensor,
    (mu, log_var): (&Tensor, &Tensor),
    decode: &dyn Fn(&Tensor) -> Tensor,
    eps: &Tensor,
) -> Tensor {
    let z = reparameterise(mu, log_var, eps);
    log_likelihood(x, &decode(&z)) - kl_to_prior(mu, log_var)
}

/// What Adam subtracts from the parameters at step t = 1, 2, …; both means move on
/// (Kingma and Ba, 2015; thesis, annex C).
pub fn adam(g: &Tensor, m: &mut Tensor, v: &mut Tensor, t: i32) -> Tensor {
    let (alpha, beta1, beta2, epsilon) = (1e-3, 0.9, 0.999, 1e-8);
    *m = &*m * beta1 + g * (1.0 - beta1);
    *v = &*v * beta2 + g.square() * (1.0 - beta2);
    let m_hat = &*m / (1.0 - f64::powi(beta1, t));
    let v_hat = &*v / (1.0 - f64::powi(beta2, t));
    m_hat * alpha / (v_hat.sqrt() + epsilon)
}

/// One step of training: the loss, its gradients, and `update(i, gradient)` for parameter i.
/// Returns the loss before the step.
pub fn training_step(
    loss: &dyn Fn() -> Tensor,
    parameters: &[&Tensor],
    update: &mut dyn FnMut(usize, &Tensor),
) -> f64 {
    let loss = loss();
    let gradients = Tensor::run_backward(&[&loss], parameters, false, false);
    for (i, gradient) in gradients.iter().enumerate() {
        update(i, gradient);
    }
    loss.double_value(&[])
}

/// ∂/∂μ and ∂/∂log σ² by the score function, one term for each ε, with a baseline b.
pub fn score_gradient(
    (mu, log_var): (f64, f64),
    f: &dyn Fn(&Tensor) -> Tensor,
    b: f64,
    eps: &Tensor,
) -> [Tensor; 2] {
    let sigma = (0.5 * log_var).exp();
    let votes = f(&(eps * sigma + mu)) - b;
    [&votes * eps / sigma, &votes * (eps.square() - 1.0) * 0.5]
}

/// ∂/∂μ and ∂/∂log σ² by reparameterised draws, one term for each ε; `slope` is f′.
pub fn path_gradient(
    (mu, log_var): (f64, f64),
    slope: &dyn Fn(&Tensor) -> Tensor,
    eps: &Tensor,
) -> [Tensor; 2] {
    let sigma = (0.5 * log_var).exp();
    let along_z = slope(&(eps * sigma + mu));
    let to_log_var = &along_z * eps * (0.5 * sigma);
    [along_z, to_log_var]
}

/// E_q[log p(x, z) − log q(z)] on a grid of codes z with weights: the evidence lower bound.
pub fn bound(log_joint: &[f64], log_q: &[f64], step: f64) -> f64 {
    let terms = log_joint.iter().zip(log_q).map(|(joint, q)| q.exp() * (joint - q));
    terms.sum::<f64>() * step
}

/// E\[log U\] and log E\[U\] of equally probable values.
pub fn jensen(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean_of_log = values.iter().map(|u| u.ln()).sum::<f64>() / n;
    (mean_of_log, (values.iter().sum::<f64>() / n).ln())
}

/// φ = (μ, log σ²) after one step up the gradient of the bound, by central differences.
pub fn climb(bound: &dyn Fn(f64, f64) -> f64, (mu, log_var): (f64, f64), rate: f64) -> (f64, f64) {
    let h = 1e-4;
    let along_mu = (bound(mu + h, log_var) - bound(mu - h, log_var)) / (2.0 * h);
    let along_log_var = (bound(mu, log_var + h) - bound(mu, log_var - h)) / (2.0 * h);
    (mu + rate * along_mu, log_var + rate * along_log_var)
}

/// Back through a layer y = x Wᵀ + b: from δ = ∂L/∂y `[B, out]`, with x `[B, in]` and W
/// `[out, in]`, the derivatives by W, by b and by x.
pub fn layer_backward(delta: &Tensor, x: &Tensor, weight: &Tensor) -> [Tensor; 3] {
    let by_bias = delta.sum_dim_intlist(0_i64, false, delta.kind());
    [delta.tr().matmul(x), by_bias, delta.matmul(weight)]
}

/// ∂/∂logits of the mean cross-entropy of a batch; logits `[B, C]`, labels `[B]` of int64.
pub fn softmax_gradient(logits: &Tensor, labels: &Tensor) -> Tensor {
    let classes = logits.size()[1];
    let wanted = labels.one_hot(classes).to_kind(logits.kind());
    (logits.softmax(1, logits.kind()) - wanted) / logits.size()[0] as f64
}

/// log of the mean weight of K codes, `[K, B]` → `[B]` nats (Burda and others, 2016).
pub fn importance_bound(log_weights: &Tensor) -> Tensor {
    let samples = log_weights.size()[0] as f64;
    log_weights.logsumexp(0_i64, false) - samples.ln()
}

/// log of the mean weight of K codes, and its standard error by the delta method: nats.
pub fn estimate(log_weights: &[f64]) -> (f64, f64) {
    let k = log_weights.len() as f64;
    let most = log_weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights = log_weights.iter().map(|log_w| (log_w - most).exp());
    let mean = weights.clone().sum::<f64>() / k;
    let variance = weights.map(|w| (w / mean - 1.0).powi(2)).sum::<f64>() / (k - 1.0);
    (most + mean.ln(), (variance / k).sqrt())
}

/// log w of an annealed chain after β moved once more, at a code whose log q₀(z) and log p(x, z)
/// are given (Neal, 2001, equation 11).
pub fn annealed_weight(
    log_w: f64,
    (before, after): (f64, f64),
    log_start: f64,
    log_joint: f64,
) -> f64 {
    log_w + (after - before) * (log_joint - log_start)
}

/// Σ_y q(y|x) (L(x, y) − log q(y|x)), from log q(y|x) and the bound L of each class, `[B, K]`
/// each: `[B]` nats (Kingma and others, 2014, equation 7).
pub fn unlabelled_bound(log_q: &Tensor, bounds: &Tensor) -> Tensor {
    let terms = log_q.exp() * (bounds - log_q);
    terms.sum_dim_intlist(1_i64, false, terms.kind())
}

/// log q(y|x) of the q(y|x) with the highest bound, from that of each class, `[B, K]` → `[B, K]`.
pub fn best_label(bounds: &Tensor) -> Tensor {
    bounds.log_softmax(1, bounds.kind())
}

/// The class, of ten, whose mean code is nearest, `[M]`; codes `[N, J]`, labels `[N]`, `[M, J]`.
pub fn nearest_mean(z: &Tensor, labels: &Tensor, z_test: &Tensor) -> Tensor {
    class_distances(z, labels, z_test).argmin(1, false)
}

/// How far each code lies from each class's mean, `[M, 10]`.
pub(crate) fn class_distances(z: &Tensor, labels: &Tensor, z_test: &Tensor) -> Tensor {
    let names = labels.one_hot(10).to_kind(Kind::Float); // [N, 10]
    let sizes = names.sum_dim_intlist(0_i64, false, Kind::Float).unsqueeze(1);
    Tensor::cdist(z_test, &(names.tr().matmul(z) / sizes), 2.0, None)
}

/// log p(x|z) of Laplace pixels of one scale b, `[B]` nats; x and μ `[B, D]`, log b `[1]`.
pub fn laplace(x: &Tensor, mu: &Tensor, log_scale: &Tensor) -> Tensor {
    let pixels: Tensor = -(x - mu).abs() / log_scale.exp() - log_scale - 2_f64.ln();
    pixels.sum_dim_intlist(1_i64, false, pixels.kind())
}

/// Bits for each number of a picture, from a density's −ELBO in nats: a level's probability is
/// its density times 1/255, the step between two of 256 levels.
pub fn bits_per_number(nats: f64, numbers: f64) -> f64 {
    nats / (numbers * 2_f64.ln()) + 255_f64.log2()
}

/// The mean of hills `N(z; μᵢ, h² I)` on codes `[n, 2]`, at places `[m, 2]`: `[m]` (Silverman, 1986).
pub fn density_at(z: &Tensor, codes: &Tensor, h: f64) -> Tensor {
    let apart: Tensor = z.unsqueeze(1) - codes.unsqueeze(0); // [m, n, 2]
    let squares = apart.square().sum_dim_intlist(2_i64, false, Kind::Float);
    let hills = (squares / (-2.0 * h * h)).exp() / (2.0 * std::f64::consts::PI * h * h);
    hills.mean_dim(1_i64, false, Kind::Float)
}

/// `n` codes on the straight way from a to b `[J]`, both included: `[n, J]`.
pub fn straight_way(a: &Tensor, b: &Tensor, n: i64) -> Tensor {
    let t = Tensor::linspace(0, 1, n, (Kind::Float, a.device())).unsqueeze(1);
    a + t * (b - a)
}

/// Φ⁻¹ in the middle of `n` equal shares of N(0, 1): `[n]`.
pub fn quantile_lines(n: i64) -> Tensor {
    let u: Tensor = (Tensor::arange(n, (Kind::Double, tch::Device::Cpu)) + 0.5) / n as f64;
    u.special_ndtri()
}
