import fc from 'fast-check';
import type { AttentionOptions } from '../../src/index.js';
import { weightKernelNames } from '../../src/kernels/createKernel.js';

/** A number of moderate size with few digits, so that ties happen. */
export const coordinate = fc.integer({ min: -400, max: 400 }).map((i) => i / 64);

/** A random problem: queries [m, d], keys [n, d], values [n, p], and options. */
export interface AttentionCase {
  readonly queries: number[][];
  readonly keys: number[][];
  readonly values: number[][];
  readonly options: AttentionOptions;
}

/**
 * Random shapes, kernels, metrics, masks and observation weights.
 *
 * @param priors - whether there are masks, biases and observation weights
 * @param smooth - only kernels without kinks and jumps, so that differences approach derivatives
 */
export function attentionCase({ priors = true, smooth = false } = {}): fc.Arbitrary<AttentionCase> {
  const kernels = smooth
    ? (['gaussian', 'logistic', 'cauchy', 'biweight', 'triweight'] as const)
    : weightKernelNames;
  const sizes = fc.record({
    m: fc.integer({ min: 1, max: 5 }),
    n: fc.integer({ min: 1, max: 7 }),
    d: fc.integer({ min: 1, max: 3 }),
    p: fc.integer({ min: 1, max: 2 }),
  });
  return sizes.chain(({ m, n, d, p }) => {
    const matrix = (rows: number, columns: number, entry = coordinate) =>
      fc.array(fc.array(entry, { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      });
    const scale = fc.integer({ min: 16, max: 96 }).map((i) => i / 64);
    const vector = fc.array(scale, { minLength: d, maxLength: d });
    const metric: fc.Arbitrary<AttentionOptions> = fc.oneof(
      scale.map((w) => ({ w })),
      vector.map((w) => ({ w })),
      vector.map((bandwidth) => ({ bandwidth })),
      matrix(
        d,
        d,
        fc.integer({ min: -64, max: 64 }).map((i) => i / 64),
      ).map((w) => ({ w })),
    );
    const prior: fc.Arbitrary<AttentionOptions> = fc.record(
      {
        mask: fc.oneof(matrix(m, n).map((rows) => rows.map((row) => row.map((x) => x > -3)))),
        bias: matrix(m, n),
        sampleWeights: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: n, maxLength: n }),
      },
      { requiredKeys: [] },
    );
    return fc.record({
      queries: matrix(m, d),
      keys: matrix(n, d),
      values: matrix(n, p),
      options: fc
        .tuple(fc.constantFrom(...kernels), metric, priors ? prior : fc.constant({}))
        .map(([kernel, ...rest]) => Object.assign({ kernel }, ...rest) as AttentionOptions),
    });
  });
}
