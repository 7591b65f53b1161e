// The public door of this folder: reads queries, keys and options once, checks them, and hands flat arrays inside.

import { expectChoice } from '../arrays/expectChoice.js';
import { expectNumber } from '../arrays/expectNumber.js';
import { expectOptions } from '../arrays/expectOptions.js';
import { formatShape } from '../arrays/formatValue.js';
import { type FlatArray, readArray } from '../arrays/readArray.js';
import { readMask } from '../arrays/readMask.js';
import { NumericalError, OptionError, ShapeError } from '../errors.js';
import { resolveKernel } from '../kernels/createKernel.js';
import type { Kernel } from '../kernels/Kernel.js';
import type { ArrayInput, EmptyWindow } from '../types.js';
import { type AttentionOptions, attentionOptionNames } from './AttentionOptions.js';
import { readExcluded } from './readExcluded.js';
import { type Metric, readMetric } from './readMetric.js';

/** Entries for every key: the same for all queries (stride 0), or a row for each query (stride n). */
export interface PerKey<T> {
  readonly data: T;
  readonly stride: number;
  readonly shape: readonly number[];
}

/** Checked, flat input: `m` queries, `n` keys for each, `d` dimensions. */
export interface AttentionProblem {
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
  /** Whether query i leaves out key i. */
  readonly excludeSelf: boolean;
  /** Otherwise the key that each query leaves out, −1 for none, [m]. */
  readonly excluded: Int32Array | undefined;
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

/** Reads queries, keys and options. See {@link AttentionOptions} for what is checked. */
export function resolveProblem(
  where: string,
  queriesInput: ArrayInput,
  keysInput: ArrayInput,
  given: AttentionOptions | undefined,
): AttentionProblem {
  const options = expectOptions(where, given, attentionOptionNames);
  const {
    score = 'distance',
    kernel = 'gaussian',
    emptyWindow = 'nan',
    excludeSelf = false,
  } = options;
  const { sampleWeights, bias, mask } = options;
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
  expectEqual(
    where,
    `keys of rank ${rank + 1} must have a row for each query`,
    m,
    perQuery ? keys.shape[0] : m,
  );
  expectEqual(
    where,
    'queries and keys must have the same number of dimensions',
    d,
    rank === 2 ? keys.shape.at(-1)! : d,
  );
  expectScore(where, score, options);
  const excluded = readExcluded(where, excludeSelf, queries, keys, perQuery);
  const { scale = 1 / Math.sqrt(Math.max(d, 1)) } = options;
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
    kernel: resolveKernel(where, kernel),
    metric: readMetric(where, options, d),
    scale: expectNumber(where, 'scale', scale, 'finite'),
    mask: mask === undefined ? mask : perKey(where, 'mask', readMask(where, mask, [1, 2]), m, n),
    bias: bias === undefined ? bias : readBias(where, bias, m, n),
    sampleWeights:
      sampleWeights === undefined ? sampleWeights : readSampleWeights(where, sampleWeights, m, n),
    ...excluded,
    emptyWindow: expectEmptyWindow(where, emptyWindow),
  };
}

/** The problem with all its memory its own, so that it outlives changes of the caller's arrays. */
export function ownProblem(problem: AttentionProblem): AttentionProblem {
  const { queries, keys, bias, sampleWeights } = problem;
  const own = <T extends { readonly data: Float64Array }>(array: T): T => ({
    ...array,
    data: array.data.slice(),
  });
  return {
    ...problem,
    queries: own(queries),
    keys: own(keys),
    bias: bias && own(bias),
    sampleWeights: sampleWeights && own(sampleWeights),
  };
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

function expectEqual(where: string, expected: string, a: number, b: number): void {
  if (a !== b) throw new ShapeError({ where, expected, received: `${a} and ${b}` });
}

function perKey<T>(
  where: string,
  name: string,
  { data, shape }: { readonly data: T; readonly shape: readonly number[] },
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

function readBias(where: string, input: ArrayInput, m: number, n: number): PerKey<Float64Array> {
  const array = readArray(where, 'bias', input, { ranks: [1, 2], allowNonFinite: true });
  const wrong = array.data.find((b) => !(b < Infinity));
  if (wrong !== undefined) {
    throw new NumericalError({
      where,
      expected: 'bias must be finite or -Infinity',
      received: String(wrong),
    });
  }
  return perKey(where, 'bias', array, m, n);
}

function readSampleWeights(
  where: string,
  input: ArrayInput,
  m: number,
  n: number,
): PerKey<Float64Array> {
  const array = readArray(where, 'sampleWeights', input, { ranks: [1, 2] });
  const wrong = array.data.find((s) => s < 0);
  if (wrong !== undefined) {
    throw new OptionError({
      where,
      expected: 'sampleWeights must be at least 0',
      received: String(wrong),
    });
  }
  return perKey(where, 'sampleWeights', array, m, n);
}
