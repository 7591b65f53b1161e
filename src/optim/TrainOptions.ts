// The options of `train`, and what is checked about them.

import { formatName, formatValue } from '../arrays/formatValue.js';
import { optionError } from '../arrays/optionError.js';
import { readArray } from '../arrays/readArray.js';
import {
  asGiven,
  expectFields,
  expectType,
  type OptionTable,
  readOptions,
  readSignal,
} from '../arrays/readOptions.js';
import { type ForwardOptions, forwardOptionNames, type Trainable } from '../model/Trainable.js';
import type { AbortSignalLike, ArrayInput } from '../types.js';
import type { TrainingCheckpoint } from './checkpoint.js';
import type { Optimizer } from './Optimizer.js';

/** What a network learns from. */
export interface TrainingData {
  /** Where to predict: [m] or [m, d], or [b, m, d]. */
  readonly queries: ArrayInput;
  /** What queries attend to: shared, or one set for each query, or for each entry of a batch. */
  readonly keys: ArrayInput;
  /** What is pooled. */
  readonly values: ArrayInput;
  /** What the pooled values should be, in their shape. */
  readonly y: ArrayInput;
}

/** One epoch: a loss, and the parameters it was taken at, before the step. */
export interface TrainingRecord {
  /** 1, 2, … */
  readonly epoch: number;
  /** Mean or sum of squared errors; with minibatches taken as the steps went on. */
  readonly loss: number;
  /** A copy of each parameter by name, flat, before the first step of the epoch. */
  readonly parameters: ReadonlyMap<string, Float64Array>;
  /** The loss of `validation`, or what else early stopping watches, at `parameters`, where it is not `loss` itself. */
  readonly validation?: number;
}

/** Options of {@link train}. */
export interface TrainOptions extends ForwardOptions {
  /** What takes the steps, made on `net.parameters()`. */
  readonly optimizer: Optimizer;
  /** How often the whole data are gone through. @defaultValue 100 */
  readonly epochs?: number;
  /** Whether the loss is the mean or the sum of squared errors. @defaultValue 'mean' */
  readonly reduction?: 'mean' | 'sum';
  /**
   * Queries in a step, or entries where queries have an axis for a batch; a new order each epoch.
   * @defaultValue all
   */
  readonly batchSize?: number;
  /**
   * Keys that a step attends to, drawn anew for each; for keys that all queries share, with
   * `batchSize`. @defaultValue all
   */
  readonly keysPerBatch?: number;
  /** Seed of the order of queries and of the draws of keys. @defaultValue 0 */
  readonly seed?: number;
  /** Shortens the gradient to this length before each step. @defaultValue none */
  readonly clipNorm?: number;
  /** Cuts the entries of the gradient to this size before each step. @defaultValue none */
  readonly clipValue?: number;
  /**
   * Stops after so many epochs without a lower loss, and puts the best parameters back. What is
   * watched is the loss of all queries, each left out of its keys (`excludeSelf`), or that of
   * `validation`. @defaultValue never
   */
  readonly patience?: number;
  /**
   * Other data, whose loss every record holds and early stopping watches; with `mask`, `bias`, `excludeSelf` and
   * `sampleWeights` of their own, since those of the training are not theirs.
   */
  readonly validation?: TrainingData & ForwardOptions;
  /** Goes on from a checkpoint with the same digits; `epochs` counts from the very first. */
  readonly resumeFrom?: TrainingCheckpoint;
  /**
   * Called after each epoch with its record, and a function that makes a checkpoint; a promise is
   * waited for.
   */
  readonly onEpoch?: (
    record: TrainingRecord,
    checkpoint: () => TrainingCheckpoint,
  ) => void | Promise<void>;
  /**
   * Ends the training from outside: `train` then rejects with the signal's reason, and the
   * parameters stay as they are.
   */
  readonly signal?: AbortSignalLike;
}

const DATA_NAMES = ['queries', 'keys', 'values', 'y'] as const;

