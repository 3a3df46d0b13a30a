// The worker: hears what to do, learns for a moment, tells what it saw, and hears again.
//
// It hears { module, images, pixels } first, then messages whose names are methods of Teacher with
// what they take. It tells { ready }, and of the run that it is in { view }, { quantities } and
// { stopped }.

/** How long it learns before it hears again, and from one view to the next, milliseconds. */
const MOMENT = 50;
const BETWEEN_VIEWS = 400;

class Teacher {
  constructor(kernels, { images, pixels }) {
    Object.assign(this, { kernels, images, pixels, left: 0, learnt: [], awaited: false });
  }

  hear(message) {
    for (const [name, value] of Object.entries(message)) this[name](value);
  }

  /** A new model; the run before is forgotten. */
  begin({ run, settings, looks }) {
    Object.assign(this, { run, looks, left: 0, learnt: [], failed: false });
    this.training = new Training(this.kernels, this.images, this.pixels, settings);
    this.tellView();
  }

  /** Other numbers for the same run. */
  change(settings) {
    this.training.settings = settings;
  }

  /** Other images to look at. */
  look(looks) {
    this.looks = looks;
    this.tellView();
  }

  /** The view was shown: another may follow. */
  seen() {
    this.awaited = false;
  }

  /** An image more, several times over: the next epoch meets it. */
  add({ image, times }) {
    const more = new Uint8Array(this.images.length + times * this.pixels);
    more.set(this.images);
    for (let i = 0; i < times; i++) more.set(image, this.images.length + i * this.pixels);
    this.images = this.training.images = more;
  }

  pause() {
    this.left = 0;
  }

  /** Learns for so many steps. */
  learn(steps) {
    this.left = this.failed ? 0 : steps;
    if (!this.looping) this.loop();
  }

  /** Takes one step and tells every quantity of it. */
  one() {
    this.left = 0;
    const step = this.step();
    this.tell({ quantities: this.training.quantities(step) });
    this.end();
  }

  step() {
    const step = this.training.step();
    this.learnt.push(step.epochs, step.loss, step.reconstruction, step.kl, step.size);
    this.failed = !step.finite;
    return step;
  }

  async loop() {
    this.looping = true;
    while (this.left > 0 && !this.failed) {
      const until = performance.now() + MOMENT;
      for (; this.left > 0 && !this.failed && performance.now() < until; this.left--) this.step();
      if (!this.awaited && performance.now() - this.lastView > BETWEEN_VIEWS) this.tellView();
      await new Promise((heard) => { setTimeout(heard); });
    }
    this.looping = false;
    this.end();
  }

  end() {
    this.left = 0;
    this.tellView();
    this.tell({ stopped: this.failed ? 'not finite' : 'paused' });
  }

  /** The steps since the last time, and how the model sees the images now. */
  tellView() {
    const { training, looks, learnt } = this;
    const { mu } = training.look(looks.points, false);
    const { mu: muShown, seen } = training.look(looks.shown, true);
    const samples = training.samples();
    Object.assign(this, { learnt: [], awaited: true, lastView: performance.now() });
    this.tell({ view: { learnt, mu, muShown, seen, samples, epoch: training.epoch } });
  }

  tell(message) {
    postMessage({ run: this.run, ...message });
  }
}

let teacher; // promised as soon as the images are there
onmessage = async ({ data }) => {
  if (data.module) teacher = hired(data);
  else (await teacher).hear(data);
};

async function hired({ module, images, pixels }) {
  const kernels = await kernelsOf(module);
  postMessage({ ready: kernels.name });
  return new Teacher(kernels, { images, pixels });
}
