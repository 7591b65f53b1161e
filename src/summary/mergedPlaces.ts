import type { Merged, Observations } from '../smoothers/Observations.js';
import { layoutOf } from './CellSums.js';

/** Places that stand for the observations of a cell. */
export interface CellPlaces {
  /** [places, d] */
  readonly x: Float64Array;
  /** [places] */
  readonly weights: Float64Array;
  /** What was taken from the outputs there, [places, p]. */
  readonly taken: Float64Array;
  /** What there is of each sum at each place, [places, sums] in the order of {@link layoutOfParts}. */
  readonly parts: Float64Array;
}

/** Which of the sums is what, by number; those of weights are not among them. */
export function layoutOfParts(outputs: number, weighted: boolean) {
  return layoutOf(outputs, weighted, 0, 1);
}

/** A number of observations this close to 1 is 1. */
const SINGLE = 1e-11;

/** Places of cells, one cell after the other, as observations that stand for several. */
export function mergedPlaces(
  cells: readonly CellPlaces[],
  d: number,
  p: number,
  rest: Pick<Merged, 'weighted' | 'heaviest' | 'least' | 'origin' | 'low' | 'high'>,
): Observations {
  const { weighted } = rest;
  const { output, squaredOutput, width, ...layout } = layoutOfParts(p, weighted);
  const n = cells.reduce((sum, { weights }) => sum + weights.length, 0);
  const x = new Float64Array(n * d);
  const [weights, counts, squaredWeights] = [0, 1, 2].map(() => new Float64Array(n));
  const [y, scatter, squaredFirsts, squaredSeconds] = [0, 1, 2, 3].map(
    () => new Float64Array(n * p),
  );
  let from = 0;
  for (const cell of cells) {
    x.set(cell.x, d * from);
    weights.set(cell.weights, from);
    for (let j = 0; j < cell.weights.length; j++) {
      const place = from + j;
      const w = cell.weights[j];
      const part = (sum: number) => cell.parts[j * width + sum];
      counts[place] = weighted ? part(layout.counts) : w;
      const all = weighted ? part(layout.squares) : w;
      squaredWeights[place] = all;
      for (let k = 0, at = place * p; k < p; k++, at++) {
        const first = part(output(k));
        const mean = first / w;
        y[at] = cell.taken[j * p + k] + mean;
        // about the mean of a single observation all is rounding
        if (Math.abs(counts[place] - 1) < SINGLE) continue;
        scatter[at] = part(output(k) + 1) - mean * first;
        squaredSeconds[at] = scatter[at];
        if (!weighted) continue;
        const squared = part(squaredOutput(k));
        squaredFirsts[at] = squared - mean * all;
        squaredSeconds[at] = part(squaredOutput(k) + 1) - mean * (2 * squared - mean * all);
      }
    }
    from += cell.weights.length;
  }
  const merged = { counts, scatter, squaredWeights, squaredFirsts, squaredSeconds, ...rest };
  return { n, d, p, x, y, weights, merged };
}
