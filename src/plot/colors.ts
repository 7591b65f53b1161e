import { expectChoice } from '../arrays/readOptions.js';
import type { PlotOptions, Theme } from './VegaLiteSpec.js';

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

/** The colors that options ask for. */
export function colorsOf(where: string, { theme = 'light' }: PlotOptions): Colors {
  return THEMES[expectChoice(where, 'theme', theme, ['light', 'dark'])];
}

/** Dashes of the truth, of curves, and of curves whose color was there before. */
const [TRUTH, SOLID, AGAIN] = [
  [5, 4],
  [1, 0],
  [8, 3],
];

/** Colors and dashes of curves by name, as scales; the one that is called truth stands apart. */
export function scalesOf(
  names: readonly string[],
  { palette, ink }: Colors,
): Record<'color' | 'dash', { readonly domain: readonly string[]; readonly range: unknown[] }> {
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
}
