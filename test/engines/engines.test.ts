// The statements of nadaraya/sql in databases: those that are installed, each with the version that runs in its title.

import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { NumericalError, OptionError } from '../../src/errors.js';
import { type SummaryQueryOptions, summaryQuery } from '../../src/sql/summaryQuery.js';
import { sql, sqlIdentifier } from '../../src/sql/TrustedSQL.js';
import type { CellSums } from '../../src/summary/CellSums.js';
import { readGroupedRows, readRows } from '../../src/summary/readRows.js';
import { expectThrown } from '../expectError.js';
import { type Engine, type EngineKind, engines } from './engines.js';
import { type Observation, referenceSums } from './referenceSums.js';

const where = 'BinnedSample.fromRows';
type Options = Omit<SummaryQueryOptions, 'dialect'>;
const plain: Options = { table: 't', x: 'x', y: 'y', bandwidth: 0.4 };

/** Each sum to 1e-12 of its terms without signs: what a sum of some thousand terms may lose in any order. */
function expectSums(found: CellSums, rows: readonly Observation[]): void {
  const bound = (of: (row: Observation) => number) => rows.map(of).sort((a, b) => a - b);
  const x = bound((row) => row.x);
  expect([...found.range]).toEqual([x[0], x[x.length - 1]]);
  expect(found.heaviest).toBe(found.weighted ? bound((row) => row.w)[rows.length - 1] : 1);
  const cells = referenceSums(rows, found.exponent, found.shift, found.weighted);
  expect([...found.ids]).toEqual([...cells.keys()].sort((a, b) => a - b));
  const width = found.sums.length / found.ids.length;
  const wrong: string[] = [];
  found.ids.forEach((id, i) => {
    const { sums, sizes } = cells.get(id)!;
    for (let j = 0; j < width; j++) {
      const error = Math.abs(found.sums[i * width + j]! - sums[j]![0] - sums[j]![1]);
      if (!(error <= 1e-12 * sizes[j]!))
        wrong.push(`cell ${id}, column ${j}: ${error} of ${sizes[j]}`);
    }
  });
  expect(wrong).toEqual([]);
}

const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no error',
    (error: unknown) => error,
  );

const versions = await Promise.all(
  engines.map(async (kind) => (kind.missing ? undefined : await kind.open())),
);

describe.each(
  engines.map((kind, i) => ({
    title: kind.missing
      ? `${kind.name}: skipped, ${kind.missing}`
      : `${kind.name} ${versions[i]!.version}`,
    kind,
    engine: versions[i]!,
  })),
)('$title', ({ kind, engine }) => {
  if (kind.missing) {
    it.skip('runs', () => {});
    return;
  }
  inEngine(kind, engine);
});

