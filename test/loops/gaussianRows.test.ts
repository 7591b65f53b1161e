import { describe, expect, it } from 'vitest';
import { type GaussianLoops, gaussianRows } from '../../src/loops/gaussianRows.js';
import { wasmLoops } from '../../src/loops/wasm/instance.js';
import { tileSumsInto } from '../../src/sums/direct.js';

describe('gaussianRows, the twin of WebAssembly', () => {
  const wasm = wasmLoops() as GaussianLoops;

  it.each([1, 2, 3, 10])('gives the same digits to 1e-12 in %i dimensions', (d) => {
    const n = 1501;
    const m = 37;
    const wave = (length: number, step: number) =>
      Float64Array.from({ length }, (_, i) => Math.sin(i * step) * 3);
    for (const c of [1, 2, 3, 5]) {
      const sample = { n, d, c, points: wave(n * d, 0.7), columns: wave(c * n, 0.3).map(Math.abs) };
      const queries = wave(m * d, 1.3);
      const skip = Int32Array.from({ length: m }, (_, q) => (q % 3 ? -1 : q * 40));
      const scale = wave(d, 0.9).map((s, j) => s + j);
      const [a, b] = [wasm, gaussianRows].map((loops) => {
        const out = new Float64Array(m * c);
        tileSumsInto(loops, false, sample, queries, scale, skip, out);
        return out;
      });
      for (let i = 0; i < m * c; i++) {
        expect(Math.abs(a[i] - b[i])).toBeLessThanOrEqual(1e-12 * Math.abs(a[i]));
      }
    }
  });

  it('takes weights of a row alike', () => {
    const t = Float64Array.from({ length: 64 }, (_, i) => i * i * 0.3);
    t[63] = Infinity;
    const [a, b] = [wasm, gaussianRows].map((loops) => {
      const row = new Float64Array(loops.memory(loops.base + 512), loops.base, 64);
      row.set(t);
      loops.weights64(loops.base, 512);
      return row.slice();
    });
    a.forEach((k, i) => {
      expect(Math.abs(k - b[i])).toBeLessThanOrEqual(3e-16 * k);
    });
    expect(a[63]).toBe(0);
  });
});
