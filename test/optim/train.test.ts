import { describe, expect, it } from 'vitest';
import { NumericalError, OptionError, ShapeError } from '../../src/errors.js';
import { mseLoss } from '../../src/model/mseLoss.js';
import { NWKernelRegression } from '../../src/model/NWKernelRegression.js';
import type { Trainable } from '../../src/model/Trainable.js';
import { LBFGS } from '../../src/optim/LBFGS.js';
import { SGD } from '../../src/optim/SGD.js';
import type { TrainingData, TrainingRecord, TrainOptions } from '../../src/optim/TrainOptions.js';
import { train } from '../../src/optim/train.js';
import { expectClose } from '../expectClose.js';
import { expectThrown } from '../expectError.js';

const x = [0, 1, 2, 3];
const y = [0, 1, 4, 9];
const data = { queries: x, keys: x, values: y, y };

function start(w = 0.5, lr = 0.01) {
  const net = new NWKernelRegression({ w });
  return { net, optimizer: new SGD(net.parameters(), { lr }) };
}

const wOf = (net: NWKernelRegression): number => net.parameters()[0].value.get(0);
const thrown = (call: () => Promise<unknown>): Promise<unknown> =>
  call().then(
    () => 'no error',
    (error: unknown) => error,
  );

describe('train', () => {
  it('takes the steps worked out by hand', async () => {
    // ŷ = s = σ(−w²/2) for keys and values 0 and 1; loss (s − 0)², ∂/∂w = −2s·w·s(1 − s)
    const { net, optimizer } = start(1, 0.5);
    const one = { queries: [0], keys: [0, 1], values: [0, 1], y: [0] };
    const history = await train(net, one, { optimizer, epochs: 2 });
    const s = 1 / (1 + Math.exp(0.5));
    const w = 1 + 0.5 * 2 * s * s * (1 - s);
    const s2 = 1 / (1 + Math.exp((w * w) / 2));
    expectClose(
      history.map((record) => record.loss),
      [s * s, s2 * s2],
      1e-15,
    );
    expectClose(history[1]!.parameters.get('w')!, [w], 1e-15);
    expectClose(wOf(net), w + 0.5 * 2 * w * s2 * s2 * (1 - s2), 1e-15);
  });

  it('is the loop of zeroGrad, forward, loss, backward, step', async () => {
    const a = start();
    const history = await train(a.net, data, {
      optimizer: a.optimizer,
      epochs: 3,
      reduction: 'sum',
      excludeSelf: true,
    });
    const b = start();
    const losses = [1, 2, 3].map(() => {
      b.optimizer.zeroGrad();
      const yHat = b.net.forward(x, x, y, { excludeSelf: true });
      const loss = mseLoss(yHat, y, { reduction: 'sum' });
      b.net.backward(loss.grad);
      b.optimizer.step();
      return loss.value;
    });
    expect(history.map((record) => record.loss)).toEqual(losses);
    expect(wOf(a.net)).toBe(wOf(b.net));
  });

  it('averages squared errors unless told', async () => {
    const first = async (reduction?: 'mean' | 'sum'): Promise<number> => {
      const { net, optimizer } = start();
      const options = { optimizer, epochs: 1, ...(reduction && { reduction }) };
      return (await train(net, data, options))[0]!.loss;
    };
    expect(await first()).toBe(await first('mean'));
    expectClose(await first('sum'), 4 * (await first()), 1e-15);
  });

  it('goes through the data 100 times unless told', async () => {
    const { net, optimizer } = start();
    expect(await train(net, data, { optimizer })).toHaveLength(100);
  });

  it('no epochs change nothing', async () => {
    const { net, optimizer } = start();
    expect(await train(net, data, { optimizer, epochs: 0 })).toEqual([]);
    expect(wOf(net)).toBe(0.5);
  });

  it('leaves the data as they are', async () => {
    const { net, optimizer } = start();
    const mine = {
      queries: Float64Array.from(x),
      keys: Float64Array.from(x),
      values: Float64Array.from(y),
      y: Float64Array.from(y),
    };
    const before = structuredClone(mine);
    await train(net, mine, { optimizer, epochs: 2 });
    expect(mine).toEqual(before);
  });

  it('takes any optimizer with step and zeroGrad, and calls them in turn', async () => {
    const calls: string[] = [];
    const optimizer = { step: () => calls.push('step'), zeroGrad: () => calls.push('zeroGrad') };
    await train(start().net, data, { optimizer, epochs: 2 });
    expect(calls).toEqual(['zeroGrad', 'step', 'zeroGrad', 'step']);
  });
});

