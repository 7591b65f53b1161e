// The default choice for one predictor. Where a criterion is least depends much on the noise: about its
// minimum it is flat, and it has minima of each degree that differ by chance. So all bandwidths are
// weighed by how plausible they are,
//
//   w ∝ exp(−n·ΔAICc/8),   the fourth roots of Akaike's weights, even in log h,
//
// the degree with the most weight is taken, and of its bandwidths the one whose effective degrees of
// freedom are the geometric mean of what they are over all. docs/accuracy.md has what that was measured
// to gain. See Burnham and Anderson (2002), Model selection and multimodel inference, §2.9.

import { type Effort, type LineTrial, lowestOf, surveyGrid } from './searchLine.js';

/** Of the logarithm of the weights, beside that of Akaike's. */
const ROOT = 0.25;
/** Less than e to this beside the most plausible does not count. */
const LEAST_LOG = -7;
/** Weights are wanted as exactly as this beside that of the most plausible. */
const CERTAIN = 0.01;
/** Steps between two bandwidths of the grid: between them values are those of cubics. */
const STEPS = 8;
/** A local polynomial with no more degrees of freedom than this beside the global one is that. */
const GLOBAL = 0.02;

/** What was found for one degree on the grid. */
interface DegreePath {
  readonly degree: number;
  readonly trials: (LineTrial | undefined)[];
}

/** The degree and bandwidth that were chosen, and all that was tried in ascending order of h. */
export interface PlausibleBandwidth {
  readonly degree: number;
  readonly h: number;
  readonly path: readonly LineTrial[];
  /** Whether the narrowest bandwidth has a weight that counts, so that narrower ones would have one too. */
  readonly isCut: boolean;
}

/**
 * Weighs the bandwidths of all degrees; yields every trial.
 *
 * @param n - observations that count
 * @param grid - ascending, even in log h but for ∞ at the end
 * @param widest - as for `surveyGrid`
 * @param trials - tries a bandwidth with each degree: at little cost, where that shows that it is not
 *   plausible, or in full
 */
export function* plausibleBandwidth(
  n: number,
  grid: readonly number[],
  widest: number,
  trials: (h: number, effort: Effort) => readonly LineTrial[],
): Generator<LineTrial, PlausibleBandwidth> {
  const places = new Map(grid.map((h, g) => [h, g]));
  const paths: DegreePath[] = [];
  const attempt = (h: number, effort: Effort) => {
    const found = trials(h, effort);
    found.forEach((trial, e) => {
      paths[e] ??= { degree: trial.degree ?? 0, trials: new Array(grid.length).fill(undefined) };
      paths[e].trials[places.get(h)!] = trial;
    });
    return found;
  };
  const unit = 1 / (ROOT * 0.5 * n);
  const isPlausible = (g: number, lowest = least(paths)) =>
    paths.some(({ trials: own }) => {
      const trial = own[g];
      return trial && trial.value - lowest < -LEAST_LOG * unit;
    });
  // Next to plausible bandwidths others are: there an estimate would only be made in vain.
  const tryOut = (h: number) => {
    const isTried = (g: number) => paths.some(({ trials: own }) => own[g]);
    let [narrower, wider] = [places.get(h)! - 1, places.get(h)! + 1];
    while (narrower >= 0 && !isTried(narrower)) narrower--;
    while (wider < grid.length && !isTried(wider)) wider++;
    const isOpen = wider === grid.length || isPlausible(narrower) || isPlausible(wider);
    return attempt(h, isOpen ? 'draft' : 'estimate');
  };
  yield* surveyGrid(grid, tryOut, widest);

  // What may be plausible is taken as exactly as its weight asks for, and so is what was passed over
  // next to it.
  const settled = new Set<number>();
  for (let open = true; open; ) {
    open = false;
    const lowest = least(paths);
    const isSure = (trial: LineTrial | undefined) =>
      trial !== undefined &&
      (trial.value === Infinity ||
        trial.error < CERTAIN * unit * Math.exp((trial.value - trial.error - lowest) / unit));
    for (let g = grid.length - 1; g >= 0; g--) {
      if (settled.has(g)) continue;
      const isKnown = paths.every(({ trials: own }) => isSure(own[g]));
      const isPassed = paths.every(({ trials: own }) => !own[g]);
      const isNear = isPassed && (isPlausible(g + 1, lowest) || isPlausible(g - 1, lowest));
      if (isKnown || !(isNear || isPlausible(g, lowest))) continue;
      settled.add(g);
      let found = attempt(grid[g], 'draft');
      if (!found.every(isSure)) found = attempt(grid[g], 'full');
      yield lowestOf(found);
      open = true;
    }
  }

  const path = paths.flatMap(({ trials: own }) => own.filter((trial) => trial !== undefined));
  path.sort((a, b) => a.h - b.h);
  const lowest = least(paths);
  const found = paths.map((own) => weighed(own, grid, unit, lowest));
  const best = found.reduce((a, b) => (b.weight > a.weight ? b : a));
  const isCut = paths.some(
    ({ trials: [own] }) => own && Math.exp((lowest - own.value) / unit) > CERTAIN,
  );
  return { degree: best.degree, h: bandwidthFor(best), path, isCut };
}

