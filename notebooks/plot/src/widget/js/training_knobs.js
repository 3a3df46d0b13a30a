// The knobs of a training, and what may be done wrong in it.

/** What each mistake is, and what to look for. */
const WRONGS = {
  none: { name: 'nothing', look: 'As the crate does it: −log p(x|z) summed over the pixels, plus ' +
    'β KL(q(z|x) ‖ p(z)), a mean over the batch.' },
  mean: { name: 'mean over pixels, not sum', look: 'The mean over the pixels makes the first term ' +
    '784 times lighter than KL. Look for: KL goes to 0, all codes lie on one point, and every ' +
    'reconstruction is the same grey mean, while the loss looks splendid.' },
  sigma: { name: 'log σ² taken for σ', look: 'The draw takes the encoder’s number log σ² for σ ' +
    'itself. Look for: the number goes to 0 and takes the noise with it; KL, which reads it right, ' +
    'stays near 1 nat, and the loss falls below what the right program reaches: too good.' },
  sign: { name: 'wrong sign of KL', look: 'KL is subtracted where it has to be added, so being far ' +
    'from the prior is rewarded. Look for: KL without end, a loss far below 0, codes that flee, and ' +
    'images that get worse.' },
  free: { name: 'no KL', look: 'Nothing holds q(z|x) to the prior. Look for: KL (drawn, not charged) ' +
    'that goes on growing, σ going to 0 (take one step), codes that leave the circles of the prior.' },
};

const RATES = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03];
const BATCHES = [10, 20, 50, 100, 200, 500];
const LATENTS = [2, 5, 10];
const LIKELIHOODS = { bernoulli: 'Bernoulli', gaussian: 'Gaussian, σ = 0.1' };

/** `onTurn(again)` hears of each turn, and whether the run has to begin again. */
class Knobs {
  constructor(onTurn) {
    this.onTurn = onTurn;
    this.now = {};
    const texts = (numbers) => numbers.map((n) => [n, String(n)]);
    const choice = (name, key, options, again, read = Number) =>
      menu(name, options, (value) => this.turn({ [key]: read(value) }, again));
    this.menus = {
      latent: choice('latent dimensions', 'latent', texts(LATENTS), true),
      likelihood: choice('likelihood', 'likelihood', Object.entries(LIKELIHOODS), true, String),
      rate: choice('learning rate', 'rate', texts(RATES), false),
      batch: choice('batch', 'batch', texts(BATCHES), false),
      broken: choice('break it', 'broken', Object.entries(WRONGS).map(([key, { name }]) =>
        [key, name]), true, String),
    };
    this.beta = new Slider({ name: 'β', min: 0, max: 10, step: 0.1, decimals: 1,
      onInput: (beta) => this.turn({ beta }, false) });
    this.beta.element.classList.add('short');
    this.seed = element('input', { type: 'number', min: 0, max: 2 ** 32 - 1, step: 1 });
    this.seed.addEventListener('change', () => this.turnSeed());
    this.hint = element('p', { className: 'hint' });
    this.element = this.arranged();
  }

  arranged() {
    const { latent, likelihood, rate, batch, broken } = this.menus;
    return element('div', {},
      element('div', { className: 'row' }, latent.element, likelihood.element, rate.element,
        batch.element, element('label', {}, 'seed ', this.seed), this.beta.element),
      element('div', { className: 'row' }, broken.element), this.hint);
  }

  turn(change, again) {
    this.settings = { ...this.now, ...change };
    this.onTurn(again);
  }

  turnSeed() {
    const seed = this.seed.valueAsNumber;
    if (isSeed(seed)) this.turn({ seed }, true);
    else this.seed.value = this.now.seed;
  }

  get settings() {
    return this.now;
  }

  set settings({ latent, beta, rate, batch, seed, likelihood, broken }) {
    const check = (holds, what) => { if (!holds) throw new Error(what); };
    check(LATENTS.includes(latent), `latent is one of ${LATENTS}`);
    check(beta >= 0 && beta <= 10, 'beta goes from 0 to 10');
    check(rate >= 1e-6 && rate <= 1, 'rate goes from 0.000001 to 1');
    check(Number.isInteger(batch) && batch >= 1 && batch <= 500, 'batch goes from 1 to 500');
    check(isSeed(seed), 'seed is a whole number from 0 to 4294967295');
    check(Object.hasOwn(LIKELIHOODS, likelihood), `likelihood: ${Object.keys(LIKELIHOODS)}`);
    check(Object.hasOwn(WRONGS, broken), `broken: ${Object.keys(WRONGS)}`);
    this.now = { latent, beta, rate, batch, seed, likelihood, broken };
    this.show();
  }

  show() {
    for (const [key, { select }] of Object.entries(this.menus)) {
      const value = String(this.now[key]);
      const known = [...select.options].some((option) => option.value === value);
      if (!known) select.append(new Option(value, value));
      select.value = value;
    }
    this.beta.value = this.now.beta;
    this.seed.value = this.now.seed;
    this.hint.textContent = WRONGS[this.now.broken].look;
  }
}

const isSeed = (seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32;
