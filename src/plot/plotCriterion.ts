import { formatValue } from '../arrays/formatValue.js';
import { optionError, unsupportedError } from '../arrays/optionError.js';
import { expectType } from '../arrays/readOptions.js';
import type { ModelColumns } from '../estimators/columns.js';
import { DAY, pictureOf, tipOf } from './frame.js';
import { isModel, named, type OneOrNamed } from './PlottedModel.js';
import type { PlotOptions, VegaLiteLayer, VegaLiteRowsSpec } from './VegaLiteSpec.js';

/** A criterion at one bandwidth, or at one share of the observations in every window. */
export interface CriterionPoint {
  /**
   * The bandwidth of one dimension, positive, as a number or as an array of one; `Infinity` is left
   * out of the picture.
   */
  readonly bandwidth: number | ArrayLike<number>;
  /** The share of a search for one: it is drawn in place of the bandwidth, and that may be of any dimension. */
  readonly span?: number;
  /** The criterion; what is not finite is a gap. */
  readonly value: number;
  /** Of the local polynomial; the points of each degree are a curve of their own. */
  readonly degree?: number;
}

/** A bandwidth that was chosen and all that were tried, such as `model.bandwidthChoice`. */
export interface CriterionChoice {
  /** The chosen one, in units of x. */
  readonly bandwidth: ArrayLike<number>;
  /** The chosen share of the observations, where that was searched. */
  readonly span?: number;
  /** All that were tried. */
  readonly path: readonly CriterionPoint[];
  /** How it was chosen. */
  readonly criterion?: string;
  /** The degree that was chosen with it. */
  readonly degree?: number;
  /** The criterion there. */
  readonly value?: number | undefined;
}

/** A model that has chosen its bandwidth; a {@link KernelRegressor} is one. */
export interface CriterionModel {
  /** The choice; `undefined` for a given bandwidth. */
  readonly bandwidthChoice: CriterionChoice | undefined;
  /** The columns that it was fitted to. */
  readonly columns: ModelColumns;
}

/** What {@link plotCriterion} takes: a fitted model, its choice of a bandwidth, or the path of a search. */
export type CriterionSource = CriterionModel | CriterionChoice | readonly CriterionPoint[];

/** What is drawn of a {@link CriterionPoint}. */
export interface CriterionRow {
  /** In units of x; of dates in days. Of a search for a share of the observations the share. */
  readonly bandwidth: number;
  /** The criterion. */
  readonly value: number;
  /** Of the path. */
  readonly name: string;
}

/** A bandwidth that is marked. */
interface Mark {
  readonly bandwidth: number;
  readonly value: number | undefined;
  readonly name: string;
  readonly label: string;
}

/** One path with what is marked on it. */
interface Path {
  readonly rows: CriterionRow[];
  readonly marks: Mark[];
  /** What the axes are called. */
  readonly x: string;
  readonly y: string;
}

/** What a path is tried along. */
interface Along {
  readonly field: 'bandwidth' | 'span';
  readonly unit: number;
  readonly title: string;
}

/** Criteria as an axis calls them. `'auto'` weighs bandwidths by AICc. */
const CRITERIA = new Map([
  ['loo', 'leave-one-out error'],
  ['gcv', 'GCV'],
  ['aicc', 'AICc'],
  ['auto', 'AICc'],
]);
/** What paths are tried along. */
const WIDTHS: Along = { field: 'bandwidth', unit: 1, title: 'bandwidth' };
const DAYS: Along = { field: 'bandwidth', unit: DAY, title: 'bandwidth (days)' };
const SHARES: Along = { field: 'span', unit: 1, title: 'share of the observations in a window' };
/** Height of a label, in pixels. */
const LABEL = 15;
/** Values that are farther above the least than this many times the upper quartile are cut off. */
const FAR = 4;

/**
 * A criterion against the bandwidth on a logarithmic axis, with the bandwidth that was chosen; against the
 * share of the observations in a window, where that was searched (`bandwidth: { span: 'aicc' }`).
 *
 * @param source - a fitted model, its `bandwidthChoice`, or a path in any order, of which the smallest
 *   value is marked; several by name. The points of each degree are a curve of their own
 * @param options - title, size, labels, theme
 * @returns a Vega-Lite specification
 * @throws {@link OptionError} when a path holds anything but bandwidths and values, and for bandwidths
 *   beside shares
 * @throws {@link UnsupportedError} for a model that did not search, and for bandwidths of several predictors
 * @remarks By default (`bandwidth: 'auto'`) the chosen bandwidth is a mean of all that are plausible,
 *   and lies beside the minimum. Values that tower above all others are cut off, and the picture says so.
 * @example
 * ```ts
 * import { KernelRegressor, plotCriterion } from 'nadaraya';
 *
 * const x = Array.from({ length: 50 }, (_, i) => i / 10);
 * const model = new KernelRegressor({ bandwidth: 'loo' }).fit(x, x.map((t, i) => Math.sin(t) + (i % 3) / 3));
 * console.log(plotCriterion(model, { title: 'Leave-one-out error' }).title); // → Leave-one-out error
 * ```
 */
