// Evidence, ELBO and KL as one bar.

/** ELBO and KL end to end: together they always reach the evidence. */
class SumBar {
  constructor(evidence) {
    this.least = Math.floor(evidence) - 6; // the left end, nats
    this.evidence = evidence;
    this.parts = ['accent', 'purple', ''].map((name) => element('b', { className: name }));
    const [elbo, kl, all] = this.parts;
    this.sharp = new SharpCanvas({ className: 'sum', role: 'img' }, () => this.draw());
    this.element = element('section', { 'aria-label': 'the bound' },
      element('p', { className: 'verdict' }, elbo, ' + ', kl, ' = ', all, ' nats'),
      this.sharp.canvas);
  }

  show(terms) {
    this.terms = terms;
    const [elbo, kl, all] = this.parts;
    elbo.textContent = `ELBO ${number(terms.elbo, 3)}`;
    kl.textContent = `KL ${number(terms.kl, 3)}`;
    all.textContent = `log p(x) ${number(terms.evidence, 3)}`;
    this.words = `${elbo.textContent} + ${kl.textContent} = ${all.textContent} nats`;
    this.sharp.canvas.setAttribute('aria-label', `Bar: ${this.words}`);
    this.draw();
  }

  /** From nats to page pixels. */
  place(nats) {
    const share = (nats - this.least) / (Math.ceil(this.evidence + 0.3) - this.least);
    return 16 + Math.max(0, share) * (this.sharp.width - 32);
  }

  draw() {
    const context = this.terms && this.sharp.cleared();
    if (!context) return;
    const [elbo, evidence] = [this.place(this.terms.elbo), this.place(this.evidence)];
    const left = this.place(this.least);
    for (const [colour, from, to] of [['accent', left, elbo], ['purple', elbo, evidence]]) {
      context.fillStyle = themeColour(colour);
      context.fillRect(from, 8, to - from, 24);
    }
    context.fillStyle = themeColour('ink');
    context.fillRect(evidence - 1, 2, 2, 36);
    if (this.terms.elbo < this.least) this.drawBeyond(context, left);
    this.drawTicks(context);
  }

  /** The ELBO lies farther left than the bar goes. */
  drawBeyond(context, left) {
    context.fillStyle = themeColour('paper');
    context.beginPath();
    for (const [x, y] of [[0, 12], [14, -8], [14, 8]]) {
      context.lineTo(left + 6 + x, 20 + (x ? y : 0));
    }
    context.fill();
  }

  drawTicks(context) {
    context.fillStyle = themeColour('quiet');
    context.font = '12px system-ui, sans-serif';
    context.textAlign = 'center';
    context.textBaseline = 'top';
    for (let nats = this.least; nats <= this.evidence + 1; nats++) {
      context.fillRect(this.place(nats), 33, 1, 4);
      context.fillText(number(nats, 0), this.place(nats), 40);
    }
  }
}
