// A space that the hand turns, in perspective.

const CORNERS = [-1, 1].flatMap((x) => [-1, 1].flatMap((y) => [-1, 1].map((z) => [x, y, z])));
const DISTANCE = 9; // from the eye to the middle of the cube, whose half side is 1

/**
 * A square picture of a cube. `onTurn([turn, tilt])` hears a drag or the arrow keys, in degrees;
 * `onPick([left, top], reach)` a press, or Enter for the middle; `onHome()` the key Home.
 */
class Space {
  constructor({ label, draw, onTurn, onPick, onHome }) {
    Object.assign(this, { drawAll: draw, onTurn, onPick, onHome });
    this.sharp = new SharpCanvas({
      className: 'plane hand turns', role: 'application', tabIndex: 0, 'aria-label': label,
    }, () => this.draw());
    this.element = this.sharp.canvas;
    this.listen();
  }

  draw() {
    const context = this.sharp.cleared();
    if (context) this.drawAll(context, this);
  }

  /** Turns points of the cube: each into page pixels, and how far behind the middle it lies. */
  lens([turn, tilt]) {
    const [a, b] = [turn, tilt].map((degrees) => (degrees * Math.PI) / 180);
    const [cosA, sinA, cosB, sinB] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b)];
    const { width, height } = this.sharp;
    const side = 0.28 * Math.min(width, height) * DISTANCE;
    return ([x, y, z]) => {
      const right = x * cosA - y * sinA;
      const away = x * sinA + y * cosA;
      const up = z * cosB + away * sinB;
      const depth = away * cosB - z * sinB;
      const scale = side / (DISTANCE + depth);
      return [width / 2 + scale * right, height / 2 - scale * up, depth];
    };
  }

  listen() {
    const canvas = this.element;
    let pressed = null;
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      const place = this.sharp.place(event);
      pressed = { from: place, last: place, moved: false };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener('pointermove', (event) => {
      if (!pressed) return;
      const place = this.sharp.place(event);
      pressed.moved ||= Math.hypot(place[0] - pressed.from[0], place[1] - pressed.from[1]) > 4;
      if (!pressed.moved) return;
      this.onTurn([place[0] - pressed.last[0], place[1] - pressed.last[1]].map((by) => by / 2));
      pressed.last = place;
    });
    canvas.addEventListener('pointerup', (event) => {
      if (pressed && !pressed.moved) this.onPick(this.sharp.place(event));
      pressed = null;
    });
    canvas.addEventListener('pointercancel', () => { pressed = null; });
    canvas.addEventListener('keydown', (event) => this.onKey(event));
  }

  onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const [middle, arrow] = [[this.sharp.width / 2, this.sharp.height / 2], ARROWS[event.key]];
    const step = event.shiftKey ? 15 : 5;
    if (arrow) this.onTurn([step * arrow[0], -step * arrow[1]]);
    else if (event.key === 'Home') this.onHome();
    else if (event.key === 'Enter' || event.key === ' ') this.onPick(middle, Infinity);
    else return;
    event.preventDefault();
  }
}

/** The edges of the cube, the names of its axes, and where each begins and ends. */
function drawCube(context, lens, names, ranges) {
  context.strokeStyle = themeColour('line');
  context.beginPath();
  for (const corner of CORNERS) {
    corner.forEach((c, axis) => {
      if (c > 0) return;
      const end = corner.map((other, i) => (i === axis ? 1 : other));
      const [[x0, y0], [x1, y1]] = [lens(corner), lens(end)];
      context.moveTo(x0, y0);
      context.lineTo(x1, y1);
    });
  }
  context.stroke();
  // A little outside of the cube, so that the numbers of one corner keep apart.
  const edges = [(t) => [t, -1.12, -1], (t) => [-1.12, t, -1], (t) => [-1.08, -1.08, t]];
  edges.forEach((edge, axis) => {
    context.font = 'bold 14px system-ui, sans-serif';
    haloed(context, names[axis], lens(edge(1.17)));
    context.font = '12px system-ui, sans-serif';
    const [least, most] = ranges[axis];
    const whole = ticks([least, most]);
    const shown = whole.filter((n, i) => n === 0 || i === whole.length - 1 || (i === 0 && axis < 2));
    for (const value of shown) {
      const t = (2 * (value - least)) / (most - least) - 1;
      haloed(context, number(value, 0), lens(edge(t)), 'quiet');
    }
  });
}

/** Text around a point, readable on what lies behind it. */
function haloed(context, text, [x, y], colour = 'ink') {
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.strokeStyle = themeColour('paper');
  context.lineWidth = 4;
  context.strokeText(text, x, y);
  context.fillStyle = themeColour(colour);
  context.fillText(text, x, y);
  context.lineWidth = 1;
}
