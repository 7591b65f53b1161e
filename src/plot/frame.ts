// What all pictures have in common: size, title and look, axes and tooltips, legends, colors.

import { formatValue } from '../arrays/formatValue.js';
import { optionError } from '../arrays/optionError.js';
import { expectChoice, expectNumber, expectOptions, expectType } from '../arrays/readOptions.js';
import {
  type PlotOptions,
  plotOptionNames,
  type Theme,
  type VegaLiteFields,
  type VegaLiteLayer,
  type VegaLiteSpec,
} from './VegaLiteSpec.js';

/**
 * Pixels that a letter takes about, at the sizes of titles, of subtitles and of legends: where there are no
 * fonts, Vega takes it for as wide as that.
 */
const LETTER = { title: 7, small: 5.8, legend: 8.8 };
/** What an axis adds to the width that a title has, and the least that a page gives to a picture. */
const [AXIS, NARROW] = [40, 280];

/** What is told in or by milliseconds of times, pictures tell in days: that many are one. */
export const DAY = 864e5;

/** A text in lines of about so many letters at most, broken between words. */
function wrapped(text: string, letters: number): string[] {
  return (
    text.match(new RegExp(`\\S(.{0,${Math.floor(letters) - 2}}\\S)?(?=\\s|$)|\\S+`, 'g')) ?? []
  );
}

/** A column of numbers, or of times in UTC, as an axis, which need not reach to 0, and of a circle no further than it. */
export function axisOf(
  field: string,
  title = field,
  isTime = false,
  isRound = false,
): VegaLiteFields {
  const type = isTime ? 'temporal' : 'quantitative';
  const scale = isTime ? { type: 'utc' } : { zero: false };
  return { field, type, title, scale: { ...scale, ...(isRound && { nice: false }) } };
}

/** What an axis shows as tooltips tell it. */
export function tipOf({ field, type, title }: VegaLiteFields): VegaLiteFields {
  const shown = type === 'temporal' ? { timeUnit: TO_MINUTES } : { format: '.4~g' };
  return { field, type, title, ...shown };
}

/** How exactly tooltips tell a time. */
const TO_MINUTES = 'utcyearmonthdatehoursminutes';

/** A layer with the titles of its tooltips as Vega-Lite writes them into code, where it masks nothing but quotes. */
function masked(layer: VegaLiteLayer): VegaLiteLayer {
  const { tooltip } = layer.encoding;
  if (!Array.isArray(tooltip)) return layer;
  const titled = (tip: VegaLiteFields) => ({
    ...tip,
    title: JSON.stringify(tip.title).slice(1, -1).replaceAll('\\"', '"'),
  });
  return { ...layer, encoding: { ...layer.encoding, tooltip: tooltip.map(titled) } };
}

/** The name of what is pointed at in a tooltip, where there are several. */
export function nameIn(names: readonly string[], title: string): VegaLiteFields[] {
  return names.length > 1 ? [{ field: 'name', type: 'nominal', title }] : [];
}

/** What a symbol takes, with the space about it, in pixels. */
const SYMBOL = 30;

/** Legends of points, of strips and of curves. */
export interface Legends {
  /** @param color - of all its symbols; without it each has its own */
  readonly circle: (color?: string) => VegaLiteFields | null;
  readonly square: (color?: string) => VegaLiteFields | null;
  readonly stroke: VegaLiteFields | null;
}

/** The colors of every picture. */
export interface Colors {
  readonly paper: string;
  /** Of titles and labels, and of a true curve. */
  readonly ink: string;
  /** Of what stands back: observations, rules, subtitles. */
  readonly muted: string;
  readonly grid: string;
  /** Of curves, one after the other: the color-blind can tell them apart. */
  readonly palette: readonly string[];
}

/** By theme. After Okabe and Ito (2008), Color Universal Design; those on dark are lighter. */
const THEMES: Readonly<Record<Theme, Colors>> = {
  light: {
    paper: 'white',
    ink: '#222222',
    muted: '#777777',
    grid: '#e8e8e8',
    palette: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'],
  },
  dark: {
    paper: '#16181d',
    ink: '#e8e8e8',
    muted: '#9a9fa6',
    grid: '#32363d',
    palette: ['#56b4e9', '#e69f00', '#2bc49a', '#e78ac3', '#f0e442', '#ff7b4a'],
  },
};

/** Dashes of the truth, of curves, and of curves whose color was there before. */
const [TRUTH, SOLID, AGAIN] = [
  [5, 4],
  [1, 0],
  [8, 3],
];

/** The golden section: its multiples are spread over what lies between integers. */
const GOLDEN = 0.618;

/**
 * At most so many: one of each of equal runs, and not always the same of its run, so that what comes
 * again and again in their order does not bias the picture.
 */
function thinned(all: number[], most: number): number[] {
  if (all.length <= most) return all;
  return Array.from(
    { length: most },
    (_, i) => all[Math.floor(((i + ((i * GOLDEN) % 1)) * all.length) / most)],
  );
}

/** The size of a point, in square pixels: many are small. */
export function sizeOf(count: number): number {
  return count > 1000 ? 8 : count > 300 ? 16 : 28;
}

