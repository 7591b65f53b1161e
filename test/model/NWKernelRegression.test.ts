import { describe, expect, expectTypeOf, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { attentionPooling } from '../../src/attention/attentionPooling.js';
import { attentionPoolingBackward } from '../../src/attention/attentionPoolingBackward.js';
import { attentionWeights } from '../../src/attention/attentionWeights.js';
import { NotFittedError, NumericalError, OptionError, ShapeError } from '../../src/errors.js';
import { NWKernelRegression } from '../../src/model/NWKernelRegression.js';
import { type ForwardOptions, forwardOptionNames } from '../../src/model/Trainable.js';
import { toNestedArray } from '../../src/tensor/shape.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const sigma = (x: number): number => 1 / (1 + Math.exp(-x));
const grad = (net: NWKernelRegression): unknown => toNestedArray(net.parameters()[0].grad);
const w = (net: NWKernelRegression): unknown => toNestedArray(net.parameters()[0].value);

describe('NWKernelRegression: its parameter', () => {
  it.each([
    ['1 unless told', undefined, [1]],
    ['a number', { w: 0.5 }, [0.5]],
    ['one for each dimension', { w: [2, 3] }, [2, 3]],
    [
      'a matrix',
      {
        w: [
          [1, 2],
          [3, 4],
        ],
      },
      [
        [1, 2],
        [3, 4],
      ],
    ],
  ])('%s', (_name, options, value) => {
    expect(w(new NWKernelRegression(options))).toEqual(value);
  });

  it('a random start is drawn from the source', () => {
    const source = createRandom(1);
    const drawn = [source.uniform(), source.uniform()];
    expect(w(new NWKernelRegression({ random: createRandom(1) }))).toEqual([drawn[0]]);
    expect(w(new NWKernelRegression({ random: createRandom(1), dimensions: 2 }))).toEqual(drawn);
  });

  it('is a copy of what was given, called w', () => {
    const mine = Float64Array.of(1, 2);
    const net = new NWKernelRegression({ w: mine });
    net.parameters()[0].value.set(0, 9);
    expect([mine[0], net.parameters()[0].name]).toEqual([1, 'w']);
  });

  it('is the same one every time it is asked for', () => {
    const net = new NWKernelRegression();
    expect(net.parameters()[0]).toBe(net.parameters()[0]);
  });
});

describe('NWKernelRegression: forward', () => {
  it('pools: ŷ = σ(−w²/2) for keys and values 0 and 1', () => {
    expectClose(
      new NWKernelRegression({ w: 3 }).forward([0], [0, 1], [0, 1]),
      [sigma(-4.5)],
      1e-15,
    );
  });

  it('follows w as it is learned', () => {
    const net = new NWKernelRegression({ w: 3 });
    net.parameters()[0].value.set(0, 2);
    expectClose(net.forward([0], [0, 1], [0, 1]), [sigma(-2)], 1e-15);
  });

  it('one random w serves points of any dimension', () => {
    const net = new NWKernelRegression({ random: createRandom(2) });
    const value = net.parameters()[0].value.get(0);
    expectClose(
      net.forward(
        [[0, 0]],
        [
          [0, 0],
          [1, 1],
        ],
        [0, 1],
      ),
      [sigma(-(value ** 2))],
      1e-15,
    );
  });

  it('takes mask, bias, excludeSelf and sample weights', () => {
    const [x, y] = [
      [0, 1, 3],
      [1, 5, 2],
    ];
    const options = {
      mask: [true, true, false],
      bias: [0, 1, 2],
      excludeSelf: true,
      sampleWeights: [1, 2, 3],
    };
    const net = new NWKernelRegression({ w: 0.5 });
    expectClose(
      net.forward(x, x, y, options),
      attentionPooling(x, x, y, { ...options, w: 0.5 }),
      0,
    );
  });

  it('uses its kernel and its rule for empty windows', () => {
    const net = new NWKernelRegression({ kernel: 'uniform', emptyWindow: 'nearest' });
    expect(net.kernel.name).toBe('uniform');
    expectClose(net.forward([9, 0], [0, 1, 2], [3, 5, 8]), [8, 4], 1e-15);
    expectClose(new NWKernelRegression({ kernel: 'uniform' }).forward([9], [0], [3]), [NaN], 0);
  });

  it('is of 32 bits when everything is', () => {
    const single = Float32Array.of(0, 1);
    const net = new NWKernelRegression();
    expect(net.forward(single, single, single).dtype).toBe('float32');
    expect(net.forward([0], [0], [0]).dtype).toBe('float64');
  });
});

describe('NWKernelRegression: attentionWeights', () => {
  it('are those of the last pass', () => {
    const net = new NWKernelRegression({ w: 2 });
    net.forward([9], [1, 2], [3, 4]);
    net.forward([0], [0, 1], [0, 1], { excludeSelf: false });
    expectClose(net.attentionWeights, attentionWeights([0], [0, 1], { w: 2 }), 0);
  });

  it('are a copy: changing them changes nothing', () => {
    const net = new NWKernelRegression();
    net.forward([0], [0, 1], [0, 1]);
    const before = net.attentionWeights.data.slice();
    net.attentionWeights.data.fill(99);
    expect(net.attentionWeights.data).toEqual(before);
  });
});

describe('NWKernelRegression: backward', () => {
  it('gives the gradient of w: ∂ŷ/∂w = −w σ(1 − σ)', () => {
    const net = new NWKernelRegression({ w: 3 });
    net.forward([0], [0, 1], [0, 1]);
    net.backward([2]);
    const s = sigma(-4.5);
    expectClose(net.parameters()[0].grad, [-2 * 3 * s * (1 - s)], 1e-15);
  });

  it('gives the gradients of the inputs', () => {
    const net = new NWKernelRegression({ w: 1 });
    net.forward([0], [-1, 1], [10, 20]);
    const { queries, keys, values } = net.backward([1]);
    expectClose(queries, [5], 1e-15);
    expectClose(keys, [-2.5, -2.5], 1e-15);
    expectClose(values, [0.5, 0.5], 1e-15);
  });

  it('adds to the gradient until it is set to zero', () => {
    const net = new NWKernelRegression({ w: 3 });
    net.forward([0], [0, 1], [0, 1]);
    net.backward([1]);
    const once = grad(net) as number[];
    net.backward([1]);
    expect(grad(net)).toEqual([2 * once[0]!]);
    net.parameters()[0].zeroGrad();
    net.backward([1]);
    expect(grad(net)).toEqual(once);
  });

  it('one w shared by two dimensions has one gradient, their sum', () => {
    const [q, k, v] = [
      [[0, 0]],
      [
        [0, 1],
        [2, 0],
      ],
      [0, 1],
    ];
    const shared = new NWKernelRegression({ w: 0.5 });
    const each = new NWKernelRegression({ w: [0.5, 0.5] });
    for (const net of [shared, each]) {
      net.forward(q, k, v);
      net.backward([1]);
    }
    const [a, b] = grad(each) as [number, number];
    expectClose(shared.parameters()[0].grad, [a + b], 1e-15);
  });

  it('a matrix w has a matrix of gradients', () => {
    const net = new NWKernelRegression({
      w: [
        [1, 0],
        [0, 1],
      ],
    });
    net.forward(
      [[0, 0]],
      [
        [0, 0],
        [1, 0],
      ],
      [0, 1],
    );
    net.backward([1]);
    const s = sigma(-1 / 2);
    expectClose(
      net.parameters()[0].grad,
      [
        [-s * (1 - s), 0],
        [0, 0],
      ],
      1e-15,
    );
  });

  it('a pass that fails leaves the one before', () => {
    const net = new NWKernelRegression({ w: 3 });
    net.forward([0], [0, 1], [0, 1]);
    expectError(() => net.forward([0], [0, 1], [0, NaN]), NumericalError, /values must be finite/);
    expectClose(net.attentionWeights, attentionWeights([0], [0, 1], { w: 3 }), 0);
  });
});

describe('NWKernelRegression keeps the pass as it was', () => {
  const make = () => ({
    queries: Float64Array.of(0, 1),
    keys: Float64Array.of(0, 1, 3),
    values: Float64Array.of(1, 2, 5),
    mask: Uint8Array.of(1, 1, 1),
    bias: Float64Array.of(0, 0.5, 1),
    sampleWeights: Float64Array.of(1, 2, 3),
  });
  const options = ({ mask, bias, sampleWeights }: ReturnType<typeof make>) => ({
    mask,
    bias,
    sampleWeights,
  });
  const fresh = make();
  const expected = {
    weights: attentionWeights(fresh.queries, fresh.keys, { ...options(fresh), w: 0.5 }),
    gradients: attentionPoolingBackward(fresh.queries, fresh.keys, fresh.values, [1, 1], {
      ...options(fresh),
      w: 0.5,
    }),
  };
  const change = {
    queries: 7,
    keys: 7,
    values: 7,
    mask: 0,
    bias: 7,
    sampleWeights: 7,
  };

  it.each(Object.entries(change))('when the caller changes %s', (name, value) => {
    const mine = make();
    const net = new NWKernelRegression({ w: 0.5 });
    net.forward(mine.queries, mine.keys, mine.values, options(mine));
    mine[name as keyof typeof mine][1] = value;
    expectClose(net.attentionWeights, expected.weights, 0);
    const gradients = net.backward([1, 1]);
    expectClose(gradients.w, expected.gradients.w, 0);
    expectClose(gradients.keys, expected.gradients.keys, 0);
    expectClose(gradients.sampleWeights, expected.gradients.sampleWeights, 0);
  });

  it.each([0.5, [0.5], [[0.5]]])('when w is learned further (w = %o)', (start) => {
    const { queries, keys, values } = make();
    const points = (x: Float64Array): number[][] => [...x].map((v) => [v]);
    const net = new NWKernelRegression({ w: start });
    net.forward(points(queries), points(keys), values);
    net.parameters()[0].value.data.fill(99);
    expectClose(net.attentionWeights, attentionWeights(queries, keys, { w: 0.5 }), 1e-15);
    const { w: gradient } = net.backward([1, 1]);
    const exact = attentionPoolingBackward(queries, keys, values, [1, 1], { w: 0.5 });
    expectClose([...gradient.data], [...exact.w.data], 1e-15);
  });

  it('changing the result changes nothing', () => {
    const { queries, keys, values } = make();
    const net = new NWKernelRegression({ w: 0.5 });
    net.forward(queries, keys, values).data.fill(99);
    const untouched = new NWKernelRegression({ w: 0.5 });
    untouched.forward(queries, keys, values);
    expectClose(net.backward([1, 1]).w, untouched.backward([1, 1]).w, 0);
  });

  it('a pass too large to keep its weights gives the same gradients, and its result is free to change', () => {
    const n = 600; // 360,000 weights
    const x = Float64Array.from({ length: n }, (_, i) => Math.sin(i));
    const y = x.map((v) => v * v);
    const net = new NWKernelRegression({ w: 3 });
    const yHat = net.forward(x, x, y);
    expectClose(yHat, attentionPooling(x, x, y, { w: 3, method: 'direct' }), 1e-12);
    yHat.data.fill(99);
    // The digits are not those of the function: there w follows from the slopes of queries and keys, which are wanted
    // anyway; here, where they may never be read, from one sum of second powers. Both keep the tolerance of the sums.
    const { w: alone } = net.backward(y);
    expectClose(alone, attentionPoolingBackward(x, x, y, y, { w: 3 }).w, 1e-12);
    const mask = Array.from(x, () => Array.from(x, () => true)); // row by row
    expectClose(alone, attentionPoolingBackward(x, x, y, y, { w: 3, mask }).w, 1e-12);
    expectClose(net.attentionWeights, attentionWeights(x, x, { w: 3 }), 0);
  });

  it('leaves every input as it is', () => {
    const mine = make();
    const net = new NWKernelRegression();
    net.forward(mine.queries, mine.keys, mine.values, options(mine));
    net.backward([1, 1]);
    expect(mine).toEqual(make());
  });
});

describe('NWKernelRegression refuses', () => {
  it('what comes before a pass', () => {
    const net = new NWKernelRegression();
    expectError(
      () => net.backward([1]),
      NotFittedError,
      'NWKernelRegression.backward: forward must be called first, got no pass',
    );
    expectError(
      () => net.attentionWeights,
      NotFittedError,
      'NWKernelRegression.attentionWeights: forward must be called first, got no pass',
    );
  });

  it.each([
    [null, 'options must be an object, got null'],
    [[], 'options must be an object, got an array of length 0'],
    ['gaussian', 'options must be an object, got "gaussian"'],
    [
      { bandwidth: 1 },
      'options must be among w, random, dimensions, kernel, emptyWindow, parameterization, projection, prefix, got "bandwidth"',
    ],
    [
      { ['__proto__']: 1 },
      'options must be among w, random, dimensions, kernel, emptyWindow, parameterization, projection, prefix, got "__proto__"',
    ],
    [
      { toString: 1 },
      'options must be among w, random, dimensions, kernel, emptyWindow, parameterization, projection, prefix, got "toString"',
    ],
    [{ w: NaN }, 'w must be a finite number, got NaN'],
    [
      { random: 42 },
      'random must be a source made by createRandom(seed), and not come with w, got 42',
    ],
    [
      { random: null },
      'random must be a source made by createRandom(seed), and not come with w, got null',
    ],
    [{ random: createRandom(1), w: 1 }, /^random must be a source .*, and not come with w, got /],
    [{ dimensions: 2 }, 'dimensions must come with random, got 2'],
    [
      { random: createRandom(1), dimensions: 0 },
      'dimensions must be an integer of at least 1, got 0',
    ],
    [{ kernel: 'constructor' }, /^kernel must be an object with value\(u\), .* got "constructor"$/],
    [{ kernel: null }, /^kernel must be an object with value\(u\), .* got null$/],
    [{ w: 'a' }, /^w must be .*, got "a"$/],
    [{ w: null }, /^w must be .*, got null$/],
    [{ emptyWindow: 'zero' }, 'emptyWindow must be one of nan, nearest, throw, got "zero"'],
  ])('the options %o', (options, message) => {
    const whole =
      typeof message === 'string'
        ? `NWKernelRegression: ${message}`
        : new RegExp(message.source.replace('^', '^NWKernelRegression: '));
    expectError(() => new NWKernelRegression(options as never), OptionError, whole);
  });

  it.each([
    ['NaN in w', { w: [1, NaN] }, NumericalError, 'w must be finite, got NaN at index 1'],
    [
      'w of rank 3',
      { w: [[[1]]] },
      ShapeError,
      'w must have rank 1 or 2, got rank 3, shape [1, 1, 1]',
    ],
    [
      'ragged w',
      { w: [[1], [1, 2]] },
      ShapeError,
      'w must be rectangular, with rows of 1 at depth 1, got a row of 2',
    ],
  ] as const)('%s', (_name, options, type, message) => {
    expectError(() => new NWKernelRegression(options), type, `NWKernelRegression: ${message}`);
  });

  it.each([
    [
      'other rows',
      [1],
      [1, 2],
      [1],
      undefined,
      ShapeError,
      'keys and values must have the same number of rows, got 2 and 1',
    ],
    [
      'NaN',
      [NaN],
      [1],
      [1],
      undefined,
      NumericalError,
      'queries must be finite, got NaN at index 0',
    ],
    [
      'a string',
      'a',
      [1],
      [1],
      undefined,
      OptionError,
      'queries must be an array, a typed array or an ndarray, got "a"',
    ],
    [
      'w as an option of a pass',
      [1],
      [1],
      [1],
      { w: 1 },
      OptionError,
      'options must be among mask, bias, excludeSelf, sampleWeights, got "w"',
    ],
    ['null', [1], [1], [1], null, OptionError, 'options must be an object, got null'],
    [
      'a short mask',
      [1],
      [1, 2],
      [1, 2],
      { mask: [true] },
      ShapeError,
      'mask must have shape [2] or [1, 2], got [1]',
    ],
  ] as const)('in a pass: %s', (_name, queries, keys, values, options, type, message) => {
    expectError(
      () => new NWKernelRegression().forward(queries as never, keys, values, options as never),
      type,
      `NWKernelRegression.forward: ${message}`,
    );
  });

  it('a w for other dimensions than the points have', () => {
    expectError(
      () => new NWKernelRegression({ w: [1, 2] }).forward([1], [1], [1]),
      ShapeError,
      'NWKernelRegression.forward: w must have 1 entries or be a square matrix of them, got shape [2]',
    );
  });

  it.each([
    [[1], ShapeError, 'gradOutput must have shape [2], got [1]'],
    [[1, NaN], NumericalError, 'gradOutput must be finite, got NaN at index 1'],
    [null, OptionError, 'gradOutput must be an array, a typed array or an ndarray, got null'],
  ] as const)('the gradient %o, and adds nothing', (gradOutput, type, message) => {
    const net = new NWKernelRegression();
    net.forward([0, 1], [0, 1], [0, 1]);
    expectError(
      () => net.backward(gradOutput as never),
      type,
      `NWKernelRegression.backward: ${message}`,
    );
    expect(grad(net)).toEqual([0]);
  });
});

describe('forwardOptionNames', () => {
  it('has each of the names', () => {
    expectTypeOf<(typeof forwardOptionNames)[number]>().toEqualTypeOf<keyof ForwardOptions>();
    expect(new Set(forwardOptionNames).size).toBe(4);
  });
});

describe('steps that lead far away', () => {
  const [x, y] = [
    [0, 1, 3],
    [1, 5, 6],
  ];

  it('keep a w whose logarithm is learned above 0 and finite: the limits of pooling', () => {
    const net = new NWKernelRegression({ w: 1, parameterization: 'log' });
    const [logW] = net.parameters();
    logW.value.set(0, 1e5);
    expect(net.w.get(0)).toBe(Number.MAX_VALUE);
    expect([...net.forward([0.9, 2.5], x, y).data]).toEqual([5, 6]);
    net.backward([1, 1]);
    expect(logW.grad.get(0)).toBe(0);
    logW.value.set(0, -1e5);
    expect(net.w.get(0)).toBe(Number.MIN_VALUE);
    expectClose(net.forward([0.9, 2.5], x, y), [4, 4], 1e-15);
    expect(new NWKernelRegression({ w: net.w, parameterization: 'log' }).w.get(0)).toBeGreaterThan(
      0,
    );
  });

  it.each([
    ['w', 2],
    ['w', [2]],
    ['logW', 2],
    ['logW', [2]],
  ] as const)('are a matter of numbers where %s, from %o, is none', (name, w) => {
    const parameterization = name === 'w' ? 'linear' : 'log';
    const net = new NWKernelRegression({ w, parameterization });
    net.parameters()[0].value.set(0, NaN);
    expectError(
      () => net.forward(x, x, y),
      NumericalError,
      'NWKernelRegression.forward: w must be finite, got NaN at index 0',
    );
  });
});
