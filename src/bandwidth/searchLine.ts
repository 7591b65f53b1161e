/** A bandwidth of one dimension that was tried. */
export interface LineTrial {
  /** In units of x; may be ∞. */
  readonly h: number;
  /** The degree that gives the value, where several are tried. */
  readonly degree?: number;
  /** The criterion; ∞ where it is not defined. */
  readonly value: number;
  /** About how far the value may be off, in its own units. */
  readonly error: number;
  /** Whether it, and what lies about it, is certainly above what is known elsewhere. */
  readonly isHigh?: boolean;
  /** The effective degrees of freedom of the fit, where they are known. */
  readonly trace?: number;
}

/** The trial with the lowest value, the first of equal ones. */
export function lowestOf(trials: readonly LineTrial[]): LineTrial {
  return trials.reduce((a, b) => (b.value < a.value ? b : a));
}

/**
 * How exactly a criterion is wanted: an estimate at little cost, about six digits, nearly all
 * digits, or the tolerance asked for.
 */
export type Effort = 'estimate' | 'draft' | 'fine' | 'full';

/** A criterion along one dimension, of one degree. */
export interface LineObjective {
  trial(h: number, effort: Effort): LineTrial;
  /** Whether the criterion is smooth in log h. */
  readonly smooth: boolean;
  /** How closely a minimum is placed in log h by values next to it. */
  readonly resolution: number;
  /** Differences below this, in units of the criterion, are rounding. */
  readonly noise: number;
}

// The global minimum of a criterion over one bandwidth: a dense logarithmic grid with the limit
// h → ∞ at its end, every basin found on it refined, and all that was seen kept as a path.
//
// Weights are functions of distance/h and distances come in all sizes, so a criterion varies in
// log h on a scale of about half an octave whatever the data: a grid of four to eight points an
// octave shows every basin.

/** What a search along one dimension found. */
export interface LineSearch {
  readonly best: LineTrial;
  /** All trials in ascending order of h. */
  readonly path: readonly LineTrial[];
  /** The minimum of each basin, in ascending order of h. */
  readonly basins: readonly LineTrial[];
}

/** Half the interval, in log h, from which a minimum is read; of those that are narrower than that. */
const POLISH = [0.05, 0.0125];
const NARROW = [1e-3, 5e-5, 2e-6];
/** How closely, in log h, a minimum is placed at first, and how much closer where that is not enough. */
const ROUGH = 2e-3;
const CLOSER = 30;

/** A bandwidth whose value is lower than that of ∞ by no more than this part of itself is none. */
const ROUNDING = 1e-10;

/** The trials of each objective at one bandwidth. */
type Survey = (h: number) => readonly LineTrial[];

/** Which of some bandwidths, ascending, to begin with; yields what it looks at. */
type Look = (some: readonly number[]) => Generator<LineTrial, number | undefined> | undefined;

/**
 * Searches one dimension; yields every trial.
 *
 * @param objectives - of which the one with the least minimum is wanted
 * @param grid - bandwidths to begin with, ascending, the last may be ∞
 * @param widest - bandwidths that are passed over stand between two in no larger ratio
 * @param survey - estimates of all objectives together, where that is cheaper
 * @param look - which of those of the grid that are tried at first is tried before all others
 */
export function* searchLine(
  objectives: readonly LineObjective[],
  grid: readonly number[],
  widest: number,
  survey: Survey = (h) => objectives.map((objective) => objective.trial(h, 'estimate')),
  look?: Look,
): Generator<LineTrial, LineSearch> {
  const paths = objectives.map((objective) => new Path(objective));
  const least = () => Math.min(...paths.map((path) => leastOf(path.trials())));
  // From wide to narrow: estimates at narrow bandwidths are made beside what is known by then.
  const attempt = (h: number) => survey(h).map((trial, e) => paths[e].add(trial));
  yield* surveyGrid(grid, attempt, widest, look);
  const basins: Basin[] = [];
  for (const path of paths) {
    yield* settleEstimates(path, least);
    for (const trial of yield* minimaOf(path, least)) basins.push({ path, trial });
  }

  // What may be the lowest is taken to full tolerance, until nothing else may be.
  const finished = new Set<Basin>();
  for (;;) {
    const most = leastOf(basins.map(({ trial }) => trial));
    const open = basins.find(
      (basin) => !finished.has(basin) && basin.trial.value - basin.trial.error <= most,
    );
    if (!open) break;
    finished.add(open);
    const { path, trial } = open;
    if (trial.h === path.trials()[0].h || trial.h === Infinity) {
      open.trial = path.attempt(trial.h, 'full');
      yield open.trial;
    } else open.trial = yield* finish(path, trial);
  }
  const minima = basins.map(({ trial }) => trial).sort((a, b) => a.h - b.h);
  const trials = paths.flatMap((path) => path.trials()).sort((a, b) => a.h - b.h);
  // Nowhere defined.
  let best = minima[0] ?? trials[trials.length - 1];
  const { noise } = objectives[0];
  for (const basin of minima)
    if (basin.value <= best.value + (basin.h > best.h ? noise : 0)) best = basin;
  const limit = trials.find(({ h, degree }) => h === Infinity && degree === best.degree);
  const most = best.value + ROUNDING * Math.abs(best.value);
  if (!limit || best.h === Infinity || !(limit.value <= most))
    return { best, path: trials, basins: minima };
  const others = minima.filter(({ value, degree }) => degree !== best.degree || value > most);
  return { best: limit, path: trials, basins: [...others, limit] };
}

