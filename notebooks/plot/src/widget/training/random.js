// The crate's random numbers, bit by bit: a seed gives the weights, the noise and the order of the
// images that it gives there (vae-core/src/random.rs).

/** What a stream is for, as in the crate. */
const PURPOSE = { user: 0, weights: 1, order: 2, noise: 3 };

/** A stream of 32-bit words: ChaCha with 8 rounds (Bernstein, 2008). */
class Words {
  constructor(seed, purpose, index) {
    this.state = new Uint32Array(16);
    this.state.set([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]); // "expand 32-byte k"
    this.state.set(keyOf(seed), 4);
    this.state.set([0, 0, index, (purpose << 24) >>> 0], 12); // counter, number of the stream
    this.block = new Uint32Array(16);
    this.read = 16;
  }

  next() {
    if (this.read === 16) this.refill();
    return this.block[this.read++];
  }

  refill() {
    const { state, block } = this;
    block.set(state);
    for (let round = 0; round < 4; round++) {
      for (let i = 0; i < 4; i++) quarterRound(block, i, 4 + i, 8 + i, 12 + i);
      for (let i = 0; i < 4; i++) {
        quarterRound(block, i, 4 + ((i + 1) & 3), 8 + ((i + 2) & 3), 12 + ((i + 3) & 3));
      }
    }
    for (let i = 0; i < 16; i++) block[i] += state[i];
    this.read = 0;
    if (++state[12] === 0) state[13]++; // a Uint32Array wraps around
  }

  /** 53 random bits as a number in [0, 1). */
  uniform() {
    const low = this.next();
    return (this.next() * 2 ** 21 + (low >>> 11)) / 2 ** 53;
  }

  /** 52 random bits as a number in (0, 1). */
  open() {
    const low = this.next();
    return (this.next() * 2 ** 20 + (low >>> 12) + 0.5) / 2 ** 52;
  }

  /** A whole number from 0 to bound − 1 (Canon, 2020, one correction). */
  below(bound) {
    const product = BigInt(this.next()) * BigInt(bound);
    const [high, low] = [Number(product >> 32n), Number(product & 0xffffffffn)];
    if (low <= 2 ** 32 - bound) return high;
    const more = Number((BigInt(this.next()) * BigInt(bound)) >> 32n);
    return high + (low + more >= 2 ** 32 ? 1 : 0);
  }

  /** N(0, 1), by the ziggurat of 256 layers (Marsaglia and Tsang, 2000). */
  normal() {
    for (;;) {
      const low = this.next();
      const layer = low & 0xff;
      const u = (this.next() * 2 ** 20 + (low >>> 12)) / 2 ** 51 - 1;
      const x = u * ZIGGURAT.x[layer];
      if (Math.abs(x) < ZIGGURAT.x[layer + 1]) return x;
      if (layer === 0) return this.tail(u);
      const [most, least] = [ZIGGURAT.f[layer], ZIGGURAT.f[layer + 1]];
      if (least + (most - least) * this.uniform() < density(x)) return x;
    }
  }

  tail(u) {
    let x = 1, y = 0;
    while (-2 * y < x * x) {
      x = Math.log(this.open()) / TAIL;
      y = Math.log(this.open());
    }
    return u < 0 ? x - TAIL : TAIL - x;
  }

  /** Fills an array with numbers of N(0, scale²). */
  normals(array, scale = 1) {
    for (let i = 0; i < array.length; i++) array[i] = Math.fround(this.normal()) * scale;
    return array;
  }

  /** The numbers 0 … n−1 in random order: for each place one before it, many from one word. */
  permutation(n) {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    let [chunk, left] = [0, 1];
    for (let i = 0; i < n; i++) {
      const choices = i + 1;
      if (left === 0) {
        const [bound, count] = productFrom(choices);
        [chunk, left] = [this.below(bound), count];
      }
      left--;
      const place = left === 0 ? chunk : chunk % choices;
      chunk = Math.floor(chunk / choices);
      [order[i], order[place]] = [order[place], order[i]];
    }
    return order;
  }
}

/** 32 bytes from a seed, by the generator PCG (O'Neill, 2014). */
function keyOf(seed) {
  let state = BigInt(seed);
  return Array.from({ length: 8 }, () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 11634580027462260723n);
    const word = Number(BigInt.asUintN(32, ((state >> 18n) ^ state) >> 27n));
    const turn = Number(state >> 59n);
    return (word >>> turn) | (word << (-turn & 31));
  });
}

function quarterRound(s, a, b, c, d) {
  s[a] += s[b]; s[d] = turned(s[d] ^ s[a], 16);
  s[c] += s[d]; s[b] = turned(s[b] ^ s[c], 12);
  s[a] += s[b]; s[d] = turned(s[d] ^ s[a], 8);
  s[c] += s[d]; s[b] = turned(s[b] ^ s[c], 7);
}

const turned = (word, bits) => (word << bits) | (word >>> (32 - bits));

/** m (m+1) … as long as it fits a word, and of how many numbers. */
function productFrom(m) {
  let [product, next] = [m, m + 1];
  while (product * next < 2 ** 32) product *= next++;
  return [product, next - m];
}

/** Where the ziggurat's tail begins, and the area of each of its layers. */
const TAIL = 3.654152885361009;
const AREA = 0.00492867323399;
const density = (x) => Math.exp((-x * x) / 2);
const ZIGGURAT = ziggurat();

/** The layers' right edges x, falling, and the density f at each. */
function ziggurat() {
  const x = new Float64Array(257);
  x[0] = AREA / density(TAIL);
  x[1] = TAIL;
  for (let i = 2; i < 256; i++) {
    x[i] = Math.sqrt(-2 * Math.log(AREA / x[i - 1] + density(x[i - 1])));
  }
  return { x, f: x.map(density) };
}
