import { formatValue } from '../arrays/formatValue.js';
import { expectNumber, expectType } from '../arrays/readOptions.js';
import { OptionError } from '../errors.js';
import { colorsOf } from './colors.js';
import type { PlotOptions, VegaLiteLayer, VegaLiteSpec } from './VegaLiteSpec.js';

/** Pixels that a letter takes about, at the sizes of titles and of subtitles. */
const LETTER = { title: 7, small: 5.8 };
/** What an axis adds to the width that a title has, and the least that a page gives to a picture. */
const [AXIS, NARROW] = [40, 280];

/**
 * What every picture begins with: schema, size, title, a quiet look.
 *
 * @param layer - what is drawn
 * @param shown - what that is, in words
 * @param notes - what must be said of it, below the title
 */
export function frame(
  where: string,
  options: PlotOptions,
  layer: VegaLiteLayer[],
  shown: string,
  notes: readonly string[] = [],
): VegaLiteSpec {
  const { height = 280 } = options;
  for (const name of ['xLabel', 'yLabel'] as const) {
    if (options[name] !== undefined) expectType(where, name, options[name], 'string');
  }
  const width = widthOf(where, options);
  const lines = titleOf(where, options);
  const { paper, ink, muted, grid } = colorsOf(where, options);
  const room = roomOf(width) + AXIS;
  const text = lines.flatMap((line) => wrapped(line, room / LETTER.title));
  const subtitle = notes.flatMap((note) => wrapped(note, room / LETTER.small));
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    ...(text.length + subtitle.length > 0 && {
      title: text.length === 1 && subtitle.length === 0 ? text[0] : { text, subtitle },
    }),
    description: [lines.join(' '), shown, ...notes].filter((part) => part !== '').join('. '),
    background: paper,
    width,
    height: expectNumber(where, 'height', height, 'positive'),
    layer,
    config: {
      view: { stroke: null },
      mark: { aria: false }, // of thousands: the description says what they are
      title: { anchor: 'start', frame: 'bounds', color: ink, subtitleColor: muted },
      axis: {
        gridColor: grid,
        domainColor: muted,
        tickColor: muted,
        labelColor: ink,
        titleColor: ink,
        labelFontSize: 11,
      },
      legend: { labelColor: ink, titleColor: ink, labelFontSize: 11, labelLimit: 0 },
      text: { color: ink },
    },
  };
}

/** The pixels that titles and legends can count on. */
export function roomOf(width: number | 'container'): number {
  return width === 'container' ? NARROW : width;
}

/** The width of a picture. */
export function widthOf(where: string, { width = 420 }: PlotOptions): number | 'container' {
  if (width === 'container') return width;
  if (typeof width === 'number') return expectNumber(where, 'width', width, 'positive');
  const expected = "width must be a number of pixels or 'container'";
  throw new OptionError({ where, expected, received: formatValue(width) });
}

function titleOf(where: string, { title = [] }: PlotOptions): readonly string[] {
  const lines: unknown = typeof title === 'string' ? [title] : title;
  if (Array.isArray(lines) && lines.every((line) => typeof line === 'string')) return lines;
  const expected = 'title must be a string or an array of strings';
  throw new OptionError({ where, expected, received: formatValue(title) });
}

/** A text in lines of about so many letters at most, broken between words. */
function wrapped(text: string, letters: number): string[] {
  return (
    text.match(new RegExp(`\\S(.{0,${Math.floor(letters) - 2}}\\S)?(?=\\s|$)|\\S+`, 'g')) ?? []
  );
}
