// What does one style look like in every class?

function start(data, page) {
  return new StyleWalk(data, page);
}

class StyleWalk {
  constructor({ shape, decoder, classes, points }, page) {
    Object.assign(this, { page, shape, classes, z: [0, 0], class: 0, chosen: null });
    this.decoder = new ConditionalDecoder(decoder, classes.length);
    this.points = new Points(points);
    this.thumbnails = new Thumbnails(shape, {
      image: (at) => this.decoder.decode(at, this.class),
      key: () => this.class,
    });
    this.build();
    this.arrange();
  }

  build() {
    this.plane = new Plane({
      label: 'Plane of styles: arrow keys move the point (with Shift in large steps), a digit ' +
        'key chooses the class, Enter the nearest image',
      layers: [
        (context, plane) => this.thumbnails.draw(context, plane),
        (context, plane) =>
          this.points.drawDots(context, plane, [0, 1], (index) => this.shows(index)),
        drawPrior,
      ],
      marks: (context, plane) => this.drawMarks(context, plane),
      onMove: (at) => this.walk(at),
      onClick: (at) => this.click(at),
      onKey: (event) => this.key(event),
    });
    this.plane.names = [0, 1].map(dimensionName);
    this.plane.ranges = [0, 1].map((axis) => this.points.range(axis, [0, 1]));
    this.choices = new Choices(this.shape, this.classes, (label) => this.choose(label));
    this.image = new Picture(this.shape, '');
    this.image.canvas.classList.add('large');
    this.original = new Picture(this.shape, '');
    this.reconstruction = new Picture(this.shape, '');
    this.sliders = [0, 1].map((axis) => new Slider({
      name: this.plane.names[axis], min: this.plane.ranges[axis][0],
      max: this.plane.ranges[axis][1], step: 0.01,
      onInput: (value) => this.walk(this.z.map((c, i) => (i === axis ? value : c))),
    }));
    this.manifold = checkbox('this class in every style, behind', (on) => {
      this.thumbnails.on = on;
      this.refresh();
    });
    this.numbers = element('table', { className: 'numbers' });
  }

  arrange() {
    this.chosenParts = element('section', { 'aria-label': 'image chosen' },
      element('h3', { textContent: 'The image chosen' }),
      element('div', { className: 'row' }, this.original.element, this.reconstruction.element));
    this.page.main.append(this.choices.element,
      element('div', { className: 'columns' },
        element('div', { className: 'wide' }, this.plane.element, this.points.legend()),
        element('div', { className: 'side' },
          element('div', { className: 'row' }, this.image.element, this.numbers),
          ...this.sliders.map((slider) => slider.element), this.manifold.element,
          element('p', { className: 'hint', textContent: 'Drag on the plane, or use the arrow ' +
            'keys: all pictures change their style, and none its class. Click a large dot: what ' +
            'does the style of that image look like in the other classes?' }),
          this.chosenParts)));
  }

  get state() {
    return {
      class: this.class,
      z: this.z.map((c) => Math.round(c * 1e4) / 1e4),
      chosen: this.chosen,
      manifold: this.thumbnails.on,
    };
  }

  set state({ class: label, z, chosen, manifold }) {
    if (!Number.isInteger(label) || !(label in this.classes)) {
      throw new Error(`class is a number from 0 to ${this.classes.length - 1}`);
    }
    if (z.length !== 2 || !z.every(Number.isFinite)) throw new Error('z needs 2 numbers');
    const carried = this.points.carriedFrom(chosen);
    this.thumbnails.on = Boolean(manifold);
    Object.assign(this, { class: label, z: [...z], chosen: carried });
    this.refresh();
  }

  /** Whether an image has a dot: over the thumbnails, only those of their class that are carried. */
  shows(index) {
    if (!this.thumbnails.on) return true;
    return this.points.places.has(index) && this.points.labels[index] === this.class;
  }

  /** The hand goes to a style. */
  walk(at) {
    this.z = [...at];
    this.plane.position = this.z;
    this.page.soon(() => this.show());
  }

