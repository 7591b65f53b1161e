// From settings to fitted models: one, or one for each group.

import {
  type BandwidthChoice,
  BinnedSample,
  type Degree,
  KernelDensity,
  KernelRegressor,
  type KernelRegressorOptions,
} from 'nadaraya/regression';
import type { Observed } from './observe.js';
import { rangeOf } from './points.js';
import { UnreadableError } from './readCsv.js';
import type { Settings } from './settings.js';

/** Groups beyond that have no curve of their own in a picture. */
export const MOST_CURVES = 8;
/** As `kernelRegression` with `by` has it. */
export const FEWEST_ROWS = 3;
/**
 * From so many rows on `degree: 'auto'` of this page is local linear where rows are fitted one by one: trying all degrees takes too
 * long for a first look.
 */
export const MANY_ROWS = 50_000;
/** From so many rows on a curve is that of a summary of them, which costs as much whatever their number. */
export const SUMMARISED_ROWS = 20_000;

/** Rows that have a curve. */
export interface Part {
  readonly name: string;
  /** Which of the observations, or all. */
  readonly rows: Uint32Array | undefined;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
}

/** A model of some rows. */
export interface Fitted {
  readonly part: Part;
  readonly model: KernelRegressor<object>;
  readonly choice: BandwidthChoice | undefined;
  /** The same model of the rows themselves, where it is one of a summary. */
  readonly ofRows?: () => KernelRegressor<object>;
}

/** What a search found, kept while the slider moves. */
export interface Found {
  readonly degree: number;
  /** Of the category beside x. */
  readonly lambda: number | undefined;
}

/** Whether groups share one model as a category. */
export function sharesModel({ view, group, use }: Settings): boolean {
  return view !== 'density' && group !== '' && use === 'category';
}

/** Whether each group has a model. */
export function isByGroup({ view, group, use }: Settings): boolean {
  return group !== '' && (use === 'by' || view === 'density');
}

/** How many rows each level of a category has. */
function rowsOfLevels({ groups, levels }: Observed): Uint32Array {
  const sizes = new Uint32Array(levels.length);
  for (const code of groups ?? []) sizes[code]!++;
  return sizes;
}

/** The levels of a category that have a curve, and their rows: the first that have any. */
export function drawnLevels(observed: Observed): { code: number; n: number }[] {
  return Array.from(rowsOfLevels(observed), (n, code) => ({ code, n }))
    .filter(({ n }) => n > 0)
    .slice(0, MOST_CURVES);
}

/** Whether curves are those of summaries, which serve what needs no single rows. */
export function isSummarised(settings: Settings, n: number): boolean {
  const { view, kernel, window, robust, kind, choice, group, use } = settings;
  const isPlain = kernel === 'gaussian' && window === 'fixed' && !robust && kind === 'number';
  const isAlone = !sharesModel(settings) && !(group !== '' && use === 'cluster');
  const isServed = choice !== 'plugin' && choice !== 'silverman';
  return n >= SUMMARISED_ROWS && view === 'curve' && isPlain && isAlone && isServed;
}

/** Whether windows hold a share of the rows: along numbers and dates alone. */
export function usesSpan(settings: Settings): boolean {
  return settings.window === 'span' && settings.kind === 'number' && !sharesModel(settings);
}

const RULES = new Map<Settings['choice'], string>([
  ['plugin', 'plug-in'],
  ['silverman', 'Silverman’s rule'],
  ['scott', 'Scott’s rule'],
]);

/** What is chosen and has no effect, in words. */
export function withoutEffect(settings: Settings): string[] {
  const { view, window, width, choice } = settings;
  if (view === 'density' || window !== 'span') return [];
  if (!usesSpan(settings))
    return [
      'On a circle, and with groups as one category, windows have one width: a share of rows goes with neither.',
    ];
  const rule = RULES.get(choice);
  return rule && width === 0
    ? [`A share of rows is not chosen by ${rule}: here it is by AICc.`]
    : [];
}

/** The degree that is asked for. */
export function degreeOf(settings: Settings, n: number): Degree | 'auto' {
  const { degree, width, widthDegree, choice } = settings;
  if (degree !== 'auto' && degree !== 'all') return Number(degree) as Degree;
  if (width > 0) return Number(widthDegree) as Degree;
  if (degree === 'all') return 'auto';
  const isSearched = choice === 'auto' || choice === 'loo' || choice === 'gcv' || choice === 'aicc';
  return isSearched && n >= MANY_ROWS && !isSummarised(settings, n) ? 1 : 'auto';
}

