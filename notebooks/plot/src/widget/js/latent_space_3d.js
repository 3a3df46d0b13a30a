// Does a third dimension keep the classes apart?

const SLICES = 12;

function start(data, page) {
  return new LatentSpace3d(data, page);
}

class LatentSpace3d {
  constructor({ shape, points, reconstructions }, page) {
    this.page = page;
    this.shape = shape;
    this.points = new Points(points);
    this.reconstructions = reconstructions;
    Object.assign(this, { dimensions: [0, 1, 2], turn: [0, 0], chosen: null });
    this.build();
  }

  build() {
    const { points, shape } = this;
    this.space = new Space({
      label: 'Latent space: arrow keys turn it (with Shift in large steps), Home turns it back, ' +
        'Enter picks the large dot nearest to the middle',
      draw: (context) => this.draw(context),
      onTurn: (by) => this.turnBy(by),
      onPick: (at, reach) => this.pick(at, reach),
      onHome: () => this.turnTo([30, 20]),
    });
    this.dots = new Dots(this.space.sharp);
    this.original = new Picture(shape, 'original');
    this.reconstruction = new Picture(shape, 'its reconstruction');
    this.carried = [...points.places.keys()];
    this.slider = new Slider({ name: 'image', min: 0, max: this.carried.length - 1, step: 1,
      decimals: 0, onInput: (place) => this.choose(this.carried[place]) });
    this.menus = ['to the right', 'into the depth', 'upwards'].map((name, axis) => menu(name,
      Array.from({ length: points.latent }, (_, d) => [d, dimensionName(d)]),
      (value) => this.show(axis, Number(value))));
    this.terms = element('table', { className: 'numbers', 'aria-label': 'the image picked' });
    this.arrange();
  }

  arrange() {
    this.chosenParts = element('section', { 'aria-label': 'image picked' },
      element('div', { className: 'row' }, this.original.element, this.reconstruction.element),
      this.terms);
    this.page.main.append(element('div', { className: 'columns' },
      element('div', { className: 'wide' }, this.space.element, this.points.legend()),
      element('div', { className: 'side' },
        element('p', { className: 'hint', textContent: 'Drag to turn, or use the arrow keys. ' +
          'Click a large dot, or move the slider, to see the image that lies there. From which ' +
          'side do two classes part that seem to be one?' }),
        element('div', { className: 'row', hidden: this.points.latent === 3 },
          ...this.menus.map((made) => made.element)),
        this.slider.element, this.chosenParts)));
  }

  get state() {
    return {
      dimensions: [...this.dimensions],
      turn: this.turn.map((degrees) => Math.round(degrees * 100) / 100),
      chosen: this.chosen,
    };
  }

  set state({ dimensions, turn, chosen }) {
    const { latent } = this.points;
    const inside = (d) => Number.isInteger(d) && d >= 0 && d < latent;
    if (dimensions.length !== 3 || new Set(dimensions).size !== 3 || !dimensions.every(inside)) {
      throw new Error(`dimensions are three of 0 to ${latent - 1}`);
    }
    if (turn.length !== 2 || !turn.every(Number.isFinite)) {
      throw new Error('turn needs two angles');
    }
    const carried = this.points.carriedFrom(chosen);
    this.dimensions = [...dimensions];
    this.chosen = carried;
    this.place();
    this.turnTo(turn);
    this.showChosen();
  }

  redraw() {
    this.points.recolour();
    this.space.draw();
  }

  /** Another dimension on an axis; where another axis had it, the two change places. */
  show(axis, dimension) {
    const other = this.dimensions.indexOf(dimension);
    if (other >= 0) this.dimensions[other] = this.dimensions[axis];
    this.dimensions[axis] = dimension;
    this.place();
    this.turnBy([0, 0]);
  }

  /** Every point in the cube of half side 1, as its three dimensions say. */
  place() {
    const { points, dimensions } = this;
    this.menus.forEach(({ select }, axis) => { select.value = dimensions[axis]; });
    const ends = dimensions.map((d) => this.extent(d));
    const half = 0.52 * Math.max(...ends.map(([least, most]) => most - least));
    this.ranges = ends.map(([least, most]) =>
      [(least + most) / 2 - half, (least + most) / 2 + half]);
    const inCube = (code) => dimensions.map((d, axis) => {
      const [least, most] = this.ranges[axis];
      return (2 * (code[d] - least)) / (most - least) - 1;
    });
    this.places = Array.from({ length: points.count }, (_, i) => inCube(points.code(i)));
    this.names = points.labels && points.labelSet().length <= MOST_NAMED ? points.labelSet().map((label) => ({
      label: points.className(label), at: inCube(Array.from({ length: points.latent }, (_, d) => points.median(label, d))),
    })) : [];
  }

  extent(dimension) {
    let [least, most] = [Infinity, -Infinity];
    for (let i = 0; i < this.points.count; i++) {
      const c = this.points.code(i)[dimension];
      [least, most] = [Math.min(least, c), Math.max(most, c)];
    }
    return [least, most];
  }

  turnBy([turn, tilt]) {
    this.turnTo([this.turn[0] + turn, this.turn[1] + tilt]);
  }

