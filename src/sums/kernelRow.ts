import { gaussian } from '../kernels/gaussian.js';
import { compactRowInto } from '../loops/compactRow.js';
import type { GaussianLoops } from '../loops/GaussianLoops.js';
import { compactKernels } from './compactKernels.js';
import type { SumsRequest } from './types.js';

/**
 * Writes K(u) of a row: `count` keys, u by dimension, shape [d, length of row].
 * The Gaussian without its constant, the others as they are; squared when that is asked for.
 */
export interface KernelRow {
  readonly row: Float64Array;
  fill(u: Float64Array, count: number): void;
}

/** The kernel taken once for a whole row of up to `size` keys. */
export function kernelRow(
  request: SumsRequest,
  d: number,
  size: number,
  loops: GaussianLoops,
): KernelRow {
  if (request.kernel === gaussian) return gaussianRow(request.squared, d, size, loops);
  const { kernel, product, squared } = request;
  const row = new Float64Array(size);
  const factor = new Float64Array(product ? size : 0);
  const number = compactKernels.indexOf(kernel);
  const valuesInto = (out: Float64Array, count: number) => {
    if (number >= 0) compactRowInto(number, false, count, out, out);
    else for (let i = 0; i < count; i++) out[i] = kernel.value(out[i]);
  };
  return {
    row,
    fill(u, count) {
      if (product || d === 1) {
        for (let i = 0; i < count; i++) row[i] = u[i];
        valuesInto(row, count);
        for (let j = 1; j < d; j++) {
          for (let i = 0; i < count; i++) factor[i] = u[j * size + i];
          valuesInto(factor, count);
          for (let i = 0; i < count; i++) row[i] *= factor[i];
        }
      } else {
        squaredNormsInto(u, d, size, count, 1, row);
        for (let i = 0; i < count; i++) row[i] = Math.sqrt(row[i]);
        valuesInto(row, count);
      }
      if (squared) for (let i = 0; i < count; i++) row[i] *= row[i];
    },
  };
}

/** exp(−‖u‖²/2), or its square; the row lies in the memory of the loops. */
function gaussianRow(squared: boolean, d: number, size: number, loops: GaussianLoops): KernelRow {
  const row = new Float64Array(loops.memory(loops.base + size * 8), loops.base, size);
  const factor = squared ? Math.LOG2E : Math.LOG2E / 2;
  return {
    row,
    fill(u, count) {
      squaredNormsInto(u, d, size, count, factor, row);
      loops.weights64(loops.base, Math.ceil(count / 8) * 64);
    },
  };
}

/** row_i = factor · Σ_j u_ij². */
function squaredNormsInto(
  u: Float64Array,
  d: number,
  size: number,
  count: number,
  factor: number,
  row: Float64Array,
): void {
  for (let i = 0; i < count; i++) row[i] = u[i] * u[i];
  for (let j = 1; j < d; j++) {
    for (let i = 0; i < count; i++) row[i] += u[j * size + i] * u[j * size + i];
  }
  if (factor !== 1) for (let i = 0; i < count; i++) row[i] *= factor;
}
