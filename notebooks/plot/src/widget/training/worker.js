// The worker: hears what to do, learns for a moment, tells what it saw, and hears again.
//
// to it:   { images, pixels, module }, { begin: settings }, { change: settings }, { learn: steps },
//          { pause }, { add: pixels, times }, { look: { points, shown } }, { seen }
// from it: { ready }, { progress }, { view }, { quantities }, { stopped }

/** How long it learns, milliseconds, before it listens; and between two views. */
const MOMENT = 50;
const BETWEEN_VIEWS = 400;

class Teacher {
  constructor(kernels, { images, pixels }) {
    Object.assign(this, { kernels, images, pixels, left: 0, learnt: [], awaited: false });
    this.looks = { points: [], shown: [] };
    this.lastView = -Infinity;
  }

  hear(message) {
    for (const [name, value] of Object.entries(message)) this[name](value);
  }

  /** A new model; what ran before is forgotten. */
  begin({ settings, run }) {
    this.left = 0;
    this.learnt = [];
    this.run = run;
    this.training = new Training(this.kernels, this.images, this.pixels, settings);
    this.tellView();
  }

  /** Other numbers for the same run. */
  change(settings) {
    this.training.settings = settings;
  }

  look(looks) {
    this.looks = looks;
    if (this.training) this.tellView();
  }

  seen() {
    this.awaited = false;
  }

  /** More images, each several times: the next epoch meets them. */
  add({ image, times }) {
    const more = new Uint8Array(this.images.length + times * this.pixels);
    more.set(this.images);
    for (let i = 0; i < times; i++) more.set(image, this.images.length + i * this.pixels);
    this.images = more;
    if (this.training) this.training.images = more;
  }

  /** Learns for so many steps; asked for one, it tells every quantity of it. */
  learn(steps) {
    this.left = steps;
    if (steps === 1) this.oneStep();
    else if (!this.looping) this.loop();
  }

  pause() {
    this.left = 0;
  }

  oneStep() {
    this.left = 0;
    const step = this.training.step();
    const quantities = this.training.quantities(step);
    this.keep(step);
    this.tell({ quantities });
    this.end(step.finite ? 'step' : 'not finite');
  }

  async loop() {
    this.looping = true;
    while (this.left > 0) {
      const until = performance.now() + MOMENT;
      while (this.left > 0 && performance.now() < until) {
        const step = this.training.step();
        this.keep(step);
        this.left = step.finite ? this.left - 1 : NaN;
      }
      if (!this.awaited && performance.now() - this.lastView > BETWEEN_VIEWS) this.tellView();
      await new Promise((heard) => { setTimeout(heard); });
    }
    this.looping = false;
    this.end(Number.isNaN(this.left) ? 'not finite' : 'pause');
  }

  end(stopped) {
    this.left = 0;
    this.tellView();
    this.tell({ stopped });
  }

  keep({ epochs, loss, reconstruction, kl, size }) {
    this.learnt.push(epochs, loss, reconstruction, kl, size);
  }

  /** The steps since the last time, and how the model sees the images now. */
  tellView() {
    const { points, shown } = this.looks;
    const learnt = Float64Array.from(this.learnt);
    this.learnt = [];
    this.awaited = true;
    const { mu } = this.training.look(points, false);
    const { mu: muShown, seen } = this.training.look(shown, true);
    const samples = this.training.samples();
    this.lastView = performance.now();
    this.tell({ view: { learnt, mu, muShown, seen, samples, epoch: this.training.epoch } });
  }

  tell(message) {
    postMessage({ run: this.run, ...message });
  }
}

let teacher;
onmessage = async ({ data: { module, ...rest } }) => {
  if (!module) return teacher.hear(rest);
  const kernels = await kernelsOf(module);
  teacher = new Teacher(kernels, rest);
  return postMessage({ ready: kernels.name });
};
