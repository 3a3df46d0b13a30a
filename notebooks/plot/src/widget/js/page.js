// The page around a widget: its heading, its theme, its state, what is said aloud.
//
// A widget's own file defines `start(data, page)`, which puts its elements into `page.main` and
// returns { get state(), set state(s), redraw() }. It calls `page.changed()` whenever its state
// has changed, `page.say(text)` for who cannot see, and `page.soon(show)` while the hand moves.

class Page {
  constructor({ title, source }) {
    this.main = document.querySelector('main');
    this.status = element('p', { role: 'status', className: 'aloud' });
    this.field = element('input', { type: 'text', spellcheck: false });
    this.field.addEventListener('change', () => this.read(this.field.value));
    this.main.append(element('h2', { textContent: title }));
    this.foot = element('details', {},
      element('summary', { textContent: 'State of this page' }),
      element('label', {}, 'To keep, to send, or to change: ', this.field));
    this.source = element('p', { className: 'source', textContent: `Data: ${source}.` });
  }

  /** Begins: the widget is made, shown in the state given, and the page outside is told. */
  async begin({ data, state }) {
    this.widget = start(await unpacked(data), this);
    this.main.append(this.source, this.foot, this.status);
    this.widget.state = state;
    this.changed();
    performance.mark('first-image');
    new ResizeObserver(() => this.tellHeight()).observe(this.main);
    addEventListener('message', ({ source, data: message }) => {
      if (source === parent && message && parent !== window) this.hear(message);
    });
    this.tell({ hello: true });
  }

  /** Tells the page outside, and the field below, the state. */
  changed() {
    const state = JSON.stringify(this.widget.state);
    if (state === this.told) return;
    this.told = state;
    this.field.value = state;
    clearTimeout(this.telling); // not at every step of a drag
    this.telling = setTimeout(() => this.tell({ state }), 100);
  }

  /** Shows at most once for each picture on the screen, however often the hand asks for it. */
  soon(show) {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = undefined;
      show();
    });
  }

  /** Says a text aloud once the hand rests. */
  say(text) {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => { this.status.textContent = text; }, 400);
  }

  hear({ hello, dark, state }) {
    if (dark !== undefined) this.setTheme(dark);
    if (state && state !== this.told) this.read(state);
    if (hello) this.introduce();
  }

  /** Whoever greets may not have been there when all this was told. */
  introduce() {
    this.tellHeight();
    this.tell({ state: this.told });
  }

  /** Goes to a state written as JSON; one that makes no sense changes nothing. */
  read(text) {
    try {
      this.widget.state = { ...this.widget.state, ...JSON.parse(text) };
    } catch (problem) {
      this.say(`This state cannot be shown: ${problem.message}`);
    }
    this.told = undefined; // whoever set it learns what has become of it
    this.changed();
  }

  setTheme(dark) {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    this.widget.redraw();
  }

  tellHeight() {
    this.tell({ height: Math.ceil(document.documentElement.getBoundingClientRect().height) });
  }

  tell(message) {
    parent.postMessage(message, '*');
  }
}

const contents = JSON.parse(document.getElementById('contents').textContent);
const page = new Page(contents);
page.begin(contents);
