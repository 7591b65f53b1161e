import { gatherInto, spreadInto } from '../../loops/gridTransforms.js';
import type { SumsRequest } from '../types.js';
import { binningError } from './binning.js';
import { CellField } from './CellField.js';
import type { CellMoments } from './CellMoments.js';
import type { CellRuns } from './CellRuns.js';
import { type Certificate, certificate } from './certificate.js';
import { GaussianGrid, gridSpacing } from './GaussianGrid.js';

/** Data further away than this many bandwidths are left out: e^{−14²/2} = 3e-43. */
export const GAP = 20;
/** Queries at most this many bandwidths outside the data can be certified. */
const MARGIN = 5;

/** What sums are wanted of the moments. */
export interface FieldRequest {
  /** h of e^{−(x−q)²/2h²} */
  readonly bandwidth: number;
  /** K(0) */
  readonly peak: number;
  /** The unit of u = (x−q)/unit. */
  readonly unit: number;
  readonly degrees: readonly number[];
  readonly tolerance: number;
}

/** K and K² of the Gaussian as e^{−(x−q)²/2h²}: K² is one too, of bandwidth h/√2. */
export function fieldRequest(request: SumsRequest): FieldRequest {
  const { squared, degrees, tolerance } = request;
  const unit = 1 / request.inverseBandwidth[0];
  return squared
    ? { bandwidth: unit * Math.SQRT1_2, peak: 0.5 / Math.PI, unit, degrees, tolerance }
    : { bandwidth: unit, peak: 1 / Math.sqrt(2 * Math.PI), unit, degrees, tolerance };
}

/** The field of Gaussian sums and, for each patch of cells, what is certified. */
export interface GaussianField {
  readonly field: CellField;
  readonly certificate: Certificate;
}

/**
 * Gaussian sums of binned moments as polynomials in the cells about the data.
 *
 * @param neededOf - marks the patches of cells where sums are wanted, given the cells and the size
 *   of a patch
 * @remarks O(cells·order·taps·columns), about 40 taps at 1e-12; the data are not touched.
 */
export function gaussianField(
  source: CellMoments,
  request: FieldRequest,
  neededOf: (runs: CellRuns, patch: number) => Uint8Array,
): GaussianField {
  const { bandwidth, degrees, tolerance, peak, unit } = request;
  const { binning, c } = source;
  const { order } = binning;
  const power = Math.max(...degrees);
  const grid = new GaussianGrid(binning, bandwidth, power, tolerance / 256);
  const { spacing, side, taps } = grid.geometry;
  const { width } = grid;
  const patch = spacing < 4 ? 1 : spacing / 2;
  const runs = source.runs.widened(GAP / width, Math.ceil(MARGIN / width), spacing);
  const needed = neededOf(runs, patch);
  const gridError =
    width <= gridSpacing(tolerance / 256, power) ? tolerance / 128 : Number.POSITIVE_INFINITY;
  const kappa = degrees.map((degree) => worstError(width / 2, order, degree) + gridError);
  const certified = certificate(source, runs, patch, width, needed, kappa, tolerance / 2);

  const tables = Array.from({ length: power + 1 }, (_, a) => grid.tables(a));
  const size = degrees.reduce((sum, degree) => sum + degree + 1, 0);
  const polynomials = new Float64Array(runs.cells * order * size);
  const { starts, offsets } = source.runs;
  for (let r = 0, s = 0; r < runs.length; r++) {
    const cells = runs.offsets[r + 1] - runs.offsets[r];
    const end = runs.starts[r] + cells;
    const from = s;
    while (s < starts.length && starts[s] < end) s++;
    const values = new Float64Array(cells / spacing + 2 * side + 1);
    for (let j = 0, field = 0; j < c; field += degrees[j++] + 1) {
      values.fill(0);
      for (let i = from; i < s; i++) {
        const first = offsets[i] * order * c + j;
        const place = starts[i] - runs.starts[r];
        const count = offsets[i + 1] - offsets[i];
        spreadInto(source.moments, first, c, place, count, spacing, tables[0], order, taps, values);
      }
      for (let a = 0; a <= degrees[j]; a++) {
        const first = runs.offsets[r] * order * size + field + a;
        const patches = runs.offsets[r] / patch;
        scale(values, a === 0 ? grid.weight * peak : bandwidth / unit);
        gatherInto(
          values,
          cells,
          spacing,
          tables[a],
          order,
          taps,
          needed,
          patches,
          patch,
          polynomials,
          first,
          size,
        );
      }
    }
  }
  for (let p = 0; p < needed.length; p++)
    if (!certified.safe(p))
      for (let i = 0; i < patch; i++) polynomials[(p * patch + i) * order * size] = Number.NaN;
  return { field: new CellField(binning, runs, size, polynomials), certificate: certified };
}

function worstError(delta: number, order: number, degree: number): number {
  let worst = 0;
  for (let a = 0; a <= degree; a++) worst = Math.max(worst, binningError(delta, order, a));
  return worst;
}

function scale(values: Float64Array, factor: number): void {
  if (factor !== 1) for (let i = 0; i < values.length; i++) values[i] *= factor;
}
