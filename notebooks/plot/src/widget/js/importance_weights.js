// How many samples does an estimate of the evidence need?

const MU = [-2.5, 2.5];
const SIGMA = [0.2, 2];
const SAMPLES = [10, 30, 100, 300, 1000, 3000, 10_000];
const BINS = 24;

function start(data, page) {
  return new ImportanceWeights(data, page);
}

class ImportanceWeights {
  constructor(data, page) {
    this.page = page;
    this.model = new Parabola(data);
    Object.assign(this, { mu: 0, sigma: 1, samples: 100, draw: 1, epsilon: [] });
    this.build();
  }

  build() {
    this.plane = this.densities();
    this.histogram = new Plane({
      label: 'Histogram of the log-weights',
      layers: [], marks: (context, plane) => this.drawHistogram(context, plane),
    });
    this.course = new Plane({
      label: 'The estimate after each sample',
      layers: [], marks: (context, plane) => this.drawCourse(context, plane),
    });
    this.histogram.names = ['log w (nats)', '%'];
    this.course.names = ['samples so far: 10 to the power of', ''];
    for (const { element: canvas } of [this.histogram, this.course]) canvas.classList.add('flat');
    this.sliders = [
      new Slider({ name: 'mean μ', min: MU[0], max: MU[1], step: 0.01,
        onInput: (mu) => this.move(mu, this.sigma) }),
      new Slider({ name: 'width σ', min: SIGMA[0], max: SIGMA[1], step: 0.01,
        onInput: (sigma) => this.move(this.mu, sigma) }),
    ];
    const options = SAMPLES.map((count) => [count, count.toLocaleString('en')]);
    this.menu = menu('samples K', options, (count) => this.take(Number(count), this.draw));
    this.numbers = element('table', { className: 'numbers', 'aria-label': 'the estimate' });
    this.arrange();
  }

  densities() {
    const plane = new Plane({
      label: 'Densities over z: arrow keys move the top of q (with Shift in large steps), ' +
        'left and right its mean, up and down its width',
      layers: [(context, shown) => this.curve(context, shown,
        (z) => this.model.logPosterior(z), 'green')],
      marks: (context, shown) => {
        this.curve(context, shown, (z) => logNormal(z, this.mu, this.sigma), 'accent');
        drawHand(context, shown, this.top);
      },
      onMove: ([mu, top]) => this.move(mu, 1 / (Math.sqrt(2 * Math.PI) * Math.max(top, 0.01))),
      onClick: ([mu]) => this.move(mu, this.sigma),
    });
    plane.element.classList.add('flat');
    const peak = Math.max(...places().map((z) => Math.exp(this.model.logPosterior(z))));
    plane.ranges = [[-3, 3], [0, Math.max(2.2, 1.1 * peak)]];
    plane.names = ['z', ''];
    return plane;
  }

  arrange() {
    const heading = (text) => element('h3', { textContent: text });
    this.page.main.append(element('div', { className: 'columns' },
      element('div', { className: 'wide' }, heading('Where are samples drawn?'),
        this.plane.element, legend([['green', 'posterior p(z|x)'], ['accent', 'q(z)']])),
      element('div', { className: 'side' },
        ...this.sliders.map((slider) => slider.element),
        element('div', { className: 'row' }, this.menu.element,
          button('Draw others', () => this.take(this.samples, this.draw + 1))),
        this.numbers,
        element('p', { className: 'hint', textContent: 'Drag the top of q, or use the sliders. ' +
          'The last row is exact, 100 · Var(w) / p(x)²: the variance of the weights is known ' +
          'here.' }))),
    element('div', { className: 'columns' },
      element('div', { className: 'wide' }, heading('How are the weights spread?'),
        this.histogram.element,
        legend([['accent', 'share of the samples'], ['purple', 'share of the sum of weights']])),
      element('div', { className: 'wide' }, heading('How does the estimate settle?'),
        this.course.element,
        legend([['accent', 'log p̂(x) ± 2 standard errors'], ['quiet', 'log p(x)']]))));
  }

  get state() {
    const rounded = (value) => Math.round(value * 1e4) / 1e4;
    const { samples, draw } = this;
    return { mu: rounded(this.mu), sigma: rounded(this.sigma), samples, draw };
  }

  set state({ mu, sigma, samples, draw }) {
    const inside = (value, [least, most]) => value >= least && value <= most;
    if (!inside(mu, MU)) throw new Error(`mu goes from ${MU.join(' to ')}`);
    if (!inside(sigma, SIGMA)) throw new Error(`sigma goes from ${SIGMA.join(' to ')}`);
    if (!SAMPLES.includes(samples)) throw new Error(`samples are ${SAMPLES.join(', ')}`);
    if (!Number.isInteger(draw)) throw new Error('draw is a whole number');
    Object.assign(this, { mu, sigma });
    this.take(samples, draw);
  }

  redraw() {
    for (const plane of [this.plane, this.histogram, this.course]) plane.redraw();
  }

  move(mu, sigma) {
    const kept = (value, [least, most]) => Math.min(most, Math.max(least, value));
    Object.assign(this, { mu: kept(mu, MU), sigma: kept(sigma, SIGMA) });
    this.plane.position = this.top;
    this.page.soon(() => this.show());
  }

  take(samples, draw) {
    if (draw !== this.draw || !this.epsilon.length) this.epsilon = normals(draw, SAMPLES.at(-1));
    Object.assign(this, { samples, draw });
    this.menu.select.value = samples;
    this.show();
  }

  /** Where q is highest: what the hand takes hold of. */
  get top() {
    return [this.mu, 1 / (Math.sqrt(2 * Math.PI) * this.sigma)];
  }