/** The criteria that a share of the observations is searched by. */
export function spanCriterion(choice: Settings['choice']): 'loo' | 'gcv' | 'aicc' {
  return choice === 'loo' || choice === 'gcv' ? choice : 'aicc';
}

/** What the library is asked for. */
export function optionsOf(settings: Settings, n: number, found?: Found): KernelRegressorOptions {
  const { kernel, choice, width, robust, kind, period } = settings;
  const degree = degreeOf(settings, n);
  const shares = sharesModel(settings);
  const isPeriodic = kind === 'periodic';
  const bandwidth = usesSpan(settings)
    ? { span: width > 0 ? width : spanCriterion(choice) }
    : width > 0
      ? shares
        ? [width, found?.lambda ?? 0]
        : width
      : choice;
  const along = isPeriodic ? ({ kind, period } as const) : ('number' as const);
  return {
    ...(kernel !== 'gaussian' && { kernel }),
    ...(bandwidth !== 'auto' && { bandwidth }),
    ...(degree !== 'auto' && { degree }),
    ...(robust && { robust }),
    ...(shares
      ? { predictors: [along, 'category' as const] }
      : isPeriodic && { predictors: [along] }),
  };
}

/** An array of two columns in the layout of an ndarray. */
export function twoColumns(a: Float64Array, b: (i: number) => number) {
  const data = new Float64Array(2 * a.length);
  for (let i = 0; i < a.length; i++) {
    data[2 * i] = a[i]!;
    data[2 * i + 1] = b(i);
  }
  return { data, shape: [a.length, 2], stride: [2, 1], offset: 0 };
}

/**
 * The rows of each curve: all, or those of each group, the largest groups first.
 *
 * @returns the parts, and what is not among them in words
 */
export function partsOf(
  observed: Observed,
  settings: Settings,
): { parts: Part[]; notes: string[] } {
  const { x, y, weights, groups, levels } = observed;
  const sizes = rowsOfLevels(observed);
  if (!groups || !isByGroup(settings)) {
    const there = sizes.filter((size) => size > 0).length;
    const isCut = sharesModel(settings) && there > MOST_CURVES;
    return {
      parts: [{ name: '', rows: undefined, x, y, weights }],
      notes: isCut ? [`The first ${MOST_CURVES} of ${there} groups are drawn.`] : [],
    };
  }
  const codes = [...sizes.keys()].filter((code) => sizes[code]! >= FEWEST_ROWS);
  const drawn = codes.sort((a, b) => sizes[b]! - sizes[a]! || a - b).slice(0, MOST_CURVES);
  const parts = drawn.map((code) => {
    const rows = new Uint32Array(sizes[code]!);
    let n = 0;
    for (let i = 0; i < groups.length; i++) if (groups[i] === code) rows[n++] = i;
    const pick = (from: Float64Array): Float64Array => Float64Array.from(rows, (i) => from[i]!);
    return {
      name: levels[code]!,
      rows,
      x: pick(x),
      y: y.length > 0 ? pick(y) : y,
      weights: weights && pick(weights),
    };
  });
  const notes: string[] = [];
  const small = sizes.filter((size) => size > 0 && size < FEWEST_ROWS).length;
  if (small > 0) notes.push(`${small} groups have fewer than ${FEWEST_ROWS} rows, and no curve.`);
  if (codes.length > MOST_CURVES)
    notes.push(`The ${MOST_CURVES} largest of ${codes.length} groups are drawn.`);
  if (parts.length === 0)
    throw new UnreadableError(`No group has ${FEWEST_ROWS} rows: choose another column of groups.`);
  return { parts, notes };
}

/**
 * Fits a model to some rows.
 *
 * @param onTrial - called with the number of bandwidths that were tried
 * @throws what the library throws, and the reason of the signal
 */
