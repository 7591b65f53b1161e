import fc from 'fast-check';
import type { AttentionOptions, NestedNumbers } from '../../src/index.js';
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

/** A random problem with an axis for a batch; entries as nested arrays. */
export interface AttentionBatch {
  /** [b, m, d] */
  readonly queries: number[][][];
  /** [n, d], [b, n, d] or [b, m, n, d] */
  readonly keys: NestedNumbers;
  /** [n, p], [b, n, p] or [b, m, n, p]; without p where that is 0. */
  readonly values: NestedNumbers;
  readonly options: AttentionOptions;
}

/** Batches of random sizes, with everything that entries may share or have for themselves. */
export const attentionBatch: fc.Arbitrary<AttentionBatch> = fc
  .record({
    b: fc.integer({ min: 1, max: 4 }),
    m: fc.integer({ min: 1, max: 4 }),
    n: fc.integer({ min: 1, max: 5 }),
    d: fc.integer({ min: 1, max: 3 }),
    p: fc.integer({ min: 0, max: 2 }),
    keysOf: fc.constantFrom('all', 'entry', 'entry', 'query'),
    excludes: fc.constantFrom('none', 'self', 'queries', 'entries'),
    isSquare: fc.boolean(),
  })
  .chain(({ b, m, n: count, d, p, keysOf, excludes, isSquare }) => {
    const n = isSquare ? m : count;
    const tensorOf = <T>(
      entry: fc.Arbitrary<T>,
      [length, ...rest]: readonly number[],
    ): fc.Arbitrary<never> =>
      (length === undefined
        ? entry
        : fc.array(tensorOf(entry, rest), {
            minLength: length,
            maxLength: length,
          })) as fc.Arbitrary<never>;
    const axes = { all: [n], entry: [b, n], query: [b, m, n] }[keysOf];
    const scale = fc.integer({ min: 16, max: 96 }).map((i) => i / 64);
    const key = fc.integer({ min: -1, max: n - 1 });
    const ofPairs = fc.constantFrom([n], [m, n], [b, m, n], [b, 1, n]);
    const ofKeys = fc.constantFrom([n], [b, n], [b, m, n]);
    const left: Record<typeof excludes, fc.Arbitrary<AttentionOptions>> = {
      none: fc.constant({}),
      self: fc.constant(n === m && keysOf !== 'query' ? { excludeSelf: true } : {}),
      queries: tensorOf(key, [m]).map((excludeSelf) => ({ excludeSelf })),
      entries: tensorOf(key, [b, m]).map((excludeSelf) => ({ excludeSelf })),
    };
    const priors: fc.Arbitrary<AttentionOptions> = fc.record(
      {
        mask: ofPairs.chain((shape) => tensorOf(fc.boolean(), shape)),
        bias: ofPairs.chain((shape) => tensorOf(coordinate, shape)),
        sampleWeights: ofKeys.chain((shape) => tensorOf(fc.nat(4), shape)),
      },
      { requiredKeys: [] },
    );
    const metric: fc.Arbitrary<AttentionOptions> = fc.oneof(
      scale.map((w) => ({ w })),
      tensorOf(scale, [d]).map((bandwidth) => ({ bandwidth })),
      tensorOf(coordinate, [d, d]).map((w) => ({ w })),
      fc.constant({ score: 'dot' as const }),
    );
    const kernel = fc.constantFrom(...weightKernelNames, ...Array<'gaussian'>(4).fill('gaussian'));
    return fc.record({
      queries: tensorOf(coordinate, [b, m, d]),
      keys: tensorOf(coordinate, [...axes, d]),
      values: tensorOf(coordinate, p === 0 ? axes : [...axes, p]),
      options: fc
        .tuple(kernel, metric, priors, left[excludes])
        .map(([kernel, metric, ...rest]) =>
          Object.assign('score' in metric ? {} : { kernel }, metric, ...rest),
        ),
    });
  });

const rankOf = (array: unknown): number => (Array.isArray(array) ? 1 + rankOf(array[0]) : 0);

/** One entry of a batch, as a problem without that axis. */
export function entryOf(
  { queries, keys, values, options }: AttentionBatch,
  e: number,
): AttentionBatch {
  const isShared = rankOf(keys) === 2;
  const least = { mask: 3, bias: 3, sampleWeights: 2, excludeSelf: 2 } as Record<string, number>;
  const own = Object.entries(options).map(([name, option]) => [
    name,
    rankOf(option) >= least[name]! ? (option as unknown[])[e] : option,
  ]);
  // [1, n] of a [b, 1, n] is [n]
  const flat = own.map(([name, option]) => {
    const isOne =
      (name === 'mask' || name === 'bias') && rankOf(option) === 2 && option.length === 1;
    return [name, isOne ? option[0] : option];
  });
  return {
    queries: queries[e] as never,
    keys: isShared ? keys : (keys[e] as never),
    values: isShared ? values : (values[e] as never),
    options: Object.fromEntries(flat),
  };
}
