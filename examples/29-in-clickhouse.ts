// A table of ClickHouse: a summary for each city in one statement, and a curve for each. Here the engine runs in the process
// (chDB); a client of a server or a cluster takes the same text.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BinnedSample, KernelRegressor } from 'nadaraya';
import { summaryQuery } from 'nadaraya/sql';

const query = summaryQuery({
  table: 'rides',
  x: 'distance',
  y: 'fare',
  groupBy: 'city',
  bandwidth: 0.05,
  dialect: 'clickhouse',
});

const engines = new URL('../test/engines/node_modules/', import.meta.url);
if (!existsSync(new URL('chdb', engines)))
  console.log('ClickHouse is not here: npm --prefix test/engines ci, then again');
else {
  const { Session } = createRequire(engines)('chdb');
  const folder = mkdtempSync(join(tmpdir(), 'clickhouse-'));
  const session = new Session(folder);
  session.query('CREATE DATABASE d ENGINE = Atomic; USE d');
  session.query(`CREATE TABLE rides ENGINE = MergeTree ORDER BY distance AS
    SELECT 5 * (cityHash64(number) % 1000003) / 1000003.0 AS distance,
      ['north', 'south'][1 + number % 2] AS city,
      3 + (2 + number % 2) * distance + sin(2 * distance) + (cityHash64(number, 5) % 1000003) / 1000003.0 - 0.5 AS fare
    FROM numbers(300000)`);
  const { data } = JSON.parse(session.query(query.text, 'JSON'));
  for (const [city, sample] of BinnedSample.fromRowsByGroup(data, query)) {
    const model = new KernelRegressor().fit(sample);
    const [{ y, lower, upper }] = model.curve({ points: [4], band: true });
    console.log(
      `${city}: ${sample.count} rides; 4 km cost ${y.toFixed(2)} (${lower.toFixed(2)} to ${upper.toFixed(2)})`,
    );
  }
  session.cleanup();
  rmSync(folder, { recursive: true, force: true });
}
