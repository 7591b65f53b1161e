// Measures the errors of kernels of higher order beside polynomials of a higher degree, each at its best bandwidth,
// and prints the table of docs/guide/choose-a-kernel.md. Seeded.
//
//   npm run simulate:kernels      half a minute

import { createRandom, type Degree, type KernelName, KernelRegressor } from '../../src/index.js';

const SMOOTHERS: [KernelName, Degree][] = [
  ['gaussian', 0],
  ['gaussian4', 0],
  ['gaussian8', 0],
  ['gaussian', 2],
  ['gaussian4', 1],
];
const BANDWIDTHS = Array.from({ length: 22 }, (_, k) => 0.008 * 1.2 ** k);
const PLACES = Array.from({ length: 101 }, (_, i) => i / 100);
const isInside = (t: number) => t > 0.2 && t < 0.8;
const curve = (t: number) => Math.sin(4 * Math.PI * t);

for (const [n, samples] of [
  [100, 30],
  [1000, 30],
  [10_000, 8],
] as const) {
  const random = createRandom(1);
  const errors = SMOOTHERS.map(() => BANDWIDTHS.map(() => [0, 0]));
  for (let sample = 0; sample < samples; sample++) {
    const x = Array.from({ length: n }, () => random.uniform());
    const y = x.map((t) => curve(t) + 0.3 * random.normal());
    SMOOTHERS.forEach(([kernel, degree], s) => {
      BANDWIDTHS.forEach((bandwidth, k) => {
        const model = new KernelRegressor({ kernel, degree, bandwidth, tolerance: 1e-6 });
        const values = model.fit(x, y).predict(PLACES);
        const squares = PLACES.map((t, i) => (values[i] - curve(t)) ** 2);
        const inside = squares.filter((_, i) => isInside(PLACES[i]));
        for (const [which, some] of [inside, squares].entries())
          errors[s][k][which] += some.reduce((sum, each) => sum + each / some.length, 0) / samples;
      });
    });
  }
  const best = errors.map((each) =>
    [0, 1].map((which) => (1e4 * Math.min(...each.map((one) => one[which]))).toPrecision(3)),
  );
  console.log(`| ${n} | ${best.map((each) => each.map(Number).join(' / ')).join(' | ')} |`);
}
