// Bandwidths of densities, of the Gaussian: rules and criteria of the sums over all pairs (PairSums), with
// shares p_i = s_i / Σ s of the observations, 1/n where they weigh the same, and n = 1/Σ p². For another
// kernel h is multiplied so that the estimate is as smooth (Marron, Nolan 1988).

import { numericalError, unsupportedError } from '../arrays/optionError.js';
import { foundBy } from '../bandwidth/BandwidthChoice.js';
import { type Attempt, descend, type SpaceTrial } from '../bandwidth/descend.js';
import { canonicalRatio } from '../bandwidth/ruleOfThumb.js';
import { bandwidthGrid, type LineTrial, lowestOf, refineBasin } from '../bandwidth/searchLine.js';
import { columnSpread, narrowDeviation, type Spread, spread } from '../bandwidth/spread.js';
import type { NumericalError } from '../errors.js';
import type { Kernel } from '../kernels/Kernel.js';
import { sortedOrder } from '../loops/sortedOrder.js';
import type { Observations } from '../smoothers/Observations.js';
import { rowsAt } from '../smoothers/rowsOf.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { centredSample, smootherRequest, smootherSums } from '../smoothers/smootherSums.js';
import { columnBounds } from '../sums/types.js';
import { PairSums } from './PairSums.js';

/** How the data choose the bandwidth of a density. */
export type DensityBandwidthName = 'auto' | 'nrd0' | 'nrd' | 'ucv' | 'bcv' | 'sj' | 'likelihood';

/** The accepted names. */
export const densityBandwidthNames: readonly DensityBandwidthName[] = [
  'auto',
  'nrd0',
  'nrd',
  'ucv',
  'bcv',
  'sj',
  'likelihood',
];

/**
 * Chooses the bandwidth of a density; `'auto'` is `'sj'` on a line, and in several dimensions `'likelihood'`, but no
 * wider than `'nrd'`: where tails are heavy the likelihood oversmooths, and where there are clusters the
 * normal distribution does. Of many observations the likelihood looks at a thousand, and h follows n.
 */
export function densityBandwidth(
  where: string,
  observations: Observations,
  name: DensityBandwidthName,
  spec: Omit<SmootherSpec, 'bandwidth'>,
): ChosenBandwidth {
  const { d } = observations;
  const { kernel } = spec;
  if (kernel.isSigned) {
    const expected = 'bandwidth must be given for a kernel that is negative in places';
    throw unsupportedError(where, expected, `${name} for ${kernel.name}`);
  }
  if (name === 'nrd0' || name === 'nrd')
    return { bandwidth: normalReference(where, name, observations, kernel) };
  if (name === 'likelihood' || (name === 'auto' && d > 1)) {
    const usual = normalReference(where, 'nrd', observations, undefined);
    if (name === 'likelihood') return likelihoodBandwidth(where, observations, spec, usual);
    const ratio = canonicalRatio(where, kernel, d);
    const some = someOf(observations);
    const shrink = (some.n / observations.n) ** (1 / (d + 4));
    const likely = likelihoodBandwidth(where, some, spec, usual);
    return {
      ...likely,
      bandwidth: likely.bandwidth.map((h, j) => Math.min(shrink * h, ratio * usual[j])),
    };
  }
  if (d > 1) {
    const expected = `bandwidth must be 'auto', 'nrd0', 'nrd', 'likelihood' or given in several dimensions`;
    throw unsupportedError(where, expected, name);
  }
  const line = lineOf(where, observations, name);
  const { h, limit } =
    name === 'ucv' || name === 'bcv' ? searched(line, name) : sheatherJones(line);
  return { bandwidth: Float64Array.of(h * canonicalRatio(where, kernel, 1)), limit };
}

/** The most observations whose likelihood `'auto'` looks at: all pairs are counted, for some fifty bandwidths. */
const LOOKED_AT = 1000;

/** Observations spread evenly over the order of all. */
function someOf(observations: Observations): Observations {
  const { n } = observations;
  if (n <= LOOKED_AT) return observations;
  const rows = Array.from({ length: LOOKED_AT }, (_, k) => Math.floor((k * n) / LOOKED_AT));
  return rowsAt(observations, rows);
}

