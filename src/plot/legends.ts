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
 */
export function legendsOf(
  width: number | 'container',
  circles: readonly string[],
  squares: readonly string[],
  strokes: readonly string[],
): Legends {
  const room = roomOf(width);
  const lengths = (names: readonly string[]) => names.map((name) => LETTER * name.length + SYMBOL);
  const fits = (names: readonly string[]) => lengths(names).reduce((a, b) => a + b, 0) <= room;
  const isOne = circles.length + squares.length + strokes.length < 2;
  const legend = (
    symbolType: string,
    names: readonly string[],
    above: readonly string[],
    own: object,
  ) =>
    isOne
      ? null
      : {
          title: null,
          symbolType,
          orient: fits([...names, ...above]) ? 'top' : 'bottom',
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
    circle: (color) => legend('circle', circles, strokes, filled(color)),
    square: (color) => legend('square', squares, [...circles, ...strokes], filled(color)),
    stroke: legend('stroke', strokes, [], {
      orient: 'top',
      symbolStrokeWidth: 2.5,
      symbolSize: 120,
    }),
  };
}
