// Twenty predictors of which three directions matter: a learned projection finds them.
import {
  createRandom,
  LBFGS,
  mseLoss,
  multiply,
  NWKernelRegression,
  plotLoss,
  randn,
  train,
} from 'nadaraya';
import { savePicture } from './savePicture.js';

const random = createRandom(7);
const [n, d] = [400, 20];
const sample = (count: number, noise: number) => {
  const x = randn([count, d], random);
  const truth = (i: number) =>
    2 * Math.sin((x.get(i, 0) + x.get(i, 1)) / 0.95) +
    (x.get(i, 2) - x.get(i, 3)) / 1.4 +
    x.get(i, 4) ** 2 / 2;
  return {
    x,
    y: Float64Array.from({ length: count }, (_, i) => truth(i) + random.normal(0, noise)),
  };
};
const { x, y } = sample(n, 0.2);
const test = sample(500, 0);
const data = { queries: x, keys: x, values: y, y };
const spread = mseLoss(
  test.y,
  test.y.map(() => test.y.reduce((a, b) => a + b) / 500),
).value;

const projected = new NWKernelRegression({
  projection: multiply(randn([d, 3], createRandom(5)), 0.1),
});
const plain = new NWKernelRegression({ w: 0.5, parameterization: 'log' });
const histories = new Map();
for (const [name, net] of [
  ['projection', projected],
  ['one bandwidth', plain],
] as const) {
  const optimizer = new LBFGS(net.parameters(), { maxIterations: 1 });
  histories.set(name, await train(net, data, { optimizer, epochs: 60, excludeSelf: true }));
  const error = mseLoss(net.forward(test.x, x, y), test.y).value;
  console.log(`${name}: ${(100 * (1 - error / spread)).toFixed(0)} % of the variance of new data`);
}
const [{ value: map }] = projected.parameters();
const length = (j: number) => Math.hypot(map.get(j, 0), map.get(j, 1), map.get(j, 2));
const share = [0, 1, 2, 3, 4].reduce((sum, j) => sum + length(j) ** 2, 0);
const total = Array.from({ length: d }, (_, j) => length(j) ** 2).reduce((a, b) => a + b);
console.log(
  `the five columns that matter hold ${((100 * share) / total).toFixed(0)} % of the projection`,
);
await savePicture(
  '15-projection',
  plotLoss(histories, { title: 'Mean squared leave-one-out error' }),
);
