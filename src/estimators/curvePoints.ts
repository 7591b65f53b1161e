import { expectNumber } from '../arrays/expectNumber.js';
import { expectOptions } from '../arrays/expectOptions.js';
import { OptionError, UnsupportedError } from '../errors.js';
import type { BandOptions } from '../inference/BandRequest.js';
import { bounds } from '../loops/bounds.js';
import { bandOf } from './bandOf.js';
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
  /** Whether rows carry a confidence band, and which. @defaultValue false */
  readonly band?: boolean | BandOptions;
}

/** One point of a fitted curve. */
export interface CurvePoint {
  /** Where. */
  readonly x: number;
  /** The fit there. */
  readonly y: number;
  /** Which output, from 0; only when there are several. */
  readonly output?: number;
  /** With `band`: its ends, and the standard error of the estimate in its middle. */
  readonly lower?: number;
  readonly upper?: number;
  readonly standardError?: number;
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
  const known = ['points', 'from', 'to', 'band'] as const;
  const {
    points = 200,
    from = low,
    to = high,
    band = false,
  } = expectOptions(where, options, known);
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
  const drawn = band && bandOf(where, state, xq, band === true ? {} : band);
  const rows: CurvePoint[] = [];
  for (let k = 0; k < p; k++) {
    xq.forEach((at, q) => {
      const place = q * p + k;
      rows.push({
        x: at,
        y: values[place],
        ...(p > 1 && { output: k }),
        ...(drawn && {
          lower: drawn.lower[place],
          upper: drawn.upper[place],
          standardError: drawn.standardError[place],
        }),
      });
    });
  }
  return rows;
}
