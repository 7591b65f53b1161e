// Files of any size through DuckDB: one GROUP BY a file, some hundred rows out, merged as they come, and a curve from these
// alone. `tsx examples/28-in-a-database.ts 1e8` makes 10⁸ rows of Parquet first (1.6 GB).
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BinnedSample, KernelRegressor } from 'nadaraya';
import { sql, summaryQuery } from 'nadaraya/sql';

const rows = Number(process.argv[2] ?? 400_000);
const files = 8;
// An application has it among its dependencies: npm install @duckdb/node-api
const engines = new URL('../test/engines/node_modules/', import.meta.url);
if (!existsSync(new URL('@duckdb/node-api', engines)))
  console.log('DuckDB is not here: npm --prefix test/engines ci, then again');
else {
  const { DuckDBInstance } = createRequire(engines)('@duckdb/node-api');
  const duckdb = await (await DuckDBInstance.create()).connect();
  const folder = mkdtempSync(join(tmpdir(), 'rides-'));
  const fileOf = (k: number) => join(folder, `rides-${k}.parquet`);
  for (let k = 0; k < files; k++)
    await duckdb.run(`COPY (SELECT d AS distance, 3 + 2 * d + sin(2 * d) + noise - 0.5 AS fare
      FROM (SELECT 5 * (hash(i) % 1000003) / 1000003.0 AS d, (hash(i + 5) % 1000003) / 1000003.0 AS noise
      FROM range(${Math.round((rows * k) / files)}, ${Math.round((rows * (k + 1)) / files)}) r(i)))
      TO '${fileOf(k)}' (FORMAT parquet)`);

  const start = performance.now();
  let sample: BinnedSample | undefined;
  for (let k = 0; k < files; k++) {
    const query = summaryQuery({
      table: sql`read_parquet(${fileOf(k)})`,
      x: 'distance',
      y: 'fare',
      where: sql`fare > ${0}`,
      bandwidth: 0.03,
      dialect: 'duckdb',
    });
    const found = (await duckdb.runAndReadAll(query.text)).getRowObjects();
    const part = BinnedSample.fromRows(found, query);
    sample = sample?.merge(part) ?? part;
    console.log(`${k + 1} of ${files} files: ${sample.count} rides in ${found.length} cells`);
  }
  const between = performance.now();
  const model = new KernelRegressor().fit(sample!);
  console.log(
    `summed up in ${((between - start) / 1000).toFixed(2)} s, fitted in ${((performance.now() - between) / 1000).toFixed(2)} s`,
  );
  for (const { x, y, lower, upper } of model.curve({ points: [1, 2.5, 4], band: true }))
    console.log(
      `${x} km: ${y.toFixed(3)} (${lower.toFixed(3)} to ${upper.toFixed(3)}), true ${(3 + 2 * x + Math.sin(2 * x)).toFixed(3)}`,
    );
  rmSync(folder, { recursive: true });
}
