import type { Binning } from '../sums/binning.js';
import type { CellRuns } from '../sums/CellRuns.js';
import type { Sample } from '../sums/types.js';

const POSITIONS = 8192;

/**
 * The points that lie in cells with at most `order` points: as many numbers as their moments would
 * be.
 *
 * @param counts - points in each cell, shape [cells]; the points are counted into it unless
 *   `counted`
 */
export function isolatedPoints(
  sample: Sample,
  { exponent, order }: Binning,
  runs: CellRuns,
  counts: Float64Array,
  counted = false,
): Sample {
  const { n, points } = sample;
  const cells = new Int32Array(n);
  const positions = new Float64Array(Math.min(n, POSITIONS));
  for (let start = 0; start < n; start += POSITIONS) {
    const some = Math.min(POSITIONS, n - start);
    runs.compactInto(points, start, some, 2 ** -exponent, positions);
    for (let i = 0; i < some; i++) cells[start + i] = positions[i];
  }
  if (!counted) for (let i = 0; i < n; i++) counts[cells[i]]++;
  const kept = new Int32Array(n);
  let count = 0;
  for (let i = 0; i < n; i++) if (counts[cells[i]] <= order) kept[count++] = i;
  return chosenPoints(sample, kept.subarray(0, count));
}

function chosenPoints({ n, d, c, points, columns }: Sample, chosen: Int32Array): Sample {
  const count = chosen.length;
  const some = {
    n: count,
    d,
    c,
    points: new Float64Array(count),
    columns: new Float64Array(c * count),
  };
  for (let r = 0; r < count; r++) {
    some.points[r] = points[chosen[r]];
    for (let j = 0; j < c; j++) some.columns[j * count + r] = columns[j * n + chosen[r]];
  }
  return some;
}

/** One sample after the other; all have the same columns. */
export function joinedPoints(samples: readonly Sample[]): Sample {
  const { d, c } = samples[0];
  const n = samples.reduce((sum, sample) => sum + sample.n, 0);
  const joined = { n, d, c, points: new Float64Array(n), columns: new Float64Array(c * n) };
  let start = 0;
  for (const sample of samples) {
    joined.points.set(sample.points, start);
    for (let j = 0; j < c; j++)
      joined.columns.set(sample.columns.subarray(j * sample.n, (j + 1) * sample.n), j * n + start);
    start += sample.n;
  }
  return joined;
}
