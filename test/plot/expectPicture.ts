import { compile, type TopLevelSpec } from 'vega-lite';
import { expect } from 'vitest';
import { plotOptionNames } from '../../src/plot/VegaLiteSpec.js';

/** Expects plain JSON that Vega-Lite compiles without a warning. */
export function expectPicture(spec: TopLevelSpec): void {
  expect(JSON.parse(JSON.stringify(spec))).toStrictEqual(spec);
  const complaints: unknown[] = [];
  const complain = (...messages: unknown[]): typeof logger => {
    complaints.push(...messages);
    return logger;
  };
  const logger: any = {
    level: () => logger,
    info: () => logger,
    debug: () => logger,
    warn: complain,
    error: complain,
  };
  const { spec: vega } = compile(spec, { logger });
  expect(complaints).toEqual([]);
  expect(vega.marks?.length).toBeGreaterThan(0);
}

/** Options that every picture refuses, with the message after `where: `. */
/** @param names - of the options that a picture has beside those of all */
export const wrongPlotOptions = (...names: string[]): [string, unknown, string][] => [
  ['null', null, 'options must be an object, got null'],
  ['an array', [], 'options must be an object, got an array of length 0'],
  ['a string', 'title', 'options must be an object, got "title"'],
  [
    'an unknown name',
    { color: 'red' },
    `options must be among ${[...plotOptionNames, ...names].join(', ')}, got "color"`,
  ],
  [
    '__proto__',
    { ['__proto__']: 1 },
    `options must be among ${[...plotOptionNames, ...names].join(', ')}, got "__proto__"`,
  ],
  [
    'constructor',
    { constructor: 1 },
    `options must be among ${[...plotOptionNames, ...names].join(', ')}, got "constructor"`,
  ],
  ['a width of 0', { width: 0 }, 'width must be a finite number above 0, got 0'],
  ['a height of NaN', { height: NaN }, 'height must be a finite number above 0, got NaN'],
  [
    'a width in text',
    { width: '100%' },
    'width must be a number of pixels or \'container\', got "100%"',
  ],
  ['a title that is no text', { title: 5 }, 'title must be a string or an array of strings, got 5'],
  [
    'a title of lines that are no text',
    { title: [5] },
    'title must be a string or an array of strings, got an array of length 1',
  ],
  ['another theme', { theme: 'blue' }, 'theme must be one of light, dark, got "blue"'],
  ['a label that is no text', { xLabel: {} }, 'xLabel must be a string, got an object'],
  ['a label that is null', { yLabel: null }, 'yLabel must be a string, got null'],
];
