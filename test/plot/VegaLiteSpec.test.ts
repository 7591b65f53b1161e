import { describe, expect, expectTypeOf, it } from 'vitest';
import { type PlotOptions, plotOptionNames } from '../../src/plot/VegaLiteSpec.js';

describe('PlotOptions', () => {
  it('has a list with each of its names, once', () => {
    expectTypeOf<(typeof plotOptionNames)[number]>().toEqualTypeOf<keyof PlotOptions>();
    expect(new Set(plotOptionNames).size).toBe(plotOptionNames.length);
  });
});
