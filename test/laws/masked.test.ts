import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ArrayInput,
  attentionPooling,
  attentionPoolingBackward,
  attentionWeights,
  NumericalError,
  NWKernelRegression,
  type PoolingOptions,
  type Tensor,
} from '../../src/index.js';
import { expectClose } from '../expectClose.js';
import { type AttentionCase, attentionCase } from './attentionCase.js';

const NOTHING = [Number.NaN, Infinity, -Infinity, 1.7e308, -1.7e308];

/** Ways to say that no query may attend to some keys. */
const WAYS = ['mask', 'mask of pairs', 'weight', 'bias', 'bias of pairs'] as const;

function hiding(
  way: (typeof WAYS)[number],
  { queries, options }: AttentionCase,
  hidden: readonly boolean[],
): PoolingOptions {
  const { mask, bias, sampleWeights } = options as Record<string, never[] | undefined>;
  const pairs = <T>(of: (i: number, k: number) => T): T[][] =>
    queries.map((_, i) => hidden.map((_, k) => of(i, k)));
  const biasAt = (i: number, k: number): number => bias?.[i]?.[k] ?? 0;
  switch (way) {
    case 'mask':
      return { ...options, mask: hidden.map((h) => !h) };
    case 'mask of pairs':
      return { ...options, mask: pairs((i, k) => !hidden[k] && (mask?.[i]?.[k] ?? true)) };
    case 'weight':
      return {
        ...options,
        sampleWeights: hidden.map((h, k) => (h ? 0 : (sampleWeights?.[k] ?? 1))),
      };
    case 'bias':
      return { ...options, bias: hidden.map((h) => (h ? -Infinity : 0)) };
    case 'bias of pairs':
      return { ...options, bias: pairs((i, k) => (hidden[k] ? -Infinity : biasAt(i, k))) };
  }
}

/** A problem, which keys are hidden, how, and what stands in their place. */
const masked = attentionCase().chain((test) =>
  fc.record({
    test: fc.constant(test),
    way: fc.constantFrom(...WAYS),
    method: fc.constantFrom('auto', 'direct'),
    hidden: fc.array(fc.boolean(), {
      minLength: test.keys.length,
      maxLength: test.keys.length,
    }),
    junk: fc.array(fc.constantFrom(...NOTHING), { minLength: 8, maxLength: 8 }),
  }),
);

const rowsOf = ({ data, shape }: Tensor, rows: readonly number[]): number[] => {
  const size = data.length / shape[0]!;
  return rows.flatMap((row) => [...data.subarray(row * size, (row + 1) * size)]);
};

/** What a problem comes to: weights, pooled values, and every gradient. */
function outcome(q: ArrayInput, k: ArrayInput, v: ArrayInput, options: PoolingOptions) {
  const { method, tolerance, ...attention } = options;
  const pooled = attentionPooling(q, k, v, options);
  const { data, shape } = pooled;
  const grad = { ...pooled, data: Float64Array.from(data, (_, i) => Math.cos(i)), shape };
  return {
    pooled,
    weights: attentionWeights(q, k, attention),
    gradients: attentionPoolingBackward(q, k, v, grad as unknown as Tensor, options),
  };
}

const isServed = ({ bias, mask }: PoolingOptions): boolean =>
  bias === undefined && !Array.isArray((mask as boolean[][] | undefined)?.[0]);

