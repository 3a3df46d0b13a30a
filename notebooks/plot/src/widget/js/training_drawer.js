// Draw a digit into the training set.

class TrainingDrawer {
  constructor(shape, onAdd) {
    this.pad = new Pad('Drawing pad', () => this.show());
    this.seen = new Picture(shape, 'as it is learnt');
    this.shape = shape;
    this.adding = button('Add to the training set', () => {
      onAdd(this.pixels);
      this.pad.change([]);
    });
    this.element = element('details', { className: 'drawing' },
      element('summary', { textContent: 'Draw digits of your own into the training set' }),
      element('p', { className: 'hint', textContent: `It joins the images ${TIMES} times, ` +
        'so that an epoch meets it often, and stands at the end of the rows above; its ring shows ' +
        'where the encoder puts it.' }),
      element('div', { className: 'row' }, this.pad.element,
        element('div', {}, this.seen.element, this.adding)));
    this.show();
  }

  /** The drawing as MNIST would hold it, or null. */
  get pixels() {
    return centredImage(this.pad.strokes, this.shape);
  }

  show() {
    const { pixels } = this;
    this.adding.disabled = !pixels;
    this.seen.draw(pixels ?? new Float32Array(this.shape[0] * this.shape[1]),
      pixels ? 'The drawing, scaled and centred' : 'Nothing is drawn yet');
  }
}
