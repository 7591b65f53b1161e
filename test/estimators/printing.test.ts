import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import {
  BinnedSample,
  createRandom,
  KernelClassifier,
  KernelDensity,
  KernelRegressor,
  kernelRegression,
  MultiHeadKernelRegression,
  NWKernelRegression,
  Parameter,
} from '../../src/index.js';
import * as selfFit from '../../src/smoothers/selfFit.js';

/** What consoles show, which is what `String` gives. */
function printed(value: object): string {
  expect(inspect(value)).toBe(String(value));
  expect(inspect({ value }, { depth: 0 }).replaceAll('\n  ', '\n')).toContain(String(value));
  expect(Object.keys(value).join()).not.toMatch(/toString|inspect/);
  return String(value);
}

describe('a KernelRegressor', () => {
  const [x, y] = [
    [0, 1, 2, 3],
    [0, 2, 3, 3],
  ];

  it('that is not fitted says so', () => {
    expect(printed(new KernelRegressor())).toBe(
      'KernelRegressor, not fitted: gaussian kernel, degree: auto, bandwidth: auto',
    );
    expect(printed(new KernelRegressor({ kernel: 'uniform', bandwidth: [1, 2.5] }))).toBe(
      'KernelRegressor, not fitted: uniform kernel, degree: auto, bandwidth: 1, 2.5',
    );
  });

  it('tells λ of categories with its upper end, and one bandwidth of the globe', () => {
    const predictors = ['number', 'ordered', 'category', 'geographic'] as const;
    const rows = [0, 1, 2, 3, 4, 5].map((i) => [i, i % 3, i % 3, 2 * i, i]);
    const fitted = new KernelRegressor({ predictors, bandwidth: [2, 0.5, 2 / 3, 150, 150] }).fit(
      rows,
      [1, 2, 4, 3, 5, 6],
      { names: { x: ['a', 'b', 'c', 'north', 'east'] } },
    );
    expect(printed(fitted)).toContain(
      '\nbandwidth: 2 (a), λ 0.5 of 1 (b), λ 0.66667 of 0.66667 (c), 150 km (north, east) (given)\n',
    );
    expect(fitted.summary()).toMatch(/^does not matter +c$/m);
  });

  it('says kernel, degree, bandwidth and how it was chosen, n and columns', () => {
    const model = new KernelRegressor({ bandwidth: 0.5, missing: 'omit' });
    model.fit([...x, 4, 5], [...y, 7, Number.NaN], { sampleWeights: [1, 2, 1, 1, 0, 1] });
    expect(printed(model)).toBe(
      'KernelRegressor: gaussian kernel, degree 0 (local mean)\n' +
        'bandwidth: 0.5 (given)\n' +
        'observations: 4, weighted, 1 of weight 0, 1 left out; columns of x and y: 1 and 1',
    );
    const chosen = new KernelRegressor({ bandwidth: 'scott', degree: 1 }).fit(x, y);
    expect(printed(chosen).split('\n')[1]).toBe(
      `bandwidth: ${Number(chosen.bandwidth[0].toPrecision(5))} (by scott)`,
    );
    const plane = new KernelRegressor({ bandwidth: [1, 2], multivariate: 'spherical' });
    plane.fit(
      x.map((t) => [t, t * t]),
      y.map((value) => [value, 2 * value, 3 * value]),
    );
    expect(printed(plane)).toBe(
      'KernelRegressor: gaussian, spherical kernel, degree 0 (local mean)\n' +
        'bandwidth: 1, 2 (given)\n' +
        'observations: 4; columns of x and y: 2 and 3',
    );
  });

  it('says a bandwidth that many columns share once', () => {
    const lines = [3, 4].map((d) => {
      const columns = x.map((t) => Array.from({ length: d }, (_, j) => t ** j));
      const model = new KernelRegressor({ bandwidth: 0.5 }).fit(columns, y);
      return printed(model).split('\n')[1];
    });
    expect(lines).toEqual([
      'bandwidth: 0.5, 0.5, 0.5 (given)',
      'bandwidth: 0.5 for each of 4 columns (given)',
    ]);
  });

  it('has no more lines for names and levels with line breaks', () => {
    const rows = [0, 1, 2, 3, 4, 5, 6].map((i) => ({
      'speed\r\nkm/h': i,
      'y\u2028z': i * i,
      'of\nwhom': i < 6 ? `class\n${i % 2}` : 'few\nrows',
    }));
    const [x, y, by] = ['speed\r\nkm/h', 'y\u2028z', 'of\nwhom'] as const;
    const model = kernelRegression(rows, { x, y, bandwidth: 1, degree: 0 });
    expect(printed(model).split('\n')).toEqual([
      'KernelRegressor of y z on speed km/h: gaussian kernel, degree 0 (local mean)',
      'bandwidth: 1 (given)',
      'observations: 7',
    ]);
    const names = model.summary().split('\n').slice(1);
    expect(names.every((line) => /^\S.* {2,}\S/.test(line))).toBe(true);
    const classes = new KernelClassifier({ bandwidth: 1 }).fit(rows, { x, y: by });
    expect(printed(classes).split('\n').length).toBe(3);
    expect(classes.summary()).toMatch(/^classes +class 0 \(3\), class 1 \(3\), few rows \(1\)$/m);
    const density = new KernelDensity({ bandwidth: 1 }).fit(rows, { x });
    expect(printed(density).split('\n')[0]).toBe('KernelDensity of speed km/h: gaussian kernel');
    expect(density.summary().split('\n')[0]).toBe('Kernel density of speed km/h');
    const groups = kernelRegression(rows, { x, y, by, bandwidth: 1, degree: 0 });
    expect(printed(groups).split('\n').length).toBe(4);
    expect(groups.summary()).toMatch(/^of whom class 0\nKernel regression of y z on speed km\/h\n/);
    expect(groups.summary()).toMatch(/\n\ntoo few rows for a curve: few rows \(1\)$/);
  });

  it('of a binned sample says so', () => {
    const sample = BinnedSample.from({ x, y }, { bandwidth: 0.5 });
    expect(printed(new KernelRegressor({ bandwidth: 0.5 }).fit(sample)).split('\n')[2]).toBe(
      'observations: 4, in a binned sample; columns of x and y: 1 and 1',
    );
  });

  it('is printed without a fit at the observations', () => {
    const fits = vi.spyOn(selfFit, 'selfFit');
    const model = new KernelRegressor({ bandwidth: 0.5 }).fit(x, y);
    printed(model);
    expect(fits).not.toHaveBeenCalled();
    model.summary();
    expect(fits).toHaveBeenCalled();
    fits.mockRestore();
  });
});

