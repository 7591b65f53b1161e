import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attentionPooling,
  attentionPoolingBackward,
  attentionWeights,
  NWKernelRegression,
  type PoolingOptions,
  type Tensor,
  tensor,
} from '../../src/index.js';
import { expectClose } from '../expectClose.js';
import { type AttentionBatch, attentionBatch, entryOf } from './attentionCase.js';

const entries = (batch: AttentionBatch) => batch.queries.map((_, e) => entryOf(batch, e));
const joined = (parts: readonly Tensor[]) => parts.flatMap((part) => [...part.data]);
const upstreamOf = ({ size, shape }: Tensor) =>
  tensor(
    Array.from({ length: size }, (_, i) => Math.cos(i + 1)),
    shape,
  );

/** What entries have for themselves comes one after the other, of what they share the sum. */
function expectGathered(whole: Tensor, parts: readonly Tensor[], { keys }: AttentionBatch): void {
  const [first] = parts as [Tensor];
  if (whole.size > first.size || parts.length === 1) {
    // keys that all share may see all queries at once, which rounds otherwise
    if (tensor(keys).shape.length === 2) expectClose(whole.data, joined(parts), 1e-13, 100);
    else expect([...whole.data]).toEqual(joined(parts));
    return;
  }
  const sum = Array.from(whole.data, (_, j) => parts.reduce((s, part) => s + part.data[j]!, 0));
  expect(whole.size).toBe(first.size);
  expectClose(whole.data, sum, 1e-12, 100);
}

