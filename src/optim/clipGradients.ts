import { numericalError } from '../arrays/optionError.js';
import { expectNumber } from '../arrays/readOptions.js';
import type { Parameter } from '../model/Parameter.js';
import { expectParameters } from './Optimizer.js';

/**
 * Shortens the gathered gradients, taken together as one vector, to a largest length:
 *
 *   g ← g · min(1, largest / (‖g‖ + 1e-6)), as PyTorch does
 *
 * @param parameters - whose gradients are scaled
 * @param largest - the largest length, above 0
 * @returns the length before
 * @throws {@link OptionError} when `largest` is not a number above 0, or a parameter is listed twice
 * @throws {@link NumericalError} when a gradient is not finite; nothing is scaled then
 * @example
 * ```ts
 * import { clipGradNorm, Parameter } from 'nadaraya';
 *
 * const w = new Parameter('w', [0, 0]);
 * w.grad.data.set([30, 40]);
 * console.log(clipGradNorm([w], 1), w.grad.get(0).toFixed(3)); // → 50 0.600
 * ```
 */
export function clipGradNorm(parameters: readonly Parameter[], largest: number): number {
  const where = 'clipGradNorm';
  const clipped = expectParameters(where, parameters);
  expectNumber(where, 'largest', largest, 'positive');
  let size = 0;
  for (const { name, grad } of clipped) {
    for (const g of grad.data) {
      if (!Number.isFinite(g))
        throw numericalError(where, `the gradient of ${name} must be finite`, g);
      size = Math.max(size, Math.abs(g));
    }
  }
  if (size === 0) return 0;
  let sum = 0; // of squares relative to the largest entry, which cannot overflow
  for (const { grad } of clipped) for (const g of grad.data) sum += (g / size) ** 2;
  const norm = size * Math.sqrt(sum);
  const factor = largest / (norm + 1e-6);
  if (factor < 1) {
    for (const { grad } of clipped)
      for (let j = 0; j < grad.data.length; j++) grad.data[j] *= factor;
  }
  return norm;
}

/**
 * Cuts every entry of the gathered gradients to [−largest, largest].
 *
 * @param parameters - whose gradients are cut
 * @param largest - the largest size of an entry, above 0
 * @throws {@link OptionError} when `largest` is not a number above 0, or a parameter is listed twice
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
