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
   * For each query the key it leaves out, −1 for none, [m]; `undefined` unless indices were given.
   */
  readonly excluded: Int32Array | undefined;
}

/**
 * Who may attend to what: `m` queries, `n` keys for each, `d` dimensions. Keys that no query may
 * attend to hold numbers too, whatever was given there.
 */
export interface AttentionPairs extends Excluded {
  readonly where: string;
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

/** Which method sums, and how exactly. */
export interface SumsChoice {
  readonly method: SumsMethodChoice;
  readonly tolerance: number;
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