/** What is known of one objective. */
class Path {
  readonly #known = new Map<number, LineTrial>();
  #sorted: LineTrial[] | undefined;

  constructor(readonly objective: LineObjective) {}

  attempt(h: number, effort: Effort): LineTrial {
    return this.add(this.objective.trial(h, effort));
  }

  add(trial: LineTrial): LineTrial {
    const known = this.#known.get(trial.h);
    if (!known || trial.error <= known.error) {
      this.#known.set(trial.h, trial);
      this.#sorted = undefined;
    }
    return trial;
  }

  /** In ascending order of h. */
  trials(): readonly LineTrial[] {
    this.#sorted ??= [...this.#known.values()].sort((a, b) => a.h - b.h);
    return this.#sorted;
  }
}

/** A minimum, and the path that it lies on. */
interface Basin {
  readonly path: Path;
  trial: LineTrial;
}

/** The minimum of each basin of a path, as closely as it takes to know whether it may be the lowest. */
function* minimaOf(path: Path, least: () => number): Generator<LineTrial, LineTrial[]> {
  const { objective } = path;
  const seen = path.trials();
  const minima: LineTrial[] = [];
  for (const at of basinsOf(seen, objective.noise)) {
    const middle = seen[at];
    const isInside = at > 0 && middle.h < Infinity && at < seen.length - 1;
    // One that is certainly not the lowest stays as it is on the grid.
    if (!isInside || middle.isHigh || floorOf(seen, at) > least()) {
      minima.push(middle);
      continue;
    }
    const low = Math.log(seen[at - 1].h);
    const high = seen[at + 1].h < Infinity ? Math.log(seen[at + 1].h) : Math.log(8 * middle.h);
    minima.push(yield* descend(path, least, middle, low, high));
  }
  return minima;
}

/** Values less certain than this part of themselves, and perhaps the lowest, are taken again. */
const CERTAIN = 1e-3;

/**
 * Replaces every estimate that may lie below all that is certain, or at the bottom of a basin that
 * may, first by a draft, then in full.
 */
function* settleEstimates(path: Path, least: () => number): Generator<LineTrial, void> {
  const tried = new Map<number, Effort>();
  for (;;) {
    const known = path.trials();
    const most = least();
    const bottoms = new Set(basinsOf(known, path.objective.noise));
    const open = known.filter(
      ({ h, value, error, isHigh }, at) =>
        !isHigh &&
        error > CERTAIN * Math.abs(value) &&
        tried.get(h) !== 'full' &&
        (value - error <= most || (bottoms.has(at) && floorOf(known, at) <= most)),
    );
    if (open.length === 0) return;
    const { h } = open.reduce((a, b) => (b.error > a.error ? b : a));
    const effort = tried.has(h) ? 'full' : 'draft';
    tried.set(h, effort);
    yield path.attempt(h, effort);
  }
}

/** What the minimum is certainly not above. */
function leastOf(trials: readonly LineTrial[]): number {
  return Math.min(...trials.map(({ value, error }) => value + error));
}

/** What the criterion about a trial is hardly below: four times the depth of a parabola. */
function floorOf(path: readonly LineTrial[], at: number): number {
  const { h, value, error } = path[at];
  const [before, after] = [path[at - 1]?.h ?? h, path[at + 1]?.h ?? h];
  const step = Math.log(Math.max(h / before, after < Infinity ? after / h : 1));
  return value - error - depthWithin(path, h, step);
}

