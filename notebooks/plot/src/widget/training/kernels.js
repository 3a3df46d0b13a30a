// The kernels of a training step and the arrays that they work on: by WebAssembly where it has
// SIMD, else in plain JavaScript, which takes 25 times as long.

/** A matrix in row order: `row` numbers from a row to the next, `column` to the next column. */
const matrix = (data, columns) => ({ data, row: columns, column: 1 });
const transposed = ({ data, row, column }) => ({ data, row: column, column: row });

/** The kernels; `bytes` is the module kernels.wasm. */
async function kernelsOf(bytes) {
  if (typeof WebAssembly !== 'object' || !WebAssembly.validate(bytes)) return new PlainKernels();
  const memory = new WebAssembly.Memory({ initial: PAGES });
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
  return new FastKernels(instance.exports, memory);
}

/** 64 kB each, 32 MB: room for parameters, gradient, both moments and a batch of 500 images. */
const PAGES = 512;

class FastKernels {
  name = 'WebAssembly';

  constructor(exports, memory) {
    Object.assign(this, { exports, memory });
    this.clear();
  }

  /** Forgets every array. */
  clear() {
    this.top = (this.exports.__heap_base.value + 15) & ~15;
  }

  /** An array of n zeros. */
  take(n) {
    const array = new Float32Array(this.memory.buffer, this.top, n).fill(0);
    this.top += 4 * ((n + 3) & ~3);
    return array;
  }

  /** C [rows, columns] = A [rows, depth] B [depth, columns] + bias in each row, if there is one. */
  product([rows, columns, depth], a, b, c, bias) {
    this.exports.product(rows, columns, depth, a.data.byteOffset, a.row, a.column,
      b.data.byteOffset, b.row, b.column, bias ? bias.byteOffset : 0, c.byteOffset);
  }

  /** Σ g², of n numbers, a multiple of 4. */
  squares(g) {
    return this.exports.squares(g.length, g.byteOffset);
  }

  /** One step of Adam; the arrays' length is a multiple of 4. */
  adam(p, g, m, v, { beta1, beta2, rate, root, epsilon }) {
    this.exports.adam(p.length, p.byteOffset, g.byteOffset, m.byteOffset, v.byteOffset,
      beta1, beta2, rate, root, epsilon);
  }
}

class PlainKernels {
  name = 'plain JavaScript';

  clear() {}

  take(n) {
    return new Float32Array(n);
  }

  product([rows, columns, depth], a, b, c, bias) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j += 2) { // two sums at a time are faster than one
        let [sum, next] = [0, 0];
        let [at, left, right] = [i * a.row, j * b.column, Math.min(j + 1, columns - 1) * b.column];
        for (let k = 0; k < depth; k++, at += a.column, left += b.row, right += b.row) {
          sum += a.data[at] * b.data[left];
          next += a.data[at] * b.data[right];
        }
        c[i * columns + j] = sum + (bias ? bias[j] : 0);
        if (j + 1 < columns) c[i * columns + j + 1] = next + (bias ? bias[j + 1] : 0);
      }
    }
  }

  squares(g) {
    return g.reduce((sum, slope) => sum + slope * slope, 0);
  }

  adam(p, g, m, v, { beta1, beta2, rate, root, epsilon }) {
    for (let i = 0; i < p.length; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i];
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
      p[i] -= (rate * m[i]) / (Math.sqrt(v[i]) * root + epsilon);
    }
  }
}
