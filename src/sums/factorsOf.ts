import type { Kinds } from './types.js';

/**
 * How many factors K has in a product: the globe is one, whatever its columns.
 *
 * @param d - columns, where all are numbers
 */
export function factorsOf(d: number, product: boolean, kinds: Kinds | undefined): number {
  if (!product) return 1;
  if (!kinds) return d;
  const { predictors, variables } = kinds;
  return Math.max(1, variables.filter((j) => predictors[j].kind !== 'longitude').length);
}
