import { expect, it } from 'vitest';
import {
  createRandom,
  LBFGS,
  mseLoss,
  multiply,
  NWKernelRegression,
  randn,
  train,
} from '../../src/index.js';

it('finds three directions among twenty dimensions', async () => {
  const random = createRandom(7);
  const [n, d] = [260, 20];
  const sample = (count: number) => {
    const x = randn([count, d], random);
    const y = Float64Array.from(
      { length: count },
      (_, i) => 2 * Math.sin(x.get(i, 0)) + (x.get(i, 1) - x.get(i, 2)) / 1.4 + x.get(i, 3),
    );
    return { x, y };
  };
  const { x, y } = sample(n);
  const fresh = sample(300);
  const data = { queries: x, keys: x, values: y, y };
  const shareOf = async (net: NWKernelRegression, epochs: number): Promise<number> => {
    const optimizer = new LBFGS(net.parameters(), { maxIterations: 1 });
    await train(net, data, { optimizer, epochs, excludeSelf: true });
    const spread = mseLoss(
      fresh.y,
      fresh.y.map(() => 0),
    ).value; // symmetric: the mean is 0
    return 1 - mseLoss(net.forward(fresh.x, x, y), fresh.y).value / spread;
  };
  const map = multiply(randn([d, 3], createRandom(5)), 0.1);
  const projected = new NWKernelRegression({ projection: map });
  expect(await shareOf(projected, 40)).toBeGreaterThan(0.9);
  expect(
    await shareOf(new NWKernelRegression({ w: 0.5, parameterization: 'log' }), 10),
  ).toBeLessThan(0.7);
  const P = projected.parameters()[0].value;
  const squares = Array.from({ length: d }, (_, j) =>
    [0, 1, 2].reduce((s, c) => s + P.get(j, c) ** 2, 0),
  );
  const total = squares.reduce((a, b) => a + b);
  expect(squares.slice(0, 4).reduce((a, b) => a + b) / total).toBeGreaterThan(0.95);
}, 60_000);
