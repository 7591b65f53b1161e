import { describe, expect, it } from 'vitest';
import { OptionError } from '../../src/errors.js';
import { resolveDialect } from '../../src/sql/SQLDialect.js';
import { expectError } from '../expectError.js';

describe('resolveDialect', () => {
  it('fills what a dialect leaves out by standard SQL', () => {
    const dialect = resolveDialect('f', { identifier: (name) => `[${name}]`, fence: 'OPTION' });
    expect(dialect.identifier('a')).toBe('[a]');
    expect(dialect.fence).toBe('OPTION');
    expect(dialect.text("it's")).toBe("'it''s'");
    expect([dialect.double('a'), dialect.floor('a'), dialect.sum('a')]).toEqual([
      'CAST(a AS DOUBLE PRECISION)',
      'FLOOR(a)',
      'SUM(a)',
    ]);
    expect(dialect.milliseconds).toBeUndefined();
    expect(resolveDialect('f', { sum: undefined } as never).sum('a')).toBe('SUM(a)');
  });

  it('takes compensated sums where there are any', () => {
    expect(resolveDialect('f', 'duckdb').sum('a')).toBe('FSUM(a)');
    expect(resolveDialect('f', 'clickhouse').sum('a')).toBe('sumKahan(a)');
  });

  it('refuses what is none', () => {
    expectError(
      () => resolveDialect('f', 'mysql' as never),
      OptionError,
      'f: dialect must be one of duckdb, clickhouse, postgresql, sqlite, or an object, got "mysql"',
    );
    expectError(() => resolveDialect('f', 'constructor' as never), OptionError, /must be one of/);
    expectError(
      () => resolveDialect('f', undefined as never),
      OptionError,
      /dialect must be an object/,
    );
    expectError(() => resolveDialect('f', { quote: () => '' } as never), OptionError, /"quote"/);
    expectError(
      () => resolveDialect('f', { sum: 'SUM' } as never),
      OptionError,
      /dialect.sum must be a function/,
    );
    expectError(
      () => resolveDialect('f', { fence: 1 } as never),
      OptionError,
      /dialect.fence must be a string/,
    );
    expectError(
      () => resolveDialect('f', { aliases: 1 } as never),
      OptionError,
      /dialect.aliases must be true or false/,
    );
  });
});
