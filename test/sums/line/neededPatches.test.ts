import { expect, it } from 'vitest';
import { CellRuns } from '../../../src/sums/CellRuns.js';
import { neededPatches } from '../../../src/sums/line/neededPatches.js';

it('marks the patches that hold queries', () => {
  const runs = CellRuns.from([
    [0, 4],
    [50, 54],
  ]);
  const queries = Float64Array.of(0.3, 51.5, 7, 53, -2);
  expect([...neededPatches(queries, runs, 0, 2)]).toEqual([1, 0, 1, 1]);
  expect([...neededPatches(queries, runs, 1, 2)]).toEqual([1, 1, 0, 0]);
  expect([...neededPatches(new Float64Array(200), runs, 0, 2)]).toEqual([1, 1, 1, 1]);
});
