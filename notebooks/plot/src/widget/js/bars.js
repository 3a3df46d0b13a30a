// Probabilities of classes as bars that are also a table.

class Bars {
  constructor(title, classes) {
    this.rows = classes.map((name) => {
      const bar = element('span', { className: 'bar' });
      const value = element('td', { className: 'value' });
      const row = element('tr', {}, element('th', { scope: 'row', textContent: name }),
        element('td', { className: 'track', 'aria-hidden': 'true' }, bar), value);
      return { name, bar, value, row };
    });
    this.verdict = element('p', { className: 'verdict' });
    this.element = element('section', { className: 'bars', 'aria-label': title },
      element('h3', { textContent: title }),
      element('table', {}, ...this.rows.map(({ row }) => row)), this.verdict);
  }

  /** `truth` is the right class, where it is known; returns the most probable one. */
  draw(probabilities, truth) {
    const best = probabilities.indexOf(Math.max(...probabilities));
    this.rows.forEach(({ bar, value, row }, i) => {
      bar.style.width = `${100 * probabilities[i]}%`;
      value.textContent = percent(probabilities[i]);
      row.className = i === best ? 'best' : '';
    });
    const name = this.rows[best].name;
    const known = truth !== undefined && truth !== null;
    const right = known && String(truth) === String(name);
    const judged = known ? (right ? ' ✓ right' : ` ✗ wrong, it is a ${truth}`) : '';
    this.verdict.textContent = `${name}, certainty ${percent(probabilities[best])}${judged}`;
    this.element.dataset.verdict = known ? (right ? 'right' : 'wrong') : '';
    return { class: name, certainty: probabilities[best] };
  }

  clear() {
    for (const { bar, value, row } of this.rows) {
      bar.style.width = 0;
      value.textContent = '';
      row.className = '';
    }
    this.verdict.textContent = '';
    this.element.dataset.verdict = '';
  }
}

/** 0.1234 → 12.3 % */
function percent(share) {
  return `${number(100 * share, 1)} %`;
}
