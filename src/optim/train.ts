import { expectChoice } from '../arrays/expectChoice.js';
import { expectNumber } from '../arrays/expectNumber.js';
import { expectFields, expectOptions } from '../arrays/expectOptions.js';
import { expectType } from '../arrays/expectType.js';
import { formatValue } from '../arrays/formatValue.js';
import { NumericalError, OptionError } from '../errors.js';
import { mseLoss } from '../model/mseLoss.js';
import {
  type ForwardOptions,
  forwardOptionNames,
  NWKernelRegression,
} from '../model/NWKernelRegression.js';
import type { ArrayInput } from '../types.js';
import type { Optimizer } from './Optimizer.js';

/** What a network learns from. */
export interface TrainingData {
  /** Where to predict: [m] or [m, d]. */
  readonly queries: ArrayInput;
  /** What queries attend to, shared or one set for each query. */
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
  /** Mean or sum of squared errors. */
  readonly loss: number;
  /** A copy of each parameter by name, flat. */
  readonly parameters: ReadonlyMap<string, Float64Array>;
}

/** Options of {@link train}. */
export interface TrainOptions extends ForwardOptions {
  /** What takes the steps, made on `net.parameters()`. */
  readonly optimizer: Optimizer;
  /** How often the whole data are gone through. @defaultValue 100 */
  readonly epochs?: number;
  /** Whether the loss is the mean or the sum of squared errors. @defaultValue 'mean' */
  readonly reduction?: 'mean' | 'sum';
  /** Called after each epoch with its record; a promise is waited for. */
  readonly onEpoch?: (record: TrainingRecord) => void | Promise<void>;
  /** Ends the training from outside: `train` then rejects with the signal's reason, and the parameters stay as they are. */
  readonly signal?: AbortSignal;
}

const pause = 16; // ms of work between two breaths for the event loop: one frame

/**
 * Trains a network by full-batch steps on squared error.
 *
 * @param net - the network; its parameters are changed
 * @param data - queries, keys, values, and the observations y for the queries
 * @param options - optimizer, epochs, reduction, onEpoch, signal, and those of `forward` (say `excludeSelf`)
 * @returns one record for each epoch
 * @throws {@link OptionError} for an unknown option or one outside its range
 * @throws {@link NumericalError} when the loss stops being finite; names the epoch
 * @remarks Lets the event loop run about every frame, so that a page stays alive and an abort arrives.
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
  net: NWKernelRegression,
  data: TrainingData,
  options: TrainOptions,
): Promise<TrainingRecord[]> {
  const where = 'train';
  const known = [
    'optimizer',
    'epochs',
    'reduction',
    'onEpoch',
    'signal',
    ...forwardOptionNames,
  ] as const;
  const {
    optimizer,
    epochs = 100,
    reduction = 'mean',
    onEpoch,
    signal,
    ...forward
  } = expectOptions(where, options, known);
  const { queries, keys, values, y } = expectFields(where, 'data', data, [
    'queries',
    'keys',
    'values',
    'y',
  ]);
  if (!(net instanceof NWKernelRegression)) {
    throw new OptionError({
      where,
      expected: 'net must be an NWKernelRegression',
      received: formatValue(net),
    });
  }
  if (typeof optimizer?.step !== 'function' || typeof optimizer.zeroGrad !== 'function') {
    const expected = 'optimizer must have step() and zeroGrad()';
    throw new OptionError({ where, expected, received: formatValue(optimizer) });
  }
  expectNumber(where, 'epochs', epochs, 'count');
  expectChoice(where, 'reduction', reduction, ['mean', 'sum']);
  if (onEpoch !== undefined) expectType(where, 'onEpoch', onEpoch, 'function');
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    const received = formatValue(signal);
    throw new OptionError({ where, expected: 'signal must be an AbortSignal', received });
  }
  const history: TrainingRecord[] = [];
  let breath = performance.now();
  for (let epoch = 1; epoch <= epochs; epoch++) {
    if (performance.now() - breath > pause) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      breath = performance.now();
    }
    signal?.throwIfAborted();
    const parameters = new Map(
      net.parameters().map((p) => [p.name, Float64Array.from(p.value.data)]),
    );
    const loss = inEpoch(epoch, () => {
      optimizer.zeroGrad();
      const { value, grad } = mseLoss(net.forward(queries, keys, values, forward), y, {
        reduction,
      });
      net.backward(grad);
      optimizer.step();
      expectFiniteParameters(net);
      return value;
    });
    const record = { epoch, loss, parameters };
    history.push(record);
    await onEpoch?.(record);
    signal?.throwIfAborted();
  }
  return history;
}

/** Runs an epoch; what goes wrong with numbers in it names the epoch. */
function inEpoch(epoch: number, body: () => number): number {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof NumericalError)) throw error;
    const expected = `${error.expected} in epoch ${epoch}`;
    throw new NumericalError({ where: 'train', expected, received: error.received });
  }
}

function expectFiniteParameters(net: NWKernelRegression): void {
  for (const { name, value } of net.parameters()) {
    const wrong = value.data.findIndex((entry) => !Number.isFinite(entry));
    if (wrong >= 0) {
      const expected = `parameter ${name} must stay finite`;
      throw new NumericalError({ where: 'train', expected, received: `${value.data[wrong]}` });
    }
  }
}
