import { nameIn, pictureOf, sizeOf, tipOf } from './frame.js';
import { expectModel, type PlottedModel } from './PlottedModel.js';
import type { RegressionPlotOptions } from './plotRegression.js';
import type { VegaLiteLayer, VegaLiteMark, VegaLiteRowsSpec } from './VegaLiteSpec.js';

/** Options of {@link plotLeverage}. */
export type LeveragePlotOptions = RegressionPlotOptions;

/** An observation as {@link plotLeverage} draws it. */
export interface LeverageRow {
  /** Which of the rows that were given, from 0. */
  readonly row: number;
  /** How strongly it pulls its own fit, from 0 to 1. */
  readonly leverage: number;
  /** y − ŷ, with it left out of its own fit. */
  readonly residual: number;
  /** Of several outputs which. */
  readonly name: string;
}

/**
 * How strongly each observation pulls the curve to itself, and how far the others would leave it from
 * there: what is far to the right and far from zero makes the curve what it is.
 *
 * @param model - a fitted model
 * @param options - title, size, labels, theme
 * @returns a Vega-Lite specification; a dashed line marks the mean leverage
 * @throws {@link OptionError} for what is no model, and options outside their range
 * @throws {@link UnsupportedError} for a model of a summary
 * @example
 * ```ts
 * import { KernelRegressor, plotLeverage } from 'nadaraya';
 *
 * const model = new KernelRegressor({ bandwidth: 1 }).fit([1, 2, 3, 9], [1, 3, 2, 4]);
 * const { values } = plotLeverage(model).data;
 * console.log(values[3].leverage > 0.99); // → true
 * ```
 */
export function plotLeverage(
  model: PlottedModel,
  options?: LeveragePlotOptions,
): VegaLiteRowsSpec<LeverageRow> {
  const where = 'plotLeverage';
  const picture = pictureOf(where, options, ['maxPoints']);
  const names = expectModel(where, model).columns.y.map(({ name }) => name);
  const { leverage, looResiduals, rows } = model;
  const all = names.flatMap((name, k) =>
    Array.from(leverage, (each, i) => {
      const residual = looResiduals[i * names.length + k];
      return { row: rows[i], leverage: each, residual, name };
    }),
  );
  const isThere = (i: number) => Number.isFinite(all[i].residual);
  const values = picture.drawn(all.length, isThere).map((i) => all[i]);
  const mean = Array.from(leverage).reduce((sum, each) => sum + each / leverage.length, 0);

  const { colors } = picture;
  const { xLabel = 'leverage', yLabel = 'leave-one-out residual' } = picture.options;
  const x = { field: 'leverage', type: 'quantitative', title: xLabel };
  const y = { field: 'residual', type: 'quantitative', title: yLabel };
  const legend = picture.legends(names, [], []);
  const marked = { values: [{ leverage: mean, label: 'mean' }] };
  const rule: VegaLiteMark = { type: 'rule', color: colors.muted, strokeDash: [5, 4] };
  const layer: VegaLiteLayer[] = [
    { data: { values: [{ residual: 0 }] }, mark: rule, encoding: { y } },
    { data: marked, mark: rule, encoding: { x } },
    {
      data: marked,
      mark: { type: 'text', color: colors.muted, align: 'left', dx: 4, fontSize: 11 },
      encoding: { x, y: { value: 6 }, text: { field: 'label' } },
    },
    {
      mark: { type: 'point', filled: true, size: sizeOf(values.length), opacity: 0.8 },
      encoding: {
        x,
        y,
        fill: {
          field: 'name',
          scale: picture.scales(names).color,
          legend: legend.circle(),
        },
        tooltip: [
          ...nameIn(names, 'output'),
          { field: 'row', type: 'quantitative', title: 'row' },
          tipOf(x),
          tipOf(y),
        ],
      },
    },
  ];
  return { ...picture.spec(layer, 'residuals by leverage'), data: { values } };
}
