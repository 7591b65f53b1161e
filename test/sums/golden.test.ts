import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { direct } from '../../src/sums/direct.js';
import { gaussian } from './kernels.js';
import { sumsBy } from './sumsBy.js';

interface Case {
  name: string;
  input: { dataset: string; first_n: number; h: number; q: number };
  output: { mean: number; log_kernel_sum: number };
}

const folder = new URL('../reference/', import.meta.url);
const { cases } = JSON.parse(readFileSync(new URL('ref_mpmath_nw_hard.json', folder), 'utf8')) as {
  cases: Case[];
};

const variables: Record<string, [string, string]> = {
  mcycle: ['times', 'accel'],
  cars: ['speed', 'dist'],
  ethanol: ['E', 'NOx'],
};

/** Two columns of a data set, by the names in its first line. */
function columnsOf(name: string): [number[], number[]] {
  const text = readFileSync(new URL(`data/${name}.csv`, folder), 'utf8');
  const [head, ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.replaceAll('"', '').split(','));
  const [x, y] = variables[name].map((variable) => {
    const place = head.indexOf(variable);
    return rows.map((row) => Number(row[place]));
  });
  return [x, y];
}

describe('direct against 60-digit arithmetic (mpmath)', () => {
  // Tolerance 1e-12, the promise of the direct method. K in the file is exp(−u²/2), without
  // 1/√(2π).
  it.each(cases)('$name', ({ input, output }) => {
    const [x, y] = columnsOf(input.dataset).map((column) => column.slice(0, input.first_n));
    const n = x.length;
    const sample = {
      n,
      d: 1,
      c: 2,
      points: Float64Array.from(x),
      columns: Float64Array.from([...x.map(() => 1), ...y]),
    };
    const { logScale, sums } = sumsBy(direct, sample, Float64Array.of(input.q), {
      kernel: gaussian,
      product: true,
      inverseBandwidth: Float64Array.of(1 / input.h),
      degrees: [0, 0],
      squared: false,
      excludeSelf: false,
      tolerance: 1e-12,
    });
    const mean = sums[1] / sums[0];
    expect(Math.abs(mean - output.mean)).toBeLessThanOrEqual(1e-12 * Math.abs(output.mean));
    const log = logScale[0] + Math.log(sums[0]) + Math.log(2 * Math.PI) / 2;
    expect(Math.abs(log - output.log_kernel_sum)).toBeLessThanOrEqual(
      1e-12 * Math.max(1, Math.abs(output.log_kernel_sum)),
    );
  });
});
