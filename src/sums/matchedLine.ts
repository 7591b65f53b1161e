// Gaussian sums on a line for points of several categories. Moments of each combination are made once; what
// they come to for the queries of a combination are weighted sums of them, one field for each:
//
//   M_a = Σ_b L[a, b] M_b,   O(n + m) and O(cells) for each pair of combinations

import { widePlan } from './binned.js';
import { binningOf, fieldSumsInto, isServed, occupancyOf } from './binnedLine.js';
import { type CategoryParts, partsOf, rowsOf } from './categoryParts.js';
import { CellMoments, occupiedCells } from './cells.js';
import { COSTS, openCost } from './costs.js';
import { CERTAIN, fieldRequest } from './gaussianField.js';
import { emptySums, putSums } from './powers.js';
import type { CategoryMatch, Plan, Sample, SumsRequest } from './types.js';
import { copyRows, pointsAt } from './types.js';

/** Moments are kept for so many sizes of cells, of so many numbers. */
const KEPT = 4;
const MOST_NUMBERS = 2 ** 22;
/** Nanoseconds to weigh a moment. */
const WEIGHING = 0.6;

/** A plan of such sums; `undefined` where it does not serve. */
export function matchedLine(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  match: CategoryMatch,
): Plan | undefined {
  const m = queries.length;
  const { degrees, squared, excludeSelf } = request;
  if (sample.d > 1 || !isServed(request)) return undefined;
  if (widePlan(sample, queries, request, () => undefined)) return undefined;
  const wanted = fieldRequest(request);
  const groups = rowsOf(match.queries);
  const found = occupancyOf(sample, wanted);
  const choice = binningOf(found, sample, m, wanted, groups.length);
  if (!choice) return undefined;
  const { start, ownTerm } = COSTS.line;
  const { binning } = choice;
  const cells = occupiedCells(found, binning.exponent);
  const numbers = match.count * cells.cells * binning.order * sample.c;
  if (numbers > MOST_NUMBERS) return undefined;
  const parts = partsOf(sample, match);
  // What a field leaves open is told by the points that weigh most.
  const open = parts.samples.reduce(
    (sum, part) => sum + openCost(part, part.points, request, CERTAIN),
    0,
  );
  return {
    cost:
      groups.length * (start + choice.cost + WEIGHING * numbers) +
      (excludeSelf ? ownTerm * m : 0) +
      open,
    run() {
      const key = [found.exponent, found.length, binning.exponent, binning.order].join(' ');
      let moments = parts.moments.get(key);
      moments ??= parts.samples.map((part) => CellMoments.of(part, binning, cells));
      parts.moments.set(key, moments, KEPT);
      const out = emptySums(1, degrees, m);
      for (const [a, rows] of groups.entries()) {
        const { weights, most } = weightsFor(match, a, squared);
        if (most === 0) continue;
        const own = excludeSelf ? parts.samples[a] : sample;
        const places = excludeSelf ? own.points : copyRows(queries, 1, rows);
        const sums = emptySums(1, degrees, rows.length);
        const all = {
          points: sample.points,
          sampleOf: (chosen?: Int32Array) => weighed(sample, parts, weights, chosen),
          rows: excludeSelf ? rows : undefined,
        };
        const together = CellMoments.sum(moments, weights);
        fieldSumsInto(own, places, request, wanted, together, sums, all);
        for (let r = 0; r < rows.length; r++) sums.logScale[r] += Math.log(most);
        putSums(out, rows, sums);
      }
      return out;
    },
  };
}

/** What points of each combination weigh for queries of one, the most 1. */
function weightsFor({ count, weights }: CategoryMatch, a: number, squared: boolean) {
  const row = weights.slice(a * count, (a + 1) * count);
  const most = Math.max(...row);
  const relative = row.map((each) => (most > 0 ? (each / most) ** (squared ? 2 : 1) : 0));
  return { weights: relative, most: squared ? most * most : most };
}

/** Points with their columns times what they weigh. */
function weighed(
  sample: Sample,
  { of }: CategoryParts,
  weights: Float64Array,
  chosen: Int32Array | undefined,
): Sample {
  const some = pointsAt(sample, chosen ?? Int32Array.from({ length: sample.n }, (_, i) => i));
  for (let at = 0; at < some.n; at++) {
    const weight = weights[of[chosen ? chosen[at] : at]];
    for (let k = 0; k < some.c; k++) some.columns[k * some.n + at] *= weight;
  }
  return some;
}
