// Where the numbers of one request stand: a row of sums is column after column, the powers of a
// column ascending. Column k needs the moments Σ c t^j, j <= degree of K + degrees[k]; the sum of
// power α is a polynomial of degree degree of K + α.

/** Places of sums, moments and polynomial coefficients in flat rows. */
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

export function windowLayout(degree: number, degrees: readonly number[]): WindowLayout {
  const columns = degrees.length;
  const sumStart = new Int32Array(columns + 1);
  const momentStart = new Int32Array(columns + 1);
  for (let k = 0; k < columns; k++) {
    sumStart[k + 1] = sumStart[k] + degrees[k] + 1;
    momentStart[k + 1] = momentStart[k] + degree + degrees[k] + 1;
  }
  const size = sumStart[columns];
  const coefficientStart = new Int32Array(size + 1);
  for (let k = 0, o = 0; k < columns; k++) {
    for (let power = 0; power <= degrees[k]; power++, o++) {
      coefficientStart[o + 1] = coefficientStart[o] + degree + power + 1;
    }
  }
  const maxPower = degrees.reduce((a, b) => Math.max(a, b), 0);
  return { columns, size, maxPower, degree, sumStart, momentStart, coefficientStart };
}
