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
  const sum = (names: readonly string[]) => lengths(names).reduce((a, b) => a + b, 0);
  const all = [...circles, ...squares, ...strokes];
  if (all.length < 2) return { circle: () => null, square: () => null, stroke: null };
  const orient = (names: readonly string[]) => (sum(names) <= room ? 'top' : 'bottom');
  const columns = (names: readonly string[]) =>
    sum(names) > room && { columns: Math.max(1, Math.floor(room / Math.max(...lengths(names)))) };
  const filled =
    (symbolType: string, names: readonly string[], above: readonly string[]) =>
    (symbolFillColor?: string) => ({
      title: null,
      orient: orient([...names, ...above]),
      symbolType,
      ...(symbolFillColor !== undefined && { symbolFillColor }),
      symbolStrokeWidth: 0,
      ...columns(names),
    });
  return {
    circle: filled('circle', circles, strokes),
    square: filled('square', squares, [...circles, ...strokes]),
    stroke: {
      title: null,
      orient: 'top',
      symbolType: 'stroke',
      symbolStrokeWidth: 2.5,
      symbolSize: 120,
      ...columns(strokes),
    },
  };
}
