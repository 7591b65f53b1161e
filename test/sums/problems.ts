// Seeded samples and queries with what makes kernel sums hard: ties, gaps, clusters, outliers,
// offsets, weights of all sizes.

export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

export function makePoints(kind: string, n: number, d: number, next: () => number): Float64Array {
  const points = new Float64Array(n * d).map(next);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) {
      const at = i * d + j;
      if (kind === 'clusters') points[at] = (i % 4) * 0.3 + 1e-3 * points[at];
      if (kind === 'ties') points[at] = Math.round(3 * points[at]) / 3;
      if (kind === 'gap' && points[at] > 0.3) points[at] = 0.9 + points[at] / 10;
      if (kind === 'outlier' && i === n - 1 && j === 0) points[at] = 1e9;
      if (kind === 'offset') points[at] += 1e8;
      if (kind === 'line' && j > 0) points[at] = points[i * d];
    }
  }
  return points;
}

export function makeColumns(kind: string, n: number, c: number, next: () => number): Float64Array {
  const columns = new Float64Array(c * n);
  for (let i = 0; i < n; i++) {
    let weight = 1;
    if (kind === 'positive') weight = next();
    if (kind === 'extreme') weight = next() < 0.5 ? 10 ** (-300 * next()) : 1;
    if (kind === 'zeros') weight = next() < 0.7 ? 0 : 1;
    for (let k = 0; k < c; k++) columns[k * n + i] = k === 0 ? weight : weight * (4 * next() - 2);
  }
  return columns;
}

/**
 * Queries around points, some way along one axis: along diagonals |u|² of doubles says less than
 * the tolerance.
 */
export function makeQueries(
  points: Float64Array,
  d: number,
  h: number,
  far: number,
  next: () => number,
): Float64Array {
  const queries = new Float64Array(30 * d);
  for (let q = 0; q < 30; q++) {
    const i = Math.floor((next() * points.length) / d);
    for (let j = 0; j < d; j++) {
      queries[q * d + j] = points[i * d + j] + (next() - 0.5) * Math.min(h, 1);
    }
    queries[q * d] += (next() - 0.5) * h * far;
  }
  return queries;
}
