import { describe, expect, it } from 'vitest';
import { attentionPooling } from '../../src/attention/attentionPooling.js';
import type { ForwardOptions } from '../../src/model/Trainable.js';
import { readSet, takeBatch } from '../../src/optim/train.js';
import { toNestedArray } from '../../src/tensor/shape.js';
import { type Tensor, tensor } from '../../src/tensor/tensor.js';
import { expectClose } from '../expectClose.js';

const rows = Int32Array.of(2, 0);
const shared = {
  queries: [0, 1, 2],
  keys: [5, 6, 7, 8],
  values: [
    [1, 2],
    [3, 4],
    [5, 6],
    [7, 8],
  ],
  y: [
    [1, 1],
    [2, 2],
    [3, 3],
  ],
};
const nested = (array: unknown): unknown => toNestedArray(array as Tensor);

describe('takeBatch', () => {
  it('takes queries and y in the order of the rows, and all keys', () => {
    const batch = takeBatch(readSet('f', shared, {}), rows);
    expect(nested(batch.queries)).toEqual([2, 0]);
    expect(nested(batch.y)).toEqual([
      [3, 3],
      [1, 1],
    ]);
    expect(nested(batch.keys)).toEqual(shared.keys);
    expect(nested(batch.values)).toEqual(shared.values);
    expect(batch.options).toEqual({});
  });

  it('takes some of the keys, with their values and what belongs to them', () => {
    const options = {
      mask: [true, false, true, true],
      bias: [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 9, 10, 11],
      ],
      sampleWeights: [1, 2, 3, 4],
    };
    const batch = takeBatch(readSet('f', shared, options), rows, Int32Array.of(1, 3));
    expect(nested(batch.keys)).toEqual([6, 8]);
    expect(nested(batch.values)).toEqual([
      [3, 4],
      [7, 8],
    ]);
    expect(nested(batch.options.mask)).toEqual([0, 1]);
    expect(nested(batch.options.bias)).toEqual([
      [9, 11],
      [1, 3],
    ]);
    expect(nested(batch.options.sampleWeights)).toEqual([2, 4]);
  });

  it('takes the keys of its queries where each query has its own', () => {
    const own = {
      queries: [0, 1, 2],
      keys: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      values: [
        [10, 20],
        [30, 40],
        [50, 60],
      ],
      y: [1, 2, 3],
    };
    const batch = takeBatch(readSet('f', own, {}), rows);
    expect(nested(batch.keys)).toEqual([
      [5, 6],
      [1, 2],
    ]);
    expect(nested(batch.values)).toEqual([
      [50, 60],
      [10, 20],
    ]);
  });

  it('finds the key that each query leaves out, −1 when it was not drawn', () => {
    const { keys } = shared;
    const data = { ...shared, queries: keys, y: keys };
    const excluded = (excludeSelf: true | number[], keyRows?: Int32Array): unknown =>
      Array.from(
        takeBatch(readSet('f', data, { excludeSelf }), Int32Array.of(3, 1, 0), keyRows).options
          .excludeSelf as Int32Array,
      );
    expect(excluded(true)).toEqual([3, 1, 0]);
    expect(excluded(true, Int32Array.of(0, 2, 3))).toEqual([2, -1, 0]);
    expect(excluded([1, -1, 0, 2], Int32Array.of(1, 2))).toEqual([1, -1, 0]);
    expect(takeBatch(readSet('f', data, { excludeSelf: false }), rows).options).toEqual({});
  });

  it('pools what the whole pools for these queries', () => {
    const x = [0, 1, 3, 4];
    const y = [2, 5, 1, 7];
    const options = { excludeSelf: true, bias: [0, 1, 0, 2] } as const;
    const whole = attentionPooling(x, x, y, options).data;
    const data = { queries: x, keys: x, values: y, y };
    const { queries, keys, values, options: own } = takeBatch(readSet('f', data, options), rows);
    expectClose(attentionPooling(queries, keys, values, own).data, [whole[2]!, whole[0]!], 1e-15);
  });

  describe('of data with an axis for a batch', () => {
    const entries = (shape: number[], step = 1) =>
      tensor(
        Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(step * i)),
        shape,
      );
    const data = {
      queries: entries([3, 2, 1]),
      keys: entries([3, 2, 1], 2),
      values: entries([3, 2], 3),
      y: entries([3, 2], 4),
    };
    const wholeOf = (keys: Tensor, values: Tensor, options: ForwardOptions) =>
      toNestedArray(attentionPooling(data.queries, keys, values, options)) as number[][];

    it.each<[string, ForwardOptions]>([
      ['nothing else', {}],
      ['leave-one-out', { excludeSelf: true }],
      ['keys left out, the same in all', { excludeSelf: [1, -1] }],
      [
        'keys left out in each',
        {
          excludeSelf: [
            [0, 1],
            [1, -1],
            [-1, 0],
          ],
        },
      ],
      [
        'a mask for each',
        {
          mask: [
            [
              [1, 0],
              [1, 1],
            ],
            [
              [1, 1],
              [0, 1],
            ],
            [
              [0, 1],
              [1, 1],
            ],
          ],
        },
      ],
      [
        'one for all, and a bias',
        {
          mask: [
            [1, 1],
            [0, 1],
          ],
          bias: entries([3, 1, 2]),
        },
      ],
      [
        'weights',
        {
          sampleWeights: [
            [1, 2],
            [3, 4],
            [5, 6],
          ],
        },
      ],
    ])('takes entries: %s', (_name, options) => {
      for (const [keys, values] of [
        [data.keys, data.values],
        [tensor([[1], [2]]), tensor([3, 5])], // shared by all
      ] as const) {
        const whole = wholeOf(keys, values, options);
        const batch = takeBatch(readSet('f', { ...data, keys, values }, options), rows);
        const pooled = attentionPooling(batch.queries, batch.keys, batch.values, batch.options);
        expectClose(pooled, [whole[2]!, whole[0]!], 1e-15);
        expect(nested(batch.y)).toEqual([2, 0].map((e) => (nested(data.y) as number[][])[e]));
      }
    });
  });
});
