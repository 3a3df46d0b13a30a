// Layers y = x Wᵀ + b on batches in row order, their parameters and gradients behind one another
// in one array each, so that Adam goes through them in one pass.

/** The parameters of all layers, their gradient, and Adam's two moments. */
class Parameters {
  constructor(kernels, sizes) {
    const count = sizes.reduce((sum, [n_in, n_out]) => sum + (n_in + 1) * n_out, 0);
    this.kernels = kernels;
    this.count = count;
    [this.p, this.g, this.m, this.v] = Array.from({ length: 4 }, () =>
      kernels.take((count + 3) & ~3));
    this.used = 0;
    this.steps = 0;
  }

  /** The next n places, of the parameters and of their gradient. */
  next(n) {
    const part = [this.p, this.g].map((all) => all.subarray(this.used, this.used + n));
    this.used += n;
    return part;
  }

  /** The gradient's size ‖g‖. */
  gradientSize() {
    return Math.sqrt(this.kernels.squares(this.g));
  }

  /** θ ← θ − α m̂ / (√v̂ + ε) (Kingma and Ba, 2015, algorithm 1). */
  adam(rate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8) {
    this.steps += 1;
    this.kernels.adam(this.p, this.g, this.m, this.v, {
      beta1, beta2, epsilon,
      rate: rate / (1 - beta1 ** this.steps),
      root: 1 / Math.sqrt(1 - beta2 ** this.steps),
    });
  }
}

class Layer {
  /** Weights N(0, 1/n_in) and biases N(0, 1/n_out) from a stream of random numbers. */
  constructor(name, [n_in, n_out], parameters, words) {
    Object.assign(this, { name, n_in, n_out, kernels: parameters.kernels });
    const [weight, weightSlope] = parameters.next(n_in * n_out);
    [this.bias, this.biasSlope] = parameters.next(n_out);
    words.normals(weight, Math.fround(n_in ** -0.5));
    words.normals(this.bias, Math.fround(n_out ** -0.5));
    this.weight = matrix(weight, n_in); //            W, [out, in]
    this.weightSlope = weightSlope; //          ∂loss/∂W, the same
  }

  /** y [rows, out] of x [rows, in]. */
  forward(x, y, rows) {
    const size = [rows, this.n_out, this.n_in];
    this.kernels.product(size, matrix(x, this.n_in), transposed(this.weight), y, this.bias);
  }

  /** ∂loss/∂x = ∂loss/∂y W. */
  slopeOfInput(dY, dX, rows) {
    const size = [rows, this.n_in, this.n_out];
    this.kernels.product(size, matrix(dY, this.n_out), this.weight, dX);
  }

  /** ∂loss/∂W = (∂loss/∂y)ᵀ x, and ∂loss/∂b, the sum of ∂loss/∂y over the batch. */
  slopeOfParameters(x, dY, rows) {
    const { n_in, n_out, biasSlope } = this;
    const size = [n_out, n_in, rows];
    this.kernels.product(size, transposed(matrix(dY, n_out)), matrix(x, n_in), this.weightSlope);
    biasSlope.fill(0);
    for (let i = 0; i < rows * n_out; i++) biasSlope[i % n_out] += dY[i];
  }

  /** The size of its own part of the gradient. */
  gradientSize() {
    const sum = (slopes) => slopes.reduce((total, slope) => total + slope * slope, 0);
    return Math.sqrt(sum(this.weightSlope) + sum(this.biasSlope));
  }
}

/** Rectifies in place. */
function relu(h, n) {
  for (let i = 0; i < n; i++) if (h[i] < 0) h[i] = 0;
}

/** Where a rectified unit answered nothing, nothing comes back. */
function reluBackward(dH, h, n) {
  for (let i = 0; i < n; i++) if (h[i] <= 0) dH[i] = 0;
}
