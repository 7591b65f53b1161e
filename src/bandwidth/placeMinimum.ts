// Two ways to place a minimum along log h: by values next to it, which serves any function, and from
// values around it at a distance, which serves a smooth one and loses fewer digits.

import type { LineTrial } from './LineTrial.js';

const GOLDEN = (3 - Math.sqrt(5)) / 2;

/**
 * Minimises along log h between two trials: golden section, with parabolic steps where they fall
 * inside.
 *
 * @param trial - takes log h
 * @param middle - the lowest trial so far
 * @param low - log h of the left end
 * @param high - log h of the right end
 * @param tolerance - of log h
 * @returns the lowest trial; yields each
 * @see Brent (1973), Algorithms for Minimization without Derivatives, chapter 5
 */
export function* refineBasin(
  trial: (t: number) => LineTrial,
  middle: LineTrial,
  low: number,
  high: number,
  tolerance: number,
): Generator<LineTrial, LineTrial> {
  let best = middle;
  let x = Math.log(middle.h);
  let [second, third] = [x, x];
  let [fx, f2, f3] = [middle.value, middle.value, middle.value];
  let [a, b] = [low, high];
  let step = 0;
  let before = 0;
  for (let round = 0; round < 100; round++) {
    const centre = (a + b) / 2;
    if (Math.abs(x - centre) <= 2 * tolerance - (b - a) / 2) break;
    let isParabolic = false;
    if (Math.abs(before) > tolerance) {
      const r = (x - second) * (fx - f3);
      let q = (x - third) * (fx - f2);
      let p = (x - third) * q - (x - second) * r;
      q = 2 * (q - r);
      if (q > 0) p = -p;
      q = Math.abs(q);
      if (Math.abs(p) < Math.abs(0.5 * q * before) && p > q * (a - x) && p < q * (b - x)) {
        before = step;
        step = p / q;
        const next = x + step;
        if (next - a < 2 * tolerance || b - next < 2 * tolerance)
          step = x < centre ? tolerance : -tolerance;
        isParabolic = true;
      }
    }
    if (!isParabolic) {
      before = x < centre ? b - x : a - x;
      step = GOLDEN * before;
    }
    const t = x + (Math.abs(step) >= tolerance ? step : step > 0 ? tolerance : -tolerance);
    const found = trial(t);
    yield found;
    const f = found.value;
    if (f < best.value) best = found;
    if (f <= fx) {
      if (t < x) b = x;
      else a = x;
      [third, f3, second, f2, x, fx] = [second, f2, x, fx, t, f];
    } else {
      if (t < x) a = t;
      else b = t;
      if (f <= f2 || second === x) [third, f3, second, f2] = [second, f2, t, f];
      else if (f <= f3 || third === x || third === second) [third, f3] = [t, f];
    }
  }
  return best;
}

// A minimum cannot be read from values near it to more than half their digits. From values around
// it, at a distance, it can: they are interpolated at Chebyshev points, and the root of the
// derivative carries the noise of a value over the width of the interval.

const POINTS = 7;
const MOVES = 6;
/** The last terms of a series beside the bend: then the minimum is placed to this part of the interval. */
const SMOOTH = 1e-4;

/**
 * The minimum of a smooth criterion near a place, to about noise/width in log h.
 *
 * @param trial - takes log h
 * @param near - log h of a place in the basin
 * @param half - half the width of the interval in log h
 * @returns log h of the minimum, or `undefined` where the criterion does not look smooth, or where
 *   it varies by more than itself over the interval; yields each trial
 */
export function* polishMinimum(
  trial: (t: number) => LineTrial,
  near: number,
  half: number,
): Generator<LineTrial, number | undefined> {
  let centre = near;
  for (let move = 0; move < MOVES; move++) {
    const values: number[] = [];
    for (let i = 0; i < POINTS; i++) {
      const found = trial(centre + half * Math.cos((Math.PI * (i + 0.5)) / POINTS));
      yield found;
      values.push(found.value);
    }
    const series = chebyshevSeries(values);
    const tail = Math.abs(series[POINTS - 1]) + Math.abs(series[POINTS - 2]);
    const isSmooth = series[2] > 0 && tail <= SMOOTH * series[2];
    if (!isSmooth || series[2] > Math.abs(values[POINTS >> 1])) return undefined;
    const place = minimumOf(series);
    if (Math.abs(place) < 0.9) return centre + half * place;
    centre += half * place;
  }
  return undefined;
}

/** Coefficients of T_a from values at the Chebyshev points. */
function chebyshevSeries(values: readonly number[]): number[] {
  return values.map((_, a) => {
    let sum = 0;
    values.forEach((value, i) => {
      sum += (value - values[0]) * Math.cos((a * Math.PI * (i + 0.5)) / POINTS);
    });
    return ((a === 0 ? 1 : 2) / POINTS) * sum;
  });
}

/** The root of the derivative in [−1, 1], or the lower end. */
function minimumOf(series: readonly number[]): number {
  let low = -1;
  let high = 1;
  if (slope(series, low) >= 0) return low;
  if (slope(series, high) <= 0) return high;
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (slope(series, middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Σ a·c_a·U_{a−1}(t) */
function slope(series: readonly number[], t: number): number {
  let [before, current, sum] = [0, 1, 0];
  for (let a = 1; a < series.length; a++) {
    sum += a * series[a] * current;
    [before, current] = [current, 2 * t * current - before];
  }
  return sum;
}
