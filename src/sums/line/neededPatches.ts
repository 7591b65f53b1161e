import type { CellRuns } from '../CellRuns.js';

/**
 * Marks the patches of cells that hold queries; all of them when looking would cost more than they do.
 *
 * @param patch - cells in a patch
 * @returns shape [cells/patch]
 */
export function neededPatches(
  queries: Float64Array,
  runs: CellRuns,
  exponent: number,
  patch: number,
): Uint8Array {
  const needed = new Uint8Array(runs.cells / patch);
  const scale = 2 ** -exponent;
  const m = queries.length;
  if (m > 16 * runs.cells) return needed.fill(1);
  const positions = new Float64Array(m);
  runs.compactInto(queries, 0, m, scale, positions);
  for (let i = 0; i < m; i++) if (positions[i] >= 0) needed[(positions[i] / patch) | 0] = 1;
  return needed;
}
