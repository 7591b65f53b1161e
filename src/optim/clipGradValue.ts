import { expectNumber } from '../arrays/expectNumber.js';
import type { Parameter } from '../model/Parameter.js';
import { expectParameters } from './Optimizer.js';

/**
 * Cuts every entry of the gathered gradients to [−largest, largest].
 *
 * @param parameters - whose gradients are cut
 * @param largest - the largest size of an entry, above 0
 * @throws {@link OptionError} when `largest` is not a number above 0
 * @example
 * ```ts
 * import { clipGradValue, Parameter } from 'nadaraya';
 *
 * const w = new Parameter('w', [0, 0]);
 * w.grad.data.set([30, -0.5]);
 * clipGradValue([w], 1);
 * console.log(w.grad.get(0), w.grad.get(1)); // → 1 -0.5
 * ```
 */
export function clipGradValue(parameters: readonly Parameter[], largest: number): void {
  const where = 'clipGradValue';
  const clipped = expectParameters(where, parameters);
  expectNumber(where, 'largest', largest, 'positive');
  for (const { grad } of clipped) {
    for (let j = 0; j < grad.data.length; j++) {
      grad.data[j] = Math.max(-largest, Math.min(largest, grad.data[j]));
    }
  }
}
