// The points of each combination of categories as samples of their own.

import { rowsOfGroups } from '../arrays/groupedBy.js';
import type { Kernel } from '../kernels/Kernel.js';
import type { CellMoments } from './cells.js';
import { type CategoryMatch, type KernelSums, kept, pointsAt, type Sample } from './types.js';

/** Points of each combination, and what was made of them before. */
export interface CategoryParts {
  readonly of: Int32Array;
  readonly points: Float64Array;
  readonly rows: readonly Int32Array[];
  readonly samples: readonly Sample[];
  /** For which kernel and queries sums are kept. */
  kernel: Kernel | undefined;
  queries: Float64Array | undefined;
  /** Sums by bandwidth and what else was asked, and moments by their cells. */
  readonly sums: Recent<readonly KernelSums[]>;
  readonly moments: Recent<readonly CellMoments[]>;
}

const PARTS = /* @__PURE__ */ new WeakMap<Float64Array, CategoryParts>();

/** The points of each combination as samples of their own, once for the same columns. */
export function partsOf(sample: Sample, match: CategoryMatch): CategoryParts {
  const { points, columns } = sample;
  const known = PARTS.get(columns);
  if (known?.of === match.points && known.points === points) return known;
  const rows = rowsOf(match.points);
  const samples = rows.map((own) => pointsAt(sample, own));
  const none = { kernel: undefined, queries: undefined };
  const kept = { sums: new Recent<never>(), moments: new Recent<never>() };
  const parts = { of: match.points, points, rows, samples, ...none, ...kept };
  PARTS.set(columns, parts);
  return parts;
}

/** The rows of each combination, which are numbered in the order of their first. */
export const rowsOf = /* @__PURE__ */ kept(rowsOfGroups);

/** What was used last. */
export class Recent<Value> {
  readonly #kept = new Map<string, Value>();

  get(key: string): Value | undefined {
    return this.#kept.get(key);
  }

  /** Puts a value last, and forgets the first of more than `most`. */
  set(key: string, value: Value, most: number): void {
    const kept = this.#kept;
    kept.delete(key);
    kept.set(key, value);
    for (const oldest of kept.keys()) if (kept.size > most) kept.delete(oldest);
  }

  clear(): void {
    this.#kept.clear();
  }
}