  /** log p(x, z) − log q(z) of each sample z = μ + σ ε. */
  get logWeights() {
    return this.epsilon.slice(0, this.samples).map((e) => {
      const z = this.mu + this.sigma * e;
      return this.model.logJoint(z) - logNormal(z, this.mu, this.sigma);
    });
  }

  show() {
    const { mu, sigma, samples, model } = this;
    this.weights = this.logWeights;
    this.estimates = runningEstimates(this.weights);
    const estimate = this.estimates.at(-1);
    const off = estimate.logP - model.logEvidence;
    this.sliders[0].value = mu;
    this.sliders[1].value = sigma;
    fill(this.numbers, [
      ['log p(x), nats', number(model.logEvidence, 3)],
      [`log p̂(x) by ${samples.toLocaleString('en')} samples`, number(estimate.logP, 3)],
      ['off by', number(off, 3)],
      ['standard error, as estimated', number(estimate.error, 3)],
      ['effective samples', number(estimate.effective, 1)],
      ['samples for ± 0.1 nats', small(Math.max(1, 100 * model.spreadOfWeights(mu, sigma)))],
    ]);
    this.plane.position = this.top;
    for (const plane of [this.plane, this.histogram, this.course]) plane.draw();
    this.page.say(`log p̂(x) ${number(estimate.logP)} ± ${number(estimate.error)}, off by ` +
      `${number(off)} nats, ${number(estimate.effective, 1)} effective samples`);
    this.page.changed();
  }

  curve(context, plane, log, colour) {
    context.strokeStyle = themeColour(colour);
    context.lineWidth = 2.5;
    context.beginPath();
    for (const z of places()) context.lineTo(...plane.toPage([z, Math.exp(log(z))]));
    context.stroke();
    context.lineWidth = 1;
  }

  /** Of each interval of log w, the share of the samples and of the sum of weights in it. */
  get shares() {
    const [least, most] = [Math.min(...this.weights), Math.max(...this.weights)];
    const room = Math.max(0.25, 0.02 * (most - least));
    const [from, width] = [least - room, (most - least + 2 * room) / BINS];
    const bins = Array.from({ length: BINS }, (_, i) => ({ at: from + i * width, count: 0, sum: 0 }));
    const total = this.weights.reduce((sum, w) => sum + Math.exp(w - most), 0);
    for (const w of this.weights) {
      const bin = bins[Math.min(BINS - 1, Math.floor((w - from) / width))];
      bin.count += 100 / this.samples;
      bin.sum += 100 * Math.exp(w - most) / total;
    }
    return { bins, width };
  }

  drawHistogram(context, plane) {
    const { bins, width } = this.shares;
    const highest = Math.max(...bins.flatMap(({ count, sum }) => [count, sum]));
    plane.ranges = [[bins[0].at, bins[0].at + BINS * width], [0, 1.05 * highest]];
    for (const [colour, part, value] of [['accent', 0, 'count'], ['purple', 0.5, 'sum']]) {
      context.fillStyle = themeColour(colour);
      for (const bin of bins) {
        const [left, top] = plane.toPage([bin.at + (part + 0.02) * width, bin[value]]);
        const [right, bottom] = plane.toPage([bin.at + (part + 0.48) * width, 0]);
        context.fillRect(left, top, right - left, bottom - top);
      }
    }
  }

  drawCourse(context, plane) {
    const { logEvidence } = this.model;
    const low = this.estimates.filter(({ count }) => count >= 3).map(({ logP }) => logP - 1);
    const least = Math.max(logEvidence - 12, Math.min(logEvidence - 2, ...low));
    plane.ranges = [[0, Math.log10(SAMPLES.at(-1))], [least, logEvidence + 2]];
    const at = ({ count }, nats) => plane.toPage([Math.log10(count), nats]);
    context.fillStyle = themeColour('accent');
    context.globalAlpha = 0.25;
    context.beginPath();
    const known = this.estimates.filter(({ count }) => count > 1);
    for (const one of known) context.lineTo(...at(one, one.logP + 2 * one.error));
    for (const one of known.reverse()) context.lineTo(...at(one, one.logP - 2 * one.error));
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 2.5;
    context.strokeStyle = themeColour('accent');
    context.beginPath();
    for (const one of this.estimates) context.lineTo(...at(one, one.logP));
    context.stroke();
    context.strokeStyle = themeColour('quiet');
    context.setLineDash([5, 4]);
    context.beginPath();
    for (const power of plane.ranges[0]) context.lineTo(...plane.toPage([power, logEvidence]));
    context.stroke();
    context.setLineDash([]);
    context.lineWidth = 1;
  }
}

/** log of the mean of the first k weights, its standard error √(k/(k−1) (1/ESS − 1/k)), and ESS. */
function runningEstimates(logWeights) {
  const most = Math.max(...logWeights);
  const estimates = [];
  let [sum, squares] = [0, 0];
  logWeights.forEach((w, i) => {
    const [count, share] = [i + 1, Math.exp(w - most)];
    sum += share;
    squares += share * share;
    if (count % 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1)) return; // not every one
    const effective = sum * sum / squares;
    const variance = (count / (count - 1)) * (1 / effective - 1 / count);
    estimates.push({
      count, effective, logP: most + Math.log(sum / count),
      error: Math.sqrt(Math.max(0, variance)),
    });
  });
  return estimates;
}

function places() {
  return Array.from({ length: 301 }, (_, i) => -3 + i / 50);
}

function legend(names) {
  return element('ul', { className: 'legend', 'aria-label': 'colours' },
    ...names.map(([colour, name]) => element('li', {},
      element('span', { className: `swatch ${colour}` }), name)));
}