describe('the history of train', () => {
  it('counts epochs from 1; parameters are those of the loss, before the step', async () => {
    const { net, optimizer } = start();
    const history = await train(net, data, { optimizer, epochs: 3 });
    expect(history.map((record) => record.epoch)).toEqual([1, 2, 3]);
    expect(history[0]!.parameters).toEqual(new Map([['w', Float64Array.of(0.5)]]));
    expect(history[1]!.parameters.get('w')![0]).not.toBe(0.5);
  });

  it('is reported record by record, after the step', async () => {
    const { net, optimizer } = start();
    const seen: [TrainingRecord, number][] = [];
    const onEpoch = (record: TrainingRecord): void => {
      seen.push([record, wOf(net)]);
    };
    const history = await train(net, data, { optimizer, epochs: 3, onEpoch });
    expect(seen.map(([record]) => record)).toEqual(history);
    expect(seen[0]![1]).toBe(history[1]!.parameters.get('w')![0]);
    expect(seen[2]![1]).toBe(wOf(net));
  });

  it('an error in onEpoch ends the training with it', async () => {
    const { net, optimizer } = start();
    const mine = new Error('mine');
    const onEpoch = (): never => {
      throw mine;
    };
    expect(await thrown(() => train(net, data, { optimizer, onEpoch }))).toBe(mine);
  });
});

describe('aborting train', () => {
  it('before it starts: nothing is learned', async () => {
    const { net, optimizer } = start();
    const reason = new Error('enough');
    const options = {
      optimizer,
      signal: AbortSignal.abort(reason),
      onEpoch: () => expect.unreachable(),
    };
    expect(await thrown(() => train(net, data, options))).toBe(reason);
    expect(wOf(net)).toBe(0.5);
  });

  it('from a callback: the steps until then stay', async () => {
    const [a, b] = [start(), start()];
    const controller = new AbortController();
    const epochs: number[] = [];
    const onEpoch = ({ epoch }: TrainingRecord): void => {
      epochs.push(epoch);
      if (epoch === 3) controller.abort(new Error('enough'));
    };
    const options = { optimizer: a.optimizer, signal: controller.signal, onEpoch };
    expect(await thrown(() => train(a.net, data, options))).toBe(controller.signal.reason);
    await train(b.net, data, { optimizer: b.optimizer, epochs: 3 });
    expect([epochs, wOf(a.net)]).toEqual([[1, 2, 3], wOf(b.net)]);
  });

  it('from a timer: the event loop is let run', async () => {
    const { net, optimizer } = start();
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 40);
    const options = { optimizer, epochs: 1e5, signal: controller.signal };
    const error = await thrown(() => train(net, data, options));
    expect((error as Error).name).toBe('AbortError');
  });

  it('from a timer, between the iterations of a long step', async () => {
    const net = new NWKernelRegression({ w: 0.5 });
    const optimizer = new LBFGS(net.parameters(), { changeTolerance: 0, gradientTolerance: 0 });
    const controller = new AbortController();
    let passes = 0;
    const slow: Trainable = {
      description: net.description,
      parameters: () => net.parameters(),
      backward: (grad) => net.backward(grad),
      forward: (...args) => {
        passes++;
        for (const until = performance.now() + 20; performance.now() < until; );
        return net.forward(...args);
      },
    };
    setTimeout(() => controller.abort(), 0);
    const { signal } = controller;
    const options = { optimizer, epochs: 1, excludeSelf: true, signal } as const;
    expect(await thrown(() => train(slow, data, options))).toBe(signal.reason);
    expect(passes).toBeLessThan(20);
  });
});

describe('onEpoch', () => {
  it('is waited for, and what it throws ends the training', async () => {
    const { net, optimizer } = start();
    const onEpoch = async ({ epoch }: TrainingRecord): Promise<void> => {
      await Promise.resolve();
      if (epoch === 2) throw new Error('enough');
    };
    expect(await thrown(() => train(net, data, { optimizer, epochs: 9, onEpoch }))).toEqual(
      new Error('enough'),
    );
  });

  it('may abort in the last epoch', async () => {
    const { net, optimizer } = start();
    const controller = new AbortController();
    const onEpoch = (): void => controller.abort();
    const error = await thrown(() =>
      train(net, data, { optimizer, epochs: 1, onEpoch, signal: controller.signal }),
    );
    expect((error as Error).name).toBe('AbortError');
  });
});

