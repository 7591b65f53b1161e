// d3-regression's loess: another estimator, shown for its time. Local lines, tricube weights, the nearest share of the
// keys, made robust in up to three rounds. The share is chosen so that the tricube window has the standard deviation h.
// It fits at the keys; 100 queries are read from there. Instead of our digits it must reproduce a straight line.
import { regressionLoess } from 'd3-regression';

const TRICUBE_DEVIATION = Math.sqrt(35 / 243);
const QUERIES = 100;

export const d3LoessPeer = {
  name: 'd3-regression loess',
  arithmetic: '64-bit, robust local line',
  within: Infinity,
  largest: 1e4,
  queries: (n) => n,
  prepare(xq, x, y, h) {
    const some = xq.subarray(0, QUERIES);
    const share = Math.min(1, (2 * h) / TRICUBE_DEVIATION);
    const fit = (values) => {
      const data = Array.from(x, (xi, i) => [xi, values[i]]);
      return regressionLoess().bandwidth(share)(data);
    };
    const line = fit(x.map((xi) => 2 + 3 * xi));
    for (const [xi, yi] of line) {
      if (!(Math.abs(yi - (2 + 3 * xi)) < 1e-6))
        throw new Error(`loess bends a line: ${yi} at ${xi}`);
    }
    return () => {
      const curve = fit(y);
      return Array.from(some, (q) => curve.predict(q));
    };
  },
};
