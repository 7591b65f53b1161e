import { expectNumber } from '../arrays/expectNumber.js';
import { expectOptions } from '../arrays/expectOptions.js';
import { OptionError, UnsupportedError } from '../errors.js';
import { bounds } from '../loops/bounds.js';
import { expectPredictions } from './expectPredictions.js';
import type { FittedState } from './FittedState.js';
import { fitsAt } from './fitsAt.js';
import { valuesOf } from './predictAt.js';

/** Options of {@link KernelRegressor.curve}. */
export interface CurveOptions {
  /** How many points, evenly spread; at least 2. @defaultValue 200 */
  readonly points?: number;
  /** Where the curve begins. @defaultValue the smallest x */
  readonly from?: number;
  /** Where it ends. @defaultValue the largest x */
  readonly to?: number;
}

/** One point of a fitted curve. */
export interface CurvePoint {
  /** Where. */
  readonly x: number;
  /** The fit there. */
  readonly y: number;
  /** Which output, from 0; only when there are several. */
  readonly output?: number;
}

/** The fitted curve as rows, output after output. */
export function curvePoints(
  where: string,
  state: FittedState,
  options: CurveOptions | undefined,
): CurvePoint[] {
  const { observations, sample } = state;
  const { d, n, p, x } = observations;
  if (d > 1) {
    const expected = 'x must have one column for a curve';
    throw new UnsupportedError({ where, expected, received: String(d) });
  }
  const [low, high] = sample ? sample.range : bounds(x, n);
  const known = ['points', 'from', 'to'] as const;
  const { points = 200, from = low, to = high } = expectOptions(where, options, known);
  expectNumber(where, 'points', points, 'length');
  expectNumber(where, 'from', from, 'finite');
  expectNumber(where, 'to', to, 'finite');
  if (points < 2 || from > to) {
    const expected = 'points must be at least 2, and from at most to';
    throw new OptionError({ where, expected, received: `${points}, ${from} and ${to}` });
  }
  const xq = Float64Array.from({ length: points }, (_, q) => {
    const share = q / (points - 1);
    return (1 - share) * from + share * to;
  });
  const fits = fitsAt(where, state, xq);
  const values = valuesOf(fits, p);
  expectPredictions(where, state, values, p, fits.degree);
  const rows: CurvePoint[] = [];
  for (let k = 0; k < p; k++) {
    xq.forEach((at, q) => {
      rows.push({ x: at, y: values[q * p + k], ...(p > 1 && { output: k }) });
    });
  }
  return rows;
}
