import { compile } from 'vega-lite';
import { expect } from 'vitest';
import type { VegaLiteSpec } from '../../src/plot/VegaLiteSpec.js';

/** Expects plain JSON that Vega-Lite compiles without a warning. */
export function expectPicture(spec: VegaLiteSpec): void {
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
  const { spec: vega } = compile(spec as never, { logger });
  expect(complaints).toEqual([]);
  expect(vega.marks?.length).toBeGreaterThan(0);
}

/** Options that every picture refuses, with the message after `where: `. */
export const wrongPlotOptions: [string, unknown, string][] = [
  ['null', null, 'options must be an object, got null'],
  ['an array', [], 'options must be an object, got an array of length 0'],
  ['a string', 'title', 'options must be an object, got "title"'],
  [
    'an unknown name',
    { color: 'red' },
    'options must be among title, width, height, xLabel, yLabel, got "color"',
  ],
  [
    '__proto__',
    { ['__proto__']: 1 },
    'options must be among title, width, height, xLabel, yLabel, got "__proto__"',
  ],
  [
    'constructor',
    { constructor: 1 },
    'options must be among title, width, height, xLabel, yLabel, got "constructor"',
  ],
  ['a width of 0', { width: 0 }, 'width must be a finite number above 0, got 0'],
  ['a height of NaN', { height: NaN }, 'height must be a finite number above 0, got NaN'],
  ['a width in text', { width: '100%' }, 'width must be a finite number above 0, got "100%"'],
  ['a title that is no text', { title: 5 }, 'title must be a string, got 5'],
  ['a label that is no text', { xLabel: {} }, 'xLabel must be a string, got an object'],
  ['a label that is null', { yLabel: null }, 'yLabel must be a string, got null'],
];