/** The minimum of a basin in draft, as closely as it takes to know whether it may be the lowest. */
function* descend(
  path: Path,
  least: () => number,
  middle: LineTrial,
  from: number,
  to: number,
): Generator<LineTrial, LineTrial> {
  const { objective } = path;
  const draft = (t: number) => path.attempt(Math.exp(t), 'draft');
  let step = Math.max(ROUGH, objective.resolution);
  let best = yield* refineBasin(draft, besides(path, middle), from, to, step);
  if (!objective.smooth) return best;
  for (;;) {
    const depth = depthWithin(path.trials(), best.h, step);
    const isOpen = best.value - best.error - depth <= least() && depth > best.error;
    if (!isOpen || step <= objective.resolution) return { ...best, error: best.error + depth };
    const place = Math.log(best.h);
    const [low, high] = [place - 2 * step, place + 2 * step];
    best = yield* refineBasin(draft, besides(path, best), low, high, step / CLOSER);
    step /= CLOSER;
  }
}

/** A trial, and the ones on both sides of it where these are more than drafts. */
function besides(path: Path, trial: LineTrial): LineTrial[] {
  if (path.objective.smooth) return [trial];
  const known = path.trials();
  const at = known.findIndex(({ h }) => h === trial.h);
  return [trial, ...[known[at - 1], known[at + 1]].filter((one) => one?.h < Infinity)];
}

/** How far below the value at h, by the curvature there, a minimum may lie that is this near in log h. */
function depthWithin(path: readonly LineTrial[], h: number, step: number): number {
  const at = path.findIndex((trial) => trial.h === h);
  const [a, b, c] = [path[at - 1], path[at], path[at + 1]];
  if (!a || !c || !(c.h < Infinity)) return 0;
  const [left, right] = [Math.log(b.h / a.h), Math.log(c.h / b.h)];
  const bend = ((a.value - b.value) / left + (c.value - b.value) / right) / (left + right);
  return bend < Infinity ? Math.max(0, bend) * step * step : 0;
}

/** The minimum of a basin to full tolerance. */
function* finish(path: Path, rough: LineTrial): Generator<LineTrial, LineTrial> {
  const { objective } = path;
  const place = Math.log(rough.h);
  const fine = (t: number) => path.attempt(Math.exp(t), 'fine');
  const full = (t: number) => path.attempt(Math.exp(t), 'full');
  for (const half of objective.smooth ? POLISH : []) {
    const found = yield* polishMinimum(fine, place, half);
    if (found === undefined) continue;
    const last = full(found);
    yield last;
    return last;
  }
  const first = full(place);
  yield first;
  const [low, high] = [place - 3 * ROUGH, place + 3 * ROUGH];
  let best = yield* refineBasin(full, besides(path, first), low, high, objective.resolution);
  for (const half of objective.smooth ? NARROW : []) {
    const found = yield* polishMinimum(fine, Math.log(best.h), half);
    if (found === undefined) continue;
    const last = full(found);
    yield last;
    if (last.value < best.value) best = last;
  }
  return best;
}

/**
 * The places of the local minima of a path: from one to the next the values rise by more than their
 * errors and the noise. On a flat stretch the widest bandwidth stands for all.
 *
 * @param path - trials in ascending order of h
 * @returns positions in `path`, ascending
 */
export function basinsOf(path: readonly LineTrial[], noise: number): number[] {
  const found: number[] = [];
  let low = -1;
  let high = -1;
  let least = Infinity;
  path.forEach(({ value }, at) => {
    if (value === Infinity) return;
    const isBeyond =
      high >= 0 && isBelow(path[at], path[high], noise) && isBelow(path[low], path[high], noise);
    // A step down from a hill may end below the basin before it: that one counts all the same.
    if (isBeyond) found.push(low);
    if (isBeyond || low < 0 || value <= least + noise) {
      least = isBeyond ? value : Math.min(least, value);
      low = at;
      high = -1;
    } else if (high < 0 || value > path[high].value) high = at;
  });
  if (low >= 0) found.push(low);
  return found;
}

/** Whether one is below another for certain, and by more than the noise. */
export function isBelow(a: LineTrial, b: LineTrial, noise: number): boolean {
  return a.value + a.error + noise < b.value - b.error;
}

/**
 * Bandwidths of a search, ascending: equally spaced in log h, then ∞.
 *
 * @param perOctave - how many for each doubling
 */
