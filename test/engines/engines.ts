// Databases to run statements in, each in this process: those of test/engines that are installed. Of SQLite that of Node,
// where it has one.

import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { SQLDialectName } from '../../src/sql/SQLDialect.js';
import type { SummaryRow } from '../../src/summary/readRows.js';

/** An open database. */
export interface Engine {
  readonly version: string;
  /** Statements without a result. */
  run(...statements: string[]): Promise<void>;
  rows(query: string): Promise<SummaryRow[]>;
}

/** What engines write differently where tests make tables. */
export interface EngineKind {
  readonly name: string;
  readonly dialect: SQLDialectName;
  /** The type of a column of doubles that may be null. */
  readonly double: string;
  readonly text: string;
  /** Quotes a name as the handbook of the engine tells, apart from the library. */
  readonly quoted: (name: string) => string;
  /** Behind the columns of a new table. */
  readonly storage: string;
  /** NaN and infinity, where a column can hold them. */
  readonly nan: string | undefined;
  readonly infinity: string | undefined;
  /** Why it is not here. */
  readonly missing: string | undefined;
  readonly open: () => Promise<Engine>;
}

const require = createRequire(import.meta.url);

/** Where a package of test/engines is, or why it cannot be loaded. */
function found(name: string): { readonly path?: string; readonly missing?: string } {
  try {
    const path = require.resolve(name);
    if (path.includes('/test/engines/')) return { path };
  } catch {}
  return { missing: `${name} is not here: npm --prefix test/engines ci` };
}

const duckdb = found('@duckdb/node-api');
const chdb = found('chdb');
const pglite = found('@electric-sql/pglite');
const isNodeNew = Number(process.versions.node.split('.')[0]) >= 24;
const sqlite = isNodeNew ? { path: 'node:sqlite' } : found('better-sqlite3');

async function openDuckDB(): Promise<Engine> {
  const { DuckDBInstance } = require(duckdb.path!);
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  const rows = async (query: string): Promise<SummaryRow[]> =>
    (await connection.runAndReadAll(query)).getRowObjects();
  return {
    version: String((await rows('SELECT version() AS v'))[0]!.v),
    run: async (...statements) => {
      for (const statement of statements) await connection.run(statement);
    },
    rows,
  };
}

let session: { query(text: string, format?: string): string } | undefined;

/** One session a process: `chdb` binds one directory. */
async function openClickHouse(): Promise<Engine> {
  const { Session } = require(chdb.path!);
  session ??= new Session();
  const query = (text: string, format?: string): string => session!.query(text, format);
  // the database at hand would take the name of a table for that of a file
  query('CREATE DATABASE IF NOT EXISTS own ENGINE = Atomic');
  query('USE own');
  return {
    version: query('SELECT version()', 'TSV').trim(),
    run: async (...statements) => {
      for (const statement of statements) query(statement);
    },
    rows: async (text) => {
      const lines = query(text, 'JSONEachRow').split('\n');
      return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
    },
  };
}

async function openPostgreSQL(): Promise<Engine> {
  const { PGlite } = await import(/* @vite-ignore */ pathToFileURL(pglite.path!).href);
  const database = new PGlite();
  const rows = async (query: string) => (await database.query(query)).rows;
  return {
    version: /\S+ \S+/.exec((await rows('SELECT version() AS v'))[0].v)![0],
    run: async (...statements) => {
      for (const statement of statements) await database.exec(statement);
    },
    rows,
  };
}

async function openSQLite(): Promise<Engine> {
  const loaded = require(sqlite.path!);
  const database = isNodeNew ? new loaded.DatabaseSync(':memory:') : new loaded(':memory:');
  const rows = async (query: string): Promise<SummaryRow[]> => database.prepare(query).all();
  const version = (await rows('SELECT sqlite_version() AS v'))[0]!.v;
  return {
    version: `${version} by ${isNodeNew ? `Node ${process.versions.node}` : 'better-sqlite3'}`,
    run: async (...statements) => {
      for (const statement of statements) database.exec(statement);
    },
    rows,
  };
}

const doubled = (mark: string) => (name: string) =>
  mark + name.replaceAll(mark, mark + mark) + mark;

export const engines: readonly EngineKind[] = [
  {
    name: 'DuckDB',
    dialect: 'duckdb',
    double: 'DOUBLE',
    text: 'VARCHAR',
    quoted: doubled('"'),
    storage: '',
    nan: "'nan'::DOUBLE",
    infinity: "'infinity'::DOUBLE",
    missing: duckdb.missing,
    open: openDuckDB,
  },
  {
    name: 'ClickHouse',
    dialect: 'clickhouse',
    double: 'Nullable(Float64)',
    text: 'Nullable(String)',
    quoted: (name) => `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`,
    storage: ' ENGINE = Memory',
    nan: 'nan',
    infinity: 'inf',
    missing: chdb.missing,
    open: openClickHouse,
  },
  {
    name: 'PostgreSQL',
    dialect: 'postgresql',
    double: 'double precision',
    text: 'text',
    quoted: doubled('"'),
    storage: '',
    nan: "'NaN'",
    infinity: "'Infinity'",
    missing: pglite.missing,
    open: openPostgreSQL,
  },
  {
    name: 'SQLite',
    dialect: 'sqlite',
    double: 'REAL',
    text: 'TEXT',
    quoted: doubled('"'),
    storage: '',
    nan: undefined, // it stores null
    infinity: '9e999',
    missing: sqlite.missing,
    open: openSQLite,
  },
];
