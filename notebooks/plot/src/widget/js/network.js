// The network's arithmetic, on typed arrays of one image or one code.

/** An affine map x ↦ W x + b. */
class Linear {
  constructor({ weight, bias }) {
    [this.out, this.in] = weight.shape;
    this.weight = weight; // [out, in], row by row
    this.bias = bias; //     [out]
  }

  apply(x) {
    const { weight, bias, in: n } = this;
    const y = new Float32Array(this.out);
    for (let row = 0, start = 0; row < y.length; row++, start += n) {
      let a = bias[row], b = 0, c = 0, d = 0; // four sums at a time are faster than one
      let i = 0;
      for (; i + 3 < n; i += 4) {
        const w = start + i;
        a += weight[w] * x[i];
        b += weight[w + 1] * x[i + 1];
        c += weight[w + 2] * x[i + 2];
        d += weight[w + 3] * x[i + 3];
      }
      for (; i < n; i++) a += weight[start + i] * x[i];
      y[row] = a + b + (c + d);
    }
    return y;
  }
}

/** The error function, to seven digits (Press et al., "Numerical Recipes", erfcc). */
function erf(x) {
  const t = 1 / (1 + 0.5 * Math.abs(x));
  const series = [1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807,
    -1.13520398, 1.48851587, -0.82215223, 0.17087277];
  const sum = series.reduceRight((sum, c) => sum * t + c, 0);
  const rest = t * Math.exp(-x * x - 1.26551223 + t * sum);
  return x >= 0 ? 1 - rest : rest - 1;
}

const ACTIVATIONS = {
  relu: (a) => Math.max(0, a),
  tanh: Math.tanh,
  softplus: (a) => Math.max(0, a) + Math.log1p(Math.exp(-Math.abs(a))),
  gelu: (a) => 0.5 * a * (1 + erf(a / Math.SQRT2)),
};

/** Hidden layers h ↦ f(W h + b). */
class Perceptron {
  constructor({ hidden, activation }) {
    this.layers = hidden.map((layer) => new Linear(layer));
    this.activation = ACTIVATIONS[activation];
  }

  apply(x) {
    let h = x;
    for (const layer of this.layers) {
      h = layer.apply(h);
      for (let i = 0; i < h.length; i++) h[i] = this.activation(h[i]);
    }
    return h;
  }
}

const sigmoid = (x) => 1 / (1 + Math.exp(-x));

/** Probabilities from scores, so that they add up to 1. */
function softmax(scores) {
  const most = Math.max(...scores);
  const powers = Array.from(scores, (score) => Math.exp(score - most));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

/** p(x|z): a code → the probabilities of the pixels. */
class Decoder {
  constructor(decoder) {
    this.hidden = new Perceptron(decoder);
    this.output = new Linear(decoder.output);
  }

  /** How many numbers a code has. */
  get latent() {
    return (this.hidden.layers[0] ?? this.output).in;
  }

  logits(z) {
    return this.output.apply(this.hidden.apply(z));
  }

  /** The expected image, grey in [0, 1]. */
  decode(z) {
    return this.logits(z).map(sigmoid);
  }
}

/** q(z|x): pixels in [0, 1] → mean and logarithm of the variance of the code. */
class Encoder {
  constructor(encoder) {
    this.hidden = new Perceptron(encoder);
    this.mu = new Linear(encoder.mu);
    this.logVar = new Linear(encoder.log_var);
  }

  encode(x) {
    const h = this.hidden.apply(x);
    return { mu: this.mu.apply(h), logVar: this.logVar.apply(h) };
  }
}

/** log N(z; 0, I), nats. */
function logPrior(z) {
  const squares = z.reduce((sum, c) => sum + c * c, 0);
  return -0.5 * (squares + z.length * Math.log(2 * Math.PI));
}

/** KL(N(μ, σ²) ‖ N(0, I)), nats. */
function klToPrior(mu, logVar) {
  let sum = 0;
  for (let i = 0; i < mu.length; i++) {
    sum += mu[i] ** 2 + Math.exp(logVar[i]) - 1 - logVar[i];
  }
  return sum / 2;
}

/** log p(x|z) of grey pixels x under logits ℓ, nats: Σ x ℓ − log(1 + e^ℓ), never overflowing. */
function logLikelihood(x, logits) {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const l = logits[i];
    sum += x[i] * l - Math.max(0, l) - Math.log1p(Math.exp(-Math.abs(l)));
  }
  return sum;
}
