// Which digit is it: by its pixels, and by its latent means?

function start(data, page) {
  return new TwoClassifiers(data, page);
}

class TwoClassifiers {
  constructor({ shape, encoder, onPixels, onLatents, images, accuracy, count }, page) {
    this.page = page;
    this.shape = shape;
    this.images = images;
    this.encoder = new Encoder(encoder);
    this.onPixels = new Linear(onPixels);
    this.onLatents = new Linear(onLatents);
    this.place = 0; // among the images carried
    this.drawn = false;
    this.build(accuracy, count);
  }

  build(accuracy, count) {
    const last = this.images.indices.length - 1;
    this.picture = new Picture(this.shape, '');
    this.picture.canvas.classList.add('large');
    this.slider = new Slider({
      name: 'image', min: 0, max: last, step: 1, decimals: 0, onInput: (place) => this.choose(place),
    });
    this.pad = new Pad('Drawing pad', () => this.draw());
    this.padPart = element('details', { className: 'drawing' },
      element('summary', { textContent: 'Draw one instead' }), this.pad.element);
    const classes = [...Array(this.onPixels.out).keys()];
    this.bars = [['on pixels', accuracy.pixels], ['on latents', accuracy.latents]].map(
      ([what, share]) => ({
        bars: new Bars(`Classifier ${what}`, classes),
        all: element('p', { className: 'hint', textContent:
          `${percent(share)} of all ${count.toLocaleString('en')} images right` }),
      }));
    const seek = (name, wanted) => button(name, () => this.seek(wanted));
    this.page.main.append(element('div', { className: 'columns' },
      element('div', { className: 'narrow' }, this.picture.element, this.slider.element,
        element('div', { className: 'row' },
          seek('Next where they differ', (a, b) => a !== b),
          seek('Next that pixels get wrong', (a, b, truth) => a !== truth),
          seek('Next that latents get wrong', (a, b, truth) => b !== truth)),
        this.padPart),
      ...this.bars.map(({ bars, all }) => element('div', { className: 'side' }, bars.element, all))));
  }

  get state() {
    return {
      image: this.drawn ? null : this.images.indices[this.place],
      strokes: this.pad.strokes,
    };
  }

  set state({ image, strokes }) {
    const checked = checkedStrokes(strokes);
    if (image === null && checked.length === 0) throw new Error('choose an image or draw one');
    const place = image === null ? this.place : this.images.indices.findIndex((i) => i >= image);
    if (place < 0 || !(image === null || Number.isInteger(image))) {
      throw new Error(`image is a number from 0 to ${this.images.indices.at(-1)}`);
    }
    Object.assign(this, { place, drawn: image === null });
    this.pad.strokes = checked;
    this.padPart.open ||= this.drawn;
    this.pad.draw();
    this.show();
  }

  redraw() {
    this.pad.draw();
  }

  choose(place) {
    Object.assign(this, { place, drawn: false });
    this.show();
  }

  draw() {
    this.drawn = this.pad.strokes.length > 0;
    this.page.soon(() => this.show());
  }

  /** The next carried image of which the two answers are as wanted. */
  seek(wanted) {
    const { indices, labels } = this.images;
    for (let step = 1; step <= indices.length; step++) {
      const place = (this.place + step) % indices.length;
      const [a, b] = this.probabilities(this.pixels(place)).map(mostProbable);
      if (wanted(a, b, labels[place])) return this.choose(place);
    }
    return this.page.say('There is none among the images of this page.');
  }

  /** Of each class: by the pixels, and by the latent means. */
  probabilities(pixels) {
    return [
      softmax(this.onPixels.apply(pixels)),
      softmax(this.onLatents.apply(this.encoder.encode(pixels).mu)),
    ];
  }

  pixels(place) {
    const size = this.images.pixels.shape[1];
    return Float32Array.from(this.images.pixels.subarray(place * size, (place + 1) * size),
      (p) => p / 255);
  }

  show() {
    const { indices, labels } = this.images;
    const truth = this.drawn ? null : labels[this.place];
    const name = this.drawn ? 'your drawing' : `image ${indices[this.place]}, a ${truth}`;
    const pixels = this.drawn
      ? centredImage(this.pad.strokes, this.shape) : this.pixels(this.place);
    this.picture.draw(pixels, name);
    this.picture.caption.textContent = name;
    this.slider.value = this.place;
    this.slider.output.textContent = indices[this.place];
    this.slider.input.setAttribute('aria-valuetext', name);
    const answers = this.probabilities(pixels).map((p, i) => this.bars[i].bars.draw(p, truth));
    const said = ['on pixels', 'on latents'].map((what, i) =>
      `the classifier ${what} says ${answers[i].class}, ${percent(answers[i].certainty)}`);
    this.page.say(`${name}: ${said.join('; ')}.`);
    this.page.changed();
  }
}

function mostProbable(probabilities) {
  return probabilities.indexOf(Math.max(...probabilities));
}
