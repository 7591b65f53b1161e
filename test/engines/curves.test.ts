// Curves of a table that stayed in its database, beside those of its rows in memory.

import { describe, expect, it } from 'vitest';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import { summaryQuery } from '../../src/sql/summaryQuery.js';
import { BinnedSample } from '../../src/summary/BinnedSample.js';
import { engines } from './engines.js';

describe.each(engines)('$name', ({ missing, open, dialect, double, text, storage }) => {
  if (missing) {
    it.skip(`is not here: ${missing}`, () => {});
    return;
  }
  it.each([0, 1, 2])('gives the curve of the rows to 1e-9, degree %s', async (degree) => {
    const engine = await open();
    const rows = Array.from({ length: 3000 }, (_, i) => {
      const x = 1e6 + 5 * ((i * 0.6180339887498949) % 1);
      return [x, Math.sin(3 * x) + Math.cos(1e4 * i) + 50, 1 + (i % 3), i % 2 ? "'a'" : "'b'"];
    });
    const values = rows.map((row) => `(${row.join(', ')})`).join(', ');
    const columns = `x ${double}, y ${double}, w ${double}, g ${text}`;
    await engine.run('DROP TABLE IF EXISTS c', `CREATE TABLE c (${columns})${storage}`);
    await engine.run(`INSERT INTO c VALUES ${values}`);
    const table = { table: 'c', x: 'x', y: 'y', weight: 'w', bandwidth: 0.1, dialect };
    const grouped = summaryQuery({ ...table, groupBy: 'g' });
    const samples = BinnedSample.fromRowsByGroup(await engine.rows(grouped.text), grouped);
    expect([...samples.keys()]).toEqual(['a', 'b']);
    const query = summaryQuery(table);
    samples.set('all', BinnedSample.fromRows(await engine.rows(query.text), query));
    const places = Float64Array.from({ length: 101 }, (_, i) => 1e6 + i / 20);
    for (const [group, sample] of samples) {
      const seen = await engine.rows(
        `SELECT x, y, w FROM c ${group === 'all' ? '' : `WHERE g = '${group}'`}`,
      );
      const [x, y, w] = ['x', 'y', 'w'].map((name) =>
        Float64Array.from(seen, (row) => row[name] as number),
      );
      expect(sample.count).toBe(seen.length);
      for (const bandwidth of [0.1, 0.5]) {
        const options = { bandwidth, degree: degree as 0 | 1 | 2 };
        const own = new KernelRegressor(options).fit(x!, y!, { sampleWeights: w! }).predict(places);
        const found = new KernelRegressor(options).fit(sample).predict(places);
        expect(Math.max(...found.map((value, i) => Math.abs(value - own[i]!)))).toBeLessThan(1e-9);
      }
    }
  });
});
