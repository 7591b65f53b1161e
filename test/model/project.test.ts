import { describe, expect, it } from 'vitest';
import { attentionPoolingBackward } from '../../src/attention/attentionPoolingBackward.js';
import { readPairs } from '../../src/attention/resolveProblem.js';
import { NumericalError, ShapeError } from '../../src/errors.js';
import { NWKernelRegression } from '../../src/model/NWKernelRegression.js';
import { beforeProjection, project, projectionGradientInto } from '../../src/model/project.js';
import { type Tensor, tensor } from '../../src/tensor/tensor.js';
import type { ArrayInput } from '../../src/types.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const map = tensor([
  [1, 0],
  [2, -1],
  [0, 3],
]);
const queries = [
  [1, 1, 1],
  [0, 2, 0],
];
const keys = [
  [1, 0, 0],
  [3, 0, 2],
  [0, 1, 1],
];

const projected = (theta: Tensor, ...points: [queries: ArrayInput, keys: ArrayInput]) =>
  project(readPairs('f', ...points, {}), theta);

describe('project', () => {
  it('maps about the first key', () => {
    const { pairs, origin } = projected(map, queries, keys);
    expect([...origin]).toEqual([1, 0, 0]);
    expect(pairs.d).toBe(2);
    expect([...pairs.queries.data]).toEqual([2, 2, 3, -2]);
    expect([...pairs.keys.data]).toEqual([0, 0, 2, 6, 1, 2]);
  });

  it('keeps the digits of differences far from zero', () => {
    const moved = (rows: number[][]) => rows.map((row) => row.map((v) => v + 2 ** 50));
    const far = projected(map, moved(queries), moved(keys));
    const near = projected(map, queries, keys);
    expect(far.pairs.queries.data).toEqual(near.pairs.queries.data);
    expect(far.pairs.keys.data).toEqual(near.pairs.keys.data);
  });

  it('maps a set of keys for each query', () => {
    const sets = projected(map, queries, [keys, keys]).pairs.keys;
    const { data } = projected(map, queries, keys).pairs.keys;
    expect(sets.shape).toEqual([2, 3, 2]);
    expect([...sets.data]).toEqual([...data, ...data]);
  });

  it('maps one column, of shape [m] too', () => {
    const { pairs } = projected(tensor([[2, -1]]), [1, 2], [0, 1]);
    expect(pairs.queries).toMatchObject({ shape: [2, 2], data: Float64Array.of(2, -1, 4, -2) });
    const model = new NWKernelRegression({ projection: [[2]] });
    // K((2 − 0)/1) : K((2 − 2)/1) = e⁻² : 1, and e⁻⁸ : e⁻²
    const expected = [1 / (1 + Math.exp(-2)), 1 / (1 + Math.exp(-6))];
    expectClose(model.forward([1, 2], [0, 1], [0, 1]).data, expected, 1e-15);
    const { queries, keys } = model.backward([1, 1]);
    expect([queries.shape, keys.shape]).toEqual([[2], [2]]);
  });

  it('keeps copies: later changes do not reach it', () => {
    const mine = tensor(keys);
    const theta = tensor(map);
    const { inputs, map: copy } = projected(theta, queries, mine);
    mine.data.fill(9);
    theta.data.fill(9);
    expect([...inputs[1].data]).toEqual(keys.flat());
    expect([...copy]).toEqual([1, 0, 2, -1, 0, 3]);
  });

  it('refuses other columns, one dimension, and results no number can hold', () => {
    expectError(
      () => projected(map, [[1, 2]], [[1, 2]]),
      ShapeError,
      'f: queries must have 3 columns, as projection has rows, got [1, 2]',
    );
    expectError(
      () => projected(map, [1, 2, 3], [1]),
      ShapeError,
      /queries must have 3 columns, .* got \[3\]$/,
    );
    const huge = [[1e308, 1e308, 1e308]];
    expectError(() => projected(map, huge, keys), NumericalError, /projected queries/);
  });
});

describe('the way back', () => {
  const values = [1, -2, 4];
  const upstream = [0.7, -1.3];
  const w = [0.3, 0.2];
  const inner = () => {
    const both = projected(map, queries, keys);
    const [q, k] = [both.pairs.queries, both.pairs.keys].map(({ data, shape }) =>
      tensor(data, shape),
    );
    return { both, gradients: attentionPoolingBackward(q!, k!, values, upstream, { w }) };
  };
  // a metric W = diag(w)·Pᵀ does the same to x as P and w do; here as [3, 3] with a row of zeros
  const matrix = [
    [0.3, 0.6, 0],
    [0, -0.2, 0.6],
    [0, 0, 0],
  ];
  const whole = attentionPoolingBackward(queries, keys, values, upstream, { w: matrix });

  it('gives the gradients of the inputs, and leaves the others', () => {
    const { both, gradients } = inner();
    const back = beforeProjection(both, gradients);
    expectClose(back.queries, whole.queries, 1e-14);
    expectClose(back.keys, whole.keys, 1e-14);
    expect(back.values).toBe(gradients.values);
    expect(back.w).toBe(gradients.w);
  });

  it('adds the gradient of the map: ∂L/∂P = (diag(w) ∂L/∂W)ᵀ', () => {
    const { both, gradients } = inner();
    const out = new Float64Array(6).fill(5);
    projectionGradientInto(both, gradients, out);
    const exact = [0, 1, 2].flatMap((j) => [0, 1].map((c) => 5 + w[c]! * whole.w.get(c, j)));
    expectClose(out, exact, 1e-14);
  });
});
