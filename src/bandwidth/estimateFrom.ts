// A criterion from the leave-one-out fits, to all the data, at some places. The loneliest places, of
// which a few may hold most of the error, are always among them; the others are a sample. Either what
// these give is taken for all, or what is known at a reference bandwidth is changed as theirs changed
// from there to here, whichever is more certain.

import type { CriterionName } from './CriterionName.js';
import { criterionValue, type Tally } from './criterionValue.js';
import type { Line } from './Line.js';
import type { LineTrial } from './LineTrial.js';

/** Standard errors that an estimate is said to be off. */
const ERRORS = 3;
/** Squares beyond this many medians count as that many when an estimate is bounded from below. */
const LARGE = 20;

/** Some of the places of a line, and what is known of them at one bandwidth. */
export interface LineSubset {
  /** Places that stand for themselves alone, ascending. */
  readonly lonely: Int32Array;
  /** Places that stand for all others, ascending. */
  readonly sample: Int32Array;
  /** What each of the two adds at the reference bandwidth, shape [places, 1 + 2p]. */
  readonly lonelyRows: Float64Array;
  readonly sampleRows: Float64Array;
  /** What all places add there. */
  readonly tally: Tally;
}

/** Writes what some places add, one by one, shape [places, 1 + 2p]. */
export type RowsAt = (places: Int32Array) => Float64Array;

/** Chooses places, and looks at them at a bandwidth whose tally is known. */
export function subsetOf(
  line: Line,
  lonelies: number,
  most: number,
  tally: Tally,
  rowsAt: RowsAt,
): LineSubset {
  const { m } = line;
  const gaps = loneliness(line);
  const least = gaps.slice().sort()[m - lonelies];
  const lonely: number[] = [];
  const others: number[] = [];
  for (let j = 0; j < m; j++)
    (gaps[j] > least && lonely.length < lonelies ? lonely : others).push(j);
  const step = Math.ceil(others.length / most);
  const some = Int32Array.from(others.filter((_, at) => at % step === step >> 1));
  const alone = Int32Array.from(lonely);
  return {
    lonely: alone,
    sample: some,
    lonelyRows: rowsAt(alone),
    sampleRows: rowsAt(some),
    tally,
  };
}

/** How far the second nearest places are, on either side together. */
function loneliness({ x, m }: Line): Float64Array {
  const gaps = new Float64Array(m);
  for (let j = 0; j < m; j++) {
    const before = x[j] - x[Math.max(0, j - 2)];
    const after = x[Math.min(m - 1, j + 2)] - x[j];
    gaps[j] = j < 2 ? after : j >= m - 2 ? before : Math.min(before, after);
  }
  return gaps;
}

/**
 * Estimates a criterion.
 *
 * @param every - of the sample each such one is taken
 */
export function estimateFrom(
  subset: LineSubset,
  line: Line,
  criterion: CriterionName,
  h: number,
  every: number,
  rowsAt: RowsAt,
): LineTrial {
  const { p } = line;
  const size = 1 + 2 * p;
  const { lonely, lonelyRows, sampleRows } = subset;
  const chosen: number[] = [];
  for (let at = every >> 1; at < subset.sample.length; at += every) chosen.push(at);
  const sample = Int32Array.from(chosen, (at) => subset.sample[at]);
  const found = rowsAt(sample);
  const alone = rowsAt(lonely);
  const m = sample.length;
  // The sample stands for all observations but the lonely ones.
  const scale = (line.n - observationsAt(line, lonely)) / observationsAt(line, sample);
  const plain = new Float64Array(size);
  const changed = subset.tally.slice();
  for (let at = 0; at < alone.length; at++) {
    plain[at % size] += alone[at];
    changed[at % size] += alone[at] - lonelyRows[at];
  }
  const [now, change] = [new Float64Array(m), new Float64Array(m)];
  for (let i = 0; i < m; i++) {
    const then = chosen[i] * size;
    for (let s = 0; s < size; s++) {
      plain[s] += scale * found[i * size + s];
      changed[s] += scale * (found[i * size + s] - sampleRows[then + s]);
    }
    now[i] = looSquares(found, i * size, p);
    change[i] = now[i] - looSquares(sampleRows, then, p);
  }
  const value = criterionValue(criterion, plain, line.n, line.total);
  const other = criterionValue(criterion, changed, line.n, line.total);
  const certain = looSquares(plain, 0, p);
  const lower = (scale * belowMean(now)) / certain || 0;
  const paired = (ERRORS * scale * Math.sqrt(m) * deviation(change)) / looSquares(changed, 0, p);
  if (!(paired >= 0 && paired < lower))
    return { h, value, error: criterion === 'aicc' ? -Math.log1p(-lower) : lower * value };
  return { h, value: other, error: criterion === 'aicc' ? paired : paired * other };
}

function observationsAt({ counts }: Line, places: Int32Array): number {
  let sum = 0;
  for (const j of places) sum += counts[j];
  return sum;
}

function looSquares(rows: Tally, at: number, p: number): number {
  let sum = 0;
  for (let k = 0; k < p; k++) sum += rows[at + 1 + p + k];
  return sum;
}

function deviation(values: Float64Array): number {
  const m = values.length;
  let [sum, squares] = [0, 0];
  for (let i = 0; i < m; i++) sum += values[i] / m;
  for (let i = 0; i < m; i++) squares += (values[i] - sum) ** 2;
  return Math.sqrt(squares / m);
}

/** By how much a sum may be too high: down to that of the values cut off, less its error. */
function belowMean(values: Float64Array): number {
  const m = values.length;
  const most = LARGE * values.slice().sort()[m >> 1];
  let [all, cut] = [0, 0];
  const kept = values.map((v) => Math.min(v, most));
  for (let i = 0; i < m; i++) {
    all += values[i];
    cut += kept[i];
  }
  return Math.min(all, all - cut + ERRORS * Math.sqrt(m) * deviation(kept));
}