describe('a batch is what a loop over its entries is', () => {
  it('weights, pooled values and every gradient', () => {
    fc.assert(
      fc.property(attentionBatch, fc.constantFrom('auto', 'direct'), (batch, method) => {
        const { queries, keys, values } = batch;
        const options = { ...batch.options, method } as PoolingOptions;
        const [b, m] = [queries.length, queries[0]!.length];
        const one = entries(batch);
        const weights = attentionWeights(queries, keys, batch.options);
        const weightsOf = one.map((e) => attentionWeights(e.queries, e.keys, e.options));
        expect(weights.shape).toEqual([b, ...weightsOf[0]!.shape]);
        expectGathered(weights, weightsOf, batch);

        const pooled = attentionPooling(queries, keys, values, options);
        const pools = one.map((e) =>
          attentionPooling(e.queries, e.keys, e.values, { ...e.options, method: options.method! }),
        );
        expect(pooled.shape).toEqual([b, ...pools[0]!.shape]);
        expectGathered(pooled, pools, batch);

        const upstream = upstreamOf(pooled);
        const gradients = attentionPoolingBackward(queries, keys, values, upstream, options);
        const parts = one.map((e, at) =>
          attentionPoolingBackward(e.queries, e.keys, e.values, tensor(upstream.pick(at)), {
            ...e.options,
            method: options.method!,
          }),
        );
        for (const name of Object.keys(gradients) as (keyof typeof gradients)[]) {
          const whole = gradients[name];
          if (whole === undefined) continue;
          expectGathered(
            whole,
            parts.map((part) => part[name]!),
            batch,
          );
        }
        expect(gradients.queries.shape).toEqual([b, m, queries[0]![0]!.length]);
        expect(gradients.keys.shape).toEqual(tensor(keys).shape);
        expect(gradients.values.shape).toEqual(tensor(values).shape);
        const { sampleWeights, bias } = options;
        if (sampleWeights)
          expect(gradients.sampleWeights.shape).toEqual(tensor(sampleWeights).shape);
        if (bias) expect(gradients.bias!.shape).toEqual(tensor(bias).shape);
      }),
      { numRuns: 300 },
    );
  });

  it('a network: the gradients of its parameters are those of all entries', () => {
    fc.assert(
      fc.property(attentionBatch, fc.constantFrom('plain', 'log', 'projection'), (batch, kind) => {
        const { queries, keys, values } = batch;
        const { mask, bias, sampleWeights, excludeSelf } = batch.options;
        const given = { mask, bias, sampleWeights, excludeSelf };
        const options = Object.fromEntries(
          Object.entries(given).filter(([, x]) => x !== undefined),
        );
        const d = queries[0]![0]!.length;
        const projection = Array.from({ length: d }, (_, j) => [1, j - 0.5]);
        const start = {
          plain: { w: 0.7 },
          log: { w: 0.7, parameterization: 'log' as const },
          projection: { projection },
        }[kind];
        const [net, single] = [new NWKernelRegression(start), new NWKernelRegression(start)];
        const y = net.forward(queries, keys, values, options);
        const upstream = upstreamOf(y);
        const gradients = net.backward(upstream);
        const names = ['queries', 'keys', 'values'] as const;
        const parts = entries({ ...batch, options }).map((e, at) => {
          const alone = single.forward(e.queries, e.keys, e.values, e.options);
          expect([...tensor(y.pick(at)).data]).toEqual([...alone.data]);
          expect([...tensor(net.attentionWeights.pick(at)).data]).toEqual([
            ...single.attentionWeights.data,
          ]);
          return single.backward(tensor(upstream.pick(at)));
        });
        for (const name of names) {
          expectGathered(
            gradients[name],
            parts.map((part) => part[name]),
            batch,
          );
        }
        expectClose(net.parameters()[0].grad, single.parameters()[0].grad, 1e-12, 100);
      }),
      { numRuns: 200 },
    );
  });

  it('many keys, by kernel sums', () => {
    const [b, m, n] = [3, 500, 700];
    const wave = (count: number, step: number) =>
      Array.from({ length: count }, (_, i) => 3 * Math.sin(step * i + 1));
    const queries = tensor(wave(b * m, 0.7), [b, m, 1]);
    const keys = tensor(wave(b * n, 1.3), [b, n, 1]);
    const values = tensor(wave(b * n, 2.9), [b, n]);
    const part = (array: Tensor, e: number) => tensor(array.pick(e));
    for (const options of [
      { bandwidth: 0.3 },
      { kernel: 'epanechnikov', bandwidth: 0.5, emptyWindow: 'nearest' },
      { bandwidth: 0.4, sampleWeights: tensor(wave(b * n, 1).map(Math.abs), [b, n]) },
    ] as const) {
      const pooled = attentionPooling(queries, keys, values, options);
      const upstream = upstreamOf(pooled);
      const gradients = attentionPoolingBackward(queries, keys, values, upstream, options);
      for (let e = 0; e < b; e++) {
        const { sampleWeights, ...rest } = options as PoolingOptions & { sampleWeights?: Tensor };
        const own = { ...rest, ...(sampleWeights && { sampleWeights: part(sampleWeights, e) }) };
        const args = [part(queries, e), part(keys, e), part(values, e)] as const;
        expect([...part(pooled, e).data]).toEqual([...attentionPooling(...args, own).data]);
        const alone = attentionPoolingBackward(...args, part(upstream, e), own);
        expect([...part(gradients.keys, e).data]).toEqual([...alone.keys.data]);
      }
    }
    // keys that all entries share see all queries at once
    const [shared, own] = [part(keys, 0), part(values, 0)];
    const flat = tensor(queries.data, [b * m, 1]);
    const ofAll = attentionPooling(queries, shared, own, { bandwidth: 0.3 });
    expect(ofAll.shape).toEqual([b, m]);
    expect(ofAll.data).toEqual(attentionPooling(flat, shared, own, { bandwidth: 0.3 }).data);
    // the network keeps no weights of so many, and takes sums too
    const net = new NWKernelRegression({ w: 3 });
    const y = net.forward(queries, keys, values);
    const upstream = upstreamOf(y);
    const { w } = attentionPoolingBackward(queries, keys, values, upstream, { w: 3 });
    expectClose(y, attentionPooling(queries, keys, values, { w: 3 }), 1e-14);
    net.backward(upstream);
    expectClose(net.parameters()[0].grad, w, 1e-10);
    expect(net.attentionWeights.shape).toEqual([b, m, n]);
  });

  it('no entries, no queries, no keys', () => {
    const zeros = (...shape: number[]) =>
      tensor(new Float64Array(shape.reduce((a, c) => a * c)), shape);
    const none = attentionPooling(zeros(0, 2, 1), zeros(0, 3, 1), zeros(0, 3, 2));
    expect(none.shape).toEqual([0, 2, 2]);
    expect(attentionWeights(zeros(0, 2, 1), zeros(0, 3, 1)).shape).toEqual([0, 2, 3]);
    expect(attentionPooling(zeros(2, 0, 1), zeros(2, 3, 1), zeros(2, 3)).shape).toEqual([2, 0]);
    const empty = attentionPooling(zeros(2, 1, 1), zeros(2, 0, 1), zeros(2, 0));
    expect([...empty.data]).toEqual([Number.NaN, Number.NaN]);
    for (const w of [2, [1, 2]]) {
      const net = new NWKernelRegression({ w });
      net.forward(zeros(0, 2, 2), zeros(0, 3, 2), zeros(0, 3));
      const gradients = net.backward(zeros(0, 2));
      expect(gradients.w.data.every((g) => g === 0)).toBe(true);
      expect(gradients.w.shape).toEqual(typeof w === 'number' ? [1] : [2]);
      expect(gradients.keys.shape).toEqual([0, 3, 2]);
    }
  });

  it('32-bit floats stay 32-bit floats', () => {
    const single = (shape: number[]) =>
      tensor(
        Float32Array.from({ length: shape.reduce((a, c) => a * c) }, (_, i) => i / 4),
        shape,
      );
    const args = [single([2, 2, 1]), single([2, 3, 1]), single([2, 3])] as const;
    const pooled = attentionPooling(...args);
    expect(pooled.data).toBeInstanceOf(Float32Array);
    const { keys } = attentionPoolingBackward(...args, pooled);
    expect(keys.data).toBeInstanceOf(Float32Array);
  });
});
