import type { CriterionName } from './CriterionName.js';
import { criterionValue, emptyTally, type Tally } from './criterionValue.js';
import type { LineTrial } from './LineTrial.js';

/** Standard errors that an estimate is said to be off. */
const ERRORS = 2;
/** Squares beyond this many medians count as that many when an estimate is bounded from below. */
const LARGE = 20;

/** Some of the places of a line, and what is known of them at one bandwidth. */
export interface LineSubset {
  /** They are first, first + step, … */
  readonly first: number;
  readonly step: number;
  /** What each adds at the reference bandwidth, shape [places, 1 + 2p]. */
  readonly rows: Float64Array;
  /** The criterion of all observations there. */
  readonly reference: LineTrial;
}

/**
 * Writes what the places `from`, `from + step`, … add, one by one, and says how many observations and
 * how much weight they hold.
 */
export type RowsInto = (
  rows: Float64Array,
  from: number,
  step: number,
) => { readonly n: number; readonly total: number };

/**
 * A criterion from the leave-one-out fits, to all the data, at some places. Either what they
 * give, or the value at the reference bandwidth changed as theirs changed from there to here,
 * whichever is more certain.
 *
 * @param every - of the subset each such one is taken
 */
export function estimateFrom(
  subset: LineSubset,
  p: number,
  criterion: CriterionName,
  h: number,
  every: number,
  rowsInto: RowsInto,
): LineTrial {
  const { first, step, rows, reference } = subset;
  const size = 1 + 2 * p;
  const from = every >> 1;
  const m = Math.ceil((rows.length / size - from) / every);
  const found = new Float64Array(m * size);
  const { n, total } = rowsInto(found, first + step * from, step * every);
  const tally = emptyTally(p);
  const before = emptyTally(p);
  const [now, then] = [new Float64Array(m), new Float64Array(m)];
  for (let i = 0; i < m; i++) {
    const at = (from + i * every) * size;
    for (let s = 0; s < size; s++) {
      tally[s] += found[i * size + s];
      before[s] += rows[at + s];
    }
    now[i] = looSquares(found, i * size, p);
    then[i] = looSquares(rows, at, p);
  }
  const value = criterionValue(criterion, tally, n, total);
  const old = criterionValue(criterion, before, n, total);
  const paired = ratioError(then, now);
  const plain = lowerShare(now);
  if (criterion === 'aicc')
    return plain < paired
      ? { h, value, error: -Math.log1p(-plain) }
      : { h, value: reference.value + value - old, error: paired };
  if (plain < paired) return { h, value, error: plain * value };
  const changed = (reference.value * value) / old;
  return { h, value: changed, error: paired * changed };
}

function looSquares(rows: Tally, at: number, p: number): number {
  let sum = 0;
  for (let k = 0; k < p; k++) sum += rows[at + 1 + p + k];
  return sum;
}

/** Standard errors of the ratio of two means of paired values, relative. */
function ratioError(before: Float64Array, after: Float64Array): number {
  let [sumBefore, sumAfter] = [0, 0];
  for (let i = 0; i < before.length; i++) {
    sumBefore += before[i];
    sumAfter += after[i];
  }
  const ratio = sumAfter / sumBefore;
  let squares = 0;
  for (let i = 0; i < before.length; i++) squares += (after[i] - ratio * before[i]) ** 2;
  return (ERRORS * Math.sqrt(squares)) / sumAfter || 0;
}

/** By what part a mean may be too high: down to the mean of the values cut off, less its error. */
function lowerShare(values: Float64Array): number {
  const m = values.length;
  const most = LARGE * values.slice().sort()[m >> 1];
  let [all, cut, squares] = [0, 0, 0];
  for (let i = 0; i < m; i++) {
    const v = Math.min(values[i], most);
    all += values[i];
    cut += v;
    squares += v * v;
  }
  const spread = Math.sqrt(Math.max(0, squares - (cut * cut) / m));
  return Math.min(1, Math.max(0, 1 - (cut - ERRORS * spread) / all)) || 0;
}
