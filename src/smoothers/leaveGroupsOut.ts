import { exponents } from '../sums/powers.js';
import { copyRows, logPeak } from '../sums/types.js';
import { fitAt, valuesOf } from './fitAt.js';
import { variablesOf } from './kindsOf.js';
import { LocalMoments } from './LocalMoments.js';
import type { Observations } from './Observations.js';
import { ridgeTerms } from './ridge.js';
import { withoutRows } from './rowsOf.js';
import type { SmootherSpec } from './SmootherSpec.js';
import { centredSample, smootherRequest, smootherSums } from './smootherSums.js';

/** Sums of the others are taken from those of all where they are at least this part of each even moment. */
const LEAST_LEFT = 0.1;

/**
 * Fits to all groups but one at the observations of that one, [n, p]; NaN where nothing else is in
 * reach. The sums of the others are those of all less those of the group, O(n + Σ n_g²) at most; where
 * too few digits of them would be left, the others are summed themselves, O(n) for each group.
 */
export function leaveGroupsOut(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  groups: readonly Int32Array[],
): Float64Array {
  const { n, d, p, x } = observations;
  const { sample, middle, half, weight } = centredSample(observations);
  const { points, columns, c } = sample;
  const whole = smootherRequest(sample, spec, x);
  const all = smootherSums(where, sample, x, whole, spec.method);
  const size = all.sums.length / n;
  const count = variablesOf(spec, d).length;
  const ridge = spec.ridge && ridgeTerms(spec.ridge, spec.degree, whole, d, weight);
  const system = new LocalMoments(count, spec.degree, spec.kernel.isSigned);
  system.ridge = ridge?.squares;
  const top = logPeak(whole, d);
  const { moments, terms } = system;
  const even = evenPowers(count, 2 * spec.degree);
  const rest = new Float64Array(size);
  const beta = new Float64Array(terms);
  const out = new Float64Array(n * p);
  for (const rows of groups) {
    const queries = copyRows(points, d, rows);
    const own = new Float64Array(c * rows.length);
    for (let at = 0; at < own.length; at++)
      own[at] = columns[Math.floor(at / rows.length) * n + rows[at % rows.length]];
    const inside = { n: rows.length, d, c, points: queries, columns: own };
    const request = smootherRequest(inside, spec, queries);
    const group = smootherSums(where, inside, queries, request, spec.method);
    system.isAbsolute = all.isAbsolute === true || group.isAbsolute === true;
    const lost: number[] = [];
    for (let r = 0; r < rows.length; r++) {
      const i = rows[r];
      const scale = Math.exp(group.logScale[r] - all.logScale[i]);
      for (let s = 0; s < size; s++)
        rest[s] = all.sums[i * size + s] - scale * group.sums[r * size + s];
      const isHeld = even.every((s) => rest[s] >= LEAST_LEFT * all.sums[i * size + s]);
      if (ridge) system.ridgeWeight = ridge.weight * Math.exp(top - all.logScale[i]);
      if (!isHeld || !system.factor(rest, 0)) {
        lost.push(i);
        continue;
      }
      for (let k = 0; k < p; k++) {
        system.solveInto(rest, moments + k * terms, beta, 0, 1);
        out[i * p + k] = middle[k] + half[k] * beta[0];
      }
    }
    if (lost.length === 0) continue;
    const others = withoutRows(observations, rows);
    const values = valuesOf(fitAt(where, others, spec, copyRows(x, d, lost)), p);
    lost.forEach((i, at) => {
      out.set(values.subarray(at * p, (at + 1) * p), i * p);
    });
  }
  return out;
}

/** Where the powers stand whose exponents are all even: their sums are of positive terms. */
function evenPowers(d: number, degree: number): number[] {
  const all = exponents(d, degree);
  return Array.from({ length: all.length / d }, (_, s) => s).filter((s) =>
    all.subarray(s * d, (s + 1) * d).every((power) => power % 2 === 0),
  );
}
