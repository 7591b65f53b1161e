import { createRandom } from '../../src/arrays/createRandom.js';
import { chooseBandwidth } from '../../src/bandwidth/chooseBandwidth.js';
import { conformalInterval, predictionInterval } from '../../src/inference/conformalInterval.js';
import { smootherResiduals } from '../../src/inference/SmootherResiduals.js';
import { gaussian } from '../../src/kernels/gaussian.js';
import { type Problem, sampleOf } from './problems.js';

/** How often intervals held new observations. */
export interface IntervalCoverage {
  readonly interval: string;
  readonly problem: string;
  readonly n: number;
  readonly replications: number;
  readonly mean: number;
  readonly medianWidth: number;
}

/** New observations for each replication. */
const NEW = 20;

/** Coverage of 95 % prediction intervals about the Nadaraya–Watson curve at its leave-one-out bandwidth. */
export function intervalCoverage(
  problem: Problem,
  n: number,
  replications: number,
): IntervalCoverage[] {
  const random = createRandom(7 * n);
  const names = ['normal', 'conformal, scaled', 'conformal'];
  const hits = names.map(() => 0);
  const widths: number[][] = names.map(() => []);
  const wish = {
    kernel: gaussian,
    product: true,
    degree: 0,
    method: 'auto' as const,
    tolerance: 1e-10,
  };
  for (let r = 0; r < replications; r++) {
    const { x, y } = sampleOf(problem, n, random);
    const fresh = sampleOf(problem, NEW, random);
    const observations = { n, d: 1, p: 1, x, y };
    const { bandwidth } = chooseBandwidth('simulation', observations, {
      ...wish,
      criterion: 'loo',
    });
    const smoother = { ...wish, bandwidth };
    const left = smootherResiduals('simulation', observations, smoother);
    const conformal = (scaled: boolean) =>
      conformalInterval(
        'simulation',
        observations,
        smoother,
        left.looResiduals,
        fresh.x,
        0.95,
        scaled,
      );
    const intervals = [
      predictionInterval('simulation', observations, smoother, fresh.x, 0.95, 'local', left),
      conformal(true),
      conformal(false),
    ];
    intervals.forEach(({ lower, upper }, b) => {
      fresh.y.forEach((value, q) => {
        if (lower[q] <= value && value <= upper[q]) hits[b]!++;
        widths[b]!.push(upper[q] - lower[q]);
      });
    });
  }
  return names.map((interval, b) => ({
    interval,
    problem: problem.name,
    n,
    replications,
    mean: hits[b]! / (NEW * replications),
    medianWidth: Float64Array.from(widths[b]!).sort()[widths[b]!.length >> 1]!,
  }));
}
