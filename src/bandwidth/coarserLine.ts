// A line with few places for wide bandwidths, by Gauss quadrature in boxes (coarserPlaces.ts).

import { coarserPlaces } from '../smoothers/coarserPlaces.js';
import type { Boxes, Line } from './Line.js';

/**
 * The same observations on fewer places, or the line itself where that would save little.
 *
 * @param exponent - boxes are 2^exponent wide
 * @param order - places of a box; one with no more than half as many again keeps what it has
 */
export function coarserLine(line: Line, exponent: number, order: number): Line {
  const { m, p, x, columns, scatter, counts, noise } = line;
  const rowsOf = (all: Float64Array, from: number) =>
    Array.from({ length: p }, (_, k) => all.subarray((from + k) * m, (from + k + 1) * m));
  const hasNoise = noise !== counts;
  const found = coarserPlaces(
    {
      x,
      weights: columns.subarray(0, m),
      rows: [...rowsOf(columns, 1), ...rowsOf(squaresOf(line), 0), ...(hasNoise ? [noise] : [])],
    },
    exponent,
    order,
  );
  if (!found) return line;
  const { weights, rows, start, edges, isMade } = found;
  const fewer = weights.length;
  const own = { columns: new Float64Array((1 + p) * fewer), scatter: new Float64Array(p * fewer) };
  own.columns.set(weights);
  for (let k = 0; k < p; k++) own.columns.set(rows[k], (k + 1) * fewer);
  const number = new Float64Array(fewer);
  for (let b = 0; b < isMade.length; b++) {
    const [from, to] = [start[b], start[b + 1]];
    if (isMade[b] === 0) {
      const shift = edges[b] - from;
      for (let j = from; j < to; j++) {
        number[j] = counts[j + shift];
        for (let k = 0; k < p; k++) own.scatter[k * fewer + j] = scatter[k * m + j + shift];
      }
      continue;
    }
    let [all, mass] = [0, 0];
    for (let i = edges[b]; i < edges[b + 1]; i++) {
      all += counts[i];
      mass += columns[i];
    }
    for (let j = from; j < to; j++) {
      number[j] = (weights[j] / mass) * all;
      for (let k = 0; k < p; k++)
        own.scatter[k * fewer + j] = rows[p + k][j] - rows[k][j] ** 2 / weights[j];
    }
  }
  return {
    ...line,
    ...own,
    m: fewer,
    x: found.x,
    counts: number,
    noise: hasNoise ? rows[2 * p] : number,
    own: new Float64Array(fewer).fill(line.even ? 1 : Number.NaN),
    boxes: { start, first: line.boxes ? firstsOf(line.boxes, edges) : edges },
    members: undefined,
  };
}

/** Σ w·y² of each place, [p, m]. */
function squaresOf({ m, columns, scatter }: Line): Float64Array {
  return scatter.map((within, at) => within + columns[m + at] ** 2 / columns[at % m]);
}

/** The places of the first line at which boxes begin that hold whole boxes of a finer one. */
function firstsOf({ start, first }: Boxes, edges: Int32Array): Int32Array {
  let box = 0;
  return edges.map((edge) => {
    while (start[box] < edge) box++;
    return first[box];
  });
}
