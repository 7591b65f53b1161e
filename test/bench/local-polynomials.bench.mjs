// One dimension, a million observations and as many queries: what does a local polynomial cost beside a local mean?
import { createRandom, KernelRegressor } from 'nadaraya';
import { expectAgreement, report } from './medianTime.mjs';

const random = createRandom(2026);
const n = 1e6;
const x = Float64Array.from({ length: n }, () => random.uniform());
const y = x.map((xi) => Math.sin(9 * xi) + random.normal(0, 0.3));
const xq = Float64Array.from({ length: n }, () => random.uniform());
const few = xq.slice(0, 20);
const targets = [undefined, 3, undefined, undefined];

for (const [kernel, widths] of [
  ['gaussian', [0.2, 0.05, 0.01]],
  ['epanechnikov', [0.05]],
]) {
  for (const bandwidth of widths) {
    const models = [0, 1, 2, 3].map((degree) =>
      new KernelRegressor({ kernel, bandwidth, degree }).fit(x, y),
    );
    models.forEach((model, degree) => {
      const exact = new KernelRegressor({ kernel, bandwidth, degree, method: 'direct' }).fit(x, y);
      expectAgreement(model.predict(few), exact.predict(few), 1e-9, `${kernel} ${degree}`);
    });
    // Interleaved, so that a slow moment of the machine does not fall on one degree.
    const times = models.map(() => []);
    for (let run = 0; run < 6; run++) {
      models.forEach((model, degree) => {
        const start = performance.now();
        model.predict(xq);
        if (run > 0) times[degree].push(performance.now() - start);
      });
    }
    const medians = times.map((list) => list.sort((a, b) => a - b)[2]);
    console.log(`${kernel}, h = ${bandwidth}: degree 0 takes ${medians[0].toFixed(0)} ms`);
    for (const degree of [1, 2, 3]) {
      report(
        `  degree ${degree} beside degree 0`,
        medians[degree] / medians[0],
        targets[degree] ?? Infinity,
        false,
      );
    }
  }
}
