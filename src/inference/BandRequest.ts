import { expectNumber } from '../arrays/expectNumber.js';
import { asGiven, type OptionsOf, type OptionTable, readOptions } from '../arrays/readOptions.js';
import { OptionError } from '../errors.js';
import { VARIANCE_NAMES, type VarianceName } from './residualVariances.js';

/** How a band is made. */
export type BandMethod = 'robust' | 'standard' | 'bootstrap';

/** What is asked of a confidence band. */
export interface BandOptions {
  /** Probability with which it holds the curve. @defaultValue 0.95 */
  readonly level?: number;
  /**
   * `'robust'` holds the true curve at its level: it is drawn about a fit of higher degree, whose
   * bias is small beside its standard error. `'standard'` is drawn about the fit itself and holds
   * the smoothed curve, the true one only where smoothing does not bend it. `'bootstrap'` is
   * `'robust'` with critical values from residuals drawn with random signs.
   *
   * @defaultValue 'robust'
   */
  readonly method?: BandMethod;
  /** How the variance of the observations is estimated. @defaultValue 'local' */
  readonly variance?: VarianceName;
  /**
   * Whether the level is that of the whole curve over the range of the queries, and not of each
   * query.
   *
   * @defaultValue false
   */
  readonly simultaneous?: boolean;
  /** Of the bootstrap. @defaultValue 0 */
  readonly seed?: number;
  /** How often the bootstrap draws. @defaultValue 1000 */
  readonly draws?: number;
  /** Called by the bootstrap now and then with the share that is done. */
  readonly onProgress?: (done: number) => void;
  /** Ends the bootstrap: the band then throws the reason of the signal. */
  readonly signal?: AbortSignal;
}

const OPTIONS = {
  level: [expectLevel, 0.95],
  method: [['robust', 'standard', 'bootstrap'], 'robust'],
  variance: [VARIANCE_NAMES, 'local'],
  simultaneous: [[true, false], false],
  seed: ['integer', 0],
  draws: ['positiveCount', 1000],
  onProgress: [asGiven<BandOptions['onProgress']>, undefined],
  signal: [asGiven<BandOptions['signal']>, undefined],
} as const satisfies OptionTable<BandOptions>;

/** Options, checked and complete. */
export type BandRequest = OptionsOf<typeof OPTIONS>;

/** Checks the options of a band. */
export function resolveBand(where: string, options: BandOptions | undefined): BandRequest {
  return readOptions(where, options, OPTIONS);
}

/** A probability strictly between 0 and 1. */
export function expectLevel(where: string, level: unknown): number {
  expectNumber(where, 'level', level, 'finite');
  if ((level as number) > 0 && (level as number) < 1) return level as number;
  const expected = 'level must be above 0 and below 1';
  throw new OptionError({ where, expected, received: String(level) });
}
