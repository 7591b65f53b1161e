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
const REACH = 9;

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
