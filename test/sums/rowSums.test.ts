import { describe, it } from 'vitest';
import { gaussianRows } from '../../src/loops/gaussianRows.js';
import { rowSumsInto } from '../../src/sums/direct.js';
import { exponents } from '../../src/sums/powers.js';
import { expectClose } from '../expectClose.js';
import { biweight } from './kernels.js';

// More keys than one tile holds, two dimensions, columns of different degrees.
const n = 700;
const d = 2;
const points = Float64Array.from({ length: n * d }, (_, i) => Math.sin(i * 1.7));
const columns = Float64Array.from({ length: 2 * n }, (_, i) => 1 + Math.cos(i));
const queries = Float64Array.of(0.1, -0.2, 0.5, 0.5);
const w = Float64Array.of(0.8, 1.3);
const request = {
  kernel: biweight,
  product: true,
  inverseBandwidth: w,
  degrees: [2, 1],
  squared: false,
  excludeSelf: false,
  tolerance: 1e-12,
};

/** The definition, written out. */
function expected(skip: readonly number[]): number[] {
  const out: number[] = [];
  for (let q = 0; q < 2; q++) {
    for (const [k, degree] of request.degrees.entries()) {
      const list = exponents(d, degree);
      for (let a = 0; a < list.length; a += d) {
        let sum = 0;
        for (let i = 0; i < n; i++) {
          if (i === skip[q]) continue;
          const u = [0, 1].map((j) => (points[i * d + j] - queries[q * d + j]) * w[j]);
          const power = u[0] ** list[a] * u[1] ** list[a + 1];
          sum += biweight.value(u[0]) * biweight.value(u[1]) * power * columns[k * n + i];
        }
        out.push(sum);
      }
    }
  }
  return out;
}

describe('rowSumsInto', () => {
  const sample = { n, d, c: 2, points, columns };

  it('sums every power of every column over tiles', () => {
    const out = new Float64Array(2 * 9);
    rowSumsInto(gaussianRows, sample, queries, request, Int32Array.of(-1, -1), out);
    expectClose(out, expected([-1, -1]), 1e-13);
  });

  it('leaves out one key a query, in any tile', () => {
    const out = new Float64Array(2 * 9);
    rowSumsInto(gaussianRows, sample, queries, request, Int32Array.of(3, 655), out);
    expectClose(out, expected([3, 655]), 1e-13);
  });

  it('adds to what is there', () => {
    const out = new Float64Array(2 * 9).fill(1);
    rowSumsInto(gaussianRows, sample, queries, request, Int32Array.of(-1, -1), out);
    expectClose(
      out,
      expected([-1, -1]).map((s) => s + 1),
      1e-13,
    );
  });
});
