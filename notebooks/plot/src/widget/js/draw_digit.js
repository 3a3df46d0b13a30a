// What does the model see in a digit drawn by hand?

/** How many neighbours vote where no classifier was given. */
const NEIGHBOURS = 15;

function start(data, page) {
  return new DrawDigit(data, page);
}

class DrawDigit {
  constructor({ shape, encoder, decoder, points, classifier }, page) {
    this.page = page;
    this.shape = shape;
    this.encoder = new Encoder(encoder);
    this.decoder = new Decoder(decoder);
    this.points = new Points(points);
    this.classifier = classifier && new Linear(classifier);
    this.dimensions = [0, 1];
    this.build(page);
  }

  build(page) {
    this.pad = new Pad('Drawing pad', () => page.soon(() => this.show()));
    this.plane = new Plane({
      label: 'Where the encoder places the drawing among the images of the data set',
      layers: [
        (context, plane) => this.points.draw(context, plane, this.dimensions),
        drawPrior,
      ],
      marks: (context, plane) => this.drawMarks(context, plane),
    });
    this.seen = new Picture(this.shape, 'as the encoder sees it');
    this.reconstruction = new Picture(this.shape, 'its reconstruction');
    this.numbers = element('table', { className: 'numbers' });
    const classes = this.classifier ? [...Array(this.classifier.out).keys()] : this.points.labelSet();
    this.bars = classes.length > 0 && new Bars(this.classifier
      ? 'Class, by the classifier on latents'
      : `Class, by the ${NEIGHBOURS} nearest images`, classes);
    this.menus = dimensionMenus(this.points.latent, this.dimensions, () => this.refresh());
    page.main.append(
      element('div', { className: 'columns' },
        element('div', { className: 'narrow' }, this.pad.element,
          element('div', { className: 'row' }, this.seen.element, this.reconstruction.element)),
        element('div', { className: 'wide' }, this.plane.element, this.points.legend(),
          this.menus.element),
        element('div', { className: 'side' }, this.numbers, this.bars ? this.bars.element : '')));
  }

  get state() {
    return { strokes: this.pad.strokes, dimensions: [...this.dimensions] };
  }

  set state({ strokes, dimensions }) {
    const checked = checkedStrokes(strokes);
    this.menus.set(dimensions);
    this.pad.strokes = checked;
    this.refresh();
  }

  /** The axes are others, or everything is new. */
  refresh() {
    this.plane.ranges = this.dimensions.map((d) => this.points.range(d, this.dimensions));
    this.plane.names = this.dimensions.map(dimensionName);
    this.pad.draw();
    this.plane.redraw();
    this.show();
  }

  redraw() {
    this.points.recolour();
    this.plane.redraw();
  }

  show() {
    const pixels = centredImage(this.pad.strokes, this.shape);
    this.q = pixels && this.encoder.encode(pixels);
    if (pixels) this.showCode(pixels, this.q);
    else this.showNothing();
    this.plane.draw();
    this.page.changed();
  }

  showCode(pixels, { mu, logVar }) {
    const logits = this.decoder.logits(mu);
    this.seen.draw(pixels, 'The drawing, scaled and centred');
    this.reconstruction.draw(logits.map(sigmoid), 'Reconstruction of the drawing');
    const sigma = logVar.map((v) => Math.exp(v / 2));
    fill(this.numbers, [
      ...this.dimensions.map((d) =>
        [dimensionName(d), `${number(mu[d])} ± ${number(sigma[d])}`]),
      ['log p(x|z = μ), nats', number(logLikelihood(pixels, logits), 1)],
      ['KL(q(z|x) ‖ p(z)), nats', number(klToPrior(mu, logVar), 1)],
    ]);
    const at = this.dimensions.map((d) => `${dimensionName(d)} = ${number(mu[d])}`).join(', ');
    if (!this.bars) return this.page.say(`The drawing lies at ${at}.`);
    const best = this.bars.draw(this.probabilities(mu));
    return this.page.say(`The drawing lies at ${at}; most probably a ${best.class}, ` +
      `${percent(best.certainty)}.`);
  }

  showNothing() {
    const black = new Float32Array(this.shape[0] * this.shape[1]);
    this.seen.draw(black, 'Nothing is drawn yet');
    this.reconstruction.draw(black, 'Nothing is drawn yet');
    fill(this.numbers, [['Draw a digit on the black pad.', '']]);
    if (this.bars) this.bars.clear();
    this.page.say('Nothing is drawn yet.');
  }

  probabilities(mu) {
    if (this.classifier) return softmax(this.classifier.apply(mu));
    return this.points.votes(mu, NEIGHBOURS);
  }

  drawMarks(context, plane) {
    if (!this.q) return;
    const along = (numbers) => this.dimensions.map((d) => numbers[d]);
    drawEllipse(context, plane, along(this.q.mu), along(this.q.logVar.map((v) => Math.exp(v / 2))));
    drawHand(context, plane, along(this.q.mu));
  }
}
