// The public door of this folder: reads queries, keys and options once, checks them, and hands flat
// arrays inside. To read on, in this order:
//
//   AttentionOptions          what may be asked for
//   AttentionProblem          what it comes to: m queries, n keys for each, d dimensions, a metric
//   resolveProblem            how it is read
//   attendRow                 the weights of one query: plainly, then with care
//   nearestKey                the careful way, relative to the nearest key
//   attentionWeights          those weights for all queries
//   poolBySums                pooling as kernel sums, where keys, mask and weights are shared
//   attentionPooling          pooling: by sums, or row by row
//   backwardSums              gradients as kernel sums
//   backwardRows              gradients row by row
//   attentionPoolingBackward  the gradients of every input

import { formatName, formatShape } from '../arrays/formatValue.js';
import { numericalError, optionError, shapeError } from '../arrays/optionError.js';
import { type FlatArray, readArray } from '../arrays/readArray.js';
import { readMask } from '../arrays/readMask.js';
import { expectChoice, expectNumber, expectOptions } from '../arrays/readOptions.js';
import { resolveWeightKernel } from '../kernels/createKernel.js';
import type { Kernel } from '../kernels/Kernel.js';
import { type SumsMethodChoice, sumsMethodChoices } from '../sums/kernelSums.js';
import { type Tensor, wrapTensor } from '../tensor/tensor.js';
import type { ArrayInput, EmptyWindow } from '../types.js';
import {
  type AttentionOptions,
  attentionOptionNames,
  type PoolingOptions,
  poolingOptionNames,
} from './AttentionOptions.js';
import {
  type AttentionPairs,
  type AttentionProblem,
  type Excluded,
  entriesOf,
  hasOwnKeys,
  isAllowed,
  type Metric,
  type PerKey,
  type PooledValues,
  type SumsChoice,
} from './AttentionProblem.js';

/**
 * Reads queries, keys and options. See {@link AttentionOptions} for what is checked.
 */
export function resolveProblem(
  where: string,
  queries: ArrayInput,
  keys: ArrayInput,
  given: AttentionOptions | undefined,
): AttentionProblem {
  const options = expectOptions(where, given, attentionOptionNames, 'options', formatName);
  return scored(readPairs(where, queries, keys, options), options);
}

/** Reads queries, keys, and which may attend to which. */
export function readPairs(
  where: string,
  queriesInput: ArrayInput,
  keysInput: ArrayInput,
  options: Pick<AttentionOptions, 'mask' | 'bias' | 'excludeSelf' | 'sampleWeights'>,
): AttentionPairs {
  const { sampleWeights, bias, mask, excludeSelf = false } = options;
  const queries = readArray(where, 'queries', queriesInput, { ranks: [1, 2, 3] });
  const rank = queries.shape.length;
  const keys = readArray(where, 'keys', keysInput, {
    ranks: rank === 3 ? [2, 3, 4] : [rank, rank + 1],
    because: `queries have rank ${rank}`,
    allowNonFinite: true,
  });
  const batch = rank === 3 ? queries.shape[0] : undefined;
  const perQuery = keys.shape.length > rank;
  const m = queries.shape[rank === 3 ? 1 : 0];
  const d = rank === 1 ? 1 : queries.shape[rank - 1];
  const axes = axesOfKeys(queries, keys);
  const n = axes[axes.length - 1];
  if (batch !== undefined && axes.length > 1) {
    expectEqual(where, 'queries and keys must have batches of the same length', batch, axes[0]);
  }
  const oneEach = `keys of rank ${rank + 1} must have a row for each query`;
  expectEqual(where, oneEach, m, perQuery ? axes[axes.length - 2] : m);
  const alike = 'queries and keys must have the same number of dimensions';
  expectEqual(where, alike, d, rank === 1 ? d : keys.shape[keys.shape.length - 1]);
  const sizes = { batch, m, n, perQuery };
  const shapes = shapesOf(sizes);
  const pairs = {
    where,
    ...sizes,
    d,
    queries,
    keys,
    mask:
      mask === undefined
        ? mask
        : eachKey(where, 'mask', readMask(where, mask, [1, 2, 3]), shapes.ofPairs),
    bias: bias === undefined ? bias : eachKey(where, 'bias', readBias(where, bias), shapes.ofPairs),
    sampleWeights:
      sampleWeights === undefined
        ? sampleWeights
        : eachKey(where, 'sampleWeights', readSampleWeights(where, sampleWeights), shapes.ofKeys),
    ...readExcluded(where, excludeSelf, queries, keys, sizes),
  };
  return { ...pairs, keys: withoutUnseen(pairs, 'keys', keys, d) };
}

