import { readArray } from '../arrays/readArray.js';
import { expectOptions } from '../arrays/readOptions.js';
import type { ArrayInput } from '../types.js';
import { frame } from './frame.js';
import { type PlotOptions, plotOptionNames, type VegaLiteRowsSpec } from './VegaLiteSpec.js';

/**
 * A heat map of attention weights, a row for each query and a column for each key.
 *
 * @param weights - shape [m, n], as {@link attentionWeights} makes them; a row of NaN stays blank
 * @param options - title, size, labels
 * @returns a Vega-Lite specification
 * @throws {@link ShapeError} when the weights are not of rank 2
 * @remarks The picture holds m·n rectangles: take a few hundred queries and keys at most. Sort keys
 *   and queries first, so that near ones stand together.
 * @example
 * ```ts
 * import { attentionWeights, plotAttentionWeights } from 'nadaraya';
 *
 * const spec = plotAttentionWeights(attentionWeights([0, 1], [0, 1, 2]));
 * console.log(spec.data.values.length); // → 6
 * ```
 */
export function plotAttentionWeights(
  weights: ArrayInput,
  options?: PlotOptions,
): VegaLiteRowsSpec<Record<string, number | null>> {
  const where = 'plotAttentionWeights';
  const given = expectOptions(where, options, plotOptionNames);
  const { data, shape } = readArray(where, 'weights', weights, {
    ranks: [2],
    allowNonFinite: true,
  });
  const [m, n] = shape as [number, number];
  const values = Array.from(data, (weight, i) => ({
    query: Math.floor(i / n),
    key: i % n,
    weight: Number.isFinite(weight) ? weight : null, // JSON has no NaN
  }));
  const axis = (count: number): unknown => {
    const every = [1, 2, 5, 10, 20, 50, 100].find((s) => count / s <= 10) ?? Math.ceil(count / 10);
    return {
      labelAngle: 0,
      values: Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every),
    };
  };
  const step = Math.max(1, Math.floor(320 / Math.max(n, m, 1))); // whole pixels leave no seams
  const side = { width: Math.max(40, n * step), height: Math.max(40, m * step) };
  const spec = frame(
    where,
    { ...side, ...given },
    {
      mark: { type: 'rect', aria: false },
      encoding: {
        x: { field: 'key', type: 'ordinal', title: given.xLabel ?? 'key', axis: axis(n) },
        y: { field: 'query', type: 'ordinal', title: given.yLabel ?? 'query', axis: axis(m) },
        color: {
          field: 'weight',
          type: 'quantitative',
          title: 'weight',
          scale: { scheme: 'viridis', domainMin: 0 },
        },
      },
    },
  );
  return { ...spec, data: { values } };
}
