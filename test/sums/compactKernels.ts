import type { Kernel } from '../../src/kernels/Kernel.js';
import { biweight, epanechnikov, triangular, tricube, triweight, uniform } from './kernels.js';

/** The kernels that are polynomials of |u| on |u| ≤ 1. */
export const compactKernels: readonly Kernel[] = [
  uniform,
  triangular,
  epanechnikov,
  biweight,
  triweight,
  tricube,
];
