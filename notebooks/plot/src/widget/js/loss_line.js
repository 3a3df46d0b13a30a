// The loss of a training run, epoch by epoch.

/** The loss over the epochs, with a line at the one shown; a press chooses another. */
class LossCurve {
  constructor(records, onChoose) {
    this.records = records;
    this.heldOut = records.some((record) => record.test_loss !== undefined);
    this.epoch = 0;
    this.plane = new Plane({
      label: `Loss over ${records.length} epochs, from ${number(records[0].loss)} to ` +
        `${number(records.at(-1).loss)} nats per image`,
      layers: [(context, plane) => this.drawCurves(context, plane)],
      marks: (context, plane) => this.drawEpoch(context, plane),
    });
    const losses = records.flatMap((r) => [r.loss, r.test_loss ?? r.loss]);
    const [least, most] = [Math.min(...losses), Math.max(...losses)];
    const room = Math.max(0.5, 0.05 * (most - least));
    this.plane.ranges = [[0, records.at(-1).epoch * 1.02], [least - room, most + room]];
    this.plane.names = ['epoch', ''];
    this.plane.element.classList.add('flat', 'pressed');
    this.element = element('div', {},
      element('h3', { textContent: 'Loss, nats per image' }), this.plane.element, this.legend());
    this.listen(onChoose);
  }

  legend() {
    const names = [['accent', 'training'], ...(this.heldOut ? [['bad', 'held out']] : [])];
    return element('ul', { className: 'legend', 'aria-label': 'colours of the curves' },
      ...names.map(([colour, name]) => element('li', {},
        element('span', { className: `swatch ${colour}` }), name)));
  }

  listen(onChoose) {
    const { element: canvas, sharp } = this.plane;
    const choose = (event) => {
      if (event.buttons) onChoose(Math.round(this.plane.fromPage(sharp.place(event))[0]));
    };
    canvas.addEventListener('pointerdown', choose);
    canvas.addEventListener('pointermove', choose);
  }

  show(epoch) {
    this.epoch = epoch;
    this.plane.draw();
  }

  drawCurves(context, plane) {
    const curves = [['accent', (r) => r.loss], ['bad', (r) => r.test_loss]];
    for (const [colour, value] of this.heldOut ? curves : curves.slice(0, 1)) {
      context.fillStyle = themeColour(colour);
      context.strokeStyle = themeColour(colour);
      context.lineWidth = 2;
      const places = this.records.filter((r) => value(r) !== undefined)
        .map((r) => plane.toPage([r.epoch, value(r)]));
      context.beginPath();
      places.forEach((place) => context.lineTo(...place));
      context.stroke();
      if (places.length > 60) continue;
      for (const [x, y] of places) {
        context.beginPath();
        context.arc(x, y, 3, 0, 7);
        context.fill();
      }
    }
    context.lineWidth = 1;
  }

  drawEpoch(context, plane) {
    const [x] = plane.toPage([this.epoch, 0]);
    context.fillStyle = themeColour('ink');
    context.fillRect(x - 1, 0, 2, plane.sharp.height);
  }
}