function least(paths: readonly DegreePath[]): number {
  let lowest = Infinity;
  for (const { trials } of paths)
    for (const trial of trials) if (trial && trial.value < lowest) lowest = trial.value;
  return lowest;
}

/** One degree's bandwidths with their weights. */
interface Weighed {
  readonly degree: number;
  readonly weight: number;
  /** Σ w log trace / Σ w */
  readonly mean: number;
  /** log trace at h = ∞. */
  readonly global: number;
  /** log h and log trace, ascending in h. */
  readonly nodes: readonly { readonly t: number; readonly trace: number }[];
  /** Which of these has the most weight. */
  readonly top: number;
}

function weighed(
  { degree, trials }: DegreePath,
  grid: readonly number[],
  unit: number,
  lowest: number,
): Weighed {
  const last = grid.length - 1;
  const step = last > 1 ? Math.log(grid[1] / grid[0]) : 1;
  const nodes: { t: number; trace: number }[] = [];
  let [weight, sum, most, top] = [0, 0, 0, 0];
  const add = (t: number, value: number, trace: number) => {
    const w = Math.exp((lowest - value) / unit);
    if (!(w >= 0)) return;
    weight += w;
    sum += w * trace;
    if (w > most) [most, top] = [w, nodes.length];
    nodes.push({ t, trace });
  };
  for (let g = 0; g <= last; g++) {
    const trial = trials[g];
    if (!trial || !(trial.value < Infinity)) continue;
    const t = grid[g] < Infinity ? Math.log(grid[g]) : Math.log(grid[last - 1] || 1) + step;
    const trace = Math.log(trial.trace ?? 1);
    add(t, trial.value, trace);
    const next = trials[g + 1];
    if (!next || !(next.value < Infinity) || grid[g + 1] === Infinity) continue;
    const [before, after] = [trials[g - 1], grid[g + 2] < Infinity ? trials[g + 2] : undefined];
    for (let s = 1; s < STEPS; s++) {
      const at = s / STEPS;
      const of = (read: (each: LineTrial) => number) =>
        cubicBetween(before && read(before), read(trial), read(next), after && read(after), at);
      const value = of((each) => each.value);
      add(
        t + at * step,
        value,
        of((each) => Math.log(each.trace ?? 1)),
      );
    }
  }
  const global = Math.log(trials[last]?.trace ?? degree + 1);
  return { degree, weight, mean: weight > 0 ? sum / weight : global, global, nodes, top };
}

/**
 * Between two of four values in equal steps, the outer of which may be missing or infinite; a steep
 * one does not make the cubic swing.
 */
function cubicBetween(
  a: number | undefined,
  b: number,
  c: number,
  d: number | undefined,
  at: number,
): number {
  const rise = c - b;
  const before = a !== undefined && a < Infinity ? b - a : rise;
  const after = d !== undefined && d < Infinity ? d - c : rise;
  const [left, right] = [slopeBetween(before, rise), slopeBetween(rise, after)];
  const bend = left + right - 2 * rise;
  return b + at * (left + at * (rise - left - bend + at * bend));
}

function slopeBetween(before: number, after: number): number {
  const most = 3 * Math.min(Math.abs(before), Math.abs(after));
  return Math.max(-most, Math.min(most, (before + after) / 2));
}

/**
 * The bandwidth with the mean of the degrees of freedom, on the side of the most plausible one where they are: as h
 * rises they fall, mostly.
 */
function bandwidthFor({ mean, global, nodes, top }: Weighed): number {
  if (mean - global < GLOBAL) return Infinity;
  let i = top;
  while (i + 1 < nodes.length && nodes[i + 1].trace >= mean) i++;
  while (i > 0 && nodes[i].trace < mean) i--;
  const [a, b] = [nodes[i], nodes[i + 1]];
  if (!a) return Infinity;
  const share = b && a.trace > b.trace ? Math.min(1, (a.trace - mean) / (a.trace - b.trace)) : 0;
  return Math.exp(a.t + Math.max(0, share) * (b ? b.t - a.t : 0));
}