/** The smallest and the largest. */
export function extent(numbers: Iterable<number>): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const each of numbers) {
    low = Math.min(low, each);
    high = Math.max(high, each);
  }
  return [low, high];
}

/** A picture while it is made. */
export type Picture<Options extends PlotOptions> = ReturnType<typeof pictureOf<Options>>;

/**
 * Begins a picture: what its options ask for, and what must be said of it.
 *
 * @param where - the public function, for messages
 * @param own - names of the options that not all pictures have
 */
export function pictureOf<Options extends PlotOptions & { readonly maxPoints?: number }>(
  where: string,
  options: Options | undefined,
  own: readonly Exclude<keyof Options & string, keyof PlotOptions>[] = [],
) {
  const names = [...plotOptionNames, ...own] as readonly (keyof Options & string)[];
  const given = expectOptions(where, options, names);
  const { theme = 'light', width = 420, maxPoints = 2000 } = given;
  const colors = THEMES[expectChoice(where, 'theme', theme, ['light', 'dark'])];
  if (width !== 'container' && typeof width !== 'number') {
    const expected = "width must be a number of pixels or 'container'";
    throw optionError(where, expected, formatValue(width));
  }
  /** The pixels that titles and legends can count on. */
  const room = width === 'container' ? NARROW : expectNumber(where, 'width', width, 'positive');
  const most = expectNumber(where, 'maxPoints', maxPoints, 'count');
  /** What stands below the title. */
  const notes: string[] = [];
  return {
    options: given,
    colors,
    notes,

    /**
     * The specification: schema, size, title, a quiet look.
     *
     * @param layer - what is drawn
     * @param shown - what that is, in words
     * @param isEmpty - whether it has no rows: then there are no values for Vega to say of axes
     */
    spec(layer: VegaLiteLayer[], shown: string, isEmpty = false): VegaLiteSpec {
      const { height = 280, title = [] } = given;
      for (const name of ['xLabel', 'yLabel'] as const)
        if (given[name] !== undefined) expectType(where, name, given[name], 'string');
      const lines: unknown = typeof title === 'string' ? [title] : title;
      if (!Array.isArray(lines) || !lines.every((line) => typeof line === 'string')) {
        const expected = 'title must be a string or an array of strings';
        throw optionError(where, expected, formatValue(title));
      }
      const { paper, ink, muted, grid } = colors;
      const text = lines.flatMap((line) => wrapped(line, (room + AXIS) / LETTER.title));
      const subtitle = notes.flatMap((note) => wrapped(note, (room + AXIS) / LETTER.small));
      return {
        $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
        ...(text.length + subtitle.length > 0 && {
          title: text.length === 1 && subtitle.length === 0 ? text[0] : { text, subtitle },
        }),
        description: [lines.join(' '), shown, ...notes].filter((part) => part !== '').join('. '),
        background: paper,
        width,
        height: expectNumber(where, 'height', height, 'positive'),
        layer: layer.map(masked),
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
            ...(isEmpty && { aria: false }),
          },
          legend: { labelColor: ink, titleColor: ink, labelFontSize: 11, labelLimit: 0 },
          text: { color: ink },
        },
      };
    },

    /** Colors and dashes of curves by name, as scales; the one that is called truth stands apart. */
    scales(
      names: readonly string[],
    ): Record<'color' | 'dash', { readonly domain: readonly string[]; readonly range: unknown[] }> {
      const { palette, ink } = colors;
      const { length: n } = palette;
      const places = names.filter((name) => name !== 'truth');
      const scale = (ofTruth: unknown, of: (i: number) => unknown) => ({
        domain: names,
        range: names.map((name) => (name === 'truth' ? ofTruth : of(places.indexOf(name)))),
      });
      return {
        color: scale(ink, (i) => palette[i % n]),
        dash: scale(TRUTH, (i) => (i < n ? SOLID : AGAIN)),
      };
    },

    /**
     * Legends by symbol: those of curves above the picture, in columns where they are many; the others beside
     * them as far as there is room, else below. A single entry needs none.
     *
     * @param by - what the names of curves are values of
     */
    legends(
      circles: readonly string[],
      squares: readonly string[],
      strokes: readonly string[],
      by?: string,
    ): Legends {
      const lengths = (names: readonly string[]) =>
        names.map((name) => LETTER.legend * name.length + SYMBOL);
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
    },

    /**
     * Which of n observations are drawn; what is left out is noted.
     *
     * @param isThere - whether one has numbers
     */
    drawn(n: number, isThere: (i: number) => boolean): number[] {
      const all = Array.from({ length: n }, (_, i) => i).filter(isThere);
      const drawn = thinned(all, most);
      const note = (what: string, part: number, whole: number) => {
        const [few, many] = [part, whole].map((count) => count.toLocaleString('en-US'));
        if (part > 0) notes.push(`${what}: ${few} of ${many} observations`);
      };
      note('left out, without a number', n - all.length, n);
      if (drawn.length < all.length) note('shown', drawn.length, all.length);
      return drawn;
    },
  };
}
