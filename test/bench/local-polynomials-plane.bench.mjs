// Two columns of x, a hundred thousand observations: what do a local quadratic and its band cost beside a local plane?
import { createRandom, KernelRegressor } from 'nadaraya';
import { expectAgreement, report } from './medianTime.mjs';

const n = 1e5;
const side = 20;
const TARGET = 5;
const xq = Array.from({ length: side * side }, (_, q) => [
  ((q % side) + 0.5) / side,
  (Math.floor(q / side) + 0.5) / side,
]);
const draws = {
  uniform: (random) => random.uniform(),
  normal: (random) => random.normal(0.5, 0.2),
  lognormal: (random) => Math.exp(random.normal(0, 0.5)) / 3,
};

/** Medians of runs that take turns, so that a slow moment of the machine does not fall on one of them. */
function medians(works) {
  const times = works.map(() => []);
  for (let run = 0; run < 6; run++) {
    works.forEach((work, k) => {
      const start = performance.now();
      work();
      if (run > 0) times[k].push(performance.now() - start);
    });
  }
  return times.map((list) => list.sort((a, b) => a - b)[2]);
}

for (const [design, draw] of Object.entries(draws)) {
  const random = createRandom(2026);
  const x = Array.from({ length: n }, () => [draw(random), draw(random)]);
  const y = x.map(([a, b]) => Math.sin(6 * a) * Math.cos(5 * b) + random.normal(0, 0.3));
  for (const bandwidth of [0.05, 0.3]) {
    const fitted = (options) => new KernelRegressor({ bandwidth, ...options }).fit(x, y);
    const exact = fitted({ degree: 2, method: 'direct' });
    const few = xq.filter((_, q) => q % 41 === 0);
    expectAgreement(fitted({ degree: 2 }).predict(few), exact.predict(few), 1e-9, design);
    const [first, second] = medians([1, 2].map((degree) => () => fitted({ degree }).predict(xq)));
    const [plane, quadratic] = medians(
      [1, 2].map((degree) => () => fitted({ degree }).confidenceBand(xq)),
    );
    const of = `${design}, h = ${bandwidth}`;
    report(
      `${of}: fit and predict, ${second.toFixed(0)} ms, beside degree 1`,
      second / first,
      TARGET,
      false,
    );
    report(`${of}: fit and band, ${quadratic.toFixed(0)} ms`, quadratic / plane, TARGET, false);
  }
}