export async function fitPart(
  part: Part,
  observed: Observed,
  settings: Settings,
  names: { readonly x: string; readonly y: string; readonly group: string },
  found: Found | undefined,
  onTrial: (trials: number) => void,
  signal: AbortSignal,
): Promise<Fitted> {
  const shares = sharesModel(settings);
  const { groups } = observed;
  if (isSummarised(settings, part.x.length)) {
    const fitted = await fitSummary(part, settings, observed.n, onTrial, signal);
    if (fitted) return fitted;
  }
  const model = new KernelRegressor(optionsOf(settings, observed.n, found));
  const x = shares && groups ? twoColumns(part.x, (i) => groups[i]!) : part.x;
  const fit = {
    names: { x: shares ? [names.x, names.group] : names.x, y: names.y },
    ...(part.weights && { sampleWeights: part.weights }),
    ...(groups && settings.group && settings.use === 'cluster' && { groups }),
    onProgress: ({ trials }: { readonly trials: number }) => onTrial(trials),
    signal,
  };
  const fitted: KernelRegressor<object> =
    settings.width > 0 ? model.fit(x, part.y, fit) : await model.fitAsync(x, part.y, fit);
  return { part, model: fitted, choice: fitted.bandwidthChoice };
}

/** What is known of rows, by their x. */
const known = new WeakMap<Float64Array, Summaries>();

/** Summaries of rows, and how their x lie. */
interface Summaries {
  /** A bandwidth below the usual one. */
  readonly bandwidth: number;
  /** From the least x to the largest. */
  readonly range: number;
  readonly samples: BinnedSample[];
}

/** Of Silverman's bandwidth: curves are mostly smoother. */
const SHARE = 1 / 8;
/** How many times finer the next summary is. */
const FINER = 8;
/** Values that tell the scale of x. */
const LOOKS = 2048;
/** Cells of a bandwidth, at most. */
const CELLS = 16;

/** A model of a summary; `undefined` where one that is fine enough would be no smaller than the data. */
async function fitSummary(
  part: Part,
  settings: Settings,
  n: number,
  onTrial: (trials: number) => void,
  signal: AbortSignal,
): Promise<Fitted | undefined> {
  const { width, choice } = settings;
  if (choice === 'loo' && part.weights) return undefined;
  const { bandwidth, range, samples } = summariesOf(part.x);
  const onProgress = ({ trials }: { readonly trials: number }) => onTrial(trials);
  for (let least = bandwidth; CELLS * range < least * part.x.length; least /= FINER) {
    if (width > 0 && width < least) continue;
    const model = new KernelRegressor(optionsOf(settings, n));
    let sample = sampleOf(samples, part, least);
    // a wide bandwidth is as well served by wide cells, and sooner
    for (; 2 * sample.bandwidth <= width; )
      sample = sampleOf(samples, part, 2 * sample.bandwidth, sample);
    if (width > 0) model.fit(sample, { signal });
    else await model.fitAsync(sample, { onProgress, signal });
    const found = model.bandwidthChoice;
    if (found?.edge === 'low') continue;
    const degree = found?.degree ?? (Number(settings.widthDegree) as Degree);
    const options = { bandwidth: model.bandwidth[0]!, degree };
    const weights = part.weights && { sampleWeights: part.weights };
    const ofRows = () => new KernelRegressor(options).fit(part.x, part.y, weights);
    return { part, model, choice: found, ofRows };
  }
  return undefined;
}

/** @param finer - the sample for half the bandwidth, where there is one */
function sampleOf(
  samples: BinnedSample[],
  { x, y, weights }: Part,
  bandwidth: number,
  finer?: BinnedSample,
): BinnedSample {
  const found = samples.find((sample) => sample.bandwidth === bandwidth);
  if (found) return found;
  const data = { x, y, ...(weights && { sampleWeights: weights }) };
  const sample = finer?.coarser() ?? BinnedSample.from(data, { bandwidth });
  samples.push(sample);
  return sample;
}

/** What is known of rows; the bandwidth is by the quartiles of some values. */
function summariesOf(x: Float64Array): Summaries {
  const found = known.get(x);
  if (found) return found;
  const some = Float64Array.from(
    { length: LOOKS },
    (_, i) => x[Math.floor((i * x.length) / LOOKS)]!,
  ).sort();
  const quartiles = some[Math.floor(0.75 * LOOKS)]! - some[Math.floor(0.25 * LOOKS)]!;
  const [low, high] = rangeOf(x);
  const range = high - low;
  const bandwidth = SHARE * 0.9 * (quartiles / 1.34 || range) * x.length ** -0.2;
  const made = { bandwidth, range, samples: [] };
  known.set(x, made);
  return made;
}

/** The density of x of some rows. */
export function densityOf(part: Part, settings: Settings): KernelDensity {
  const { kernel, width, densityChoice } = settings;
  const bandwidth = width > 0 ? width : densityChoice;
  return new KernelDensity({ kernel, bandwidth }).fit(
    part.x,
    part.weights && { sampleWeights: part.weights },
  );
}
