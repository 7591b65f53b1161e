import { COEFFICIENTS, PIECES, windowWeightsInto } from '../../loops/plainGridLoops.js';

/**
 * Node spacing, window and taps that keep a tolerance, with the bound they have been measured to
 * keep:
 *
 *   |approximate − u^a K| ≤ epsilon · max(1, |u|)^a e^(−(1−slack) u²/2)
 *
 * for |u| ≤ reach and every power a ≤ degree.
 */
export interface GridDesign {
  /** Node spacing ρ in bandwidths. */
  readonly spacing: number;
  readonly window: GridWindow;
  /** Pairs farther than this along one axis (in bandwidths) may be left out. */
  readonly reach: number;
  readonly slack: number;
  readonly epsilon: number;
  /** Taps reach this many nodes either way. */
  readonly count: number;
  /** One array for each power 0 … degree, shape [2 · count + 1]. */
  readonly taps: readonly Float64Array[];
}

/** What a design must keep: the largest epsilon allowed, on which terms. */
export interface DesignTask {
  readonly epsilon: number;
  readonly slack: number;
  readonly reach: number;
  readonly degree: number;
}

/**
 * Nodes a side of the boxes that carry the bounds: 0.4 bandwidths, narrower where the error is
 * bounded more tightly.
 */
export function boundsBox(spacing: number, slack: number): number {
  return Math.max(1, Math.round((0.2 + 0.4 * slack) / spacing));
}

/** Wider windows lose more to rounding than they gain. */
export const MAX_WIDTH = 16;
const SAFETY = 2;
/** Nodes further apart than this cost digits, so many for each power and bandwidth more between them. */
const DENSE = 0.14;
const LOST = 6;
const designs = new Map<string, GridDesign>();

/**
 * Even width expected to keep `epsilon` at a spacing: a fit to measured errors at slack 0.5, for
 * costs and as a first try. More than {@link MAX_WIDTH} means that no window will do.
 */
export function expectedWidth(spacing: number, epsilon: number, degree: number): number {
  const digits = -Math.log10(epsilon / SAFETY) + degree * LOST * Math.max(0, spacing - DENSE);
  const width = (digits + 1.35 - 6.5 * spacing) / (1.36 - 1.75 * spacing);
  return Math.max(4, 2 * Math.ceil(width / 2));
}

/**
 * The design of least width that keeps the task at a node spacing, or the best there is.
 *
 * @param spacing - node spacing ρ in bandwidths
 * @returns the same object for the same task; its `epsilon` says what was reached
 */
export function gridDesign(spacing: number, task: DesignTask): GridDesign {
  let width = Math.min(MAX_WIDTH, expectedWidth(spacing, task.epsilon, task.degree));
  let design = measuredDesign(spacing, width, task);
  while (design.epsilon > task.epsilon && width < MAX_WIDTH) {
    width += 2;
    design = measuredDesign(spacing, width, task);
  }
  return design;
}

function measuredDesign(spacing: number, width: number, task: DesignTask): GridDesign {
  const key = [spacing, width, task.slack, task.reach, task.degree].join();
  const known = designs.get(key);
  if (known !== undefined) return known;
  const window = gridWindow(width);
  const count = Math.ceil(task.reach / spacing) + width;
  const taps = gridTaps(spacing, width, window.beta, count, task.degree);
  const epsilon = SAFETY * measuredError(spacing, window, taps, task);
  const { reach, slack } = task;
  const design = { spacing, window, reach, slack, epsilon, count, taps };
  designs.set(key, design);
  return design;
}

/** What errors of a power are bounded beside: max(1, |u|)^a e^(−(1−slack) u²/2). */
export function envelope(u: number, power: number, slack: number): number {
  return Math.max(1, Math.abs(u)) ** power * Math.exp(((slack - 1) * u * u) / 2);
}

const PHASES = 5;

/**
 * The largest error in one dimension over phases of both points and distances up to the reach, over
 * its envelope.
 */
function measuredError(
  spacing: number,
  window: GridWindow,
  taps: readonly Float64Array[],
  task: DesignTask,
): number {
  const { width, table } = window;
  const centre = (taps[0].length - 1) / 2;
  const point = new Float64Array(width);
  const query = new Float64Array(width);
  const step = Math.max(1, Math.round(0.5 / spacing));
  let worst = 0;
  for (let a = 0; a < PHASES; a++) {
    windowWeightsInto(table, 0, width, (a + 0.02) / PHASES, point, 0);
    for (let b = 0; b < PHASES; b++) {
      windowWeightsInto(table, 0, width, (b + 0.02) / PHASES, query, 0);
      for (let offset = 0; (offset + 1) * spacing <= task.reach; offset += step) {
        const u = (offset + (a - b) / PHASES) * spacing;
        for (let power = 0; power <= task.degree; power++) {
          let sum = 0;
          for (let j = 0; j < width; j++) {
            const at = centre + offset + j;
            let row = 0;
            for (let l = 0; l < width; l++) row += taps[power][at - l] * query[l];
            sum += point[j] * row;
          }
          const error = Math.abs(sum - u ** power * Math.exp((-u * u) / 2));
          worst = Math.max(worst, error / envelope(u, power, task.slack));
        }
      }
    }
  }
  return worst;
}

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

