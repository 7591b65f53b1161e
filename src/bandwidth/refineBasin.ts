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
