import { expectNumber } from '../arrays/expectNumber.js';
import { formatShape } from '../arrays/formatValue.js';
import { readArray } from '../arrays/readArray.js';
import { OptionError, ShapeError } from '../errors.js';
import type { AttentionOptions } from './AttentionOptions.js';

/** How distance is measured: ‖W(q − k)‖ with W one number, a diagonal or a matrix. */
export interface Metric {
  readonly kind: 'scalar' | 'diagonal' | 'matrix';
  /** The diagonal [d] for the first two kinds, else the matrix [d, d], row-major. */
  readonly w: Float64Array;
  /** The shape of the parameter: [1], [d] or [d, d]. */
  readonly shape: readonly number[];
  /** Whether it was given as a bandwidth, h = 1/w. */
  readonly fromBandwidth: boolean;
}

/**
 * Reads `bandwidth` or `w`.
 *
 * @param where - the public function, for messages
 * @param options - of which at most one of the two is given
 * @param d - dimensions of queries and keys
 */
export function readMetric(where: string, options: AttentionOptions, d: number): Metric {
  const { bandwidth, w = 1 } = options;
  if (bandwidth !== undefined && options.w !== undefined) {
    const expected = 'options must give bandwidth or w, not both';
    throw new OptionError({ where, expected, received: 'both' });
  }
  const fromBandwidth = bandwidth !== undefined;
  const name = fromBandwidth ? 'bandwidth' : 'w';
  const input = bandwidth === undefined ? w : bandwidth;
  if (typeof input === 'number') {
    const value = fromBandwidth
      ? inverse(where, name, input)
      : expectNumber(where, name, input, 'finite');
    const diagonal = new Float64Array(d).fill(value);
    return { kind: 'scalar', w: diagonal, shape: [1], fromBandwidth };
  }
  const { data, shape } = readArray(where, name, input, { ranks: fromBandwidth ? [1] : [1, 2] });
  if (shape.some((length) => length !== d)) {
    const expected = `${name} must have ${d} entries${fromBandwidth ? '' : ' or be a square matrix of them'}`;
    throw new ShapeError({ where, expected, received: `shape ${formatShape(shape)}` });
  }
  const values = fromBandwidth
    ? data.map((h, j) => inverse(where, `bandwidth[${j}]`, h))
    : data.slice();
  return { kind: shape.length === 2 ? 'matrix' : 'diagonal', w: values, shape, fromBandwidth };
}

/** 1/h, checked. */
function inverse(where: string, name: string, h: unknown): number {
  const w = 1 / expectNumber(where, name, h, 'positive');
  if (w < Infinity) return w;
  const expected = `${name} must have a finite inverse`;
  throw new OptionError({ where, expected, received: String(h) });
}
