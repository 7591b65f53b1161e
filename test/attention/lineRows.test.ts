import { describe, expect, it } from 'vitest';
import { attentionPooling, attentionPoolingBackward, attentionWeights } from '../../src/index.js';
import { NWKernelRegression } from '../../src/model/NWKernelRegression.js';
import type { ForwardOptions } from '../../src/model/Trainable.js';
import { expectClose } from '../expectClose.js';

const x = Array.from({ length: 9 }, (_, i) => Math.sin(3 * i) * 2);
const y = x.map((v, i) => v * v + (i % 3));
const q = [0.1, -1, 5, 80, 1e160];
const rows = q.map((_, i) => x.map((k) => k + i / 7));

describe("the chapter's case is the general one", () => {
  const cases: [string, number[], number[] | number[][], number[] | number[][], ForwardOptions][] =
    [
      ['shared keys', q, x, y, {}],
      ['queries that are the keys', x, x, y, {}],
      ['leave-one-out', x, x, y, { excludeSelf: true }],
      ['keys left out by index', x.slice(2, 5), x, y, { excludeSelf: [2, 3, -1] }],
      ['as many queries that are not the keys', x.map((k) => k + 0.3), x, y, { excludeSelf: true }],
      ['a set of keys for each query', q, rows, rows.map((row) => row.map(Math.cos)), {}],
    ];
  it.each(cases)('%s', (_name, queries, keys, values, options) => {
    for (const w of [0.4, 3, -2, 40]) {
      const net = new NWKernelRegression({ w });
      expectClose(
        net.forward(queries, keys, values, options),
        attentionPooling(queries, keys, values, { w, ...options, bias: x.map(() => 0) }),
        1e-13,
      );
      expectClose(net.attentionWeights, attentionWeights(queries, keys, { w, ...options }), 1e-14);
      const g = queries.map((_, i) => Math.cos(i));
      const found = net.backward(g);
      const exact = attentionPoolingBackward(queries, keys, values, g, { w, ...options });
      const size = Math.max(1e-3, Math.abs(exact.w.data[0]!));
      expect(Math.abs(found.w.data[0]! - exact.w.data[0]!)).toBeLessThan(1e-12 * size);
      expectClose(found.keys, exact.keys, 1e-12);
      expectClose(found.queries, exact.queries, 1e-12);
      expectClose(found.values, exact.values, 1e-12);
      expectClose(found.sampleWeights, exact.sampleWeights, 1e-12);
    }
  });
});
