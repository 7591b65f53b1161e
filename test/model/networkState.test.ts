import { describe, expect, it } from 'vitest';
import { OptionError } from '../../src/errors.js';
import { MultiHeadKernelRegression } from '../../src/model/MultiHeadKernelRegression.js';
import { NWKernelRegression } from '../../src/model/NWKernelRegression.js';
import type { NetworkState } from '../../src/model/networkState.js';
import type { TrainingCheckpoint } from '../../src/optim/checkpoint.js';
import { SGD } from '../../src/optim/SGD.js';
import { train } from '../../src/optim/train.js';
import { expectError } from '../expectError.js';

const x = [0, 1, 2, 3];
const data = { queries: x, keys: x, values: [0, 1, 4, 9], y: [0, 1, 4, 9] };
const single = (w = 1) => new NWKernelRegression({ w, parameterization: 'log', projection: [[w]] });
const heads = (w = 1) => new MultiHeadKernelRegression([{ w }, { w: [2 * w] }], { mix: 'softmax' });

describe('the state of a network', () => {
  it.each([
    ['one', single],
    ['several heads', heads],
  ])('goes through text with all digits: %s', async (_name, make) => {
    const net = make(0.7);
    const optimizer = new SGD(net.parameters(), { lr: 0.01 });
    await train(net, data, { optimizer, epochs: 3, excludeSelf: true });
    const other = make();
    other.restore(JSON.parse(JSON.stringify(net)));
    expect(other.forward(x, x, x).data).toEqual(net.forward(x, x, x).data);
    expect(JSON.stringify(other)).toBe(JSON.stringify(net));
  });

  it('is in a checkpoint too', async () => {
    const net = single(0.7);
    let saved = {} as TrainingCheckpoint;
    await train(net, data, {
      optimizer: new SGD(net.parameters(), { lr: 0.01 }),
      epochs: 2,
      excludeSelf: true,
      onEpoch: (_, checkpoint) => {
        saved = checkpoint();
      },
    });
    const other = single();
    other.restore(saved);
    expect(other.w).toEqual(net.w);
  });

  it.each<[string, unknown, string]>([
    ['null', null, 'undefined with undefined'],
    ['a network', single().toJSON(), 'gaussian kernel, log w with logW [1], projection [1, 1]'],
    [
      'parameters',
      { network: 'gaussian kernel, linear w', parameters: [null] },
      'gaussian kernel, linear w with undefined []',
    ],
  ])('refuses %s that is none of it', (_name, state, received) => {
    const net = new NWKernelRegression({ w: [3] });
    const expected =
      'NWKernelRegression.restore: state must be of a gaussian kernel, linear w with w [1]';
    expectError(
      () => net.restore(state as NetworkState),
      OptionError,
      `${expected}, got ${received}`,
    );
    expect(net.w.get(0)).toBe(3);
  });

  it('refuses numbers that are none', () => {
    const state = {
      network: 'gaussian kernel, linear w',
      parameters: [{ name: 'w', shape: [1], value: [null] }],
    };
    expectError(
      () => new NWKernelRegression().restore(state as never),
      OptionError,
      'NWKernelRegression.restore: state must hold finite parameters of their shapes, got others',
    );
  });
});
