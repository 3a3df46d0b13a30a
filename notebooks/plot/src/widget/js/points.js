// The images of a data set as points of the latent space.

/** As many classes as are named. */
const MOST_NAMED = 40;

class Points {
  constructor({ mu, labels, colours, names, originals }) {
    Object.assign(this, { mu, labels, colours, names, originals });
    [this.count, this.latent] = mu.shape;
    this.shades = Object.values(colours);
    this.recolour = () => {}; // the legend's colours, once there is one
    /** From the number of an image to its place among those carried whole. */
    this.places = new Map(originals?.indices.map((index, place) => [index, place]));
  }

  code(index) {
    return this.mu.subarray(index * this.latent, (index + 1) * this.latent);
  }

  colour(index) {
    const { labels, colours, count } = this;
    if (labels) return colours[labels[index]] ?? '#808080';
    return this.shades[Math.floor((index * this.shades.length) / count)];
  }

  /** What an image is called. */
  name(index) {
    return this.labels ? `image ${index}, a ${this.className(this.labels[index])}` : `image ${index}`;
  }

  /** What a label's class is called. */
  className(label) {
    return this.names?.[label] ?? String(label);
  }

  /** The labels that occur, rising. */
  labelSet() {
    return [...new Set(this.labels)].sort((a, b) => a - b);
  }

  /** The share of each label among the k points nearest to z. */
  votes(z, k) {
    const nearest = []; // [distance, label], rising
    for (let index = 0; index < this.count; index++) {
      const distance = this.squares(index, z);
      if (nearest.length === k && distance >= nearest[k - 1][0]) continue;
      nearest.push([distance, this.labels[index]]);
      nearest.sort((a, b) => a[0] - b[0]);
      nearest.length = Math.min(k, nearest.length);
    }
    return this.labelSet().map((label) =>
      nearest.filter(([, own]) => own === label).length / nearest.length);
  }

  /** The squared distance of a point from z, in the given dimensions or in all. */
  squares(index, z, dimensions) {
    const start = index * this.latent;
    let sum = 0;
    if (dimensions) for (const d of dimensions) sum += (this.mu[start + d] - z[d]) ** 2;
    else for (let d = 0; d < this.latent; d++) sum += (this.mu[start + d] - z[d]) ** 2;
    return sum;
  }

  /**
   * The point nearest to z in the given dimensions or in all; if asked, among carried images, and
   * of these among the ones that are `shown`.
   */
  nearest(z, dimensions, carried = false, shown = () => true) {
    let best = { index: -1, distance: Infinity };
    for (let index = 0; index < this.count; index++) {
      if (carried && !(this.places.has(index) && shown(index))) continue;
      const distance = this.squares(index, z, dimensions);
      if (distance < best.distance) best = { index, distance };
    }
    return { index: best.index, distance: Math.sqrt(best.distance) };
  }

  /** The image of this index, or the next one that is carried; null for none. */
  carriedFrom(chosen) {
    if (chosen === null) return null;
    if (!(Number.isInteger(chosen) && chosen >= 0 && chosen < this.count)) {
      throw new Error(`chosen is an image from 0 to ${this.count - 1}`);
    }
    return [...this.places.keys()].find((index) => index >= chosen) ?? null;
  }

  /** A carried image: pixels in [0, 1]; q's log-variance and the terms of its ELBO, if carried. */
  original(index) {
    const { pixels, logVar, reconstruction, kl } = this.originals;
    const place = this.places.get(index);
    const size = pixels.shape[1];
    return {
      pixels: Float32Array.from(pixels.subarray(place * size, (place + 1) * size), (p) => p / 255),
      logVar: logVar?.subarray(place * this.latent, (place + 1) * this.latent),
      reconstruction: reconstruction?.[place],
      kl: kl?.[place],
    };
  }

  /** The range of a dimension that holds every point, and at least ±3, of one width for all. */
  range(dimension, dimensions) {
    const ends = dimensions.map((d) => this.extent(d));
    const half = Math.max(...ends.map(([least, most]) => (most - least) / 2));
    const [least, most] = this.extent(dimension);
    return [(least + most) / 2 - half, (least + most) / 2 + half];
  }

  extent(dimension) {
    let [least, most] = [-3, 3];
    for (let i = dimension; i < this.mu.length; i += this.latent) {
      least = Math.min(least, this.mu[i] - 0.1);
      most = Math.max(most, this.mu[i] + 0.1);
    }
    return [least, most];
  }

  /** A dot for each image, and each digit at the median of its points. */
  draw(context, plane, dimensions) {
    this.drawDots(context, plane, dimensions);
    this.drawNames(context, plane, dimensions);
  }

  /** A dot for each image that is `shown`, larger for those that are carried whole. */
  drawDots(context, plane, [first, second], shown = () => true) {
    const radius = this.count > 3000 ? 1.6 : 2.4;
    context.globalAlpha = 0.75;
    for (let index = 0; index < this.count; index++) {
      if (!shown(index)) continue;
      const code = this.code(index);
      context.fillStyle = readable(this.colour(index));
      context.beginPath();
      context.arc(...plane.toPage([code[first], code[second]]),
        this.places.has(index) ? 3.6 : radius, 0, 2 * Math.PI);
      context.fill();
    }
    context.globalAlpha = 1;
  }

  /** Each digit at the median of its points. */
  drawNames(context, plane, dimensions) {
    if (!this.labels || this.labelSet().length > MOST_NAMED) return;
    context.font = 'bold 18px system-ui, sans-serif';
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    for (const label of this.labelSet()) {
      const at = dimensions.map((d) => this.median(label, d));
      context.strokeStyle = themeColour('paper');
      context.lineWidth = 4;
      context.strokeText(this.className(label), ...plane.toPage(at));
      context.fillStyle = themeColour('ink');
      context.fillText(this.className(label), ...plane.toPage(at));
    }
    context.lineWidth = 1;
  }

  /** The colours in words: which digit has which. */
  legend() {
    if (!this.labels) {
      return element('p', { className: 'hint', textContent:
        `coloured from image 0 (violet) to image ${this.count - 1} (yellow)` });
    }
    const all = this.labelSet();
    const digits = all.slice(0, MOST_NAMED);
    const swatches = digits.map(() => element('span', { className: 'swatch' }));
    this.recolour = () => digits.forEach((digit, i) => {
      swatches[i].style.background = readable(this.colours[digit]);
    });
    this.recolour();
    return element('ul', { className: 'legend', 'aria-label': 'colours of the digits' },
      ...digits.map((digit, i) => element('li', {}, swatches[i], this.className(digit))),
      ...(all.length > digits.length
        ? [element('li', {}, `and ${all.length - digits.length} more`)] : []));
  }

  median(label, dimension) {
    const own = [];
    for (let i = 0; i < this.count; i++) {
      if (this.labels[i] === label) own.push(this.mu[i * this.latent + dimension]);
    }
    return own.sort((a, b) => a - b)[Math.floor(own.length / 2)];
  }
}
