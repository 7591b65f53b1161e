// Real data: head acceleration in a motorcycle crash, 133 measurements. Leave-one-out error chooses the bandwidth.
import { attentionPooling, linspace, mseLoss, plotRegression } from 'nadaraya';
import { readRows } from './readRows.js';
import { savePicture } from './savePicture.js';

const rows = readRows('mcycle');
const [times, accel] = [rows.map((r) => r.times as number), rows.map((r) => r.accel as number)];

const candidates = [0.5, 1, 1.5, 2, 3, 5, 10];
const errors = candidates.map((bandwidth) => {
  const yHat = attentionPooling(times, times, accel, { bandwidth, excludeSelf: true });
  return mseLoss(yHat, accel).value;
});
candidates.forEach((h, i) => {
  console.log(
    `bandwidth ${String(h).padStart(4)} ms, leave-one-out error ${errors[i].toFixed(1)} g²`,
  );
});
const best = candidates[errors.indexOf(Math.min(...errors))];
console.log(`chosen: ${best} ms`);

const queries = linspace(0, 60, 241);
const curve = (bandwidth: number) => ({
  x: queries,
  y: attentionPooling(queries, times, accel, { bandwidth }),
});
const fit = new Map([best, 10].map((h) => [`bandwidth ${h} ms`, curve(h)]));
await savePicture(
  '06-motorcycle',
  plotRegression(
    { points: { x: times, y: accel }, fit },
    { title: 'Head acceleration after impact', xLabel: 'time (ms)', yLabel: 'acceleration (g)' },
  ),
);
