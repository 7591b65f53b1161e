import { describe, it } from 'vitest';
import {
  add,
  attentionPooling,
  attentionPoolingBackward,
  attentionWeights,
  bmm,
  matmul,
  reshape,
  softmax,
  tensor,
  toNestedArray,
  transpose,
} from '../../src/index.js';
import { expectClose } from '../expectClose.js';
import { readReference } from './readReference.js';

const cases = new Map<string, any>(
  readReference('torch_attention_masks.json').cases.map((c: any) => [c.name, c]),
);

/** Lower-triangular: query i sees keys 0 … i. */
const causal = (m: number, n: number): boolean[][] =>
  Array.from({ length: m }, (_, i) => Array.from({ length: n }, (_, k) => k <= i));

/** d2l masks by a large negative score, so a row of length 0 is uniform, not empty. */
const lengthBias = (m: number, n: number, length: number | number[]): number[][] =>
  Array.from({ length: m }, (_, i) => {
    const valid = Array.isArray(length) ? length[i]! : length;
    return Array.from({ length: n }, (_, k) => (k < valid ? 0 : -1e6));
  });

describe('scaled dot-product attention, against PyTorch', () => {
  for (const [name, { input, output }] of cases) {
    if (!input.q || input.valid_lens) continue;
    it(name, () => {
      input.q.forEach((heads: any, b: number) => {
        heads.forEach((q: any, h: number) => {
          const [k, v, upstream] = [input.k[b][h], input.v[b][h], input.upstream[b][h]];
          const perHead = Array.isArray(input.mask?.[0]?.[0]) ? input.mask[h] : input.mask;
          const isBoolean = typeof perHead?.[0]?.[0] === 'boolean';
          const options = {
            score: 'dot' as const,
            ...(input.scale !== null && { scale: input.scale }),
            ...(perHead && (isBoolean ? { mask: perHead } : { bias: perHead })),
            ...(input.is_causal && { mask: causal(q.length, k.length) }),
          };
          expectClose(attentionWeights(q, k, options), output.weights[b][h], 1e-12);
          expectClose(attentionPooling(q, k, v, options), output.out[b][h], 1e-12);
          const gradients = attentionPoolingBackward(q, k, v, upstream, options);
          expectClose(gradients.queries, output.d_q[b][h], 1e-12);
          expectClose(gradients.keys, output.d_k[b][h], 1e-12);
          // where a row is fully masked torch's d_v is all NaN; here such a row contributes nothing
          if (!name.includes('fully_masked'))
            expectClose(gradients.values, output.d_v[b][h], 1e-12);
        });
        // and the heads as a batch; a mask for each, or one for all, as torch broadcasts it
        const [q, k, v] = [heads, input.k[b], input.v[b]];
        const isBoolean = typeof input.mask?.flat(2)[0] === 'boolean';
        const options = {
          score: 'dot' as const,
          ...(input.scale !== null && { scale: input.scale }),
          ...(input.mask && (isBoolean ? { mask: input.mask } : { bias: input.mask })),
          ...(input.is_causal && { mask: causal(q[0].length, k[0].length) }),
        };
        expectClose(attentionWeights(q, k, options), output.weights[b], 1e-12);
        expectClose(attentionPooling(q, k, v, options), output.out[b], 1e-12);
        const gradients = attentionPoolingBackward(q, k, v, input.upstream[b], options);
        expectClose(gradients.queries, output.d_q[b], 1e-12);
        expectClose(gradients.keys, output.d_k[b], 1e-12);
        if (!name.includes('fully_masked')) expectClose(gradients.values, output.d_v[b], 1e-12);
      });
    });
  }
});

