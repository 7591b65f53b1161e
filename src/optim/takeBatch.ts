// Some of the queries of a training set, and some of its keys, as a training set of its own; of a set
// with an axis for a batch some of its entries.

import { type FlatArray, readArray } from '../arrays/readArray.js';
import { readMask } from '../arrays/readMask.js';
import type { ForwardOptions } from '../model/Trainable.js';
import { wrapTensor } from '../tensor/tensor.js';
import type { ArrayInput, MaskInput } from '../types.js';
import type { TrainingData } from './TrainOptions.js';

/** A batch, and the options its forward pass needs. */
export interface Batch extends TrainingData {
  readonly options: ForwardOptions;
}

/**
 * Takes a batch.
 *
 * @param where - the public function, for messages
 * @param data - the whole
 * @param options - of the forward pass over the whole
 * @param rows - which queries, or which entries
 * @param keyRows - which keys, the same for all queries, not of entries; all when left out
 */
export function takeBatch(
  where: string,
  data: TrainingData,
  options: ForwardOptions,
  rows: Int32Array,
  keyRows?: Int32Array,
): Batch {
  const queries = readArray(where, 'queries', data.queries);
  const keys = readArray(where, 'keys', data.keys, { allowNonFinite: true });
  const values = readArray(where, 'values', data.values, { allowNonFinite: true });
  const y = readArray(where, 'y', data.y);
  const ofEntries = queries.shape.length > 2;
  const hasOwn = keys.shape.length > Math.min(queries.shape.length, 2);
  const ofKeys = (array: FlatArray): ArrayInput => {
    const mine = hasOwn ? select(array, 0, rows) : array;
    return wrap(keyRows ? select(mine, hasOwn ? 1 : 0, keyRows) : mine);
  };
  const ofRank = (rank: number, array: FlatArray): ArrayInput => {
    const mine = array.shape.length >= rank ? select(array, 0, rows) : array;
    return wrap(keyRows ? select(mine, mine.shape.length - 1, keyRows) : mine);
  };
  // in a batch [m, n] is shared, as [n] is
  const ofPairs = (array: FlatArray): ArrayInput => ofRank(ofEntries ? 3 : 2, array);
  const { mask, bias, sampleWeights, excludeSelf } = options;
  return {
    queries: wrap(select(queries, 0, rows)),
    keys: ofKeys(keys),
    values: ofKeys(values),
    y: wrap(select(y, 0, rows)),
    options: {
      ...(mask !== undefined && { mask: ofPairs(maskArray(where, mask)) as MaskInput }),
      ...(bias !== undefined && {
        bias: ofPairs(readArray(where, 'bias', bias, { allowNonFinite: true })),
      }),
      ...(sampleWeights !== undefined && {
        sampleWeights: ofRank(2, readArray(where, 'sampleWeights', sampleWeights)),
      }),
      ...(excludeSelf && {
        excludeSelf: ofEntries
          ? excludedIn(where, excludeSelf, rows)
          : excludedOf(where, excludeSelf, rows, keyRows),
      }),
    },
  };
}

/** For each query of the batch the place among its keys of the key it leaves out, or −1. */
function excludedOf(
  where: string,
  excludeSelf: true | ArrayInput,
  rows: Int32Array,
  keyRows: Int32Array | undefined,
): Int32Array {
  const all = excludeSelf === true ? undefined : readArray(where, 'excludeSelf', excludeSelf).data;
  const own = rows.map((row) => (all ? all[row] : row));
  if (!keyRows) return own;
  const places = new Map(Array.from(keyRows, (key, place) => [key, place]));
  return own.map((key) => places.get(key) ?? -1);
}

/** The same for entries of a batch, which share what is said of queries alone. */
function excludedIn(
  where: string,
  excludeSelf: true | ArrayInput,
  entries: Int32Array,
): true | ArrayInput {
  if (excludeSelf === true) return true;
  const array = readArray(where, 'excludeSelf', excludeSelf);
  return array.shape.length > 1 ? wrap(select(array, 0, entries)) : excludeSelf;
}

function maskArray(where: string, mask: MaskInput): FlatArray {
  const { data, shape } = readMask(where, mask, [1, 2, 3]);
  return { data: Float64Array.from(data), shape, float32: false };
}

/** Some entries along an axis, in the order given. */
function select({ data, shape, float32 }: FlatArray, axis: number, chosen: Int32Array): FlatArray {
  const inner = shape.slice(axis + 1).reduce((size, length) => size * length, 1);
  const outer = shape.slice(0, axis).reduce((size, length) => size * length, 1);
  const out = new Float64Array(outer * chosen.length * inner);
  for (let o = 0, at = 0; o < outer; o++) {
    for (const index of chosen) {
      const from = (o * shape[axis] + index) * inner;
      for (let i = 0; i < inner; i++) out[at++] = data[from + i];
    }
  }
  const taken = [...shape.slice(0, axis), chosen.length, ...shape.slice(axis + 1)];
  return { data: out, shape: taken, float32 };
}

function wrap({ data, shape, float32 }: FlatArray): ArrayInput {
  return wrapTensor(data, shape, float32);
}
