// Local means and lines from a binned sample alone: the data are not touched again.

import type { LocalFits } from '../smoothers/fitAt.js';
import { LocalMoments } from '../smoothers/LocalMoments.js';
import type { SmootherSpec } from '../smoothers/SmootherSpec.js';
import type { CellMoments } from '../sums/cells.js';
import type { KernelSums, SumsRequest } from '../sums/types.js';

/** What of a binned sample the fits are made of. */
export interface BinnedData {
  /** Moments of the weights, of weight·(y − shift) and more. */
  readonly cells: CellMoments;
  /** Taken from each output, [p]. */
  readonly shift: Float64Array;
  /** Where the data are. */
  readonly range: readonly [number, number];
  /** The same without its later columns. */
  firstColumns(count: number): {
    sums(queries: Float64Array, request: SumsRequest): KernelSums;
  };
}

/**
 * Fits local polynomials of degree 0 or 1 at queries, as {@link fitAt} does from observations.
 *
 * @param sample - one predictor, weights and outputs
 * @param spec - the Gaussian, a bandwidth of at least that of the sample
 * @param queries - [m]
 * @returns coefficients in units of x and y; where a line cannot be told from the moments (far from
 *   the data, a single place in reach) the local mean, of degree 0
 * @remarks O(cells + m). Far from the data the nodes stand for the observations: close, not
 *   certified.
 */
export function fitBinned(
  sample: BinnedData,
  spec: SmootherSpec,
  queries: Float64Array,
): LocalFits {
  const { kernel, degree } = spec;
  const m = queries.length;
  const p = sample.shift.length;
  const [h] = spec.bandwidth;
  if (h === Infinity) return fitAll(sample, degree, queries);
  const request = {
    kernel,
    product: false,
    inverseBandwidth: Float64Array.of(1 / h),
    degrees: [2 * degree, ...Array<number>(p).fill(degree)],
    squared: false,
    excludeSelf: false,
    tolerance: spec.tolerance,
  };
  const { sums } = sample.firstColumns(1 + p).sums(queries, request);
  const system = new LocalMoments(1, degree);
  const { terms, moments } = system;
  const size = moments + p * terms;
  const coefficients = new Float64Array(m * terms * p);
  const found = new Int8Array(m);
  for (let q = 0; q < m; q++) {
    const to = q * terms * p;
    const carried = system.factor(sums, q * size);
    found[q] = carried ? degree : 0;
    for (let k = 0; k < p; k++) {
      const right = q * size + moments + k * terms;
      if (carried) system.solveInto(sums, right, coefficients, to + k, p);
      else coefficients[to + k] = sums[right] / sums[q * size];
      coefficients[to + k] += sample.shift[k];
      if (terms > 1) coefficients[to + p + k] /= h;
    }
  }
  return { terms, coefficients, degree: found };
}

/** The mean or the straight line of all observations. */
function fitAll(sample: BinnedData, degree: number, queries: Float64Array): LocalFits {
  const { cells, shift } = sample;
  const p = shift.length;
  const { runs, moments, c, binning } = cells;
  const width = 2 ** binning.exponent;
  const [low, high] = sample.range;
  const origin = (low + high) / 2;
  // Σw, Σwt, Σwt² and Σwy_k, Σwty_k, with t = (x − origin)/width.
  const design = new Float64Array(3);
  const right = new Float64Array(2 * p);
  runs.intervals().forEach(([first, end], r) => {
    for (let id = first, cell = runs.offsets[r]; id < end; id++, cell++) {
      const at = cell * binning.order * c;
      const centre = id + 0.5 - origin / width;
      const [m0, m1, m2] = [moments[at], moments[at + c], moments[at + 2 * c]];
      design[0] += m0;
      design[1] += m1 + centre * m0;
      design[2] += m2 + centre * (2 * m1 + centre * m0);
      for (let k = 0; k < p; k++) {
        const own = moments[at + 1 + k];
        right[2 * k] += own;
        right[2 * k + 1] += moments[at + c + 1 + k] + centre * own;
      }
    }
  });
  const mean = design[1] / design[0];
  const variance = design[2] / design[0] - mean ** 2;
  const carried = degree === 1 && variance > 1e-14 * ((high - low) / width) ** 2;
  const terms = degree + 1;
  const m = queries.length;
  const coefficients = new Float64Array(m * terms * p);
  for (let k = 0; k < p; k++) {
    const level = right[2 * k] / design[0];
    const slope = carried ? (right[2 * k + 1] / design[0] - mean * level) / variance : 0;
    for (let q = 0; q < m; q++) {
      const to = q * terms * p + k;
      coefficients[to] = shift[k] + level + slope * ((queries[q] - origin) / width - mean);
      if (degree === 1) coefficients[to + p] = slope / width;
    }
  }
  return { terms, coefficients, degree: new Int8Array(m).fill(carried ? 1 : 0) };
}