/**
 * Bandwidths by the normal distribution of the same spread, one for each dimension:
 *
 *   nrd, d = 1   1.06 · min(s, IQR/1.34) · n^(−1/5)                          Scott (1992), R's bw.nrd
 *   nrd, d > 1   (4/(d + 2))^(1/(d + 4)) · min(s, IQR/1.34) · n^(−1/(d + 4))
 *   nrd0         0.9/1.06 of these                                           Silverman (1986), (3.31), R's bw.nrd0
 *
 * The IQR is left out where it is 0; where all observations are x nrd0 takes |x|, or 1, for their spread, as R does.
 *
 * @param kernel - the Gaussian where it is left out
 */
export function normalReference(
  where: string,
  rule: 'nrd0' | 'nrd',
  observations: Observations,
  kernel: Kernel | undefined,
): Float64Array {
  const { d, x } = observations;
  const factor = kernel ? canonicalRatio(where, kernel, d) : 1;
  const shape = d === 1 ? 1.06 : (4 / (d + 2)) ** (1 / (d + 4));
  return Float64Array.from({ length: d }, (_, j) => {
    const own = columnSpread(observations, j);
    const size = narrowDeviation(own, 1.34) || (rule === 'nrd0' ? Math.abs(x[j]) || 1 : 0);
    if (size === 0) throw noSpread(where, rule);
    return factor * (rule === 'nrd0' ? 0.9 / 1.06 : 1) * shape * size * own.count ** (-1 / (d + 4));
  });
}

function noSpread(where: string, name: string): NumericalError {
  const expected = `x must have at least 2 different values in each column for ${name}`;
  return numericalError(where, expected, 'one');
}

/** Observations on a line, ascending, with their shares. */
interface DensityLine {
  readonly keys: Float64Array;
  readonly shares: Float64Array;
  /** Σ p² */
  readonly own: number;
  readonly size: Spread;
  /** The largest bandwidth that is sensible, 1.144 s n^(−1/5): Terrell (1990), The maximal smoothing principle. */
  readonly widest: number;
}

function lineOf(where: string, { x, weights }: Observations, name: string): DensityLine {
  const { keys, order } = sortedOrder(x);
  const shares = new Float64Array(keys.length).fill(1 / keys.length);
  const sorted = weights && Float64Array.from(order, (i) => weights[i]);
  if (sorted) {
    const total = sorted.reduce((sum, s) => sum + s, 0);
    sorted.forEach((s, i) => {
      shares[i] = s / total;
    });
  }
  const size = spread(keys, 1, 0, sorted);
  if (size.deviation === 0) throw noSpread(where, name);
  const widest = 1.144 * size.deviation * size.count ** (-1 / 5);
  return { keys, shares, own: 1 / size.count, size, widest };
}

/** A bandwidth on a line, and where a search for it ended at a limit. */
interface Found {
  readonly h: number;
  readonly limit: ChosenBandwidth['limit'];
}

/** The pilots of Sheather and Jones are this part of the spread apart from what is asked first. */
const PILOT = 1 / 4;
/** Steps down from the widest bandwidth, until what the equation asks for is wider. */
const STEP = 0.7;

/**
 * h = (R(K) / (n·R(f″)))^(1/5), where R(f″) is estimated with a bandwidth that is a function of h: the largest
 * solution, but no narrower than half the usual distance between values that differ, as {@link narrowestOf} has it.
 *
 * @see Sheather, Jones (1991), A reliable data-based bandwidth selection method for kernel density estimation
 */
