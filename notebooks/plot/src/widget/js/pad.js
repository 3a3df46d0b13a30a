// A pad to draw on, and the drawing as MNIST holds it: scaled to a box of 20 pixels in an image of
// 28, and moved so that its centre of mass lies in the middle (LeCun, Cortes and Burges, "The MNIST
// database of handwritten digits"). The middle is that of pixel 14 of 0 to 27: in the test images,
// the centre of mass lies between 14 and 15 from the upper left corner, 14.5 on average.

/** Half the pen's width, as a share of the pad's side. */
const PEN = 0.05;
const BOX = 20 / 28;

/**
 * Strokes are lists of points [x, y] from 0 to 1. The pen follows pointer or finger; with the
 * keyboard, arrow keys move it, the space bar puts it down and up, Backspace takes a stroke back.
 */
class Pad {
  constructor(label, onChange) {
    this.onChange = onChange;
    this.strokes = [];
    this.pen = { at: [0.5, 0.5], down: false, shown: false };
    this.sharp = new SharpCanvas({
      className: 'pad', tabIndex: 0, role: 'application', 'aria-label': `${label}: draw with ` +
        'mouse or finger; or move with the arrow keys, Space puts the pen down and up, ' +
        'Backspace takes a stroke back, Delete clears',
    }, () => this.draw());
    this.canvas = this.sharp.canvas;
    this.element = element('div', {}, this.canvas,
      element('div', { className: 'row' },
        button('Clear', () => this.change([])),
        button('Undo', () => this.change(this.strokes.slice(0, -1)))));
    this.listen();
  }

  change(strokes) {
    this.strokes = strokes;
    this.pen.down = false;
    this.draw();
    this.onChange();
  }

  listen() {
    const at = (event) => this.sharp.place(event).map((c, i) =>
      kept01(c / [this.sharp.width, this.sharp.height][i]));
    let drawing = false;
    this.canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      drawing = true;
      this.canvas.setPointerCapture(event.pointerId);
      this.begin(at(event));
    });
    this.canvas.addEventListener('pointermove', (event) => {
      if (!drawing) return;
      const all = event.getCoalescedEvents?.() ?? [];
      for (const one of all.length ? all : [event]) this.extend(at(one));
    });
    for (const end of ['pointerup', 'pointercancel']) {
      this.canvas.addEventListener(end, () => { drawing = false; });
    }
    this.canvas.addEventListener('keydown', (event) => this.onKey(event));
    this.canvas.addEventListener('blur', () => { this.pen.shown = false; this.draw(); });
  }

  begin(point) {
    this.change([...this.strokes, [rounded(point)]]);
  }

  extend(point) {
    const stroke = this.strokes.at(-1);
    const [x, y] = stroke.at(-1);
    if (Math.hypot(point[0] - x, point[1] - y) < 0.008) return;
    stroke.push(rounded(point));
    this.draw();
    this.onChange();
  }

  onKey(event) {
    const { pen } = this;
    const arrow = ARROWS[event.key];
    if (arrow) {
      pen.at = pen.at.map((c, i) => kept01(c + 0.04 * arrow[i] * (i ? -1 : 1)));
      pen.shown = true;
      if (pen.down) this.extend(pen.at);
    } else if (event.key === ' ') {
      pen.shown = true;
      const down = !pen.down;
      if (down) this.begin(pen.at);
      pen.down = down;
    } else if (event.key === 'Backspace') {
      this.change(this.strokes.slice(0, -1));
    } else if (event.key === 'Delete') {
      this.change([]);
    } else {
      return;
    }
    event.preventDefault();
    this.draw();
  }

  draw() {
    const context = this.sharp.cleared();
    if (!context) return;
    const side = this.sharp.width;
    context.fillStyle = '#000';
    context.fillRect(0, 0, side, this.sharp.height);
    Object.assign(context, {
      strokeStyle: '#fff', lineWidth: 2 * PEN * side, lineCap: 'round', lineJoin: 'round',
    });
    for (const stroke of this.strokes) {
      context.beginPath();
      // A line of no length is drawn as a dot.
      for (const [x, y] of [stroke[0], ...stroke]) context.lineTo(x * side, y * side);
      context.stroke();
    }
    if (!this.pen.shown) return;
    Object.assign(context, { strokeStyle: this.pen.down ? '#ff9d5c' : '#56b4e9', lineWidth: 2 });
    context.beginPath();
    context.arc(this.pen.at[0] * side, this.pen.at[1] * side, PEN * side + 2, 0, 2 * Math.PI);
    context.stroke();
  }
}

const kept01 = (value) => Math.min(1, Math.max(0, value));
const rounded = (point) => point.map((c) => Math.round(c * 1000) / 1000);

/** Strokes that make sense, or an error that says why not. */
function checkedStrokes(strokes) {
  const isPoint = (p) => Array.isArray(p) && p.length === 2 && p.every((c) => c >= 0 && c <= 1);
  const isStroke = (s) => Array.isArray(s) && s.length > 0 && s.every(isPoint);
  if (!Array.isArray(strokes) || !strokes.every(isStroke)) {
    throw new Error('strokes are lists of points [x, y] from 0 to 1');
  }
  return strokes.map((stroke) => stroke.map((point) => [...point]));
}

/** The drawing as an image of a shape [height, width], pixels in [0, 1]; null if there is none. */
function centredImage(strokes, [height, width]) {
  const points = strokes.flat();
  if (points.length === 0) return null;
  const box = [0, 1].map((axis) => {
    const values = points.map((p) => p[axis]);
    return [Math.min(...values) - PEN, Math.max(...values) + PEN];
  });
  const size = Math.max(box[0][1] - box[0][0], box[1][1] - box[1][0]);
  // A dot is not blown up to a ball: the pen stays thinner than a quarter of the box.
  const scale = (BOX * Math.min(height, width)) / Math.max(size, 8 * PEN);
  const place = (shift) => strokes.map((stroke) => stroke.map((p) => [0, 1].map((axis) =>
    (p[axis] - (box[axis][0] + box[axis][1]) / 2) * scale + shift[axis])));
  const middle = [width / 2 + 0.5, height / 2 + 0.5];
  const first = raster(place(middle), PEN * scale, [height, width]);
  const mass = centreOfMass(first, width);
  return raster(place(middle.map((m, axis) => 2 * m - mass[axis])), PEN * scale, [height, width]);
}

/** Lines of a width, each pixel by its distance from the nearest line. */
function raster(strokes, radius, [height, width]) {
  const nearest = new Float32Array(height * width).fill(Infinity);
  const reach = radius + 0.5; // from here on a line leaves a pixel black
  for (const stroke of strokes) {
    stroke.forEach((to, k) => {
      const from = stroke[Math.max(0, k - 1)];
      const [left, top] = [0, 1].map((axis) =>
        Math.max(0, Math.floor(Math.min(from[axis], to[axis]) - reach)));
      const [right, bottom] = [width, height].map((size, axis) =>
        Math.min(size, Math.ceil(Math.max(from[axis], to[axis]) + reach)));
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) {
          const i = y * width + x;
          nearest[i] = Math.min(nearest[i], distance(x + 0.5, y + 0.5, from, to));
        }
      }
    });
  }
  return nearest.map((away) => kept01(reach - away));
}

/** From (x, y) to the line between two points. */
function distance(x, y, [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = kept01(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

function centreOfMass(pixels, width) {
  let [mass, x, y] = [0, 0, 0];
  pixels.forEach((p, i) => {
    mass += p;
    x += p * ((i % width) + 0.5);
    y += p * (Math.floor(i / width) + 0.5);
  });
  return [x / mass, y / mass];
}
