import { insidePeriod } from '../arrays/insidePeriod.js';
import { optionError } from '../arrays/optionError.js';
import { readArray } from '../arrays/readArray.js';
import { expectOptions } from '../arrays/readOptions.js';
import type { CurveOptions } from '../estimators/curvePoints.js';
import type { DistributionOptions } from '../estimators/distributionOf.js';
import type { ArrayInput } from '../types.js';
import {
  columnOf,
  entryOf,
  expectModel,
  observationsOf,
  type PlottedModel,
} from './PlottedModel.js';
import {
  drawnRegression,
  type RegressionPlotOptions,
  type RegressionRow,
} from './plotRegression.js';
import { ENDS, type Strip } from './readRegression.js';
import { plotOptionNames, type VegaLiteRowsSpec } from './VegaLiteSpec.js';

/** What a picture of quantiles asks of a fitted model; a {@link KernelRegressor} has it all. */
export interface QuantileModel extends Pick<PlottedModel, 'columns' | 'observations' | 'predict'> {
  /** The fitted curve as rows, from which the places are taken. */
  curve(options?: CurveOptions): readonly object[];
  /** Quantiles at places, [m, levels]. */
  quantile(
    xq: number[] & Date[],
    levels: number[],
    options?: DistributionOptions,
  ): ArrayLike<number>;
}

/** Options of {@link plotQuantiles}. */
export interface QuantilePlotOptions extends RegressionPlotOptions, Omit<CurveOptions, 'band'> {
  /**
   * Levels of the quantiles. The lowest and the highest are the ends of the widest band, the next ones those of
   * one inside it; of an odd number the middle one is a line.
   *
   * @defaultValue [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]
   */
  readonly levels?: ArrayInput;
  /** How distributions are made. */
  readonly distribution?: DistributionOptions;
}

const LEVELS = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];

/**
 * A fan chart: quantiles of y along x as nested bands, the median as a line, and the observations.
 *
 * @param model - with one column of x and one of y
 * @param options - levels, how distributions are made; points, from, to as for `curve`; title, size, labels, theme
 * @returns a Vega-Lite specification; the quantiles stand at `data.values`
 * @throws {@link OptionError} for what is no model, and options outside their range
 * @throws {@link UnsupportedError} for a model of several predictors or outputs
 * @throws as `quantile` of a model does
 * @example
 * ```ts
 * import { KernelRegressor, plotQuantiles } from 'nadaraya';
 *
 * const x = Array.from({ length: 60 }, (_, i) => i / 10);
 * const model = new KernelRegressor().fit(x, x.map((t, i) => t + ((7 * i) % 5)));
 * const spec = plotQuantiles(model, { levels: [0.1, 0.5, 0.9], points: 50 });
 * console.log(spec.description); // → observations, 10 % to 90 %, median
 * console.log(Object.keys(spec.data.values[0]).join()); // → name,x,y,low,high
 * ```
 */
export function plotQuantiles(
  model: QuantileModel,
  options?: QuantilePlotOptions,
): VegaLiteRowsSpec<RegressionRow> {
  const where = 'plotQuantiles';
  expectModel(where, model);
  const names = ['maxPoints', 'levels', 'distribution', 'points', 'from', 'to'] as const;
  const given = expectOptions(where, options, [...plotOptionNames, ...names]);
  const { levels: asked = LEVELS, distribution, points, from, to, ...look } = given;
  const levels = Array.from(readArray(where, 'levels', asked, { ranks: [1] }).data).sort(
    (a, b) => a - b,
  );
  if (levels.length === 0) throw optionError(where, 'levels must hold at least one level', 'none');
  const {
    x: [x],
    y: [y],
  } = model.columns;
  const rows = model.curve({
    ...(points !== undefined && { points }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  });
  const places = rows.map((row) => entryOf(row, x.name));
  const found = model.quantile(places as never, levels, distribution);
  const count = levels.length;
  const of = (k: number) => Float64Array.from(places, (_, q) => found[q * count + k]);
  const pairs = Math.floor(count / 2);
  const strips = Array.from({ length: pairs }, (_, k): Strip => {
    const ends = ENDS.interval.map((end) => (k > 0 ? `${end}${k + 1}` : end));
    const label = `${percent(levels[k])} to ${percent(levels[count - 1 - k])}`;
    return { label, ends: ends as [string, string] };
  });
  const ends = strips.flatMap(({ ends: [low, high] }, k) => [
    [low, of(k)] as const,
    [high, of(count - 1 - k)] as const,
  ]);
  const middle = count % 2 > 0 ? levels[pairs] : undefined;
  const name =
    middle === undefined ? 'quantiles' : middle === 0.5 ? 'median' : `quantile, ${percent(middle)}`;
  const columns = { ...(middle !== undefined && { y: of(pairs) }), ...Object.fromEntries(ends) };
  const observed = observationsOf(model);
  const { period = 0 } = x;
  const cloud = {
    name: '',
    x: columnOf(observed, x.name).map((at) => insidePeriod(at, period)),
    columns: { y: columnOf(observed, y.name) },
  };
  const regression = {
    curves: [{ name, x: columnOf(rows, x.name), columns }],
    clouds: observed.length > 0 ? [cloud] : [],
    strips,
    names: { x: x.name, y: y.name },
    isTime: x.type === 'time',
    isRound: period > 0,
  };
  return drawnRegression(where, regression, look);
}

/** A level as it is said. */
function percent(level: number): string {
  return `${Number((100 * level).toPrecision(6))} %`;
}
