// A plane with axes: layers behind, marks in front, and a hand that moves a point on it.

/** Which way an arrow key points, y upwards. */
const ARROWS = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
};

const MARGIN = { left: 38, right: 10, top: 10, bottom: 34 };

/**
 * A square piece of a plane. `layers` are functions (context, plane) drawn once and kept until
 * `redraw`; `marks` is drawn each time. `onMove([x, y])` hears the hand, `onClick([x, y])` a press
 * without a drag, and `onKey(event)` any key that is not an arrow; without `onMove`, the plane is
 * a picture.
 */
class Plane {
  constructor({ label, layers, marks, onMove, onClick, onKey = () => {} }) {
    Object.assign(this, { layers, marks, onMove, onClick, onKey });
    this.ranges = [[-3, 3], [-3, 3]];
    this.names = ['', ''];
    const role = onMove ? { role: 'application', tabIndex: 0 } : { role: 'img' };
    this.sharp = new SharpCanvas(
      { className: onMove ? 'plane hand' : 'plane', 'aria-label': label, ...role },
      () => this.redraw(),
    );
    this.element = this.sharp.canvas;
    if (onMove) this.listen();
  }

  /** From coordinates to page pixels. */
  toPage([x, y]) {
    const { width, height } = this.sharp;
    const [[x0, x1], [y0, y1]] = this.ranges;
    return [
      MARGIN.left + ((x - x0) / (x1 - x0)) * (width - MARGIN.left - MARGIN.right),
      height - MARGIN.bottom - ((y - y0) / (y1 - y0)) * (height - MARGIN.top - MARGIN.bottom),
    ];
  }

  /** From page pixels to coordinates, kept inside the plane. */
  fromPage([left, top]) {
    const { width, height } = this.sharp;
    const shares = [
      (left - MARGIN.left) / (width - MARGIN.left - MARGIN.right),
      (height - MARGIN.bottom - top) / (height - MARGIN.top - MARGIN.bottom),
    ];
    return shares.map((share, i) => this.kept(i, this.ranges[i][0] + share * this.span(i)));
  }

  kept(axis, value) {
    const [least, most] = this.ranges[axis];
    return Math.min(most, Math.max(least, value));
  }

  span(axis) {
    return this.ranges[axis][1] - this.ranges[axis][0];
  }

  /** Page pixels to one unit of an axis. */
  scale() {
    const [left] = this.toPage([0, 0]);
    return this.toPage([1, 0])[0] - left;
  }

  /** Draws everything anew: the size, the theme or the layers have changed. */
  redraw() {
    this.behind = null;
    this.draw();
  }

  /** Draws the marks over the layers. */
  draw() {
    const context = this.sharp.cleared();
    if (!context) return;
    this.behind ??= this.drawnLayers();
    context.drawImage(this.behind, 0, 0, this.sharp.width, this.sharp.height);
    this.inside(context, () => this.marks(context, this));
  }

  drawnLayers() {
    const { canvas, context } = this.sharp.layer();
    this.inside(context, () => this.layers.forEach((layer) => layer(context, this)));
    drawAxes(context, this);
    return canvas;
  }

  /** Draws with what lies outside the axes cut off. */
  inside(context, draw) {
    const { width, height } = this.sharp;
    context.save();
    context.beginPath();
    context.rect(MARGIN.left, MARGIN.top, width - MARGIN.left - MARGIN.right,
      height - MARGIN.top - MARGIN.bottom);
    context.clip();
    draw();
    context.restore();
  }

  listen() {
    const canvas = this.element;
    let pressed = null;
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      pressed = { place: this.sharp.place(event), moved: false };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener('pointermove', (event) => {
      if (!pressed) return;
      const place = this.sharp.place(event);
      pressed.moved ||= Math.hypot(place[0] - pressed.place[0], place[1] - pressed.place[1]) > 4;
      if (pressed.moved) this.onMove(this.fromPage(place));
    });
    canvas.addEventListener('pointerup', (event) => {
      if (pressed && !pressed.moved) this.onClick(this.fromPage(this.sharp.place(event)));
      pressed = null;
    });
    canvas.addEventListener('pointercancel', () => { pressed = null; });
    canvas.addEventListener('keydown', (event) => this.onKeyDown(event));
  }

