import type { CellNodes } from './cellNodes.js';
import type { CellMoments } from './cells.js';
import { fieldRequest, gaussianField } from './gaussianField.js';
import { nearSumsInto } from './Near.js';
import { emptySums } from './powers.js';
import type { KernelSums, SumsRequest } from './types.js';

/** Kernel sums, and the rows whose tolerance is not certified. */
export interface BinnedSums extends KernelSums {
  readonly uncertified: Int32Array;
}

/**
 * Gaussian sums from moments alone. Where the field is not certified (far from the data, in wide
 * gaps) the nodes stand for the data, in log space: finite and close, with an error that grows with
 * the distance.
 *
 * @param origin - the queries are relative to it
 */
export function gaussianSumsOf(
  cells: CellMoments,
  nodesOf: () => CellNodes,
  queries: Float64Array,
  request: SumsRequest,
  origin: number,
): BinnedSums {
  const m = queries.length;
  const out = emptySums(1, request.degrees, m);
  const failed = new Int32Array(m);
  if (m === 0 || cells.runs.length === 0) return { ...out, uncertified: failed.subarray(0, 0) };
  const { exponent } = cells.binning;
  const { field } = gaussianField(cells, fieldRequest(request), (runs, patch) =>
    runs.shifted(origin * 2 ** -exponent).patchesOf(queries, exponent, patch),
  );
  const uncertified = failed.subarray(0, field.shifted(origin).sumsInto(queries, out.sums, failed));
  if (uncertified.length > 0) {
    const nodes = nodesOf();
    const relative = queries.map((q) => q + origin - nodes.origin);
    nearSumsInto(nodes.sample, relative, uncertified, request, out);
  }
  return { ...out, uncertified };
}
