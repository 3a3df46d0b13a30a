// One step, quantity by quantity: the derivation with its numbers.

const LAYERS = { encoder1: 'encoder, layer 1', encoder2: 'encoder, layer 2', mu: 'μ',
  logVar: 'log σ²', decoder1: 'decoder, layer 1', decoder2: 'decoder, layer 2',
  output: 'decoder, logits' };

class StepView {
  constructor(widget) {
    this.widget = widget;
    const pictures = [['x', 'x'], ['logits', 'logits ℓ'], ['p', 'sigmoid(ℓ) = E[x|z]']];
    this.pictures = Object.fromEntries(pictures.map(([key, caption]) =>
      [key, new Picture(widget.shape, caption)]));
    this.codes = element('table', { className: 'numbers', 'aria-label': 'the draw of z' });
    this.terms = element('table', { className: 'numbers', 'aria-label': 'the terms of this image' });
    this.sizes = element('table', { className: 'numbers', 'aria-label': 'sizes of the gradient' });
    this.words = element('p', { className: 'hint' });
    this.element = element('details', { className: 'drawing' },
      element('summary', { textContent: 'One step, quantity by quantity' }), this.words,
      element('div', { className: 'columns' },
        element('div', { className: 'row' },
          ...Object.values(this.pictures).map((picture) => picture.element)),
        element('div', { className: 'side' },
          element('h3', { textContent: 'z = μ + exp(½ log σ²) · ε' }), this.codes, this.terms),
        element('div', { className: 'side' },
          element('h3', { textContent: '‖∂loss/∂θ‖ of each layer' }), this.sizes)));
    this.clear();
  }

  clear() {
    this.words.textContent = 'Press “One step”: it learns from one batch and says every number ' +
      'on the way, for the first image of that batch.';
    for (const table of [this.codes, this.terms, this.sizes]) table.replaceChildren();
    const black = new Float32Array(this.widget.size);
    for (const picture of Object.values(this.pictures)) picture.draw(black, 'No step was taken yet');
  }

  show(told, { beta, broken }) {
    const name = this.widget.name(told.index);
    this.words.textContent = `The first of ${told.rows} images of this batch is ${name}.`;
    this.showPictures(told, name);
    this.showCodes(told);
    fill(this.terms, [
      ['log p(x|z)', natsOf(told.logP)], ['KL(q(z|x) ‖ p(z))', natsOf(told.kl)],
      ['ELBO = log p(x|z) − KL', natsOf(told.logP - told.kl)],
      ['β in the loss', broken === 'none' ? number(beta, 1) : `broken: ${WRONGS[broken].name}`],
    ]);
    fill(this.sizes, [...told.sizes.map(([layer, size]) => [LAYERS[layer], natsOf(size)]),
      ['all together', natsOf(told.size)]]);
  }

  showPictures({ x, logits }, name) {
    const { pictures } = this;
    pictures.x.draw(x, `x: ${name}`);
    const reach = Math.max(1e-9, ...Array.from(logits, Math.abs));
    pictures.logits.draw(logits.map((l) => 0.5 + l / (2 * reach)),
      `logits, from ${number(-reach, 1)}, black, to ${number(reach, 1)}, white`);
    pictures.logits.caption.textContent = `logits ℓ, ±${number(reach, 1)}`;
    pictures.p.draw(logits.map(sigmoid), `expected image of ${name}`);
  }

  /** A column for each quantity, a row for each dimension. */
  showCodes({ mu, logVar, eps, z }) {
    const row = (name, texts, cell) => element('tr', {},
      element('th', { scope: 'row', textContent: name }),
      ...texts.map((textContent) => element(cell, { textContent })));
    this.codes.replaceChildren(row('', ['μ', 'log σ²', 'ε', 'z'], 'th'),
      ...Array.from(mu, (_, d) => row(dimensionName(d),
        [mu[d], logVar[d], eps[d], z[d]].map((value) => natsOf(value)), 'td')));
  }
}
