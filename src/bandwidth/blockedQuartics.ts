// First estimates for the direct plug-in: quartic polynomials in blocks of neighbours. The number of
// blocks is the one with the least Mallows' Cp. Each polynomial is fitted by orthogonalising the
// powers of t ∈ [−1, 1] one after the other; a power that the ones before leave nothing of (fewer
// distinct x than powers) is left out.

/** What the quartics say. */
export interface Quartics {
  /** Residual variance. */
  readonly variance: number;
  /** Mean of m″·m⁗ over the observations. */
  readonly theta24: number;
}

const DEGREE = 4;
const TERMS = DEGREE + 1;
const NEGLIGIBLE = 1e-8;

/**
 * @param x - ascending, shape [n]
 * @param y - shape [n]
 * @param most - largest number of blocks that is tried
 */
export function blockedQuartics(x: Float64Array, y: Float64Array, most: number): Quartics {
  const n = x.length;
  const all = Array.from({ length: most }, (_, b) => fitBlocks(x, y, b + 1));
  const scale = all[most - 1].squares / (n - TERMS * most);
  let best = all[0];
  let least = Infinity;
  all.forEach((fit, b) => {
    // With all of x and y on quartics every count is as good: the first stands.
    const cp = scale > 0 ? fit.squares / scale + 2 * TERMS * (b + 1) - n : b;
    if (cp < least) [least, best] = [cp, fit];
  });
  return { variance: best.squares / (n - best.terms), theta24: best.theta24 / n };
}

interface BlockFit {
  readonly squares: number;
  readonly theta24: number;
  readonly terms: number;
}

function fitBlocks(x: Float64Array, y: Float64Array, blocks: number): BlockFit {
  const n = x.length;
  const size = Math.floor(n / blocks);
  let [squares, theta24, terms] = [0, 0, 0];
  for (let b = 0; b < blocks; b++) {
    const fit = fitQuartic(x, y, b * size, b < blocks - 1 ? (b + 1) * size : n);
    squares += fit.squares;
    theta24 += fit.theta24;
    terms += fit.terms;
  }
  return { squares, theta24, terms };
}

function fitQuartic(x: Float64Array, y: Float64Array, from: number, to: number): BlockFit {
  const n = to - from;
  const centre = (x[from] + x[to - 1]) / 2;
  const half = (x[to - 1] - x[from]) / 2;
  const t = Float64Array.from({ length: n }, (_, i) =>
    half > 0 ? (x[from + i] - centre) / half : 0,
  );
  const rest = y.slice(from, to);
  const columns: Float64Array[] = [];
  // Coefficients of each orthogonal column in powers of t.
  const shapes: Float64Array[] = [];
  const beta = new Float64Array(TERMS);
  for (let a = 0; a < TERMS; a++) {
    const column = t.map((v) => v ** a);
    const shape = new Float64Array(TERMS);
    shape[a] = 1;
    const whole = norm(column);
    for (let pass = 0; pass < 2; pass++)
      columns.forEach((other, o) => {
        const part = dot(other, column);
        for (let i = 0; i < n; i++) column[i] -= part * other[i];
        for (let k = 0; k < TERMS; k++) shape[k] -= part * shapes[o][k];
      });
    const length = norm(column);
    if (!(length > NEGLIGIBLE * whole)) break;
    for (let i = 0; i < n; i++) column[i] /= length;
    for (let k = 0; k < TERMS; k++) shape[k] /= length;
    const gamma = dot(column, rest);
    for (let i = 0; i < n; i++) rest[i] -= gamma * column[i];
    for (let k = 0; k < TERMS; k++) beta[k] += gamma * shape[k];
    columns.push(column);
    shapes.push(shape);
  }
  let theta24 = 0;
  if (half > 0)
    for (let i = 0; i < n; i++) {
      const second = 2 * beta[2] + 6 * beta[3] * t[i] + 12 * beta[4] * t[i] * t[i];
      theta24 += (second * 24 * beta[4]) / half ** 6;
    }
  return { squares: dot(rest, rest), theta24, terms: columns.length };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}
