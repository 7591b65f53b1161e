import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../../src/errors.js';
import { resolveDialect, type SQLDialectName } from '../../src/sql/SQLDialect.js';
import { sql, sqlIdentifier, TrustedSQL } from '../../src/sql/TrustedSQL.js';
import { expectError } from '../expectError.js';

const render = (given: TrustedSQL, dialect: SQLDialectName = 'duckdb'): string =>
  given.render(resolveDialect('test', dialect));

describe('sql', () => {
  it('takes the template as it is, and makes literals of values', () => {
    expect(render(sql`a > ${0} AND b = ${"o'clock"}`)).toBe("a > 0 AND b = 'o''clock'");
    expect(render(sql`a IN (${['x', 1, 2n, true]})`)).toBe("a IN ('x', 1, 2, TRUE)");
    expect(render(sql`${sql`a > ${1}`} OR ${[sql`b`, 'c']}`)).toBe("a > 1 OR b, 'c'");
    expect(render(sql`${'x'}${'y'}`)).toBe("'x''y'");
  });

  it('writes numbers as doubles, negative ones so that no comment begins', () => {
    const numbers = [0.1, 1e-7, 1e21, 123456789, 2 ** 53, Number.MAX_VALUE];
    expect(render(sql`${numbers}`)).toBe(
      '0.1e0, 1e-7, 1e+21, 123456789, 9007199254740992e0, 1.7976931348623157e+308',
    );
    expect(render(sql`1 -${-2} -${-0.5} -${-3n} ${-0}`)).toBe('1 -(-2) -(-0.5e0) -(-3) 0');
  });

  it('quotes texts as the dialect does', () => {
    const text = String.raw`it's \' a`;
    expect(render(sql`${text}`, 'duckdb')).toBe(String.raw`'it''s \'' a'`);
    expect(render(sql`${text}`, 'sqlite')).toBe(String.raw`'it''s \'' a'`);
    expect(render(sql`${text}`, 'clickhouse')).toBe(String.raw`'it\'s \\\' a'`);
    expect(render(sql`${text}`, 'postgresql')).toBe(String.raw`E'it\'s \\\' a'`);
    expect(render(sql`${"it's"}`, 'postgresql')).toBe("'it''s'");
  });

  it('a text stays one literal, whatever it holds', () => {
    // read back by the rules of each engine
    const readers: Record<SQLDialectName, (literal: string) => string> = {
      duckdb: (literal) => doubled(literal),
      sqlite: (literal) => doubled(literal),
      postgresql: (literal) =>
        literal.startsWith('E') ? escaped(literal.slice(1)) : doubled(literal),
      clickhouse: (literal) => escaped(literal),
    };
    const doubled = (literal: string): string => {
      expect(literal).toMatch(/^'([^']|'')*'$/);
      return literal.slice(1, -1).replaceAll("''", "'");
    };
    const escaped = (literal: string): string => {
      expect(literal).toMatch(/^'([^'\\]|\\.)*'$/s);
      return literal.slice(1, -1).replaceAll(/\\(.)/gs, '$1');
    };
    const hostile = fc.string({
      unit: fc.constantFrom("'", '"', '\\', '`', ';', '-', 'a', '\n', '漢'),
    });
    for (const [dialect, read] of Object.entries(readers))
      fc.assert(
        fc.property(hostile, (text) => {
          expect(read(render(sql`${text}`, dialect as SQLDialectName))).toBe(text);
        }),
      );
  });

  it('refuses what is no value', () => {
    const values = [
      null,
      undefined,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      new Date(0),
      {},
      [],
      () => 0,
    ];
    for (const value of values)
      expectError(
        () => sql`a = ${value as never}`,
        OptionError,
        /^sql: a value in SQL must be a text, a finite number, a boolean, or a list of some, got /,
      );
    expectError(() => sql`a IN (${['x', null as never]})`, OptionError, /got null$/);
    expectError(
      () => sql`a = ${'\0'}`,
      OptionError,
      /a text must be Unicode without the character 0/,
    );
    expectError(() => sql`a = ${'\ud800'}`, OptionError, /a text must be Unicode/);
    expectError(() => sql`a = ${'a\udc00'}`, OptionError, /a text must be Unicode/);
    expectError(() => sql`\u`, OptionError, /no broken escapes/);
    expect(render(sql`${'🙂'}`)).toBe("'🙂'");
  });

  it('is a tag: a text does not become SQL by calling it', () => {
    const given = '1 = 1; DROP TABLE t';
    const calls: (() => unknown)[] = [
      () => sql(given as never),
      () => sql([given] as never),
      () => sql({ raw: [given], length: 1, 0: given } as never),
      () => new TrustedSQL('sql' as never, [{ code: given }]),
      () => new TrustedSQL(Symbol('sql'), [{ code: given }]),
    ];
    for (const call of calls) expectError(call, OptionError, /must be (made by )?the tag/);
    expect(TrustedSQL.isOne({ parts: [{ code: given }] })).toBe(false);
    expect(TrustedSQL.isOne(JSON.parse(JSON.stringify(sql`a`)))).toBe(false);
    expect(Object.isFrozen(sql`a`.parts)).toBe(true);
  });

  it('keeps a copy of a list', () => {
    const list = [1, 2];
    const made = sql`a IN (${list})`;
    list.push(3);
    expect(render(made)).toBe('a IN (1, 2)');
  });
});

describe('sqlIdentifier', () => {
  it('quotes as the dialect does', () => {
    const name = '"a`\\';
    expect(render(sqlIdentifier('s', name), 'duckdb')).toBe('"s"."""a`\\"');
    expect(render(sqlIdentifier('s', name), 'postgresql')).toBe('"s"."""a`\\"');
    expect(render(sqlIdentifier('s', name), 'sqlite')).toBe('`s`.`"a``\\`');
    expect(render(sqlIdentifier('s', name), 'clickhouse')).toBe('`s`.`"a\\`\\\\`');
    expect(render(sql`${sqlIdentifier('a b')} > ${1}`)).toBe('"a b" > 1');
  });

  it('refuses what is no name', () => {
    for (const name of ['', 1, null, undefined, ['a'], sql`a`])
      expectError(() => sqlIdentifier(name as never), OptionError, /a name must be a name/);
    expectError(
      () => sqlIdentifier(),
      OptionError,
      'sqlIdentifier: names must hold at least one, got none',
    );
    expectError(() => sqlIdentifier('a\0b'), OptionError, /without the character 0/);
  });
});
