// A descent without derivatives in a box: a stencil of places about the lowest one gives slopes and
// curvatures, Newton's step from there the next, and the stencil becomes as small as the steps. Where
// the function jumps, so that no such step leads down, the lowest place of the stencil is taken, or the
// stencil shrinks. About (k + 1)(k + 2)/2 values a step for k numbers, five to seven steps.
//
// See Kelley (2011), Implicit filtering.

/**
 * A number that is searched, in the scale of the search: the logarithm of a bandwidth, or how much
 * another category counts.
 */
export interface Coordinate {
  /** The least value, which is tried itself; not below `high` where there is nothing to search. */
  readonly low: number;
  /** From here on the predictor has no say: the coordinate is ∞. */
  readonly high: number;
  /** A first guess. */
  readonly start: number;
}

/** A place that was tried. */
export interface SpaceTrial {
  /** A number for each coordinate; ∞ where it has no say. */
  readonly place: Float64Array;
  readonly value: number;
}

/** Tries a place, once and no more; yields it where it is new. */
export type Attempt = (place: Float64Array) => Generator<SpaceTrial, SpaceTrial>;

/** How far a descent goes; lengths are parts of the box. */
export interface Descent {
  /** Edge of the first stencil, and of the last. */
  readonly begin: number;
  readonly end: number;
  /** Differences of values below it are rounding. */
  readonly noise: number;
  /** Places that need not be found again, and what is as near as to be one of them. */
  readonly known: readonly SpaceTrial[];
  readonly same: number;
}

/** Beside the value: gains below it are none. */
const GAIN = 1e-11;
/** A last stencil may leave so many times that as its edge squared has in units of this. */
const FINE_EDGE = 2e-5;
/** Of a stencil that finds nothing lower the next is so much smaller. */
const SHRINK = 1 / 4;
/** And after a short step no smaller than this. */
const STEEPEST = 1 / 12;
/** A step is at most so many edges long. */
const STRIDE = 2;
/** Edges below this part of the last one find nothing more. */
const LEAST = 1 / 64;
const STEPS = 30;
/** Within so many edges of a known minimum a descent leads there. */
const NEAR = 3 / 4;

/**
 * Descends from a place; yields every trial.
 *
 * @param attempt - tries a place; coordinates that are ∞ are left as they are
 * @returns the minimum; `undefined` where that is known
 */
export function* descend(
  attempt: Attempt,
  from: SpaceTrial,
  box: readonly Coordinate[],
  { begin, end, noise, known, same }: Descent,
): Generator<SpaceTrial, SpaceTrial | undefined> {
  const sizes = box.map(({ low, high }) => high - low);
  let centre = from;
  let edge = begin;
  for (let step = 0; step < STEPS; step++) {
    if (known.some(({ place }) => isSame(place, centre.place, box, Math.max(same, NEAR * edge))))
      return undefined;
    const open = box.flatMap((_, j) => (centre.place[j] < Infinity ? [j] : [])).reverse();
    const stencil = yield* stencilAbout(attempt, centre, open, box, sizes, edge);
    let { lowest } = stencil;
    const newton = newtonStep(stencil, STRIDE * edge);
    const gain = Math.max(noise, GAIN * Math.abs(centre.value));
    let length = 0;
    if (newton) {
      const place = centre.place.slice();
      open.forEach((j, a) => {
        place[j] = within(centre.place[j] + newton.step[a] * sizes[j], box[j]);
        length = Math.max(length, Math.abs(newton.step[a]));
      });
      const trial = yield* attempt(place);
      if (trial.value < lowest.value) lowest = trial;
      else length = 0;
    }
    const gained = centre.value - lowest.value;
    if (gained > 0) centre = lowest;
    // After a short step that gained as little as it promised the next gains next to nothing.
    const next = newton?.isFree ? Math.max(newton.gain, gained) : Infinity;
    if (next < gain || (edge <= end && next < gain * (end / FINE_EDGE) ** 2)) break;
    if (!(gained > gain)) edge *= SHRINK;
    else if (length > 0) edge = Math.min(2 * edge, Math.max(length, STEEPEST * edge));
    if (edge < LEAST * end) break;
  }
  return centre;
}

/** Whether two places differ by less than a part of the box. */
function isSame(
  a: Float64Array,
  b: Float64Array,
  box: readonly Coordinate[],
  part: number,
): boolean {
  return box.every(
    ({ low, high }, j) => a[j] === b[j] || Math.abs(a[j] - b[j]) < part * (high - low),
  );
}

/** A coordinate within the box; ∞ from its upper end on. */
function within(t: number, { low, high }: Coordinate): number {
  return t < high ? Math.max(low, t) : Infinity;
}

/** What a stencil tells of k open coordinates, in parts of the box. */
interface Stencil {
  readonly lowest: SpaceTrial;
  /** [k] */
  readonly slopes: Float64Array;
  /** [k, k] */
  readonly curvatures: Float64Array;
  /** 1 for coordinates that may move, [k]. */
  readonly moves: Uint8Array;
}