  click(at) {
    this.walk(at);
    const { index, distance } = this.nearest();
    if (index >= 0 && distance * this.plane.scale() <= 12) this.take(index);
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key in this.classes && /^\d$/.test(event.key)) this.choose(Number(event.key));
    else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      const { index } = this.nearest();
      if (index >= 0) this.take(index);
    }
  }

  nearest() {
    return this.points.nearest(this.z, [0, 1], true, (index) => this.shows(index));
  }

  choose(label) {
    this.class = label;
    this.refresh();
  }

  /** Goes to the style of an image. */
  take(index) {
    this.chosen = index;
    this.z = [...this.points.code(index)];
    this.refresh();
  }

  /** Everything anew: the layers, the image chosen, and what follows the hand. */
  refresh() {
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

  /** What follows the hand: the pictures, the numbers, the mark on the plane. */
  show() {
    const { z, classes, plane } = this;
    plane.position = z;
    const at = z.map((c, axis) => `${plane.names[axis]} = ${number(c)}`).join(', ');
    const images = classes.map((_, label) => this.decoder.decode(z, label));
    this.choices.draw(images, this.class);
    const words = `${classes[this.class]} in the style ${at}`;
    this.image.caption.textContent = `drawn as ${classes[this.class]}`;
    this.image.draw(images[this.class], `Drawn by the decoder: ${words}`);
    this.sliders.forEach((slider, axis) => { slider.value = z[axis]; });
    fill(this.numbers, [
      ...z.map((c, axis) => [plane.names[axis], number(c)]),
      ['prior density p(z)', small(Math.exp(logPrior(z)))],
    ]);
    plane.draw();
    this.page.say(`Drawn: ${words}.`);
    this.page.changed();
  }

  /** The hand, and a ring around the image chosen. */
  drawMarks(context, plane) {
    const radius = 3.5 / plane.scale();
    if (this.chosen !== null) {
      drawEllipse(context, plane, this.points.code(this.chosen), [radius, radius]);
    }
    drawHand(context, plane, this.z);
  }

  showChosen() {
    this.chosenParts.hidden = this.chosen === null;
    if (this.chosen === null) return;
    const { points, chosen } = this;
    const [name, label] = [points.name(chosen), points.labels[chosen]];
    this.original.caption.textContent = name;
    this.original.draw(points.original(chosen).pixels, `Original: ${name}`);
    this.reconstruction.caption.textContent = `drawn as ${this.classes[label]}`;
    this.reconstruction.draw(this.decoder.decode(points.code(chosen), label),
      `Drawn in the style of ${name}`);
  }
}

/** p(x|y, z): a style and a class → the probabilities of the pixels. */
class ConditionalDecoder {
  constructor(decoder, classes) {
    this.inner = new Decoder(decoder);
    this.classes = classes;
  }

  get latent() {
    return this.inner.latent - this.classes;
  }

  decode(z, label) {
    const input = new Float32Array(z.length + this.classes);
    input.set(z);
    input[z.length + label] = 1;
    return this.inner.decode(input);
  }
}

/** A picture of each class, one of which is chosen. */
class Choices {
  constructor(shape, names, onChoose) {
    this.names = names;
    this.pictures = names.map(() => new Picture(shape, ''));
    this.inputs = names.map((name, label) => {
      const input = element('input', { type: 'radio', name: 'class', 'aria-label': name });
      input.addEventListener('change', () => onChoose(label));
      return input;
    });
    this.element = element('fieldset', { className: 'choices' },
      element('legend', { textContent: 'This style in every class: choose one' }),
      ...names.map((name, label) => element('label', {}, this.pictures[label].canvas,
        element('span', {}, this.inputs[label], ' ', name))));
  }

  draw(images, chosen) {
    images.forEach((image, label) => {
      this.pictures[label].draw(image, `Drawn as ${this.names[label]}`);
      this.inputs[label].checked = label === chosen;
    });
  }
}
