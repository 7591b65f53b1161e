import { describe, expect, it } from 'vitest';
import {
  createRandom,
  MultiHeadKernelRegression,
  mseLoss,
  NotFittedError,
  NWKernelRegression,
  OptionError,
  type Parameter,
  randn,
  ShapeError,
  type Tensor,
  type Trainable,
} from '../../src/index.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const random = createRandom(11);
const x = randn([14, 3], random);
const y = randn([14, 2], random);

/** Gradients of every parameter against differences of the loss. */
function expectSlopes(net: Trainable, forward: () => Tensor): void {
  const loss = (): number => mseLoss(forward(), y, { reduction: 'sum' }).value;
  for (const parameter of net.parameters()) parameter.zeroGrad();
  net.backward(mseLoss(forward(), y, { reduction: 'sum' }).grad);
  for (const { name, value, grad } of net.parameters()) {
    for (let j = 0; j < value.data.length; j++) {
      const start = value.data[j]!;
      const at = (step: number): number => {
        value.data[j] = start + step;
        return loss();
      };
      const slope = (8 * (at(1e-3) - at(-1e-3)) - (at(2e-3) - at(-2e-3))) / 12e-3;
      value.data[j] = start;
      expectClose(grad.data[j]!, slope, 1e-7, 1);
      expect(name).not.toBe('');
    }
  }
}

describe('several heads', () => {
  it.each(['average', 'softmax', 'linear'] as const)('%s: gradients are slopes', (mix) => {
    const net = new MultiHeadKernelRegression(
      [
        { w: 0.7, parameterization: 'log' },
        { w: [0.4, 1, 2] },
        { projection: randn([3, 2], createRandom(2)), kernel: 'cauchy' },
      ],
      { mix },
    );
    net.parameters().at(-1)!.value.data[0]! += 0.3;
    expectSlopes(net, () => net.forward(x, x, y, { excludeSelf: true }));
  });

  it('average to the mean of what each gives; softmax starts there', () => {
    const [a, b] = [new NWKernelRegression({ w: 0.5 }), new NWKernelRegression({ w: 2 })];
    const [p, q] = [a.forward(x, x, y), b.forward(x, x, y)];
    const mean = p.data.map((value, i) => (value + q.data[i]!) / 2);
    for (const mix of ['average', 'softmax', 'linear'] as const) {
      const net = new MultiHeadKernelRegression([{ w: 0.5 }, { w: 2 }], { mix });
      expectClose(net.forward(x, x, y).data, mean, 1e-15);
      expectClose(net.factors, [0.5, 0.5], 1e-15);
      expect(net.parameters()).toHaveLength(mix === 'average' ? 2 : 3);
    }
  });

  it('refuses', () => {
    expectError(() => new MultiHeadKernelRegression([]), OptionError, /heads must be a list/);
    expectError(
      () => new MultiHeadKernelRegression([{}], { mix: 'max' as never }),
      OptionError,
      'MultiHeadKernelRegression: mix must be one of average, softmax, linear, got "max"',
    );
    const heads = (...given: unknown[]) => new MultiHeadKernelRegression(given as never);
    const names = 'w, random, dimensions, kernel, emptyWindow, parameterization, projection';
    for (const [given, rule] of [
      [null, 'an object, got null'],
      [5, 'an object, got 5'],
      [{ bandwidth: 1 }, `among ${names}, got "bandwidth"`],
      [{ prefix: 'a' }, `among ${names}, got "prefix"`],
    ] as const)
      expectError(
        () => heads({}, given),
        OptionError,
        `MultiHeadKernelRegression: heads[1] must be ${rule}`,
      );
    const net = new MultiHeadKernelRegression([{}]);
    expectError(() => net.backward([1]), NotFittedError, /forward must be called first/);
    net.forward([0, 1], [0, 1], [0, 1]);
    expectError(
      () => net.backward([1]),
      ShapeError,
      /gradOutput must have shape \[2\], got \[1\]$/,
    );
  });
});

