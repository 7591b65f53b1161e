// Direct plug-in for local linear fits of one predictor: the bandwidth of the least asymptotic mean
// squared error, h = (σ²(b − a) / (2√π·θ₂₂·n))^(1/5), with θ₂₂ = E m″² from a local cubic and σ² from
// a local linear fit, whose own bandwidths come from quartics in blocks.

import { NumericalError, UnsupportedError } from '../errors.js';
import type { Kernel } from '../kernels/Kernel.js';
import type { Observations } from '../smoothers/Observations.js';
import { blockedQuartics } from './blockedQuartics.js';
import { sortedObservations } from './Line.js';
import { type PilotData, PilotFits, pilotGrid } from './PilotFits.js';
import { canonicalRatio } from './ruleOfThumb.js';
import { spread } from './spread.js';

/** The share of observations left out at each end: at borders nothing is known of m″. */
const TRIM = 0.01;
/** The share of the range at each end where m″ is not looked at. */
const BORDER = 0.05;
const MOST_BLOCKS = 5;
const FEWEST_IN_BLOCK = 20;
/** Less mean squared curvature, in units of the data, is rounding. */
const STRAIGHT = 1e-20;
/** More observations than this are shared out between as many grid points. */
const GRID = 2001;

/** (4/√(2π)·(½ + 2√2 − (4/3)√3))^(1/9), of the bandwidth for σ². */
const FOR_VARIANCE =
  ((4 / Math.sqrt(2 * Math.PI)) * (0.5 + 2 * Math.SQRT2 - (4 / 3) * Math.sqrt(3))) ** (1 / 9);

/**
 * The direct plug-in bandwidth for local linear fits.
 *
 * @param observations - one predictor, one output, equal weights, more than five
 * @param kernel - for other kernels than the Gaussian h is multiplied as by {@link canonicalRatio}
 * @returns h in units of x; ∞ when the fits are straight, and for constant x
 * @throws {@link UnsupportedError} for several predictors or outputs, or unequal weights
 * @throws {@link NumericalError} for five observations or fewer
 * @see Ruppert, Sheather, Wand (1995), An effective bandwidth selector for local least squares
 * regression, §4
 */
export function plugIn(where: string, observations: Observations, kernel: Kernel): number {
  const { d, p, weights } = observations;
  const line = sortedObservations(observations);
  if (d !== 1 || p !== 1 || !line.even)
    throw new UnsupportedError({
      where,
      expected: `bandwidth 'plugin' must have one predictor, one output and equal weights`,
      received: `${d} and ${p}${weights ? ' with sampleWeights' : ''}`,
    });
  const ratio = canonicalRatio(where, kernel, 1);
  const cut = Math.floor(TRIM * line.n);
  const x = line.x.slice(cut, line.n - cut);
  const y = line.y.slice(cut, line.n - cut);
  const n = x.length;
  if (!(n > 5))
    throw new NumericalError({
      where,
      expected: `there must be more than 5 observations for bandwidth 'plugin'`,
      received: String(n),
    });
  const range = x[n - 1] - x[0];
  if (range === 0) return Infinity;
  const blocks = Math.max(1, Math.min(MOST_BLOCKS, Math.floor(n / FEWEST_IN_BLOCK)));
  const { variance, theta24 } = blockedQuartics(x, y, blocks);
  const smallest = spread(x, 1, 0).spacing / 4;
  // Nothing curved, or nothing left over: as good as a straight line.
  const within = (h: number): number => (h < 1e3 * range ? Math.max(smallest, h) : 1e3 * range);

  const data =
    n > GRID ? pilotGrid(x, y, GRID) : { places: x, counts: new Float64Array(n).fill(1), sums: y };
  const forCurvature =
    ((theta24 < 0 ? 3 / 8 : 15 / 16) * variance * range) /
    (Math.sqrt(Math.PI) * Math.abs(theta24) * n);
  const curvature = meanSquaredCurvature(data, n, within(forCurvature ** (1 / 7)));
  if (!(curvature * range ** 4 > STRAIGHT * line.size)) return Infinity;
  const forVariance = FOR_VARIANCE * ((variance ** 2 * range) / (curvature * n) ** 2) ** (1 / 9);
  const residual = residualVariance(data, y, within(forVariance));
  const h = ((residual * range) / (2 * Math.sqrt(Math.PI) * curvature * n)) ** (1 / 5);
  return within(h) * ratio;
}

/** Σ m̂″(xᵢ)²/n over the inner xᵢ, m̂ local cubic. */
function meanSquaredCurvature(data: PilotData, n: number, h: number): number {
  const { places, counts } = data;
  const m = places.length;
  const border = BORDER * (places[m - 1] - places[0]);
  const [low, high] = [places[0] + border, places[m - 1] - border];
  const fits = new PilotFits(data, h, 3);
  let sum = 0;
  for (let i = 0; i < m; i++) {
    if (places[i] < low || places[i] > high || counts[i] === 0) continue;
    fits.fit(i);
    sum += counts[i] * (2 * fits.coefficients[2]) ** 2;
  }
  return sum / n;
}

/** Σ(yᵢ − ŷᵢ)² / (n − 2 tr H + tr HHᵀ), ŷ local linear. */
function residualVariance(data: PilotData, y: Float64Array, h: number): number {
  const { places, counts, sums } = data;
  const fits = new PilotFits(data, h, 1);
  let squares = 0;
  let free = y.length;
  for (let i = 0; i < y.length; i++) squares += y[i] ** 2;
  for (let i = 0; i < places.length; i++) {
    if (counts[i] === 0) continue;
    fits.fit(i);
    const fit = fits.coefficients[0];
    squares += fit * (counts[i] * fit - 2 * sums[i]);
    free += counts[i] * (fits.normSquared - 2 * fits.leverage);
  }
  return Math.max(0, squares) / free;
}
