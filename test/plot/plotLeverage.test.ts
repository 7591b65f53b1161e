import { describe, expect, it } from 'vitest';
import { OptionError } from '../../src/errors.js';
import { plotLeverage } from '../../src/plot/plotLeverage.js';
import { expectError } from '../expectError.js';
import { expectPicture, wrongPlotOptions } from './expectPicture.js';
import { fake } from './fakeModel.js';

describe('plotLeverage', () => {
  it('draws leave-one-out residuals by leverage, and names the rows that were given', () => {
    const spec = plotLeverage(fake());
    expectPicture(spec);
    expect(spec.data.values[3]).toEqual({ row: 4, leverage: 0.5, residual: 8, name: 'pay' });
  });

  it('marks the mean leverage', () => {
    const marked = plotLeverage(fake()).layer.flatMap(({ data }) => data?.values ?? []);
    expect(marked).toContainEqual({ leverage: 0.375, label: 'mean' });
  });

  it('draws no more than it may', () => {
    expect(plotLeverage(fake(), { maxPoints: 2 }).data.values).toHaveLength(2);
  });

  it('refuses what is no model', () => {
    expectError(
      () => plotLeverage(undefined as never),
      OptionError,
      'plotLeverage: model must be a fitted model, got undefined',
    );
  });

  it.each(wrongPlotOptions('maxPoints'))('refuses the options: %s', (_name, options, message) => {
    expectError(
      () => plotLeverage(fake(), options as never),
      OptionError,
      `plotLeverage: ${message}`,
    );
  });
});
