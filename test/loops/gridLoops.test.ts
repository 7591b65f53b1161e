import { expect, it } from 'vitest';
import { type GridLoops, plainGridLoops } from '../../src/loops/plainGridLoops.js';
import { wasmGridLoops } from '../../src/loops/wasm/instance.js';
import { GridMemory, GridPass } from '../../src/sums/grid/GridPass.js';
import { gridAxis, placement } from '../../src/sums/grid/gridAxis.js';
import { gridDesign } from '../../src/sums/grid/gridDesign.js';
import { makeColumns, makePoints, random } from '../sums/problems.js';

function sums(loops: GridLoops, d: number): Float64Array {
  const next = random(4);
  const n = 5000;
  const points = makePoints('uniform', n, d, next);
  const sample = { n, d, c: 3, points, columns: makeColumns('positive', n, 3, next) };
  const design = gridDesign(0.2, { epsilon: 1e-9, slack: 0.5, reach: 9, degree: 2 });
  const segments = { lo: Float64Array.of(0), hi: Float64Array.of(1) };
  const axes = Array.from({ length: d }, (_, j) =>
    gridAxis(segments, 0.2 * [0.3, 0.2, 0.4][j], design.window.width, 2),
  );
  const places = placement(points, null, axes);
  const size = d === 2 ? 6 + 3 + 1 : 10 + 4 + 1;
  const out = new Float64Array(n * size);
  const memory = new GridMemory(loops);
  new GridPass(memory, axes, design).sumsInto(sample, [2, 1, 0], places, places, out);
  return out;
}

it('gives the same digits in WebAssembly and in TypeScript, to rounding', () => {
  for (const d of [2, 3]) {
    const plain = sums(plainGridLoops(), d);
    const wasm = sums(wasmGridLoops() as GridLoops, d);
    const largest = plain.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    plain.forEach((value, i) => {
      expect(Math.abs(value - wasm[i])).toBeLessThan(1e-13 * largest);
    });
  }
});
