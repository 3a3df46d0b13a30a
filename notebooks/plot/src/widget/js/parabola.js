// The model of chapter 3a: one latent number, whose evidence and posterior are known.

/** log N(z; μ, σ²), nats. */
function logNormal(z, mu, sigma) {
  return -0.5 * Math.log(2 * Math.PI) - Math.log(sigma) - 0.5 * ((z - mu) / sigma) ** 2;
}

/** z ~ N(0, 1) and x ~ N((z, θ(z² − 1)), s² I), with one x seen. */
class Parabola {
  constructor({ theta, s, x }) {
    Object.assign(this, { theta, s, x });
    this.logEvidence = Math.log(sum(-8, 8, 0.01, (z) => Math.exp(this.logJoint(z))));
  }

  logLikelihood(z) {
    const square = (this.x[0] - z) ** 2 + (this.x[1] - this.theta * (z * z - 1)) ** 2;
    return -Math.log(2 * Math.PI * this.s ** 2) - square / (2 * this.s ** 2);
  }

  logJoint(z) {
    return this.logLikelihood(z) + logNormal(z, 0, 1);
  }

  logPosterior(z) {
    return this.logJoint(z) - this.logEvidence;
  }

  /** E_q[log p(x|z)] by a formula: E z² = μ² + σ², E z⁴ = μ⁴ + 6μ²σ² + 3σ⁴. */
  fit(mu, sigma) {
    const { theta, s, x } = this;
    const second = mu ** 2 + sigma ** 2;
    const fourth = mu ** 4 + 6 * mu ** 2 * sigma ** 2 + 3 * sigma ** 4;
    const first = x[0] ** 2 - 2 * x[0] * mu + second;
    const other = x[1] ** 2 - 2 * x[1] * theta * (second - 1)
      + theta ** 2 * (fourth - 2 * second + 1);
    return -Math.log(2 * Math.PI * s ** 2) - (first + other) / (2 * s ** 2);
  }

  /** KL(q ‖ p(z|x)) by its integral, over z = μ + σ ε. */
  gap(mu, sigma) {
    return sum(-10, 10, 0.02, (e) => {
      const z = mu + sigma * e;
      return Math.exp(logNormal(e, 0, 1)) * (logNormal(z, mu, sigma) - this.logPosterior(z));
    });
  }

  /** Var(w) / p(x)² of the weights w = p(x, z) / q(z), z from q: ∫ p(z|x)² / q(z) dz − 1. */
  spreadOfWeights(mu, sigma) {
    return sum(-8, 8, 0.01,
      (z) => Math.exp(2 * this.logPosterior(z) - logNormal(z, mu, sigma))) - 1;
  }
}

/** ∫ f from a to b, which is exact to rounding for what falls off like a Gaussian. */
function sum(a, b, step, f) {
  let total = 0;
  for (let i = Math.round(a / step); i <= Math.round(b / step); i++) total += f(i * step);
  return total * step;
}

/** Draws from N(0, 1), the same for one seed always (mulberry32; Box and Muller). */
function normals(seed, count) {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return Array.from({ length: count }, () =>
    Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()));
}
