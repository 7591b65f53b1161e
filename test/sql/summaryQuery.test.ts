// What the statement is; what it gives is tested in databases, in test/engines.

import { describe, expect, it } from 'vitest';
import { OptionError, UnsupportedError } from '../../src/errors.js';
import { type SummaryQueryOptions, summaryQuery } from '../../src/sql/summaryQuery.js';
import { sql } from '../../src/sql/TrustedSQL.js';
import { expectError } from '../expectError.js';

const plain: SummaryQueryOptions = { table: 't', x: 'x', y: 'y', bandwidth: 1, dialect: 'duckdb' };
const withOptions = (options: object) => () =>
  summaryQuery({ ...plain, ...options } as SummaryQueryOptions);

describe('summaryQuery', () => {
  it('tells what its rows are, and can be sent as JSON', () => {
    const { text, ...layout } = summaryQuery(plain);
    expect(layout).toEqual({ bandwidth: 1, outputs: 1, weighted: false, grouped: false });
    const more = summaryQuery({ ...plain, y: ['y', 'z'], weight: 'w', groupBy: 'g' });
    expect(more).toMatchObject({ outputs: 2, weighted: true, grouped: true });
    expect(JSON.parse(JSON.stringify(more))).toEqual(more);
    expect(text).toMatch(/^WITH|^SELECT/);
    expect(text).not.toMatch(/;|\$\d|\?/);
  });

  it('names tables in schemas', () => {
    expect(summaryQuery({ ...plain, table: ['a', 'b.c'] }).text).toContain('FROM "a"."b.c"\n');
    expect(summaryQuery({ ...plain, table: 'a.b' }).text).toContain('FROM "a.b"\n');
    const file = sql`read_parquet(${'it.parquet'})`;
    expect(summaryQuery({ ...plain, table: file }).text).toContain(
      `FROM read_parquet('it.parquet')\n`,
    );
  });

  it('scales by whole powers of two, in factors that every engine reads exactly', () => {
    const scaleOf = (bandwidth: number) =>
      /nadaraya_x([^,]*) AS nadaraya_s/.exec(summaryQuery({ ...plain, bandwidth }).text)![1];
    expect(scaleOf(8)).toBe('');
    expect(scaleOf(1)).toBe(' * 8e0');
    expect(scaleOf(64)).toBe(' / 8e0');
    expect(scaleOf(2 ** -60)).toBe(` * ${2 ** 52}e0 * 2048e0`);
    expect(scaleOf(2 ** 110)).toBe(` / ${2 ** 52}e0 / ${2 ** 52}e0 / 8e0`);
  });

  it('calls its own columns as nothing of the user is called', () => {
    const { text } = summaryQuery({ ...plain, x: 'NADARAYA_x', y: sql`nadaraya_x_y` });
    expect(text).toContain('CAST("NADARAYA_x" AS DOUBLE) AS nadaraya_x_x_x');
  });

  it('reads the options', () => {
    expectError(withOptions({ bandwith: 1 }), OptionError, /options must be among/);
    expectError(() => summaryQuery(undefined as never), OptionError, /options must be an object/);
    expectError(
      withOptions({ bandwidth: 0 }),
      OptionError,
      /bandwidth must be a finite number above 0/,
    );
    expectError(withOptions({ bandwidth: undefined }), OptionError, /bandwidth must be/);
    expectError(withOptions({ bandwidth: 1e-300 }), OptionError, /above 1e-290/);
    expectError(
      withOptions({ xType: 'date' }),
      OptionError,
      /xType must be one of number, timestamp/,
    );
    expectError(withOptions({ dialect: 'oracle' }), OptionError, /dialect must be one of/);
    expectError(withOptions({ y: [] }), OptionError, /y must name at least one column/);
    expectError(
      withOptions({ dialect: {}, xType: 'timestamp' }),
      UnsupportedError,
      "summaryQuery: xType 'timestamp' needs dialect.milliseconds, got a dialect without it",
    );
  });

  it.each(['table', 'x', 'y', 'weight', 'groupBy'])('refuses what is no name: %s', (option) => {
    for (const name of ['', 1, null, {}, [''], [1]])
      expectError(
        withOptions({ [option]: name }),
        OptionError,
        new RegExp(`${option} must be a name`),
      );
    for (const name of ['a\0', '\ud800'])
      expectError(withOptions({ [option]: name }), OptionError, /must be Unicode/);
  });

  it('refuses a condition that is a text', () => {
    for (const condition of ['price > 0', { parts: [{ code: '1' }] }, null])
      expectError(
        withOptions({ where: condition }),
        OptionError,
        /^summaryQuery: where must be made by the tag sql, as in sql`price > 0`, got /,
      );
  });

  it('takes a dialect of the user', () => {
    const dialect = {
      identifier: (name: string) => `[${name}]`,
      sum: (e: string) => `PAIRWISE(${e})`,
    };
    const { text } = summaryQuery({ ...plain, dialect });
    expect(text).toContain('PAIRWISE(nadaraya_t1) AS [w_1]');
    expect(text).toContain('CAST([x] AS DOUBLE PRECISION)');
  });

  it('keeps comments and operators of an expression within it', () => {
    const { text } = summaryQuery({ ...plain, x: sql`a + b -- sum`, where: sql`a OR b -- any` });
    expect(text).toContain('CAST((a + b -- sum\n) AS DOUBLE)');
    expect(text).toContain('WHERE (a OR b -- any\n)');
  });
});