/**
 * Pairs with the score that makes weights of them.
 *
 * @param resolved - the kernel, where it is known already
 */
export function scored(
  pairs: AttentionPairs,
  options: AttentionOptions,
  resolved?: Kernel,
): AttentionProblem {
  const { where, n, d, perQuery } = pairs;
  const { score = 'distance', emptyWindow = 'nan', kernel = 'gaussian' } = options;
  const { scale = 1 / Math.sqrt(Math.max(d, 1)) } = options;
  expectScore(where, score, options);
  return {
    ...pairs,
    keyStride: perQuery ? n * d : 0,
    score,
    kernel: resolved ?? resolveWeightKernel(where, kernel),
    metric: readMetric(where, options, d),
    scale: expectNumber(where, 'scale', scale, 'finite'),
    emptyWindow: expectEmptyWindow(where, emptyWindow),
  };
}

/** Differences to larger numbers may overflow; this one changes no number as large as they come. */
const LARGE = 2 ** 960;

/**
 * Keys or values whose rows are finite. Those that no query may attend to become like a row beside
 * them where their numbers are none, or so large that differences to them might be none: 0 · NaN is
 * NaN.
 *
 * @param size - how many numbers a row has
 * @throws {@link NumericalError} for a number that is not finite and that a query may attend to
 */
function withoutUnseen(
  pairs: AttentionPairs,
  name: string,
  array: FlatArray,
  size: number,
): FlatArray {
  const { where, n } = pairs;
  const given = array.data;
  const unseen = new Set<number>();
  let entries: readonly AttentionPairs[] | undefined;
  for (let at = 0; at < given.length; at++) {
    if (Math.abs(given[at]) < LARGE) continue;
    const row = Math.floor(at / size);
    entries ??= entriesOf(pairs);
    if (isSeen(pairs, entries, row)) {
      if (Number.isFinite(given[at])) continue;
      throw numericalError(where, `${name} must be finite`, `${given[at]} at index ${at}`);
    }
    unseen.add(row);
  }
  if (unseen.size === 0) return array;
  const data = given.slice();
  for (const row of unseen) {
    const end = (Math.floor(row / n) + 1) * n; // of its set of keys
    let other = row - 1; // finite by now
    if (row % n === 0) other = row + 1;
    while (other > row && other < end && unseen.has(other)) other++;
    if (other < end) data.copyWithin(row * size, other * size, (other + 1) * size);
    else data.fill(0, row * size, (row + 1) * size);
  }
  return { ...array, data };
}

/**
 * Whether a query may attend to a key.
 *
 * @param entries - those of `pairs`
 * @param row - of the key among the keys of all
 */
function isSeen(pairs: AttentionPairs, entries: readonly AttentionPairs[], row: number): boolean {
  const { m, n, perQuery } = pairs;
  const [set, key] = [Math.floor(row / n), row % n];
  const [first, last] = perQuery ? [set % m, set % m] : [0, m - 1];
  const e = perQuery ? Math.floor(set / m) : set;
  return (hasOwnKeys(pairs) ? [entries[e]] : entries).some((entry) => {
    for (let i = first; i <= last; i++) if (isAllowed(entry, i, key)) return true;
    return false;
  });
}

/** Reads what is to be pooled, and how. */
export function readPooling(
  where: string,
  queries: ArrayInput,
  keys: ArrayInput,
  valuesInput: ArrayInput,
  options: PoolingOptions | undefined,
) {
  const given = expectOptions(where, options, poolingOptionNames, 'options', formatName);
  const { method, tolerance, ...attention } = given;
  const problem = resolveProblem(where, queries, keys, attention);
  const values = readValues(problem, valuesInput);
  return { problem, values, choice: readSumsChoice(problem, method, tolerance) };
}

/** Checks `method` and `tolerance`; 32-bit input is pooled to six digits unless told otherwise. */
export function readSumsChoice(
  { where, queries, keys }: AttentionProblem,
  method: SumsMethodChoice = 'auto',
  tolerance: number = queries.float32 && keys.float32 ? 5e-6 : 1e-12,
): SumsChoice {
  expectChoice(where, 'method', method, sumsMethodChoices);
  expectNumber(where, 'tolerance', tolerance, 'positive');
  return { method, tolerance };
}

/** The problem with all its memory its own, so that it outlives changes of the caller's arrays. */
export function ownProblem(problem: AttentionProblem): AttentionProblem {
  const { queries, keys, bias, sampleWeights } = problem;
  return {
    ...problem,
    queries: own(queries),
    keys: own(keys),
    bias: bias && own(bias),
    sampleWeights: sampleWeights && own(sampleWeights),
  };
}

