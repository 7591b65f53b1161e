import { biweight } from '../kernels/biweight.js';
import { epanechnikov } from '../kernels/epanechnikov.js';
import type { Kernel } from '../kernels/Kernel.js';
import { triangular } from '../kernels/triangular.js';
import { tricube } from '../kernels/tricube.js';
import { triweight } from '../kernels/triweight.js';
import { uniform } from '../kernels/uniform.js';

/**
 * The kernels that are polynomials of |u| on |u| ≤ 1, each at its number in `loops/compactRow.ts`.
 */
export const compactKernels: readonly Kernel[] = [
  uniform,
  triangular,
  epanechnikov,
  biweight,
  triweight,
  tricube,
];
