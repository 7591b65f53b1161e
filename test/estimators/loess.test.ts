import { describe, expect, it } from 'vitest';
import {
  KernelRegressor,
  loess,
  lowess,
  NumericalError,
  OptionError,
  UnsupportedError,
} from '../../src/index.js';
import { expectError } from '../expectError.js';

const x = Array.from({ length: 30 }, (_, i) => i + (i % 3) / 4);
const y = x.map((t, i) => Math.sin(t / 4) + (i % 7 === 0 ? 0.3 : -0.05) + (i === 11 ? 9 : 0));
const at = [-1, 0.3, 7, 14.5, 40];

describe('loess', () => {
  it('is a regressor with its defaults', () => {
    const plain = new KernelRegressor({ kernel: 'tricube', bandwidth: { span: 0.75 }, degree: 2 });
    expect([...loess(x, y).predict(at)]).toEqual([...plain.fit(x, y).predict(at)]);
    const robust = new KernelRegressor({
      kernel: 'tricube',
      bandwidth: { span: 0.4 },
      degree: 1,
      robust: { iterations: 5 },
    });
    const found = loess(x, y, { span: 0.4, degree: 1, robust: { iterations: 5 } });
    expect([...found.predict(at)]).toEqual([...robust.fit(x, y).predict(at)]);
  });

  it('takes several columns by the length of their distance, each by its own spread or not', () => {
    const both = x.map((t, i) => [t, Math.cos(i) * 100]);
    for (const normalize of [true, false]) {
      const plain = new KernelRegressor({
        kernel: 'tricube',
        bandwidth: { span: 0.6, normalize },
        multivariate: 'spherical',
        degree: 1,
      });
      const expected = plain.fit(both, y).predict([[5, 20]]);
      expect([...loess(both, y, { span: 0.6, degree: 1, normalize }).predict([[5, 20]])]).toEqual([
        ...expected,
      ]);
    }
  });

  it('has no span for five observations, in any unit of x', () => {
    for (const unit of [1, 3.7, 7, 100]) {
      const five = [1, 2, 4, 7, 8].map((each) => each * unit);
      expectError(
        () => loess(five, [1, 3, 2, 5, 4], { span: 'aicc' }),
        NumericalError,
        /must be defined for some/,
      );
    }
  });

  it('searches span and degree by a criterion', () => {
    const model = loess(x, y, { span: 'aicc', degree: 'auto' });
    expect(model.bandwidthChoice?.criterion).toBe('aicc');
    expect(model.bandwidthChoice?.span).toBeGreaterThan(0);
  });

  it('takes rows, weights and what is missing', () => {
    const rows = x.map((day, i) => ({ day, price: i === 4 ? null : y[i]!, count: 1 + (i % 2) }));
    const options = { span: 0.5, missing: 'omit' } as const;
    const model = loess(rows, { x: 'day', y: 'price', weight: 'count', ...options });
    const sampleWeights = rows.map(({ count }) => count);
    const plain = loess(
      x,
      rows.map(({ price }) => price),
      { ...options, sampleWeights },
    );
    expect(model.predict({ day: 7 })).toBe(plain.predict(7));
    expectError(
      () => loess(x, [...y.slice(1), Number.NaN]),
      NumericalError,
      /^loess: |^KernelRegressor\.fit: /,
    );
  });
});

describe('lowess', () => {
  it('is a robust regressor of degree 1', () => {
    const plain = new KernelRegressor({
      kernel: 'tricube',
      bandwidth: { span: 2 / 3 },
      degree: 1,
      robust: true,
    });
    expect([...lowess(x, y).predict(at)]).toEqual([...plain.fit(x, y).predict(at)]);
    expect(lowess(x, y).robustnessWeights![11]).toBe(0);
    expect(lowess(x, y, { iterations: 0 }).robustnessWeights).toBeUndefined();
  });

  it('takes all for f of 1 and more', () => {
    expect([...lowess(x, y, { f: 7 }).predict(at)]).toEqual([
      ...lowess(x, y, { f: 1 }).predict(at),
    ]);
  });
});

describe('options that loess and lowess do not take', () => {
  const text = (call: unknown) => call as never;
  it.each<[string, () => unknown, string]>([
    [
      'span 0',
      () => loess(x, y, { span: 0 }),
      'loess: span must be a finite number above 0, got 0',
    ],
    [
      'span NaN',
      () => loess(x, y, { span: Number.NaN }),
      'loess: span must be a finite number above 0, got NaN',
    ],
    [
      'span ∞',
      () => loess(x, y, { span: Infinity }),
      'loess: span must be a finite number above 0, got Infinity',
    ],
    [
      'span as text',
      () => loess(x, y, { span: text('0.3') }),
      'loess: span must be one of loo, gcv, aicc, got "0.3"',
    ],
    ['a rule', () => loess(x, y, { span: text('scott') }), 'loess: span must be one of'],
    ['frac', () => loess(x, y, text({ frac: 0.3 })), 'called "span" here'],
    ['degree 4', () => loess(x, y, { degree: text(4) }), 'loess: degree must be one of'],
    ['robust yes', () => loess(x, y, { robust: text('yes') }), 'loess: robust must be'],
    [
      'iterations',
      () => loess(x, y, { robust: { iterations: -1 } }),
      'loess: robust.iterations must be an integer of at least 0, got -1',
    ],
    [
      'normalize 1',
      () => loess(x, y, { normalize: text(1) }),
      'loess: normalize must be one of true, false, got 1',
    ],
    [
      'missing',
      () => loess(x, y, { missing: text('drop') }),
      'loess: missing must be one of throw, omit, got "drop"',
    ],
    ['f of 0', () => lowess(x, y, { f: 0 }), 'lowess: f must be a finite number above 0, got 0'],
    [
      'f below 0',
      () => lowess(x, y, { f: -1 }),
      'lowess: f must be a finite number above 0, got -1',
    ],
    [
      'f as text',
      () => lowess(x, y, { f: text('a') }),
      'lowess: f must be a finite number above 0, got "a"',
    ],
    ['iter', () => lowess(x, y, text({ iter: 3 })), 'lowess: options must be among'],
    [
      'iterations 1.5',
      () => lowess(x, y, { iterations: 1.5 }),
      'lowess: iterations must be an integer of at least 0, got 1.5',
    ],
    ['degree of lowess', () => lowess(x, y, text({ degree: 2 })), 'lowess: options must be among'],
    [
      'options that are none',
      () => loess(x, y, text(3)),
      'loess: options must be an object, got 3',
    ],
  ])('%s', (_, call, message) => {
    expectError(call, OptionError, /^lo(w)?ess.*: .+ must .+, got .+/s);
    expectError(call, OptionError, new RegExp(message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  });
});

describe('lowess of several columns', () => {
  it('refuses them, and says who takes them', () => {
    expectError(
      () =>
        lowess(
          x.map((t) => [t, 1]),
          y,
        ),
      UnsupportedError,
      'lowess: x must have one column; loess takes several, got 2',
    );
  });
});
