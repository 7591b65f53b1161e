import { describe, expect, it } from 'vitest';
import { OptionError } from '../../src/errors.js';
import { NWKernelRegression } from '../../src/model/NWKernelRegression.js';
import { LBFGS } from '../../src/optim/LBFGS.js';
import { SGD } from '../../src/optim/SGD.js';
import { readTrainOptions, type TrainOptions } from '../../src/optim/TrainOptions.js';
import { expectError } from '../expectError.js';

const net = new NWKernelRegression();
const optimizer = new SGD(net.parameters(), { lr: 1 });
const lbfgs = new LBFGS(net.parameters());
const x = [0, 1, 2];
const data = { queries: x, keys: x, values: x, y: x };
const read = (options: object) =>
  readTrainOptions('train', net, data, { optimizer, ...options } as TrainOptions);

describe('readTrainOptions', () => {
  it('has its defaults', () => {
    expect(read({})).toMatchObject({ epochs: 100, reduction: 'mean', seed: 0, forward: {} });
  });

  it('splits off what is for the forward pass', () => {
    const forward = { mask: [true, true, false], bias: x, excludeSelf: true, sampleWeights: x };
    const { forward: own, ...rest } = read({ ...forward, epochs: 3 });
    expect(own).toEqual(forward);
    expect(rest.epochs).toBe(3);
    for (const name of Object.keys(forward)) expect(name in rest).toBe(false);
  });

  it.each<[object, string]>([
    [{ rate: 1 }, 'options must be among optimizer, epochs, reduction, batchSize,'],
    [{ optimizer: {} }, 'optimizer must have step() and zeroGrad(), got'],
    [{ epochs: -1 }, 'epochs must be'],
    [{ epochs: 1.5 }, 'epochs must be'],
    [{ reduction: 'none' }, 'reduction must be one of mean, sum, got "none"'],
    [{ seed: 0.5 }, 'seed must be'],
    [{ batchSize: 0 }, 'batchSize must be'],
    [{ keysPerBatch: 2 }, 'keysPerBatch must come with batchSize, got 2'],
    [{ clipNorm: 0 }, 'clipNorm must be'],
    [{ clipValue: NaN }, 'clipValue must be'],
    [{ onEpoch: 1 }, 'onEpoch must be'],
    [{ signal: {} }, 'signal must be an AbortSignal, got'],
    [
      { validation: { ...data, x } },
      'validation must be among queries, keys, values, y, mask, bias, excludeSelf, sampleWeights, got "x"',
    ],
    [
      { optimizer: lbfgs, batchSize: 1 },
      'batchSize must not come with an optimizer of full batches, got 1',
    ],
    [
      { optimizer: lbfgs, clipNorm: 1 },
      'clipping must not come with an optimizer that searches along a line, got 1',
    ],
    [
      { patience: 2 },
      'patience must come with excludeSelf, or other validation, where the queries watched are the keys, got neither',
    ],
    [
      { patience: 2, excludeSelf: true, validation: data },
      'patience must come with excludeSelf, or other validation, where the queries watched are the keys, got neither',
    ],
  ])('refuses %o', (options, message) => {
    const pattern = new RegExp(`^train: ${message.replaceAll(/[()]/g, '\\$&')}`);
    expectError(() => read(options), OptionError, pattern);
  });

  it('lets patience watch other keys, or a point left out', () => {
    expect(read({ patience: 2, excludeSelf: true }).patience).toBe(2);
    const others = { ...data, queries: [0, 1, 3] };
    expect(read({ patience: 2, validation: others }).patience).toBe(2);
    expect(read({ patience: 2, validation: { ...data, excludeSelf: true } }).patience).toBe(2);
    const options = { optimizer, patience: 2 };
    expect(readTrainOptions('train', net, others, options).patience).toBe(2);
  });

  it('refuses what is no network, and an optimizer of another one', () => {
    expectError(
      () => readTrainOptions('train', {} as never, data, { optimizer }),
      OptionError,
      /^train: net must have forward\(\), backward\(\) and parameters\(\), got/,
    );
    expectError(
      () => readTrainOptions('train', new NWKernelRegression(), data, { optimizer }),
      OptionError,
      'train: optimizer must be made on net.parameters(), got a w of another network',
    );
  });
});
