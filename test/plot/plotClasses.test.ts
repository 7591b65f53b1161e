import { describe, expect, it } from 'vitest';
import { OptionError, UnsupportedError } from '../../src/errors.js';
import { KernelClassifier } from '../../src/index.js';
import { plotClasses } from '../../src/plot/plotClasses.js';
import { expectError } from '../expectError.js';
import { expectPicture, wrongPlotOptions } from './expectPicture.js';

const x = [1, 2, 3, 4, 5, 6];
const labels = ['a', 'b', 'a', 'b', 'c', 'c'];
const model = new KernelClassifier({ bandwidth: 1 }).fit(x, labels);

describe('plotClasses', () => {
  it.each(['areas', 'lines'] as const)('draws chances that sum to 1: %s', (as) => {
    const spec = plotClasses(model, { as });
    expectPicture(spec);
    expect(spec.data.values).toHaveLength(3 * 200);
    const first = spec.data.values.filter((row) => row.x === 1);
    expect(first.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(first.reduce((sum, { probability }) => sum + probability!, 0)).toBeCloseTo(1, 12);
    expect(spec.layer[0]!.mark.type).toBe(as === 'areas' ? 'area' : 'line');
    expect(spec.description).toContain('chances of a, b, c along x');
  });

  it('leaves gaps where nothing is in reach, and draws dates', () => {
    const narrow = new KernelClassifier({ kernel: 'uniform', bandwidth: 0.2 }).fit(x, labels);
    expect(plotClasses(narrow).data.values.some(({ probability }) => probability === null)).toBe(
      true,
    );
    const dates = x.map((day) => new Date(2024, 0, day));
    const spec = plotClasses(new KernelClassifier({ bandwidth: 1e8 }).fit(dates, labels));
    expectPicture(spec);
    expect(spec.layer[0]!.encoding.x.type).toBe('temporal');
  });

  it('draws no more observations than it may, and says so', () => {
    const spec = plotClasses(model, { maxPoints: 2 });
    expect(spec.layer[1]!.data!.values).toHaveLength(2);
    expect(spec.description).toContain('2 of 6 observations');
  });

  it('refuses what is no classifier of one predictor', () => {
    expectError(
      () => plotClasses(undefined as never),
      OptionError,
      'plotClasses: model must be a fitted classifier, got undefined',
    );
    const two = new KernelClassifier({ bandwidth: 1 }).fit(
      x.map((at) => [at, -at]),
      labels,
    );
    expect(() => plotClasses(two)).toThrow(UnsupportedError);
    expect(() => plotClasses(model, { as: 'bars' as never })).toThrow(OptionError);
  });

  it.each(wrongPlotOptions('as', 'maxPoints'))(
    'refuses the options: %s',
    (_name, options, message) => {
      expectError(
        () => plotClasses(model, options as never),
        OptionError,
        `plotClasses: ${message}`,
      );
    },
  );
});
