import { createRandom, type Random } from '../arrays/createRandom.js';
import type { AbortSignalLike } from '../types.js';

/** Draws that are smoothed together. */
const BATCH = 25;

/** What a bootstrap is asked. */
export interface DrawRequest {
  readonly draws: number;
  readonly seed: number;
  readonly onProgress?: ((done: number) => void) | undefined;
  readonly signal?: AbortSignalLike | undefined;
}

/**
 * The wild bootstrap: noise with random signs, many draws at a time as columns; with blocks the wild
 * cluster bootstrap (Cameron, Gelbach, Miller 2008).
 *
 * @param noise - [n]
 * @param blocks - what has the same sign, numbered, [n]; `undefined` when each has its own
 * @param counts - how many each stands for, whose mean sign it has, [n]; 1 when left out
 * @param take - what becomes of draws `first`, `first + 1`, …: their columns, [n, batch]
 */
export function signedDraws(
  noise: Float64Array,
  blocks: Int32Array | undefined,
  { draws, seed, onProgress, signal }: DrawRequest,
  take: (columns: Float64Array, batch: number, first: number) => void,
  counts?: Float64Array,
): void {
  const random = createRandom(seed);
  const n = noise.length;
  const count = blocks ? 1 + blocks.reduce((a, b) => Math.max(a, b), 0) : n;
  const signs = new Float64Array(count * BATCH);
  for (let first = 0; first < draws; first += BATCH) {
    signal?.throwIfAborted();
    const batch = Math.min(BATCH, draws - first);
    for (let at = 0; at < count * batch; at++)
      signs[at] = meanSign(random, counts ? counts[Math.floor(at / batch)] : 1);
    const columns = new Float64Array(n * batch);
    for (let i = 0; i < n; i++) {
      const from = (blocks ? blocks[i] : i) * batch;
      for (let b = 0; b < batch; b++) columns[i * batch + b] = noise[i] * signs[from + b];
    }
    take(columns, batch, first);
    onProgress?.((first + batch) / draws);
  }
}

/** The mean of more signs than this is as good as normal. */
const MANY = 32;

/** The mean of so many random signs, over its standard deviation. */
function meanSign(random: Random, count: number): number {
  if (count > MANY) return random.normal();
  const signs = Math.max(1, Math.round(count));
  let sum = 0;
  for (let i = 0; i < signs; i++) sum += random.uniform() < 0.5 ? 1 : -1;
  return sum / Math.sqrt(signs);
}
