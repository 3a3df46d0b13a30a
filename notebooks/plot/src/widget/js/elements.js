// Parts of the page: elements, labelled controls, numbers for people.

/** An element with properties (or attributes, where the name has a hyphen) and children. */
function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes('-') || key === 'role') made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children);
  return made;
}

/** A number with a true minus sign. */
function number(value, decimals = 2) {
  return value.toFixed(decimals).replace(/^-(?=[0.]*$)/, '').replace('-', '−');
}

/** A small positive number: three digits, and a power of ten where it needs one. */
function small(value) {
  const [digits, power] = value.toPrecision(3).split('e');
  if (power === undefined) return digits;
  return `${digits}·10${[...power].map((c) => (c === '-' ? '⁻' : SUPERSCRIPTS[c] ?? '')).join('')}`;
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';

/** z₁, z₂, …: the name of a latent dimension counted from 0. */
function dimensionName(index) {
  return `z${[...String(index + 1)].map((digit) => SUBSCRIPTS[digit]).join('')}`;
}

/** A slider with its name and value beside it. */
class Slider {
  constructor({ name = '', min = 0, max = 1, step, onInput, decimals = 2 }) {
    this.decimals = decimals;
    this.input = element('input', { type: 'range', step });
    this.output = element('output');
    this.name = element('span');
    this.rename(name, [min, max]);
    this.element = element('label', { className: 'slider' }, this.name, this.input, this.output);
    this.input.addEventListener('input', () => onInput(this.input.valueAsNumber));
  }

  set value(value) {
    const text = number(value, this.decimals);
    this.input.value = value;
    this.output.textContent = text;
    this.input.setAttribute('aria-valuetext', text);
  }

  rename(name, [min, max]) {
    this.name.textContent = name;
    this.input.setAttribute('aria-label', name);
    Object.assign(this.input, { min, max });
  }
}

/** A menu: `options` are [value, text]. */
function menu(name, options, onChange) {
  const select = element('select');
  select.append(...options.map(([value, text]) => new Option(text, value)));
  select.addEventListener('change', () => onChange(select.value));
  return { select, element: element('label', {}, name, ' ', select) };
}

function checkbox(name, onChange) {
  const input = element('input', { type: 'checkbox' });
  input.addEventListener('change', () => onChange(input.checked));
  return { input, element: element('label', { className: 'check' }, input, ' ', name) };
}

function button(name, onClick) {
  const made = element('button', { type: 'button', textContent: name });
  made.addEventListener('click', onClick);
  return made;
}

/**
 * With more than two latent dimensions: which two are shown. Changes the pair `dimensions` in
 * place and calls `onChange`; `set` checks a pair from outside.
 */
function dimensionMenus(latent, dimensions, onChange) {
  const names = Array.from({ length: latent }, (_, d) => [d, dimensionName(d)]);
  const menus = ['across', 'upwards'].map((name, axis) => menu(name, names, (value) => {
    const [chosen, before] = [Number(value), dimensions[axis]];
    dimensions[axis] = chosen;
    if (chosen === dimensions[1 - axis]) dimensions[1 - axis] = before; // the two change places
    show();
    onChange();
  }));
  const show = () => menus.forEach(({ select }, axis) => { select.value = dimensions[axis]; });
  const set = (given) => {
    const inside = (d) => Number.isInteger(d) && d >= 0 && d < latent;
    const [first, second] = given;
    if (given.length !== 2 || first === second || !inside(first) || !inside(second)) {
      throw new Error(`dimensions are two of 0 to ${latent - 1}`);
    }
    dimensions.splice(0, 2, first, second);
    show();
  };
  const row = element('div', { className: 'row', hidden: latent === 2 },
    ...menus.map((made) => made.element));
  return { element: row, set };
}

/** Fills a table with rows of a name and a value. */
function fill(table, rows) {
  table.replaceChildren(...rows.map(([name, value]) => element('tr', {},
    element('th', { scope: 'row', textContent: name }),
    element('td', { textContent: value }))));
}
