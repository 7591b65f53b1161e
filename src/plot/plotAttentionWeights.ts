import { readArray } from '../arrays/readArray.js';
import type { ArrayInput } from '../types.js';
import { pictureOf } from './frame.js';
import type {
  PlotOptions,
  VegaLiteFields,
  VegaLiteLayer,
  VegaLiteRowsSpec,
  VegaLiteTransform,
} from './VegaLiteSpec.js';

/**
 * A heat map of attention weights, a row for each query and a column for each key.
 *
 * @param weights - shape [m, n], as {@link attentionWeights} makes them; a row of NaN stays blank
 * @param options - title, size, labels
 * @returns a Vega-Lite specification
 * @throws {@link ShapeError} when the weights are not of rank 2: of a batch, hand in one entry, as
 *   `weights.pick(0)`
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
  const { options: given } = pictureOf(where, options);
  const { data, shape } = readArray(where, 'weights', weights, {
    ranks: [2],
    because: 'a picture shows one entry of a batch (weights.pick(0) is the first)',
    allowNonFinite: true,
  });
  const [m, n] = shape as [number, number];
  const values = Array.from(data, (weight, i) => ({
    query: Math.floor(i / n),
    key: i % n,
    weight: Number.isFinite(weight) ? weight : null, // JSON has no NaN
  }));
  const step = Math.max(1, Math.floor(320 / Math.max(n, m, 1))); // whole pixels leave no seams
  const side = { width: Math.max(40, n * step), height: Math.max(40, m * step) };
  const picture = pictureOf(where, { ...side, ...given });
  const { xLabel = 'key', yLabel = 'query' } = given;
  // half a tile under the next, but not into what stays blank
  const under = values.every(({ weight }) => weight !== null) ? 0.5 : 0.1;
  const layer: VegaLiteLayer[] = [
    {
      transform: [
        { filter: 'isValid(datum.weight)' },
        ...tile('key', under),
        ...tile('query', under),
      ],
      mark: { type: 'rect', aria: false, strokeWidth: 0, clip: true },
      encoding: {
        x: { field: 'keyFrom', type: 'quantitative', title: xLabel, ...places(n) },
        x2: { field: 'keyTo' },
        y: { field: 'queryFrom', type: 'quantitative', title: yLabel, ...places(m, true) },
        y2: { field: 'queryTo' },
        color: {
          field: 'weight',
          type: 'quantitative',
          title: 'weight',
          scale: { scheme: 'viridis', domainMin: 0 },
        },
        tooltip: [
          { field: 'query', type: 'quantitative', title: yLabel },
          { field: 'key', type: 'quantitative', title: xLabel },
          { field: 'weight', type: 'quantitative', title: 'weight', format: '.3~g' },
        ],
      },
    },
  ];
  const shown = `weights of ${n} keys for ${m} queries`;
  return { ...picture.spec(layer, shown), data: { values } };
}

/** From where to where a tile goes: under the next, so that no seam shows at any size. */
function tile(axis: 'key' | 'query', under: number): VegaLiteTransform[] {
  return [
    { calculate: `datum.${axis} - 0.5`, as: `${axis}From` },
    { calculate: `datum.${axis} + ${0.5 + under}`, as: `${axis}To` },
  ];
}

/** The axis of so many keys or queries, the first of them on the left or at the top. */
function places(count: number, reverse = false): VegaLiteFields {
  const every = [1, 2, 5, 10, 20, 50, 100].find((s) => count / s <= 10) ?? Math.ceil(count / 10);
  const values = Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every);
  return {
    axis: { labelAngle: 0, grid: false, values },
    scale: { domain: [-0.5, Math.max(count, 1) - 0.5], nice: false, zero: false, reverse },
  };
}
