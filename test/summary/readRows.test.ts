import { describe, expect, it } from 'vitest';
import { NumericalError, OptionError } from '../../src/errors.js';
import { layoutOf } from '../../src/summary/CellSums.js';
import { readGroupedRows, readRows, type SummaryRow } from '../../src/summary/readRows.js';
import { layoutName, sumBlocks } from '../../src/summary/rowLayout.js';
import { expectError } from '../expectError.js';

const where = 'f';
const query = { bandwidth: 1 };
const layout = { bandwidth: 1, outputs: 1, weighted: false, grouped: false };

/** Sums of the products of polynomials at t = 1/2, of one observation that counts for a factor. */
function row(cell: unknown, factor = 1, changes: object = {}, of = layout): SummaryRow {
  const halves = [1, 0.5, -0.5, -0.25, -0.5, -0.25, 0.25, 0.125]; // T₁ = 1/2, T₂ = T₄ = T₈ = −1/2
  const products = [...halves, ...halves.map((value) => -value / 2)];
  const sums = sumBlocks(of.outputs, of.weighted).flatMap((block, k) =>
    block.map(({ name, place }) => [name, factor * (k + 1) * products[place]!]),
  );
  const shifts = Array.from({ length: of.outputs }, (_, k) => [`shift${k + 1}`, 10 + k]);
  return {
    ...Object.fromEntries([...sums, ...shifts]),
    cell,
    n: 5,
    low: 0.25,
    high: 0.375,
    heaviest: 3,
    layout: layoutName(of),
    ...changes,
  };
}

/** T_0(1/2), T_1(1/2), … */
const chebyshev = (terms: number): number[] =>
  Array.from({ length: terms }, (_, a) => Math.cos((a * Math.PI) / 3));

describe('sumBlocks', () => {
  it('has the sums of a cell in their order, by names of their own', () => {
    for (const outputs of [1, 2, 3])
      for (const weighted of [false, true]) {
        const names = sumBlocks(outputs, weighted)
          .flat()
          .map(({ name }) => name);
        const places = layoutOf(outputs, weighted);
        expect(names.length).toBe(places.width);
        expect(new Set(names).size).toBe(names.length);
        expect([names[0], names[15]]).toEqual(['w_0', 'w_15']);
        for (let k = 0; k < outputs; k++) {
          const at = (start: number) => [names[start], names[start + 15]];
          expect(at(places.output(k))).toEqual([`wy${k + 1}_0`, `wyy${k + 1}_7`]);
          if (weighted)
            expect(at(places.squaredOutput(k))).toEqual([`wwy${k + 1}_0`, `wwyy${k + 1}_7`]);
        }
        if (weighted)
          expect([names[places.counts], names[places.squares]]).toEqual(['c_0', 'ww_0']);
      }
  });
});