/** An array with memory of its own. */
export function own<T extends { readonly data: Float64Array }>(array: T): T {
  return { ...array, data: array.data.slice() };
}

/** Checks the option `emptyWindow`. */
export function expectEmptyWindow(where: string, emptyWindow: EmptyWindow): EmptyWindow {
  return expectChoice(where, 'emptyWindow', emptyWindow, ['nan', 'nearest', 'throw']);
}

/** Checks the option `score`, and that no option of the other score comes with it. */
function expectScore(where: string, score: 'distance' | 'dot', options: AttentionOptions): void {
  expectChoice(where, 'score', score, ['distance', 'dot']);
  const others = score === 'dot' ? (['kernel', 'bandwidth', 'w'] as const) : (['scale'] as const);
  if (score === 'dot' && options.emptyWindow === 'nearest')
    throw optionError(where, "emptyWindow must be 'nan' or 'throw' with score 'dot'", '"nearest"');
  const foreign = others.find((name) => options[name] !== undefined);
  if (foreign === undefined) return;
  const expected = `${foreign} must not be given with score '${score}'`;
  throw optionError(where, expected, 'it');
}

/** Reads the values that belong to the keys of a problem. */
export function readValues(problem: AttentionProblem, valuesInput: ArrayInput): PooledValues {
  const { where, batch, m, n, queries, keys, perQuery } = problem;
  const axes = axesOfKeys(queries, keys);
  const rank = axes.length;
  const ranks = [rank, rank + 1];
  const array = readArray(where, 'values', valuesInput, { ranks, allowNonFinite: true });
  const { shape } = array;
  const rows = 'keys and values must have the same number of rows';
  expectEqual(where, rows, n, shape[rank - 1]);
  const oneEach = 'queries and rows of values must be equally many';
  expectEqual(where, oneEach, m, perQuery ? shape[rank - 2] : m);
  expectEqual(where, 'keys and values must have batches of the same length', axes[0], shape[0]);
  const outputs = shape.slice(rank);
  const [p = 1] = outputs;
  return {
    array: withoutUnseen(problem, 'values', array, p),
    p,
    stride: perQuery ? n * p : 0,
    resultShape: [...(batch === undefined ? [] : [batch]), m, ...outputs],
  };
}

/** Wraps pooled values, in 32 bits when everything came so. */
export function wrapPooled(
  problem: AttentionProblem,
  values: PooledValues,
  pooled: Float64Array,
): Tensor {
  return wrapTensor(pooled, values.resultShape, isSingle(problem, values));
}

/** Whether queries, keys and values came in 32 bits. */
export function isSingle({ queries, keys }: AttentionProblem, { array }: PooledValues): boolean {
  return queries.float32 && keys.float32 && array.float32;
}

function expectEqual(where: string, expected: string, a: number, b: number): void {
  if (a !== b) throw shapeError(where, expected, `${a} and ${b}`);
}

/** The axes of keys without that of dimensions: a set of keys, one for each query or in a batch. */
function axesOfKeys(queries: FlatArray, keys: FlatArray): readonly number[] {
  return queries.shape.length === 1 ? keys.shape : keys.shape.slice(0, -1);
}

/** The lengths of the axes of a problem. */
type Sizes = Pick<AttentionPairs, 'batch' | 'm' | 'n' | 'perQuery'>;

/** Accepted shapes: those that all queries share, and those with a row for each. */
interface PerKeyShapes {
  readonly shared: readonly (readonly number[])[];
  readonly rows: readonly (readonly number[])[];
}

/** What masks and biases, which belong to pairs, and weights, which belong to keys, may look like. */
function shapesOf({ batch: b, m, n }: Sizes): Record<'ofPairs' | 'ofKeys', PerKeyShapes> {
  if (b === undefined) {
    const either = { shared: [[n]], rows: [[m, n]] };
    return { ofPairs: either, ofKeys: either };
  }
  return {
    ofPairs: {
      shared: [[n], [b, 1, n]],
      rows: [
        [m, n],
        [b, m, n],
      ],
    },
    ofKeys: { shared: [[n], [b, n]], rows: [[b, m, n]] },
  };
}

