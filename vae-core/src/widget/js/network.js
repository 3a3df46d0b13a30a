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

function relu(x) {
  for (let i = 0; i < x.length; i++) x[i] = Math.max(0, x[i]);
  return x;
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
  constructor({ hidden1, hidden2, output }) {
    this.layers = [hidden1, hidden2, output].map((layer) => new Linear(layer));
  }

  logits(z) {
    const [hidden1, hidden2, output] = this.layers;
    return output.apply(relu(hidden2.apply(relu(hidden1.apply(z)))));
  }

  /** The expected image, grey in [0, 1]. */
  decode(z) {
    return this.logits(z).map(sigmoid);
  }
}

/** q(z|x): pixels in [0, 1] → mean and logarithm of the variance of the code. */
class Encoder {
  constructor({ hidden1, hidden2, mu, log_var: logVar }) {
    this.hidden = [hidden1, hidden2].map((layer) => new Linear(layer));
    this.mu = new Linear(mu);
    this.logVar = new Linear(logVar);
  }

  encode(x) {
    const [hidden1, hidden2] = this.hidden;
    const h = relu(hidden2.apply(relu(hidden1.apply(x))));
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
