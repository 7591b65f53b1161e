import { formatValue } from '../arrays/formatValue.js';
import { insidePeriod } from '../arrays/insidePeriod.js';
import { optionError } from '../arrays/optionError.js';
import { isDate } from '../arrays/readArray.js';
import { expectChoice } from '../arrays/readOptions.js';
import type { ModelColumns } from '../estimators/columns.js';
import { axisOf, pictureOf, tipOf } from './frame.js';
import { columnOf, entryOf } from './PlottedModel.js';
import type { PlotOptions, VegaLiteLayer, VegaLiteRowsSpec } from './VegaLiteSpec.js';

/** What a picture asks of a classifier; a {@link KernelClassifier} has it all. */
export interface PlottedClasses {
  /** The labels. */
  readonly classes: readonly (string | number | boolean)[];
  /** The columns that it was fitted to. */
  readonly columns: ModelColumns;
  /** The observations that it was fitted to, under the names of the columns. */
  readonly observations: readonly object[];
  /** The chances along the one predictor as rows, class after class. */
  curve(): readonly object[];
}

/** Options of {@link plotClasses}. */
export interface ClassPlotOptions extends PlotOptions {
  /** Chances one upon another, or a line for each. @defaultValue 'areas' */
  readonly as?: 'areas' | 'lines';
  /** How many observations are drawn at most, as ticks along x. @defaultValue 2000 */
  readonly maxPoints?: number;
}

/** A place of a class as it is drawn; null is a gap. */
export interface ClassRow {
  /** The label. */
  readonly name: string;
  /** Where; of a date the milliseconds since 1970. */
  readonly x: number;
  /** The chance of the class there. */
  readonly probability: number | null;
}

/**
 * A picture of the chances of classes along one predictor: areas one upon another, or lines, and ticks where the
 * observations are.
 *
 * @param model - a fitted classifier of one predictor
 * @param options - areas or lines; title, size, labels, theme; how many observations
 * @returns a Vega-Lite specification; the chances stand at `data.values`
 * @throws {@link OptionError} for anything else, and options outside their range
 * @throws {@link UnsupportedError} for a classifier of several predictors
 * @example
 * ```ts
 * import { KernelClassifier, plotClasses } from 'nadaraya';
 *
 * const model = new KernelClassifier({ bandwidth: 1 }).fit([1, 2, 3, 4, 5, 6], ['a', 'a', 'b', 'a', 'b', 'b']);
 * const spec = plotClasses(model, { title: 'Two classes' });
 * console.log(spec.title, spec.data.values.length); // → Two classes 400
 * ```
 */
export function plotClasses(
  model: PlottedClasses,
  options?: ClassPlotOptions,
): VegaLiteRowsSpec<ClassRow> {
  const where = 'plotClasses';
  expectClassifier(where, model);
  const picture = pictureOf(where, options, ['as', 'maxPoints']);
  const { options: given, colors } = picture;
  const isStacked = expectChoice(where, 'as', given.as ?? 'areas', ['areas', 'lines']) === 'areas';
  const [{ name: xName, period }] = model.columns.x;
  const [{ name: label }] = model.columns.y;
  const rows = model.curve();
  const isTime = isDate(entryOf(rows[0], xName));
  const [x, chances] = [columnOf(rows, xName), columnOf(rows, 'probability')];
  const values = rows.map((row, i) => ({
    name: String(entryOf(row, label)),
    x: x[i],
    probability: Number.isNaN(chances[i]) ? null : chances[i],
  }));
  const names = model.classes.map(String);
  const scales = picture.scales(names);
  const along = axisOf('x', given.xLabel ?? xName, isTime, period !== undefined);
  const up = {
    ...axisOf('probability', given.yLabel ?? `chance of ${label}`),
    scale: { domain: [0, 1] },
  };
  const legend = picture.legends([], isStacked ? names : [], isStacked ? [] : names);
  const tooltip = [{ field: 'name', type: 'nominal', title: label }, tipOf(along), tipOf(up)];
  const byName = { field: 'name', type: 'nominal', scale: scales.color, sort: names };
  const layer: VegaLiteLayer[] = isStacked
    ? [
        {
          mark: { type: 'area', opacity: 0.85 },
          encoding: {
            x: along,
            y: { ...up, stack: 'zero' },
            fill: { ...byName, legend: legend.square() },
            order: { field: 'name', sort: 'ascending' },
            tooltip,
          },
        },
      ]
    : [
        {
          mark: { type: 'line' },
          encoding: {
            x: along,
            y: up,
            stroke: { ...byName, legend: legend.stroke },
            strokeDash: { field: 'name', scale: scales.dash, legend: legend.stroke },
            tooltip,
          },
        },
      ];
  const observed = columnOf(model.observations, xName);
  const ticks = picture.drawn(observed.length, (i) => Number.isFinite(observed[i]));
  if (ticks.length > 0) {
    layer.push({
      data: { values: ticks.map((i) => ({ x: insidePeriod(observed[i], period) })) },
      mark: {
        type: 'tick',
        orient: 'vertical',
        size: 8,
        thickness: 1,
        color: colors.ink,
        opacity: 0.5,
        yOffset: -4,
      },
      encoding: { x: along, y: { datum: 0 } },
    });
  }
  return {
    ...picture.spec(layer, `chances of ${names.join(', ')} along ${xName}`),
    data: { values },
  };
}

function expectClassifier(where: string, model: unknown): void {
  const { classes, curve } = Object(model) as Partial<PlottedClasses>;
  if (Array.isArray(classes) && typeof curve === 'function') return;
  throw optionError(where, 'model must be a fitted classifier', formatValue(model));
}