describe('a projection', () => {
  const map = randn([3, 2], createRandom(4));

  it('is a metric of fewer rows: the same pooling as W = Pᵀ, filled up with zeros', () => {
    const net = new NWKernelRegression({ projection: map });
    const W = [0, 1, 2].map((r) => [0, 1, 2].map((j) => (r < 2 ? map.get(j, r) : 0)));
    const same = new NWKernelRegression({ w: W });
    expectClose(net.forward(x, x, y), same.forward(x, x, y), 1e-13);
    const [mine, theirs] = [net.backward(y), same.backward(y)];
    expectClose(mine.queries, theirs.queries, 1e-12);
    expectClose(mine.keys, theirs.keys, 1e-12);
    expectClose(mine.values, theirs.values, 1e-13);
    const gradient = net.parameters()[0].grad;
    for (const r of [0, 1]) {
      for (const j of [0, 1, 2]) expectClose(gradient.get(j, r), theirs.w.get(r, j), 1e-12);
    }
  });

  it('alone leaves w at 1; both are learned where both are given', () => {
    const names = (list: Parameter[]): string[] => list.map(({ name }) => name);
    expect(names(new NWKernelRegression({ projection: map }).parameters())).toEqual(['projection']);
    const both = new NWKernelRegression({ projection: map, w: [1, 0.5], parameterization: 'log' });
    expect(names(both.parameters())).toEqual(['logW', 'projection']);
    expectSlopes(both, () => both.forward(x, x, y, { excludeSelf: true }));
  });

  it('with a set of keys for each query', () => {
    const rows = Array.from({ length: 14 }, (_, i) =>
      Array.from({ length: 4 }, (_, k) => [0, 1, 2].map((j) => x.get((i + k) % 14, j))),
    );
    const values = rows.map((keys) => keys.map(([a = 0, b = 0]) => [a, b]));
    const net = new NWKernelRegression({ projection: map });
    expectSlopes(net, () => net.forward(x, rows, values));
  });

  it('far from zero keeps its digits', () => {
    const far = Array.from({ length: 14 }, (_, i) => [0, 1, 2].map((j) => i * j + 2 ** 40));
    const near = far.map((row) => row.map((entry) => entry - 2 ** 40));
    const net = new NWKernelRegression({ projection: map });
    expectClose(net.forward(far, far, y), net.forward(near, near, y), 0);
  });

  it.each([
    [[[1]], ShapeError, /queries must have 1 columns, as projection has rows, got \[14, 3\]$/],
    [[1, 2], ShapeError, /projection must have rank 2/],
    [[[], []], ShapeError, /projection must have rows and columns, got \[2, 0\]$/],
  ] as const)('refuses %o', (projection, type, message) => {
    expectError(
      () => new NWKernelRegression({ projection: projection as never }).forward(x, x, y),
      type,
      message,
    );
  });
});

describe('w in log space', () => {
  it('is its exponential, and the gradient is w ∂L/∂w', () => {
    const [log, plain] = [
      new NWKernelRegression({ w: [2, 0.5, 1], parameterization: 'log' }),
      new NWKernelRegression({ w: [2, 0.5, 1] }),
    ];
    expectClose(log.forward(x, x, y), plain.forward(x, x, y), 1e-14);
    log.backward(y);
    plain.backward(y);
    const [mine, theirs] = [log.parameters()[0], plain.parameters()[0]];
    expect(mine.name).toBe('logW');
    expectClose(
      mine.grad,
      theirs.grad.data.map((g, j) => g * theirs.value.data[j]!),
      1e-13,
    );
    expectClose(log.w, [2, 0.5, 1], 1e-15);
  });

  it.each([
    [{ w: 0 }, OptionError, /w\[0\] must be a finite number above 0, got 0$/],
    [{ w: [[1]] }, ShapeError, /w must have rank 1, since its logarithm is learned/],
    [{ parameterization: 'exp' }, OptionError, /parameterization must be one of linear, log/],
  ])('refuses %o', (options, type, message) => {
    expectError(
      () => new NWKernelRegression({ parameterization: 'log', ...options } as never),
      type,
      message,
    );
  });
});

it('a batch: outputs and gradients are those of its entries', () => {
  const heads = [{ w: 0.5 }, { w: 3 }];
  const make = () => new MultiHeadKernelRegression(heads, { mix: 'softmax' });
  const queries = randn([3, 4, 2], random);
  const keys = randn([3, 5, 2], random);
  const values = randn([3, 5], random);
  const upstream = randn([3, 4], random);
  const [net, single] = [make(), make()];
  const pooled = net.forward(queries, keys, values);
  expect(pooled.shape).toEqual([3, 4]);
  net.backward(upstream);
  for (const e of [0, 1, 2]) {
    const own = single.forward(queries.pick(e), keys.pick(e), values.pick(e));
    expectClose(
      own,
      Array.from({ length: 4 }, (_, i) => pooled.get(e, i)),
      1e-15,
    );
    single.backward(upstream.pick(e));
  }
  net.parameters().forEach(({ grad }, k) => {
    expectClose(grad, single.parameters()[k]!.grad, 1e-13);
  });
});
