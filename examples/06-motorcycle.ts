// Real data: head acceleration in a motorcycle crash, 133 measurements. The data choose the curve, and say how sure it is.
import { kernelRegression, plotRegression } from 'nadaraya';
import { readRows } from './readRows.js';
import { savePicture } from './savePicture.js';

const model = kernelRegression(readRows('mcycle'), { x: 'times', y: 'accel' });
const { degree } = model.bandwidthChoice!;
console.log(`degree ${degree}, bandwidth ${model.bandwidth[0].toFixed(2)} ms`);

const times = [15, 20, 30, 50];
const { fit, lower, upper } = model.confidenceBand(times);
times.forEach((time, q) => {
  const band = `${lower[q].toFixed(0)} to ${upper[q].toFixed(0)}`;
  console.log(`at ${time} ms: ${fit[q].toFixed(0)} g, the curve lies in ${band} g`);
});
await savePicture(
  '06-motorcycle',
  plotRegression(
    { model, band: true },
    { title: 'Head acceleration after impact', xLabel: 'time (ms)', yLabel: 'acceleration (g)' },
  ),
);
