// Drawing: images pixel by pixel, canvases that are sharp on dense screens, the theme's colours.

/** An image [height, width], grey or in colours, black at 0 and white at 1, with words for who cannot see it. */
class Picture {
  constructor(shape, caption) {
    [this.height, this.width] = shape;
    this.canvas = element('canvas', {
      className: 'picture', width: this.width, height: this.height, role: 'img',
    });
    this.canvas.style.aspectRatio = `${this.width} / ${this.height}`;
    this.caption = element('figcaption', { textContent: caption });
    this.element = element('figure', {}, this.canvas, this.caption);
  }

  draw(pixels, words) {
    const context = this.canvas.getContext('2d');
    context.putImageData(imageData(pixels, this.width, this.height), 0, 0);
    this.canvas.setAttribute('aria-label', words);
  }
}

/** Of grey pixels, or of all red ones, then all green ones, then all blue ones. */
function imageData(pixels, width, height) {
  const image = new ImageData(width, height);
  const area = width * height;
  const [green, blue] = pixels.length === 3 * area ? [area, 2 * area] : [0, 0];
  for (let i = 0; i < area; i++) {
    const channels = [i, green + i, blue + i].map((at) => Math.round(255 * pixels[at]));
    image.data.set([...channels, 255], 4 * i);
  }
  return image;
}

/** A canvas as large as its place in the page, drawn in page pixels: calls `draw` when needed. */
class SharpCanvas {
  constructor(properties, draw) {
    this.canvas = element('canvas', properties);
    this.draw = draw;
    new ResizeObserver(() => this.fit()).observe(this.canvas);
  }

  fit() {
    const dense = window.devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width || !height) return;
    Object.assign(this, { width, height, dense });
    this.canvas.width = Math.round(width * dense);
    this.canvas.height = Math.round(height * dense);
    this.draw();
  }

  /** The empty canvas, ready to draw on; null before it has a size. */
  cleared() {
    if (!this.width) return null;
    const context = this.canvas.getContext('2d');
    context.setTransform(this.dense, 0, 0, this.dense, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    return context;
  }

  /** An empty layer of the same size, to be drawn once and shown often. */
  layer() {
    const canvas = element('canvas', { width: this.canvas.width, height: this.canvas.height });
    const context = canvas.getContext('2d');
    context.scale(this.dense, this.dense);
    return { canvas, context };
  }

  /** Where a pointer is, in page pixels from the upper left corner. */
  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }
}

/** A colour of the theme, by its name in page.css. */
function themeColour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Red, green and blue of a colour, for the theme's ground: on a dark one, dark ones are lightened. */
function readableChannels(colour) {
  const channels = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
  if (document.documentElement.dataset.theme !== 'dark') return channels;
  const light = (0.3 * channels[0] + 0.6 * channels[1] + 0.1 * channels[2]) / 255;
  const white = Math.max(0, 0.55 - light);
  return channels.map((c) => Math.round(c + (255 - c) * white));
}

/** The same colour for a canvas or a style. */
function readable(colour) {
  return `rgb(${readableChannels(colour).join(' ')})`;
}
