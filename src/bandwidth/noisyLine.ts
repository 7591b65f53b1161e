// Where noise is large fits take up more of it than the corrected AIC counts, which takes it for the same
// everywhere: of Σ e² a fit takes Σ σ_i² L_ii twice, not σ² tr H. In a thin tail with large noise that asks
// for far too small a bandwidth. So leverages count by the local variance,
//
//   tr → n Σ σ_i² L_ii / Σ σ_i²,   σ_i² at least the mean
//
// with σ_i² from what a line through the neighbours of each place leaves, smoothed over noiseWidth.

import { variedFitAt } from '../smoothers/fitAt.js';
import type { Line } from './Line.js';
import type { LineSmoother } from './LineFits.js';
import { noiseSmoother } from './noiseWidth.js';

/** Neighbouring places of a longer line are taken together, to so many runs. */
const RUNS = 4096;
/** So many squares of neighbouring places say as much as one of an independent error. */
const SHARED = 35 / 18;

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
  sums: Pick<LineSmoother, 'method' | 'tolerance'>,
  width: number,
): Line {
  const { m, n, x, counts } = line;
  const runs = runsOf(line);
  const known = runs.filter((run) => run.freedom > 0);
  let [squares, freedom] = [0, 0];
  for (const run of known) {
    squares += run.squares;
    freedom += run.freedom;
  }
  const common = squares / freedom;
  if (!(common > 0) || !(width < Infinity)) return line;
  const smoother = noiseSmoother(sums, Float64Array.of(width));
  const observations = {
    n: known.length,
    d: 1,
    p: 1,
    x: Float64Array.from(known, (run) => run.x),
    y: Float64Array.from(known, (run) => run.squares / run.freedom),
    weights: Float64Array.from(known, (run) => run.freedom),
  };
  const middles = Float64Array.from(runs, (run) => run.x);
  const largest = observations.weights.reduce((a, b) => Math.max(a, b));
  const { coefficients, variance } = variedFitAt(where, observations, smoother, middles, 'ones');
  const at = coefficients.map((local, k) => {
    // With less than one square of its own the common one makes up for the rest.
    const own = Math.min(1, largest / variance[k] / SHARED);
    return Math.max(common, own * local + (1 - own) * common);
  });
  // Straight between the middles of runs.
  const noise = new Float64Array(m);
  let sum = 0;
  let k = 0;
  for (let j = 0; j < m; j++) {
    while (k + 2 < runs.length && middles[k + 1] <= x[j]) k++;
    const next = Math.min(k + 1, runs.length - 1);
    const share = next > k ? (x[j] - middles[k]) / (middles[next] - middles[k]) : 0;
    const inside = Math.min(1, Math.max(0, share));
    noise[j] = counts[j] * (at[k] + inside * (at[next] - at[k]));
    sum += noise[j];
  }
  for (let j = 0; j < m; j++) noise[j] *= n / sum;
  return { ...line, noise };
}

/** Neighbouring places, with the squares of what is noise there, of all outputs, and how many they are. */
interface Run {
  /** Their middle. */
  readonly x: number;
  readonly squares: number;
  readonly freedom: number;
}

function runsOf({ m, p, x, columns, scatter, counts }: Line): Run[] {
  const every = Math.ceil(m / RUNS);
  const runs: Run[] = [];
  for (let from = 0; from < m; from += every) {
    const to = Math.min(m, from + every);
    let [middle, squares, freedom] = [0, 0, 0];
    for (let j = from; j < to; j++) {
      middle += (x[j] - x[from]) / (to - from);
      freedom += Math.max(0, counts[j] - 1);
      for (let k = 0; k < p; k++) squares += scatter[k * m + j];
      if (j === 0 || j === m - 1) continue;
      // What a line through both neighbours leaves.
      const before = (x[j + 1] - x[j]) / (x[j + 1] - x[j - 1]);
      const after = 1 - before;
      const variance = before ** 2 / columns[j - 1] + 1 / columns[j] + after ** 2 / columns[j + 1];
      freedom++;
      for (let k = 1; k <= p; k++) {
        const at = k * m + j;
        const left =
          columns[at] / columns[j] -
          before * (columns[at - 1] / columns[j - 1]) -
          after * (columns[at + 1] / columns[j + 1]);
        squares += left ** 2 / variance;
      }
    }
    runs.push({ x: x[from] + middle, squares, freedom });
  }
  return runs;
}
