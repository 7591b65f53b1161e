// Kernels without a Gaussian's product form (logistic, cauchy). The Chebyshev points of cells stand
// for the data, a tree over them gives the sums at the Chebyshev points of the cells, and
// polynomials through those give the queries. These kernels vary by no more than a constant factor
// over a cell wherever it lies, so every step has a relative error and no query needs a
// certificate.

import { cauchy } from '../../kernels/cauchy.js';
import { bounds } from '../../loops/bounds.js';
import { CellField, type FieldPair } from '../CellField.js';
import { CellMoments } from '../CellMoments.js';
import { CellRuns } from '../CellRuns.js';
import { cellNodes } from '../cellNodes.js';
import { analysisMatrix, chebyshevNodes, powerMatrix } from '../chebyshev.js';
import type { KernelSums, Sample, SumsRequest } from '../types.js';
import { acceptance } from './acceptance.js';
import { ChebyshevTree } from './ChebyshevTree.js';
import { rowIndices } from './rowIndices.js';
import { kernelCode, treeOrder, treeSums, treeSumsInto } from './treeSums.js';

/**
 * Nanoseconds a point of the cells, a point of the tree, a query of the cells, a query of the tree
 * and each of its levels, and a kernel value there; measured.
 */
const POINT = 30;
const TREE_POINT = 350;
const QUERY = 100;
const LOOKUP = 500;
const LEVEL = 200;
const CAUCHY_VALUE = 22;
const LOGISTIC_VALUE = 100;
/** Bandwidths that the tails of the logistic kernel reach, on both sides together. */
const TAILS = 60;
/** Cauchy values for each level of the tree. */
const LEVEL_VALUES = 80;

/**
 * Sums of a sample for the logistic or the cauchy kernel.
 *
 * @remarks O(n) moments and O(m) polynomials when there are many more points and queries than
 *   cells·order, otherwise the tree takes the points or the queries themselves.
 */
export function smoothSums(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  out: KernelSums,
): void {
  const m = queries.length;
  const all = rowIndices(m);
  const order = treeOrder(request.tolerance);
  const [low, high] = bounds(sample.points, sample.n);
  const exponent = cellExponent(request, order);
  const scale = 2 ** -exponent;
  const first = Math.floor(low * scale);
  const cells = Math.floor(high * scale) + 1 - first;
  const nodes = cells * order;
  const resolved = Math.max(Math.abs(low), Math.abs(high)) * scale < 2 ** 52;
  if (request.excludeSelf || !resolved || sample.n < 2 * nodes) {
    treeSums(sample, queries, all, request, out);
    return;
  }
  const runs = CellRuns.from([[first, first + cells]]);
  const binning = { exponent, order };
  const { origin, sample: small } = cellNodes(CellMoments.of(sample, binning, runs));
  const tree = new ChebyshevTree(small, order);
  const shifted = queries.map((q) => q - origin);
  if (m < 2 * nodes) {
    treeSumsInto(tree, shifted, all, m, request, out);
    return;
  }
  const field = fieldOf(tree, runs, binning, request, out.sums.length / m);
  const failed = new Int32Array(m);
  const failures = field.sumsInto(queries, out.sums, failed);
  treeSumsInto(tree, shifted, failed, failures, request, out);
}

/**
 * Expected time of {@link smoothSums} in ns.
 *
 * @param m - number of queries
 */
export function smoothCost(sample: Sample, m: number, request: SumsRequest): number {
  const { n, points } = sample;
  const order = treeOrder(request.tolerance);
  const [low, high] = bounds(points, n);
  const nodes = Math.ceil((high - low) * 2 ** -cellExponent(request, order)) * order;
  const span = (high - low) * request.inverseBandwidth[0];
  if (request.excludeSelf || n < 2 * nodes) {
    return TREE_POINT * n + m * lookupCost(request, n, span, order);
  }
  const lookup = lookupCost(request, nodes, span, order);
  const begin = POINT * n + TREE_POINT * nodes;
  return m < 2 * nodes ? begin + m * lookup : begin + nodes * lookup + QUERY * m;
}

/** Expected ns of a query of a tree over `count` points along `span` bandwidths. */
function lookupCost({ kernel }: SumsRequest, count: number, span: number, order: number): number {
  const levels = Math.log2(count + 1);
  const base = LOOKUP + LEVEL * levels;
  if (kernel === cauchy) {
    return base + CAUCHY_VALUE * Math.min(count, LEVEL_VALUES * Math.max(1, levels - 4));
  }
  // As many points, or nodes a bandwidth wide, as the tails reach.
  const near = count * Math.min(1, TAILS / span);
  return base + LOGISTIC_VALUE * Math.min(near, order * Math.min(span, TAILS));
}

/** The widest power of two that the kernel's convergence allows for a cell at distance 0. */
function cellExponent(request: SumsRequest, order: number): number {
  const { kernel, squared, degrees, tolerance } = request;
  const power = Math.max(...degrees);
  const accepts = acceptance(kernelCode(kernel)!, squared ? 2 : 1, order, power, tolerance / 64);
  let exponent = Math.floor(-Math.log2(request.inverseBandwidth[0]));
  const half = (e: number) => 0.5 * 2 ** e * request.inverseBandwidth[0];
  while (!accepts(0, half(exponent))) exponent--;
  return exponent;
}

/** Polynomials through the tree's sums at the Chebyshev points of the cells. */
function fieldOf(
  tree: ChebyshevTree,
  runs: CellRuns,
  binning: { exponent: number; order: number },
  request: SumsRequest,
  size: number,
): CellField {
  const { exponent, order } = binning;
  const nodes = chebyshevNodes(order);
  const analysis = analysisMatrix(order);
  const powers = powerMatrix(order);
  const count = runs.cells * order;
  const targets = Float64Array.from(
    { length: count },
    (_, i) => (Math.floor(i / order) + 0.5 + nodes[i % order]) * 2 ** exponent,
  );
  const rows = rowIndices(count);
  const values = { logScale: new Float64Array(count), sums: new Float64Array(count * size) };
  treeSumsInto(tree, targets, rows, count, { ...request, excludeSelf: false }, values);
  // Sums too small for one scale are NaN here and left to the tree.
  const scales = values.logScale.map((log) => (log < -500 ? Number.NaN : Math.exp(log)));
  const pairs: FieldPair[] = [];
  for (let f = 0; f < size; f++) {
    const lane = f & 1;
    if (lane === 0) {
      const second = f + 1 < size ? f + 1 : -1;
      pairs.push({ first: f, second, polynomials: new Float64Array(2 * count) });
    }
    const { polynomials } = pairs[pairs.length - 1];
    for (let first = 0; first < count; first += order)
      for (let a = 0; a < order; a++) {
        let series = 0;
        for (let i = 0; i < order; i++)
          series +=
            analysis[a * order + i] * scales[first + i] * values.sums[(first + i) * size + f];
        for (let k = a & 1; k <= a; k += 2)
          polynomials[2 * (first + k) + lane] += powers[a * order + k] * series;
      }
  }
  return new CellField(binning, runs, size, pairs);
}
