// What an NWKernelRegression learns, from its options.

import type { Random } from '../arrays/createRandom.js';
import { formatShape, formatValue } from '../arrays/formatValue.js';
import { optionError, shapeError } from '../arrays/optionError.js';
import { readArray } from '../arrays/readArray.js';
import { expectChoice, expectNumber } from '../arrays/readOptions.js';
import type { ArrayInput } from '../types.js';
import { Parameter } from './Parameter.js';

/** Whether w itself is learned, or its logarithm, which keeps w above 0. */
export type Parameterization = 'linear' | 'log';

/** Options that say what is learned. */
export interface ParameterOptions {
  /**
   * Start value of the inverse bandwidth: a number, one for each dimension [d], or a matrix [d, d].
   * @defaultValue 1
   */
  readonly w?: number | ArrayInput;
  /**
   * `'log'` learns log w in place of w, as the parameter `logW`: w stays above 0, and a step is a
   * share of w. Not for a matrix.
   *
   * @defaultValue 'linear'
   */
  readonly parameterization?: Parameterization;
  /** Draws the start value uniformly from [0, 1) instead. Not with `w`. */
  readonly random?: Random;
  /**
   * With `random`: how many inverse bandwidths, one for each dimension; a single shared one when
   * omitted.
   */
  readonly dimensions?: number;
  /**
   * Start value of a linear map [d, r] that queries and keys pass through first; learned. Its size
   * is an inverse bandwidth, so w then stays 1 and is not learned unless it is given too.
   */
  readonly projection?: ArrayInput;
}

/** What is learned, and how it is to be read. */
export interface LearnedParameters {
  /** w or log w. */
  readonly metric: Parameter;
  readonly parameterization: Parameterization;
  /** Whether w is one number for all dimensions. */
  readonly isScalar: boolean;
  /** [d, r] */
  readonly projection: Parameter | undefined;
  /** Those that are learned. */
  readonly all: [Parameter, ...Parameter[]];
}

/**
 * Reads the options.
 *
 * @param where - the public function, for messages
 * @param options - start values
 * @param prefix - what names of parameters begin with
 */
export function learnedParameters(
  where: string,
  options: ParameterOptions,
  prefix: string,
): LearnedParameters {
  const { random, dimensions, projection: map, parameterization = 'linear' } = options;
  expectChoice(where, 'parameterization', parameterization, ['linear', 'log']);
  if (random !== undefined && (options.w !== undefined || typeof random?.uniform !== 'function')) {
    const expected = 'random must be a source made by createRandom(seed), and not come with w';
    throw optionError(where, expected, formatValue(random));
  }
  if (dimensions !== undefined && random === undefined)
    throw optionError(where, 'dimensions must come with random', formatValue(dimensions));
  const { value, isScalar } = startValue(where, options);
  const metric =
    parameterization === 'log'
      ? new Parameter(`${prefix}logW`, logarithms(where, value))
      : new Parameter(`${prefix}w`, value);
  const projection = map === undefined ? undefined : readProjection(where, map, prefix);
  const { shape } = metric.value;
  if (projection && !isScalar && shape.some((length) => length !== projection.value.shape[1])) {
    const received = `${formatShape(shape)} and ${formatShape(projection.value.shape)}`;
    throw shapeError(where, 'w must have an entry for each column of projection', received);
  }
  const learnsW = !projection || options.w !== undefined || random !== undefined;
  const rest = projection ? [projection] : [];
  const [first = metric, ...others] = learnsW ? [metric, ...rest] : rest;
  return { metric, parameterization, isScalar, projection, all: [first, ...others] };
}

function startValue(
  where: string,
  { w = 1, random, dimensions }: ParameterOptions,
): { value: ArrayInput; isScalar: boolean } {
  if (random) {
    const count = dimensions === undefined ? 1 : dimensions;
    expectNumber(where, 'dimensions', count, 'positiveCount');
    const value = Float64Array.from({ length: count }, () => random.uniform());
    return { value, isScalar: dimensions === undefined };
  }
  if (typeof w === 'number') {
    return { value: [expectNumber(where, 'w', w, 'finite')], isScalar: true };
  }
  readArray(where, 'w', w, { ranks: [1, 2] });
  return { value: w, isScalar: false };
}

/** Their logarithms; in 64 bits, since a rounding of the logarithm is a share of w. */
function logarithms(where: string, value: ArrayInput): Float64Array {
  const { data } = readArray(where, 'w', value, {
    ranks: [1],
    because: 'its logarithm is learned',
  });
  return data.map((w, j) => Math.log(expectNumber(where, `w[${j}]`, w, 'positive')));
}

function readProjection(where: string, map: ArrayInput, prefix: string): Parameter {
  const { shape } = readArray(where, 'projection', map, { ranks: [2] });
  if (shape.some((length) => length === 0))
    throw shapeError(where, 'projection must have rows and columns', formatShape(shape));
  return new Parameter(`${prefix}projection`, map);
}
