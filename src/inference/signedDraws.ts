import { createRandom } from '../arrays/createRandom.js';

/** Draws that are smoothed together. */
const BATCH = 25;

/** What a bootstrap is asked. */
export interface DrawRequest {
  readonly draws: number;
  readonly seed: number;
  readonly onProgress?: ((done: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The wild bootstrap: noise with random signs, many draws at a time as columns.
 *
 * @param noise - [n]
 * @param take - what becomes of draws `first`, `first + 1`, …: their columns, [n, batch]
 */
export function signedDraws(
  noise: Float64Array,
  { draws, seed, onProgress, signal }: DrawRequest,
  take: (columns: Float64Array, batch: number, first: number) => void,
): void {
  const random = createRandom(seed);
  for (let first = 0; first < draws; first += BATCH) {
    signal?.throwIfAborted();
    const batch = Math.min(BATCH, draws - first);
    const columns = new Float64Array(noise.length * batch);
    for (let at = 0; at < columns.length; at++) {
      const size = noise[Math.floor(at / batch)];
      columns[at] = random.uniform() < 0.5 ? size : -size;
    }
    take(columns, batch, first);
    onProgress?.((first + batch) / draws);
  }
}