function sheatherJones({ keys, shares, size, widest }: DensityLine): Found {
  const { count: n } = size;
  const scale = narrowDeviation(size, 1.349);
  const a = 1.24 * scale * n ** (-1 / 7);
  const b = 1.23 * scale * n ** (-1 / 9);
  const pairs = new PairSums(keys, shares, PILOT * a);
  // The logarithms of ∫f⁗f = R(f″) and −∫f⁽⁶⁾f = R(f‴), with pairs over n(n − 1) and own terms in: powers of
  // lengths may be no numbers.
  const logRoughness = (g: number, r: number) =>
    Math.log((((-1) ** r * n) / (n - 1)) * pairs.sum(g, r)) -
    Math.log(2 * Math.PI) / 2 -
    (2 * r + 1) * Math.log(g);
  const logFactor = Math.log(1.357) + (logRoughness(a, 2) - logRoughness(b, 3)) / 7;
  const excess = (logH: number) => {
    const g = Math.exp(logFactor + (5 / 7) * logH);
    return -0.2 * (Math.log(2 * Math.sqrt(Math.PI) * n) + logRoughness(g, 2)) - logH;
  };
  let high = Math.log(widest);
  while (excess(high) > 0) high -= Math.log(STEP);
  let low = high;
  while (excess(low) < 0) {
    high = low;
    low += Math.log(STEP);
  }
  const h = Math.exp(rootIn(excess, low, high));
  return h < size.spacing / 2 ? { h: size.spacing / 2, limit: 'lower' } : { h, limit: undefined };
}

/** Bandwidths in each doubling of the first look: whole steps lead to h√2. */
const PER_OCTAVE = 4;

/** How closely, in log h, a minimum is placed: to about √ε. */
const EXACT = 1e-8;

/** The global minimum of a criterion between the narrowest and the widest bandwidth. */
function searched(line: DensityLine, name: 'ucv' | 'bcv'): Found {
  const { keys, shares, widest } = line;
  const narrowest = narrowestOf(line);
  const pairs = new PairSums(keys, shares, narrowest);
  const trial = (logH: number): LineTrial => {
    const h = Math.exp(logH);
    return { h, value: crossValidation(pairs, line.own, name, h), error: 0 };
  };
  const steps = Math.ceil(PER_OCTAVE * Math.log2(widest / narrowest));
  const grid = Array.from({ length: steps + 1 }, (_, g) =>
    Math.log(Math.min(widest, narrowest * 2 ** (g / PER_OCTAVE))),
  );
  const trials = grid.map(trial);
  let best = lowestOf(trials);
  for (let g = 0; g <= steps; g++) {
    const [before, after] = [Math.max(0, g - 1), Math.min(g + 1, steps)];
    const beside = [before, after].filter((i) => i !== g).map((i) => trials[i]);
    if (beside.some(({ value }) => value < trials[g].value)) continue;
    const basin = refineBasin(trial, [trials[g], ...beside], grid[before], grid[after], EXACT);
    best = lowestOf([best, foundBy(basin)]);
  }
  const limit = best === trials[0] ? 'lower' : best === trials[steps] ? 'upper' : undefined;
  return { h: best.h, limit };
}

/**
 * Criteria of the bandwidth as R has them, with u_ij = (x_i − x_j)/h:
 *
 *   ucv  ∫f̂² − 2 Σ_i Σ_{j≠i} p_i p_j φ(u_ij)/h
 *   bcv  R(K)Σp²/h + ¼h⁴·(R(f̂″) without own terms)
 *
 * @see Rudemo (1982), Bowman (1984); Scott, Terrell (1987)
 */
export function crossValidation(
  pairs: PairSums,
  own: number,
  name: 'ucv' | 'bcv',
  h: number,
): number {
  const unit = 2 * h * Math.sqrt(Math.PI);
  const wide = h * Math.SQRT2;
  if (name === 'bcv') return (own + (pairs.sum(wide, 2) - 3 * own) / 16) / unit;
  return (pairs.sum(wide, 0) - 2 * Math.SQRT2 * (pairs.sum(h, 0) - own)) / unit;
}

/** Stretches of the data whose lengths are looked at, and which of them counts. */
const STRETCHES = 1024;
const SHORT = 0.1;

/**
 * The narrowest bandwidth of a search. Not narrower than half the usual distance between values that differ:
 * below it a density shows how data were rounded, and with ties `ucv` falls without end. Beyond that a tenth
 * of the widest, or the half-width of windows that hold √n observations where these are dense.
 */
function narrowestOf({ keys, size, widest }: DensityLine): number {
  const n = keys.length;
  const held = Math.ceil(Math.sqrt(n));
  const every = Math.ceil((n - held) / STRETCHES);
  const lengths: number[] = [];
  for (let i = held; i < n; i += every) lengths.push(keys[i] - keys[i - held]);
  lengths.sort((a, b) => a - b);
  const dense = (lengths[Math.floor(SHORT * lengths.length)] ?? widest) / 2;
  return Math.min(widest, Math.max(size.spacing / 2, Math.min(widest / 10, dense)));
}

