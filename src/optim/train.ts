import { createRandom, type Random } from '../arrays/createRandom.js';
import { numericalError, optionError, shapeError } from '../arrays/optionError.js';
import { type FlatArray, readArray } from '../arrays/readArray.js';
import { readMask } from '../arrays/readMask.js';
import { NumericalError } from '../errors.js';
import { mseLoss } from '../model/mseLoss.js';
import type { ForwardOptions, Trainable } from '../model/Trainable.js';
import { wrapTensor } from '../tensor/tensor.js';
import type { ArrayInput, MaskInput } from '../types.js';
import {
  EarlyStopping,
  makeCheckpoint,
  setValues,
  takeUpCheckpoint,
  valuesOf,
} from './checkpoint.js';
import { clipGradNorm, clipGradValue } from './clipGradients.js';
import {
  readTrainOptions,
  type TrainingData,
  type TrainingRecord,
  type TrainOptions,
} from './TrainOptions.js';

/** Milliseconds of work between two breaths for the event loop: one frame. */
const PAUSE = 16;

/**
 * Trains a network on squared error, by steps over all queries or over minibatches of them.
 *
 * @param net - the network; its parameters are changed
 * @param data - queries, keys, values, and the observations y for the queries
 * @param options - optimizer, epochs, reduction, minibatches, clipping, early stopping,
 *   checkpoints, onEpoch, signal, and those of `forward` (say `excludeSelf`)
 * @returns one record for each epoch
 * @throws {@link OptionError} for an unknown option or one outside its range, an optimizer of
 *   another network, or a checkpoint of another one
 * @throws {@link NumericalError} when the loss or a parameter stops being finite; names the epoch
 *   and the parameters, which are left as they were before that epoch
 * @remarks To learn a bandwidth from data that are both queries and keys, say `excludeSelf: true`:
 *   a point that may attend to itself is predicted best by itself alone, so the loss falls to 0 as
 *   w → ∞. Lets the event loop run about every frame, so that a page stays alive and an abort
 *   arrives.
 * @example
 * ```ts
 * import { NWKernelRegression, SGD, train } from 'nadaraya';
 *
 * const [x, y] = [[0, 1, 2, 3], [0, 1, 4, 9]];
 * const net = new NWKernelRegression({ w: 0.5 });
 * const optimizer = new SGD(net.parameters(), { lr: 0.01 });
 * const history = await train(net, { queries: x, keys: x, values: y, y }, { optimizer, epochs: 20, excludeSelf: true });
 * console.log(history.length, history[19].loss < history[0].loss); // → 20 true
 * ```
 */
export async function train(
  net: Trainable,
  data: TrainingData,
  options: TrainOptions,
): Promise<TrainingRecord[]> {
  const where = 'train';
  const given = readTrainOptions(where, net, data, options);
  const { optimizer, epochs, reduction, validation, onEpoch, signal, forward } = given;
  const { batchSize, keysPerBatch, patience, clipNorm, clipValue, resumeFrom } = given;
  const stopping = patience === undefined ? undefined : new EarlyStopping(net, patience);
  const done = resumeFrom ? takeUpCheckpoint(resumeFrom, net, optimizer, stopping) : 0;
  const moved = optimizer.parameters ?? net.parameters();
  const lossOf = (set: TrainingData, passOptions: ForwardOptions) =>
    mseLoss(net.forward(set.queries, set.keys, set.values, passOptions), set.y, { reduction });
  const gradientOf = (set: TrainingData, passOptions: ForwardOptions): number => {
    optimizer.zeroGrad();
    const { value, grad } = lossOf(set, passOptions);
    net.backward(grad);
    if (clipNorm !== undefined) clipGradNorm(moved, clipNorm);
    if (clipValue !== undefined) clipGradValue(moved, clipValue);
    return value;
  };
  const step = (set: TrainingData, passOptions: ForwardOptions): number => {
    let first: number | undefined;
    const closure = (): number => {
      const loss = gradientOf(set, passOptions);
      first ??= loss;
      return loss;
    };
    if (optimizer.needsClosure) {
      optimizer.step(closure);
    } else {
      closure();
      optimizer.step();
    }
    expectFiniteParameters(net);
    return first ?? Number.NaN;
  };
  const watched = (): number => (validation ? lossOf(validation, {}) : lossOf(data, forward)).value;
  const watchesOthers = stopping && (validation !== undefined || batchSize !== undefined);

  let breath = performance.now();
  const breathe = async (): Promise<void> => {
    if (performance.now() - breath > PAUSE) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      breath = performance.now();
    }
    signal?.throwIfAborted();
  };
  const overBatches = async (epoch: number): Promise<number> => {
    const random = createRandom((given.seed + Math.imul(epoch, 0x9e3779b1)) | 0);
    const { queryCount, keyCount } = sizes(where, data, keysPerBatch);
    let total = 0;
    for (const rows of batches(random, queryCount, batchSize ?? queryCount)) {
      await breathe();
      const keyRows =
        keysPerBatch === undefined
          ? undefined
          : random.permutation(keyCount).slice(0, keysPerBatch).sort();
      const batch = takeBatch(where, data, forward, rows, keyRows);
      const { options: passOptions, ...set } = batch;
      total += step(set, passOptions) * (reduction === 'mean' ? rows.length / queryCount : 1);
    }
    return total;
  };

  const history: TrainingRecord[] = [];
  for (let epoch = done + 1; epoch <= epochs; epoch++) {
    await breathe();
    const before = valuesOf(net);
    const parameters = new Map(net.parameters().map(({ name }, k) => [name, before[k]]));
    const record = await inEpoch(net, epoch, before, async () => {
      const ahead = watchesOthers ? { validation: watched() } : {};
      const loss = batchSize === undefined ? step(data, forward) : await overBatches(epoch);
      return { epoch, loss, parameters, ...ahead };
    });
    history.push(record);
    const stops = stopping?.note(record.validation ?? record.loss, before);
    await onEpoch?.(record, () => makeCheckpoint(net, optimizer, epoch, stopping));
    signal?.throwIfAborted();
    if (stops) break;
  }
  if (stopping && history.length > 0) {
    // the last step has not been looked at yet
    await inEpoch(net, epochs, valuesOf(net), async () => stopping.note(watched()));
    stopping.restore();
  }
  return history;
}

