import { expectNumber } from '../arrays/expectNumber.js';
import { expectFields, expectOptions } from '../arrays/expectOptions.js';
import { formatValue } from '../arrays/formatValue.js';
import { ruleOfThumb } from '../bandwidth/ruleOfThumb.js';
import { OptionError, UnsupportedError } from '../errors.js';
import { type NullCurve, type NullTest, nullTest } from '../inference/nullTest.js';
import { gaussian } from '../kernels/gaussian.js';
import type { Observations } from '../smoothers/Observations.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import type { FittedState } from './FittedState.js';
import { expectObservations } from './fitsAt.js';

/** Options of {@link KernelRegressor.testAgainst}. */
export interface NullTestOptions {
  /** How often the bootstrap draws. @defaultValue 999 */
  readonly draws?: number;
  /** Of the bootstrap. @defaultValue 0 */
  readonly seed?: number;
  /** Called now and then with the share that is done. */
  readonly onProgress?: (done: number) => void;
  /** Ends the bootstrap: the test then throws the reason of the signal. */
  readonly signal?: AbortSignal;
}

/** A test of a fitted model against a simpler curve. */
export function nullTestOf(
  where: string,
  state: FittedState,
  curve: NullCurve,
  options: NullTestOptions | undefined,
): NullTest {
  const known = ['draws', 'seed', 'onProgress', 'signal'] as const;
  const { draws = 999, seed = 0, onProgress, signal } = expectOptions(where, options, known);
  expectNumber(where, 'draws', draws, 'positiveCount');
  expectNumber(where, 'seed', seed, 'integer');
  expectObservations(where, state);
  const { observations, spec, settings } = state;
  const { d, p } = observations;
  if (p > 1) {
    const expected = 'y must have one column for a test';
    throw new UnsupportedError({ where, expected, received: String(p) });
  }
  if (curve !== 'flat' && curve !== 'linear') {
    const { without } = expectFields(where, 'curve', curve, ['without']);
    if (!(Number.isInteger(without) && without >= 0 && without < d && d > 1)) {
      const expected = `curve must be 'flat', 'linear' or, with several columns of x, { without: one of them }`;
      throw new OptionError({
        where,
        expected,
        received: `without ${formatValue(without)} of ${d}`,
      });
    }
  }
  const isChosen = typeof settings.bandwidth === 'string';
  const smoother = isChosen
    ? { ...spec, bandwidth: blindBandwidth(where, observations, spec) }
    : spec;
  return nullTest(where, observations, smoother, curve, { draws, seed, onProgress, signal });
}

/**
 * A bandwidth that has not seen y. One chosen by the same data has looked for what the test asks, and would find something in
 * noise 13 times in 100 instead of 5.
 */
function blindBandwidth(
  where: string,
  { x, d, weights }: Observations,
  { kernel }: SmootherSpec,
): Float64Array {
  const ruled = kernel.support < Infinity ? kernel : gaussian;
  return ruleOfThumb(where, 'scott', x, d, ruled, weights);
}
