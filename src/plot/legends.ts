import { roomOf } from './frame.js';
import type { VegaLiteFields } from './VegaLiteSpec.js';

/** What a symbol takes, with the space about it, in pixels. */
const SYMBOL = 30;
/** What a letter takes; where there are no fonts, Vega takes it for as wide as this. */
const LETTER = 8.8;

/** Legends of points, of strips and of curves. */
export interface Legends {
  /** @param color - of all its symbols; without it each has its own */
  readonly circle: (color?: string) => VegaLiteFields | null;
  readonly square: (color?: string) => VegaLiteFields | null;
  readonly stroke: VegaLiteFields | null;
}

/**
 * Legends by symbol: those of curves above the picture, in columns where they are many; the others beside
 * them as far as there is room, else below. A single entry needs none.
 *
 * @param width - of the picture
 * @param by - what the names of curves are values of
 */
export function legendsOf(
  width: number | 'container',
  circles: readonly string[],
  squares: readonly string[],
  strokes: readonly string[],
  by?: string,
): Legends {
  const room = roomOf(width);
  const lengths = (names: readonly string[]) => names.map((name) => LETTER * name.length + SYMBOL);
  const fits = (names: readonly string[]) => lengths(names).reduce((a, b) => a + b, 0) <= room;
  const above = by === undefined ? strokes : [by, ...strokes];
  const isOne = circles.length + squares.length + strokes.length < 2;
  const legend = (
    symbolType: string,
    names: readonly string[],
    before: readonly string[],
    own: object,
  ) =>
    isOne
      ? null
      : {
          title: null,
          symbolType,
          orient: fits([...names, ...before]) ? 'top' : 'bottom',
          ...(!fits(names) && {
            columns: Math.max(1, Math.floor(room / Math.max(...lengths(names)))),
          }),
          ...own,
        };
  const filled = (color?: string) => ({
    symbolStrokeWidth: 0,
    ...(color !== undefined && { symbolFillColor: color }),
  });
  return {
    circle: (color) => legend('circle', circles, above, filled(color)),
    square: (color) => legend('square', squares, [...circles, ...above], filled(color)),
    stroke: legend('stroke', above, [], {
      orient: 'top',
      ...(by !== undefined && { title: by, titleOrient: 'left' }),
      symbolStrokeWidth: 2.5,
      symbolSize: 120,
    }),
  };
}
