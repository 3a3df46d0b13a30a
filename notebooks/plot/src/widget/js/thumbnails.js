// The decoder's images behind the points of a plane, drawn a few at a time so that the hand stays
// free.

const MANIFOLD_SIDE = 15;

class Thumbnails {
  /** `image(at)` is what the decoder draws at a place; where `key()` changes, it draws others. */
  constructor([height, width], { image, key }) {
    Object.assign(this, { height, width, image, key, on: false });
    this.canvas = element('canvas', {
      width: width * MANIFOLD_SIDE, height: height * MANIFOLD_SIDE,
    });
  }

  /** Begins anew where the images drawn so far are others. */
  check() {
    const key = String(this.key());
    if (key === this.drawn) return;
    Object.assign(this, { drawn: key, done: 0 });
    this.canvas.getContext('2d').clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  draw(context, plane) {
    if (!this.on) return;
    this.check();
    const [[x0, x1], [y0, y1]] = plane.ranges;
    const [[left, top], [right, bottom]] = [plane.toPage([x0, y1]), plane.toPage([x1, y0])];
    context.drawImage(this.canvas, left, top, right - left, bottom - top);
    clearTimeout(this.waiting);
    if (this.done < MANIFOLD_SIDE ** 2) this.waiting = setTimeout(() => this.some(plane), 0);
  }

  some(plane) {
    const until = performance.now() + 30;
    while (this.done < MANIFOLD_SIDE ** 2 && performance.now() < until) this.one(plane, this.done++);
    plane.redraw();
  }

  one(plane, index) {
    const { width, height } = this;
    const cell = [index % MANIFOLD_SIDE, Math.floor(index / MANIFOLD_SIDE)];
    const at = cell.map((count, axis) => {
      const place = (count + 0.5) / MANIFOLD_SIDE;
      return plane.ranges[axis][0] + (axis ? 1 - place : place) * plane.span(axis);
    });
    this.canvas.getContext('2d').putImageData(
      imageData(this.image(at), width, height), cell[0] * width, cell[1] * height);
  }
}
