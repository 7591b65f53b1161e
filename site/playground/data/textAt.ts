// What stands below the picture while a pointer is over it.

import type { Frame } from './drawPicture.js';
import type { Picture } from './messages.js';
import { placeText, type Scale } from './scale.js';

/** Of more curves the values are too many to read. */
const MOST = 4;
/** Values that differ by this part of an axis read differently. */
const FINE = 1 / 500;

/** The curves at a place, with their bands. */
export function textAt({ curves, isTime, yIsTime }: Picture, { x, y }: Frame, at: number): string {
  const step = ({ from, to }: Scale): number => FINE * (to - from);
  const text = (value: number): string => placeText(value, yIsTime, step(y));
  const values = curves.slice(0, MOST).map((curve) => {
    const q = nearest(curve.x, at);
    const band =
      curve.lower && curve.upper ? ` (${text(curve.lower[q]!)} to ${text(curve.upper[q]!)})` : '';
    return `${curve.name ? `${curve.name} ` : ''}${text(curve.y[q]!)}${band}`;
  });
  return `At ${placeText(at, isTime, step(x))}: ${values.join('; ')}`;
}

function nearest(x: Float64Array, at: number): number {
  const step = (x.at(-1)! - x[0]!) / (x.length - 1) || 1;
  return Math.min(x.length - 1, Math.max(0, Math.round((at - x[0]!) / step)));
}
