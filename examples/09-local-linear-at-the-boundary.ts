// At a border all neighbours lie on one side. A local mean is pulled towards them; a local line is not.
import { createRandom, KernelRegressor, linspace, plotRegression } from 'nadaraya';
import { savePicture } from './savePicture.js';

const random = createRandom(3);
const x = Float64Array.from({ length: 120 }, () => random.uniform()).sort();
const truth = (t: number) => 3 * Math.exp(-2 * t);
const y = x.map((t) => truth(t) + random.normal(0, 0.15));

const xq = Float64Array.from(linspace(0, 1, 201).data);
const models = new Map<string, KernelRegressor>();
for (const [name, degree] of [
  ['local constant', 0],
  ['local linear', 1],
] as const) {
  const model = new KernelRegressor({ degree, bandwidth: 0.12 }).fit(x, y);
  const curve = model.predict(xq);
  models.set(name, model);
  console.log(
    `${name}: error at x = 0 ${(curve[0] - truth(0)).toFixed(3)}, at x = 0.5 ${(curve[100] - truth(0.5)).toFixed(3)}`,
  );
}
await savePicture(
  '09-boundary',
  plotRegression(
    { points: { x, y }, truth: { x: xq, y: xq.map(truth) }, model: models },
    { title: 'The border pulls a local mean down' },
  ),
);
