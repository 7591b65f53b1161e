// Minima and roots of one number, for criteria that cost little.

/** Relative to what is searched, about √ε: a minimum is no better known. */
const EXACT = 1e-9;
const ROUNDS = 100;
/** (3 − √5)/2 */
const SECTION = 0.3819660112501051;

/**
 * A minimum between two ends, by golden sections and parabolas.
 *
 * @see Brent (1973), Algorithms for Minimization without Derivatives, §5
 */
export function leastIn(
  f: (t: number) => number,
  low: number,
  high: number,
): { readonly at: number; readonly value: number } {
  let [a, b] = [low, high];
  let x = a + SECTION * (b - a);
  let [v, w] = [x, x];
  let fx = f(x);
  let [fv, fw] = [fx, fx];
  let [step, last] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const middle = (a + b) / 2;
    const least = EXACT * (Math.abs(x) + 1);
    if (Math.abs(x - middle) <= 2 * least - (b - a) / 2) break;
    const r = (x - w) * (fx - fv);
    const q = (x - v) * (fx - fw);
    const down = 2 * (q - r);
    const across = ((x - v) * q - (x - w) * r) * -Math.sign(down);
    const size = Math.abs(down);
    const isParabola =
      Math.abs(last) > least &&
      Math.abs(across) < Math.abs((size * last) / 2) &&
      across > size * (a - x) &&
      across < size * (b - x);
    last = isParabola ? step : x < middle ? b - x : a - x;
    step = isParabola ? across / size : SECTION * last;
    const u = x + (Math.abs(step) >= least ? step : Math.sign(step) * least);
    const fu = f(u);
    if (fu <= fx) {
      if (u < x) b = x;
      else a = x;
      [v, fv, w, fw, x, fx] = [w, fw, x, fx, u, fu];
    } else {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) [v, fv, w, fw] = [w, fw, u, fu];
      else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
    }
  }
  return { at: x, value: fx };
}

/** A root between two ends of different sign, by secants that keep it inside (Illinois). */
export function rootIn(f: (t: number) => number, low: number, high: number): number {
  let [a, b] = [low, high];
  let [fa, fb] = [f(a), f(b)];
  for (let round = 0; round < ROUNDS && fb !== 0 && Math.abs(b - a) > EXACT / 1e3; round++) {
    const c = b - (fb * (b - a)) / (fb - fa);
    const fc = f(c);
    if (fc * fb <= 0) [a, fa] = [b, fb];
    else fa /= 2;
    [b, fb] = [c, fc];
  }
  return b;
}
