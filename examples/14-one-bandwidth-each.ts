// Real data, several predictors: one bandwidth for each is learned, and a column of noise is switched off.
import { readFileSync } from 'node:fs';
import { createRandom, LBFGS, linspace, NWKernelRegression, plotRegression, train } from 'nadaraya';
import { savePicture } from './savePicture.js';

const csv = readFileSync(new URL('./data/auto.csv', import.meta.url), 'utf8');
const rows = csv
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').map(Number));
const random = createRandom(3); // a third of all seeds give noise that fits by luck: leave-one-out error is an estimate too
const names = ['horsepower', 'weight', 'year', 'noise'];
const mpg = rows.map((row) => row[0]);
const columns = [1, 2, 3].map((c) => rows.map((row) => row[c]));
columns.push(rows.map(() => random.normal()));

// in standard deviations, so that one start fits all
const scales = columns.map((column) => {
  const mean = column.reduce((a, b) => a + b) / column.length;
  return { mean, sd: Math.sqrt(column.reduce((s, v) => s + (v - mean) ** 2, 0) / column.length) };
});
const x = rows.map((_, i) => columns.map((c, j) => (c[i] - scales[j].mean) / scales[j].sd));

const net = new NWKernelRegression({ w: [1, 1, 1, 1], parameterization: 'log' });
const optimizer = new LBFGS(net.parameters(), { maxIterations: 1 });
const data = { queries: x, keys: x, values: mpg, y: mpg };
const history = await train(net, data, { optimizer, epochs: 60, excludeSelf: true, patience: 5 });
names.forEach((name, j) => {
  const h = 1 / net.w.get(j);
  const verdict = h > 10 ? 'switched off' : `${h.toFixed(2)} standard deviations`;
  console.log(`${name.padEnd(10)} bandwidth ${verdict}`);
});
const best = Math.min(...history.map(({ loss }) => loss));
console.log(`leave-one-out error ${history[0].loss.toFixed(2)} → ${best.toFixed(2)} mpg²`);

// the curve by weight, everything else in the middle, for two years and weights that both have
const weights = linspace(-1.4, 0.6, 120);
const curve = (year: number) => ({
  x: weights.data.map((u) => scales[1].mean + scales[1].sd * u),
  y: net.forward(
    Array.from(weights.data, (u) => [-0.3, u, (year - scales[2].mean) / scales[2].sd, 0]),
    x,
    mpg,
  ),
});
await savePicture(
  '14-one-bandwidth-each',
  plotRegression(
    {
      points: { x: columns[1], y: mpg },
      fit: new Map([71, 81].map((year) => [`19${year}`, curve(year)])),
    },
    { title: 'Miles per gallon by weight', xLabel: 'weight (lbs)', yLabel: 'mpg' },
  ),
);