function* stencilAbout(
  attempt: Attempt,
  centre: SpaceTrial,
  open: readonly number[],
  box: readonly Coordinate[],
  sizes: readonly number[],
  edge: number,
): Generator<SpaceTrial, Stencil> {
  const k = open.length;
  const slopes = new Float64Array(k);
  const curvatures = new Float64Array(k * k);
  const moves = new Uint8Array(k);
  // The lower of the two neighbours along each: how far it is, and what it gains.
  const offsets = new Float64Array(k);
  const rises = new Float64Array(k);
  let lowest = centre;
  for (let a = 0; a < k; a++) {
    const j = open[a];
    const t = centre.place[j];
    const found: { readonly by: number; readonly rise: number }[] = [];
    for (const sign of [-1, 1]) {
      const place = centre.place.slice();
      place[j] = within(t + sign * edge * sizes[j], box[j]);
      if (place[j] === t) continue;
      const trial = yield* attempt(place);
      if (trial.value < lowest.value) lowest = trial;
      const by = (place[j] - t) / sizes[j];
      const rise = trial.value - centre.value;
      if (Math.abs(by) < Infinity && Math.abs(rise) < Infinity) found.push({ by, rise });
    }
    if (found.length === 0) continue;
    const [first, last] = [found[0], found[found.length - 1]];
    const lower = first.rise < last.rise ? first : last;
    offsets[a] = lower.by;
    rises[a] = lower.rise;
    if (found.length === 2) {
      const [left, right] = [first.rise / first.by, last.rise / last.by];
      curvatures[a * k + a] = (2 * (right - left)) / (last.by - first.by);
      slopes[a] = left - (curvatures[a * k + a] * first.by) / 2;
    } else slopes[a] = first.rise / first.by;
    // At its lower end a coordinate moves only where that leads down.
    moves[a] = t > box[j].low || slopes[a] < 0 ? 1 : 0;
  }
  for (let a = 1; a < k; a++)
    for (let b = 0; b < a; b++) {
      if (!moves[a] || !moves[b]) continue;
      const place = centre.place.slice();
      place[open[a]] += offsets[a] * sizes[open[a]];
      place[open[b]] += offsets[b] * sizes[open[b]];
      const trial = yield* attempt(place);
      if (trial.value < lowest.value) lowest = trial;
      const rise = trial.value - centre.value - rises[a] - rises[b];
      if (!(Math.abs(rise) < Infinity)) continue;
      curvatures[a * k + b] = rise / (offsets[a] * offsets[b]);
      curvatures[b * k + a] = curvatures[a * k + b];
    }
  return { lowest, slopes, curvatures, moves };
}

/** Where a quadratic is least, or where it leads within a length. */
interface NewtonStep {
  /** [k] */
  readonly step: Float64Array;
  /** What it promises. */
  readonly gain: number;
  /** Whether that is the minimum itself. */
  readonly isFree: boolean;
}

/** (B + μD)p = −g with the least μ ≥ 0 for which B + μD is definite and no |p_a| above the length. */
function newtonStep(
  { slopes, curvatures, moves }: Stencil,
  length: number,
): NewtonStep | undefined {
  const moving = [...moves.keys()].filter((a) => moves[a]);
  const k = slopes.length;
  const m = moving.length;
  if (m === 0) return undefined;
  let scale = 0;
  for (const a of moving)
    scale = Math.max(scale, Math.abs(curvatures[a * k + a]), Math.abs(slopes[a]) / length);
  if (scale === 0) return undefined;
  for (let damping = 0; damping < 1e3; damping = damping === 0 ? 1e-3 : 2 * damping) {
    const matrix = Float64Array.from(
      { length: m * m },
      (_, at) =>
        curvatures[moving[Math.floor(at / m)] * k + moving[at % m]] +
        (at % (m + 1) === 0 ? damping * scale : 0),
    );
    const right = Float64Array.from(moving, (a) => -slopes[a]);
    if (!solveDefinite(matrix, right)) continue;
    if (right.some((p) => Math.abs(p) > length)) continue;
    const step = new Float64Array(k);
    moving.forEach((a, at) => {
      step[a] = right[at];
    });
    // −g'p − p'Bp/2 with Bp = −g where nothing is damped
    const gain = -moving.reduce((sum, a) => sum + slopes[a] * step[a], 0) / 2;
    return { step, gain, isFree: damping === 0 };
  }
  return undefined;
}

/** Solves A x = b in place by Cholesky; false where A is not positive definite. */
function solveDefinite(a: Float64Array, b: Float64Array): boolean {
  const m = b.length;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * m + j];
      for (let l = 0; l < j; l++) sum -= a[i * m + l] * a[j * m + l];
      if (i > j) a[i * m + j] = sum / a[j * m + j];
      else if (sum > 0) a[i * m + i] = Math.sqrt(sum);
      else return false;
    }
    for (let l = 0; l < i; l++) b[i] -= a[i * m + l] * b[l];
    b[i] /= a[i * m + i];
  }
  for (let i = m - 1; i >= 0; i--) {
    for (let l = i + 1; l < m; l++) b[i] -= a[l * m + i] * b[l];
    b[i] /= a[i * m + i];
  }
  return true;
}
