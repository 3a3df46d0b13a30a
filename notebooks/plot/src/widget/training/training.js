// A training run: its images, their order, its noise, and the steps taken.

class Training {
  /** `images` are bytes, [N, pixels]; the settings that are not the model's may change later. */
  constructor(kernels, images, pixels, settings) {
    Object.assign(this, { images, pixels, settings, steps: 0, epoch: 0, at: 0, order: [] });
    this.model = new Model(kernels, { pixels, ...settings });
    this.greys = Float32Array.from({ length: 256 }, (_, level) => level / 255);
    this.prior = new Words(settings.seed, PURPOSE.user, 0)
      .normals(new Float32Array(SAMPLES * settings.latent));
  }

  get count() {
    return this.images.length / this.pixels;
  }

  /** Epochs behind it, with the part of the one under way. */
  get epochs() {
    return this.epoch === 0 ? 0 : this.epoch - 1 + this.at / this.order.length;
  }

  /** The images of the next batch; each epoch takes all of them in an order of its own. */
  nextBatch() {
    const { seed, batch } = this.settings;
    if (this.at >= this.order.length) {
      this.epoch += 1;
      this.at = 0;
      this.order = new Words(seed, PURPOSE.order, this.epoch).permutation(this.count);
      this.noise = new Words(seed, PURPOSE.noise, this.epoch);
    }
    const indices = this.order.subarray(this.at, this.at + batch);
    this.at += indices.length;
    return indices;
  }

  /** Learns from a batch; where loss or gradient is not finite, no weight changes. */
  step() {
    const { model, settings } = this;
    const indices = this.nextBatch();
    this.show(indices);
    this.noise.normals(model.eps.subarray(0, indices.length * model.latent));
    const result = model.elboAndGradient(indices.length, settings);
    const size = model.parameters.gradientSize();
    this.steps += 1;
    const finite = Number.isFinite(result.loss) && Number.isFinite(size);
    if (finite) model.parameters.adam(settings.rate);
    return { ...result, size, finite, indices, epochs: this.epochs };
  }

  /** Puts images of given numbers into the model's rows. */
  show(indices) {
    const { model, pixels, images, greys } = this;
    indices.forEach((index, row) => {
      for (let i = 0; i < pixels; i++) model.x[row * pixels + i] = greys[images[index * pixels + i]];
    });
  }

  /** Every quantity of the first image of the step just taken, and the sizes of the gradient. */
  quantities(step) {
    const { model, pixels } = this;
    const first = (all, n) => all.slice(0, n);
    return {
      index: step.indices[0], rows: step.indices.length,
      x: first(model.x, pixels), logits: first(model.logits, pixels),
      mu: first(model.means, model.latent), logVar: first(model.logVars, model.latent),
      eps: first(model.eps, model.latent), z: first(model.z, model.latent),
      logP: step.logP[0], kl: step.klOfEach[0],
      sizes: model.layers.map((layer) => [layer.name, layer.gradientSize()]),
      size: step.size,
    };
  }

  /** How the model sees some images now: μ, and the images decoded at it where asked for. */
  look(indices, decoded) {
    const { model } = this;
    const mu = new Float32Array(indices.length * model.latent);
    const seen = [];
    for (let from = 0; from < indices.length; from += MOST_ROWS) {
      const some = indices.slice(from, from + MOST_ROWS);
      this.show(some);
      model.encode(some.length);
      mu.set(model.means.subarray(0, some.length * model.latent), from * model.latent);
      if (decoded) seen.push(this.decoded(model.means, some.length));
    }
    return { mu, seen: seen[0] };
  }

  /** Images of codes drawn from the prior, always the same. */
  samples() {
    return this.decoded(this.prior, SAMPLES);
  }

  /** The expected images of at most MOST_ROWS codes, as bytes. */
  decoded(codes, rows) {
    const { model, pixels } = this;
    model.z.set(codes.subarray(0, rows * model.latent));
    model.decode(rows);
    return Uint8Array.from(model.logits.subarray(0, rows * pixels),
      (l) => Math.round(255 / (1 + Math.exp(-l))));
  }
}

/** Codes drawn from the prior whose images are shown. */
const SAMPLES = 20;
