// What takes the time in a training step, four numbers at a time: products of matrices, and Adam.
// `kernels.js` has the same in plain JavaScript; `build` makes kernels.wasm of this file.
#include <wasm_simd128.h>

// Columns of C that one pass computes, and its rows: 8 registers of sums.
enum { WIDE = 8, HIGH = 4, DEEPEST = 1024 };

// WIDE columns of B behind one another, the missing ones 0: they are read once for each HIGH rows.
static float panel[DEEPEST * WIDE];

static void pack(const float *b, int b_row, int b_column, int depth, int columns) {
  for (int k = 0; k < depth; k++) {
    for (int j = 0; j < WIDE; j++) {
      panel[k * WIDE + j] = j < columns ? b[k * b_row + j * b_column] : 0;
    }
  }
}

static v128_t multiply_add(v128_t sum, v128_t a, v128_t b) {
  return wasm_f32x4_add(sum, wasm_f32x4_mul(a, b));
}

// HIGH × WIDE sums over k, written into `sums`.
static void block(const float *a, int a_row, int a_column, int depth, float *sums) {
  v128_t left[HIGH], right[HIGH];
  for (int i = 0; i < HIGH; i++) left[i] = right[i] = wasm_f32x4_splat(0);
  for (int k = 0; k < depth; k++, a += a_column) {
    const v128_t low = wasm_v128_load(panel + k * WIDE);
    const v128_t high = wasm_v128_load(panel + k * WIDE + 4);
    for (int i = 0; i < HIGH; i++) {
      const v128_t factor = wasm_v128_load32_splat(a + i * a_row);
      left[i] = multiply_add(left[i], factor, low);
      right[i] = multiply_add(right[i], factor, high);
    }
  }
  for (int i = 0; i < HIGH; i++) {
    wasm_v128_store(sums + i * WIDE, left[i]);
    wasm_v128_store(sums + i * WIDE + 4, right[i]);
  }
}

// C [rows, columns] = A [rows, depth] B [depth, columns], and `bias` in each row unless it is 0.
// Neighbours down a column of A lie a_row apart, those along a row a_column; so for B. C has no
// gaps. depth is at most DEEPEST.
__attribute__((export_name("product")))
void product(int rows, int columns, int depth, const float *a, int a_row, int a_column,
             const float *b, int b_row, int b_column, const float *bias, float *c) {
  float sums[HIGH * WIDE];
  for (int j = 0; j < columns; j += WIDE) {
    const int wide = columns - j < WIDE ? columns - j : WIDE;
    pack(b + j * b_column, b_row, b_column, depth, wide);
    for (int i = 0; i < rows;) {
      // Fewer rows than HIGH are left: one at a time, each HIGH times.
      const int high = rows - i < HIGH ? 1 : HIGH;
      block(a + i * a_row, high == 1 ? 0 : a_row, a_column, depth, sums);
      for (int r = 0; r < high; r++, i++) {
        for (int s = 0; s < wide; s++) {
          c[i * columns + j + s] = sums[r * WIDE + s] + (bias ? bias[j + s] : 0);
        }
      }
    }
  }
}

// Σ g², the square of a gradient's size. n is a multiple of 4.
__attribute__((export_name("squares")))
float squares(int n, const float *g) {
  v128_t sum = wasm_f32x4_splat(0);
  for (int i = 0; i < n; i += 4) {
    const v128_t slope = wasm_v128_load(g + i);
    sum = multiply_add(sum, slope, slope);
  }
  float parts[4];
  wasm_v128_store(parts, sum);
  return parts[0] + parts[1] + (parts[2] + parts[3]);
}

// Moves n parameters p one step against the gradient g; m and v are its running means. `rate` and
// `root` have the bias corrections of the step in them. n is a multiple of 4.
__attribute__((export_name("adam")))
void adam(int n, float *p, const float *g, float *m, float *v, float beta1, float beta2, float rate,
          float root, float epsilon) {
  const v128_t b1 = wasm_f32x4_splat(beta1), c1 = wasm_f32x4_splat(1 - beta1);
  const v128_t b2 = wasm_f32x4_splat(beta2), c2 = wasm_f32x4_splat(1 - beta2);
  const v128_t step = wasm_f32x4_splat(rate), correct = wasm_f32x4_splat(root);
  const v128_t least = wasm_f32x4_splat(epsilon);
  for (int i = 0; i < n; i += 4) {
    const v128_t slope = wasm_v128_load(g + i);
    const v128_t mean = multiply_add(wasm_f32x4_mul(c1, slope), b1, wasm_v128_load(m + i));
    const v128_t square = wasm_f32x4_mul(wasm_f32x4_mul(c2, slope), slope);
    const v128_t power = multiply_add(square, b2, wasm_v128_load(v + i));
    const v128_t width = wasm_f32x4_add(wasm_f32x4_mul(wasm_f32x4_sqrt(power), correct), least);
    const v128_t move = wasm_f32x4_div(wasm_f32x4_mul(step, mean), width);
    wasm_v128_store(m + i, mean);
    wasm_v128_store(v + i, power);
    wasm_v128_store(p + i, wasm_f32x4_sub(wasm_v128_load(p + i), move));
  }
}
