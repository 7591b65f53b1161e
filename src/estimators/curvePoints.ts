import { asGiven, type OptionTable, readOptions } from '../arrays/readOptions.js';
import { OptionError, UnsupportedError } from '../errors.js';
import type { BandOptions } from '../inference/curveBand.js';
import { bounds } from '../loops/bounds.js';
import { expectObservations, type FittedState } from './FittedState.js';
import { bandOf } from './inferenceOf.js';
import { valuesAt } from './predictAt.js';
import { queriesInUnits } from './units.js';

/** Options of {@link KernelRegressor.curve}. */
export interface CurveOptions {
  /** How many points, evenly spread; at least 2. @defaultValue 200 */
  readonly points?: number;
  /** Where the curve begins. @defaultValue the smallest x of weight above 0 */
  readonly from?: number;
  /** Where it ends. @defaultValue the largest x of weight above 0 */
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
  /** The lower end of the band; only with `band`. */
  readonly lower?: number;
  /** The upper end of the band; only with `band`. */
  readonly upper?: number;
  /** Of the estimate in the middle of the band, in units of y; only with `band`. */
  readonly standardError?: number;
}

/**
 * One point of a fitted curve with its band.
 *
 * @example A band about a sine, with its ends in each row:
 * ```ts
 * import { createRandom, KernelRegressor } from 'nadaraya';
 *
 * const random = createRandom(1);
 * const x = Array.from({ length: 100 }, () => random.uniform(0, 6));
 * const y = x.map((at) => Math.sin(at) + random.normal(0, 0.2));
 * const model = new KernelRegressor({ bandwidth: 0.4, degree: 1 }).fit(x, y);
 * const [, middle] = model.curve({ points: 3, from: 0, to: 6, band: true });
 * console.log(Object.keys(middle).join(' ')); // → x y lower upper standardError
 * console.log(middle.lower < Math.sin(3) && Math.sin(3) < middle.upper); // → true
 * ```
 */
export interface BandPoint extends CurvePoint {
  /** The lower end of the band. */
  readonly lower: number;
  /** The upper end of the band. */
  readonly upper: number;
  /** Of the estimate in the middle of the band, in units of y. */
  readonly standardError: number;
}

/** The fitted curve as rows, output after output. */
export function curvePoints(
  where: string,
  state: FittedState,
  options: CurveOptions | undefined,
): CurvePoint[] {
  const { observations, summary, units, spec } = state;
  const { d, n, p, x } = observations;
  if (d > 1) {
    const expected = 'x must have one column for a curve';
    throw new UnsupportedError({ where, expected, received: String(d) });
  }
  const [low, high] = summary ? summary.range : bounds(x, n).map((end) => end * units.x[0]);
  const table = {
    points: ['length', 200],
    from: ['finite', low],
    to: ['finite', high],
    band: [asGiven<CurveOptions['band']>, false],
  } as const satisfies OptionTable<CurveOptions>;
  const { points, from, to, band } = readOptions(where, options, table);
  if (points < 2 || from > to) {
    const expected = 'points must be at least 2, and from at most to';
    throw new OptionError({ where, expected, received: `${points}, ${from} and ${to}` });
  }
  const xq = Float64Array.from({ length: points }, (_, q) => {
    const share = q / (points - 1);
    return (1 - share) * from + share * to;
  });
  if (band) expectObservations(where, state);
  const values = valuesAt(where, state, queriesInUnits(where, xq, units, spec.degree));
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
