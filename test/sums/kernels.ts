// The kernels under the names the tests of sums use.

export { cauchy } from '../../src/kernels/cauchy.js';
export {
  biweight,
  epanechnikov,
  triangular,
  tricube,
  triweight,
  uniform,
} from '../../src/kernels/compactPolynomials.js';
export { constant } from '../../src/kernels/constant.js';
export { cosine } from '../../src/kernels/cosine.js';
export { gaussian } from '../../src/kernels/gaussian.js';
export { laplace } from '../../src/kernels/laplace.js';
export { logistic } from '../../src/kernels/logistic.js';
