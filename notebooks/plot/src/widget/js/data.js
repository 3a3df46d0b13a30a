// What the page carries: JSON, in which {"shape": …, "f16" | "i16" | "f32" | "zlib": base64} is an
// array (written by pack.rs).

/** The same contents with every packed array as a typed array that knows its shape. */
async function unpacked(value) {
  if (value === null || typeof value !== 'object') return value;
  if (value.shape && !Array.isArray(value)) {
    const array = await arrayOf(value);
    if (array) return Object.assign(array, { shape: value.shape });
  }
  const entries = Object.entries(value).map(async ([key, part]) => [key, await unpacked(part)]);
  const parts = Object.fromEntries(await Promise.all(entries));
  return Array.isArray(value) ? value.map((_, i) => parts[i]) : parts;
}

async function arrayOf({ f16, i16, factor, f32, zlib }) {
  if (f16) return halfs(new Uint16Array(bytesOf(f16).buffer));
  if (i16) return scaled(new Int16Array(bytesOf(i16).buffer), await unpacked(factor));
  if (f32) return new Float32Array(bytesOf(f32).buffer);
  if (zlib) return inflated(bytesOf(zlib));
  return undefined;
}

function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Whole numbers with one factor a row. */
function scaled(whole, factor) {
  const columns = whole.length / factor.length;
  const numbers = new Float32Array(whole.length);
  for (let i = 0; i < whole.length; i++) numbers[i] = whole[i] * factor[Math.floor(i / columns)];
  return numbers;
}

/** Numbers of half precision (IEEE 754 binary16), by a table of all 65,536 of them. */
function halfs(bits) {
  const table = (halfs.table ??= Float32Array.from({ length: 65536 }, (_, i) => halfOf(i)));
  const numbers = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) numbers[i] = table[bits[i]];
  return numbers;
}

function halfOf(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
