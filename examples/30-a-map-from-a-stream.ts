// Two predictors, chunk after chunk of which none is kept: fares by hour and distance, and a map of them.
import { BinnedSample2D, createRandom, KernelRegressor } from 'nadaraya';
import { plotSurface } from 'nadaraya/plot';
import { savePicture } from './savePicture.js';

const random = createRandom(30);

/** A day of rides: most of them short, in the morning and in the evening. */
function day(rides: number) {
  const x = Array.from({ length: rides }, () => {
    const hour = random.normal(random.uniform() < 0.4 ? 9 : 18, 2.5);
    return [Math.min(Math.max(hour, 0), 24), Math.exp(random.normal(1, 0.7))] as const;
  });
  const y = x.map(([hour, km]) => {
    const delay = Math.exp(-(((hour - 8.5) / 1.5) ** 2)) + Math.exp(-(((hour - 17.5) / 2) ** 2));
    return 3 + 1.6 * km ** 0.9 * (1 + 0.4 * delay) + random.normal(0, 2);
  });
  return { x: x.map((at) => [...at]), y };
}

const bandwidth = [0.4, 3];
let sample = BinnedSample2D.from(day(1500), { bandwidth });
for (let more = 1; more < 5; more++)
  sample = sample.merge(BinnedSample2D.from(day(1500), { bandwidth }));
console.log(String(sample));
console.log(`${(JSON.stringify(sample).length / 1e6).toFixed(2)} MB of JSON`);

const model = new KernelRegressor().fit(sample);
console.log(String(model));
for (const hour of [8.5, 13]) {
  const [{ y, lower, upper }] = model.slice({ x1: [hour], x2: 'all' }, { points: [5], band: true });
  console.log(`5 km at ${hour}: ${y.toFixed(2)} (${lower.toFixed(2)} to ${upper.toFixed(2)})`);
}
await savePicture(
  '30-a-map-from-a-stream',
  plotSurface(model, { xLabel: 'hour', yLabel: 'km', colorLabel: 'fare', grid: 60 }),
);
