import { formatValue } from '../arrays/formatValue.js';
import { expectOptions, expectType } from '../arrays/readOptions.js';
import { OptionError } from '../errors.js';
import { curvesOf, frame } from './frame.js';
import { type PlotOptions, plotOptionNames, type VegaLiteRowsSpec } from './VegaLiteSpec.js';

/** A criterion at one bandwidth. */
export interface CriterionPoint {
  /**
   * The bandwidth of one dimension, positive, as a number or as an array of one; `Infinity` is left
   * out of the picture.
   */
  readonly bandwidth: number | ArrayLike<number>;
  /** The criterion; what is not finite is a gap. */
  readonly value: number;
  /** Of the local polynomial; the points of each degree are a curve of their own. */
  readonly degree?: number;
}

/** What is drawn of a {@link CriterionPoint}. */
export interface CriterionRow {
  /** In units of x. */
  readonly bandwidth: number;
  /** The criterion. */
  readonly value: number;
  /** Of the path. */
  readonly name: string;
  /** Whether the path has no smaller value. */
  readonly least: boolean;
}

/**
 * A criterion against the bandwidth on a logarithmic axis, the smallest value marked.
 *
 * @param path - criterion at the bandwidths that were tried, in any order; a `Map` of names to
 *   paths draws several, and so does a path of several degrees
 * @param options - title, size, labels
 * @returns a Vega-Lite specification
 * @throws {@link OptionError} when a path holds anything but bandwidths and values
 * @example
 * ```ts
 * import { plotCriterion } from 'nadaraya';
 *
 * const path = [0.1, 1, 10].map((bandwidth) => ({ bandwidth, value: Math.log(bandwidth) ** 2 }));
 * console.log(plotCriterion(path).data.values.length); // → 3
 * ```
 * @remarks The path of a search is `model.bandwidthChoice.path`.
 */
export function plotCriterion(
  path: readonly CriterionPoint[] | ReadonlyMap<string, readonly CriterionPoint[]>,
  options?: PlotOptions,
): VegaLiteRowsSpec<CriterionRow> {
  const where = 'plotCriterion';
  const given = expectOptions(where, options, plotOptionNames);
  const paths = byDegree(path);
  const several = paths instanceof Map;
  const curves = curvesOf(paths, 'criterion');
  const values = curves.flatMap(([name, curve]) => {
    const drawn = readPath(where, curve);
    const least = drawn.reduce((best, { value }) => Math.min(best, value), Infinity);
    return drawn.map((point) => ({ ...point, name, least: point.value === least }));
  });
  const { xLabel = 'bandwidth', yLabel = 'criterion' } = given;
  const scale = { zero: false };
  const color = several
    ? { color: { field: 'name', type: 'nominal', title: null, legend: { orient: 'top' } } }
    : {};
  const encoding = {
    x: {
      field: 'bandwidth',
      type: 'quantitative',
      title: xLabel,
      scale: { type: 'log', nice: false },
    },
    y: { field: 'value', type: 'quantitative', title: yLabel, scale },
    ...color,
  };
  const spec = frame(where, given, {
    encoding,
    layer: [
      { mark: { type: 'line', strokeWidth: 2, ...(!several && { color: '#0072B2' }) } },
      {
        transform: [{ filter: 'datum.least' }],
        mark: { type: 'point', filled: true, size: 70, ...(!several && { color: '#D55E00' }) },
      },
      {
        transform: [{ filter: 'datum.least' }],
        mark: { type: 'text', dy: -12, fontSize: 11 },
        encoding: { text: { field: 'bandwidth', type: 'quantitative', format: '.3~g' } },
      },
    ],
  });
  return { ...spec, data: { values } };
}

/** A path of several degrees as one path for each. */
function byDegree(
  path: readonly CriterionPoint[] | ReadonlyMap<string, readonly CriterionPoint[]>,
): readonly CriterionPoint[] | ReadonlyMap<string, readonly CriterionPoint[]> {
  if (!Array.isArray(path)) return path;
  const points = path as readonly CriterionPoint[];
  const degrees = [...new Set(points.map((point) => Object(point).degree))].sort();
  if (degrees.length < 2) return path;
  const of = (degree: unknown) => points.filter((point) => Object(point).degree === degree);
  return new Map(degrees.map((degree) => [`degree ${degree}`, of(degree)]));
}

/** The points that can be drawn, by bandwidth. */
function readPath(
  where: string,
  path: readonly CriterionPoint[],
): { readonly bandwidth: number; readonly value: number }[] {
  if (!Array.isArray(path)) {
    const expected = 'path must be an array of bandwidths and values';
    throw new OptionError({ where, expected, received: formatValue(path) });
  }
  return (path as readonly CriterionPoint[])
    .map((point) => {
      const { bandwidth: given, value } = Object(point) as CriterionPoint;
      const bandwidth = Object(given).length === 1 ? (given as ArrayLike<number>)[0] : given;
      expectType(where, 'path.bandwidth', bandwidth, 'number');
      expectType(where, 'path.value', value, 'number');
      if (Number(bandwidth) > 0) return { bandwidth: Number(bandwidth), value };
      const expected = 'path.bandwidth must be positive';
      throw new OptionError({ where, expected, received: formatValue(bandwidth) });
    })
    .filter(({ bandwidth, value }) => bandwidth < Infinity && Number.isFinite(value))
    .sort((a, b) => a.bandwidth - b.bandwidth);
}
