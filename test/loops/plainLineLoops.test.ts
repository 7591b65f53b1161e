import { describe, expect, it } from 'vitest';
import { type LineLoops, plainLineLoops } from '../../src/loops/plainLineLoops.js';
import { wasmLineLoops } from '../../src/loops/wasm/instance.js';
import { uniform } from '../sums/lineSamples.js';

/** Puts arrays one after the other into the memory of the loops; views of them, and their bytes. */
function laidOut(loops: LineLoops, arrays: readonly Float64Array[]) {
  const starts = [0];
  for (const { length } of arrays) starts.push(starts[starts.length - 1] + length);
  const block = new Float64Array(loops.memory(8 * starts[arrays.length]));
  arrays.forEach((array, i) => {
    block.set(array, starts[i]);
  });
  const views = arrays.map(({ length }, i) => block.subarray(starts[i], starts[i] + length));
  return { views, bytes: starts.map((start) => 8 * start) };
}

const drawn = (count: number, random: () => number) =>
  Float64Array.from({ length: count }, () => random() - 0.5);

const both: [string, LineLoops][] = [
  ['plain', plainLineLoops()],
  ['wasm', wasmLineLoops() as LineLoops],
];

function moments(loops: LineLoops, order: number, n: number): Float64Array[] {
  const random = uniform(3);
  const x = Float64Array.from({ length: n }, () => 3 + random());
  const columns = [drawn(n, random), drawn(n, random)];
  const tables = [16 * order * 2, 16 * order * 2, 32, 8].map((size) => new Float64Array(size));
  const { views, bytes } = laidOut(loops, [x, ...columns, ...tables]);
  loops.addMoments(n, 0, bytes[1], bytes[2], 16, 48, order, ...four(bytes, 3));
  return views.slice(3).map((view) => view.slice());
}

function four(bytes: readonly number[], from: number): [number, number, number, number] {
  return [bytes[from], bytes[from + 1], bytes[from + 2], bytes[from + 3]];
}

describe.each(both)('%s loops', (_, loops) => {
  it('add c·tᵏ to the cell of a point, and |c| to its mass', () => {
    const given = [Float64Array.of(0.875, 0.25), Float64Array.of(2, 1), Float64Array.of(-4, 0)];
    const tables = [16, 16, 4, 1].map((size) => new Float64Array(size));
    const { views, bytes } = laidOut(loops, [...given, ...tables]);
    loops.addMoments(2, 0, bytes[1], bytes[2], 2, 0, 4, ...four(bytes, 3));
    // 0.25 lies in the middle of cell 0, 0.875 a quarter behind the middle of cell 1.
    expect([...views[3]]).toEqual([
      1,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      2,
      -4,
      0.5,
      -1,
      1 / 8,
      -0.25,
      1 / 32,
      -1 / 16,
    ]);
    expect([...views[5]]).toEqual([1, 0, 2, 4]);
    expect([...new Int32Array(views[6].slice().buffer)]).toEqual([1, 1]);
  });

  it('empty a cell into its total after 4096 points', () => {
    const n = 5000;
    const tables = [8, 8, 2, 1].map((size) => new Float64Array(size));
    const half = new Float64Array(n).fill(0.5);
    const ones = new Float64Array(n).fill(1);
    const { views, bytes } = laidOut(loops, [half, ones, ones, ...tables]);
    loops.addMoments(n, 0, bytes[1], bytes[2], 1, 0, 4, ...four(bytes, 3));
    expect([views[3][0], views[4][0], views[5][0]]).toEqual([n - 4096, 4096, n]);
  });

  it('read polynomials, NaN outside the cells, and count what is lost', () => {
    const polynomials = Float64Array.of(1, 2, 0, 1, 4, 0, 0, 8, Number.NaN, 1, 0, 0, 0, 0, 0, 0);
    const queries = Float64Array.of(1.5, 1, -0.1, 4, 3);
    const { views, bytes } = laidOut(loops, [queries, polynomials, new Float64Array(10)]);
    expect(loops.valuesInto(5, 0, 0.5, 0, 2, 4, bytes[1], bytes[2])).toBe(3);
    // t = ¼ and 0: 1 + 4t², 2 + t + 8t³.
    expect([...views[2].subarray(0, 4)]).toEqual([1.25, 2.375, 1, 2]);
    expect([...views[2].subarray(4, 9)]).toEqual([...new Array(4).fill(Number.NaN), Number.NaN]);
    expect(views[2][9]).toBe(1);
  });

  it('spread to the grid and gather from it by the same tables, one the transpose of the other', () => {
    const random = uniform(9);
    const [cells, spacing, order, taps] = [10, 3, 4, 6];
    const arrays = [
      drawn(cells * order * 2, random),
      drawn(spacing * order * taps, random),
      new Float64Array(2 * (cells + taps)),
      Float64Array.of(0, 0).fill(1),
      drawn(2 * (cells + taps), random),
      new Float64Array(cells * order * 2),
    ];
    const { views, bytes } = laidOut(loops, arrays);
    const [m, tables, grid, needed, other, p] = bytes;
    new Uint8Array(views[3].buffer, needed, 5).set([1, 1, 0, 1, 1]);
    loops.spread(m, 0, cells, spacing, order, taps, tables, grid);
    loops.gather(other, cells, spacing, order, taps, needed, 2, tables, p);
    // Cells 4 and 5 are not needed: without them Σ grid·other = Σ M·P for each lane.
    expect([...views[5].subarray(4 * 8, 6 * 8)]).toEqual(new Array(16).fill(0));
    const skipped = arrays[0]
      .slice()
      .fill(0, 0, 4 * 8)
      .fill(0, 6 * 8);
    views[0].set(skipped);
    const part = views[2].slice();
    views[2].fill(0);
    loops.spread(m, 0, cells, spacing, order, taps, tables, grid);
    for (let lane = 0; lane < 2; lane++) {
      let left = 0;
      for (let i = lane; i < part.length; i += 2) left += (part[i] - views[2][i]) * views[4][i];
      let right = 0;
      for (let i = lane; i < arrays[0].length; i += 2) right += arrays[0][i] * views[5][i];
      expect(left).toBeCloseTo(right, 12);
    }
  });
});

it('gives the same digits in WebAssembly and in TypeScript', () => {
  for (const order of [4, 6, 10]) {
    const [plain, wasm] = both.map(([, loops]) => moments(loops, order, 9000));
    expect(wasm).toEqual(plain);
    const results = both.map(([, loops]) => {
      const random = uniform(5);
      const given = [drawn(300, random), drawn(8 * order * 2, random), new Float64Array(600)];
      const { views, bytes } = laidOut(loops, given);
      const lost = loops.valuesInto(300, 0, 7, -3, 8, order, bytes[1], bytes[2]);
      return [lost, ...views[2]];
    });
    expect(results[1]).toEqual(results[0]);
    const grids = both.map(([, loops]) => {
      const random = uniform(6);
      const sizes = [20 * order * 2, 4 * order * 8, 80, 80];
      const { views, bytes } = laidOut(loops, [
        ...sizes.map((size) => drawn(size, random)),
        new Float64Array(20 * order * 2),
        new Float64Array(3).fill(1),
      ]);
      new Uint8Array(views[5].buffer, bytes[5], 20).fill(1);
      loops.spread(bytes[0], 2, 20, 4, order, 8, bytes[1], bytes[2]);
      loops.gather(bytes[3], 20, 4, order, 8, bytes[5], 1, bytes[1], bytes[4]);
      return [...views[2], ...views[4]];
    });
    expect(grids[1]).toEqual(grids[0]);
  }
});
