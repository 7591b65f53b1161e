import { expectNumber } from '../arrays/expectNumber.js';
import { expectFields, expectOptions } from '../arrays/expectOptions.js';
import { formatValue } from '../arrays/formatValue.js';
import { OptionError, UnsupportedError } from '../errors.js';
import { type NullCurve, type NullTest, nullTest } from '../inference/nullTest.js';
import type { FittedState } from './FittedState.js';

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
  { observations, spec }: FittedState,
  curve: NullCurve,
  options: NullTestOptions | undefined,
): NullTest {
  const known = ['draws', 'seed', 'onProgress', 'signal'] as const;
  const { draws = 999, seed = 0, onProgress, signal } = expectOptions(where, options, known);
  expectNumber(where, 'draws', draws, 'positiveCount');
  expectNumber(where, 'seed', seed, 'integer');
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
  return nullTest(where, observations, spec, curve, { draws, seed, onProgress, signal });
}
