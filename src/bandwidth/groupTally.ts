import { fitAt } from '../smoothers/fitAt.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import { emptyTally } from './criterionValue.js';
import type { SmootherTally } from './smootherTally.js';

/**
 * Leave-one-group-out errors: each group is predicted from all the others. The places of a tally
 * that belong to other criteria stay 0.
 *
 * @param groups - which group each observation belongs to, 0 … count − 1, [n]
 * @param count - number of groups
 * @param scale - what each output is divided by, [p]
 */
export function groupTally(
  where: string,
  observations: Observations,
  spec: SmootherSpec,
  groups: Int32Array,
  count: number,
  scale: Float64Array,
): SmootherTally {
  const { n, d, p, x, y, weights } = observations;
  const tally = emptyTally(p);
  let counted = 0;
  let total = 0;
  for (let g = 0; g < count; g++) {
    const inside: number[] = [];
    const outside: number[] = [];
    for (let i = 0; i < n; i++) (groups[i] === g ? inside : outside).push(i);
    const kept = rowsOf(observations, outside);
    const queries = new Float64Array(inside.length * d);
    inside.forEach((i, at) => {
      queries.set(x.subarray(i * d, (i + 1) * d), at * d);
    });
    const { coefficients, terms } = fitAt(where, kept, spec, queries);
    inside.forEach((i, at) => {
      const w = weights ? weights[i] : 1;
      if (w === 0) return;
      counted++;
      total += w;
      for (let k = 0; k < p; k++) {
        const fit = coefficients[at * terms * p + k];
        tally[1 + p + k] += w * ((y[i * p + k] - fit) / scale[k]) ** 2;
      }
    });
  }
  return { tally, n: counted, total };
}

function rowsOf({ d, p, x, y, weights }: Observations, rows: readonly number[]): Observations {
  const n = rows.length;
  const some = { n, d, p, x: new Float64Array(n * d), y: new Float64Array(n * p) };
  rows.forEach((i, at) => {
    some.x.set(x.subarray(i * d, (i + 1) * d), at * d);
    some.y.set(y.subarray(i * p, (i + 1) * p), at * p);
  });
  return weights ? { ...some, weights: Float64Array.from(rows, (i) => weights[i]) } : some;
}
