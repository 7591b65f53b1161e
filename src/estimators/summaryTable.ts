import type { FittedState } from './FittedState.js';
import { ownFit } from './ownFit.js';
import { rSquared } from './scoreOn.js';

const degreeNames = ['local mean', 'local linear', 'local quadratic', 'local cubic'];

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
    ['degree', `${spec.degree} (${degreeNames[spec.degree]})`],
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
