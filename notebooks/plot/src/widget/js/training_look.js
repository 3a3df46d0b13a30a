// What the model makes of the images now: reconstructions, the latent plane, images of the prior.

class TrainingLook {
  constructor(widget) {
    this.widget = widget;
    this.dimensions = [0, 1];
    this.plane = new Plane({
      label: 'Latent plane: the images at the means of q(z|x)',
      layers: [drawPrior, (context, plane) => this.points?.draw(context, plane, this.dimensions)],
      marks: (context, plane) => this.drawDrawings(context, plane),
    });
    this.menus = element('div', {});
    this.legend = element('div', {});
    this.latent = element('div', {}, element('h3', { textContent: 'Latent space: μ(x)' }),
      this.plane.element, this.legend, this.menus);
    this.originals = element('div', { className: 'strip', role: 'group', 'aria-label': 'images' });
    this.seen = element('div', { className: 'strip', role: 'group',
      'aria-label': 'reconstructions' });
    this.drawn = element('div', { className: 'samples', role: 'group',
      'aria-label': 'images of codes drawn from the prior' });
    this.strips = element('div', {},
      element('h3', { textContent: 'Images, and what the model makes of them' }),
      this.originals, this.seen,
      element('h3', { textContent: 'Images of codes drawn from the prior, always the same codes' }),
      this.drawn);
    this.frame();
  }

  /** A model of so many latent dimensions begins. */
  begin(latent) {
    this.dimensions = [0, 1];
    const menus = dimensionMenus(latent, this.dimensions, () => this.showPlane());
    menus.set([0, 1]);
    this.menus.replaceChildren(menus.element);
    this.points = undefined;
  }

  /** A place for each image that is shown, and for its reconstruction. */
  frame() {
    const { widget } = this;
    const { shown } = widget.looks;
    const pictures = () => shown.map(() => new Picture(widget.shape, ''));
    const [originals, seen] = [pictures(), pictures()];
    const black = new Float32Array(widget.size);
    shown.forEach((index, i) => {
      originals[i].draw(widget.pixels(index), widget.name(index));
      seen[i].draw(black, `Reconstruction of ${widget.name(index)}, to come`);
    });
    this.reconstructions = seen;
    this.originals.replaceChildren(...originals.map((picture) => picture.canvas));
    this.seen.replaceChildren(...seen.map((picture) => picture.canvas));
  }

  show({ mu, muShown, seen, samples }) {
    const { widget } = this;
    const { labels, colours, names } = widget;
    const latent = widget.knobs.settings.latent;
    const { shown } = widget.looks;
    const count = mu.length / latent;
    mu.shape = [count, latent];
    this.points = new Points({ mu, labels: labels?.slice(0, count), colours, names });
    this.drawings = shown.flatMap((index, i) =>
      (index >= widget.carried ? [muShown.slice(i * latent, (i + 1) * latent)] : []));
    this.reconstructions.forEach((picture, i) =>
      picture.draw(this.image(seen, i), `Reconstruction of ${widget.name(shown[i])}`));
    this.showSamples(samples);
    this.showPlane();
  }

  showSamples(samples) {
    const { shape, size } = this.widget;
    const count = samples.length / size;
    if (this.samples?.length !== count) {
      this.samples = Array.from({ length: count }, () => new Picture(shape, ''));
      this.drawn.replaceChildren(...this.samples.map((picture) => picture.canvas));
    }
    this.samples.forEach((picture, i) =>
      picture.draw(this.image(samples, i), `Image of draw ${i + 1} from the prior`));
  }

  showPlane() {
    if (!this.points) return;
    if (!this.legend.hasChildNodes()) this.legend.append(this.points.legend());
    const extents = this.dimensions.map((d) => this.points.extent(d));
    const half = roomFor(Math.max(...extents.flat().map(Math.abs)));
    this.plane.ranges = [[-half, half], [-half, half]];
    this.plane.names = this.dimensions.map(dimensionName);
    this.plane.redraw();
  }

  redraw() {
    this.legend.replaceChildren();
    this.showPlane();
  }

  /** A ring where the encoder puts what was drawn here. */
  drawDrawings(context, plane) {
    for (const mu of this.drawings ?? []) drawHand(context, plane, this.dimensions.map((d) => mu[d]));
  }

  /** An image of bytes, grey in [0, 1]. */
  image(bytes, index) {
    const { size } = this.widget;
    return Float32Array.from(bytes.subarray(index * size, (index + 1) * size), (p) => p / 255);
  }
}

/** Steps of the axes' reach, so that they don't move at each look. */
function roomFor(reach) {
  let half = 4;
  while (half < reach) half *= 1.5;
  return half;
}
