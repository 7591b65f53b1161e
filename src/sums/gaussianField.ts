import { lineLoops } from '../loops/wasm/instance.js';
import { binningError, gridSpacing } from './binning.js';
import { CellField, type FieldPair } from './CellField.js';
import type { CellMoments } from './CellMoments.js';
import type { CellRuns } from './CellRuns.js';
import { type Certificate, certificate } from './certificate.js';
import { GaussianGrid } from './GaussianGrid.js';
import type { SumsRequest } from './types.js';

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

  const size = degrees.reduce((sum, degree) => sum + degree + 1, 0);
  const loops = lineLoops();
  // Places in the memory of the loops.
  const moments = 0;
  const spreading = moments + 2 * source.runs.cells * order;
  const gathering = spreading + spacing * order * taps;
  const polynomials = gathering + spacing * order * taps;
  const marks = polynomials + 2 * runs.cells * order;
  const values = marks + Math.ceil(needed.length / 8);
  const ends = values + 2 * (runs.cells / spacing + runs.length * (2 * side + 2));
  const buffer = loops.memory(8 * ends);
  const block = new Float64Array(buffer);
  new Uint8Array(buffer, 8 * marks).set(needed);
  block.set(grid.tables(0), spreading);
  block.fill(0, polynomials, marks);
  const gridOf = (r: number) => 8 * (values + 2 * (runs.offsets[r] / spacing + r * (2 * side + 2)));

  const pairs: FieldPair[] = [];
  // Of an odd number the first, the weights, goes alone: it is often wanted to a lower degree.
  for (let j = 0, field = 0; j < c; ) {
    const isAlone = j === 0 && c % 2 === 1;
    const [degree, next] = [degrees[j], isAlone ? -1 : degrees[j + 1]];
    source.pairInto(j, block.subarray(moments));
    block.fill(0, values, ends);
    source.runs.intervals().forEach(([first, end], s) => {
      const r = runs.runAt(first);
      const from = 8 * (moments + 2 * source.runs.offsets[s] * order);
      const place = first - runs.starts[r];
      loops.spread(from, place, end - first, spacing, order, taps, 8 * spreading, gridOf(r));
    });
    for (let a = 0; a <= Math.max(degree, next); a++) {
      const factor = a === 0 ? grid.weight * peak : bandwidth / unit;
      for (let i = values; i < ends; i++) block[i] *= factor;
      if (a === 0) block.copyWithin(gathering, spreading, gathering);
      else block.set(grid.tables(a), gathering);
      for (let r = 0; r < runs.length; r++) {
        const first = runs.offsets[r];
        const cells = runs.offsets[r + 1] - first;
        const mark = 8 * marks + first / patch;
        const to = 8 * (polynomials + 2 * first * order);
        const from = gridOf(r);
        loops.gather(from, cells, spacing, order, taps, mark, patch, 8 * gathering, to);
      }
      const second = a <= next ? field + degree + 1 + a : -1;
      const first = a <= degree ? field + a : -1;
      pairs.push({ first, second, polynomials: block.slice(polynomials, marks) });
    }
    field += degree + next + 2;
    j += isAlone ? 1 : 2;
  }
  for (let p = 0; p < needed.length; p++)
    if (!certified.safe(p))
      for (let i = 0; i < patch; i++)
        pairs[0].polynomials[2 * (p * patch + i) * order] = Number.NaN;
  return { field: new CellField(binning, runs, size, pairs), certificate: certified };
}

function worstError(delta: number, order: number, degree: number): number {
  let worst = 0;
  for (let a = 0; a <= degree; a++) worst = Math.max(worst, binningError(delta, order, a));
  return worst;
}