function eachKey<T>(
  where: string,
  name: string,
  { data, shape }: Omit<PerKey<T>, 'stride'>,
  { shared, rows }: PerKeyShapes,
): PerKey<T> {
  const isIn = (shapes: readonly (readonly number[])[]): boolean =>
    shapes.some(
      (each) => each.length === shape.length && each.every((s, axis) => s === shape[axis]),
    );
  const isShared = isIn(shared);
  if (!isShared && !isIn(rows)) {
    const expected = `${name} must have shape ${[...shared, ...rows].map(formatShape).join(' or ')}`;
    throw shapeError(where, expected, formatShape(shape));
  }
  return { data, stride: isShared ? 0 : shape[shape.length - 1], shape };
}

function readBias(where: string, input: ArrayInput): FlatArray {
  const array = readArray(where, 'bias', input, { ranks: [1, 2, 3], allowNonFinite: true });
  const wrong = array.data.find((b) => !(b < Infinity));
  if (wrong === undefined) return array;
  throw numericalError(where, 'bias must be finite or -Infinity', wrong);
}

function readSampleWeights(where: string, input: ArrayInput): FlatArray {
  const array = readArray(where, 'sampleWeights', input, { ranks: [1, 2, 3] });
  const wrong = array.data.find((s) => s < 0);
  if (wrong === undefined) return array;
  throw optionError(where, 'sampleWeights must be at least 0', wrong);
}

/**
 * Reads `bandwidth` or `w`.
 *
 * @param options - of which at most one of the two is given
 * @param d - dimensions of queries and keys
 */
export function readMetric(where: string, options: AttentionOptions, d: number): Metric {
  const { bandwidth, w = 1 } = options;
  if (bandwidth !== undefined && options.w !== undefined)
    throw optionError(where, 'options must give bandwidth or w, not both', 'both');
  const fromBandwidth = bandwidth !== undefined;
  const name = fromBandwidth ? 'bandwidth' : 'w';
  const input = bandwidth === undefined ? w : bandwidth;
  if (typeof input === 'number') {
    const value = fromBandwidth
      ? inverse(where, name, input)
      : expectNumber(where, name, input, 'finite');
    const diagonal = new Float64Array(d).fill(value);
    return { kind: 'scalar', w: diagonal, shape: [1], fromBandwidth };
  }
  const { data, shape } = readArray(where, name, input, { ranks: fromBandwidth ? [1] : [1, 2] });
  if (shape.some((length) => length !== d)) {
    const orMatrix = fromBandwidth ? '' : ' or be a square matrix of them';
    const expected = `${name} must have ${d} entries${orMatrix}`;
    throw shapeError(where, expected, `shape ${formatShape(shape)}`);
  }
  const values = fromBandwidth
    ? data.map((h, j) => inverse(where, `bandwidth[${j}]`, h))
    : data.slice();
  return { kind: shape.length === 2 ? 'matrix' : 'diagonal', w: values, shape, fromBandwidth };
}

/** 1/h, checked. */
function inverse(where: string, name: string, h: unknown): number {
  const w = 1 / expectNumber(where, name, h, 'positive');
  if (w < Infinity) return w;
  throw optionError(where, `${name} must have a finite inverse`, String(h));
}

/** Reads `excludeSelf`: true, false, or for each query the index of a key. */
function readExcluded(
  where: string,
  input: boolean | ArrayInput,
  queries: FlatArray,
  keys: FlatArray,
  { batch, m, n, perQuery }: Sizes,
): Excluded {
  if (typeof input !== 'object' || input === null) {
    const excludeSelf = expectChoice(where, 'excludeSelf', input, [true, false]);
    if (excludeSelf && (perQuery || m !== n)) {
      const received = `${formatShape(queries.shape)} and ${formatShape(keys.shape)}`;
      throw shapeError(where, 'excludeSelf must have shared keys, one for each query', received);
    }
    return { excludeSelf, excluded: undefined };
  }
  const { data, shape } = readArray(where, 'excludeSelf', input, {
    ranks: batch === undefined ? [1] : [1, 2],
  });
  const accepted = shape.length === 1 ? [m] : [batch!, m];
  if (shape.some((length, axis) => length !== accepted[axis])) {
    const or = batch === undefined ? '' : ` or ${formatShape([batch, m])}`;
    const expected = `excludeSelf must have shape ${formatShape([m])}${or}`;
    throw shapeError(where, expected, formatShape(shape));
  }
  const wrong = data.find((key) => !(Number.isInteger(key) && key >= -1 && key < n));
  if (wrong !== undefined) {
    const expected = `excludeSelf must hold indices of keys from 0 to ${n - 1}, or -1`;
    throw optionError(where, expected, wrong);
  }
  const isSelf = !perQuery && m === n && data.every((key, i) => key === i % m);
  return { excludeSelf: isSelf, excluded: isSelf ? undefined : Int32Array.from(data) };
}
