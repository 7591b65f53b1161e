// The kernels under the names the tests of sums use.

export { cauchy, constant, cosine, laplace, logistic } from '../../src/kernels/builtInKernels.js';
export {
  biweight,
  epanechnikov,
  triangular,
  tricube,
  triweight,
  uniform,
} from '../../src/kernels/compactPolynomials.js';
export { gaussian } from '../../src/kernels/gaussian.js';