export function bandwidthGrid(low: number, high: number, perOctave: number): number[] {
  if (!(low > 0 && low < high && high < Infinity)) return [Infinity];
  const steps = Math.ceil(perOctave * Math.log2(high / low));
  const grid: number[] = [];
  for (let g = 0; g <= steps; g++) grid.push(low * (high / low) ** (g / steps));
  grid.push(Infinity);
  return grid;
}

/**
 * Tries a grid of bandwidths, from wide to narrow: of a dense one first only some, then twice as many
 * where the minimum may be, until all are tried there. Between two bandwidths a criterion lies near
 * the cubic through four of them; what is between is passed over when four times the cubic's depth
 * below the lower end does not reach the least value seen.
 *
 * @param grid - ascending, the last may be ∞
 * @param attempt - tries a bandwidth, once or in several ways of which none may be passed over
 * @param widest - bandwidths that are passed over stand between two in no larger ratio; 1 tries all
 * @param look - which of those that are tried at first is tried before all others
 * @returns once all is tried; yields each trial
 */
export function* surveyGrid(
  grid: readonly number[],
  attempt: (h: number) => readonly LineTrial[],
  widest: number,
  look?: Look,
): Generator<LineTrial, void> {
  const last = grid.length - 1;
  const tried = new Map<number, readonly LineTrial[]>();
  let least = Infinity;
  const take = (g: number): LineTrial => {
    const found = attempt(grid[g]);
    tried.set(g, found);
    for (const { value, error } of found) least = Math.min(least, value + error);
    return lowestOf(found);
  };
  let stride = 1;
  while (grid[2 * stride] / grid[0] <= widest * (1 + 1e-9)) stride *= 2;
  const isFirst = (g: number) => g >= last - 1 || g === 0 || (last - 1 - g) % stride === 0;
  const looked = look?.(grid.filter((_, g) => isFirst(g)));
  const begin = looked && (yield* looked);
  if (begin !== undefined) yield take(grid.indexOf(begin));
  for (let g = last; g >= 0; g--) if (isFirst(g) && !tried.has(g)) yield take(g);
  for (let half = stride >> 1; half > 0; half >>= 1)
    for (let g = last - 1 - half; g >= 0; g -= 2 * half) {
      const [a, b, c, d] = [g - 3 * half, g - half, g + half, g + 3 * half].map((near) =>
        tried.get(near),
      );
      // What was passed over before stays so.
      const isOpen = g < half || (b && c);
      if (!isOpen || tried.has(g)) continue;
      const count = tried.get(last)!.length;
      let isLow = false;
      for (let e = 0; e < count; e++)
        if (!(floorBetween(a?.[e], b?.[e], c?.[e], d?.[e]) > least)) isLow = true;
      if (isLow) yield take(g);
    }
}

/** A value that the criterion between b and c does not go below, −∞ where that is not known. */
function floorBetween(
  a: LineTrial | undefined,
  b: LineTrial | undefined,
  c: LineTrial | undefined,
  d: LineTrial | undefined,
): number {
  if (!b || !c || !(a || d)) return -Infinity;
  const left = a ? a.value - 2 * b.value + c.value : 0;
  const right = d ? b.value - 2 * c.value + d.value : 0;
  const depth = (Math.abs(left) + Math.abs(right)) / (a && d ? 4 : 2);
  const floor = Math.min(b.value - b.error, c.value - c.error) - depth;
  return Number.isNaN(floor) ? -Infinity : floor;
}

// Two ways to place a minimum along log h: by values next to it, which serves any function, and from
// values around it at a distance, which serves a smooth one and loses fewer digits.

const GOLDEN = (3 - Math.sqrt(5)) / 2;

/**
 * Minimises along log h between two trials: golden section, with parabolic steps where they fall
 * inside.
 *
 * @param trial - takes log h
 * @param known - trials so far, the lowest first
 * @param low - log h of the left end
 * @param high - log h of the right end
 * @param tolerance - of log h
 * @returns the lowest trial; yields each
 * @see Brent (1973), Algorithms for Minimization without Derivatives, chapter 5
 */
