import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { NotFittedError, OptionError, UnsupportedError } from '../../src/errors.js';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import { toKernelRegressor } from '../../src/estimators/toKernelRegressor.js';
import { weightKernelNames } from '../../src/kernels/createKernel.js';
import { NWKernelRegression } from '../../src/model/NWKernelRegression.js';
import { toNWKernelRegression } from '../../src/model/toNWKernelRegression.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const random = createRandom(6);
const x = Float64Array.from({ length: 90 }, () => random.uniform(0, 5));
const xq = Float64Array.from({ length: 40 }, () => random.uniform(0, 5));
const y = x.map((v) => Math.cos(v) + random.normal(0, 0.2));
const sampleWeights = x.map(() => random.integer(3));
const plane = Array.from({ length: 60 }, () => [random.uniform(0, 3), random.uniform(0, 9)]);
const height = plane.map(([a = 0, b = 0]) => a - Math.sin(b));

describe('toNWKernelRegression: the network pools what the model predicts', () => {
  it.each([...weightKernelNames])('%s kernel, in one and in two dimensions', (kernel) => {
    const one = new KernelRegressor({ kernel, bandwidth: 0.7 }).fit(x, y, { sampleWeights });
    const net = toNWKernelRegression(one);
    expectClose(net.forward(xq, x, y, { sampleWeights }).data, one.predict(xq), 1e-12);
    const spherical = { kernel, bandwidth: [1.3, 3], multivariate: 'spherical' } as const;
    const two = new KernelRegressor(spherical).fit(plane, height);
    const flat = toNWKernelRegression(two).forward(plane, plane, height);
    expectClose(flat.data, two.predict(plane), 1e-12);
  });

  it.each(['linear', 'log'] as const)(
    'with a bandwidth the data chose, %s w',
    (parameterization) => {
      const model = new KernelRegressor({ degree: 0, bandwidth: 'loo' }).fit(x, y);
      const net = toNWKernelRegression(model, { parameterization, prefix: 'a.' });
      expectClose(net.forward(xq, x, y).data, model.predict(xq), 1e-12);
      expect(net.parameters()[0].name).toBe(parameterization === 'log' ? 'a.logW' : 'a.w');
    },
  );

  it('a product of Gaussians is a Gaussian of the distance; an infinite bandwidth is w = 0', () => {
    const model = new KernelRegressor({ bandwidth: [0.5, Infinity] }).fit(plane, height);
    const net = toNWKernelRegression(model);
    expectClose(net.w, [2, 0], 0);
    expectClose(net.forward(plane, plane, height).data, model.predict(plane), 1e-12);
  });

  it('there and back is the same network', () => {
    const net = new NWKernelRegression({
      w: [0.5, 4],
      kernel: 'biweight',
      emptyWindow: 'nearest',
    });
    const back = toNWKernelRegression(toKernelRegressor(net, plane, height));
    expectClose(back.w, net.w, 0);
    expect([back.kernel, back.emptyWindow]).toEqual([net.kernel, 'nearest']);
  });
});

describe('toNWKernelRegression refuses', () => {
  it('what is no pooling by distance', () => {
    const line = new KernelRegressor({ bandwidth: 1, degree: 1 }).fit(x, y);
    expectError(
      () => toNWKernelRegression(line),
      UnsupportedError,
      'toNWKernelRegression: model must be of degree 0, got degree 1',
    );
    const product = new KernelRegressor({ bandwidth: 1, kernel: 'cauchy' }).fit(plane, height);
    expectError(
      () => toNWKernelRegression(product),
      UnsupportedError,
      "toNWKernelRegression: model must have multivariate: 'spherical' in several dimensions, got a product of cauchy kernels",
    );
    const predictors = ['number', 'category'] as const;
    const mixed = new KernelRegressor({ predictors, bandwidth: [1, 0.2] });
    mixed.fit(
      [0, 1, 2].map((t) => [t, t % 2]),
      [1, 2, 3],
    );
    expectError(
      () => toNWKernelRegression(mixed),
      UnsupportedError,
      'toNWKernelRegression: model must have one bandwidth for each column of numbers, got category',
    );
    const near = new KernelRegressor({ bandwidth: { neighbours: 2 } }).fit(x, y);
    expectError(() => toNWKernelRegression(near), UnsupportedError, /got windows by neighbours$/);
    const kernel = { value: (u: number) => Math.exp(-Math.abs(u)) };
    const own = new KernelRegressor({ bandwidth: 1, kernel }).fit(x, y);
    expectError(() => toNWKernelRegression(own), UnsupportedError, /kernel must be a built-in one/);
  });

  it('what is no fitted model, an unknown option, and the logarithm of w = 0', () => {
    for (const other of [{}, new NWKernelRegression()])
      expectError(
        () => toNWKernelRegression(other as never),
        OptionError,
        /^toNWKernelRegression: model must be a KernelRegressor, got /,
      );
    expectError(
      () => toNWKernelRegression(new KernelRegressor()),
      NotFittedError,
      /fit must be called first/,
    );
    const model = new KernelRegressor({ bandwidth: Infinity }).fit(x, y);
    expectError(
      () => toNWKernelRegression(model, { w: 1 } as never),
      OptionError,
      'toNWKernelRegression: options must be among parameterization, prefix, got "w"',
    );
    expectError(
      () => toNWKernelRegression(model, { parameterization: 'log' }),
      OptionError,
      /w\[0\] must be .*, got 0$/,
    );
  });
});
