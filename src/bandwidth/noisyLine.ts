// Where noise is large fits take up more of it than the corrected AIC counts, which takes it for the same
// everywhere: of Σ e² a fit takes Σ σ_i² L_ii twice, not σ² tr H. In a thin tail with large noise that asks
// for far too small a bandwidth. So leverages count by the local variance,
//
//   tr → n Σ σ_i² L_ii / Σ σ_i²,   σ_i² at least the mean
//
// with σ_i² from what a line through the neighbours of each place leaves, smoothed over noiseWidth.

import { gaussian } from '../kernels/gaussian.js';
import { variedFitAt } from '../smoothers/fitAt.js';
import type { Line } from './Line.js';
import type { LineSmoother } from './LineFits.js';

/** The variance is smoothed at so many places, and goes straight between them. */
const KNOTS = 1024;

/**
 * The line with the noise of its places.
 *
 * @param width - over which squares are smoothed
 * @see Gasser, Sroka, Jennen-Steinmetz (1986), Residual variance and residual pattern in nonlinear
 *   regression
 */
export function noisyLine(
  where: string,
  line: Line,
  { method, tolerance }: Pick<LineSmoother, 'method' | 'tolerance'>,
  width: number,
): Line {
  const { m, n, x, counts } = line;
  const { squares, freedom } = localSquares(line);
  const known = Int32Array.from(freedom.keys()).filter((j) => freedom[j] > 0);
  const total = known.reduce((sum, j) => sum + squares[j], 0);
  const common = total / known.reduce((sum, j) => sum + freedom[j], 0);
  if (!(common > 0) || !(width < Infinity)) return line;
  const bandwidth = Float64Array.of(width);
  const smoother = { kernel: gaussian, product: true, bandwidth, degree: 0, method, tolerance };
  const observations = {
    n: known.length,
    d: 1,
    p: 1,
    x: Float64Array.from(known, (j) => x[j]),
    y: Float64Array.from(known, (j) => squares[j] / freedom[j]),
    weights: Float64Array.from(known, (j) => freedom[j]),
  };
  const every = Math.ceil(m / KNOTS);
  const places = Int32Array.from({ length: Math.ceil((m - 1) / every) + 1 }, (_, k) =>
    Math.min(m - 1, k * every),
  );
  const knots = Float64Array.from(places, (j) => x[j]);
  const ones = new Float64Array(known.length).fill(1);
  const largest = observations.weights.reduce((a, b) => Math.max(a, b));
  const { coefficients, variance } = variedFitAt(where, observations, smoother, knots, ones);
  const at = coefficients.map((local, k) => {
    // With less than one square of its own the common one makes up for the rest.
    const own = Math.min(1, largest / variance[k] / SHARED);
    return Math.max(common, own * local + (1 - own) * common);
  });
  const noise = new Float64Array(m);
  let sum = 0;
  for (let k = 0; k + 1 < knots.length || k === 0; k++) {
    const [from, to] = [places[k], places[k + 1] ?? places[k]];
    for (let j = from; j <= to; j++) {
      const share = to > from ? (x[j] - x[from]) / (x[to] - x[from]) : 0;
      noise[j] = counts[j] * (at[k] + share * ((at[k + 1] ?? at[k]) - at[k]));
    }
  }
  for (const each of noise) sum += each;
  return { ...line, noise: noise.map((each) => (each / sum) * n) };
}

/** So many squares of neighbouring places say as much as one of an independent error. */
const SHARED = 35 / 18;

/** Squares of what is noise at each place, of all outputs, and how many they are. */
function localSquares({ m, p, x, columns, scatter, counts }: Line) {
  const squares = new Float64Array(m);
  const freedom = new Float64Array(m);
  for (let j = 0; j < m; j++) {
    freedom[j] = Math.max(0, counts[j] - 1);
    const isInner = j > 0 && j < m - 1;
    if (isInner) freedom[j]++;
    const before = isInner ? (x[j + 1] - x[j]) / (x[j + 1] - x[j - 1]) : 0;
    for (let k = 0; k < p; k++) {
      squares[j] += scatter[k * m + j];
      if (!isInner) continue;
      const at = (k + 1) * m + j;
      const [a, b, c] = [
        columns[at - 1] / columns[j - 1],
        columns[at] / columns[j],
        columns[at + 1] / columns[j + 1],
      ];
      const left = b - before * a - (1 - before) * c;
      const variance =
        before ** 2 / columns[j - 1] + 1 / columns[j] + (1 - before) ** 2 / columns[j + 1];
      squares[j] += left ** 2 / variance;
    }
  }
  return { squares, freedom };
}
