/**
 * Eigenvalues of a symmetric tridiagonal matrix by implicit QL steps, ascending, with the first
 * entries of their eigenvectors.
 *
 * @param d - the diagonal; receives the eigenvalues
 * @param e - beside it; is used up
 * @param first - receives the first entries
 * @returns false when there is no end to it
 */
export function eigenvaluesInto(d: Float64Array, e: Float64Array, first: Float64Array): boolean {
  const n = d.length;
  first.fill(0);
  first[0] = 1;
  e[n - 1] = 0;
  for (let l = 0; l < n; l++) {
    for (let round = 0; ; round++) {
      let m = l;
      while (m < n - 1 && Math.abs(e[m]) > Number.EPSILON * (Math.abs(d[m]) + Math.abs(d[m + 1])))
        m++;
      if (m === l) break;
      if (round === 60) return false;
      let g = (d[l + 1] - d[l]) / (2 * e[l]);
      let r = Math.sqrt(g * g + 1);
      g = d[m] - d[l] + e[l] / (g + (g < 0 ? -r : r));
      let s = 1;
      let c = 1;
      let shift = 0;
      for (let i = m - 1; i >= l; i--) {
        const f = s * e[i];
        const b = c * e[i];
        r = Math.sqrt(f * f + g * g);
        e[i + 1] = r;
        s = f / r;
        c = g / r;
        g = d[i + 1] - shift;
        r = (d[i] - g) * s + 2 * c * b;
        shift = s * r;
        d[i + 1] = g + shift;
        g = c * r - b;
        const v = first[i + 1];
        first[i + 1] = s * first[i] + c * v;
        first[i] = c * first[i] - s * v;
      }
      d[l] -= shift;
      e[l] = g;
      e[m] = 0;
    }
  }
  for (let i = 1; i < n; i++)
    for (let j = i; j > 0 && d[j - 1] > d[j]; j--) {
      swap(d, j - 1);
      swap(first, j - 1);
    }
  return true;
}

function swap(values: Float64Array, i: number): void {
  const value = values[i];
  values[i] = values[i + 1];
  values[i + 1] = value;
}