/**
 * Runs an epoch; what goes wrong with numbers in it names the epoch and the parameters, which are
 * put back.
 */
async function inEpoch<Result>(
  net: Trainable,
  epoch: number,
  before: readonly Float64Array[],
  body: () => Promise<Result>,
): Promise<Result> {
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof NumericalError)) throw error;
    // a parameter names itself, and input that is not finite is not their doing
    const isPlain = error.expected.startsWith('parameter ') || error.expected.endsWith('be finite');
    const at = net.parameters().map(({ name, value }) => `${name} = ${shortened(value.data)}`);
    setValues(net, before);
    const place = isPlain ? '' : ` at ${at.join(', ')}`;
    const expected = `${error.expected} in epoch ${epoch}${place}`;
    throw numericalError('train', expected, error.received);
  }
}

function shortened(data: ArrayLike<number>): string {
  const shown = Array.from(data).slice(0, 3);
  return data.length === 1 ? `${shown[0]}` : `[${shown.join(', ')}${data.length > 3 ? ', …' : ''}]`;
}

function expectFiniteParameters(net: Trainable): void {
  for (const { name, value } of net.parameters()) {
    const wrong = value.data.findIndex((entry) => !Number.isFinite(entry));
    if (wrong >= 0)
      throw numericalError('train', `parameter ${name} must stay finite`, `${value.data[wrong]}`);
  }
}

/** The queries in random order, so many at a time. */
function batches(random: Random, count: number, size: number): Int32Array[] {
  const order = random.permutation(count);
  return Array.from({ length: Math.ceil(count / size) }, (_, b) =>
    order.subarray(b * size, (b + 1) * size),
  );
}

function sizes(where: string, data: TrainingData, keysPerBatch: number | undefined) {
  const queries = readArray(where, 'queries', data.queries);
  const keys = readArray(where, 'keys', data.keys, { allowNonFinite: true });
  const y = readArray(where, 'y', data.y);
  const [queryCount, keyCount] = [queries.shape[0], keys.shape[0]];
  if (y.shape[0] !== queryCount) {
    const expected = 'queries and y must be equally many';
    throw shapeError(where, expected, `${queryCount} and ${y.shape[0]}`);
  }
  const isBatch = queries.shape.length > 2;
  if (keysPerBatch !== undefined && (isBatch || keys.shape.length > queries.shape.length)) {
    const expected = 'keysPerBatch must come with keys that all queries share';
    throw optionError(where, expected, isBatch ? 'queries of rank 3' : 'a set for each query');
  }
  return { queryCount, keyCount };
}

// Some of the queries of a training set, and some of its keys, as a training set of its own; of a set
// with an axis for a batch some of its entries.

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
