// The kernels under the names the tests of sums use.
export { biweight } from '../../src/kernels/biweight.js';
export { cauchy } from '../../src/kernels/cauchy.js';
export { constant } from '../../src/kernels/constant.js';
export { cosine } from '../../src/kernels/cosine.js';
export { epanechnikov } from '../../src/kernels/epanechnikov.js';
export { gaussian } from '../../src/kernels/gaussian.js';
export { laplace } from '../../src/kernels/laplace.js';
export { logistic } from '../../src/kernels/logistic.js';
export { triangular } from '../../src/kernels/triangular.js';
export { tricube } from '../../src/kernels/tricube.js';
export { triweight } from '../../src/kernels/triweight.js';
export { uniform } from '../../src/kernels/uniform.js';
