import { formatValue } from '../arrays/formatValue.js';
import { optionError } from '../arrays/optionError.js';
import { expectNumber, expectOptions } from '../arrays/readOptions.js';
import type { VegaLiteFields, VegaLiteSpec } from './VegaLiteSpec.js';

/** Options of {@link plotPanels}. */
export interface PanelOptions {
  /** How many pictures stand in a row. @defaultValue 2 */
  readonly columns?: number;
}

/** Several pictures as one specification. */
export interface VegaLitePanels {
  /** The version of Vega-Lite it is written for. */
  readonly $schema: string;
  /** The title of all of them, or what must be said of them. */
  readonly title?: VegaLiteSpec['title'] & {};
  /** What the pictures show, in words. */
  readonly description: string;
  /** Color of the paper. */
  readonly background: string;
  /** How many pictures stand in a row. */
  readonly columns: number;
  /** The pictures. */
  readonly concat: VegaLiteSpec[];
  /** Whether scales and legends are those of all, or each picture has its own. */
  readonly resolve: VegaLiteFields;
  /** Colors and sizes of axes, legends and titles. */
  readonly config: VegaLiteFields;
}

/** What has a legend. */
const CHANNELS = ['color', 'fill', 'stroke', 'strokeDash', 'opacity', 'shape'] as const;

/**
 * Pictures side by side.
 *
 * @param pictures - what `plotRegression` and the others return, at least one; the first decides on the theme
 * @param options - how many stand in a row
 * @returns a Vega-Lite specification; what all pictures have the same legend for has it once
 * @throws {@link OptionError} for anything but pictures of a width in pixels, and options outside their range
 * @example
 * ```ts
 * import { plotLoss, plotPanels } from 'nadaraya';
 *
 * const pictures = [[9, 4, 1], [8, 5, 2]].map((losses) => plotLoss(losses, { width: 200 }));
 * console.log(plotPanels(pictures).concat.length); // → 2
 * ```
 */
export function plotPanels(
  pictures: readonly VegaLiteSpec[],
  options?: PanelOptions,
): VegaLitePanels {
  const where = 'plotPanels';
  const given = expectOptions(where, options, ['columns']);
  const columns = expectNumber(where, 'columns', given.columns ?? 2, 'positiveCount');
  const isPicture = (picture: unknown) =>
    Array.isArray(Object(picture).layer) && typeof Object(picture).width === 'number';
  if (!Array.isArray(pictures) || pictures.length === 0 || !pictures.every(isPicture)) {
    const expected = 'pictures must be an array of pictures with a width in pixels';
    throw optionError(where, expected, formatValue(pictures));
  }
  const [{ $schema, background, config }] = pictures as readonly VegaLiteSpec[];
  const description = pictures.map((picture) => picture.description).join('; ');
  const [first, ...others] = pictures.map(legendsOf);
  const resolve = others.every((legends) => legends === first) ? 'shared' : 'independent';
  const all = Object.fromEntries(CHANNELS.map((channel) => [channel, resolve]));
  const concat = pictures.map(({ $schema: _, background: __, config: ___, ...picture }) => picture);
  return {
    $schema,
    description,
    background,
    columns,
    concat: concat as VegaLiteSpec[],
    resolve: { scale: all, legend: all },
    config,
  };
}

/** The different scales and legends of a picture, as text. */
function legendsOf({ layer }: VegaLiteSpec): string {
  const all = layer.flatMap(({ encoding }) =>
    CHANNELS.filter((channel) => channel in encoding).map((channel) => {
      const { scale, legend } = Object(encoding[channel]) as VegaLiteFields;
      return JSON.stringify([channel, scale, legend]);
    }),
  );
  return [...new Set(all)].sort().join();
}
