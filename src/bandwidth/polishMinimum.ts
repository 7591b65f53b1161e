// A minimum cannot be read from values near it to more than half their digits. From values around
// it, at a distance, it can: they are interpolated at Chebyshev points, and the root of the
// derivative carries the noise of a value over the width of the interval.

import type { LineTrial } from './LineTrial.js';

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
