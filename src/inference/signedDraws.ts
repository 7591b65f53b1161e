import { createRandom } from '../arrays/createRandom.js';
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
 * @param take - what becomes of draws `first`, `first + 1`, …: their columns, [n, batch]
 */
export function signedDraws(
  noise: Float64Array,
  blocks: Int32Array | undefined,
  { draws, seed, onProgress, signal }: DrawRequest,
  take: (columns: Float64Array, batch: number, first: number) => void,
): void {
  const random = createRandom(seed);
  const n = noise.length;
  const count = blocks ? 1 + blocks.reduce((a, b) => Math.max(a, b), 0) : n;
  const signs = new Float64Array(count * BATCH);
  for (let first = 0; first < draws; first += BATCH) {
    signal?.throwIfAborted();
    const batch = Math.min(BATCH, draws - first);
    for (let at = 0; at < count * batch; at++) signs[at] = random.uniform() < 0.5 ? 1 : -1;
    const columns = new Float64Array(n * batch);
    for (let i = 0; i < n; i++) {
      const from = (blocks ? blocks[i] : i) * batch;
      for (let b = 0; b < batch; b++) columns[i * batch + b] = noise[i] * signs[from + b];
    }
    take(columns, batch, first);
    onProgress?.((first + batch) / draws);
  }
}