export function plotCriterion(
  source: OneOrNamed<CriterionSource>,
  options?: PlotOptions,
): VegaLiteRowsSpec<CriterionRow> {
  const where = 'plotCriterion';
  const picture = pictureOf(where, options);
  const { options: given } = picture;
  const sources = named(source, '', isSource);
  const paths = sources.map(([name, each]) => readSource(where, name, each));
  const values = paths.flatMap(({ rows }) => rows);
  const marks = paths.flatMap((path) => path.marks);
  const { height = 280 } = given;
  const titles = titlesOf(where, paths);
  const names = [...new Set(values.map(({ name }) => name))];
  const { color, dash } = picture.scales(names);
  const { stroke } = picture.legends([], [], names);

  // labels stand in a strip above all curves
  const heights = values.map(({ value }) => value).sort((a, b) => a - b);
  const [least = 0] = heights;
  const [quartile = 1, most = 1] = [0.75, 1].map((p) => heights[Math.ceil(p * heights.length) - 1]);
  const chosen = marks.map(({ value = least }) => value).filter(Number.isFinite);
  const limit = Math.max(least + FAR * (quartile - least), ...chosen);
  const isCut = most > limit && quartile > least;
  const top = isCut ? limit : most;
  const span = top > least ? top - least : Math.abs(top) || 1;
  const shown = marks.filter(({ bandwidth }) => bandwidth < Infinity);
  const strip = (span * LABEL) / Math.max(LABEL, height - LABEL * (shown.length + 1));
  const domain = [least - span / 20, top + strip * shown.length + span / 20];
  const ends = [...values, ...shown].map(({ bandwidth }) => bandwidth);
  const middle = Math.sqrt(Math.min(...ends) * Math.max(...ends));
  const marked = shown.map((mark, i) => ({
    ...mark,
    at: domain[1] - strip * (i + 0.5),
    side: mark.bandwidth < middle ? 'left' : 'right',
  }));

  const x = {
    field: 'bandwidth',
    type: 'quantitative',
    title: given.xLabel ?? titles.x,
    scale: { type: 'log', nice: false },
  };
  const title = given.yLabel ?? titles.y;
  const scale = { zero: false, nice: false, ...(values.length > 0 && { domain }) };
  const y = { field: 'value', type: 'quantitative', title, scale };
  const byName = { field: 'name', scale: color, legend: stroke };
  const tooltip = [
    ...(names.length > 1 ? [{ field: 'name', title: 'curve' }] : []),
    tipOf(x),
    { field: 'value', type: 'quantitative', title, format: '.5~g' },
  ];
  const data = { values: marked };
  const side = { expr: 'datum.side' };
  const dx = { expr: "datum.side === 'left' ? 5 : -5" };
  const layer: VegaLiteLayer[] = [
    {
      mark: { type: 'line', interpolate: 'monotone', clip: true },
      encoding: {
        x,
        y,
        stroke: byName,
        strokeDash: { ...byName, scale: dash },
      },
    },
    {
      mark: { type: 'point', opacity: 0, size: 60, clip: true },
      encoding: { x, y, tooltip },
    },
    {
      data,
      mark: { type: 'rule', strokeDash: [3, 3] },
      encoding: { x, y: { ...y, field: 'at' }, y2: { datum: domain[0] }, stroke: byName },
    },
    {
      data,
      transform: [{ filter: 'isValid(datum.value)' }],
      mark: { type: 'point', filled: true, size: 60, opacity: 1 },
      encoding: { x, y, fill: byName, tooltip },
    },
    {
      data,
      mark: { type: 'text', fontSize: 11, baseline: 'middle', align: side, dx },
      encoding: { x, y: { ...y, field: 'at' }, text: { field: 'label' } },
    },
  ];
  if (isCut) picture.notes.push('values far above all others are cut off');
  for (const { bandwidth, label } of marks)
    if (bandwidth === Infinity) picture.notes.push(`chosen: ${label}`);
  const words = marks.map(({ label }) => label).join(', ');
  const called = `criterion by ${titles.x}, ${words}`;
  return { ...picture.spec(layer, called, values.length === 0), data: { values } };
}

/** Whether something is one source, and not several by name. */
function isSource(value: unknown): boolean {
  return isModel(value) || 'bandwidthChoice' in Object(value) || 'path' in Object(value);
}

