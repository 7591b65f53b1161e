import { groupedBy } from '../arrays/groupedBy.js';
import { unsupportedError } from '../arrays/optionError.js';
import { isDate } from '../arrays/readArray.js';
import { expectNumber, expectOptions } from '../arrays/readOptions.js';
import type { ModelColumn } from '../estimators/columns.js';
import type { CurveOptions } from '../estimators/curvePoints.js';
import type { SliceEntry } from '../estimators/slicePoints.js';
import type { BandOptions } from '../inference/curveBand.js';
import { pictureOf } from './frame.js';
import { columnOf, entryOf, expectModel, type PlottedModel } from './PlottedModel.js';
import { plotPanels, type VegaLitePanels } from './plotPanels.js';
import { drawnRegression, type RegressionRow } from './plotRegression.js';
import { type Curve, ENDS, type Strip, stripLabel } from './readRegression.js';
import { type PlotOptions, plotOptionNames, type VegaLiteRowsSpec } from './VegaLiteSpec.js';

/** Options of {@link plotSlices}: those of `model.slice`, and how it is drawn. */
export interface SlicePlotOptions extends PlotOptions, CurveOptions {
  /** Whether curves have a confidence band, and which. @defaultValue true */
  readonly band?: boolean | BandOptions;
  /** How many panels stand in a row. @defaultValue 3 */
  readonly columns?: number;
  /** Width of the picture in pixels, or of each panel. @defaultValue 420, of panels 200 */
  readonly width?: number | 'container';
  /** Height in the same way. @defaultValue 280, of panels 200 */
  readonly height?: number;
}

/** The size of a panel. */
const PANEL = { width: 200, height: 200 };

/**
 * Curves along one of several predictors, with the others held: a color for each value of the first that is
 * held at several, and panels for those of others.
 *
 * @param model - a fitted model
 * @param at - the predictor to go along, and where the others are held, as for `slice` of a
 *   {@link KernelRegressor}
 * @param options - as for `slice`; title, size, labels, theme; how many panels stand in a row
 * @returns a Vega-Lite specification: one picture, or its panels in `concat`, on the same scales. Several
 *   outputs are told apart as the values of a held predictor are, and panels of them have scales of their own
 * @throws {@link OptionError} for what is no model, and options outside their range
 * @throws {@link UnsupportedError} along a category
 * @throws as `slice` of the model does
 * @remarks Where a place lies beyond the data, as `extrapolation` of the rows says, a curve is a guess: it is
 *   dotted there and has no band, and where it leaves the picture it is cut off. Predictors held at one value
 *   are named below the title. Observations are not drawn: they do not stand where the others are held.
 * @example
 * ```ts
 * import { KernelRegressor, plotSlices } from 'nadaraya';
 *
 * const x = Array.from({ length: 100 }, (_, i) => [i % 10, Math.floor(i / 10)]);
 * const model = new KernelRegressor({ bandwidth: 2, degree: 1 }).fit(x, x.map(([a, b]) => a * b));
 * const spec = plotSlices(model, { x1: 'all', x2: [2, 5] });
 * console.log(spec.description); // → 95 % band, x2 2, x2 5
 * ```
 */
export function plotSlices(
  model: PlottedModel,
  at: Readonly<Record<string, SliceEntry>>,
  options?: SlicePlotOptions,
): VegaLiteRowsSpec<RegressionRow> | VegaLitePanels {
  const where = 'plotSlices';
  const given = expectOptions(where, options, OPTIONS);
  const { points, from, to, band = true, columns = 3, ...look } = given;
  const beside = expectNumber(where, 'columns', columns, 'positiveCount');
  const asked = { points, from, to, band } as CurveOptions;
  const rows = expectModel(where, model).slice(at, asked);
  const { along, several, once } = rolesOf(where, model, at, rows);
  const [by, ...others] = several;
  const notes = once.length > 0 ? [`at ${labelOf(rows[0], once)}`] : [];
  if (rows.some(isBeyond)) notes.push('dotted: beyond the data');

  const y = model.columns.y.length > 1 ? 'y' : model.columns.y[0].name;
  const names = { x: along.name, y };
  const isTime = along.type === 'time';
  const isRound = along.period !== undefined;
  const label = stripLabel('band', typeof band === 'object' ? band : {});
  const strips = band ? [{ label, ends: ENDS.band }] : [];
  const picture = (own: readonly object[], options: PlotOptions, said?: Set<string>) => {
    const curves = groupsOf(own, several.slice(0, 1)).map(([, curve]) =>
      curveOf(by === undefined ? y : textOf(curve[0], by), curve, names, strips),
    );
    const regression = { curves, clouds: [], strips, names, isTime, isRound, by, notes };
    return drawnRegression(where, regression, options, said);
  };
  if (others.length === 0) return picture(rows, look);

  const size = { ...PANEL, ...look };
  const width = expectNumber(where, 'width of panels', size.width, 'positive');
  const panels = groupsOf(rows, others);
  const whole = { ...size, width: width * Math.min(beside, panels.length) };
  const said = new Set<string>();
  const pictures = panels.map(([label, own]) => picture(own, { ...size, title: label }, said));
  const over = pictureOf(where, whole);
  over.notes.push(...said);
  const { title } = over.spec([], '');
  const all = plotPanels(pictures, { columns: beside });
  const yScale = others.includes('output') ? 'independent' : 'shared';
  const scale = { ...all.resolve.scale, y: yScale };
  return { ...all, ...(title && { title }), resolve: { ...all.resolve, scale } };
}