  onKeyDown(event) {
    const arrow = ARROWS[event.key];
    if (!arrow || event.ctrlKey || event.altKey || event.metaKey) return this.onKey(event);
    event.preventDefault();
    const step = event.shiftKey ? 0.5 : 0.1;
    const at = this.position ?? [0, 0];
    this.onMove(at.map((c, i) => this.kept(i, Math.round((c + step * arrow[i]) * 1e4) / 1e4)));
  }
}

/** The frame, round numbers along it, and the names of the axes. */
function drawAxes(context, plane) {
  const { width, height } = plane.sharp;
  const [right, bottom] = [width - MARGIN.right, height - MARGIN.bottom];
  context.strokeStyle = themeColour('line');
  context.strokeRect(MARGIN.left, MARGIN.top, right - MARGIN.left, bottom - MARGIN.top);
  context.fillStyle = themeColour('quiet');
  context.font = '12px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const tick of ticks(plane.ranges[0])) {
    context.fillText(tickText(tick), plane.toPage([tick, 0])[0], bottom + 5);
  }
  context.fillText(plane.names[0], (MARGIN.left + right) / 2, bottom + 19);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const tick of ticks(plane.ranges[1])) {
    context.fillText(tickText(tick), MARGIN.left - 6, plane.toPage([0, tick])[1]);
  }
  context.textAlign = 'left';
  context.fillText(plane.names[1], 4, (MARGIN.top + bottom) / 2 - 14);
}

/** Whole numbers in a range, at most nine of them. */
function ticks([least, most]) {
  const power = 10 ** Math.max(0, Math.ceil(Math.log10((most - least) / 9)) - 1);
  const step = [1, 2, 5, 10].find((s) => (most - least) / (s * power) <= 9) * power;
  const first = Math.ceil(least / step);
  const count = Math.floor(most / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => (first + i) * step);
}

/** A whole number, a large one as 20K or 3M. */
function tickText(tick) {
  if (Math.abs(tick) < 10_000) return number(tick, 0);
  return new Intl.NumberFormat('en', { notation: 'compact' }).format(tick).replace('-', '−');
}

/** Dashed circles at one and two standard deviations of the prior. */
function drawPrior(context, plane) {
  context.strokeStyle = themeColour('quiet');
  context.setLineDash([5, 4]);
  for (const radius of [1, 2]) {
    context.beginPath();
    context.arc(...plane.toPage([0, 0]), radius * plane.scale(), 0, 2 * Math.PI);
    context.stroke();
  }
  context.setLineDash([]);
}

/** A cross in a ring: where the hand is. */
function drawHand(context, plane, at) {
  const [x, y] = plane.toPage(at);
  for (const [colour, thickness] of [['paper', 5], ['ink', 2]]) {
    context.strokeStyle = themeColour(colour);
    context.lineWidth = thickness;
    context.beginPath();
    context.arc(x, y, 8, 0, 2 * Math.PI);
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      context.moveTo(x + 4 * dx, y + 4 * dy);
      context.lineTo(x + 12 * dx, y + 12 * dy);
    }
    context.stroke();
  }
  context.lineWidth = 1;
}

/** Two standard deviations of q around its mean. */
function drawEllipse(context, plane, mu, sigma) {
  const scale = plane.scale();
  const [x, y] = plane.toPage(mu);
  context.lineWidth = 2;
  context.strokeStyle = themeColour('ink');
  context.beginPath();
  context.ellipse(x, y, Math.max(1, 2 * sigma[0] * scale), Math.max(1, 2 * sigma[1] * scale),
    0, 0, 2 * Math.PI);
  context.stroke();
  context.lineWidth = 1;
}