const OPTIONS = {
  optimizer: [readOptimizer],
  epochs: ['count', 100],
  reduction: [['mean', 'sum'], 'mean'],
  batchSize: ['positiveCount', undefined],
  keysPerBatch: ['positiveCount', undefined],
  seed: ['integer', 0],
  clipNorm: ['positive', undefined],
  clipValue: ['positive', undefined],
  patience: ['positiveCount', undefined],
  validation: [readValidation, undefined],
  resumeFrom: [asGiven<TrainingCheckpoint>, undefined],
  onEpoch: [readOnEpoch, undefined],
  signal: [readSignal, undefined],
  mask: [asGiven<ForwardOptions['mask']>, undefined],
  bias: [asGiven<ForwardOptions['bias']>, undefined],
  excludeSelf: [asGiven<ForwardOptions['excludeSelf']>, undefined],
  sampleWeights: [asGiven<ForwardOptions['sampleWeights']>, undefined],
} as const satisfies OptionTable<TrainOptions>;

/** Checks the arguments of `train`, and splits off what is for the forward pass. */
export function readTrainOptions(
  where: string,
  net: Trainable,
  data: TrainingData,
  options: TrainOptions,
) {
  const isNet =
    typeof net?.forward === 'function' &&
    typeof net.backward === 'function' &&
    typeof net.parameters === 'function';
  if (!isNet) refuse(where, 'net must have forward(), backward() and parameters()', net);
  expectFields(where, 'data', data, DATA_NAMES);
  const { mask, bias, excludeSelf, sampleWeights, ...own } = readOptions(
    where,
    options,
    OPTIONS,
    formatName,
  );
  const { optimizer, batchSize, keysPerBatch, clipNorm, clipValue, patience, validation } = own;
  if (keysPerBatch !== undefined && batchSize === undefined) {
    refuse(where, 'keysPerBatch must come with batchSize', keysPerBatch);
  }
  if (batchSize !== undefined && optimizer.needsClosure) {
    refuse(where, 'batchSize must not come with an optimizer of full batches', batchSize);
  }
  if ((clipNorm !== undefined || clipValue !== undefined) && optimizer.needsClosure) {
    // a line search on shortened gradients would search along a loss that is not there
    const received = clipNorm ?? clipValue;
    refuse(where, 'clipping must not come with an optimizer that searches along a line', received);
  }
  const forward = forwardOf({ mask, bias, excludeSelf, sampleWeights });
  const watched = validation
    ? { set: validation, forward: forwardOf(validation) }
    : { set: data, forward };
  if (patience !== undefined && !watched.forward.excludeSelf) expectOtherKeys(where, watched.set);
  expectOwnParameters(where, net, optimizer);
  return { ...own, forward, watched };
}

/** What is for the forward pass. */
function forwardOf(
  given: {
    readonly [Name in keyof ForwardOptions]: ForwardOptions[Name] | undefined;
  },
): ForwardOptions {
  const names = forwardOptionNames.filter((name) => given[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, given[name]]));
}

function readOptimizer(where: string, optimizer: Optimizer): Optimizer {
  if (typeof optimizer?.step === 'function' && typeof optimizer.zeroGrad === 'function') {
    return optimizer;
  }
  return refuse(where, 'optimizer must have step() and zeroGrad()', optimizer);
}

type OnEpoch = NonNullable<TrainOptions['onEpoch']>;

function readOnEpoch(where: string, onEpoch: OnEpoch): OnEpoch {
  expectType(where, 'onEpoch', onEpoch, 'function');
  return onEpoch;
}

type Validation = NonNullable<TrainOptions['validation']>;

function readValidation(where: string, validation: Validation): Validation {
  return expectFields(where, 'validation', validation, [...DATA_NAMES, ...forwardOptionNames]);
}

function refuse(where: string, expected: string, received: unknown): never {
  throw optionError(where, expected, formatValue(received));
}

/** An optimizer made for another network would train nothing, without a word. */
function expectOwnParameters(where: string, net: Trainable, { parameters }: Optimizer): void {
  if (parameters === undefined) return;
  const own = net.parameters();
  const foreign = parameters.find((parameter) => !own.includes(parameter));
  if (!foreign) return;
  const expected = 'optimizer must be made on net.parameters()';
  throw optionError(where, expected, `a ${foreign.name} of another network`);
}

/** A point that attends to itself is predicted by itself: that loss says nothing. */
function expectOtherKeys(where: string, { queries, keys }: TrainingData): void {
  const q = readArray(where, 'queries', queries);
  const k = readArray(where, 'keys', keys, { allowNonFinite: true });
  const same = q.shape.length === k.shape.length && q.data.length === k.data.length;
  if (!same || q.data.some((x, i) => x !== k.data[i])) return;
  const expected =
    'patience must come with excludeSelf, or other validation, where the queries watched are the keys';
  throw optionError(where, expected, 'neither');
}
