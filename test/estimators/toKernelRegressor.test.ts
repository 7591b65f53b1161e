import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { NumericalError, OptionError, ShapeError, UnsupportedError } from '../../src/errors.js';
import { toKernelRegressor } from '../../src/estimators/toKernelRegressor.js';
import { weightKernelNames } from '../../src/kernels/createKernel.js';
import { MultiHeadKernelRegression } from '../../src/model/MultiHeadKernelRegression.js';
import {
  NWKernelRegression,
  type NWKernelRegressionOptions,
} from '../../src/model/NWKernelRegression.js';
import { LBFGS } from '../../src/optim/LBFGS.js';
import { train } from '../../src/optim/train.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const random = createRandom(5);
const points = (count: number, d: number): number[][] =>
  Array.from({ length: count }, () => Array.from({ length: d }, () => random.uniform(0, 4)));
const line = points(80, 1).map(([x]) => x!);
const lineQueries = points(30, 1).map(([x]) => x!);
const space = points(80, 3);
const spaceQueries = points(30, 3);
const y = line.map((x) => Math.sin(2 * x) + random.normal(0, 0.2));
const sampleWeights = line.map(() => random.integer(4));

/** Both ways to predict, the network's first. */
function bothWays(options: NWKernelRegressionOptions, d: 1 | 3, weighted = false) {
  const [x, xq] = d === 1 ? [line, lineQueries] : [space, spaceQueries];
  const given = weighted ? { sampleWeights } : {};
  const net = new NWKernelRegression(options);
  const model = toKernelRegressor(net, x, y, given);
  return { pooled: net.forward(xq, x, y, given).data, predicted: model.predict(xq), model };
}

describe('toKernelRegressor: the model predicts what the network pools', () => {
  it.each([...weightKernelNames])('%s kernel, in one and in three dimensions', (kernel) => {
    for (const weighted of [false, true]) {
      const one = bothWays({ w: 1.5, kernel }, 1, weighted);
      expectClose(one.predicted, one.pooled, 1e-12);
      const three = bothWays({ w: [0.5, 0.25, 1], kernel }, 3, weighted);
      expectClose(three.predicted, three.pooled, 1e-12);
    }
  });

  it('one w for three dimensions', () => {
    const { predicted, pooled, model } = bothWays({ w: 0.8, kernel: 'epanechnikov' }, 3);
    expectClose(predicted, pooled, 1e-12);
    expect(model.bandwidth).toEqual([1.25, 1.25, 1.25]);
  });

  it('a w below 0 is that above it, and 0 an infinite bandwidth', () => {
    const { predicted, pooled, model } = bothWays({ w: [-2, 0, 0.5] }, 3);
    expectClose(predicted, pooled, 1e-12);
    expect(model.bandwidth).toEqual([0.5, Infinity, 2]);
  });

  it('after training log w', async () => {
    const net = new NWKernelRegression({ w: 1, parameterization: 'log' });
    const data = { queries: line, keys: line, values: y, y };
    const optimizer = new LBFGS(net.parameters());
    await train(net, data, { optimizer, epochs: 2, excludeSelf: true });
    const model = toKernelRegressor(net, line, y);
    expectClose(model.bandwidth, [1 / net.w.get(0)], 1e-15);
    expectClose(model.predict(lineQueries), net.forward(lineQueries, line, y).data, 1e-12);
    const leftOut = net.forward(line, line, y, { excludeSelf: true });
    expectClose(
      model.looResiduals,
      y.map((v, i) => v - leftOut.get(i)),
      1e-12,
    );
  });

  it('several outputs, and a kernel of your own', () => {
    const kernel = { name: 'own', value: (u: number) => 1 / (1 + u ** 4) };
    const net = new NWKernelRegression({ w: 2, kernel });
    const outputs = y.map((v) => [v, v * v]);
    const model = toKernelRegressor(net, line, outputs);
    expectClose(model.predict(lineQueries), net.forward(lineQueries, line, outputs).data, 1e-12);
  });

  it('empty windows: what the network was told', () => {
    const [x, outputs] = [
      [0, 1, 3],
      [5, 6, 8],
    ];
    const make = (emptyWindow: 'nan' | 'nearest' | 'throw') =>
      toKernelRegressor(new NWKernelRegression({ kernel: 'biweight', emptyWindow }), x, outputs);
    expect(make('nan').predict(9)).toBeNaN();
    expect(make('nearest').predict(9)).toBe(8);
    expectError(() => make('throw').predict(9), NumericalError, /^KernelRegressor.predict: /);
  });

  it('passes on how sums are made', () => {
    const net = new NWKernelRegression();
    const { options } = toKernelRegressor(net, line, y, {
      method: 'direct',
      tolerance: 1e-6,
      missing: 'omit',
    }).toJSON();
    expect(options).toMatchObject({ method: 'direct', tolerance: 1e-6, missing: 'omit' });
  });
});

describe('toKernelRegressor refuses', () => {
  const rule =
    'toKernelRegressor: net must have one w, or one for each dimension, to become bandwidths';

  it('what is no bandwidth', () => {
    const identity = [
      [1, 0],
      [0, 1],
    ];
    const matrix = new NWKernelRegression({ w: identity });
    const xs = [
      [0, 1],
      [1, 0],
    ];
    expectError(
      () => toKernelRegressor(matrix, xs, [1, 2]),
      UnsupportedError,
      `${rule}, got w of shape [2, 2]`,
    );
    const projected = new NWKernelRegression({ projection: identity });
    expectError(
      () => toKernelRegressor(projected, xs, [1, 2]),
      UnsupportedError,
      `${rule}, got a projection`,
    );
    const heads = new MultiHeadKernelRegression([{ w: 1 }]);
    expectError(
      () => toKernelRegressor(heads as never, xs, [1, 2]),
      UnsupportedError,
      `${rule}, got several heads`,
    );
  });

  it('what is no network, an unknown option, and other dimensions', () => {
    const net = new NWKernelRegression({ w: [1, 2] });
    expectError(
      () => toKernelRegressor(null as never, [1], [1]),
      OptionError,
      'toKernelRegressor: net must be an NWKernelRegression, got null',
    );
    expectError(
      () => toKernelRegressor(net, [1], [1], { degree: 1 } as never),
      OptionError,
      'toKernelRegressor: options must be among sampleWeights, method, tolerance, missing, got "degree"',
    );
    expectError(
      () => toKernelRegressor(net, [1], [1]),
      ShapeError,
      /bandwidth must be a number or/,
    );
  });
});