describe('keys that no query may attend to', () => {
  it('may hold anything: the outcome is that with numbers in their place, and that without them', () => {
    fc.assert(
      fc.property(masked, ({ test, way, method, hidden, junk }) => {
        const { queries, keys, values } = test;
        const given = hiding(way, test, hidden);
        const options = { ...given, method: isServed(given) ? method : 'auto' } as PoolingOptions;
        const spoiled = (rows: number[][]) =>
          rows.map((row, k) => (hidden[k] ? row.map((_, j) => junk[(k + j) % 8]!) : row));
        const one = outcome(queries, keys, values, options);
        const other = outcome(queries, spoiled(keys), spoiled(values), options);
        expect(other.weights.data).toEqual(one.weights.data);
        expectClose(other.pooled, one.pooled, 1e-14, 10);
        for (const name of ['queries', 'keys', 'values', 'w', 'sampleWeights'] as const) {
          // sums choose their origin by all keys, which rounds otherwise
          expectClose(other.gradients[name], one.gradients[name], 1e-13, 100);
        }
        const left = keys.map((_, k) => k).filter((k) => !hidden[k]);
        const out = keys.map((_, k) => k).filter((k) => hidden[k]);
        for (const name of ['keys', 'values'] as const) {
          expect(rowsOf(other.gradients[name], out).every((g) => g === 0)).toBe(true);
        }
        other.weights.data.forEach((weight, at) => {
          const isHidden = hidden[at % keys.length]!;
          if (isHidden && !Number.isNaN(weight)) expect(weight).toBe(0);
        });
        if (left.length === 0) return;
        const some = <T>(rows: readonly T[]) => left.map((k) => rows[k]!);
        const perKey = <T>(rows: readonly T[] | readonly (readonly T[])[] | undefined) =>
          rows &&
          (Array.isArray(rows[0]) ? rows.map((row) => some(row as T[])) : some(rows as T[]));
        const { mask, bias, sampleWeights } = options as Record<string, never[] | undefined>;
        const without = outcome(queries, some(keys), some(values), {
          ...options,
          ...(mask && { mask: perKey(mask) }),
          ...(bias && { bias: perKey(bias) }),
          ...(sampleWeights && { sampleWeights: perKey(sampleWeights) }),
        } as PoolingOptions);
        expectClose(other.pooled, without.pooled, 1e-12, 10);
        expectClose(other.gradients.queries, without.gradients.queries, 1e-12, 100);
        expectClose(
          rowsOf(other.gradients.keys, left),
          [...without.gradients.keys.data],
          1e-12,
          100,
        );
        expectClose(other.gradients.w, without.gradients.w, 1e-12, 100);
      }),
      { numRuns: 400 },
    );
  });

  it('of some queries only: others, which see a number that is none, name it', () => {
    fc.assert(
      fc.property(masked, fc.nat(), ({ test, hidden, junk }, at) => {
        const { queries, keys, values, options } = test;
        const [i, k] = [at % queries.length, at % keys.length];
        const mask = queries.map((_, q) => keys.map((_, key) => q === i || !hidden[key]));
        const wrong = junk.find((x) => !Number.isFinite(x)) ?? Number.NaN;
        const spoil = (rows: number[][]) =>
          rows.map((row, key) => (key === k ? [...row.slice(0, -1), wrong] : row));
        const expected = (name: string, row: number[]) =>
          new RegExp(`${name} must be finite, got ${wrong} at index ${(k + 1) * row.length - 1}$`);
        const given = { ...options, mask };
        const calls = [
          () => attentionPooling(queries, spoil(keys), values, given),
          () => attentionWeights(queries, spoil(keys), given),
        ];
        for (const call of calls) expect(call).toThrow(expected('keys', keys[0]!));
        const pool = () => attentionPooling(queries, keys, spoil(values), given);
        expect(pool).toThrow(expected('values', values[0]!));
        expect(pool).toThrow(NumericalError);
      }),
    );
  });

  it('each query of its own, where it has keys of its own', () => {
    fc.assert(
      fc.property(
        masked,
        fc.array(fc.boolean(), { minLength: 35, maxLength: 35 }),
        ({ test, junk }, bits) => {
          const { queries, keys, values, options } = test;
          const { bias, sampleWeights, ...rest } = options;
          const mask = queries.map((_, i) => keys.map((_, k) => bits[(7 * i + k) % 35]!));
          const sets = (rows: number[][], spoils: boolean) =>
            mask.map((row) =>
              rows.map((each, k) =>
                spoils && !row[k] ? each.map((_, j) => junk[(k + j) % 8]!) : each,
              ),
            );
          const given = { ...rest, mask };
          const one = outcome(queries, sets(keys, false), sets(values, false), given);
          const other = outcome(queries, sets(keys, true), sets(values, true), given);
          expect(other.pooled.data).toEqual(one.pooled.data);
          expect(other.weights.data).toEqual(one.weights.data);
          for (const name of ['queries', 'keys', 'values', 'w'] as const) {
            expect(other.gradients[name].data, name).toEqual(one.gradients[name].data);
          }
        },
      ),
    );
  });

  it('learn nothing, through a projection too', () => {
    const keys = [
      [Number.NaN, 1],
      [0, 1],
      [1, -1],
      [Infinity, 2],
      [2, 0.5],
    ];
    const values = [Number.NaN, 1, 3, -Infinity, 2];
    const whole = [1, 2, 4];
    const queries = [
      [0.5, 0],
      [1, 1],
    ];
    const projection = [[1], [0.5]];
    for (const start of [{ w: 0.7 }, { projection }]) {
      const [net, plain] = [new NWKernelRegression(start), new NWKernelRegression(start)];
      const sampleWeights = [0, 2, 1, 0, 1];
      const y = net.forward(queries, keys, values, { sampleWeights });
      const expected = plain.forward(
        queries,
        whole.map((k) => keys[k]!),
        whole.map((k) => values[k]!),
        { sampleWeights: whole.map((k) => sampleWeights[k]!) },
      );
      expectClose(y, expected, 1e-14);
      const gradients = net.backward([1, -2]);
      const others = plain.backward([1, -2]);
      expectClose(rowsOf(gradients.keys, whole), [...others.keys.data], 1e-14);
      expect(rowsOf(gradients.keys, [0, 3])).toEqual([0, 0, 0, 0]);
      expect(rowsOf(gradients.values, [0, 3])).toEqual([0, 0]);
      expectClose(net.parameters()[0].grad, plain.parameters()[0].grad, 1e-13);
    }
  });

  it('pad the short sequences of a batch', () => {
    const lengths = [3, 1, 0, 2];
    const [queries, keys, values] = [
      [[0.5], [2]],
      [[0], [1], [3]],
      [4, -1, 2],
    ];
    const padded = <T>(rows: readonly T[], fill: T) =>
      lengths.map((length) => rows.map((row, k) => (k < length ? row : fill)));
    const seen = lengths.map((length) => keys.map((_, k) => k < length));
    const all = lengths.map(() => queries);
    for (const junk of NOTHING) {
      const [k, v] = [padded(keys, [junk]), padded(values, junk)];
      const ways: PoolingOptions[] = [
        { mask: seen.map((row) => [row]) },
        { sampleWeights: seen.map((row) => row.map(Number)) },
        { bias: seen.map((row) => [row.map((is) => (is ? 0 : -Infinity))]) },
      ];
      for (const options of ways) {
        const { pooled, weights, gradients } = outcome(all, k, v, options);
        lengths.forEach((length, e) => {
          const [short, own] = [keys.slice(0, length), values.slice(0, length)];
          const row = [pooled.get(e, 0), pooled.get(e, 1)];
          if (length === 0) {
            expect(row).toEqual([Number.NaN, Number.NaN]);
            return;
          }
          expectClose(row, attentionPooling(queries, short, own), 1e-15);
          const left = keys.map((_, at) => at).slice(length);
          for (const at of left) {
            expect([weights.get(e, 0, at), weights.get(e, 1, at)]).toEqual([0, 0]);
            expect([gradients.keys.get(e, at, 0), gradients.values.get(e, at)]).toEqual([0, 0]);
          }
        });
      }
      // keys that all entries share must be numbers where one of them sees them
      const mask = seen.map((row) => [row]);
      const wrong = values.map((value, at) => (at === 2 ? Number.NaN : value));
      const call = (e: number) => () =>
        attentionPooling(all.slice(e), keys, wrong, { mask: mask.slice(e) });
      expect(call(0)).toThrow(/^attentionPooling: values must be finite, got NaN at index 2$/);
      expect(call(1)).not.toThrow();
    }
  });
});