describe('readRows', () => {
  it('reads numbers, big integers and decimal texts, in the order of the cells', () => {
    const text = (value: unknown) => (typeof value === 'number' ? String(value) : value);
    const texts = Object.fromEntries(Object.entries(row('7', 5)).map(([k, v]) => [k, text(v)]));
    const changes = { n: 4n, low: -0.375, high: -0.25 };
    const rows = [{ ...texts, w_1: ' +25.0e-1 ' }, row(-3n, 4, changes)];
    const found = readRows(where, rows, query);
    expect(found).toMatchObject({ exponent: -3, weighted: false, range: [-0.375, 0.375] });
    expect([...found.ids]).toEqual([-3, 7]);
    expect([...found.shift, found.heaviest]).toEqual([10, 1]);
    const of = (factor: number) =>
      [16, 8, 8].flatMap((terms, k) => chebyshev(terms).map((value) => factor * (k + 1) * value));
    expect(found.sums.length).toBe(64);
    [...of(4), ...of(5)].forEach((sum, i) => {
      expect(Math.abs(found.sums[i]! - sum)).toBeLessThan(1e-14);
    });
  });

  it('reads weights, several outputs, and any iterable', () => {
    const more = { bandwidth: 3, outputs: 2, weighted: true, grouped: false };
    const found = readRows(where, new Set([row(0, 1, {}, more)]), { ...more, text: 'SELECT' });
    expect([...found.shift, found.heaviest]).toEqual([10, 11, 3]);
    const blocks = [16, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8];
    const expected = blocks.flatMap((terms, k) => chebyshev(terms).map((value) => (k + 1) * value));
    expected[48] = 5; // the number of observations
    expect(found.sums.length).toBe(expected.length);
    expect(found.sums[48]).toBe(5);
    found.sums.forEach((sum, i) => {
      if (i < 48 || i > 55) expect(Math.abs(sum - expected[i]!)).toBeLessThan(1e-13);
    });
    expect(Object.is(readRows(where, [row(-0)], query).ids[0], 0)).toBe(true);
  });

  it('needs rows', () => {
    expectError(
      () => readRows(where, [], query),
      OptionError,
      'f: rows must hold at least one cell (the query found no observation), got none',
    );
    for (const rows of [undefined, null, 5, 'rows', {}])
      expectError(
        () => readRows(where, rows as never, query),
        OptionError,
        /rows must be an array of objects/,
      );
    for (const each of [null, 5, [1]])
      expectError(
        () => readRows(where, [each] as never, query),
        OptionError,
        /rows must be objects with columns by name/,
      );
  });

  it('names a missing column', () => {
    const { wy1_3: _, ...without } = row(0);
    expectError(
      () => readRows(where, [row(1), without], query),
      OptionError,
      'f: rows must have the columns of the query, got row 1 without wy1_3',
    );
    expectError(() => readRows(where, [{ x: 1 }], query), OptionError, /got row 0 without layout$/);
    expectError(
      () => readRows(where, [{ layout: layoutName(layout), cell: 1 }], query),
      OptionError,
      'f: rows must have the columns of the query, got row 0 without n, low, high, …',
    );
  });

  it('refuses rows of another query', () => {
    const own = '"nadaraya 1: width 2^-3, outputs 1"';
    for (const other of [
      { ...query, bandwidth: 2 },
      { ...query, outputs: 2 },
      { ...query, weighted: true },
    ])
      expectError(
        () => readRows(where, [row(0)], other),
        OptionError,
        new RegExp(`got ${own.replace('^', '\\^')} in row 0$`),
      );
    expectError(
      () => readRows(where, [row(0), row(1, 1, { layout: 7 })], query),
      OptionError,
      `f: rows must be of the query with ${own}, got 7 in row 1`,
    );
    // every bandwidth with the same cells will do
    expect(readRows(where, [row(0)], { bandwidth: 1.9 }).exponent).toBe(-3);
  });

  it('reads what the query is', () => {
    expectError(
      () => readRows(where, [row(0)], undefined as never),
      OptionError,
      /query must be an object/,
    );
    expectError(() => readRows(where, [row(0)], {} as never), OptionError, /bandwidth must be/);
    expectError(
      () => readRows(where, [row(0)], { ...query, outputs: 0 }),
      OptionError,
      /outputs must be/,
    );
    expectError(
      () => readRows(where, [row(0)], { ...query, output: 1 } as never),
      OptionError,
      /"output"/,
    );
    expectError(
      () => readRows(where, [row(0)], { ...query, grouped: true }),
      OptionError,
      /grouped must be one of false/,
    );
    expectError(
      () => readGroupedRows(where, [row(0)], query),
      OptionError,
      /grouped must be one of true/,
    );
  });

  it('counts rows of the table that were no numbers', () => {
    for (const cell of [
      null,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      'nan',
      '-inf',
      'Infinity',
      undefined,
    ])
      expectError(
        () =>
          readRows(
            where,
            [row(0), row(cell, Number.NaN, { n: '3' }), row(cell, 1, { n: 4n })],
            query,
          ),
        NumericalError,
        'f: x, y and weight must be finite numbers in every row of the table (the option where of summaryQuery leaves rows out), got 7 rows where they are not',
      );
    expectError(
      () => readRows(where, [row(1e300, 1, { n: 2 }), row(0)], query),
      NumericalError,
      /weight must be at least 0 in every row of the table .* got 2 rows where it is not$/,
    );
  });

  it('refuses cells and sums that are none', () => {
    expectError(
      () => readRows(where, [row(2 ** 53)], query),
      NumericalError,
      'f: x must be within 2^53 cells of 0.125 of 0, wide enough for the bandwidth, got 0.375',
    );
    expectError(
      () => readRows(where, [row(0.5)], query),
      OptionError,
      /column cell must be an integer, got 0.5/,
    );
    expectError(
      () => readRows(where, [row(1), row(2), row('1')], query),
      OptionError,
      /each cell once .* got cell 1 twice/,
    );
    for (const n of [0, -1, 2.5, null, 'many'])
      expectError(
        () => readRows(where, [row(0, 1, { n })], query),
        OptionError,
        /column n must be an integer of at least 1/,
      );
    for (const sum of [null, Number.NaN, 'inf', '1,5', '', 'NaN', true, undefined])
      expectError(
        () => readRows(where, [row(0, 1, { wyy1_2: sum })], query),
        NumericalError,
        /column wyy1_2 must hold finite sums/,
      );
    expectError(
      () => readRows(where, [row(0), row(1, 1, { shift1: 11 })], query),
      OptionError,
      /rows must have the same shift1, got 10 and 11/,
    );
  });
});

describe('readGroupedRows', () => {
  const grouped = { ...layout, grouped: true };
  const of = (grp: unknown, cell: number, changes: object = {}) =>
    row(cell, 1, { grp, ...changes }, grouped);

  it('gives sums for each group, in the order in which they come', () => {
    const rows = [of('b', 3), of('a', 1, { shift1: 20 }), of('b', 1)];
    const found = readGroupedRows(where, rows, grouped);
    expect(found.map(({ group, sums }) => [group, [...sums.ids], [...sums.shift]])).toEqual([
      ['b', [1, 3], [10]],
      ['a', [1], [20]],
    ]);
    expect(readGroupedRows(where, [], grouped)).toEqual([]);
  });

  it('tells groups apart by what they are, not by which object', () => {
    const day = '2026-01-01T00:00:00.000Z';
    const rows = [
      of(new Date(day), 0),
      of(new Date(day), 1),
      of(day, 0),
      of(1, 0),
      of('1', 0),
      of(1n, 0),
    ];
    const found = readGroupedRows(
      where,
      [...rows, of({ a: 1 }, 0), of({ a: 1 }, 1), of({ a: 2 }, 0), of(null, 5)],
      grouped,
    );
    expect(found.map(({ sums }) => sums.ids.length)).toEqual([2, 1, 1, 1, 1, 2, 1, 1]);
    expectError(
      () => readGroupedRows(where, [of(new Date(day), 0), of(new Date(day), 0)], grouped),
      OptionError,
      /cell 0 twice/,
    );
  });

  it('needs the column of the group', () => {
    expectError(
      () => readGroupedRows(where, [row(0, 1, {}, grouped)], grouped),
      OptionError,
      /without grp/,
    );
  });
});