describe('networks and parameters', () => {
  it('show w and kernel', () => {
    expect(printed(new NWKernelRegression({ w: [0.5, 2], kernel: 'laplace' }))).toBe(
      'NWKernelRegression: laplace kernel, linear w tensor([0.5, 2. ])',
    );
    const net = new NWKernelRegression({ w: 2, parameterization: 'log', projection: [[1], [3]] });
    expect(printed(net)).toBe(
      'NWKernelRegression: gaussian kernel, log w tensor([2.]), projection tensor([[1.],\n        [3.]])',
    );
  });

  it('with several heads show each and its share', () => {
    expect(printed(new MultiHeadKernelRegression([{ w: 1 }, { w: 4 }], { mix: 'softmax' }))).toBe(
      'MultiHeadKernelRegression, softmax of heads:\n' +
        '0.5 · NWKernelRegression: gaussian kernel, linear w tensor([1.])\n' +
        '0.5 · NWKernelRegression: gaussian kernel, linear w tensor([4.])',
    );
  });

  it('show values and gradients', () => {
    const parameter = new Parameter('w', [[1, 2]]);
    parameter.grad.set(0, 1, 0.25);
    expect(printed(parameter)).toBe(
      'Parameter w: value tensor([[1., 2.]]), grad tensor([[0.  , 0.25]])',
    );
  });
});

it('a binned sample shows how much it holds', () => {
  const random = createRandom(1);
  const x = Float64Array.from({ length: 500 }, () => random.uniform(0, 1));
  const sample = BinnedSample.from({ x, y: x }, { bandwidth: 1 });
  // cells are at most an eighth of the bandwidth, and each of the eight holds some of 500
  const [low, high] = [x.reduce((a, b) => Math.min(a, b)), x.reduce((a, b) => Math.max(a, b))];
  expect(printed(sample)).toBe(
    `BinnedSample: 500 observations in [${low}, ${high}], outputs: 1\n8 cells of 0.125, for bandwidths from 1`,
  );
});