describe('masked softmax and attention of d2l', () => {
  it.each([
    'd2l_masked_softmax_vl_1d',
    'd2l_masked_softmax_vl_2d',
    'd2l_masked_softmax_vl_zero',
    'd2l_masked_softmax_none',
  ])('%s', (name) => {
    const { input, output } = cases.get(name);
    input.X.forEach((scores: number[][], b: number) => {
      const [m, n] = [scores.length, scores[0]!.length];
      const length = input.valid_lens?.[b] ?? n;
      const masked = scores.map((row, i) =>
        row.map((s, k) => (lengthBias(m, n, length)[i]![k] === 0 ? s : -1e6)),
      );
      expectClose(softmax(masked), output[b], 1e-12);
      const queries = Array<number>(m).fill(0);
      const weights = attentionWeights(queries, Array<number>(n).fill(0), { bias: masked });
      expectClose(weights, output[b], 1e-12);
    });
  });

  it('d2l_dot_product_attention', () => {
    const { input, output } = cases.get('d2l_dot_product_attention');
    input.q.forEach((q: any, b: number) => {
      const mask = input.k[b].map((_: unknown, k: number) => k < input.valid_lens[b]);
      expectClose(
        attentionPooling(q, input.k[b], input.v[b], { score: 'dot', mask }),
        output[b],
        1e-12,
      );
    });
    const mask = input.k.map((keys: unknown[], b: number) => [
      keys.map((_, k) => k < input.valid_lens[b]),
    ]);
    expectClose(attentionPooling(input.q, input.k, input.v, { score: 'dot', mask }), output, 1e-12);
  });

  it('d2l_additive_attention, its scores as a bias', () => {
    const { input, output } = cases.get('d2l_additive_attention');
    const wv = input.w_v[0];
    input.q.forEach((q: any, b: number) => {
      const [pq, pk] = [
        toNestedArray(matmul(q, transpose(input.W_q))) as number[][],
        toNestedArray(matmul(input.k[b], transpose(input.W_k))) as number[][],
      ];
      const bias = pq.map((a) =>
        pk.map((c) => a.reduce((sum, ai, j) => sum + wv[j] * Math.tanh(ai + c[j]!), 0)),
      );
      const mask = input.k[b].map((_: unknown, k: number) => k < input.valid_lens[b]);
      const options = { score: 'dot', scale: 0, bias, mask } as const;
      const anywhere = tensor(Array<number>(q.length).fill(0), [q.length, 1]);
      const keys = tensor(Array<number>(pk.length).fill(0), [pk.length, 1]);
      expectClose(attentionWeights(anywhere, keys, options), output.weights[b], 1e-12);
      expectClose(attentionPooling(anywhere, keys, input.v[b], options), output.out[b], 1e-12);
    });
  });

  it('nn.MultiheadAttention with padded keys', () => {
    const { input, output } = cases.get('nn.MultiheadAttention_embed8_heads2_keypadding');
    const {
      x,
      in_proj_weight: W,
      in_proj_bias: bias,
      out_proj_weight: Wo,
      out_proj_bias: bo,
    } = input;
    x.forEach((sequence: number[][], b: number) => {
      const projected = add(matmul(sequence, transpose(W)), bias); // [5, 24]: queries, keys, values
      const part = (from: number): any => {
        const head = tensor(projected.lo(0, from).hi(sequence.length, 8));
        return toNestedArray(transpose(reshape(head, [-1, 2, 4]), [1, 0, 2])); // [heads, 5, 4]
      };
      const [q, k, v] = [part(0), part(8), part(16)];
      const mask = input.key_padding_mask_true_is_ignored[b].map((ignored: boolean) => !ignored);
      const heads = [0, 1].map((h) => attentionPooling(q[h], k[h], v[h], { score: 'dot', mask }));
      const joined = reshape(
        transpose(tensor(heads.map((t) => toNestedArray(t)) as any), [1, 0, 2]),
        [-1, 8],
      );
      const out = reshape(
        bmm([toNestedArray(joined)] as any, [toNestedArray(transpose(Wo))] as any),
        [-1, 8],
      );
      expectClose(add(out, bo), output.out[b], 1e-12);
      for (const h of [0, 1]) {
        expectClose(
          attentionWeights(q[h], k[h], { score: 'dot', mask }),
          output.weights[b][h],
          1e-12,
        );
      }
    });
  });
});

describe('hard scores', () => {
  it('softmax at the ends of the number range', () => {
    const { input, output } = cases.get('softmax_stress_float64');
    expectClose(softmax(input), output, 1e-12);
  });

  it('far queries get the value of the nearest key', () => {
    const { input, output } = cases.get('far_queries_gaussian_softmax');
    // torch loses the nearest key at q = 1e150, where all squared distances are equal in 64 bits
    const expected = [...output.slice(0, -1), 5];
    expectClose(attentionPooling(input.queries, input.keys, input.values), expected, 1e-15);
  });
});