function inEngine(kind: EngineKind, engine: Engine): void {
  const { double, text, quoted, storage, dialect } = kind;
  const query = (options: Options) => summaryQuery({ ...options, dialect });
  const sumsOf = async (options: Options): Promise<CellSums> => {
    const asked = query(options);
    return readRows(where, await engine.rows(asked.text), asked);
  };
  const groupsOf = async (options: Options) => {
    const asked = query(options);
    return readGroupedRows(where, await engine.rows(asked.text), asked);
  };
  /** Makes a table anew; entries are SQL. */
  const table = async (name: string, columns: string, rows: readonly (readonly unknown[])[]) => {
    await engine.run(`DROP TABLE IF EXISTS ${name}`, `CREATE TABLE ${name} (${columns})${storage}`);
    const lines = rows.map((row) => `(${row.join(', ')})`);
    if (lines.length > 0) await engine.run(`INSERT INTO ${name} VALUES ${lines.join(', ')}`);
  };
  /** What stands in the table, as the engine gives it back. */
  const observations = async (filter = 'x IS NOT NULL', name = 't'): Promise<Observation[]> => {
    const rows = await engine.rows(`SELECT x, y, z, w FROM ${name} WHERE ${filter}`);
    return rows.map((row) => ({
      x: row.x as number,
      y: [row.y as number, row.z as number],
      w: row.w as number,
    }));
  };
  const oneOutput = (rows: readonly Observation[]) =>
    rows.map(({ x, y }) => ({ x, y: y.slice(0, 1), w: 1 }));

  beforeAll(async () => {
    const random = createRandom(1964);
    const rows = Array.from({ length: 2000 }, (_, i) => {
      const x = random.uniform(-3, 3);
      const [y, z] = [Math.sin(x) + random.normal(0, 0.3) + 40, 1e3 * random.normal(0, 1)];
      return [x, y, z, random.uniform(0, 4), i % 3 === 0 ? "'a'" : i % 3 === 1 ? "'b''c'" : 'NULL'];
    });
    rows.push(
      ['NULL', 1, 1, 1, "'a'"],
      [0.5, 'NULL', 1, 1, "'a'"],
      [0.5, 1e6, 'NULL', 1, "'a'"],
      [0.5, 41, 1, 'NULL', "'a'"],
      [0.5, 1e9, 1, 0, "'a'"],
    );
    await table('t', `x ${double}, y ${double}, z ${double}, w ${double}, g ${text}`, rows);
  });

  it('sums one output', async () => {
    const found = await sumsOf(plain);
    const rows = oneOutput(await observations('x IS NOT NULL AND y IS NOT NULL'));
    expect(rows.length).toBe(2003);
    expect(found).toMatchObject({ exponent: -5, weighted: false });
    const mean = rows.reduce((sum, { y }) => sum + y[0]! / rows.length, 0);
    expect(Math.abs(found.shift[0]! / mean - 1)).toBeLessThan(1e-12);
    expectSums(found, rows);
  });

  it('sums two outputs with weights; what is null or of weight 0 is left out', async () => {
    const found = await sumsOf({ ...plain, y: ['y', 'z'], weight: 'w' });
    const rows = await observations('x IS NOT NULL AND y IS NOT NULL AND z IS NOT NULL AND w > 0');
    expect(rows.length).toBe(2000);
    expectSums(found, rows);
  });

  it.each([undefined, 'w'])('sums each group, about its own mean, weights: %s', async (weight) => {
    const groups = await groupsOf({ ...plain, groupBy: 'g', weight, where: sql`y < ${1e5}` });
    expect(groups.map(({ group }) => group)).toEqual(['a', "b'c"]);
    for (const { group, sums } of groups) {
      const named = `g = '${String(group).replace("'", "''")}'`;
      const filter = `x IS NOT NULL AND y < 1e5 AND ${named}${weight ? ' AND w > 0' : ''}`;
      const rows = (await observations(filter)).map(({ x, y, w }) => ({
        x,
        y: y.slice(0, 1),
        w: weight ? w : 1,
      }));
      expect(rows.length).toBe(group !== 'a' ? 667 : weight ? 667 : 668);
      const mean = rows.reduce((sum, { y }) => sum + y[0]! / rows.length, 0);
      expect(Math.abs(sums.shift[0]! / mean - 1)).toBeLessThan(1e-12);
      expectSums(sums, rows);
    }
  });

  it('a group whose values print differently is one', async () => {
    const [type, ...spellings] = {
      duckdb: ['VARCHAR COLLATE NOCASE', "'north'", "'North'", "'NORTH'"],
      clickhouse: ['Nullable(Decimal(9, 2))', '1', '1.0', '1.00'],
      postgresql: ['numeric', '1', '1.0', '1.00'],
      sqlite: ['TEXT COLLATE NOCASE', "'north'", "'North'", "'NORTH'"],
    }[dialect as 'duckdb'];
    const rows = (await observations('y < 1e5')).slice(0, 300);
    const entries = rows.map(({ x, y }, i) => [x, y[0], spellings[i % 3]]);
    await table('spelled', `x ${double}, y ${double}, g ${type}`, entries);
    const groups = await groupsOf({ ...plain, table: 'spelled', groupBy: 'g' });
    expect(groups.length).toBe(1);
    expectSums(groups[0]!.sums, oneOutput(rows));
  });

  it.each([1e-25, 1e25])('counts in cells of any width: units of %s', async (unit) => {
    const found = await sumsOf({
      ...plain,
      x: sql`x * ${2 ** Math.round(Math.log2(unit))}`,
      bandwidth: 0.4 * 2 ** Math.round(Math.log2(unit)),
    });
    const same = await sumsOf(plain);
    expect(found.exponent).not.toBe(same.exponent);
    expect([...found.ids]).toEqual([...same.ids]);
    found.sums.forEach((sum, i) => {
      expect(Math.abs(sum - same.sums[i]!)).toBeLessThanOrEqual(1e-10 * (1 + Math.abs(sum)));
    });
  });

  it('sums a single row, and all rows in one cell', async () => {
    await table('one', `x ${double}, y ${double}, z ${double}, w ${double}`, [[2.75, 7, 0, 1]]);
    const one = await sumsOf({ ...plain, table: 'one' });
    expect([...one.ids, ...one.shift, ...one.range]).toEqual([88, 7, 2.75, 2.75]);
    expect([...one.sums.subarray(0, 3)]).toEqual([1, -1, 1]);
    const all = await sumsOf({ ...plain, bandwidth: 1e4, where: sql`x > 0` });
    expect([...all.ids]).toEqual([0]);
    expectSums(all, oneOutput(await observations('x > 0 AND y IS NOT NULL')));
  });

  it('finds no observation, and that is an error; of groups there are none', async () => {
    const none = { ...plain, where: sql`x > ${1e9}` };
    expectThrown(
      await failure(sumsOf(none)),
      OptionError,
      `${where}: rows must hold at least one cell (the query found no observation), got none`,
    );
    expect(await groupsOf({ ...none, groupBy: 'g' })).toEqual([]);
  });

  it('keeps the digits of places near 1.7e12, and of outputs far from 0', async () => {
    const random = createRandom(8);
    const rows = Array.from({ length: 500 }, () => [
      1.7e12 + Math.round(random.uniform(0, 1e6)) / 1024,
      1e9 + Math.round(random.normal(0, 1024)) / 1024,
    ]);
    await table(
      'far',
      `x ${double}, y ${double}, z ${double}, w ${double}`,
      rows.map(([x, y]) => [`${x}`, `${y}`, 0, 1]),
    );
    const found = await sumsOf({ ...plain, table: 'far', bandwidth: 10 });
    const seen = oneOutput(await observations('x IS NOT NULL', 'far'));
    expect(new Set(seen.map(({ x }) => x))).toEqual(new Set(rows.map(([x]) => x)));
    expectSums(found, seen);
  });

  it('takes integers, decimals and truth', async () => {
    const bigint = dialect === 'clickhouse' ? 'Nullable(Int64)' : 'BIGINT';
    const decimal = dialect === 'clickhouse' ? 'Nullable(Decimal(12, 3))' : 'DECIMAL(12, 3)';
    const rows = Array.from({ length: 40 }, (_, i) => [i, (i * 125) / 1000, i % 4]);
    await table('kinds', `x ${bigint}, y ${decimal}, w ${bigint}`, [
      ...rows,
      ['NULL', 'NULL', 'NULL'],
    ]);
    const found = await sumsOf({ ...plain, table: 'kinds', weight: 'w', bandwidth: 40 });
    expectSums(
      found,
      rows.filter(([, , w]) => w! > 0).map(([x, y, w]) => ({ x: x!, y: [y!], w: w! })),
    );
  });

  it('takes dates and timestamps in milliseconds since 1970', async () => {
    const types = {
      duckdb: ['DATE', 'TIMESTAMP', 'TIMESTAMPTZ'],
      clickhouse: [
        'Nullable(Date32)',
        "Nullable(DateTime64(3, 'UTC'))",
        "Nullable(DateTime64(6, 'Asia/Tokyo'))",
      ],
      postgresql: ['date', 'timestamp', 'timestamptz'],
      sqlite: ['TEXT', 'TEXT', 'TEXT'],
    }[dialect as 'duckdb'];
    const days = ['1969-12-30', '1970-01-01', '2024-02-29', '2026-11-30'];
    const times = days.map((day) => `${day} 13:07:05.250`);
    const instant = (time: string) =>
      dialect === 'clickhouse' ? `toDateTime64('${time}', 6, 'UTC')` : `'${time}+00:00'`;
    await table('times', `d ${types[0]}, s ${types[1]}, z ${types[2]}, y ${double}`, [
      ...days.map((day, i) => [`'${day}'`, `'${times[i]}'`, instant(times[i]!), i]),
      ['NULL', 'NULL', 'NULL', 5],
    ]);
    const at = (column: string) =>
      sumsOf({ ...plain, table: 'times', x: column, xType: 'timestamp', bandwidth: 3600e3 });
    const expected = (all: readonly string[]) =>
      all.map((time, i) => ({
        x: Date.parse(`${time.replace(' ', 'T')}${time.length > 10 ? 'Z' : ''}`),
        y: [i],
        w: 1,
      }));
    expectSums(await at('d'), expected(days));
    expectSums(await at('s'), expected(times));
    expectSums(await at('z'), expected(times));
    if (dialect === 'duckdb' || dialect === 'postgresql')
      for (const [i, column] of ['d', 's', 'z'].entries()) {
        await engine.run(
          `INSERT INTO times (${column}, y) VALUES ('${i === 1 ? '-' : ''}infinity', 1)`,
        );
        const thrown = await failure(at(column));
        expectThrown(thrown, NumericalError, /got 1 rows where they are not$/);
      }
    // a date is no number: engines refuse it, and SQLite's text is counted
    for (const column of ['d', 's', 'z'])
      expect(await failure(sumsOf({ ...plain, table: 'times', x: column }))).toBeInstanceOf(Error);
  });

  it('counts rows with NaN and infinity, and those with negative weights', async () => {
    const { nan = 'NULL', infinity } = kind;
    const columns = `x ${double}, y ${double}, z ${double}, w ${double}, g ${text}`;
    const fine = [1, 2, 3, 1, "'a'"];
    const cure = '(the option where of summaryQuery leaves rows out)';
    const isCounted = (count: number) =>
      `${where}: x, y and weight must be finite numbers in every row of the table ${cure}, got ${count} rows where they are not`;
    const bad = [
      [infinity, 2, 3, 1, "'a'"],
      [infinity!.startsWith("'I") ? "'-Infinity'" : `-${infinity}`, 2, 3, 1, "'b'"],
      [1, infinity, 3, 1, "'a'"],
      [1, 2, 3, infinity, "'b'"],
      [nan, 2, 3, 1, "'b'"],
      [1, nan, 3, 1, "'b'"],
      [1, 2, 3, nan, "'a'"],
    ];
    const hasNaN = kind.nan !== undefined; // otherwise it is null
    await table('bad', columns, [fine, ...bad]);
    const weighted = { ...plain, table: 'bad', weight: 'w' };
    expectThrown(await failure(sumsOf(weighted)), NumericalError, isCounted(hasNaN ? 7 : 4));
    expectThrown(
      await failure(sumsOf({ ...plain, table: 'bad' })),
      NumericalError,
      isCounted(hasNaN ? 5 : 3),
    );
    expectThrown(
      await failure(groupsOf({ ...weighted, groupBy: 'g' })),
      NumericalError,
      isCounted(hasNaN ? 7 : 4),
    );
    const finite = { ...weighted, where: sql`x - x = 0 AND y - y = 0 AND w - w = 0` };
    expect([...(await sumsOf(finite)).sums.subarray(0, 1)]).toEqual([1]);

    await table('bad', columns, [fine, [1, 2, 3, -1, "'a'"], [5, 2, 3, -0.5, "'a'"]]);
    expectThrown(
      await failure(sumsOf(weighted)),
      NumericalError,
      `${where}: weight must be at least 0 in every row of the table ${cure}, got 2 rows where it is not`,
    );
  });

  it('has no cells for places too far to be told apart', async () => {
    const far = await failure(sumsOf({ ...plain, bandwidth: 1e-16 }));
    expectThrown(
      far,
      NumericalError,
      /x must be within 2\^53 cells of .* of 0, wide enough for the bandwidth, got -?[0-3]/,
    );
  });

  it('no sum of squares overflows without a word', async () => {
    const columns = `x ${double}, y ${double}, z ${double}, w ${double}`;
    await table(
      'large',
      columns,
      [1, 2, 3].map((i) => [i, `${i}e200`, 0, 1]),
    );
    const thrown = await failure(sumsOf({ ...plain, table: 'large' }));
    // PostgreSQL refuses by itself
    expect((thrown as Error).message).toMatch(/too large to be squared|out of range: overflow/);
  });

  it('quotes names', async () => {
    const names = [
      '"; DROP TABLE t; --',
      "'; DROP TABLE t; --",
      '` ; DROP TABLE t; --',
      'a"b`c\'d\\',
      '\\"',
      'select',
      'group',
      'cell',
      'n',
      'shift1',
      'nadaraya_x',
      'nadaraya_y1',
      'nadaraya_cell',
      'nadaraya_shift1',
      'layout',
      'größe μ 漢字 🙂',
      'with space.and dot',
      '$1 ? :p {q:UInt8} %s',
      ' ',
      '*',
      '-- x',
      '/*',
      'x\n) --',
    ];
    const random = createRandom(3);
    const rows = Array.from({ length: 30 }, () => [
      random.uniform(0, 4),
      random.normal(0, 1),
      random.uniform(0, 1),
      1,
    ]);
    await table('plain_names', `x ${double}, y ${double}, w ${double}, g ${double}`, rows);
    const expected = await groupsOf({ ...plain, table: 'plain_names', weight: 'w', groupBy: 'g' });
    for (const [i, name] of names.entries()) {
      const [y, w, g] = [1, 2, 3].map((step) => names[(i + step) % names.length]!);
      const columns = [name, y!, w!, g!].map((column) => `${quoted(column)} ${double}`).join(', ');
      await table(quoted(name), columns, rows);
      const named = {
        ...plain,
        table: name,
        x: name,
        y: y!,
        where: sql`${sqlIdentifier(name)} >= ${-1}`,
      };
      const found = await groupsOf({ ...named, weight: w!, groupBy: g! });
      expect(found).toEqual(expected);
      expect((await sumsOf({ ...named, weight: w! })).sums).toEqual(expected[0]!.sums.sums);
      await engine.run(`DROP TABLE ${quoted(name)}`);
    }
    expect((await engine.rows('SELECT COUNT(*) AS n FROM t'))[0]!.n).toBeTruthy();
  });

  it('a column that is not there is an error, in SQLite too', async () => {
    for (const missing of ['absent', 'x"', '"x'])
      expect(await failure(sumsOf({ ...plain, x: missing }))).toMatchObject({
        message: expect.stringMatching(/absent|column|identifier/i),
      });
  });

  it('texts of a condition are texts', async () => {
    const texts = [
      "'; DROP TABLE t; --",
      "\\'; DROP TABLE t; --",
      "' OR 1 = 1 --",
      '\\',
      '\\\\',
      "''",
      '"',
      '`',
      'größe 漢字 🙂',
      '\n\t',
      `\${x} $1 ? :p {q:UInt8} %`,
      '',
      'NULL',
      "\\' OR 1=1 /*",
    ];
    await table('texts', `x ${double}, y ${double}, g ${text}`, [[0, 0, "'other'"]]);
    for (const [i, entry] of texts.entries()) {
      const value = dialect === 'clickhouse' ? entry.replaceAll('\\', '\\\\') : entry;
      await engine.run(
        `INSERT INTO texts VALUES (${i + 1}, ${i}, '${value.replaceAll("'", "''")}')`,
      );
    }
    for (const [i, entry] of texts.entries()) {
      const found = await sumsOf({ ...plain, table: 'texts', where: sql`g = ${entry} -- theirs` });
      expect([...found.ids]).toEqual([(i + 1) * 32]);
    }
    const several = await sumsOf({ ...plain, table: 'texts', where: sql`g IN (${texts})` });
    expect(several.ids.length).toBe(texts.length);
    const rest = await sumsOf({ ...plain, table: 'texts', where: sql`NOT (g IN (${texts}))` });
    expect([...rest.ids]).toEqual([0]);
    const numbers = sql`x - ${-2} > ${0.1} AND x < ${10n} AND ${true} AND x <> ${1e21} AND x < ${1.5e1}`;
    expect((await sumsOf({ ...plain, table: 'texts', where: numbers })).ids.length).toBe(10);
  });

  it('takes expressions, and a query for a table', async () => {
    const found = await sumsOf({
      ...plain,
      table: sql`(SELECT x AS place, y FROM t WHERE x > ${0} AND y < ${1e5}) AS part`,
      x: sql`place / ${2} -- half`,
      y: sql`y + ${1}`,
      bandwidth: 0.2,
    });
    const same = await sumsOf({ ...plain, where: sql`x > 0 AND y < 1e5` });
    expect([...found.ids]).toEqual([...same.ids]);
    expect(found.shift[0]! - same.shift[0]!).toBeCloseTo(1, 9);
  });
}
