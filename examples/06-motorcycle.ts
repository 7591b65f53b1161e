// Real data: head acceleration in a motorcycle crash, 133 measurements. Leave-one-out error chooses the bandwidth.
import { readFileSync } from 'node:fs';
import { attentionPooling, linspace, mseLoss, plotRegression } from 'nadaraya';
import { savePicture } from './savePicture.js';

const csv = readFileSync(new URL('./data/mcycle.csv', import.meta.url), 'utf8');
const rows = csv
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').map(Number));
const [times, accel] = [rows.map((row) => row[0]), rows.map((row) => row[1])];

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
