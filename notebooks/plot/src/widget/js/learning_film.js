// What does the model learn from epoch to epoch?

function start(data, page) {
  return new LearningFilm(data, page);
}

class LearningFilm {
  constructor({ shape, dimensions, shown, originals, labels, colours, names, frames, records },
    page) {
    Object.assign(this, { page, shape, dimensions, frames, records, place: 0 });
    this.size = originals.shape[1];
    this.points = frames.map(({ mu }) => new Points({ mu, labels, colours, names }));
    this.words = shown.map((index) => this.points[0].name(index));
    this.build();
    this.originals.forEach((picture, i) => {
      picture.draw(this.image(originals, i), `Original: ${this.words[i]}`);
    });
  }

  build() {
    const { shape, words, frames } = this;
    this.originals = words.map(() => new Picture(shape, ''));
    this.seen = words.map(() => new Picture(shape, ''));
    this.plane = new Plane({
      label: 'Latent plane: the images at their means',
      layers: [drawPrior],
      marks: (context, plane) => this.points[this.place].draw(context, plane, [0, 1]),
    });
    const extent = (axis) => this.points.map((points) => points.range(axis, [0, 1]));
    this.plane.ranges = [0, 1].map((axis) => widest(extent(axis)));
    this.plane.names = this.dimensions.map(dimensionName);
    this.loss = new LossCurve(this.records, (epoch) => this.goTo(epoch));
    this.slider = new Slider({ name: 'epoch', min: 0, max: frames.length - 1, step: 1,
      decimals: 0, onInput: (place) => this.show(place) });
    this.playing = button('Play', () => (this.timer ? this.pause() : this.play()));
    this.numbers = element('table', { className: 'numbers', 'aria-label': 'the loss in nats' });
    this.arrange();
  }

  arrange() {
    const row = (name, pictures) => element('div', { className: 'strip', role: 'group',
      'aria-label': name }, ...pictures.map((picture) => picture.canvas));
    this.page.main.append(
      element('div', { className: 'row' }, this.playing, this.slider.element),
      element('h3', { textContent: 'Images, and what the model makes of them' }),
      row('images', this.originals), row('reconstructions', this.seen),
      element('div', { className: 'columns' },
        element('div', { className: 'wide' }, this.plane.element, this.points[0].legend()),
        element('div', { className: 'side' }, this.loss.element, this.numbers,
          element('p', { className: 'hint', textContent: 'Move the slider, or press a place on ' +
            'the curve: what comes first, the place of a class or the shape of its images?' }))));
  }

  get state() {
    return { epoch: this.epoch };
  }

  set state({ epoch }) {
    const last = this.frames.at(-1).epoch;
    if (!(Number.isInteger(epoch) && epoch >= 0 && epoch <= last)) {
      throw new Error(`epoch goes from 0 to ${last}`);
    }
    this.goTo(epoch);
  }

  get epoch() {
    return this.frames[this.place].epoch;
  }

  redraw() {
    this.points[0].recolour();
    this.plane.redraw();
    this.loss.plane.redraw();
  }

  /** The picture of an epoch, or the last one before it. */
  goTo(epoch) {
    this.show(this.frames.findLastIndex((frame) => frame.epoch <= epoch));
  }

  play() {
    if (this.place === this.frames.length - 1) this.show(0);
    this.playing.textContent = 'Pause';
    this.timer = setInterval(() => {
      if (this.place === this.frames.length - 1) this.pause();
      else this.show(this.place + 1);
    }, 400);
  }

  pause() {
    clearInterval(this.timer);
    this.timer = undefined;
    this.playing.textContent = 'Play';
  }

  /** An image of a packed array, grey in [0, 1]. */
  image(bytes, index) {
    return Float32Array.from(bytes.subarray(index * this.size, (index + 1) * this.size),
      (p) => p / 255);
  }

  show(place) {
    this.place = place;
    const { epoch } = this;
    this.slider.value = place;
    this.slider.output.textContent = epoch;
    this.slider.input.setAttribute('aria-valuetext', `epoch ${epoch}`);
    this.seen.forEach((picture, i) => picture.draw(this.image(this.frames[place].images, i),
      `After epoch ${epoch}: reconstruction of ${this.words[i]}`));
    const record = this.records.find((one) => one.epoch === epoch);
    const nats = (value) => (value === undefined ? '–' : number(value));
    fill(this.numbers, [
      ['epoch', epoch === 0 ? '0, before training' : String(epoch)],
      ['loss in training, nats per image', nats(record?.loss)],
      ['− E[log p(x|z)]', nats(record?.reconstruction)],
      ['KL(q(z|x) ‖ p(z))', nats(record?.kl)],
      ...(this.loss.heldOut ? [['loss held out', nats(record?.test_loss)]] : []),
    ]);
    this.plane.draw();
    this.loss.show(epoch);
    this.page.say(record ? `Epoch ${epoch}, loss ${number(record.loss)} nats`
      : 'Before training');
    this.page.changed();
  }
}

/** The range that holds all ranges. */
function widest(ranges) {
  return [Math.min(...ranges.map(([least]) => least)), Math.max(...ranges.map(([, most]) => most))];
}
