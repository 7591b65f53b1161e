// What a user has chosen, apart from the data: checked wherever it comes from, and kept in the address of the page.

import { type KernelName, kernelNames } from 'nadaraya/regression';

/** What is drawn. */
export const views = ['curve', 'residuals', 'density'] as const;
/** How the predictor is read. */
export const predictorKinds = ['number', 'periodic'] as const;
/** What a column of groups is for: a curve for each, one model that shares, or rows that hang together. */
export const groupUses = ['by', 'category', 'cluster'] as const;
/** Degrees of local polynomials: chosen, of many rows as 1; chosen from all in any case; or given. */
export const degrees = ['auto', 'all', '0', '1', '2', '3'] as const;
/** One bandwidth everywhere, or windows that hold a share of the observations. */
export const windowKinds = ['fixed', 'span'] as const;
/** How a bandwidth is chosen. */
export const choices = ['auto', 'loo', 'gcv', 'aicc', 'plugin', 'silverman', 'scott'] as const;
/** How that of a density is. */
export const densityChoices = ['sj', 'ucv', 'bcv', 'likelihood', 'nrd0'] as const;
/** Levels of bands and intervals. */
export const levels = ['0.8', '0.9', '0.95', '0.99'] as const;

/** What a user has chosen. */
export interface Settings {
  readonly view: (typeof views)[number];
  /** Names of columns; `''` for none. */
  readonly x: string;
  readonly y: string;
  readonly group: string;
  readonly weight: string;
  readonly kind: (typeof predictorKinds)[number];
  readonly period: number;
  readonly use: (typeof groupUses)[number];
  readonly kernel: KernelName;
  readonly degree: (typeof degrees)[number];
  readonly window: (typeof windowKinds)[number];
  readonly choice: (typeof choices)[number];
  readonly densityChoice: (typeof densityChoices)[number];
  /** A bandwidth, or a share, that was set by hand; 0 for the one that is chosen. */
  readonly width: number;
  /** The degree that goes with it where the degree is chosen too. */
  readonly widthDegree: (typeof degrees)[number];
  readonly robust: boolean;
  readonly band: boolean;
  readonly interval: boolean;
  readonly level: (typeof levels)[number];
}

/** The names of columns among the settings: they belong to the data, and go to the address only with those of the page. */
export const columnSettings = ['x', 'y', 'group', 'weight'] as const;

/** What a page begins with. */
export const initialSettings: Settings = {
  view: 'curve',
  x: '',
  y: '',
  group: '',
  weight: '',
  kind: 'number',
  period: 24,
  use: 'by',
  kernel: 'gaussian',
  degree: 'auto',
  window: 'fixed',
  choice: 'auto',
  densityChoice: 'sj',
  width: 0,
  widthDegree: '1',
  robust: false,
  band: true,
  interval: false,
  level: '0.95',
};

/** What each setting may be. */
const accepted: { readonly [Key in keyof Settings]?: readonly string[] } = {
  view: views,
  kind: predictorKinds,
  use: groupUses,
  kernel: kernelNames,
  degree: degrees,
  window: windowKinds,
  choice: choices,
  densityChoice: densityChoices,
  widthDegree: degrees.slice(2),
  level: levels,
};

/** Longer names of columns are not taken from an address. */
const LONGEST_NAME = 200;

/** One setting from a text; `undefined` for what it cannot be. */
export function readSetting<Key extends keyof Settings>(
  key: Key,
  text: string,
): Settings[Key] | undefined {
  return readAny(key, text) as Settings[Key] | undefined;
}

function readAny(key: keyof Settings, text: string): unknown {
  const initial = initialSettings[key];
  if (typeof initial === 'boolean')
    return text === 'true' ? true : text === 'false' ? false : undefined;
  if (typeof initial === 'number') {
    const value = Number(text);
    const isZero = value === 0 && key === 'width' && text !== '';
    return isZero || (value > 1e-300 && value < 1e300) ? value : undefined;
  }
  const choices = accepted[key];
  if (choices) return choices.includes(text) ? text : undefined;
  return text.length <= LONGEST_NAME ? text : undefined;
}

/**
 * Settings from the part of an address after `#`; what is unknown or out of range is left out.
 *
 * @returns the settings that stand there, and the data set of the page that goes with them
 */
export function readHash(hash: string): { sample: string; settings: Partial<Settings> } {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const settings: Record<string, unknown> = {};
  for (const [key, text] of given) {
    if (!Object.hasOwn(initialSettings, key)) continue;
    const value = readSetting(key as keyof Settings, text);
    if (value !== undefined) settings[key] = value;
  }
  return { sample: given.get('data') ?? '', settings };
}

/**
 * Settings for an address: those that are not what a page begins with.
 *
 * @param sample - the data set of the page; `''` for a user's own, whose columns stay out of the address
 */
export function writeHash(settings: Settings, sample: string): string {
  const out = new URLSearchParams();
  if (sample) out.set('data', sample);
  for (const key of Object.keys(initialSettings) as (keyof Settings)[]) {
    const isColumn = columnSettings.some((each) => each === key);
    if (isColumn && !sample) continue;
    if (key === 'widthDegree' && !settings.width) continue;
    if (settings[key] !== initialSettings[key]) out.set(key, String(settings[key]));
  }
  return out.toString();
}