/** What the axes of several paths are called. */
function titlesOf(where: string, paths: readonly Path[]): { x: string; y: string } {
  const [along, criteria] = (['x', 'y'] as const).map((axis) => [
    ...new Set(paths.map((path) => path[axis])),
  ]);
  if (along.length > 1 && along.includes(SHARES.title))
    throw optionError(where, 'paths must be of bandwidths or of shares', 'both');
  const x = along.find((title) => title !== WIDTHS.title) ?? WIDTHS.title;
  return { x, y: criteria.length === 1 ? criteria[0] : 'criterion' };
}

/** The path of a source, and what is marked on it: what was chosen, else the smallest value. */
function readSource(where: string, name: string, source: CriterionSource): Path {
  const { columns, bandwidthChoice } = Object(source) as Partial<CriterionModel>;
  const choice = columns ? bandwidthChoice : (source as CriterionChoice);
  if (columns && !choice?.path.length) {
    const expected = "the model must have searched its bandwidth ('auto', 'loo', 'gcv' or 'aicc')";
    const received = choice
      ? formatValue(choice.criterion)
      : 'no path: it was given, or read from JSON';
    throw unsupportedError(where, expected, received);
  }
  const isPath = !isSource(source);
  const path = isPath ? (source as readonly CriterionPoint[]) : Object(choice).path;
  const isTime = columns?.x[0].type === 'time';
  const along = 'span' in Object(Object(path)[0]) ? SHARES : isTime ? DAYS : WIDTHS;
  if (along !== SHARES && columns && columns.x.length !== 1)
    throw unsupportedError(where, 'the model must have one predictor', columns.x.length);
  if (columns?.x.length === 1 && columns.x[0].levels) {
    const expected = 'the predictor must be numbers';
    throw unsupportedError(where, expected, `categories, ${columns.x[0].name}`);
  }
  const rows = readPath(where, name, path, along);
  const titles = { x: along.title, y: 'criterion' };
  if (isPath) {
    const least = rows.reduce((best, { value }) => Math.min(best, value), Infinity);
    const marks = rows.filter(({ value }) => value === least).slice(0, 1);
    return {
      rows,
      marks: marks.map((row) => ({ ...row, label: labelOf(row.bandwidth, along) })),
      ...titles,
    };
  }
  const { criterion = '', degree, value } = choice as CriterionChoice;
  const several = new Set(rows.map((row) => row.name)).size > 1;
  const h = readWidth(where, '', choice as CriterionChoice, along);
  const mark = {
    bandwidth: h,
    value,
    name: several ? seriesOf(name, degree) : (rows[0]?.name ?? name),
    label: `${labelOf(h, along)}${several ? `, degree ${degree}` : ''}`,
  };
  return { rows, marks: [mark], ...titles, y: CRITERIA.get(criterion) ?? titles.y };
}

function labelOf(bandwidth: number, along: Along): string {
  const h = bandwidth === Infinity ? '∞' : String(Number(bandwidth.toPrecision(3)));
  return `${along === SHARES ? 'span' : 'h'} = ${h}`;
}

function seriesOf(name: string, degree: unknown): string {
  return [name, `degree ${degree}`].filter((part) => part !== '').join(', ');
}

/** The points that can be drawn, by bandwidth, degree after degree. */
function readPath(
  where: string,
  name: string,
  path: readonly CriterionPoint[],
  along: Along,
): CriterionRow[] {
  if (!Array.isArray(path))
    throw optionError(where, 'path must be an array of bandwidths and values', formatValue(path));
  const points = (path as readonly CriterionPoint[]).map((point) => {
    const { value, degree } = Object(point) as CriterionPoint;
    const bandwidth = readWidth(where, 'path.', point, along);
    expectType(where, 'path.value', value, 'number');
    return { bandwidth, value, degree };
  });
  const degrees = [...new Set(points.map(({ degree }) => degree))].sort();
  return degrees.flatMap((degree) =>
    points
      .filter((point) => point.degree === degree)
      .filter(({ bandwidth, value }) => bandwidth < Infinity && Number.isFinite(value))
      .sort((a, b) => a.bandwidth - b.bandwidth)
      .map(({ bandwidth, value }) => ({
        bandwidth,
        value,
        name: degrees.length > 1 ? seriesOf(name, degree) : name || 'criterion',
      })),
  );
}

/** One bandwidth, as a number or an array of one, or one share. */
function readWidth(
  where: string,
  path: string,
  holder: CriterionPoint | CriterionChoice,
  { field, unit }: Along,
): number {
  const given: unknown = Object(holder)[field];
  const width: unknown = Object(given).length === 1 ? (given as ArrayLike<unknown>)[0] : given;
  const name = path + field;
  expectType(where, name, width, 'number');
  if (Number(width) > 0) return Number(width) / unit;
  throw optionError(where, `${name} must be positive`, formatValue(width));
}
