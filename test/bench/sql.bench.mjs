// What does a summary inside a database cost? DuckDB, a table of two doubles in a file, two threads: the statement of
// summaryQuery beside `SELECT avg(x), avg(y), min(x), max(x), count(*)`, in turns, by wall time and by processor time; the size
// of its result, and what Node holds beside the engine.
//   npm run bench sql [rows, 1e7] [turns, 5] [cases, all of the six]
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, summaryQuery } from 'nadaraya/sql';

const engines = new URL('../engines/', import.meta.url);
if (!existsSync(new URL('node_modules/@duckdb', engines))) {
  console.log('DuckDB is not installed: npm --prefix test/engines ci (670 MB), then again');
  process.exit(0);
}
const { DuckDBInstance, version } = createRequire(new URL('engines.ts', engines))(
  '@duckdb/node-api',
);
const rows = Number(process.argv[2] ?? 1e7);
const turns = Number(process.argv[3] ?? 5);
const first = Number(process.argv[4] ?? 6);
const folder = mkdtempSync(join(tmpdir(), 'nadaraya-sql-'));
const instance = await DuckDBInstance.create(join(folder, 'table.duckdb'), { threads: '2' });
const connection = await instance.connect();

const uniform = (seed) => `(hash(i * 4 + ${seed}) >> 11)::DOUBLE / 9007199254740992.0`;
await connection.run(
  `CREATE TABLE t AS SELECT x, 10 + sin(6 * x) + ${uniform(1)} - 0.5 AS y, ${uniform(2)} AS w, (i % 5)::INTEGER AS g
   FROM (SELECT i, ${uniform(0)} AS x FROM range(${rows}) r(i))`,
);
await connection.run('CHECKPOINT');

const table = { table: 't', x: 'x', y: 'y', bandwidth: 0.01, dialect: 'duckdb' };
const cases = [
  ['avg, avg, min, max, count', 'SELECT avg(x), avg(y), min(x), max(x), count(*) FROM t'],
  ['summary', summaryQuery(table).text],
  ['by plain sums', summaryQuery(table).text.replaceAll('FSUM(', 'SUM(')],
  ['with weights', summaryQuery({ ...table, weight: 'w' }).text],
  ['of five groups', summaryQuery({ ...table, groupBy: 'g' }).text],
  ['of half the rows', summaryQuery({ ...table, where: sql`y > ${10}` }).text],
].slice(0, first);

/** What Node holds itself: its heap and the memory of arrays, not that of the engine. */
const held = () => {
  const { heapTotal, external } = process.memoryUsage();
  return (heapTotal + external) / 2 ** 20;
};
const found = cases.map(() => ({ wall: [], cpu: [], held: 0, bytes: 0, cells: 0, count: 0 }));
for (let turn = 0; turn < turns; turn++)
  for (const [i, [, text]] of cases.entries()) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    const result = (await connection.runAndReadAll(text)).getRowObjectsJS();
    const { user, system } = process.cpuUsage(used);
    const measured = found[i];
    measured.wall.push(performance.now() - start);
    measured.cpu.push((user + system) / 1e3);
    measured.held = Math.max(measured.held, held());
    const json = JSON.stringify(result, (_, value) =>
      typeof value === 'bigint' ? Number(value) : value,
    );
    measured.bytes = json.length;
    measured.cells = result.length;
    measured.count = result.reduce((sum, row) => sum + Number(row.n ?? row['count_star()']), 0);
  }

for (const [i, { count }] of found.entries())
  if (i < 5 && count !== rows) throw new Error(`${cases[i][0]}: ${count} rows of ${rows}`);
const median = (values) => values.slice().sort((a, b) => a - b)[values.length >> 1];
const [simple] = found;
console.log(`DuckDB ${version()}, ${rows} rows, median of ${turns} turns`);
console.log(
  '                             wall s   times   cpu s   times   rows    JSON MB   Node MB',
);
for (const [i, [name]] of cases.entries()) {
  const { wall, cpu, cells, bytes, held: most } = found[i];
  const cell = (value, digits, width) => value.toFixed(digits).padStart(width);
  const times = (of) => cell(median(found[i][of].map((t, turn) => t / simple[of][turn])), 2, 8);
  console.log(
    `${name.padEnd(26)} ${cell(median(wall) / 1e3, 3, 8)}${times('wall')}${cell(median(cpu) / 1e3, 3, 8)}${times('cpu')}` +
      `${cell(cells, 0, 7)}${cell(bytes / 1e6, 3, 11)}${cell(most, 0, 10)}`,
  );
}
console.log(
  `resident memory at its highest, the engine's too: ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
);
connection.closeSync();
instance.closeSync();
rmSync(folder, { recursive: true, force: true });
