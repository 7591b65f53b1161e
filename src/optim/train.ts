import { createRandom, type Random } from '../arrays/createRandom.js';
import { numericalError, optionError, shapeError } from '../arrays/optionError.js';
import { type FlatArray, readArray } from '../arrays/readArray.js';
import { type AttentionProblem, hasOwnKeys } from '../attention/AttentionProblem.js';
import { readValues, resolveProblem } from '../attention/resolveProblem.js';
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
 *   w → ∞. Lets the event loop run between steps, and iterations of `LBFGS`, about every frame, so
 *   that a page stays alive and an abort arrives; parameters are then where they were by that time.
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
  const { optimizer, epochs, reduction, validation, watched, onEpoch, signal, forward } = given;
  const { batchSize, keysPerBatch, patience, clipNorm, clipValue, resumeFrom } = given;
  const stopping = patience === undefined ? undefined : new EarlyStopping(net, patience);
  const done = resumeFrom ? takeUpCheckpoint(resumeFrom, net, optimizer, stopping) : 0;
  const moved = optimizer.parameters ?? net.parameters();
  const lossOf = (set: TrainingData, passOptions: ForwardOptions) => {
    const outputs = net.forward(set.queries, set.keys, set.values, passOptions);
    const empty = outputs.data.findIndex(Number.isNaN);
    if (empty >= 0) {
      const cure = "where windows are empty: emptyWindow: 'nearest', or a kernel without end";
      const expected = `every query must have a key that weighs something (${cure})`;
      throw numericalError(where, expected, `NaN at index ${empty}`);
    }
    return mseLoss(outputs, set.y, { reduction });
  };
  const gradientOf = (set: TrainingData, passOptions: ForwardOptions): number => {
    optimizer.zeroGrad();
    const { value, grad } = lossOf(set, passOptions);
    net.backward(grad);
    if (clipNorm !== undefined) clipGradNorm(moved, clipNorm);
    if (clipValue !== undefined) clipGradValue(moved, clipValue);
    return value;
  };
  const step = async (set: TrainingData, passOptions: ForwardOptions): Promise<number> => {
    let first: number | undefined;
    const closure = (): number => {
      const loss = gradientOf(set, passOptions);
      first ??= loss;
      return loss;
    };
    if (optimizer.iterations) {
      for (const _ of optimizer.iterations(closure)) await breathe();
    } else if (optimizer.needsClosure) {
      optimizer.step(closure);
    } else {
      closure();
      optimizer.step();
    }
    expectFiniteParameters(net);
    return first ?? Number.NaN;
  };
  const watchedLoss = (): number => lossOf(watched.set, watched.forward).value;
  const watchesOthers = validation !== undefined || (stopping && batchSize !== undefined);

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
    const whole = readSet(where, data, forward);
    const { batch, n, perQuery } = whole.problem;
    if (keysPerBatch !== undefined && (batch !== undefined || perQuery)) {
      const expected = 'keysPerBatch must come with keys that all queries share';
      throw optionError(where, expected, perQuery ? 'a set for each query' : 'queries of rank 3');
    }
    const count = countOf(whole.problem);
    let total = 0;
    for (const rows of batches(random, count, batchSize ?? count)) {
      await breathe();
      const keyRows =
        keysPerBatch === undefined
          ? undefined
          : random.permutation(n).slice(0, keysPerBatch).sort();
      const { options: passOptions, ...set } = takeBatch(whole, rows, keyRows);
      total += (await step(set, passOptions)) * (reduction === 'mean' ? rows.length / count : 1);
    }
    return total;
  };

  const history: TrainingRecord[] = [];
  for (let epoch = done + 1; epoch <= epochs && !stopping?.isDue; epoch++) {
    await breathe();
    const before = valuesOf(net);
    const parameters = new Map(net.parameters().map(({ name }, k) => [name, before[k]]));
    const record = await inEpoch(net, epoch, before, async () => {
      const ahead = watchesOthers ? { validation: watchedLoss() } : {};
      const loss = await (batchSize === undefined ? step(data, forward) : overBatches(epoch));
      return { epoch, loss, parameters, ...ahead };
    });
    history.push(record);
    stopping?.note(record.validation ?? record.loss, before);
    await onEpoch?.(record, () => makeCheckpoint(net, optimizer, epoch, stopping));
    signal?.throwIfAborted();
  }
  if (stopping?.best) {
    // the last step has not been looked at yet
    await inEpoch(net, epochs, valuesOf(net), async () => stopping.note(watchedLoss()));
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

/** The queries in random order, so many at a time; without any, one batch of none. */
function batches(random: Random, count: number, size: number): Int32Array[] {
  const order = random.permutation(count);
  return Array.from({ length: Math.max(1, Math.ceil(count / size)) }, (_, b) =>
    order.subarray(b * size, (b + 1) * size),
  );
}

// Some of the queries of a training set, and some of its keys, as a training set of its own; of a set
// with an axis for a batch some of its entries.

/** A training set, read and checked as a whole: what fits together batch by batch may not do so in all. */
export interface WholeSet {
  readonly problem: AttentionProblem;
  readonly values: FlatArray;
  readonly y: FlatArray;
}

/** A batch, and the options its forward pass needs. */
export interface Batch extends TrainingData {
  readonly options: ForwardOptions;
}

/**
 * Reads a training set.
 *
 * @param where - the public function, for messages
 * @param data - the whole
 * @param options - of the forward pass over the whole
 */
export function readSet(where: string, data: TrainingData, options: ForwardOptions): WholeSet {
  const problem = resolveProblem(where, data.queries, data.keys, options);
  const values = readValues(problem, data.values).array;
  const y = readArray(where, 'y', data.y);
  const count = countOf(problem);
  if (y.shape[0] !== count)
    throw shapeError(where, 'queries and y must be equally many', `${count} and ${y.shape[0]}`);
  return { problem, values, y };
}

/** How many queries there are to take, or entries of a batch. */
function countOf({ batch, m }: AttentionProblem): number {
  return batch ?? m;
}

/**
 * Takes a batch.
 *
 * @param set - the whole
 * @param rows - which queries, or which entries
 * @param keyRows - which keys, where all queries share them; all when left out
 */
export function takeBatch(
  { problem, values, y }: WholeSet,
  rows: Int32Array,
  keyRows?: Int32Array,
): Batch {
  const { queries, keys, perQuery, mask, bias, sampleWeights } = problem;
  const ofEntries = problem.batch !== undefined;
  const ofRows = (array: Selectable): ArrayInput => wrap(select(array, 0, rows));
  const shared = (array: Selectable, axis: number): ArrayInput =>
    wrap(keyRows ? select(array, axis, keyRows) : array);
  const ofKeys = (array: FlatArray): ArrayInput =>
    perQuery || hasOwnKeys(problem) ? ofRows(array) : shared(array, 0);
  const ofRank = (rank: number, array: Selectable): ArrayInput => {
    const mine = array.shape.length >= rank ? select(array, 0, rows) : array;
    return shared(mine, mine.shape.length - 1);
  };
  const pairsRank = ofEntries ? 3 : 2; // in a batch [m, n] is shared, as [n] is
  const excludeSelf = ofEntries ? excludedIn(problem, rows) : excludedOf(problem, rows, keyRows);
  return {
    queries: ofRows(queries),
    keys: ofKeys(keys),
    values: ofKeys(values),
    y: ofRows(y),
    options: {
      ...(mask && { mask: ofRank(pairsRank, mask) as MaskInput }),
      ...(bias && { bias: ofRank(pairsRank, bias) }),
      ...(sampleWeights && { sampleWeights: ofRank(2, sampleWeights) }),
      ...(excludeSelf && { excludeSelf }),
    },
  };
}

/** For each query of the batch the place among its keys of the key it leaves out, or −1. */
function excludedOf(
  { excludeSelf, excluded }: AttentionProblem,
  rows: Int32Array,
  keyRows: Int32Array | undefined,
): Int32Array | undefined {
  if (!excludeSelf && !excluded) return undefined;
  const own = rows.map((row) => (excluded ? excluded[row] : row));
  if (!keyRows) return own;
  const places = new Map(Array.from(keyRows, (key, place) => [key, place]));
  return own.map((key) => places.get(key) ?? -1);
}

/** The same for entries of a batch, which share what is said of queries alone. */
function excludedIn(
  { excludeSelf, excluded, batch = 1, m }: AttentionProblem,
  entries: Int32Array,
): boolean | ArrayInput {
  if (!excluded || excluded.length === m) return excluded ?? excludeSelf;
  return wrap(select({ data: excluded, shape: [batch, m] }, 0, entries));
}

/** What entries are taken from along an axis. */
interface Selectable {
  readonly data: Float64Array | Uint8Array | Int32Array;
  readonly shape: readonly number[];
  readonly float32?: boolean;
}

/** Some entries along an axis, in the order given. */
function select(array: Selectable, axis: number, chosen: Int32Array): Selectable {
  const { data, shape } = array;
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
  return { ...array, data: out, shape: taken };
}

function wrap({ data, shape, float32 = false }: Selectable): ArrayInput {
  return wrapTensor(data instanceof Float64Array ? data : Float64Array.from(data), shape, float32);
}
