import { describe, expect, it } from 'vitest';
import { type PivotLoops, plainPivotLoops } from '../../src/loops/plainPivotLoops.js';
import { wasmPivotLoops } from '../../src/loops/wasm/instance.js';
import { uniform } from '../sums/lineSamples.js';

const both: [string, PivotLoops][] = [
  ['plain', plainPivotLoops()],
  ['wasm', wasmPivotLoops() as PivotLoops],
];

/** The table after a row is made the unit vector of a column, for the columns before it. */
function pivoted(
  loops: PivotLoops,
  table: readonly number[],
  width: number,
  row: number,
  at: number,
) {
  const block = new Float64Array(loops.memory(8 * table.length), 0, table.length);
  block.set(table);
  loops.pivot(table.length / width, width, row, at, at);
  return block;
}

describe.each(both)('%s loops of elimination', (_, loops) => {
  it('divide a row by its entry and take it from the others', () => {
    const table = [1, 2, 3, 7, 2, 8, 4, 7, 5, 6, 0, 7];
    const out = pivoted(loops, table, 4, 1, 2);
    const rows = [0, 4, 8].map((first) => [...out.subarray(first, first + 2)]);
    expect(rows).toEqual([
      [1 - 3 * (2 / 4), 2 - 3 * (8 / 4)],
      [2 / 4, 8 / 4],
      [5, 6],
    ]);
  });

  it('write nothing where no column is left', () => {
    expect([...pivoted(loops, [2, 3, 4, 5], 2, 0, 0)]).toEqual([2, 3, 4, 5]);
  });
});

it('both loops of elimination give the same digits, of more than a page too', () => {
  const [rows, width, at] = [90, 158, 151];
  const random = uniform(5);
  const table = Array.from({ length: rows * width }, () => random() - 0.5);
  const [plain, wasm] = both.map(([, loops]) => {
    const out = pivoted(loops, table, width, 40, at);
    return Array.from({ length: rows }, (_, r) => [...out.subarray(r * width, r * width + at)]);
  });
  expect(wasm).toEqual(plain);
});