/** Nodes of half a turn: the mean of e^(x cos θ) over twice as many is I₀(x) to rounding up to x = β of the widest window. */
const HALF_TURN = 32;

/**
 * φ(t) for |t| ≤ width/2 in units of the node spacing, to rounding of φ(0): with s = √(1 − r²), r = 2t/width and x = βs
 *
 *   I₀(x) e^(−β) = mean over θ of e^(−2x sin²(θ/2)) · e^(−βr²/(1 + s)),
 *
 * whose exponents, unlike x and β, are small where φ is large.
 */
export function windowValue(t: number, width: number, beta: number): number {
  const r = (2 * t) / width;
  const root = Math.sqrt(1 - r * r);
  let sum = 0;
  for (let k = HALF_TURN - 0.5; k > 0; k--)
    sum += Math.exp(-2 * beta * root * Math.sin((k * Math.PI) / (2 * HALF_TURN)) ** 2);
  return (sum / HALF_TURN) * Math.exp((-beta * r * r) / (1 + root));
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

/**
 * The Gaussian between nodes, sharpened so that two windows blur it back to the Gaussian between
 * points:
 *
 *   g_a(D) = ρ²/√(2π) · e^(−D²/2) · ∫ (−i)^a He_a(s + iD) e^(−s²/2) / φ̂(s + iD)² ds,     D = kρ,
 *
 * the inverse transform of that of u^a e^(−u²/2) over φ̂², on a line of integration moved up by D.
 * The move takes the decay out of the integral, so every tap has full relative accuracy, and sums
 * far from the data keep theirs.
 */

const STEP = 0.4;
/** From here on the integrands of powers up to 4 add less than rounding, however much 1/φ̂² grows. */
const REACH = 11;

/**
 * Taps for the powers 0 … degree on k = −count … count.
 *
 * @param spacing - node spacing ρ in bandwidths
 * @returns degree + 1 arrays, shape [2 · count + 1] each
 * @remarks The trapezoidal rule of step 0.4 is exact to rounding for these integrands.
 */
export function gridTaps(
  spacing: number,
  width: number,
  beta: number,
  count: number,
  degree: number,
): Float64Array[] {
  const taps = Array.from({ length: degree + 1 }, () => new Float64Array(2 * count + 1));
  const half = (width * spacing) / 2;
  const end = Math.min(REACH, beta / half);
  const sums = new Float64Array(degree + 1);
  for (let k = 0; k <= count; k++) {
    const distance = k * spacing;
    sums.fill(0);
    for (let s = 0; s <= end; s += STEP) addNode(s, distance, half, beta, sums);
    const scale =
      ((2 * STEP * spacing * spacing) / Math.sqrt(2 * Math.PI)) *
      Math.exp((-distance * distance) / 2);
    for (let a = 0; a <= degree; a++) {
      taps[a][count + k] = scale * sums[a];
      taps[a][count - k] = a % 2 === 1 ? -scale * sums[a] : scale * sums[a];
    }
  }
  return taps;
}

/**
 * Adds Re[(−i)^a He_a(z) e^(−s²/2) / φ̂(z)²], z = s + iD, half of it at s = 0 (the integrand is
 * even in s).
 */
function addNode(
  s: number,
  distance: number,
  half: number,
  beta: number,
  sums: Float64Array,
): void {
  // ζ² = β² + A + i·im, A = W²(D² − s²);  ζ = p + iq with p ≥ 0.  p − β from p² − β², which is
  // small beside both
  const a = half * half * (distance * distance - s * s);
  const re = beta * beta + a;
  const im = -2 * half * half * s * distance;
  const radius = Math.hypot(re, im);
  const p = Math.sqrt((radius + re) / 2);
  const q = im / (2 * p);
  const excess = (a + (im * im) / (2 * (radius + re))) / (p + beta);
  // sinh(ζ) e^(−β) = ½ [(e⁺ − e⁻) cos q + i (e⁺ + e⁻) sin q]
  const rise = Math.exp(excess);
  const fall = Math.exp(-p - beta);
  const sinhRe = ((rise - fall) / 2) * Math.cos(q);
  const sinhIm = ((rise + fall) / 2) * Math.sin(q);
  // v = 1/φ̂² = ζ² / (2W sinh ζ)²
  const squareRe = 4 * half * half * (sinhRe * sinhRe - sinhIm * sinhIm);
  const squareIm = 8 * half * half * sinhRe * sinhIm;
  const norm = squareRe * squareRe + squareIm * squareIm;
  const weight = (s === 0 ? 0.5 : 1) * Math.exp((-s * s) / 2);
  const vRe = (weight * (re * squareRe + im * squareIm)) / norm;
  const vIm = (weight * (im * squareRe - re * squareIm)) / norm;
  // H_a = (−i)^a He_a(z):  H_{a+1} = (D − is) H_a + a H_{a−1}
  let hRe = 1;
  let hIm = 0;
  let lastRe = 0;
  let lastIm = 0;
  for (let power = 0; power < sums.length; power++) {
    sums[power] += hRe * vRe - hIm * vIm;
    const nextRe = distance * hRe + s * hIm + power * lastRe;
    const nextIm = distance * hIm - s * hRe + power * lastIm;
    lastRe = hRe;
    lastIm = hIm;
    hRe = nextRe;
    hIm = nextIm;
  }
}
