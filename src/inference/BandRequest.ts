import { expectChoice } from '../arrays/expectChoice.js';
import { expectNumber } from '../arrays/expectNumber.js';
import { OptionError } from '../errors.js';
import { type VarianceName, varianceNames } from './residualVariances.js';

/** How a band is made. */
export const bandMethods = ['robust', 'standard', 'bootstrap'] as const;

/** How a band is made. */
export type BandMethod = (typeof bandMethods)[number];

/** What is asked of a confidence band. */
export interface BandOptions {
  /** Probability with which it holds the curve. @defaultValue 0.95 */
  readonly level?: number;
  /**
   * `'robust'` holds the true curve at its level: it is drawn about a fit of higher degree, whose bias is small beside its
   * standard error. `'standard'` is drawn about the fit itself and holds the smoothed curve, the true one only where smoothing
   * does not bend it. `'bootstrap'` is `'robust'` with critical values from residuals drawn with random signs.
   *
   * @defaultValue 'robust'
   */
  readonly method?: BandMethod;
  /** How the variance of the observations is estimated. @defaultValue 'local' */
  readonly variance?: VarianceName;
  /** Whether the level is that of the whole curve over the range of the queries, and not of each query. @defaultValue false */
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

/** Options, checked and complete. */
export interface BandRequest {
  readonly level: number;
  readonly method: BandMethod;
  readonly variance: VarianceName;
  readonly simultaneous: boolean;
  readonly seed: number;
  readonly draws: number;
  readonly onProgress: ((done: number) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

/** The names of {@link BandOptions}. */
export const bandOptionNames = [
  'level',
  'method',
  'variance',
  'simultaneous',
  'seed',
  'draws',
  'onProgress',
  'signal',
] as const satisfies readonly (keyof BandOptions)[];

/** Checks the options of a band. */
export function resolveBand(where: string, options: BandOptions): BandRequest {
  const { level = 0.95, method = 'robust', variance = 'local', simultaneous = false } = options;
  const { seed = 0, draws = 1000, onProgress, signal } = options;
  return {
    level: expectLevel(where, level),
    method: expectChoice(where, 'method', method, bandMethods),
    variance: expectChoice(where, 'variance', variance, varianceNames),
    simultaneous: expectChoice(where, 'simultaneous', simultaneous, [true, false]),
    seed: expectNumber(where, 'seed', seed, 'integer'),
    draws: expectNumber(where, 'draws', draws, 'positiveCount'),
    onProgress,
    signal,
  };
}

/** A probability strictly between 0 and 1. */
export function expectLevel(where: string, level: unknown): number {
  expectNumber(where, 'level', level, 'finite');
  if ((level as number) > 0 && (level as number) < 1) return level as number;
  const expected = 'level must be above 0 and below 1';
  throw new OptionError({ where, expected, received: String(level) });
}
