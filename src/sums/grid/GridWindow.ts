import { COEFFICIENTS, PIECES } from '../../loops/windowWeights.js';

/**
 * The window that carries points to grid nodes and back: Kaiser and Bessel's,
 *
 *   φ(t) = I₀(β √(1 − (2t/width)²)) / e^β,   |t| < width/2 in units of the node spacing,   β = 0.9 π · width.
 *
 * Its Fourier transform 2W sinh(z)/z · e^(−β), z = √(β² − W²ω²), is negligible from one turn a node
 * on, which is what makes sums over nodes as good as integrals. Source: Barnett, Magland, af
 * Klinteberg (2019), SIAM J. Sci. Comput. 41.
 */
export interface GridWindow {
  readonly width: number;
  readonly beta: number;
  /** Weights as polynomials of the phase, see `windowWeightsInto`. */
  readonly table: Float64Array;
}

/**
 * The share of π·width taken for β: best over spacings 0.05 … 0.3 bandwidths for a Gaussian
 * spectrum.
 */
const STEEPNESS = 0.9;

/** Modified Bessel function I₀(x) · e^(−shift) by its power series, all terms positive. */
function besselI0(x: number, shift: number): number {
  const y = (x * x) / 4;
  let sum = 1;
  let term = 1;
  for (let k = 1; term > 1e-18 * sum; k++) {
    term *= y / (k * k);
    sum += term;
  }
  return sum * Math.exp(-shift);
}

/** φ(t) for t in units of the node spacing. */
export function windowValue(t: number, width: number, beta: number): number {
  const r = (2 * t) / width;
  const s = 1 - r * r;
  return s < 0 ? 0 : besselI0(beta * Math.sqrt(s), beta);
}

const windows = new Map<number, GridWindow>();

/**
 * The window of a width, with its table.
 *
 * @param width - nodes a window covers in each dimension, even
 * @returns the same object for the same width
 */
export function gridWindow(width: number): GridWindow {
  const known = windows.get(width);
  if (known !== undefined) return known;
  const beta = STEEPNESS * Math.PI * width;
  const table = new Float64Array(PIECES * width * COEFFICIENTS);
  const z = new Float64Array(COEFFICIENTS);
  const values = new Float64Array(COEFFICIENTS);
  for (let a = 0; a < COEFFICIENTS; a++) {
    z[a] = -0.5 * Math.cos(((2 * a + 1) * Math.PI) / (2 * COEFFICIENTS));
  }
  for (let piece = 0; piece < PIECES; piece++) {
    for (let k = 0; k < width; k++) {
      for (let a = 0; a < COEFFICIENTS; a++) {
        const phase = (piece + 0.5 + z[a]) / PIECES;
        values[a] = windowValue(k + 1 - phase - width / 2, width, beta);
      }
      interpolatePolynomial(z, values, table, piece * width * COEFFICIENTS + k, width);
    }
  }
  const window = { width, beta, table };
  windows.set(width, window);
  return window;
}

/**
 * Coefficients, constant first, of the polynomial through (z, values): divided differences, then
 * Horner on polynomials.
 */
function interpolatePolynomial(
  z: Float64Array,
  values: Float64Array,
  out: Float64Array,
  at: number,
  stride: number,
): void {
  const size = z.length;
  for (let a = 1; a < size; a++) {
    for (let b = size - 1; b >= a; b--) {
      values[b] = (values[b] - values[b - 1]) / (z[b] - z[b - a]);
    }
  }
  for (let a = size - 1; a >= 0; a--) {
    for (let b = size - 1; b > 0; b--) {
      out[at + b * stride] = out[at + (b - 1) * stride] - z[a] * out[at + b * stride];
    }
    out[at] = values[a] - z[a] * out[at];
  }
}
