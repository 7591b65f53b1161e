// What is asked of attention, checked and flat.

import type { FlatArray } from '../arrays/readArray.js';
import type { Kernel } from '../kernels/Kernel.js';
import type { SumsMethodChoice } from '../sums/kernelSums.js';
import type { EmptyWindow } from '../types.js';

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
export interface Excluded {
  readonly excludeSelf: boolean;
  /**
   * For each query the key it leaves out, −1 for none, [m] or [batch, m]; `undefined` unless indices
   * were given.
   */
  readonly excluded: Int32Array | undefined;
}

/**
 * Who may attend to what: `m` queries, `n` keys for each, `d` dimensions. Keys that no query may
 * attend to hold numbers too, whatever was given there.
 */
export interface AttentionPairs extends Excluded {
  readonly where: string;
  /**
   * How many such there are, where there is an axis for a batch: it comes first in queries, and in
   * what is not shared by all. {@link entriesOf} leaves problems without it.
   */
  readonly batch: number | undefined;
  readonly m: number;
  readonly n: number;
  readonly d: number;
  readonly queries: FlatArray;
  readonly keys: FlatArray;
  /** Whether every query has keys of its own. */
  readonly perQuery: boolean;
  readonly mask: PerKey<Uint8Array> | undefined;
  readonly bias: PerKey<Float64Array> | undefined;
  readonly sampleWeights: PerKey<Float64Array> | undefined;
}

/** Checked, flat input: who may attend to what, and how much. */
export interface AttentionProblem extends AttentionPairs {
  /** Where the keys of the next query start: 0 when they are shared, else n·d. */
  readonly keyStride: number;
  readonly score: 'distance' | 'dot';
  readonly kernel: Kernel;
  readonly metric: Metric;
  readonly scale: number;
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

/** A problem without an axis for a batch, and what is pooled. */
export interface PooledEntry {
  readonly problem: AttentionProblem;
  readonly values: PooledValues;
}

/** Which method sums, and how exactly. */
export interface SumsChoice {
  readonly method: SumsMethodChoice;
  readonly tolerance: number;
}

/** One entry of a batch of pairs or problems: the same without the axis of the batch. */
function entryOf<Pairs extends AttentionPairs>(pairs: Pairs, e: number): Pairs {
  const { queries, keys, mask, bias, sampleWeights, excluded, m } = pairs;
  const own = hasOwnKeys(pairs);
  return {
    ...pairs,
    batch: undefined,
    queries: part(queries, e),
    keys: own ? part(keys, e) : keys,
    mask: mask && (mask.shape.length > 2 ? part(mask, e) : mask),
    bias: bias && (bias.shape.length > 2 ? part(bias, e) : bias),
    sampleWeights:
      sampleWeights && (sampleWeights.shape.length > 1 ? part(sampleWeights, e) : sampleWeights),
    excluded: excluded && (excluded.length > m ? excluded.subarray(e * m, (e + 1) * m) : excluded),
  };
}

/**
 * Problems without an axis for a batch, in order: its entries, or all of it as one where it is one,
 * since every query attends to the same keys in the same way.
 */
export function entriesOf<Pairs extends AttentionPairs>(pairs: Pairs): readonly Pairs[] {
  const { batch, queries, keys, m, d, mask, bias, sampleWeights, excludeSelf, excluded } = pairs;
  if (batch === undefined) return [pairs];
  const priors = [mask, bias, sampleWeights];
  const isOne =
    keys.shape.length === 2 &&
    priors.every((prior) => !prior || prior.shape.length === 1) &&
    !excludeSelf &&
    !excluded;
  if (!isOne) return Array.from({ length: batch }, (_, e) => entryOf(pairs, e));
  const all = { ...queries, shape: [batch * m, d] };
  return [{ ...pairs, batch: undefined, m: batch * m, queries: all }];
}

/** Problems with the values that belong to them, one at a time. */
export function pooledEntriesOf(problem: AttentionProblem, values: PooledValues): PooledEntry[] {
  const own = hasOwnKeys(problem);
  return entriesOf(problem).map((entry, e) => ({
    problem: entry,
    values: own ? { ...values, array: part(values.array, e) } : values,
  }));
}

/** Whether each entry of a batch has keys and values of its own. */
export function hasOwnKeys({ batch, keys }: AttentionPairs): boolean {
  return batch !== undefined && keys.shape.length > 2;
}

/** One of the arrays along the first axis. */
function part<
  T extends { readonly data: Float64Array | Uint8Array; readonly shape: readonly number[] },
>(array: T, e: number): T {
  const [count, ...shape] = array.shape;
  const size = array.data.length / count;
  return { ...array, data: array.data.subarray(e * size, (e + 1) * size), shape };
}

/** Whether a key may be attended to, whatever its distance. */
export function isAllowed(pairs: AttentionPairs, i: number, key: number): boolean {
  const { mask, bias, sampleWeights, excludeSelf, excluded } = pairs;
  return (
    !(excludeSelf && key === i) &&
    excluded?.[i] !== key &&
    (!mask || mask.data[i * mask.stride + key] === 1) &&
    (!sampleWeights || sampleWeights.data[i * sampleWeights.stride + key] > 0) &&
    (!bias || bias.data[i * bias.stride + key] > -Infinity)
  );
}

/** Whether the queries are the keys, number for number, so that query i lies on key i. */
export function queriesAreKeys({ queries, keys, perQuery }: AttentionPairs): boolean {
  const [a, b] = [queries.data, keys.data];
  if (a === b) return !perQuery;
  if (perQuery || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
