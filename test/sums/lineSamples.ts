import { gaussian } from '../../src/kernels/gaussian.js';
import type { Sample, SumsRequest } from '../../src/sums/types.js';

/** Seeded uniform numbers in [0, 1). */
export function uniform(seed: number): () => number {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  return () => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
}

/** Weights w(i), then c − 1 columns w·value with values in [−½, ½) times scale(i). */
export function sampleOf(
  points: readonly number[] | Float64Array,
  c: number,
  random: () => number,
  weight: (i: number) => number = () => 1,
  scale: (i: number) => number = () => 1,
): Sample {
  const n = points.length;
  const columns = new Float64Array(c * n);
  for (let i = 0; i < n; i++) {
    columns[i] = weight(i);
    for (let j = 1; j < c; j++) columns[j * n + i] = weight(i) * (random() - 0.5) * scale(i);
  }
  return { n, d: 1, c, points: Float64Array.from(points), columns };
}

export function requestFor(h: number, changes: Partial<SumsRequest> = {}): SumsRequest {
  return {
    kernel: gaussian,
    product: false,
    inverseBandwidth: Float64Array.of(1 / h),
    degrees: [0, 0],
    squared: false,
    excludeSelf: false,
    tolerance: 1e-12,
    ...changes,
  };
}
