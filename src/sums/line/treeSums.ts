import { cauchy } from '../../kernels/cauchy.js';
import { gaussian } from '../../kernels/gaussian.js';
import type { Kernel } from '../../kernels/Kernel.js';
import { logistic } from '../../kernels/logistic.js';
import {
  CAUCHY,
  GAUSSIAN,
  LOGISTIC,
  logKernel,
  relativeKernelInto,
} from '../../loops/relativeKernels.js';
import type { KernelSums, Sample, SumsRequest } from '../types.js';
import { type Acceptance, acceptance } from './acceptance.js';
import { ChebyshevTree, LEAF } from './ChebyshevTree.js';

const CODES: ReadonlyMap<Kernel, number> = new Map([
  [gaussian, GAUSSIAN],
  [logistic, LOGISTIC],
  [cauchy, CAUCHY],
]);

/** The code of a kernel that {@link treeSumsInto} knows. */
export function kernelCode(kernel: Kernel): number | undefined {
  return CODES.get(kernel);
}

/** The order of a tree for a tolerance, even: where a point of a node serves the widest node. */
export function treeOrder(tolerance: number): number {
  return 2 * Math.min(9, Math.max(4, Math.ceil(-0.75 * Math.log10(tolerance))));
}

/**
 * Sums from a tree for the given rows of the queries.
 *
 * @param rows - indices of the queries, the first `count` are used
 * @param out - their rows are written
 */
export function treeSumsInto(
  tree: ChebyshevTree,
  queries: Float64Array,
  rows: Int32Array,
  count: number,
  request: SumsRequest,
  out: KernelSums,
): void {
  const { degrees, tolerance } = request;
  const { n, c, order, points, levels, centres, halves, masses } = tree;
  const kernel = CODES.get(request.kernel)!;
  const exponent = request.squared ? 2 : 1;
  const w = request.inverseBandwidth[0];
  const power = Math.max(...degrees);
  const size = degrees.reduce((sum, degree) => sum + degree + 1, 0);
  const accepts: Acceptance = acceptance(kernel, exponent, order, power, tolerance / 64);
  const places = request.excludeSelf ? tree.places() : undefined;
  const top = levels.length - 2;
  const most = Math.max(LEAF, order);
  const s = new Float64Array(most);
  const row = new Float64Array(most);
  const sums = new Float64Array(size);
  const least = new Float64Array(c);
  const edge = new Float64Array(2);
  const stack = new Int32Array(2 * levels.length + 4);

  for (let at = 0; at < count; at++) {
    const i = rows[at];
    const q = queries[i];
    const self = places ? places[i] : -1;
    const reference = tree.nearest(q, self);
    if (reference < 0) {
      out.logScale[i] = 0;
      out.sums.fill(0, i * size, (i + 1) * size);
      continue;
    }
    const origin = points[reference];
    const r = (origin - q) * w;
    sums.fill(0);
    least.fill(0);
    let depth = 0;
    stack[depth++] = top;
    stack[depth++] = 0;
    while (depth > 0) {
      const index = stack[--depth];
      const level = stack[--depth];
      const node = levels[level] + index;
      const first = index * (LEAF << level);
      const end = Math.min(n, first + (LEAF << level));
      // Kernel at the nearest and the farthest end of the node, relative to the reference.
      const inside = q >= points[first] && q <= points[end - 1];
      const near = q < points[first] ? first : end - 1;
      edge[0] = (points[near] - origin) * w;
      edge[1] = (points[q - points[first] > points[end - 1] - q ? first : end - 1] - origin) * w;
      relativeKernelInto(kernel, exponent, r, edge, 2, row);
      const upper = inside ? 1 : row[0];
      const lower = row[1];
      const u = Math.abs(r + edge[0]);
      const farther = inside || power === 0 ? 1 : Math.max(1, u) / Math.max(1, Math.abs(r));
      const growth = power === 0 ? 1 : farther ** power;
      let matters = false;
      for (let j = 0; j < c; j++)
        if (masses[node * c + j] * upper * growth > (tolerance / 1024) * least[j]) matters = true;
      if (!matters) continue;

      const holdsSelf = self >= first && self < end;
      const distance = Math.abs((centres[node] - q) * w);
      if (level > 0 && !holdsSelf && accepts(distance, halves[node] * w)) {
        for (let k = 0; k < order; k++)
          s[k] = (centres[node] - origin + halves[node] * tree.nodes[k]) * w;
        relativeKernelInto(kernel, exponent, r, s, order, row);
        accumulate(row, s, r, order, tree.weights, node * c * order, order, degrees, sums);
        for (let j = 0; j < c; j++) least[j] += masses[node * c + j] * lower;
      } else if (level === 0) {
        for (let k = first; k < end; k++) s[k - first] = (points[k] - origin) * w;
        relativeKernelInto(kernel, exponent, r, s, end - first, row);
        if (holdsSelf) row[self - first] = 0;
        accumulate(row, s, r, end - first, tree.columns, first, n, degrees, sums);
        for (let j = 0; j < c; j++)
          for (let k = first; k < end; k++)
            least[j] += Math.abs(tree.columns[j * n + k]) * row[k - first];
      } else {
        const left = 2 * index;
        const right = left + 1 < levels[level] - levels[level - 1] ? left + 1 : -1;
        const split = (left + 1) * (LEAF << (level - 1));
        const leftFirst = right < 0 || reference < split;
        stack[depth++] = level - 1;
        stack[depth++] = leftFirst && right >= 0 ? right : left;
        if (right >= 0) {
          stack[depth++] = level - 1;
          stack[depth++] = leftFirst ? left : right;
        }
      }
    }
    out.logScale[i] = logKernel(kernel, exponent, r);
    out.sums.set(sums, i * size);
  }
}

/** sums[j, a] += Σ_k row[k]·(r + s_k)^a·columns[start + j·step + k] */
function accumulate(
  row: Float64Array,
  s: Float64Array,
  r: number,
  count: number,
  columns: Float64Array,
  start: number,
  step: number,
  degrees: readonly number[],
  sums: Float64Array,
): void {
  for (let j = 0, field = 0; j < degrees.length; j++) {
    const first = start + j * step;
    const degree = degrees[j];
    if (degree === 0) {
      let sum = 0;
      for (let k = 0; k < count; k++) sum += row[k] * columns[first + k];
      sums[field++] += sum;
      continue;
    }
    for (let k = 0; k < count; k++) {
      let term = row[k] * columns[first + k];
      const u = r + s[k];
      for (let a = 0; a <= degree; a++, term *= u) sums[field + a] += term;
    }
    field += degree + 1;
  }
}

/** Sums of a whole sample by a tree of its own. */
export function treeSums(
  sample: Sample,
  queries: Float64Array,
  rows: Int32Array,
  request: SumsRequest,
  out: KernelSums,
  chosen?: Int32Array,
): void {
  const tree = new ChebyshevTree(sample, treeOrder(request.tolerance), chosen);
  treeSumsInto(tree, queries, rows, rows.length, request, out);
}
