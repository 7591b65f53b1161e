// Gaussian sums for queries with widths of their own, from sums with a few widths for all. As a function
// of the scale f of w
//
//   T(f) = Σ c e^(−‖(x − q)w‖² f²/2) ((x − q)w)^α
//
// is entire. In the ellipse about half an octave [a, √2a] whose half axes add to ρ = 5 times half of it,
// Re f² ≥ (⅔a)², so that no term is above its size at ⅔a. The polynomial through N Chebyshev points is then
// off by less than 4ρ^(−N)/(ρ − 1) times Σ|terms| there. The weights are summed once more for a width beyond,
// 0.6a, which leaves room for powers: a query whose own sum is not a fair part of that is answered by the
// direct method, as is one that leaves itself out and has little else.

import { groupedBy } from '../arrays/groupedBy.js';
import { gaussian } from '../kernels/gaussian.js';
import { answerInto } from './direct.js';
import { emptySums, gaussianFactors, orders } from './powers.js';
import {
  copyRows,
  type KernelSums,
  type Sample,
  type ScaledPlan,
  type SumsRequest,
} from './types.js';

/** The sum of the half axes beside half of the interval. */
const RHO = 5;
/** The middle of [1, √2]. */
const MIDDLE = (1 + Math.SQRT2) / 2;
/** A width beyond those of an interval, and how much less than there the sum of a query may be. */
const BEYOND = 0.6;
const FALL = 16;
const ROUGHLY = 1e-6;
/** The tightest tolerance of sums of one width. */
const TIGHTEST = 5e-14;
/** An own term above this part of a sum leaves too few digits of the others. */
const OWN = 0.9;
/** Logarithms beyond this are left to the direct method. */
const FAR = 300;

/** Gaussian sums in windows of differing width. */
export const scaledPlan: ScaledPlan = (sample, queries, request, planOne, limit) => {
  const { queryScale: scales, ...rest } = request;
  if (request.kernel !== gaussian || !scales || sample.n === 0) return undefined;
  // Errors at the nodes may add up.
  const tolerance = Math.max(TIGHTEST, request.tolerance / 8);
  const one = { ...rest, excludeSelf: false, tolerance };
  const room = 4 * FALL * (1 + Math.max(...request.degrees)) ** 2;
  const count = Math.ceil(Math.log(room / request.tolerance) / Math.log(RHO));
  // Queries by the power of √2 just below their scale.
  const intervals = groupedBy(
    scales.keys(),
    (q) => 2 ** (Math.floor(2 * Math.log2(scales[q])) / 2),
  );
  const chebyshev = Float64Array.from(
    { length: count },
    (_, t) => MIDDLE + (MIDDLE - 1) * Math.cos((Math.PI * (t + 0.5)) / count),
  );
  const { n } = sample;
  const weights = { ...sample, c: 1, columns: sample.columns.subarray(0, n) };
  const plans: (() => void)[] = [];
  const out = emptySums(sample.d, request.degrees, scales.length);
  const open: number[] = [];
  let cost = 0;
  for (const [low, rows] of intervals) {
    const some = copyRows(queries, sample.d, rows);
    // Where all have one width it is summed itself.
    const first = scales[rows[0]];
    const nodes = rows.every((q) => scales[q] === first) ? Float64Array.of(first / low) : chebyshev;
    const scaled = (f: number) => one.inverseBandwidth.map((w) => w * f * low);
    const each = Array.from(nodes, (node) =>
      planOne(sample, some, { ...one, inverseBandwidth: scaled(node) }),
    );
    const beyond = { ...one, inverseBandwidth: scaled(BEYOND), degrees: [0], tolerance: ROUGHLY };
    each.push(planOne(weights, some, beyond));
    for (const plan of each) {
      if (!plan) return undefined;
      cost += plan.cost;
    }
    if (cost > limit) return undefined;
    plans.push(() => {
      const found = each.map((plan) => plan!.run());
      if (found.some((sums) => sums.isAbsolute)) out.isAbsolute = true;
      for (const q of interpolateInto(sample, request, scales, rows, low, nodes, found, out))
        open.push(q);
    });
  }
  return {
    cost,
    run() {
      for (const plan of plans) plan();
      if (open.length > 0) answerInto(sample, queries, request, open, out);
      return out;
    },
  };
};

/**
 * Writes the sums of the queries of an interval; returns the queries that it cannot answer.
 *
 * @param found - sums at the nodes, and of the weights beyond
 */
function interpolateInto(
  sample: Sample,
  request: SumsRequest,
  scales: Float64Array,
  rows: readonly number[],
  low: number,
  nodes: Float64Array,
  found: readonly KernelSums[],
  out: KernelSums,
): number[] {
  const { n, d, c, columns } = sample;
  const { degrees, excludeSelf } = request;
  const ofColumns = degrees.map((degree) => orders(d, degree));
  const order = ofColumns.flat();
  const size = order.length;
  const factors = gaussianFactors({ ...request, degrees: Array<number>(c).fill(0) }, d);
  const count = nodes.length;
  const weights = new Float64Array(count);
  const sums = new Float64Array(size);
  const open: number[] = [];
  // T at a node is the sum there over node^|α|.
  const over = nodes.map((node) => 1 / node);
  // Barycentric weights of Chebyshev points of the first kind.
  const barycentric = nodes.map(
    (_, t) => (t % 2 === 0 ? 1 : -1) * Math.sin((Math.PI * (t + 0.5)) / count),
  );
  for (let r = 0; r < rows.length; r++) {
    const q = rows[r];
    const f = scales[q] / low;
    let total = 0;
    let hit = -1;
    for (let t = 0; t < count; t++) {
      const distance = f - nodes[t];
      if (distance === 0) hit = t;
      weights[t] = barycentric[t] / distance;
      total += weights[t];
    }
    const main = found[0].logScale[r];
    let isOpen = !(Math.abs(main) < FAR);
    sums.fill(0);
    for (let t = 0; t < count && !isOpen; t++) {
      const weight = hit < 0 ? weights[t] / total : Number(t === hit);
      if (weight === 0) continue;
      const log = found[t].logScale[r];
      if (!(Math.abs(log) < FAR)) isOpen = true;
      const scale = weight * (log === 0 ? 1 : Math.exp(log));
      for (let s = 0, power = 1, g = 0; s < size; s++) {
        if (order[s] < g) [power, g] = [1, 0];
        for (; g < order[s]; g++) power *= over[t];
        sums[s] += scale * power * found[t].sums[r * size + s];
      }
    }
    const beyond = found[count].sums[r] * Math.exp(found[count].logScale[r]);
    if (excludeSelf)
      for (let k = 0, at = 0; k < c; at += ofColumns[k++].length) {
        const own = factors[k] * columns[k * n + q];
        if (k === 0 && !(own < OWN * sums[0])) isOpen = true;
        sums[at] -= own;
      }
    if (isOpen || !(beyond <= FALL * sums[0])) {
      open.push(q);
      continue;
    }
    for (let s = 0; s < size; s++) out.sums[q * size + s] = sums[s] * f ** order[s];
  }
  return open;
}
