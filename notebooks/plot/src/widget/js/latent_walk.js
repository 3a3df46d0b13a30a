// Which image does each point of the latent space give?

function start(data, page) {
  return new LatentWalk(data, page);
}

class LatentWalk {
  constructor({ shape, decoder, points }, page) {
    this.page = page;
    this.shape = shape;
    this.decoder = new Decoder(decoder);
    this.points = new Points(points);
    this.z = new Float32Array(this.points.latent);
    this.dimensions = [0, 1];
    this.chosen = null;
    this.thumbnails = new Thumbnails(shape, {
      image: (at) => this.decoder.decode(this.moved(at)),
      key: () => [this.dimensions, this.z.map((c, d) => (this.dimensions.includes(d) ? 0 : c))],
    });
    this.build();
  }

  build() {
    this.plane = new Plane({
      label: 'Latent plane: arrow keys move the point (with Shift in large steps), ' +
        'Enter chooses the nearest image',
      layers: [
        (context, plane) => this.thumbnails.draw(context, plane),
        (context, plane) => this.points.draw(context, plane, this.dimensions),
        drawPrior,
      ],
      marks: (context, plane) => this.drawMarks(context, plane),
      onMove: (at) => this.walk(at),
      onClick: (at) => this.click(at),
      onKey: (event) => this.key(event),
    });
    this.image = new Picture(this.shape, 'the decoder’s image');
    this.image.canvas.classList.add('large');
    this.original = new Picture(this.shape, 'original');
    this.reconstruction = new Picture(this.shape, 'its reconstruction');
    this.sliders = [0, 1].map((axis) => new Slider({
      step: 0.01,
      onInput: (value) => this.walk(this.position.map((c, i) => (i === axis ? value : c))),
    }));
    this.manifold = checkbox('images of the decoder behind', (on) => {
      this.thumbnails.on = on;
      this.plane.redraw();
      this.page.changed();
    });
    this.menus = dimensionMenus(this.points.latent, this.dimensions, () => this.refresh());
    this.numbers = element('table', { className: 'numbers' });
    this.terms = element('table', { className: 'numbers' });
    this.arrange();
  }

  arrange() {
    const controls = [
      ...this.sliders.map((slider) => slider.element), this.menus.element, this.manifold.element,
    ];
    this.chosenParts = element('section', { 'aria-label': 'chosen image' },
      element('div', { className: 'row' }, this.original.element, this.reconstruction.element),
      this.terms);
    this.page.main.append(
      element('div', { className: 'columns' },
        element('div', { className: 'wide' }, this.plane.element, this.points.legend()),
        element('div', { className: 'side' },
          element('div', { className: 'row' }, this.image.element, this.numbers),
          ...controls,
          element('p', { className: 'hint', textContent: 'Drag on the plane, or use the arrow ' +
            'keys. Click a large dot to see the image that the encoder placed there.' }),
          this.chosenParts)));
  }

  get position() {
    return this.dimensions.map((d) => this.z[d]);
  }

  get state() {
    return {
      z: Array.from(this.z, (c) => Math.round(c * 1e4) / 1e4),
      dimensions: [...this.dimensions],
      chosen: this.chosen,
      manifold: this.thumbnails.on,
    };
  }

  set state({ z, dimensions, chosen, manifold }) {
    const { latent } = this.points;
    if (z.length !== latent || !z.every(Number.isFinite)) {
      throw new Error(`z needs ${latent} numbers`);
    }
    const carried = this.points.carriedFrom(chosen);
    this.menus.set(dimensions);
    this.z.set(z);
    this.chosen = carried;
    this.thumbnails.on = Boolean(manifold);
    this.refresh();
  }

  /** The code at a point of the plane; the other dimensions stay. */
  moved(at) {
    const z = this.z.slice();
    this.dimensions.forEach((d, axis) => { z[d] = at[axis]; });
    return z;
  }

  /** The hand goes to a point of the plane. */
  walk(at) {
    this.z = this.moved(at);
    this.plane.position = at;
    this.page.soon(() => this.show());
  }

  click(at) {
    this.walk(at);
    const { index, distance } = this.points.nearest(this.z, this.dimensions, true);
    if (distance * this.plane.scale() <= 12) this.choose(index);
  }

  key(event) {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    this.choose(this.points.nearest(this.z, this.dimensions, true).index);
  }

  /** Goes to the mean of a carried image, in all dimensions. */
  choose(index) {
    this.chosen = index;
    this.z.set(this.points.code(index));
    this.refresh();
  }

  /** Everything anew: the axes, the layers and the marks. */
  refresh() {
    this.plane.ranges = this.dimensions.map((d) => this.points.range(d, this.dimensions));
    this.plane.names = this.dimensions.map(dimensionName);
    this.sliders.forEach((slider, axis) => {
      slider.rename(this.plane.names[axis], this.plane.ranges[axis]);
    });
    this.manifold.input.checked = this.thumbnails.on;
    this.plane.redraw();
    this.showChosen();
    this.show();
  }

  /** The theme has changed. */
  redraw() {
    this.points.recolour();
    this.plane.redraw();
  }

  /** What follows the hand: the image, the numbers, the mark on the plane. */
  show() {
    const { points, dimensions, z } = this;
    this.plane.position = this.position;
    const { index } = points.nearest(z);
    const at = dimensions.map((d) => `${dimensionName(d)} = ${number(z[d])}`).join(', ');
    const words = `At ${at}. The nearest test image is ${points.name(index)}.`;
    this.image.draw(this.decoder.decode(z), `Image drawn by the decoder. ${words}`);
    this.sliders.forEach((slider, axis) => { slider.value = this.position[axis]; });
    const log = logPrior(z);
    fill(this.numbers, [
      ...dimensions.map((d) => [dimensionName(d), number(z[d])]),
      ['prior density p(z)', small(Math.exp(log))],
      ['log p(z), nats', number(log)],
      ['nearest image', points.labels ? `${index}, a ${points.className(points.labels[index])}` : index],
    ]);
    this.plane.draw();
    this.page.say(`${words} Prior density ${small(Math.exp(log))}.`);
    this.page.changed();
  }

  showChosen() {
    this.chosenParts.hidden = this.chosen === null;
    if (this.chosen === null) return;
    const { points, chosen } = this;
    const { pixels, reconstruction, kl } = points.original(chosen);
    this.original.caption.textContent = points.name(chosen);
    this.original.draw(pixels, `Original: ${points.name(chosen)}`);
    this.reconstruction.draw(this.decoder.decode(points.code(chosen)),
      `Reconstruction of ${points.name(chosen)}`);
    fill(this.terms, [
      ['E[log p(x|z)], nats', number(reconstruction)],
      ['− KL(q(z|x) ‖ p(z)), nats', number(-kl)],
      ['ELBO, nats', number(reconstruction - kl)],
    ]);
  }

  drawMarks(context, plane) {
    if (this.chosen !== null) {
      const { logVar } = this.points.original(this.chosen);
      const [mu, sigma] = [this.points.code(this.chosen), logVar.map((v) => Math.exp(v / 2))];
      const along = (numbers) => this.dimensions.map((d) => numbers[d]);
      drawEllipse(context, plane, along(mu), along(sigma));
    }
    drawHand(context, plane, this.position);
  }
}
