import { describe, expect, expectTypeOf, it } from 'vitest';
import { OptionError, ShapeError } from '../../src/errors.js';
import type { CurvePoint } from '../../src/estimators/curvePoints.js';
import { createRandom, KernelRegressor, kernelRegression } from '../../src/regression.js';
import { expectError } from '../expectError.js';

const random = createRandom(2);
const rows = Array.from({ length: 90 }, (_, i) => ({
  day: i,
  price: i % 11 === 5 ? null : [10, 20, -5][i % 3]! + Math.sin(i / 9) + random.normal(0, 0.1),
  shop: ['west', 'east', '__proto__'][i % 3]!,
  size: 1 + (i % 4),
}));
const options = { x: 'day', y: 'price', by: 'shop', missing: 'omit' } as const;

describe('kernelRegression by group', () => {
  it('is a model of each group, as if it were fitted alone', () => {
    const byShop = kernelRegression(rows, { ...options, weight: 'size' });
    expect([...byShop.models.keys()]).toEqual(['west', 'east', '__proto__']);
    for (const [shop, model] of byShop.models) {
      const own = rows.filter((row) => row.shop === shop);
      const alone = new KernelRegressor({ missing: 'omit' }).fit(own, {
        x: 'day',
        y: 'price',
        weight: 'size',
      });
      expect(model.bandwidth).toEqual(alone.bandwidth);
      expect(model.predict([10, 50])).toEqual(alone.predict([10, 50]));
    }
  });

  it('names the group in which a column does not do, for which levels can be told', () => {
    const some = rows.map((row) => ({
      ...row,
      kind: row.shop === 'east' || row.size > 2 ? 'a' : 'b',
    }));
    const x = { day: 'day', kind: { column: 'kind', kind: 'category' } } as const;
    expectError(
      () => kernelRegression(some, { ...options, x }),
      OptionError,
      /^kernelRegression of shop "east": kind must have at least 2 levels .*tell its levels.*got only "a"$/,
    );
    const told = { ...x, kind: { ...x.kind, levels: ['a', 'b'] } };
    const byShop = kernelRegression(some, { ...options, x: told });
    expect(byShop.predict({ ...some[1]!, day: 10 })).toBeCloseTo(20.9, 0);
  });

  it('predicts each row by the model of its group, in their order', () => {
    const byShop = kernelRegression(rows, options);
    const some = [rows[1]!, rows[0]!, { ...rows[4]!, shop: 'none' }, rows[2]!];
    const found = byShop.predict(some);
    expect(found[0]).toBe(byShop.models.get('east')!.predict(rows[1]!));
    expect(found[1]).toBe(byShop.models.get('west')!.predict(rows[0]!));
    expect(found[2]).toBeNaN();
    expect(found[3]).toBe(byShop.predict(rows[2]!));
    expectTypeOf(byShop.predict(rows[0]!)).toEqualTypeOf<number>();
  });

  it('predicts rows that hold no more than x and the group', () => {
    const byShop = kernelRegression(rows, { x: 'day', y: 'size', by: 'shop', bandwidth: 2 });
    const full = { ...rows[0]!, day: 10.5, shop: 'west' };
    expect(byShop.predict({ day: 10.5, shop: 'west' })).toBe(byShop.predict(full));
    expect(byShop.predict([{ day: 10.5, shop: 'west' }])).toEqual(byShop.predict([full]));
    expect(byShop.models.get('west')!.predict({ day: 10.5 })).toBe(byShop.predict(full));
    const [point] = byShop.models.get('west')!.curve();
    expectTypeOf(point!).toEqualTypeOf<
      CurvePoint<{ readonly day: number } & { readonly size: number }>
    >();
    // @ts-expect-error without its group
    expectError(() => byShop.predict({ day: 10.5 }), OptionError, /shop/);
  });

  it('predicts one row of several outputs in an array only, as a model does', () => {
    const two = rows.map((row) => ({ ...row, other: 2 * row.size }));
    const x = { x: 'day', bandwidth: 2, by: 'shop' } as const;
    const both = kernelRegression(two, { ...x, y: ['size', 'other'] });
    expect(both.predict([two[0]!])).toHaveLength(2);
    expectError(() => both.predict(two[0]!), ShapeError, /several outputs/);
    expectError(() => both.models.get('west')!.predict(two[0]!), ShapeError, /several outputs/);
  });

  it('is JSON of each model by its name', () => {
    const byShop = kernelRegression(rows, { ...options, fewest: 28 });
    const json = JSON.parse(JSON.stringify(byShop));
    expect([json.by, json.skipped]).toEqual(['shop', byShop.skipped]);
    expect(Object.keys(json.models)).toEqual([...byShop.models.keys()]);
    for (const [shop, model] of byShop.models)
      expect(KernelRegressor.fromJSON(json.models[shop]).predict([10, 50])).toEqual(
        model.predict([10, 50]),
      );
  });

  it('does not take a number and a text for one group', () => {
    const some = rows.map((row, i) => ({ ...row, kind: i < 45 ? 1 : '1' }));
    expectError(
      () => kernelRegression(some, { ...options, by: 'kind' }),
      OptionError,
      'kernelRegression: kind of rows[45] must be a number, as other entries of the column are, got "1"',
    );
    const big = rows.map((row, i) => ({ ...row, kind: i < 45 ? 1 : 1n }));
    expect(kernelRegression(big, { ...options, by: 'kind' }).models.size).toBe(1);
  });

  it('writes curves with the group before them', () => {
    const byShop = kernelRegression(rows, options);
    const curve = byShop.curve({ points: 3, band: true });
    expect(curve).toHaveLength(9);
    expect(Object.keys(curve[8]!).join()).toBe('shop,day,price,lower,upper,standardError');
    expect(curve.map(({ shop }) => shop).slice(2, 4)).toEqual(['west', 'east']);
    expect([curve[0]!.day, curve[2]!.day]).toEqual([0, 87]);
    expectTypeOf(curve[0]!.day).toEqualTypeOf<number>();
  });

  it('keeps what stands in the rows, and names of functions', () => {
    const byParity = kernelRegression(rows, { ...options, by: (row) => row.day % 2 });
    expect(byParity.by).toBe('by');
    expect(byParity.curve({ points: 2 }).map((row) => (row as { by?: unknown }).by)).toEqual([
      0, 0, 1, 1,
    ]);
  });

  it('writes slices with the group before them', () => {
    const both = rows.map((row, i) => ({ ...row, heat: i % 4 }));
    const by = kernelRegression(both, { x: ['day', 'heat'], y: 'size', by: 'shop' });
    const slices = by.slice({ day: 'all', heat: [1, 2] }, { points: 3, band: true });
    expect(Object.keys(slices[0]!).join()).toBe(
      'shop,day,heat,size,lower,upper,standardError,extrapolation',
    );
    const own = by.models.get('east')!.slice({ day: 'all', heat: [1, 2] }, { points: 3 });
    const east = slices.filter(({ shop }) => shop === 'east');
    expect(east.map(({ size }) => size)).toEqual(own.map(({ size }) => size));
    expectTypeOf(slices[0]!.heat).toEqualTypeOf<number>();
    expectTypeOf(slices[0]!.lower).toEqualTypeOf<number>();
    expectError(
      () =>
        kernelRegression(both, { x: ['day', 'heat'], y: 'size', by: 'heat' }).slice({
          day: 'all',
        }),
      OptionError,
      'RegressionByGroup.slice: by must not be called as a column of the slice, got "heat"',
    );
  });

  it('reports small groups in place of a curve', () => {
    const few = [
      { ...rows[0]!, shop: 'one' },
      { ...rows[5]!, shop: 'one' },
      { ...rows[1]!, shop: 'one' },
    ];
    const byShop = kernelRegression([...rows, ...few], options);
    expect(byShop.skipped).toEqual([{ group: 'one', rows: 2 }]);
    expect(byShop.summary()).toContain('too few rows for a curve: one (2)');
    expect(kernelRegression([...rows, ...few], { ...options, fewest: 2 }).skipped).toEqual([]);
    const none = kernelRegression(rows, { ...options, fewest: 1000 });
    expect([none.models.size, none.curve(), none.predict(rows[0]!)]).toEqual([0, [], Number.NaN]);
  });

  it('leaves out rows without a group, or refuses them', () => {
    const lost = [...rows, { ...rows[0]!, shop: null }];
    expect(kernelRegression(lost, options).models.size).toBe(3);
    expectError(
      () => kernelRegression(lost, { ...options, missing: 'throw' }),
      OptionError,
      "kernelRegression: by must hold strings, finite numbers or booleans (missing: 'omit' leaves such rows out), got null in rows[90]",
    );
  });

  it('refuses what is no column, and a curve that has one of that name', () => {
    expectError(
      () => kernelRegression(rows, { ...options, by: 'region' as 'shop' }),
      OptionError,
      'kernelRegression: rows must have a column "region", got day, price, shop, size',
    );
    expectError(
      () => kernelRegression(rows, { x: 'day', y: 'size', fewest: 3 } as never),
      OptionError,
      'kernelRegression: fewest must go with by, got 3',
    );
    expectError(
      () => kernelRegression(rows, { x: 'size', y: 'day', by: 'size' }).curve(),
      OptionError,
      'RegressionByGroup.curve: by must not be called as a column of the curve, got "size"',
    );
    expectError(
      () => kernelRegression(rows, { ...options, fewest: 0 }),
      OptionError,
      'kernelRegression: fewest must be an integer of at least 1, got 0',
    );
  });
});
