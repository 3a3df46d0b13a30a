// Thousands of dots, written straight into the pixels of a picture: drawn as arcs, they would not
// keep up with the hand.

/** A layer of dots over a SharpCanvas. */
class Dots {
  constructor(sharp) {
    this.sharp = sharp;
    this.canvas = element('canvas', {});
  }

  /** Without dots, and as large as the canvas now is. */
  clear() {
    const { width, height } = this.sharp.canvas;
    if (this.image?.width !== width || this.image.height !== height) {
      Object.assign(this.canvas, { width, height });
      this.image = new ImageData(width, height);
    } else this.image.data.fill(0);
  }

  /** A dot of a radius in page pixels and a strength from 0 to 1: how much of each pixel it is. */
  dot(radius, strength) {
    const half = Math.ceil(radius * this.sharp.dense);
    const size = 2 * half + 1;
    const share = Float32Array.from({ length: size * size }, (_, i) => {
      const away = Math.hypot((i % size) - half, Math.floor(i / size) - half);
      return strength * Math.min(1, Math.max(0, radius * this.sharp.dense + 0.5 - away));
    });
    return { half, size, share };
  }

  /** Puts a dot of a colour [red, green, blue] over what is there. */
  add({ half, size, share }, [x, y], [red, green, blue]) {
    const { width, height, data } = this.image;
    const left = Math.round(x * this.sharp.dense) - half;
    const top = Math.round(y * this.sharp.dense) - half;
    if (left < 0 || top < 0 || left + size > width || top + size > height) return;
    for (let i = 0; i < share.length; i++) {
      const over = share[i];
      if (over === 0) continue;
      const at = 4 * ((top + Math.floor(i / size)) * width + left + (i % size));
      const under = (data[at + 3] / 255) * (1 - over);
      const both = over + under;
      data[at] = (red * over + data[at] * under) / both;
      data[at + 1] = (green * over + data[at + 1] * under) / both;
      data[at + 2] = (blue * over + data[at + 2] * under) / both;
      data[at + 3] = 255 * both;
    }
  }

  show(context) {
    this.canvas.getContext('2d').putImageData(this.image, 0, 0);
    context.drawImage(this.canvas, 0, 0, this.sharp.width, this.sharp.height);
  }
}
