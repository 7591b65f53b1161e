import { formatValue } from '../arrays/formatValue.js';
import { readArray } from '../arrays/readArray.js';
import { expectOptions } from '../arrays/readOptions.js';
import { OptionError } from '../errors.js';
import type { ArrayInput } from '../types.js';
import { curvesOf, frame } from './frame.js';
import { type PlotOptions, plotOptionNames, type VegaLiteRowsSpec } from './VegaLiteSpec.js';

/** Losses in order, as numbers or as the records that `train` returns. */
export type LossHistory = ArrayInput | readonly LossRecord[];

/** Anything that carries the loss of one epoch. */
export interface LossRecord {
  /** The loss. */
  readonly loss: number;
}

/**
 * The loss of every epoch as a curve.
 *
 * @param history - what {@link train} returns, or plain losses; a `Map` of names to histories draws
 *   several
 * @param options - title, size, labels
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
  history: LossHistory | ReadonlyMap<string, LossHistory>,
  options?: PlotOptions,
): VegaLiteRowsSpec<Record<string, number | string>> {
  const where = 'plotLoss';
  const given = expectOptions(where, options, plotOptionNames);
  const several = history instanceof Map;
  const curves = curvesOf(history, 'loss');
  const values = curves.flatMap(([name, curve]) =>
    Array.from(losses(where, curve), (loss, i) => ({ epoch: i + 1, loss, name })),
  );
  const spec = frame(where, given, {
    mark: {
      type: 'line',
      point: values.length <= 60 * curves.length,
      strokeWidth: 2,
      color: '#0072B2',
    },
    encoding: {
      x: {
        field: 'epoch',
        type: 'quantitative',
        title: given.xLabel ?? 'epoch',
        axis: { tickMinStep: 1, format: 'd' },
        scale: { zero: false },
      },
      y: {
        field: 'loss',
        type: 'quantitative',
        title: given.yLabel ?? 'loss',
        scale: { zero: false },
      },
      ...(several && { color: { field: 'name', type: 'nominal', title: null } }),
    },
  });
  return { ...spec, data: { values } };
}

function losses(where: string, curve: LossHistory): Float64Array {
  const records = Array.isArray(curve) && curve.some((entry) => typeof entry === 'object');
  if (!records) return readArray(where, 'history', curve, { ranks: [1] }).data;
  return Float64Array.from(curve as readonly LossRecord[], (record) => {
    if (typeof record?.loss === 'number' && Number.isFinite(record.loss)) return record.loss;
    const expected = 'history must hold numbers or records with a finite loss';
    throw new OptionError({ where, expected, received: formatValue(record) });
  });
}