/** Secants at most. */
const ROUNDS = 100;

/** A root between two ends of different sign, by secants that keep it inside (Illinois). */
export function rootIn(f: (t: number) => number, low: number, high: number): number {
  let [a, b] = [low, high];
  let [fa, fb] = [f(a), f(b)];
  for (let round = 0; round < ROUNDS && fb !== 0 && Math.abs(b - a) > 1e-12; round++) {
    const c = b - (fb * (b - a)) / (fb - fa);
    const fc = f(c);
    if (fc * fb <= 0) [a, fa] = [b, fb];
    else fa /= 2;
    [b, fb] = [c, fc];
  }
  return b;
}

/** A bandwidth that the data chose. */
export interface ChosenBandwidth {
  /** [d] */
  readonly bandwidth: Float64Array;
  /** Where a search ended at a limit and at no minimum. */
  readonly limit?: 'lower' | 'upper' | undefined;
}

/** Of the kernel sums, and of the likelihood, whose minimum is flat. */
const TOLERANCE = 1e-8;
const NOISE = 1e-9;
/** A first look goes from this part of a first guess up, with so many bandwidths in each doubling. */
const NARROW = 1 / 64;
const ROUGHLY = 2;

/**
 * The bandwidths with the largest leave-one-out likelihood Σ s_i log f̂₋ᵢ(x_i), of any kernel: a common factor of
 * a first guess first, then each dimension on its own.
 *
 * @param start - a first guess, [d]
 * @see Duin (1976); Schuster, Gregory (1981): where tails are heavy it oversmooths
 */
export function likelihoodBandwidth(
  where: string,
  observations: Observations,
  spec: Omit<SmootherSpec, 'bandwidth'>,
  start: Float64Array,
): ChosenBandwidth {
  const { d, x } = observations;
  const tolerance = Math.max(TOLERANCE, spec.tolerance);
  const loss = (logs: Float64Array) =>
    -meanLogLikelihood(where, observations, {
      ...spec,
      tolerance,
      bandwidth: logs.map(Math.exp),
    });
  const attempt: Attempt = function* (place) {
    const trial = { place, value: loss(place) };
    yield trial;
    return trial;
  };
  const box = Array.from({ length: d }, (_, j) => {
    const [low, high] = columnBounds(x, d, j);
    const { spacing } = columnSpread(observations, j);
    return {
      low: Math.log(Math.max(NARROW * start[j], spacing / 2)),
      high: Math.log(2 * (high - low)),
      start: Math.log(start[j]),
    };
  });
  const most = Math.max(...box.map(({ high }, j) => Math.exp(high) / start[j]));
  let best: SpaceTrial | undefined;
  for (const factor of bandwidthGrid(NARROW, most, ROUGHLY).slice(0, -1)) {
    const place = start.map((h, j) => Math.max(box[j].low, Math.log(factor * h)));
    const value = loss(place);
    if (!best || value < best.value) best = { place, value };
  }
  const sizes = box.map(({ low, high }) => high - low);
  const begin = Math.LN2 / ROUGHLY / Math.max(...sizes);
  const wish = { begin, end: 1e-3 * begin, noise: NOISE, known: [], same: 0 };
  const { place } = foundBy(descend(attempt, best!, box, wish)) ?? best!;
  const isLow = place.some((at, j) => at === box[j].low);
  return { bandwidth: place.map(Math.exp), limit: isLow ? 'lower' : undefined };
}

/** Σ s_i log f̂₋ᵢ(x_i) / Σ s. */
export function meanLogLikelihood(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
): number {
  const { n, x } = observations;
  const { sample } = centredSample(observations);
  const { columns } = sample;
  const request = smootherRequest(sample, spec, x, true);
  const { sums, logScale } = smootherSums(where, sample, x, request, spec.method);
  const total = columns.subarray(0, n).reduce((all, s) => all + s, 0);
  let sum = 0;
  for (let i = 0; i < n; i++)
    sum += columns[i] * (Math.log(sums[i]) + logScale[i] - Math.log(total - columns[i]));
  return sum / total - spec.bandwidth.reduce((logs, h) => logs + Math.log(h), 0);
}
