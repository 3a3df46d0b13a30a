// The loss of a training under way, and its two terms.

/** Numbers of a step, as the worker tells them, one after another. */
const TOLD = ['epochs', 'loss', 'reconstruction', 'kl', 'size'];
/** Places across the curve; each is a mean over the steps that fall on it. */
const PLACES = 300;
const CURVES = [['accent', 'loss', 'loss'], ['green', 'reconstruction', '−log p(x|z)'],
  ['purple', 'kl', 'KL(q(z|x) ‖ p(z))']];

class TrainingCurve {
  constructor() {
    this.plane = new Plane({
      label: 'Loss and its two terms over the epochs, nats per image; the table says them',
      layers: [(context, plane) => this.draw(context, plane)],
      marks: () => {},
    });
    this.plane.names = ['epochs', ''];
    this.plane.element.classList.add('flat');
    this.table = element('table', { className: 'numbers', 'aria-label': 'the last batch' });
    this.element = element('div', {},
      element('h3', { textContent: 'Loss and its two terms, nats per image' }),
      this.plane.element,
      element('ul', { className: 'legend', 'aria-label': 'colours of the curves' },
        ...CURVES.map(([colour, , name]) => element('li', {},
          element('span', { className: `swatch ${colour}` }), name))),
      this.table);
    this.clear();
  }

  clear() {
    this.history = Object.fromEntries(TOLD.map((name) => [name, []]));
    this.show();
  }

  get steps() {
    return this.history.loss.length;
  }

  /** The step last taken. */
  get last() {
    return this.steps > 0
      ? Object.fromEntries(TOLD.map((name) => [name, this.history[name].at(-1)])) : null;
  }

  add(told) {
    for (let i = 0; i < told.length; i++) this.history[TOLD[i % TOLD.length]].push(told[i]);
    this.show();
  }

  show() {
    const { last } = this;
    const told = (name) => (last ? natsOf(last[name]) : '–');
    fill(this.table, [['loss of the last batch', told('loss')],
      ['− E[log p(x|z)]', told('reconstruction')], ['KL(q(z|x) ‖ p(z))', told('kl')],
      ['size of the gradient', told('size')]]);
    this.places = this.meansByPlace();
    this.plane.ranges = [[0, Math.max(1, last?.epochs ?? 1)], this.height()];
  }

  /** Means of neighbouring steps, as many as there are places. */
  meansByPlace() {
    const { history, steps } = this;
    const wide = Math.ceil(steps / PLACES);
    const mean = (all, i) => {
      const some = all.slice(i * wide, (i + 1) * wide);
      return some.reduce((sum, value) => sum + value, 0) / some.length;
    };
    return Array.from({ length: wide ? Math.ceil(steps / wide) : 0 }, (_, i) =>
      Object.fromEntries(TOLD.map((name) => [name, mean(history[name], i)])));
  }

  /** From 0, or what is below it, to all but the first and highest; no more than people read. */
  height() {
    const values = CURVES.flatMap(([, key]) => this.places.map((place) => place[key]))
      .filter(Number.isFinite).sort((a, b) => a - b);
    if (values.length === 0) return [0, 600];
    const most = values[Math.floor(0.97 * (values.length - 1))] * 1.1;
    return [Math.max(-1000, Math.min(0, values[0])), Math.min(10_000, Math.max(1, most))];
  }

  draw(context, plane) {
    context.lineWidth = 2;
    for (const [colour, key] of CURVES) {
      context.strokeStyle = themeColour(colour);
      context.beginPath();
      for (const place of this.places) {
        const value = Math.max(-1e5, Math.min(1e5, place[key]));
        if (!Number.isNaN(value)) context.lineTo(...plane.toPage([place.epochs, value]));
      }
      context.stroke();
    }
    context.lineWidth = 1;
  }
}

/** A number as a person reads it, however large. */
function natsOf(value) {
  if (!Number.isFinite(value)) return 'not finite';
  const size = Math.abs(value);
  if (size < 10_000) return number(value, size < 10 ? 3 : 2);
  return `${value < 0 ? '−' : ''}${small(size)}`;
}
