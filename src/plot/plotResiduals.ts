import { unsupportedError } from '../arrays/optionError.js';
import { expectChoice } from '../arrays/readOptions.js';
import { axisOf, nameIn, pictureOf, sizeOf, tipOf } from './frame.js';
import { columnOf, expectModel, type PlottedModel } from './PlottedModel.js';
import type { RegressionPlotOptions } from './plotRegression.js';
import type { VegaLiteLayer, VegaLiteRowsSpec } from './VegaLiteSpec.js';

/** Options of {@link plotResiduals}. */
export interface ResidualPlotOptions extends RegressionPlotOptions {
  /**
   * Against what: the `'fit'`; `'x'`, the one predictor; or normal `'quantiles'`, where residuals of
   * normal noise lie along the line.
   *
   * @defaultValue 'fit'
   */
  readonly against?: 'fit' | 'x' | 'quantiles';
}

/** A residual as it is drawn. */
export interface ResidualRow {
  /** Where: the fit, x, or the share of residuals that are smaller. */
  readonly x: number;
  /** y − ŷ. */
  readonly residual: number;
  /** Of several outputs which. */
  readonly name: string;
}

/** What the horizontal axis is called, by what is on it. */
const TITLES = { fit: 'fit', quantiles: 'normal quantile' };

/**
 * The residuals of a model: whether their size depends on the fit or on x, and whether noise is normal.
 *
 * @param model - a fitted model
 * @param options - title, size, labels, theme; against what
 * @returns a Vega-Lite specification
 * @throws {@link OptionError} for what is no model, and options outside their range
 * @throws {@link UnsupportedError} against x for several predictors, and for a model of a summary
 * @remarks The line of the quantiles goes through the quartiles of residuals and of the normal distribution.
 * @example
 * ```ts
 * import { KernelRegressor, plotResiduals } from 'nadaraya';
 *
 * const model = new KernelRegressor({ bandwidth: 1 }).fit([1, 2, 3, 4], [1, 3, 2, 4]);
 * console.log(plotResiduals(model, { against: 'quantiles' }).data.values[0].x); // → 0.125
 * ```
 */
export function plotResiduals(
  model: PlottedModel,
  options?: ResidualPlotOptions,
): VegaLiteRowsSpec<ResidualRow> {
  const where = 'plotResiduals';
  const picture = pictureOf(where, options, ['against', 'maxPoints']);
  const { options: given, colors } = picture;
  const choices = ['fit', 'x', 'quantiles'] as const;
  const against = expectChoice(where, 'against', given.against ?? 'fit', choices);
  const { x: predictors, y: outputs } = expectModel(where, model).columns;
  if (against === 'x' && predictors.length !== 1) {
    const expected = "the model must have one predictor; against: 'fit' takes any";
    throw unsupportedError(where, expected, predictors.length);
  }
  const { residuals, observations } = model;
  const all = outputs.flatMap(({ name }, k) => {
    const own = Array.from(observations, (_, i) => residuals[i * outputs.length + k]);
    const column = columnOf(observations, against === 'x' ? predictors[0].name : name);
    const at = (i: number) => (against === 'x' ? column[i] : column[i] - own[i]);
    if (against !== 'quantiles') return own.map((residual, i) => ({ x: at(i), residual, name }));
    const sorted = own.filter(Number.isFinite).sort((a, b) => a - b);
    return sorted.map((residual, i) => ({ x: (i + 0.5) / sorted.length, residual, name }));
  });
  const isThere = (i: number) => Number.isFinite(all[i].x + all[i].residual);
  const values = picture.drawn(all.length, isThere).map((i) => all[i]);

  const names = outputs.map(({ name }) => name);
  const isTime = against === 'x' && predictors[0].type === 'time';
  const isQuantile = against === 'quantiles';
  const title = given.xLabel ?? (against === 'x' ? predictors[0].name : TITLES[against]);
  const axis = axisOf('x', title, isTime);
  const x = isQuantile ? { ...axis, field: 'quantile' } : axis;
  const transform = isQuantile ? [{ calculate: 'quantileNormal(datum.x)', as: 'quantile' }] : [];
  const y = { field: 'residual', type: 'quantitative', title: given.yLabel ?? 'residual' };
  const { color } = picture.scales(names);
  const dashed = { color: colors.muted, strokeWidth: 1.2, strokeDash: [5, 4] };
  const legend = picture.legends(names, [], []);
  const reference: VegaLiteLayer = isQuantile
    ? {
        data: { values: names.flatMap((name) => quartileLine(all, name)) },
        transform: [...transform, { calculate: ON_LINE, as: 'residual' }],
        mark: { type: 'line', ...dashed },
        encoding: { x, y, detail: { field: 'name' } },
      }
    : { data: { values: [{ residual: 0 }] }, mark: { type: 'rule', ...dashed }, encoding: { y } };
  const layer: VegaLiteLayer[] = [
    reference,
    {
      transform,
      mark: { type: 'point', filled: true, size: sizeOf(values.length), opacity: 0.8 },
      encoding: {
        x,
        y,
        fill: { field: 'name', scale: color, legend: legend.circle() },
        tooltip: [...nameIn(names, 'output'), tipOf(x), tipOf(y)],
      },
    },
  ];
  return { ...picture.spec(layer, `residuals by ${title}`), data: { values } };
}

/** The height of the line through two residuals, `low` and `high`, at shares that mirror each other. */
const ON_LINE =
  '(datum.low + datum.high) / 2 + (datum.low - datum.high) / 2 * datum.quantile / quantileNormal(datum.share)';

/** The ends of the line through the quartiles, for residuals in ascending order. */
function quartileLine(all: readonly ResidualRow[], name: string): object[] {
  const sorted = all.filter((row) => row.name === name);
  const { length: n } = sorted;
  if (n < 2) return [];
  const i = Math.floor(n / 4);
  const [low, high, share] = [sorted[i].residual, sorted[n - 1 - i].residual, sorted[i].x];
  return [sorted[0], sorted[n - 1]].map(({ x }) => ({ x, name, low, high, share }));
}
