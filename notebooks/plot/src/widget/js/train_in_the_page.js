// What happens while a VAE learns? It learns here: a worker takes the steps (../training), this
// page shows them.

/** Images that are points of the plane, and how often a drawing is put into the training set. */
const POINTS = 1000;
const TIMES = 200;

function start(data, page) {
  return new TrainInThePage(data, page);
}

class TrainInThePage {
  constructor({ shape, images, labels, colours, names, shown, module, worker }, page) {
    Object.assign(this, { page, shape, images, labels, colours, names, shown, drawings: [], run: 0 });
    this.size = shape[0] * shape[1];
    this.carried = images.length / this.size;
    this.build();
    this.hire(worker, module);
  }

  build() {
    this.knobs = new Knobs((again) => this.turned(again));
    this.curve = new TrainingCurve();
    this.look = new TrainingLook(this);
    this.steps = new StepView(this);
    this.drawer = new TrainingDrawer(this.shape, (pixels) => this.add(pixels));
    this.buttons = [
      button('Learn', () => (this.learning ? this.ask({ pause: true }) : this.learn())),
      button('One step', () => this.oneStep()),
      button('Start again', () => this.begin()),
    ];
    this.news = element('p', { className: 'verdict' });
    this.page.main.append(
      element('div', { className: 'row' }, ...this.buttons, this.news),
      this.knobs.element,
      element('div', { className: 'columns' },
        element('div', { className: 'wide' }, this.curve.element),
        element('div', { className: 'wide' }, this.look.latent)),
      this.look.strips, this.steps.element, this.drawer.element);
  }

  /** The worker: a script of its own, made of text that this page carries. */
  hire(script, module) {
    const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    this.worker = new Worker(address);
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.onerror = ({ message }) => { this.news.textContent = `It cannot learn: ${message}`; };
    this.ask({ module: bytesOf(module), images: this.images, pixels: this.size });
  }

  ask(message) {
    this.worker.postMessage(message);
  }

  hear({ run, ready, view, quantities, stopped }) {
    if (ready) this.computes = ready;
    if (run !== this.run) return; // from before it began again
    if (view) this.show(view);
    if (quantities) this.steps.show(quantities, this.knobs.settings);
    if (stopped) this.stopped(stopped);
  }

  get state() {
    return { ...this.knobs.settings };
  }

  set state(settings) {
    this.knobs.settings = settings;
    this.begin();
  }

  redraw() {
    this.curve.plane.redraw();
    this.look.redraw();
  }

  /** A knob was turned: some act on the next step, others make it begin again. */
  turned(again) {
    if (again) this.begin();
    else this.ask({ change: this.knobs.settings });
    this.page.changed();
  }

  /** A new model from its seed. */
  begin() {
    this.run += 1;
    this.curve.clear();
    this.steps.clear();
    this.look.begin(this.knobs.settings.latent);
    this.ask({ begin: { run: this.run, settings: this.knobs.settings, looks: this.looks } });
    this.stopped('begun');
  }

  /** What the worker looks at for this page. */
  get looks() {
    const points = Array.from({ length: Math.min(POINTS, this.carried) }, (_, i) => i);
    return { points, shown: [...this.shown, ...this.drawings.map((_, i) => this.placeOf(i))] };
  }

  /** For so many steps, or until it is told to pause. */
  learn(steps = Infinity) {
    this.learning = true;
    this.buttons[0].textContent = 'Pause';
    this.ask({ learn: steps });
  }

  oneStep() {
    this.steps.element.open = true;
    this.ask({ one: true });
  }

  stopped(why) {
    this.learning = false;
    this.buttons[0].textContent = this.curve.steps > 0 ? 'Go on' : 'Learn';
    if (why === 'not finite') {
      this.news.textContent = `Stopped at step ${this.curve.steps}: its loss or gradient is no ` +
        'finite number, and no weight was changed. Start again.';
    }
    this.page.say(this.news.textContent);
  }

  show(view) {
    this.curve.add(view.learnt);
    this.tellNews(view.epoch);
    this.page.soon(() => {
      this.curve.plane.redraw();
      this.look.show(view);
      this.ask({ seen: true });
    });
  }

  tellNews(epoch) {
    const { last, steps } = this.curve;
    this.news.textContent = last
      ? `Step ${steps.toLocaleString('en')}, epoch ${epoch}: ${natsOf(last.loss)} nats an image`
      : `Untrained; ${this.carried.toLocaleString('en')} images wait`;
    if (Math.floor(epoch / 10) !== this.told) this.page.say(this.news.textContent);
    this.told = Math.floor(epoch / 10);
  }

  /** A drawing enters the training set several times over, so that each epoch meets it often. */
  add(pixels) {
    const image = Uint8Array.from(pixels, (p) => Math.round(255 * p));
    this.drawings.push(image);
    this.ask({ add: { image, times: TIMES } });
    this.look.frame();
    this.ask({ look: this.looks });
    this.page.say(`Your drawing was added ${TIMES} times; the next epoch meets it.`);
  }

  /** Where a drawing begins among the images. */
  placeOf(drawing) {
    return this.carried + drawing * TIMES;
  }

  /** What an image is called. */
  name(index) {
    if (index >= this.carried) return 'your drawing';
    return this.labels ? `image ${index}, a ${this.names[this.labels[index]]}` : `image ${index}`;
  }

  /** Its pixels, grey in [0, 1]. */
  pixels(index) {
    const bytes = index < this.carried
      ? this.images.subarray(index * this.size, (index + 1) * this.size)
      : this.drawings[Math.floor((index - this.carried) / TIMES)];
    return Float32Array.from(bytes, (p) => p / 255);
  }
}
