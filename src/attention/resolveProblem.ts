// The public door of this folder: reads queries, keys and options once, checks them, and hands flat
// arrays inside. To read on, in this order:
//
//   AttentionOptions          what may be asked for
//   resolveProblem            what it comes to: m queries, n keys for each, d dimensions, a metric
//   attendRow                 the weights of one query: plainly, then with care
//   nearestKey                the careful way, relative to the nearest key
//   attentionWeights          those weights for all queries
//   poolBySums                pooling as kernel sums, where keys, mask and weights are shared
//   attentionPooling          pooling: by sums, or row by row
//   backwardSums              gradients as kernel sums
//   backwardRows              gradients row by row
//   attentionPoolingBackward  the gradients of every input

import { formatName } from '../arrays/formatName.js';
import { formatShape } from '../arrays/formatValue.js';
import { type FlatArray, readArray } from '../arrays/readArray.js';
import { readMask } from '../arrays/readMask.js';
import { expectChoice, expectNumber, expectOptions } from '../arrays/readOptions.js';
import { NumericalError, OptionError, ShapeError } from '../errors.js';
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

/** How distance is measured: ‖W(q − k)‖ with W one number, a diagonal or a matrix. */
export interface Metric {
  readonly kind: 'scalar' | 'diagonal' | 'matrix';
  /** The diagonal [d] for the first two kinds, else the matrix [d, d], row-major. */
  readonly w: Float64Array;
  /** The shape of the parameter: [1], [d] or [d, d]. */
  readonly shape: readonly number[];
  /** Whether it was given as a bandwidth, h = 1/w. */
  readonly fromBandwidth: boolean;
}

/**
 * Entries for every key: the same for all queries (stride 0), or a row for each query (stride n).
 */
export interface PerKey<T> {
  readonly data: T;
  readonly stride: number;
  readonly shape: readonly number[];
}

/** What `excludeSelf` comes to: query i leaves out key i, or a key of its own, or none. */
interface Excluded {
  readonly excludeSelf: boolean;
  /**
   * For each query the key it leaves out, −1 for none, [m]; `undefined` unless indices were given.
   */
  readonly excluded: Int32Array | undefined;
}

/** Checked, flat input: `m` queries, `n` keys for each, `d` dimensions. */
export interface AttentionProblem extends Excluded {
  readonly where: string;
  readonly m: number;
  readonly n: number;
  readonly d: number;
  readonly queries: FlatArray;
  readonly keys: FlatArray;
  /** Where the keys of the next query start: 0 when they are shared, else n·d. */
  readonly keyStride: number;
  /** Whether every query has keys of its own. */
  readonly perQuery: boolean;
  readonly score: 'distance' | 'dot';
  readonly kernel: Kernel;
  readonly metric: Metric;
  readonly scale: number;
  readonly mask: PerKey<Uint8Array> | undefined;
  readonly bias: PerKey<Float64Array> | undefined;
  readonly sampleWeights: PerKey<Float64Array> | undefined;
  readonly emptyWindow: EmptyWindow;
}

/** Values as they are pooled: `p` numbers for each key. */
export interface PooledValues {
  readonly array: FlatArray;
  readonly p: number;
  /** Where the values of the next query start: 0 when they are shared, else n·p. */
  readonly stride: number;
  /** The shape of the pooled result. */
  readonly resultShape: readonly number[];
}

/** Which method sums, and how exactly. */
export interface SumsChoice {
  readonly method: SumsMethodChoice;
  readonly tolerance: number;
}

/**
 * Reads queries, keys and options. See {@link AttentionOptions} for what is checked.
 *
 * @param resolved - the kernel, where it is known already
 */
export function resolveProblem(
  where: string,
  queriesInput: ArrayInput,
  keysInput: ArrayInput,
  given: AttentionOptions | undefined,
  resolved?: Kernel,
): AttentionProblem {
  const options = expectOptions(where, given, attentionOptionNames, 'options', formatName);
  const { score = 'distance', emptyWindow = 'nan', excludeSelf = false } = options;
  const { sampleWeights, bias, mask, kernel = 'gaussian' } = options;
  const queries = readArray(where, 'queries', queriesInput, { ranks: [1, 2] });
  const rank = queries.shape.length;
  const keys = readArray(where, 'keys', keysInput, {
    ranks: [rank, rank + 1],
    because: `queries have rank ${rank}`,
  });
  const perQuery = keys.shape.length > rank;
  const m = queries.shape[0];
  const n = keys.shape[perQuery ? 1 : 0];
  const d = rank === 2 ? queries.shape[1] : 1;
  const oneEach = `keys of rank ${rank + 1} must have a row for each query`;
  expectEqual(where, oneEach, m, perQuery ? keys.shape[0] : m);
  const alike = 'queries and keys must have the same number of dimensions';
  expectEqual(where, alike, d, rank === 2 ? keys.shape.at(-1)! : d);
  expectScore(where, score, options);
  const excluded = readExcluded(where, excludeSelf, queries, keys, perQuery);
  const { scale = 1 / Math.sqrt(Math.max(d, 1)) } = options;
  const perKey = <T>(name: string, array: Omit<PerKey<T>, 'stride'>): PerKey<T> =>
    eachKey(where, name, array, m, n);
  return {
    where,
    m,
    n,
    d,
    queries,
    keys,
    keyStride: perQuery ? n * d : 0,
    perQuery,
    score,
    kernel: resolved ?? resolveWeightKernel(where, kernel),
    metric: readMetric(where, options, d),
    scale: expectNumber(where, 'scale', scale, 'finite'),
    mask: mask === undefined ? mask : perKey('mask', readMask(where, mask, [1, 2])),
    bias: bias === undefined ? bias : perKey('bias', readBias(where, bias)),
    sampleWeights:
      sampleWeights === undefined
        ? sampleWeights
        : perKey('sampleWeights', readSampleWeights(where, sampleWeights)),
    ...excluded,
    emptyWindow: expectEmptyWindow(where, emptyWindow),
  };
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
  if (score === 'dot' && options.emptyWindow === 'nearest') {
    const expected = "emptyWindow must be 'nan' or 'throw' with score 'dot'";
    throw new OptionError({ where, expected, received: '"nearest"' });
  }
  const foreign = others.find((name) => options[name] !== undefined);
  if (foreign === undefined) return;
  const expected = `${foreign} must not be given with score '${score}'`;
  throw new OptionError({ where, expected, received: 'it' });
}

