import { cauchy } from '../../src/kernels/builtInKernels.js';
import { gaussian } from '../../src/kernels/gaussian.js';
import type { Kernel } from '../../src/kernels/Kernel.js';
import type { KernelSums, Sample, SumsRequest } from '../../src/sums/types.js';
import { add, type DoubleDouble, difference, divide, exp, multiply } from './doubleDouble.js';

const ONE: DoubleDouble = [1, 0];

/** K(u)/K(r) in double-double for u = r + s; r is the scaled distance of the reference point. */
function relativeKernel(kernel: Kernel, s: DoubleDouble, r: DoubleDouble): DoubleDouble {
  const u = add(r, s);
  const minus = (a: DoubleDouble): DoubleDouble => [-a[0], -a[1]];
  const size = (a: DoubleDouble) => (a[0] < 0 ? minus(a) : a);
  if (kernel === gaussian) {
    // r² − u² without the loss of s beside r.
    const half = multiply(minus(s), add(add(r, r), s));
    return exp([0.5 * half[0], 0.5 * half[1]]);
  }
  if (kernel === cauchy && Math.abs(r[0]) > 1e100) {
    const ratio = divide(r, u);
    return multiply(ratio, ratio);
  }
  if (kernel === cauchy) return divide(add(ONE, multiply(r, r)), add(ONE, multiply(u, u)));
  const tails = divide(add(ONE, exp(minus(size(r)))), add(ONE, exp(minus(size(u)))));
  const further = r[0] > 0 === u[0] > 0 ? (r[0] > 0 ? s : minus(s)) : add(size(u), minus(size(r)));
  return multiply(exp(minus(further)), multiply(tails, tails));
}

/** K(r) times the normalising constant, as a logarithm. */
function logKernel(kernel: Kernel, r: number): number {
  if (kernel === gaussian) return -0.5 * r * r - 0.5 * Math.log(2 * Math.PI);
  if (kernel === cauchy) return -Math.log(Math.PI * (1 + r * r));
  return -Math.abs(r) - 2 * Math.log1p(Math.exp(-Math.abs(r)));
}

/** Whether a is nearer to q than b; beyond all rounding when both lie on one side. */
function isNearer(a: number, b: number, q: number): boolean {
  if (a <= q && b <= q) return a > b;
  if (a >= q && b >= q) return a < b;
  return Math.abs(a - q) < Math.abs(b - q);
}

/** Sums and sums of absolute terms of one query, relative to the nearest point's kernel. */
export function exactSums(sample: Sample, q: number, self: number, request: SumsRequest) {
  const { n, c, points, columns } = sample;
  const w = request.inverseBandwidth[0];
  const distance = (i: number) => multiply(difference(points[i], q), [w, 0]);
  let nearest = -1;
  for (let i = 0; i < n; i++) {
    const live =
      i !== self && Array.from({ length: c }, (_, k) => columns[k * n + i]).some(Boolean);
    if (live && (nearest < 0 || isNearer(points[i], points[nearest], q))) nearest = i;
  }
  const sums: DoubleDouble[] = [];
  const absolute: number[] = [];
  if (nearest < 0) return { logScale: 0, sums, absolute };
  const r = distance(nearest);
  const kernels = Array.from(points, (_, i): DoubleDouble => {
    if (i === self) return [0, 0];
    const s = multiply(difference(points[i], points[nearest]), [w, 0]);
    const value = relativeKernel(request.kernel, s, r);
    return request.squared ? multiply(value, value) : value;
  });
  for (let k = 0; k < c; k++)
    for (let a = 0; a <= request.degrees[k]; a++) {
      let total: DoubleDouble = [0, 0];
      let size = 0;
      for (let i = 0; i < n; i++) {
        if (kernels[i][0] === 0) continue;
        const u = distance(i);
        let term = multiply(kernels[i], [columns[k * n + i], 0]);
        for (let e = 0; e < a; e++) term = multiply(term, u);
        total = add(total, term);
        size += kernels[i][0] * Math.abs(columns[k * n + i]) * Math.max(1, Math.abs(u[0]) ** a);
      }
      sums.push(total);
      absolute.push(size);
    }
  return {
    logScale: (request.squared ? 2 : 1) * logKernel(request.kernel, r[0]),
    sums,
    absolute,
  };
}

/**
 * The worst error relative to Σ|terms| over some queries; far away, where the logarithm of the
 * scale itself is rounded, both sides are compared after division by their first sum.
 */
export function worstError(
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  got: KernelSums,
  rows: readonly number[],
): number {
  const size = request.degrees.reduce((sum, degree) => sum + degree + 1, 0);
  let worst = 0;
  for (const i of rows) {
    const exact = exactSums(sample, queries[i], request.excludeSelf ? i : -1, request);
    if (exact.sums.length === 0) continue;
    const own = got.sums.subarray(i * size, (i + 1) * size);
    const far = Math.abs(exact.logScale) > 50;
    const factor = far ? exact.sums[0][0] / own[0] : Math.exp(got.logScale[i] - exact.logScale);
    if (far) {
      // What the division hides: the first sum with its scale, to the rounding of the logarithm
      // itself.
      const log = Math.log(own[0]) + got.logScale[i] - Math.log(exact.sums[0][0]) - exact.logScale;
      const rounding = 1e-15 * Math.abs(exact.logScale);
      if (!(Math.abs(log) <= rounding + request.tolerance)) worst = Number.POSITIVE_INFINITY;
    }
    exact.sums.forEach((value, f) => {
      const error = Math.abs(own[f] * factor - value[0] - value[1]);
      if (!(error <= 1e-300)) worst = Math.max(worst, error / exact.absolute[f]);
      if (Number.isNaN(own[f])) worst = Number.POSITIVE_INFINITY;
    });
  }
  return worst;
}
