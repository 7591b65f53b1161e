// Every bandwidth has its leave-one-out error; the path holds the mean squares. The search keeps the whole path, finds every valley and takes the lowest.
import { KernelRegressor, plotCriterion } from 'nadaraya';
import { readRows } from './readRows.js';
import { savePicture } from './savePicture.js';

const rows = readRows('mcycle');
const [times, accel] = [rows.map((r) => r.times as number), rows.map((r) => r.accel as number)];

const models = new Map<string, KernelRegressor>();
for (const [name, degree] of [
  ['local constant', 0],
  ['local linear', 1],
] as const) {
  const model = new KernelRegressor({ bandwidth: 'loo', degree }).fit(times, accel);
  const { path, basins, value = 0 } = model.bandwidthChoice ?? { path: [], basins: [] };
  const [h] = model.bandwidth;
  console.log(
    `${name}: ${path.length} bandwidths tried, ${basins.length} valleys, h = ${h.toFixed(3)} ms, error ${value.toFixed(1)} g²`,
  );
  models.set(name, model);
}
for (const bandwidth of ['gcv', 'aicc', 'plugin', 'silverman'] as const) {
  const model = new KernelRegressor({ bandwidth, degree: 1 }).fit(times, accel);
  console.log(`local linear by ${bandwidth}: h = ${model.bandwidth[0].toFixed(3)} ms`);
}
await savePicture(
  '08-criterion',
  plotCriterion(models, {
    title: 'Mean squared leave-one-out error by bandwidth, motorcycle data',
    xLabel: 'bandwidth (ms)',
    yLabel: 'mean squared error (g²)',
  }),
);