/** Reads the values that belong to the keys of a problem. */
export function readValues(problem: AttentionProblem, valuesInput: ArrayInput): PooledValues {
  const { where, m, n, perQuery } = problem;
  const array = readArray(where, 'values', valuesInput, { ranks: perQuery ? [2, 3] : [1, 2] });
  const { shape } = array;
  const rows = shape[perQuery ? 1 : 0];
  expectEqual(where, 'keys and values must have the same number of rows', n, rows);
  expectEqual(where, 'queries and rows of values must be equally many', m, perQuery ? shape[0] : m);
  const several = shape.length > (perQuery ? 2 : 1);
  const p = several ? shape.at(-1)! : 1;
  return { array, p, stride: perQuery ? n * p : 0, resultShape: several ? [m, p] : [m] };
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
  if (a !== b) throw new ShapeError({ where, expected, received: `${a} and ${b}` });
}

function eachKey<T>(
  where: string,
  name: string,
  { data, shape }: Omit<PerKey<T>, 'stride'>,
  m: number,
  n: number,
): PerKey<T> {
  const expected = shape.length === 1 ? [n] : [m, n];
  if (shape.some((length, axis) => length !== expected[axis])) {
    const rule = `${name} must have shape ${formatShape([n])} or ${formatShape([m, n])}`;
    throw new ShapeError({ where, expected: rule, received: formatShape(shape) });
  }
  return { data, stride: shape.length === 1 ? 0 : n, shape };
}

function readBias(where: string, input: ArrayInput): FlatArray {
  const array = readArray(where, 'bias', input, { ranks: [1, 2], allowNonFinite: true });
  const wrong = array.data.find((b) => !(b < Infinity));
  if (wrong === undefined) return array;
  const expected = 'bias must be finite or -Infinity';
  throw new NumericalError({ where, expected, received: String(wrong) });
}

function readSampleWeights(where: string, input: ArrayInput): FlatArray {
  const array = readArray(where, 'sampleWeights', input, { ranks: [1, 2] });
  const wrong = array.data.find((s) => s < 0);
  if (wrong === undefined) return array;
  const expected = 'sampleWeights must be at least 0';
  throw new OptionError({ where, expected, received: String(wrong) });
}

/**
 * Reads `bandwidth` or `w`.
 *
 * @param options - of which at most one of the two is given
 * @param d - dimensions of queries and keys
 */
export function readMetric(where: string, options: AttentionOptions, d: number): Metric {
  const { bandwidth, w = 1 } = options;
  if (bandwidth !== undefined && options.w !== undefined) {
    const expected = 'options must give bandwidth or w, not both';
    throw new OptionError({ where, expected, received: 'both' });
  }
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
    throw new ShapeError({ where, expected, received: `shape ${formatShape(shape)}` });
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
  const expected = `${name} must have a finite inverse`;
  throw new OptionError({ where, expected, received: String(h) });
}

/** Reads `excludeSelf`: true, false, or for each query the index of a key. */
function readExcluded(
  where: string,
  input: boolean | ArrayInput,
  queries: FlatArray,
  keys: FlatArray,
  perQuery: boolean,
): Excluded {
  const m = queries.shape[0];
  const n = keys.shape[perQuery ? 1 : 0];
  if (typeof input !== 'object' || input === null) {
    const excludeSelf = expectChoice(where, 'excludeSelf', input, [true, false]);
    if (excludeSelf && (perQuery || m !== n)) {
      const expected = 'excludeSelf must have shared keys, one for each query';
      const received = `${formatShape(queries.shape)} and ${formatShape(keys.shape)}`;
      throw new ShapeError({ where, expected, received });
    }
    return { excludeSelf, excluded: undefined };
  }
  const { data, shape } = readArray(where, 'excludeSelf', input, { ranks: [1] });
  if (shape[0] !== m) {
    const expected = `excludeSelf must have shape ${formatShape([m])}`;
    throw new ShapeError({ where, expected, received: formatShape(shape) });
  }
  const wrong = data.find((key) => !(Number.isInteger(key) && key >= -1 && key < n));
  if (wrong !== undefined) {
    const expected = `excludeSelf must hold indices of keys from 0 to ${n - 1}, or -1`;
    throw new OptionError({ where, expected, received: String(wrong) });
  }
  const isSelf = !perQuery && m === n && data.every((key, i) => key === i);
  return { excludeSelf: isSelf, excluded: isSelf ? undefined : Int32Array.from(data) };
}

/** Whether the queries are the keys, number for number, so that query i lies on key i. */
export function queriesAreKeys({ queries, keys, perQuery }: AttentionProblem): boolean {
  const [a, b] = [queries.data, keys.data];
  if (a === b) return !perQuery;
  if (perQuery || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