export function* refineBasin(
  trial: (t: number) => LineTrial,
  known: readonly LineTrial[],
  low: number,
  high: number,
  tolerance: number,
): Generator<LineTrial, LineTrial> {
  let best = known[0];
  let x = Math.log(best.h);
  let [second, third] = [x, x];
  let [fx, f2, f3] = [best.value, best.value, best.value];
  let [a, b] = [low, high];
  for (const one of known.slice(1)) {
    const t = Math.log(one.h);
    if (isBelow(best, one, 0)) [a, b] = t < x ? [Math.max(a, t), b] : [a, Math.min(b, t)];
    if (second === x || one.value < f2) [third, f3, second, f2] = [second, f2, t, one.value];
    else [third, f3] = [t, one.value];
  }
  let [before, step] = third === x ? [0, 0] : [b - a, b - a];
  for (let round = 0; round < 100; round++) {
    const centre = (a + b) / 2;
    if (Math.abs(x - centre) <= 2 * tolerance - (b - a) / 2) break;
    let isParabolic = false;
    if (Math.abs(before) > tolerance) {
      const r = (x - second) * (fx - f3);
      let q = (x - third) * (fx - f2);
      let p = (x - third) * q - (x - second) * r;
      q = 2 * (q - r);
      if (q > 0) p = -p;
      q = Math.abs(q);
      if (Math.abs(p) < Math.abs(0.5 * q * before) && p > q * (a - x) && p < q * (b - x)) {
        before = step;
        step = p / q;
        const next = x + step;
        if (next - a < 2 * tolerance || b - next < 2 * tolerance)
          step = x < centre ? tolerance : -tolerance;
        isParabolic = true;
      }
    }
    if (!isParabolic) {
      before = x < centre ? b - x : a - x;
      step = GOLDEN * before;
    }
    const t = x + (Math.abs(step) >= tolerance ? step : step > 0 ? tolerance : -tolerance);
    const found = trial(t);
    yield found;
    const f = found.value;
    if (f < best.value) best = found;
    if (f <= fx) {
      if (t < x) b = x;
      else a = x;
      [third, f3, second, f2, x, fx] = [second, f2, x, fx, t, f];
    } else {
      if (t < x) a = t;
      else b = t;
      if (f <= f2 || second === x) [third, f3, second, f2] = [second, f2, t, f];
      else if (f <= f3 || third === x || third === second) [third, f3] = [t, f];
    }
  }
  return best;
}

// A minimum cannot be read from values near it to more than half their digits. From values around
// it, at a distance, it can: they are interpolated at Chebyshev points, and the root of the
// derivative carries the noise of a value over the width of the interval.

const POINTS = 7;
const MOVES = 6;
/** The last terms of a series beside the bend: then the minimum is placed to this part of the interval. */
const SMOOTH = 1e-4;

/**
 * The minimum of a smooth criterion near a place, to about noise/width in log h.
 *
 * @param trial - takes log h
 * @param near - log h of a place in the basin
 * @param half - half the width of the interval in log h
 * @returns log h of the minimum, or `undefined` where the criterion does not look smooth, or where
 *   it varies by more than itself over the interval; yields each trial
 */
export function* polishMinimum(
  trial: (t: number) => LineTrial,
  near: number,
  half: number,
): Generator<LineTrial, number | undefined> {
  let centre = near;
  for (let move = 0; move < MOVES; move++) {
    const values: number[] = [];
    for (let i = 0; i < POINTS; i++) {
      const found = trial(centre + half * Math.cos((Math.PI * (i + 0.5)) / POINTS));
      yield found;
      values.push(found.value);
    }
    const series = chebyshevSeries(values);
    const tail = Math.abs(series[POINTS - 1]) + Math.abs(series[POINTS - 2]);
    const isSmooth = series[2] > 0 && tail <= SMOOTH * series[2];
    if (!isSmooth || series[2] > Math.abs(values[POINTS >> 1])) return undefined;
    const place = minimumOf(series);
    if (Math.abs(place) < 0.9) return centre + half * place;
    centre += half * place;
  }
  return undefined;
}

/** Coefficients of T_a from values at the Chebyshev points. */
function chebyshevSeries(values: readonly number[]): number[] {
  return values.map((_, a) => {
    let sum = 0;
    values.forEach((value, i) => {
      sum += (value - values[0]) * Math.cos((a * Math.PI * (i + 0.5)) / POINTS);
    });
    return ((a === 0 ? 1 : 2) / POINTS) * sum;
  });
}

/** The root of the derivative in [−1, 1], or the lower end. */
function minimumOf(series: readonly number[]): number {
  let low = -1;
  let high = 1;
  if (slope(series, low) >= 0) return low;
  if (slope(series, high) <= 0) return high;
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (slope(series, middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Σ a·c_a·U_{a−1}(t) */
function slope(series: readonly number[], t: number): number {
  let [before, current, sum] = [0, 1, 0];
  for (let a = 1; a < series.length; a++) {
    sum += a * series[a] * current;
    [before, current] = [current, 2 * t * current - before];
  }
  return sum;
}
