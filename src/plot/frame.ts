import { expectNumber, expectType } from '../arrays/readOptions.js';
import type { PlotOptions, VegaLiteSpec } from './VegaLiteSpec.js';

/** One thing to draw under a name of its own, or several by theirs. */
export function curvesOf<T>(given: T | ReadonlyMap<string, T>, name: string): [string, T][] {
  return given instanceof Map ? [...given] : [[name, given as T]];
}

/** What every picture begins with: schema, size, title, a quiet look on white. */
export function frame(
  where: string,
  options: PlotOptions,
  body: Record<string, unknown>,
): VegaLiteSpec {
  const { title, width = 420, height = 280 } = options;
  for (const name of ['title', 'xLabel', 'yLabel'] as const) {
    if (options[name] !== undefined) expectType(where, name, options[name], 'string');
  }
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    ...(title !== undefined && { title, description: title }),
    background: 'white',
    width: expectNumber(where, 'width', width, 'positive'),
    height: expectNumber(where, 'height', height, 'positive'),
    config: {
      view: { stroke: null },
      axis: { gridColor: '#e8e8e8', labelFontSize: 11, titleFontSize: 12 },
    },
    ...body,
  };
}
