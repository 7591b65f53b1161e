import { createRandom } from '../../src/arrays/createRandom.js';
import {
  bandSmoother,
  type CurveBand,
  curveBand,
  resolveBand,
} from '../../src/inference/curveBand.js';
import { smootherResiduals } from '../../src/inference/SmootherResiduals.js';
import { gaussian } from '../../src/kernels/gaussian.js';
import type { SmootherSpec } from '../../src/smoothers/SmootherSpec.js';
import { type Problem, sampleOf } from './problems.js';

/** Where bands are looked at, as in the files of other packages. */
export const points = [0.1, 0.8, 1.6, 2.5, 3.3, 4.2, 4.9];

/** How often a band held the curve. */
export interface BandCoverage {
  readonly band: string;
  readonly problem: string;
  readonly n: number;
  readonly replications: number;
  /** Share of replications, at each of the points. */
  readonly atPoints: number[];
  readonly mean: number;
  readonly worst: number;
  readonly medianWidth: number;
  /** Share of replications in which the simultaneous band held the whole curve. */
  readonly whole?: number;
}

/**
 * Coverage of 95 % bands by simulation: the robust one, and beside it the conventional one (a local line at the same chosen
 * bandwidth, one variance, nothing for bias).
 *
 * @param whole - whether to try simultaneous bands as well, at 201 queries over the range of x
 */
export function bandCoverage(
  problem: Problem,
  n: number,
  replications: number,
  whole: boolean,
): BandCoverage[] {
  const random = createRandom(n);
  const { design = (u: number) => u, curve } = problem;
  const queries = Float64Array.from(points, (at) => 5 * design(at / 5));
  const names = ['robust', 'conventional'];
  const hits = names.map(() => points.map(() => 0));
  const widths: number[][] = names.map(() => []);
  let held = 0;
  const start: SmootherSpec = {
    kernel: gaussian,
    product: true,
    bandwidth: Float64Array.of(1),
    degree: 0,
    method: 'auto',
    tolerance: 1e-10,
  };
  for (let r = 0; r < replications; r++) {
    const { x, y } = sampleOf(problem, n, random);
    const observations = { n, d: 1, p: 1, x, y };
    const smoother = bandSmoother('simulation', observations, start, 'robust', true);
    const line = { ...smoother, degree: 1 };
    const left = smootherResiduals('simulation', observations, smoother);
    const bands = [
      curveBand(
        'simulation',
        observations,
        smoother,
        queries,
        resolveBand('', { method: 'robust' }),
        left,
      ),
      curveBand(
        'simulation',
        observations,
        line,
        queries,
        resolveBand('', { method: 'standard', variance: 'constant' }),
      ),
    ];
    bands.forEach((band, b) => {
      queries.forEach((at, q) => {
        if (holds(band, q, curve(at))) hits[b]![q]!++;
        widths[b]!.push(band.upper[q] - band.lower[q]);
      });
    });
    if (!whole) continue;
    const along = Float64Array.from(
      { length: 201 },
      (_, q) => x[0] + ((x[n - 1] - x[0]) * q) / 200,
    );
    const request = resolveBand('', { method: 'robust', simultaneous: true });
    const band = curveBand('simulation', observations, smoother, along, request, left);
    if (along.every((at, q) => holds(band, q, curve(at)))) held++;
  }
  return names.map((band, b) => {
    const atPoints = hits[b]!.map((count) => count / replications);
    return {
      band,
      problem: problem.name,
      n,
      replications,
      atPoints,
      mean: atPoints.reduce((sum, each) => sum + each, 0) / points.length,
      worst: Math.min(...atPoints),
      medianWidth: Float64Array.from(widths[b]!).sort()[widths[b]!.length >> 1]!,
      ...(whole && b === 0 && { whole: held / replications }),
    };
  });
}

function holds({ lower, upper }: CurveBand, q: number, value: number): boolean {
  return lower[q] <= value && value <= upper[q];
}
