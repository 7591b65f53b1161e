// A table that stays in its database: one GROUP BY in DuckDB, some hundred rows out, and a curve from these alone.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { BinnedSample, KernelRegressor } from 'nadaraya';
import { sql, summaryQuery } from 'nadaraya/sql';

const query = summaryQuery({
  table: 'rides',
  x: 'distance',
  y: 'fare',
  where: sql`fare > ${0}`,
  bandwidth: 0.2,
  dialect: 'duckdb',
});
console.log(`a statement of ${query.text.split('\n').length} lines for cells of h/16 to h/8`);

// An application has it among its dependencies: npm install @duckdb/node-api
const engines = new URL('../test/engines/node_modules/', import.meta.url);
if (!existsSync(new URL('@duckdb/node-api', engines)))
  console.log('DuckDB is not here: npm --prefix test/engines ci, then again');
else {
  const { DuckDBInstance } = createRequire(engines)('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`CREATE TABLE rides AS
    SELECT d AS distance, 3 + 2 * d + sin(2 * d) + noise - 0.5 AS fare
    FROM (SELECT 5 * (hash(i) % 100000) / 1e5 AS d, (hash(i + 5) % 100000) / 1e5 AS noise FROM range(300000) r(i))`);
  const rows = (await connection.runAndReadAll(query.text)).getRowObjects();
  const sample = BinnedSample.fromRows(rows, query);
  console.log(`${sample.count} rides in ${rows.length} rows`);
  const model = new KernelRegressor({ bandwidth: 0.2, degree: 1 }).fit(sample);
  for (const distance of [1, 2.5, 4])
    console.log(
      `${distance} km: ${model.predict(distance).toFixed(2)}, true ${(3 + 2 * distance + Math.sin(2 * distance)).toFixed(2)}`,
    );
}
