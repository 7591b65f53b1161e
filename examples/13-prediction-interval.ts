// Where does a new observation fall? Noise grows with x; intervals from leave-one-out residuals grow with it.
import { createRandom, KernelRegressor, plotRegression } from 'nadaraya';
import { savePicture } from './savePicture.js';

const random = createRandom(5);
const observe = (n: number) => {
  const x = Float64Array.from({ length: n }, () => random.uniform(0, 5));
  return { x, y: x.map((t) => 2 * Math.sin(t) + t ** 0.8 + random.normal(0, 0.1 + 0.2 * t)) };
};
const [seen, later] = [observe(300), observe(5000)];
const model = new KernelRegressor({ degree: 1 }).fit(seen.x, seen.y);

for (const variance of ['local', 'constant'] as const) {
  const options = { method: 'conformal', variance } as const;
  const { lower, upper } = model.predictionInterval(later.x, options);
  const inside = (from: number, to: number) => {
    const there = [...later.x.keys()].filter((i) => from <= later.x[i] && later.x[i] < to);
    const held = there.filter((i) => lower[i] <= later.y[i] && later.y[i] <= upper[i]);
    return `${((100 * held.length) / there.length).toFixed(1)} %`;
  };
  console.log(`${variance}: of 5000 new observations ${inside(0, 5)} inside,`);
  console.log(
    `  where noise is small (x < 1) ${inside(0, 1)}, where large (x ≥ 4) ${inside(4, 5)}`,
  );
}

await savePicture(
  '13-prediction-interval',
  plotRegression(
    { model, interval: { method: 'conformal' } },
    { title: 'Intervals for new observations grow with the noise' },
  ),
);
