// Does the bound reach the evidence?

const MU = [-2.5, 2.5];
const SIGMA = [0.2, 2];
const DRAWS = 24;

function start(data, page) {
  return new TheBound(data, page);
}

class TheBound {
  constructor(data, page) {
    this.page = page;
    this.model = new Parabola(data);
    Object.assign(this, { mu: 0, sigma: 1, draw: 1, epsilon: normals(1, DRAWS) });
    this.build();
  }

  build() {
    this.plane = new Plane({
      label: 'Densities over z: arrow keys move the top of q (with Shift in large steps), ' +
        'left and right its mean, up and down its width',
      layers: [(context, plane) => this.drawFixed(context, plane)],
      marks: (context, plane) => this.drawMoving(context, plane),
      onMove: ([mu, top]) => this.move(mu, 1 / (Math.sqrt(2 * Math.PI) * Math.max(top, 0.01))),
      onClick: ([mu]) => this.move(mu, this.sigma),
    });
    this.plane.element.classList.add('flat');
    const peak = Math.max(...this.places().map((z) => Math.exp(this.model.logPosterior(z))));
    this.plane.ranges = [[-3, 3], [-0.75, Math.max(2.2, 1.1 * peak)]];
    this.plane.names = ['z', ''];
    this.bar = new SumBar(this.model.logEvidence);
    this.sliders = [
      new Slider({ name: 'mean μ', min: MU[0], max: MU[1], step: 0.01,
        onInput: (mu) => this.move(mu, this.sigma) }),
      new Slider({ name: 'width σ', min: SIGMA[0], max: SIGMA[1], step: 0.01,
        onInput: (sigma) => this.move(this.mu, sigma) }),
    ];
    this.numbers = element('table', { className: 'numbers', 'aria-label': 'the terms in nats' });
    this.arrange();
  }

  arrange() {
    this.page.main.append(this.bar.element, element('div', { className: 'columns' },
      element('div', { className: 'wide' }, this.plane.element, densityLegend()),
      element('div', { className: 'side' },
        ...this.sliders.map((slider) => slider.element), this.numbers,
        button('Draw other ε', () => this.drawAnew(this.draw + 1)),
        element('p', { className: 'hint', textContent: 'Drag the top of q, or use the sliders: ' +
          'how near to the evidence can the ELBO come? Each ε below stays, and its z = μ + σ ε ' +
          'follows.' }))));
  }

  get state() {
    const rounded = (number) => Math.round(number * 1e4) / 1e4;
    return { mu: rounded(this.mu), sigma: rounded(this.sigma), draw: this.draw };
  }

  set state({ mu, sigma, draw }) {
    const inside = (number, [least, most]) => number >= least && number <= most;
    if (!inside(mu, MU)) throw new Error(`mu goes from ${MU.join(' to ')}`);
    if (!inside(sigma, SIGMA)) throw new Error(`sigma goes from ${SIGMA.join(' to ')}`);
    if (!Number.isInteger(draw)) throw new Error('draw is a whole number');
    Object.assign(this, { mu, sigma });
    this.drawAnew(draw);
  }

  redraw() {
    this.plane.redraw();
    this.bar.draw();
  }

  move(mu, sigma) {
    const kept = (number, [least, most]) => Math.min(most, Math.max(least, number));
    Object.assign(this, { mu: kept(mu, MU), sigma: kept(sigma, SIGMA) });
    this.plane.position = this.top;
    this.page.soon(() => this.show());
  }

  drawAnew(draw) {
    this.draw = draw;
    this.epsilon = normals(draw, DRAWS);
    this.show();
  }

  /** Where q is highest: what the hand takes hold of. */
  get top() {
    return [this.mu, 1 / (Math.sqrt(2 * Math.PI) * this.sigma)];
  }

  get codes() {
    return this.epsilon.map((e) => this.mu + this.sigma * e);
  }

