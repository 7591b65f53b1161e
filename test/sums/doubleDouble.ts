// Arithmetic on unevaluated sums [high, low] of two doubles, about 31 digits (Dekker 1971).

export type DoubleDouble = readonly [number, number];

function sum(a: number, b: number): DoubleDouble {
  const s = a + b;
  const t = s - a;
  return [s, a - (s - t) + (b - t)];
}

function product(a: number, b: number): DoubleDouble {
  const split = (x: number) => {
    const t = 134217729 * x;
    const high = t - (t - x);
    return [high, x - high];
  };
  const p = a * b;
  const [ah, al] = split(a);
  const [bh, bl] = split(b);
  return [p, ah * bh - p + ah * bl + al * bh + al * bl];
}

export function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const [s, e] = sum(a[0], b[0]);
  return sum(s, e + a[1] + b[1]);
}

export function multiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const [p, e] = product(a[0], b[0]);
  return sum(p, e + a[0] * b[1] + a[1] * b[0]);
}

export function divide(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const q = a[0] / b[0];
  const rest = add(a, multiply([-q, 0], b));
  return sum(q, rest[0] / b[0]);
}

export function difference(a: number, b: number): DoubleDouble {
  return sum(a, -b);
}

const LN2: DoubleDouble = [Math.LN2, 2.3190468138462996e-17];

export function exp(x: DoubleDouble): DoubleDouble {
  if (x[0] < -740) return [0, 0];
  const k = Math.round(x[0] / LN2[0]);
  const r = add(x, multiply([-k, 0], LN2));
  const small: DoubleDouble = [r[0] / 64, r[1] / 64];
  let value: DoubleDouble = [1, 0];
  let term: DoubleDouble = [1, 0];
  for (let i = 1; i < 16; i++) {
    term = divide(multiply(term, small), [i, 0]);
    value = add(value, term);
  }
  for (let i = 0; i < 6; i++) value = multiply(value, value);
  const half = 2 ** Math.trunc(k / 2);
  const rest = 2 ** (k - Math.trunc(k / 2));
  return [value[0] * half * rest, value[1] * half * rest];
}
