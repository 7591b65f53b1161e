// A criterion from the leave-one-out fits, to all the data, at some places. The loneliest places, of
// which a few may hold most of the error, are always among them; the others are a sample. Either what
// these give is taken for all, or what is known at a reference bandwidth is changed as theirs changed
// from there to here, whichever is more certain.

import type { CriterionName } from './criterionValue.js';
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

/**
 * Chooses places, and looks at them at a bandwidth whose tally is known.
 *
 * @param degree - of the local polynomials
 * @param lonelies - places that are far from others, and as many with others where they carry a
 *   polynomial badly
 * @param most - places of the sample
 */
export function subsetOf(
  line: Line,
  degree: number,
  lonelies: number,
  most: number,
  tally: Tally,
  rowsAt: RowsAt,
): LineSubset {
  const { m } = line;
  const isLonely = new Uint8Array(m);
  markLargest(loneliness(line), lonelies, isLonely);
  if (degree > 0) markLargest(extrapolation(line, degree), lonelies, isLonely);
  const alone = new Int32Array(2 * lonelies);
  const others = new Int32Array(m);
  let [marked, left] = [0, 0];
  for (let j = 0; j < m; j++) {
    if (isLonely[j]) alone[marked++] = j;
    else others[left++] = j;
  }
  const step = Math.ceil(left / most);
  const sample = others.subarray(0, left).filter((_, at) => at % step === step >> 1);
  const lonely = alone.slice(0, marked);
  return { lonely, sample, lonelyRows: rowsAt(lonely), sampleRows: rowsAt(sample), tally };
}

/** Marks where the largest values are. */
function markLargest(values: Float64Array, most: number, marks: Uint8Array): void {
  const largest = new Int32Array(Math.min(most, values.length));
  let smallest = 0;
  for (let j = 0; j < values.length; j++) {
    if (j < largest.length) largest[j] = j;
    else if (values[j] > values[largest[smallest]]) largest[smallest] = j;
    else continue;
    for (let a = 0; a < largest.length; a++)
      if (values[largest[a]] < values[largest[smallest]]) smallest = a;
  }
  for (const j of largest) marks[j] = 1;
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
 * By how much the polynomial through the nearest places multiplies their noise, Σ ℓ² of Lagrange's
 * basis: what is left of a local polynomial under a narrow kernel.
 */
function extrapolation({ x, m }: Line, degree: number): Float64Array {
  const factors = new Float64Array(m);
  const nearest = new Float64Array(degree + 1);
  for (let j = 0; j < m; j++) {
    let [left, right] = [j - 1, j + 1];
    for (let a = 0; a <= degree; a++) {
      const below = left >= 0 ? x[j] - x[left] : Infinity;
      const above = right < m ? x[right] - x[j] : Infinity;
      nearest[a] = below < above ? -below : above;
      if (below < above) left--;
      else right++;
    }
    for (let a = 0; a <= degree; a++) {
      let part = 1;
      for (let b = 0; b <= degree; b++) if (b !== a) part *= nearest[b] / (nearest[b] - nearest[a]);
      factors[j] += part * part;
    }
  }
  return factors;
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