  /** The three numbers, each computed by itself, and the two terms of the ELBO. */
  get terms() {
    const { model, mu, sigma } = this;
    const fit = model.fit(mu, sigma);
    const charge = klToPrior([mu], [2 * Math.log(sigma)]);
    const drawn = this.codes.reduce((total, z) => total + model.logLikelihood(z), 0) / DRAWS;
    return {
      fit, charge, elbo: fit - charge, kl: model.gap(mu, sigma), evidence: model.logEvidence,
      estimate: drawn - charge,
    };
  }

  show() {
    const { terms, mu, sigma } = this;
    this.sliders[0].value = mu;
    this.sliders[1].value = sigma;
    this.bar.show(terms);
    fill(this.numbers, [
      ['E[log p(x|z)], nats', number(terms.fit, 3)],
      ['− KL to the prior', number(-terms.charge, 3)],
      ['ELBO', number(terms.elbo, 3)],
      ['KL to the posterior', number(terms.kl, 3)],
      ['log p(x)', number(terms.evidence, 3)],
      [`ELBO from these ${DRAWS} draws`, number(terms.estimate, 3)],
    ]);
    this.plane.position = this.top;
    this.plane.draw();
    this.page.say(`μ ${number(mu)}, σ ${number(sigma)}: ${this.bar.words}`);
    this.page.changed();
  }

  places() {
    return Array.from({ length: 301 }, (_, i) => -3 + i / 50);
  }

  drawFixed(context, plane) {
    this.curve(context, plane, (z) => logNormal(z, 0, 1), 'quiet', [5, 4]);
    this.curve(context, plane, (z) => this.model.logPosterior(z), 'green', []);
  }

  drawMoving(context, plane) {
    this.drawDraws(context, plane);
    this.curve(context, plane, (z) => logNormal(z, this.mu, this.sigma), 'accent', []);
    drawHand(context, plane, this.top);
  }

  curve(context, plane, log, colour, dashes) {
    context.strokeStyle = themeColour(colour);
    context.lineWidth = 2.5;
    context.setLineDash(dashes);
    context.beginPath();
    for (const z of this.places()) context.lineTo(...plane.toPage([z, Math.exp(log(z))]));
    context.stroke();
    context.setLineDash([]);
    context.lineWidth = 1;
  }

  /** Each ε on its line, and the z that it becomes on the axis above. */
  drawDraws(context, plane) {
    context.strokeStyle = themeColour('line');
    context.beginPath();
    for (const height of [0, -0.55]) {
      context.moveTo(...plane.toPage([-3, height]));
      context.lineTo(...plane.toPage([3, height]));
    }
    this.codes.forEach((z, i) => {
      context.moveTo(...plane.toPage([this.epsilon[i], -0.55]));
      context.lineTo(...plane.toPage([z, 0]));
    });
    context.stroke();
    for (const [places, height, colour] of [
      [this.epsilon, -0.55, 'quiet'], [this.codes, 0, 'accent'],
    ]) this.drawDots(context, plane, places, height, colour);
    context.font = '13px system-ui, sans-serif';
    context.textAlign = 'left';
    context.textBaseline = 'top';
    context.fillStyle = themeColour('quiet');
    for (const [name, height] of [['z = μ + σ ε', 0], ['ε', -0.55]]) {
      const [left, top] = plane.toPage([-2.95, height]);
      context.fillText(name, left, top + 3);
    }
  }

  drawDots(context, plane, places, height, colour) {
    context.fillStyle = themeColour(colour);
    for (const place of places) {
      context.beginPath();
      context.arc(...plane.toPage([place, height]), 3.2, 0, 2 * Math.PI);
      context.fill();
    }
  }
}

function densityLegend() {
  const names = [['green', 'posterior p(z|x)'], ['accent', 'q(z)'], ['quiet', 'prior p(z)']];
  return element('ul', { className: 'legend', 'aria-label': 'colours of the densities' },
    ...names.map(([colour, name]) => element('li', {},
      element('span', { className: `swatch ${colour}` }), name)));
}
