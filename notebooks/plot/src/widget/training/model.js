// The VAE D-200-200-z-200-200-D, forwards and backwards: each line of the second half answers a
// line of the first. dA stands for ∂loss/∂A; the loss is −log p(x|z) + β KL, a mean over the batch.

const HIDDEN = 200;
/** Images that one call takes at most. */
const MOST_ROWS = 500;

class Model {
  constructor(kernels, { pixels, latent, seed }) {
    kernels.clear();
    const sizes = {
      encoder1: [pixels, HIDDEN], encoder2: [HIDDEN, HIDDEN],
      mu: [HIDDEN, latent], logVar: [HIDDEN, latent],
      decoder1: [latent, HIDDEN], decoder2: [HIDDEN, HIDDEN], output: [HIDDEN, pixels],
    };
    Object.assign(this, { kernels, pixels, latent });
    this.parameters = new Parameters(kernels, Object.values(sizes));
    const words = new Words(seed, PURPOSE.weights, 0);
    for (const [name, size] of Object.entries(sizes)) {
      this[name] = new Layer(name, size, this.parameters, words);
    }
    this.layers = Object.keys(sizes).map((name) => this[name]);
    this.reserve();
  }

  /** What a batch leaves on its way, row by row. */
  reserve() {
    const room = (width) => this.kernels.take(MOST_ROWS * width);
    const { pixels, latent } = this;
    Object.assign(this, { x: room(pixels), logits: room(pixels), dLogits: room(pixels) });
    for (const name of ['h1', 'h2', 'g1', 'g2', 'dH1', 'dH2', 'dG1', 'dG2', 'dOther']) {
      this[name] = room(HIDDEN);
    }
    for (const name of ['means', 'logVars', 'eps', 'noise', 'z', 'dZ', 'dMeans', 'dLogVars']) {
      this[name] = room(latent);
    }
  }

  /** x → μ and log σ² of q(z|x), for as many rows of x. */
  encode(rows) {
    this.encoder1.forward(this.x, this.h1, rows);
    relu(this.h1, rows * HIDDEN);
    this.encoder2.forward(this.h1, this.h2, rows);
    relu(this.h2, rows * HIDDEN);
    this.mu.forward(this.h2, this.means, rows);
    this.logVar.forward(this.h2, this.logVars, rows);
  }

  /** z → the logits of the pixels of p(x|z). */
  decode(rows) {
    this.decoder1.forward(this.z, this.g1, rows);
    relu(this.g1, rows * HIDDEN);
    this.decoder2.forward(this.g1, this.g2, rows);
    relu(this.g2, rows * HIDDEN);
    this.output.forward(this.g2, this.logits, rows);
  }

  /**
   * The two terms, means over the batch of x and ε, and the gradient. `broken` is what is done
   * wrong; each wrong is where its name stands.
   */
  elboAndGradient(rows, { beta, likelihood, broken }) {
    this.encode(rows);
    this.reparameterise(rows, broken);
    this.decode(rows);
    const [n, shared] = [rows * this.pixels, broken === 'mean' ? this.pixels : 1];
    const { logits, dLogits } = this;
    const logP = LIKELIHOODS[likelihood](this.x.subarray(0, n), logits, dLogits, rows);
    for (let i = 0; shared > 1 && i < n; i++) dLogits[i] /= shared; // mean over pixels, not sum
    const weight = { sign: -beta, free: 0 }[broken] ?? beta; //        of KL in the loss
    const kl = this.kl(rows);
    this.backward(rows, weight, broken);
    const mean = (all) => all.reduce((sum, value) => sum + value, 0) / rows;
    const terms = { reconstruction: -mean(logP) / shared, kl: mean(kl) };
    return { ...terms, loss: terms.reconstruction + weight * terms.kl, logP, klOfEach: kl };
  }

  /** z = μ + σ ⊙ ε with σ = exp(½ log σ²). */
  reparameterise(rows, broken) {
    const { means, logVars, eps, noise, z } = this;
    for (let i = 0; i < rows * this.latent; i++) {
      const sigma = broken === 'sigma' ? logVars[i] : Math.exp(logVars[i] / 2);
      noise[i] = sigma * eps[i];
      z[i] = means[i] + noise[i];
    }
  }

  /** KL(q(z|x) ‖ N(0, I)) of each image: ½ Σ μ² + σ² − 1 − log σ². */
  kl(rows) {
    const { means, logVars, latent } = this;
    return ofRows(latent, rows, (from, to) => {
      let sum = 0;
      for (let i = from; i < to; i++) {
        sum += means[i] ** 2 + Math.exp(logVars[i]) - 1 - logVars[i];
      }
      return sum / 2;
    });
  }

  backward(rows, weight, broken) {
    const { x, h1, h2, z, g1, g2, dLogits, dG2, dG1, dZ, dMeans, dLogVars, dH2, dH1 } = this;
    this.output.slopeOfInput(dLogits, dG2, rows);
    reluBackward(dG2, g2, rows * HIDDEN);
    this.decoder2.slopeOfInput(dG2, dG1, rows);
    reluBackward(dG1, g1, rows * HIDDEN);
    this.decoder1.slopeOfInput(dG1, dZ, rows);
    this.backThroughDraw(rows, weight, broken);
    this.mu.slopeOfInput(dMeans, dH2, rows);
    this.logVar.slopeOfInput(dLogVars, this.dOther, rows);
    for (let i = 0; i < rows * HIDDEN; i++) dH2[i] += this.dOther[i];
    reluBackward(dH2, h2, rows * HIDDEN);
    this.encoder2.slopeOfInput(dH2, dH1, rows);
    reluBackward(dH1, h1, rows * HIDDEN);
    const inOut = [[x, dH1], [h1, dH2], [h2, dMeans], [h2, dLogVars], [z, dG1], [g1, dG2],
      [g2, dLogits]];
    inOut.forEach(([input, dY], i) => this.layers[i].slopeOfParameters(input, dY, rows));
  }

  /** From ∂loss/∂z to those of μ and log σ², to which KL adds β μ and ½ β (σ² − 1). */
  backThroughDraw(rows, weight, broken) {
    const { means, logVars, eps, noise, dZ, dMeans, dLogVars } = this;
    for (let i = 0; i < rows * this.latent; i++) {
      const draw = broken === 'sigma' ? eps[i] : noise[i] / 2;
      dMeans[i] = dZ[i] + (weight * means[i]) / rows;
      dLogVars[i] = dZ[i] * draw + (weight * (Math.exp(logVars[i]) - 1)) / (2 * rows);
    }
  }
}