describe('a training that diverges', () => {
  it('names the epoch in which a parameter is no longer finite', async () => {
    const { net, optimizer } = start(0.5, 1.7e308);
    expectThrown(
      await thrown(() => train(net, data, { optimizer })),
      NumericalError,
      /^train: parameter w must stay finite in epoch 1, got -?Infinity$/,
    );
  });

  it('names a later epoch', async () => {
    const { net } = start();
    let steps = 0;
    const optimizer = {
      zeroGrad: () => undefined,
      step: (): void => {
        if (++steps === 4) net.parameters()[0].value.set(0, NaN);
      },
    };
    expectThrown(
      await thrown(() => train(net, data, { optimizer })),
      NumericalError,
      'train: parameter w must stay finite in epoch 4, got NaN',
    );
  });

  it('names the epoch in which the loss is no longer finite', async () => {
    const { net, optimizer } = start();
    const huge = [0, 1e200, 0, 1e200];
    expectThrown(
      await thrown(() => train(net, { ...data, values: huge, y: huge }, { optimizer })),
      NumericalError,
      /^train: loss must .* epoch 1/,
    );
  });

  it('names the epoch in which a window is empty, and the cure', async () => {
    const net = new NWKernelRegression({ w: 5, kernel: 'epanechnikov' });
    const optimizer = new SGD(net.parameters(), { lr: 1 });
    expectThrown(
      await thrown(() => train(net, data, { optimizer, excludeSelf: true })),
      NumericalError,
      /^train: every query must have a key that weighs something \(.*'nearest'.*\) in epoch 1 at w = 5, got NaN/,
    );
  });
});

describe('train refuses', () => {
  const { optimizer } = start();

  it.each([
    ['no options', undefined, 'optimizer must have step() and zeroGrad(), got undefined'],
    ['null', null, 'options must be an object, got null'],
    ['an array', [], 'options must be an object, got an array of length 0'],
    ['a string', 'sgd', 'options must be an object, got "sgd"'],
    ['no optimizer', { epochs: 1 }, 'optimizer must have step() and zeroGrad(), got undefined'],
    [
      'an optimizer by name',
      { optimizer: 'sgd' },
      'optimizer must have step() and zeroGrad(), got "sgd"',
    ],
    [
      'half an optimizer',
      { optimizer: { step: (): number => 1 } },
      'optimizer must have step() and zeroGrad(), got an object',
    ],
    [
      'epochs below 0',
      { optimizer, epochs: -1 },
      'epochs must be an integer of at least 0, got -1',
    ],
    [
      'epochs fractional',
      { optimizer, epochs: 1.5 },
      'epochs must be an integer of at least 0, got 1.5',
    ],
    ['epochs NaN', { optimizer, epochs: NaN }, 'epochs must be an integer of at least 0, got NaN'],
    [
      'epochs null',
      { optimizer, epochs: null },
      'epochs must be an integer of at least 0, got null',
    ],
    [
      'reduction none',
      { optimizer, reduction: 'none' },
      'reduction must be one of mean, sum, got "none"',
    ],
    ['onEpoch a string', { optimizer, onEpoch: 'log' }, /^train: onEpoch must be .*, got "log"$/],
    [
      'a signal that is none',
      { optimizer, signal: {} },
      /^train: signal must be .*, got an object$/,
    ],
    [
      'lr',
      { optimizer, lr: 1 },
      /^train: options must be among optimizer, .*, sampleWeights, got "lr"$/,
    ],
    [
      '__proto__',
      { optimizer, ['__proto__']: 1 },
      /^train: options must be among .*, got "__proto__"$/,
    ],
    [
      'constructor',
      { optimizer, constructor: 1 },
      /^train: options must be among .*, got "constructor"$/,
    ],
    ['toString', { optimizer, toString: 1 }, /^train: options must be among .*, got "toString"$/],
  ])('options: %s', async (_name, options, message) => {
    const { net } = start();
    expectThrown(
      await thrown(() => train(net, data, options as never)),
      OptionError,
      typeof message === 'string' ? `train: ${message}` : message,
    );
    expect(wOf(net)).toBe(0.5);
  });

  it.each([null, undefined, {}, 'net', { forward: () => 1, backward: () => 1 }])(
    'the network %o',
    async (wrong) => {
      expectThrown(
        await thrown(() => train(wrong as never, data, { optimizer })),
        OptionError,
        /^train: net must have forward\(\), backward\(\) and parameters\(\), got /,
      );
    },
  );

  it.each([
    ['null', null],
    ['an array', []],
    ['a string', 'x'],
    ['an unknown name', { ...data, labels: y }],
  ])('data: %s, and names them', async (_name, wrong) => {
    expectThrown(
      await thrown(() => train(start().net, wrong as never, { optimizer })),
      OptionError,
      /^train: data must be .*, got /,
    );
  });

  it.each([
    ['no keys', { keys: undefined }, OptionError, /keys must be an array, .* got undefined$/],
    [
      'NaN',
      { queries: [0, 1, NaN, 3] },
      NumericalError,
      /queries must be finite in epoch 1, got NaN at index 2$/,
    ],
    [
      'fewer values',
      { values: [1] },
      ShapeError,
      /keys and values must have the same number of rows, got 4 and 1$/,
    ],
    [
      'fewer observations',
      { y: [1] },
      ShapeError,
      /y must have the same shape, got \[4\] and \[1\]$/,
    ],
    [
      'observations of NaN',
      { y: [0, 1, 4, NaN] },
      NumericalError,
      /: y must be finite in epoch 1, got NaN at index 3$/,
    ],
  ] as const)('data: %s', async (_name, change, type, message) => {
    const own = start();
    expectThrown(
      await thrown(() =>
        train(own.net, { ...data, ...change } as never, { optimizer: own.optimizer }),
      ),
      type,
      message,
    );
  });
});

