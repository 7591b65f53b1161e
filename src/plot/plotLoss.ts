import { formatValue } from '../arrays/formatValue.js';
import { optionError } from '../arrays/optionError.js';
import { readArray } from '../arrays/readArray.js';
import { expectChoice } from '../arrays/readOptions.js';
import type { ArrayInput } from '../types.js';
import { pictureOf } from './frame.js';
import { named, type OneOrNamed } from './PlottedModel.js';
import type { PlotOptions, VegaLiteLayer, VegaLiteRowsSpec } from './VegaLiteSpec.js';

/** Losses in order, as numbers or as the records that `train` returns. */
export type LossHistory = ArrayInput | readonly LossRecord[];

/** Anything that carries the loss of one epoch. */
export interface LossRecord {
  /** The loss. */
  readonly loss: number;
}

/** Options of {@link plotLoss}. */
export interface LossPlotOptions extends PlotOptions {
  /**
   * Whether the axis of losses begins at 0, so that heights are what they seem; otherwise it begins near
   * the smallest loss, and the picture says so.
   *
   * @defaultValue true
   */
  readonly zero?: boolean;
}

/** The loss of one epoch as it is drawn. */
export interface LossRow {
  /** From 1. */
  readonly epoch: number;
  /** The loss. */
  readonly loss: number;
  /** Of the history. */
  readonly name: string;
}

/**
 * The loss of every epoch as a curve.
 *
 * @param history - what {@link train} returns, or plain losses; several by name, in a `Map` or a
 *   plain object
 * @param options - title, size, labels, theme; where the axis begins
 * @returns a Vega-Lite specification
 * @throws {@link OptionError} when the history holds neither records nor numbers
 * @example
 * ```ts
 * import { plotLoss } from 'nadaraya';
 *
 * console.log(plotLoss([9, 4, 1]).data.values.length); // → 3
 * ```
 */
export function plotLoss(
  history: OneOrNamed<LossHistory>,
  options?: LossPlotOptions,
): VegaLiteRowsSpec<LossRow> {
  const where = 'plotLoss';
  const picture = pictureOf(where, options, ['zero']);
  const { options: given } = picture;
  const zero = expectChoice(where, 'zero', given.zero ?? true, [true, false]);
  const curves = named<LossHistory>(history, 'loss', isHistory);
  const values = curves.flatMap(([name, curve]) =>
    Array.from(losses(where, curve), (loss, i) => ({ epoch: i + 1, loss, name })),
  );
  const names = curves.map(([name]) => name);
  const { color, dash } = picture.scales(names);
  const { stroke } = picture.legends([], [], names);
  const { xLabel = 'epoch', yLabel = 'loss' } = given;
  const tooltip = [
    ...(names.length > 1 ? [{ field: 'name', title: 'curve' }] : []),
    { field: 'epoch', type: 'quantitative', title: xLabel },
    { field: 'loss', type: 'quantitative', title: yLabel, format: '.5~g' },
  ];
  const x = {
    field: 'epoch',
    type: 'quantitative',
    title: xLabel,
    axis: { tickMinStep: 1, format: 'd' },
    scale: { zero: false },
  };
  const y = { field: 'loss', type: 'quantitative', title: yLabel, scale: { zero } };
  const byName = { field: 'name', scale: color, legend: stroke };
  const shown = values.length <= 60 * curves.length ? 1 : 0;
  const layer: VegaLiteLayer[] = [
    {
      mark: { type: 'line' },
      encoding: {
        x,
        y,
        stroke: byName,
        strokeDash: { ...byName, scale: dash },
      },
    },
    {
      mark: { type: 'point', filled: true, size: 30, opacity: shown },
      encoding: { x, y, fill: byName, tooltip },
    },
  ];
  const isRaised =
    !zero && values.some(({ loss }) => loss > 0) && !values.some(({ loss }) => loss <= 0);
  if (isRaised) picture.notes.push('the vertical axis does not begin at zero');
  return { ...picture.spec(layer, names.join(', ')), data: { values } };
}

/** Whether something is one history: an ndarray is an object as histories by name are. */
function isHistory(value: unknown): boolean {
  return ArrayBuffer.isView(value) || 'shape' in Object(value);
}

function losses(where: string, curve: LossHistory): Float64Array {
  const records = Array.isArray(curve) && curve.some((entry) => typeof entry === 'object');
  if (!records) return readArray(where, 'history', curve, { ranks: [1] }).data;
  return Float64Array.from(curve as readonly LossRecord[], (record) => {
    if (typeof record?.loss === 'number' && Number.isFinite(record.loss)) return record.loss;
    const expected = 'history must hold numbers or records with a finite loss';
    throw optionError(where, expected, formatValue(record));
  });
}
