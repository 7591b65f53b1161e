// How well a model fits: R² on any data, and a table of what was fitted.

import { ShapeError } from '../errors.js';
import type { ArrayInput } from '../types.js';
import { type FittedState, ownFit, readObservations } from './FittedState.js';
import { valuesAt } from './predictAt.js';

/** By degree. */
const DEGREE_NAMES = ['local mean', 'local linear', 'local quadratic', 'local cubic'];

/** R² on given data. */
export function scoreOn(where: string, state: FittedState, x: ArrayInput, y: ArrayInput): number {
  const { observations, settings } = state;
  const { d, p } = observations;
  const read = readObservations(where, x, y, undefined, settings.missing).observations;
  if (read.d !== d || read.p !== p) {
    const expected = `x and y must have ${d} and ${p} columns`;
    throw new ShapeError({ where, expected, received: `${read.d} and ${read.p}` });
  }
  return rSquared(read.y, valuesAt(where, state, read.x), p);
}

/** What was fitted and how well, a line for each fact. */
export function summaryTable(where: string, state: FittedState): string {
  const self = ownFit(where, state);
  const { observations, spec, omitted } = state;
  const { n, d, p, y, weights } = observations;
  const trace = self.leverage.reduce((sum, each) => sum + each, 0);
  const residual = (fitted: Float64Array): number => {
    let sum = 0;
    for (let at = 0; at < y.length; at++) sum += (y[at] - fitted[at]) ** 2;
    return sum / p;
  };
  const left = n - trace;
  const noise = left > 0 ? Math.sqrt(residual(self.fitted) / left) : Number.NaN;
  const chosen = state.choice ? ` (by ${state.choice.criterion})` : '';
  const rows: [string, string][] = [
    ['kernel', d > 1 && !spec.product ? `${spec.kernel.name}, spherical` : spec.kernel.name],
    ['degree', `${spec.degree} (${DEGREE_NAMES[spec.degree]})`],
    ['bandwidth', `${Array.from(spec.bandwidth, (h) => digits(h)).join(', ')}${chosen}`],
    [
      'observations',
      `${n}${weights ? ', weighted' : ''}${omitted > 0 ? `, ${omitted} left out` : ''}`,
    ],
    ['columns of x and y', `${d} and ${p}`],
    ['effective degrees of freedom', digits(trace)],
    ['residual standard deviation', digits(noise)],
    ['leave-one-out error', digits(Math.sqrt(residual(self.looFitted) / n))],
    ['R squared', digits(rSquared(y, self.fitted, p))],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  return ['Kernel regression', ...lines].join('\n');
}

function digits(x: number): string {
  return Number.isNaN(x) ? 'not defined' : String(Number(x.toPrecision(5)));
}

/**
 * 1 − RSS/TSS, for several outputs their mean; when all y are equal 1 if they are met, else 0.
 *
 * @param y - [n, p]
 * @param fitted - [n, p]
 */
function rSquared(y: Float64Array, fitted: Float64Array, p: number): number {
  const n = y.length / p;
  let total = 0;
  for (let k = 0; k < p; k++) {
    // In units of the largest |y|, so that squares do not overflow.
    let largest = 0;
    for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(y[i * p + k]));
    const unit = largest > 0 ? largest : 1;
    let mean = 0;
    for (let i = 0; i < n; i++) mean += y[i * p + k] / unit / n;
    let rss = 0;
    let tss = 0;
    for (let i = 0; i < n; i++) {
      rss += (y[i * p + k] / unit - fitted[i * p + k] / unit) ** 2;
      tss += (y[i * p + k] / unit - mean) ** 2;
    }
    if (tss > 0) total += 1 - rss / tss;
    else if (rss === 0) total += 1;
  }
  return total / p;
}
