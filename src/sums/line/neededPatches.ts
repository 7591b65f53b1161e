import { bounds } from '../../loops/bounds.js';
import type { CellRuns } from './CellRuns.js';

/**
 * Marks the patches of cells that hold queries; when there are many, the patches between them too.
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
  if (m > 16 * runs.cells && runs.length === 1) {
    const [low, high] = bounds(queries, m);
    const first = Math.floor((low * scale - runs.starts[0]) / patch);
    const end = Math.floor((high * scale - runs.starts[0]) / patch) + 1;
    return needed.fill(1, Math.max(0, first), Math.max(0, end));
  }
  const positions = new Float64Array(m);
  runs.compactInto(queries, 0, m, scale, positions);
  for (let i = 0; i < m; i++) if (positions[i] >= 0) needed[(positions[i] / patch) | 0] = 1;
  return needed;
}
