import { cauchy } from './cauchy.js';
import {
  biweight,
  epanechnikov,
  triangular,
  tricube,
  triweight,
  uniform,
} from './compactPolynomials.js';
import { constant } from './constant.js';
import { cosine } from './cosine.js';
import { gaussian } from './gaussian.js';
import { epanechnikov4, gaussian4, gaussian6, gaussian8 } from './higherOrder.js';
import { laplace } from './laplace.js';
import { logistic } from './logistic.js';

/** Every kernel that is known by name. A new one is added here. */
export const builtInKernels = {
  gaussian,
  epanechnikov,
  uniform,
  boxcar: uniform,
  triangular,
  biweight,
  triweight,
  tricube,
  cosine,
  logistic,
  laplace,
  cauchy,
  constant,
  gaussian4,
  gaussian6,
  gaussian8,
  epanechnikov4,
};
