// Kernel sums by exact arithmetic on the exponents: every double is a whole number times a power of
// two, so differences, products and sums of squares are exact in BigInt; only the last step, exp of
// a difference of two exponents, is rounded.

import { powers } from '../../src/sums/powers.js';
import type { Sample, SumsRequest } from '../../src/sums/types.js';

interface Dyadic {
  readonly mantissa: bigint;
  readonly exponent: number;
}

const bits = new DataView(new ArrayBuffer(8));

function dyadic(x: number): Dyadic {
  if (x === 0) return { mantissa: 0n, exponent: 0 };
  bits.setFloat64(0, x);
  const word = bits.getBigUint64(0);
  const field = Number((word >> 52n) & 2047n);
  const fraction = word & ((1n << 52n) - 1n);
  const size = field === 0 ? fraction : fraction | (1n << 52n);
  return { mantissa: x < 0 ? -size : size, exponent: Math.max(field, 1) - 1075 };
}

function add(a: Dyadic, b: Dyadic, sign: 1n | -1n = 1n): Dyadic {
  if (a.mantissa === 0n) return { mantissa: sign * b.mantissa, exponent: b.exponent };
  if (b.mantissa === 0n) return a;
  const exponent = Math.min(a.exponent, b.exponent);
  const shifted = (x: Dyadic) => x.mantissa << BigInt(x.exponent - exponent);
  return { mantissa: shifted(a) + sign * shifted(b), exponent };
}

function multiply(a: Dyadic, b: Dyadic): Dyadic {
  return { mantissa: a.mantissa * b.mantissa, exponent: a.exponent + b.exponent };
}

function toNumber({ mantissa, exponent }: Dyadic): number {
  const size = mantissa < 0n ? -mantissa : mantissa;
  const extra = size.toString(2).length - 64;
  const kept = extra > 0 ? size >> BigInt(extra) : size;
  const power = exponent + Math.max(extra, 0);
  // Two steps, so that 2^power itself does not overflow.
  const half = Math.trunc(power / 2);
  const value = Number(kept) * 2 ** half * 2 ** (power - half);
  return mantissa < 0n ? -value : value;
}

/**
 * Sums of one query relative to its largest contribution, and Σ|terms| of each, for the Gaussian
 * without its constant.
 */
export interface ExactSums {
  readonly logScale: number;
  readonly sums: number[];
  readonly absolute: number[];
}

export function exactGaussianSums(
  sample: Sample,
  query: ArrayLike<number>,
  request: SumsRequest,
  skip = -1,
): ExactSums {
  const { n, d, c, points, columns } = sample;
  const { inverseBandwidth: w, degrees, squared } = request;
  const { counts, parent, variable } = powers(d, Math.max(...degrees));
  const u = (i: number, j: number) =>
    multiply(add(dyadic(points[i * d + j]), dyadic(query[j]), -1n), dyadic(w[j]));
  const kept: { i: number; square: Dyadic; log: number; largest: number }[] = [];
  for (let i = 0; i < n; i++) {
    let square = dyadic(0);
    for (let j = 0; j < d; j++) square = add(square, multiply(u(i, j), u(i, j)));
    let largest = 0;
    for (let k = 0; k < c; k++) largest = Math.max(largest, Math.abs(columns[k * n + i]));
    if (largest > 0 && i !== skip) kept.push({ i, square, largest, log: Math.log(largest) });
  }
  const half = squared ? 1 : 0.5;
  const size = degrees.reduce((sum, degree) => sum + counts[degree], 0);
  const sums = new Array<number>(size).fill(0);
  const absolute = new Array<number>(size).fill(0);
  if (kept.length === 0) return { logScale: 0, sums, absolute };
  const relative = (a: (typeof kept)[0], b: (typeof kept)[0]) =>
    -half * toNumber(add(a.square, b.square, -1n)) + (a.log - b.log);
  let top = kept[0];
  for (const key of kept) if (relative(key, top) > 0) top = key;
  for (const key of kept) {
    const weight = Math.exp(relative(key, top));
    if (weight === 0) continue;
    const power = [1];
    for (let p = 1; p < parent.length; p++) {
      power.push(power[parent[p]] * toNumber(u(key.i, variable[p])));
    }
    for (let k = 0, s = 0; k < c; k++) {
      for (let p = 0; p < counts[degrees[k]]; p++, s++) {
        const term = weight * (columns[k * n + key.i] / key.largest);
        sums[s] += term * power[p];
        absolute[s] += Math.abs(term) * Math.max(1, Math.abs(power[p]));
      }
    }
  }
  return { logScale: -half * toNumber(top.square) + top.log, sums, absolute };
}
