// A training between two epochs as plain JSON, to go on with the same digits.

import { formatValue } from '../arrays/formatValue.js';
import { optionError } from '../arrays/optionError.js';
import {
  expectNetworkState,
  expectValues,
  type NetworkState,
  restoreNetwork,
  stateOfNetwork,
} from '../model/networkState.js';
import type { Trainable } from '../model/Trainable.js';
import type { Optimizer, OptimizerState } from './Optimizer.js';

/** A training between two epochs; plain JSON. */
export interface TrainingCheckpoint extends NetworkState {
  /** Of this format. */
  readonly version: 1;
  /** What the optimizer remembers. */
  readonly optimizer: OptimizerState;
  /** Epochs done. */
  readonly epoch: number;
  /** The best parameters so far, where early stopping watches. */
  readonly best?: SavedBest;
}

/** What early stopping remembers in a checkpoint. */
export interface SavedBest {
  /** The lowest loss. */
  readonly loss: number;
  /** Epochs since. */
  readonly wait: number;
  /** The parameters it was taken at, flat. */
  readonly values: readonly (readonly number[])[];
}

/**
 * Makes a checkpoint. @throws {@link OptionError} when the optimizer cannot tell what it remembers
 */
export function makeCheckpoint(
  net: Trainable,
  optimizer: Optimizer,
  epoch: number,
  stopping: EarlyStopping | undefined,
): TrainingCheckpoint {
  if (!optimizer.toJSON || !optimizer.restore) {
    const expected = 'optimizer must have toJSON() and restore() to make a checkpoint';
    throw optionError('train', expected, 'one without');
  }
  const best = stopping?.best;
  return {
    version: 1,
    ...stateOfNetwork(net),
    optimizer: optimizer.toJSON(),
    epoch,
    ...(best && {
      best: {
        loss: best.loss,
        wait: best.wait,
        values: best.values.map((value) => Array.from(value)),
      },
    }),
  };
}

/**
 * Takes up a checkpoint; nothing is changed when it does not fit.
 *
 * @returns epochs done
 * @throws {@link OptionError} when it is of another version, network or optimizer
 */
export function takeUpCheckpoint(
  checkpoint: TrainingCheckpoint,
  net: Trainable,
  optimizer: Optimizer,
  stopping: EarlyStopping | undefined,
): number {
  const where = 'train';
  const refuse = (expected: string, received: string): never => {
    throw optionError(where, `resumeFrom must ${expected}`, received);
  };
  const { version, epoch, best } = checkpoint ?? {};
  if (version !== 1) refuse('be a checkpoint of version 1', formatValue(version));
  expectNetworkState(where, 'resumeFrom', net, checkpoint);
  if (best) expectValues(where, 'resumeFrom', net, best.values);
  if (!Number.isSafeInteger(epoch) || epoch < 0) refuse('hold its epoch', formatValue(epoch));
  if (!optimizer.restore) return refuse('come with an optimizer that can restore()', 'another');
  optimizer.restore(checkpoint.optimizer);
  restoreNetwork(where, net, checkpoint);
  if (best && stopping) {
    const found = best.values.map((value) => Float64Array.from(value));
    stopping.best = { loss: best.loss, wait: best.wait, values: found };
  }
  return epoch;
}

/** The lowest loss, its parameters, and for how many epochs none was lower. */
interface Best {
  readonly loss: number;
  wait: number;
  readonly values: readonly Float64Array[];
}

/** Watches a loss, keeps the best parameters, and says when to stop. */
export class EarlyStopping {
  best: Best | undefined;
  readonly #net: Trainable;
  readonly #patience: number;

  /**
   * @param net - whose parameters are kept
   * @param patience - so many epochs without a lower loss are waited for
   */
  constructor(net: Trainable, patience: number) {
    this.#net = net;
    this.#patience = patience;
  }

  /** Takes note of a loss at given parameters, by default the present ones. */
  note(loss: number, values: readonly Float64Array[] = valuesOf(this.#net)): void {
    if (!this.best || loss < this.best.loss) this.best = { loss, wait: 0, values };
    else this.best.wait++;
  }

  /** Whether it is time to stop. */
  get isDue(): boolean {
    return this.best !== undefined && this.best.wait >= this.#patience;
  }

  /** Writes the best parameters back. */
  restore(): void {
    if (this.best) setValues(this.#net, this.best.values);
  }
}

/** Copies of all parameters of a network. */
export function valuesOf(net: Trainable): Float64Array[] {
  return net.parameters().map(({ value }) => Float64Array.from(value.data));
}

/** Writes copies back. */
export function setValues(net: Trainable, values: readonly Float64Array[]): void {
  for (const [k, { value }] of net.parameters().entries()) value.data.set(values[k]);
}