/** The options, by name. */
const OPTIONS = [...plotOptionNames, 'points', 'from', 'to', 'band', 'columns'] as const;

/** Rows as a curve: dotted beyond the data, where it has no band. */
function curveOf(
  name: string,
  rows: readonly object[],
  { x, y }: { readonly x: string; readonly y: string },
  strips: readonly Strip[],
): Curve {
  const beyond = rows.map(isBeyond);
  const within = (column: string) =>
    columnOf(rows, column).map((value, q) => (beyond[q] ? Number.NaN : value));
  // from the last place within the data on
  const dots = columnOf(rows, y).map((value, q) =>
    beyond[q] || beyond[q - 1] || beyond[q + 1] ? value : Number.NaN,
  );
  const ends = strips.flatMap((strip) => strip.ends.map((end) => [end, within(end)] as const));
  const columns = { y: within(y), ...(beyond.includes(true) && { dots }) };
  return { name, x: columnOf(rows, x), columns: { ...columns, ...Object.fromEntries(ends) } };
}

/** Whether a row of a slice lies beyond the data. */
function isBeyond(row: object): boolean {
  return entryOf(row, 'extrapolation') === true;
}

/** The column that curves go along, and what tells rows apart beside it: what has several values, and what one. */
function rolesOf(
  where: string,
  { columns: { x } }: PlottedModel,
  at: object,
  rows: readonly object[],
): { readonly along: ModelColumn; readonly several: string[]; readonly once: string[] } {
  const isPlace = (entry: unknown) => typeof entry === 'number' || isDate(entry);
  const isAlong = ({ name }: ModelColumn) =>
    entryOf(at, name) === 'all' && isPlace(entryOf(rows[0], name));
  const along = x.find(isAlong);
  if (!along || along.levels) {
    const expected = 'a curve must go along a column of numbers (slice writes rows of categories)';
    const category = x.find(({ name }) => entryOf(at, name) === 'all');
    throw unsupportedError(where, expected, String(category?.name));
  }
  const names = new Set([...Object.keys(at), ...x.map(({ name }) => name), 'output']);
  const held = [...names].filter((name) => name !== along.name && Object.hasOwn(rows[0], name));
  const isOnce = (name: string) => groupsOf(rows, [name]).length === 1;
  return { along, several: held.filter((name) => !isOnce(name)), once: held.filter(isOnce) };
}

/** Rows by what they hold in some columns, under a label of that. */
function groupsOf(
  rows: readonly object[],
  names: readonly string[],
): [label: string, rows: object[]][] {
  return [...groupedBy(rows, (row) => labelOf(row, names))];
}

/** What a row holds in some columns: `education 8, women 20`. */
function labelOf(row: object, names: readonly string[]): string {
  return names.map((name) => `${name} ${textOf(row, name)}`).join(', ');
}

/** An entry of a row as text. */
function textOf(row: object, name: string): string {
  const entry = entryOf(row, name);
  if (typeof entry === 'number') return String(Number(entry.toPrecision(12)));
  if (!isDate(entry)) return String(entry);
  const [day, time] = entry.toISOString().split('T');
  return time === '00:00:00.000Z' ? day : `${day} ${time.slice(0, -1)}`;
}
