// log p(x|z) of images x under the decoder's logits ℓ, and its gradient.

/** Summed over the pixels of each image; dLogits becomes ∂(−log p / rows)/∂ℓ. */
const LIKELIHOODS = {
  /** Black or white: Σ x ℓ − log(1 + e^ℓ), from logits, which never overflows. */
  bernoulli(x, logits, dLogits, rows) {
    return ofRows(x.length / rows, rows, (from, to) => {
      let [sum, product] = [0, 1];
      for (let i = from; i < to; i++) {
        const l = logits[i];
        const e = Math.exp(-Math.abs(l));
        sum += x[i] * l - (l > 0 ? l : 0);
        product *= 1 + e; // one logarithm for all: at most 2 each, and 2^1023 is a number
        dLogits[i] = ((l > 0 ? 1 : e) / (1 + e) - x[i]) / rows;
      }
      return sum - Math.log(product);
    });
  },

  /** N(y, σ²) with y = sigmoid(ℓ) and σ = 0.1: squared error, and a constant. */
  gaussian(x, logits, dLogits, rows) {
    const [variance, constant] = [SIGMA ** 2, Math.log(SIGMA) + 0.5 * Math.log(2 * Math.PI)];
    return ofRows(x.length / rows, rows, (from, to) => {
      let squares = 0;
      for (let i = from; i < to; i++) {
        const y = 1 / (1 + Math.exp(-logits[i]));
        squares += (x[i] - y) ** 2;
        dLogits[i] = (((y - x[i]) / variance) * y * (1 - y)) / rows;
      }
      return -squares / (2 * variance) - (to - from) * constant;
    });
  },
};

/** The standard deviation of a Gaussian pixel, of a range of 1. */
const SIGMA = 0.1;

/** What a function says to each row, from where it begins to where it ends. */
function ofRows(size, rows, says) {
  return Float64Array.from({ length: rows }, (_, row) => says(row * size, (row + 1) * size));
}
