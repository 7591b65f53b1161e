import { describe, expect, it } from 'vitest';
import { gaussianRows } from '../../src/loops/gaussianRows.js';
import { wasmLoops } from '../../src/loops/wasm/instance.js';
import { tileSumsInto } from '../../src/sums/direct.js';
import { expectClose } from '../expectClose.js';

// More keys than one tile holds and more queries than one batch, in three dimensions.
const [n, m, d] = [900, 70, 3];
const points = Float64Array.from({ length: n * d }, (_, i) => Math.fround(Math.sin(i * 2.3)));
const columns = Float64Array.from({ length: 2 * n }, (_, i) => (i < n ? 1 : 1e30 * Math.cos(i)));
const queries = Float64Array.from({ length: m * d }, (_, i) => Math.fround(Math.cos(i * 1.1)));
const scale = Float64Array.of(0.5, 1, 2);
const sample = { n, d, c: 2, points, columns };
const skip = Int32Array.from({ length: m }, (_, q) => (q % 3 === 0 ? q * 12 : -1));

/** [m, 2], and Σ|terms| of the second column. */
function expected() {
  const sums = new Float64Array(2 * m);
  const sizes = new Float64Array(m);
  for (let q = 0; q < m; q++) {
    for (let i = 0; i < n; i++) {
      if (i === skip[q]) continue;
      let t = 0;
      for (let j = 0; j < d; j++) t += ((queries[q * d + j] - points[i * d + j]) * scale[j]) ** 2;
      sums[2 * q] += 2 ** -t;
      sums[2 * q + 1] += 2 ** -t * columns[n + i];
      sizes[q] += 2 ** -t * Math.abs(columns[n + i]);
    }
  }
  return { sums, sizes };
}

const exact = expected();
const loops = [['plain', gaussianRows] as const, ['WebAssembly', wasmLoops()] as const];

describe.each(loops)('tileSumsInto with %s loops', (_, set) => {
  it('sums every column over tiles in f64, leaving keys out', () => {
    expect(set).toBeDefined();
    const out = new Float64Array(2 * m);
    if (set) tileSumsInto(set, false, sample, queries, scale, skip, out);
    for (let q = 0; q < m; q++) {
      expectClose(out[2 * q] / exact.sums[2 * q], 1, 1e-14);
      expect(Math.abs(out[2 * q + 1] - exact.sums[2 * q + 1])).toBeLessThan(1e-14 * exact.sizes[q]);
    }
  });
});

it('keeps seven digits in f32 whatever the size of a column', () => {
  const set = wasmLoops();
  expect(set?.sums32).toBeDefined();
  const out = new Float64Array(2 * m);
  if (set) tileSumsInto(set, true, sample, queries, scale, skip, out);
  for (let q = 0; q < m; q++) {
    expectClose(out[2 * q] / exact.sums[2 * q], 1, 3e-6);
    expect(Math.abs(out[2 * q + 1] - exact.sums[2 * q + 1])).toBeLessThan(3e-6 * exact.sizes[q]);
  }
});
