/**
 * Places of sums, moments and coefficients in flat rows: column after column, the powers of a column
 * ascending. Column k needs the moments Σ c t^j, j <= degree of K + degrees[k]; the sum of power α is
 * a polynomial of degree degree of K + α.
 */
export interface WindowLayout {
  readonly columns: number;
  /** Sums of one query. */
  readonly size: number;
  readonly maxPower: number;
  /** Degree of K or K². */
  readonly degree: number;
  /** First sum of a column, [columns + 1]. */
  readonly sumStart: Int32Array;
  /** First moment of a column, [columns + 1]. */
  readonly momentStart: Int32Array;
  /** First coefficient of a sum, [size + 1]. */
  readonly coefficientStart: Int32Array;
}

/** The layout for a kernel of so high a degree. */
export function windowLayout(degree: number, degrees: readonly number[]): WindowLayout {
  const [sums, moments, coefficients] = [[0], [0], [0]];
  const after = (starts: number[], count: number) => starts.push(starts[starts.length - 1] + count);
  for (const highest of degrees) {
    after(sums, highest + 1);
    after(moments, degree + highest + 1);
    for (let power = 0; power <= highest; power++) after(coefficients, degree + power + 1);
  }
  return {
    columns: degrees.length,
    size: coefficients.length - 1,
    maxPower: Math.max(0, ...degrees),
    degree,
    sumStart: Int32Array.from(sums),
    momentStart: Int32Array.from(moments),
    coefficientStart: Int32Array.from(coefficients),
  };
}
