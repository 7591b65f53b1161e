// Spectral binning in one dimension: moments in cells → Gaussian grid → polynomials in cells, O(n +
// m). The error of every query is certified; those that are not (far from the data, in gaps, or
// where the own term dominates a leave-one-out sum) are summed again by a tree over the points that
// can matter.

import { gaussian } from '../kernels/gaussian.js';
import { bounds } from '../loops/bounds.js';
import { type BinningWork, binningCost, chooseBinning } from './line/binning.js';
import type { CellField } from './line/CellField.js';
import { CellMoments } from './line/CellMoments.js';
import type { Certificate } from './line/certificate.js';
import { type FieldRequest, fieldRequest, GAP, gaussianField } from './line/gaussianField.js';
import { neededPatches } from './line/neededPatches.js';
import { occupancy, occupiedCells } from './line/occupiedCells.js';
import { relevantPoints } from './line/relevantPoints.js';
import { rowIndices } from './line/rowIndices.js';
import { smoothCost, smoothSums } from './line/smoothSums.js';
import { kernelCode, treeSums } from './line/treeSums.js';
import type { KernelSums, Sample, SumsMethod, SumsRequest } from './types.js';

/** Nanoseconds to begin, an own term taken out, and a point and a query of the tree; measured. */
const START = 60_000;
const OWN_TERM = 100;
const TREE_POINT = 300;
const TREE_QUERY = 20_000;

/** Sums of the gaussian, logistic and cauchy kernels in one dimension. */
export const binnedLine: Omit<SumsMethod, 'name'> = {
  serves({ d }, { kernel, degrees, inverseBandwidth, tolerance }) {
    const w = inverseBandwidth[0];
    const powers = degrees.every((degree) => degree <= 6);
    return (
      d === 1 && kernelCode(kernel) !== undefined && powers && w > 1e-290 && tolerance >= 5e-14
    );
  },
  // Queries away from the data come on top: each is looked up in a tree.
  cost(sample, m, request) {
    if (sample.n === 0) return START;
    if (request.kernel !== gaussian) return START + smoothCost(sample, m, request);
    const { work } = gaussianWork(sample, m, request);
    const cost = binningCost(work);
    const ownTerms = request.excludeSelf ? OWN_TERM * m : 0;
    if (cost < Infinity) return START + cost + ownTerms;
    return START + TREE_POINT * sample.n + TREE_QUERY * m;
  },

  sums(sample, queries, request) {
    const size = request.degrees.reduce((sum, degree) => sum + degree + 1, 0);
    const out = {
      logScale: new Float64Array(queries.length),
      sums: new Float64Array(queries.length * size),
    };
    if (sample.n === 0 || queries.length === 0) return out;
    if (request.kernel === gaussian) gaussianSumsInto(sample, queries, request, out);
    else smoothSums(sample, queries, request, out);
    return out;
  },
};

/** What there is to do, and where the points lie. */
function gaussianWork({ n, c, points }: Sample, m: number, request: SumsRequest) {
  const { degrees, tolerance } = request;
  const { bandwidth } = fieldRequest(request);
  const power = Math.max(...degrees);
  const [low, high] = bounds(points, n);
  const found = occupancy(points, low, high, GAP * bandwidth);
  const fields = degrees.reduce((sum, degree) => sum + degree + 1, 0);
  const size = { bandwidth, length: found.length, n, m, columns: c, fields, power, tolerance };
  const work: BinningWork = size;
  return { work, low, high, found };
}

function gaussianSumsInto(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  out: KernelSums,
): void {
  const { degrees, tolerance } = request;
  const { points } = sample;
  const m = queries.length;
  const { work, low, high, found } = gaussianWork(sample, m, request);
  const wanted = fieldRequest(request);
  const power = Math.max(...degrees);
  const binning = chooseBinning(work);
  const resolved =
    binning && Math.max(Math.abs(low), Math.abs(high)) * 2 ** -binning.exponent < 2 ** 52;
  if (!binning || !resolved) {
    treeSums(sample, queries, rowIndices(m), request, out);
    return;
  }
  const moments = CellMoments.of(sample, binning, occupiedCells(found, binning.exponent));
  const { field, certificate } = gaussianField(moments, wanted, (runs, patch) =>
    neededPatches(queries, runs, binning.exponent, patch),
  );
  const failed = new Int32Array(m);
  let failures = field.sumsInto(queries, out.sums, failed);
  if (request.excludeSelf)
    failures = withoutSelf(sample, certificate, field, wanted, out, failed, failures);
  if (failures === 0) return;
  const rows = failed.subarray(0, failures);
  const chosen = relevantPoints(
    points,
    queries,
    rows,
    certificate,
    field.runs,
    binning.exponent,
    power,
    tolerance,
    request.excludeSelf,
  );
  treeSums(sample, queries, rows, request, out, chosen);
}

/**
 * Takes K(0)c_i from the sums at the points, and lists those where too little is left to be
 * certain.
 *
 * @returns the number of failures, those before included
 */
function withoutSelf(
  { n, c, points, columns }: Sample,
  { room, patch }: Certificate,
  { runs, binning }: CellField,
  { peak, degrees }: FieldRequest,
  out: KernelSums,
  failed: Int32Array,
  before: number,
): number {
  const size = out.sums.length / n;
  const position = new Float64Array(1);
  let failures = before;
  for (let i = 0; i < n; i++) {
    if (Number.isNaN(out.sums[i * size])) continue;
    runs.compactInto(points, i, 1, 2 ** -binning.exponent, position);
    const row = Math.floor(position[0] / patch) * c;
    let safe = true;
    for (let j = 0, field = i * size; j < c; field += degrees[j++] + 1) {
      out.sums[field] -= peak * columns[j * n + i];
      if (Math.abs(columns[j * n + i]) > room[row + j]) safe = false;
    }
    if (!safe) failed[failures++] = i;
  }
  return failures;
}
