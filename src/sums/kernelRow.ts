import { gaussian } from '../kernels/gaussian.js';
import { polynomialAt } from '../kernels/higherOrder.js';
import type { KernelProduct } from '../kernels/Kernel.js';
import { compactRowInto } from '../loops/compactRow.js';
import type { GaussianLoops } from '../loops/gaussianRows.js';
import type { SumsRequest } from './types.js';

/** A row of kernel values: the Gaussian without its constant, the others as they are. */
export interface KernelRow {
  /** Filled with ‖u‖², or where `byDimension` with |u| of one dimension; then with K. */
  readonly row: Float64Array;
  readonly byDimension: boolean;
  /** Replaces the first `count` numbers of the row by K, squared where that is asked for. */
  fill(count: number): void;
}

/** The kernel taken once for a whole row of up to `size` keys. */
export function kernelRow(
  request: SumsRequest,
  d: number,
  size: number,
  loops: GaussianLoops,
): KernelRow {
  const { kernel, product, squared } = request;
  if (kernel === gaussian) {
    const row = new Float64Array(loops.memory(loops.base + size * 8), loops.base, size);
    const factor = squared ? Math.LOG2E : Math.LOG2E / 2;
    const fill = (count: number) => {
      for (let i = 0; i < count; i++) row[i] *= factor;
      loops.weights64(loops.base, Math.ceil(count / 8) * 64);
    };
    return { row, byDimension: false, fill };
  }
  const times = kernel.traits?.times;
  if (times) return productRow(request, times, d, size, loops);
  const row = new Float64Array(size);
  const byDimension = product || d === 1;
  const shape = kernel.traits?.polynomial;
  const fill = (count: number) => {
    if (!byDimension) for (let i = 0; i < count; i++) row[i] = Math.sqrt(row[i]);
    if (shape) compactRowInto(shape, squared, count, row, row);
    else for (let i = 0; i < count; i++) row[i] = kernel.value(row[i]);
    if (!shape && squared) for (let i = 0; i < count; i++) row[i] *= row[i];
  };
  return { row, byDimension, fill };
}

/** The same of a polynomial in u² times a kernel. */
function productRow(
  request: SumsRequest,
  { kernel, coefficients }: KernelProduct,
  d: number,
  size: number,
  loops: GaussianLoops,
): KernelRow {
  const base = kernelRow({ ...request, kernel }, d, size, loops);
  const { row } = base;
  const byDimension = request.product || d === 1;
  const constant = kernel === gaussian ? kernel.value(0) : 1;
  const squares = new Float64Array(size);
  const fill = (count: number) => {
    for (let i = 0; i < count; i++) squares[i] = byDimension ? row[i] * row[i] : row[i];
    if (byDimension && !base.byDimension) row.set(squares.subarray(0, count));
    base.fill(count);
    for (let i = 0; i < count; i++) {
      const factor = constant * polynomialAt(coefficients, squares[i]);
      row[i] *= request.squared ? factor * factor : factor;
    }
  };
  return { row, byDimension, fill };
}