  /** Turned about the upright axis, from −180 to 180 degrees, and tilted towards the eye. */
  turnTo([turn, tilt]) {
    const round = ((((turn + 180) % 360) + 360) % 360) - 180;
    this.turn = [round, Math.min(90, Math.max(-90, tilt))];
    this.page.soon(() => {
      this.space.draw();
      const [round, over] = this.turn.map((degrees) => number(degrees, 0));
      this.page.say(`Turned by ${round}°, tilted by ${over}°`);
      this.page.changed();
    });
  }

  /** The large dot at a place of the picture, if there is one. */
  pick(at, reach = 12) {
    let best = { distance: reach };
    const lens = this.space.lens(this.turn);
    for (const index of this.carried) {
      const [x, y] = lens(this.places[index]);
      const distance = Math.hypot(x - at[0], y - at[1]);
      if (distance < best.distance) best = { distance, index };
    }
    if (best.index !== undefined) this.choose(best.index);
  }

  choose(index) {
    this.chosen = index;
    this.showChosen();
    this.page.soon(() => this.space.draw());
    this.page.changed();
  }

  showChosen() {
    const { points, chosen } = this;
    this.chosenParts.hidden = chosen === null;
    const place = points.places.get(chosen) ?? 0;
    const name = chosen === null ? 'none' : points.name(chosen);
    this.slider.value = place;
    this.slider.output.textContent = chosen ?? '–';
    this.slider.input.setAttribute('aria-valuetext', name);
    if (chosen === null) return;
    const { pixels, reconstruction, kl } = points.original(chosen);
    const size = pixels.length;
    const seen = this.reconstructions.subarray(place * size, (place + 1) * size);
    this.original.caption.textContent = points.name(chosen);
    this.original.draw(pixels, `Original: ${points.name(chosen)}`);
    this.reconstruction.draw(Float32Array.from(seen, (p) => p / 255),
      `Reconstruction of ${points.name(chosen)}`);
    fill(this.terms, [
      ...this.dimensions.map((d) => [dimensionName(d), number(points.code(chosen)[d])]),
      ['E[log p(x|z)], nats', number(reconstruction)],
      ['− KL(q(z|x) ‖ p(z)), nats', number(-kl)],
      ['ELBO, nats', number(reconstruction - kl)],
    ]);
    this.page.say(`${points.name(chosen)}, ${this.dimensions.map((d) =>
      `${dimensionName(d)} = ${number(points.code(chosen)[d])}`).join(', ')}`);
  }

  draw(context) {
    if (!this.places) return;
    const lens = this.space.lens(this.turn);
    drawCube(context, lens, this.dimensions.map(dimensionName), this.ranges);
    this.drawPoints(context, lens);
    this.drawNames(context, lens);
    if (this.chosen !== null) this.drawChosen(context, lens);
  }

  /** From the farthest slice of the space to the nearest, whose dots are larger and stronger. */
  drawPoints(context, lens) {
    const { points, places, dots } = this;
    const seen = places.map(lens);
    const colours = new Map(Object.values(points.colours).map((plain) => [plain, readableChannels(plain)]));
    dots.clear();
    sliced(seen).forEach((slice, i) => {
      const near = i / (SLICES - 1);
      const [large, little] = [2.8, 1.35].map((radius) =>
        dots.dot(radius * (0.75 + 0.6 * near), 0.35 + 0.6 * near));
      for (const index of slice) {
        dots.add(points.places.has(index) ? large : little, seen[index],
          colours.get(points.colour(index)) ?? [128, 128, 128]);
      }
    });
    dots.show(context);
  }

  drawNames(context, lens) {
    context.font = 'bold 18px system-ui, sans-serif';
    context.lineJoin = 'round';
    for (const { label, at } of this.names) haloed(context, label, lens(at));
  }

  /** A ring, and the way from the floor of the cube. */
  drawChosen(context, lens) {
    const place = this.places[this.chosen];
    const [x, y] = place;
    const way = [[x, -1, -1], [x, y, -1], place].map(lens);
    const beside = lens([-1, y, -1]);
    context.lineWidth = 2;
    context.strokeStyle = themeColour('ink');
    context.beginPath();
    way.forEach(([left, top]) => context.lineTo(left, top));
    context.moveTo(beside[0], beside[1]);
    context.lineTo(way[1][0], way[1][1]);
    context.stroke();
    for (const [colour, thickness] of [['paper', 5], ['ink', 2.5]]) {
      context.strokeStyle = themeColour(colour);
      context.lineWidth = thickness;
      context.beginPath();
      context.arc(way[2][0], way[2][1], 8, 0, 7);
      context.stroke();
    }
    context.lineWidth = 1;
  }
}

/** The points seen in slices of the space, the nearest slice last. */
function sliced(seen) {
  const slices = Array.from({ length: SLICES }, () => []);
  seen.forEach(([, , depth], index) => {
    const share = Math.min(1, Math.max(0.001, (depth + 1.4) / 2.8)); // 0 is nearest
    slices[Math.floor(SLICES * (1 - share))].push(index);
  });
  return slices;
}