describe('minibatches', () => {
  const five = { ...data, queries: [0.5, 1.5], y: [0, 2] };
  const all = <Entry>(rows: number, columns: number, entry: Entry): Entry[][] =>
    Array.from({ length: rows }, () => Array<Entry>(columns).fill(entry));

  it.each<[string, TrainingData, Partial<TrainOptions>, string]>([
    [
      'fewer queries than keys to leave themselves out',
      five,
      { excludeSelf: true },
      'excludeSelf must have shared keys, one for each query, got [2] and [4]',
    ],
    [
      'too few keys to leave out',
      data,
      { excludeSelf: [0, 1] },
      'excludeSelf must have shape [4], got [2]',
    ],
    [
      'more rows of a mask than queries',
      five,
      { mask: all(3, 4, true) },
      'mask must have shape [4] or [2, 4], got [3, 4]',
    ],
    [
      'fewer rows of a bias than queries',
      data,
      { bias: all(2, 4, 0) },
      'bias must have shape [4] or [4, 4], got [2, 4]',
    ],
    [
      'more values than keys, drawn from',
      { ...data, values: [...y, 16] },
      { keysPerBatch: 2 },
      'keys and values must have the same number of rows, got 4 and 5',
    ],
    [
      'more weights than keys, drawn from',
      data,
      { keysPerBatch: 2, sampleWeights: [1, 1, 1, 1, 1] },
      'sampleWeights must have shape [4] or [4, 4], got [5]',
    ],
  ])('refuse what does not fit the whole: %s', async (_name, set, options, message) => {
    const { net, optimizer } = start();
    const error = await thrown(() => train(net, set, { optimizer, batchSize: 2, ...options }));
    expectThrown(error, ShapeError, `train: ${message}`);
    expect(wOf(net)).toBe(0.5);
  });

  it('of nothing have no mean, as a full batch', async () => {
    const { net, optimizer } = start();
    const error = await thrown(() =>
      train(net, { ...data, queries: [], y: [] }, { optimizer, batchSize: 2 }),
    );
    expectThrown(error, ShapeError, 'mseLoss: yHat must have entries to average, got none');
  });

  it('read a mask once in an epoch, not at each step', async () => {
    const { net, optimizer } = start();
    let reads = 0;
    const entries = {
      length: 16,
      get: () => {
        reads++;
        return 1;
      },
      set: () => 0,
    };
    const mask = { data: entries, shape: [4, 4], stride: [4, 1], offset: 0 };
    await train(net, data, { optimizer, epochs: 1, batchSize: 1, mask: mask as never });
    expect(reads).toBe(16);
  });
});
