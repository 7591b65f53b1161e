import { studentQuantile } from './studentQuantile.js';

/** Nodes of the polynomial in 1/ν. */
const NODES = 16;

/** Below this the quantile bends too fast for one polynomial. */
const FEW = 2;

/**
 * Critical values for many degrees of freedom: log c is a smooth function of 1/ν, so that from some tens on they are read from
 * a polynomial through Chebyshev points, to about 1e-12.
 *
 * @param alpha - 1 − level
 * @param nu - degrees of freedom, [m]
 * @param kappa - length of the tube, 0 for one query at a time
 * @returns critical values, [m]
 */
export function studentQuantiles(alpha: number, nu: Float64Array, kappa = 0): Float64Array {
  let low = Infinity;
  let high = 0;
  let many = 0;
  for (const each of nu) {
    if (!(each >= FEW)) continue;
    many++;
    low = Math.min(low, 1 / each);
    high = Math.max(high, 1 / each);
  }
  if (many <= NODES || !(high - low > 1e-9 * high)) {
    const known = new Map<number, number>();
    return nu.map((each) => {
      const value = known.get(each) ?? studentQuantile(alpha, each, kappa);
      known.set(each, value);
      return value;
    });
  }
  const nodes = new Float64Array(NODES);
  const logs = new Float64Array(NODES);
  const weights = new Float64Array(NODES); // barycentric
  for (let k = 0; k < NODES; k++) {
    const angle = ((k + 0.5) * Math.PI) / NODES;
    nodes[k] = low + (high - low) * Math.sin(angle / 2) ** 2;
    logs[k] = Math.log(studentQuantile(alpha, 1 / nodes[k], kappa));
    weights[k] = (k % 2 === 0 ? 1 : -1) * Math.sin(angle);
  }
  return nu.map((each) => {
    if (!(each >= FEW)) return studentQuantile(alpha, each, kappa);
    let above = 0;
    let below = 0;
    for (let k = 0; k < NODES; k++) {
      const gap = 1 / each - nodes[k];
      if (gap === 0) return Math.exp(logs[k]);
      above += (weights[k] / gap) * logs[k];
      below += weights[k] / gap;
    }
    return Math.exp(above / below);
  });
}
