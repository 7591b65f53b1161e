import type { CellField } from './CellField.js';
import type { CellRuns } from './CellRuns.js';
import type { Certificate } from './certificate.js';
import type { SumsRequest } from './types.js';

const POSITIONS = 8192;

/**
 * The points that can matter to some queries, read from the masses of the patches: those in patches
 * whose largest possible term is not below tolerance times the largest certain one.
 *
 * @param rows - indices of the queries
 * @param certificate - of the field
 * @returns indices of points, or `undefined` when looking would cost more than taking them all
 */
export function relevantPoints(
  points: Float64Array,
  queries: Float64Array,
  rows: Int32Array,
  { patch, width: step, c, masses }: Certificate,
  { runs, binning }: CellField,
  { degrees, tolerance, excludeSelf }: SumsRequest,
): Int32Array | undefined {
  const power = Math.max(...degrees);
  const scale = 2 ** -binning.exponent;
  const width = step / patch;
  const filled: number[] = [];
  const places: number[] = [];
  runs.intervals().forEach(([first, end], r) => {
    for (let id = first, p = runs.offsets[r] / patch; id < end; id += patch, p++)
      if (masses.subarray(p * c, (p + 1) * c).some((mass) => mass > 0)) {
        filled.push(p);
        places.push(id);
      }
  });
  if (rows.length * filled.length * c > 2 * points.length) return undefined;

  // Farther out the same points or fewer matter, so distant queries are looked at from 1e4
  // bandwidths.
  const lowest = places[0] - 1e4 / width;
  const highest = places[places.length - 1] + 1e4 / width;
  const slack = Math.log(tolerance / (1024 * filled.length));
  const logs = Float64Array.from({ length: filled.length * c }, (_, i) =>
    Math.log(masses[filled[Math.floor(i / c)] * c + (i % c)]),
  );
  const marked = new Uint8Array(masses.length / c);
  for (const row of rows) {
    const v = Math.min(highest, Math.max(lowest, queries[row] * scale));
    for (let j = 0; j < c; j++) {
      let certain = Number.NEGATIVE_INFINITY;
      for (let f = 0; f < filled.length; f++) {
        // What the query's own patch holds may be the point that is left out.
        if (excludeSelf && v >= places[f] && v < places[f] + patch) continue;
        const far = Math.max(v - places[f], places[f] + patch - v) * width;
        certain = Math.max(certain, logs[f * c + j] - 0.5 * far * far);
      }
      for (let f = 0; f < filled.length; f++) {
        const near = Math.max(0, places[f] - v, v - places[f] - patch) * width;
        const possible = logs[f * c + j] - 0.5 * near * near + power * Math.log(Math.max(1, near));
        if (possible >= certain + slack) marked[filled[f]] = 1;
      }
    }
  }
  return pointsIn(points, scale, runs, patch, marked);
}

function pointsIn(
  points: Float64Array,
  scale: number,
  runs: CellRuns,
  patch: number,
  marked: Uint8Array,
): Int32Array {
  const found = new Int32Array(points.length);
  const positions = new Float64Array(Math.min(points.length, POSITIONS));
  let count = 0;
  for (let start = 0; start < points.length; start += POSITIONS) {
    const some = Math.min(POSITIONS, points.length - start);
    runs.compactInto(points, start, some, scale, positions);
    for (let i = 0; i < some; i++)
      if (marked[(positions[i] / patch) | 0] === 1) found[count++] = start + i;
  }
  return found.slice(0, count);
}
