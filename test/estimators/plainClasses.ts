// Chances of classes in plain loops, relative to the nearest observation, so that none is lost far away.

/** log K, up to a constant. */
export type LogKernel = (u: number) => number;

export const logGaussian: LogKernel = (u) => -0.5 * u * u;
export const logEpanechnikov: LogKernel = (u) => (u < 1 ? Math.log(1 - u * u) : -Infinity);

export interface PlainClasses<Label> {
  /** Rows of d columns. */
  readonly x: readonly (readonly number[])[];
  readonly labels: readonly Label[];
  readonly bandwidth: readonly number[];
  readonly weights?: readonly number[];
  readonly logKernel?: LogKernel;
}

/** Chances at a query, one observation left out or none (−1). */
export function plainShares<Label>(
  { x, labels, bandwidth, weights, logKernel = logGaussian }: PlainClasses<Label>,
  classes: readonly Label[],
  query: readonly number[],
  skip = -1,
): number[] {
  const logs = x.map((row, i) =>
    i === skip
      ? -Infinity
      : row.reduce(
          (sum, value, j) => sum + logKernel(Math.abs(value - query[j]!) / bandwidth[j]!),
          Math.log(weights?.[i] ?? 1),
        ),
  );
  const top = Math.max(...logs);
  const sums = classes.map((label) =>
    logs.reduce((sum, log, i) => (labels[i] === label ? sum + Math.exp(log - top) : sum), 0),
  );
  const all = sums.reduce((a, b) => a + b, 0);
  return sums.map((sum) => sum / all);
}

/** Σ s log P₋ᵢ over all that are not the only ones of their class. */
export function plainLogLikelihood<Label>(data: PlainClasses<Label>): number {
  const { x, labels, weights } = data;
  const classes = [...new Set(labels)];
  return labels.reduce((sum, label, i) => {
    if (labels.filter((other) => other === label).length < 2) return sum;
    const share = plainShares(data, classes, x[i]!, i)[classes.indexOf(label)]!;
    return sum + (weights?.[i] ?? 1) * Math.log(share);
  }, 0);
}

/** How many are not of the likeliest class when they are left out; equal chances count as in the order of the classes. */
export function plainErrors<Label>(data: PlainClasses<Label>, classes: readonly Label[]): number {
  return data.labels.filter((label, i) => {
    const shares = plainShares(data, classes, data.x[i]!, i);
    return shares.indexOf(Math.max(...shares)) !== classes.indexOf(label);
  }).length;
}
