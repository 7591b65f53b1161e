// Training of w by the library, an epoch a frame, so that one can watch it.

import {
  Adam,
  type KernelName,
  LBFGS,
  NWKernelRegression,
  type Optimizer,
  SGD,
  train,
} from 'nadaraya/attention';
import type { OptimizerName } from './state.js';

/** How each optimizer is made, by code and in fact. */
export const optimizers: Readonly<
  Record<
    OptimizerName,
    {
      readonly name: string;
      readonly className: string;
      readonly options: string;
      readonly make: (net: NWKernelRegression) => Optimizer;
    }
  >
> = {
  sgd: {
    name: 'SGD',
    className: 'SGD',
    options: '{ lr: 2 }',
    make: (net) => new SGD(net.parameters(), { lr: 2 }),
  },
  adam: {
    name: 'Adam',
    className: 'Adam',
    options: '{ lr: 0.1 }',
    make: (net) => new Adam(net.parameters(), { lr: 0.1 }),
  },
  lbfgs: {
    name: 'L-BFGS',
    className: 'LBFGS',
    options: '{ maxIterations: 1 }',
    make: (net) => new LBFGS(net.parameters(), { maxIterations: 1 }),
  },
};

/** How far a run has come. */
export interface Epoch {
  readonly loss: number;
  /** At which the loss was taken. */
  readonly w: number;
}

/** What a run starts from. */
export interface Start {
  readonly keys: Float64Array;
  readonly values: Float64Array;
  readonly kernel: KernelName;
  readonly w: number;
  readonly optimizer: OptimizerName;
  readonly leaveOneOut: boolean;
}

const MOST_EPOCHS = 300;
/** A run has arrived when so many steps in a row change w by no more than this share. */
const STILL = 5;
const SMALL_CHANGE = 1e-6;

/** A run of training that can be stopped and taken up again. */
export class Run {
  readonly start: Start;
  readonly epochs: Epoch[] = [];
  readonly #net: NWKernelRegression;
  readonly #optimizer: Optimizer;
  #still = 0;

  constructor(start: Start) {
    this.start = start;
    const { kernel, w, optimizer } = start;
    this.#net = new NWKernelRegression({ kernel, w, emptyWindow: 'nearest' });
    this.#optimizer = optimizers[optimizer].make(this.#net);
  }

  /** The present w. */
  get w(): number {
    return this.#net.w.data[0]!;
  }

  /** Whether more steps change nothing, or there were enough of them. */
  get isDone(): boolean {
    return this.#still >= STILL || this.epochs.length >= MOST_EPOCHS;
  }

  /** One epoch. */
  async step(): Promise<void> {
    const { keys, values, leaveOneOut } = this.start;
    const [record] = await train(
      this.#net,
      { queries: keys, keys, values, y: values },
      { optimizer: this.#optimizer, epochs: 1, excludeSelf: leaveOneOut },
    );
    const before = record!.parameters.get('w')![0]!;
    this.epochs.push({ loss: record!.loss, w: before });
    const moved = Math.abs(this.w - before) > SMALL_CHANGE * before;
    this.#still = moved ? 0 : this.#still + 1;
  }
}
