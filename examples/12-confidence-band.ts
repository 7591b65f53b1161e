// Where is the curve? One band holds it at each time in 95 of 100 samples, a wider one all of it at once.
import { KernelRegressor, linspace, plotRegression } from 'nadaraya';
import { readRows } from './readRows.js';
import { savePicture } from './savePicture.js';

const rows = readRows('mcycle');
const [times, accel] = ['times', 'accel'].map((name) => rows.map((row) => row[name] as number));
const model = new KernelRegressor({ degree: 1 }).fit(times, accel);

const x = Float64Array.from(linspace(5, 55, 251).data);
const pointwise = model.confidenceBand(x);
const whole = model.confidenceBand(x, { simultaneous: true });
for (const time of [10, 20, 30, 50]) {
  const q = x.indexOf(time);
  const ends = ({ lower, upper }: typeof whole) =>
    `${lower[q].toFixed(0)} to ${upper[q].toFixed(0)}`;
  console.log(`at ${time} ms: curve from ${ends(pointwise)} g, as a whole from ${ends(whole)} g`);
}
const { pValue } = model.testAgainst('flat');
console.log(`that noise alone gives such a curve: p = ${pValue.toFixed(3)}`);

await savePicture(
  '12-confidence-band',
  plotRegression(
    {
      points: { x: times, y: accel },
      band: new Map([
        ['95 % at each time', pointwise],
        ['95 % for the whole curve', whole],
      ]),
    },
    {
      title: 'Head acceleration after impact',
      xLabel: 'time (ms)',
      yLabel: 'acceleration (g)',
    },
  ),
);
