import { describe, expect, it } from 'vitest';
import {
  Adam,
  clipGradNorm,
  createRandom,
  LBFGS,
  MultiHeadKernelRegression,
  mseLoss,
  NumericalError,
  NWKernelRegression,
  OptionError,
  SGD,
  type TrainingCheckpoint,
  train,
} from '../../src/index.js';
import type { NdArrayLike } from '../../src/types.js';
import { expectClose } from '../expectClose.js';
import { expectThrown } from '../expectError.js';

const random = createRandom(5);
const x = Float64Array.from({ length: 60 }, () => random.uniform(0, 5));
const y = x.map((xi) => 2 * Math.sin(xi) + random.normal(0, 0.5));
const data = { queries: x, keys: x, values: y, y };
const thrown = (call: () => Promise<unknown>): Promise<unknown> =>
  call().then(
    () => 'no error',
    (error: unknown) => error,
  );
const looLoss = (w: number): number =>
  mseLoss(new NWKernelRegression({ w }).forward(x, x, y, { excludeSelf: true }), y).value;

describe('training with L-BFGS', () => {
  it('in log space reaches the leave-one-out optimum that golden section finds', async () => {
    const net = new NWKernelRegression({ w: 1, parameterization: 'log' });
    const optimizer = new LBFGS(net.parameters(), { gradientTolerance: 1e-12, changeTolerance: 0 });
    const history = await train(net, data, { optimizer, epochs: 3, excludeSelf: true });
    expect(history[0]!.loss).toBe(looLoss(1));
    let [low, high] = [1, 6]; // the loss has one minimum between
    const golden = (Math.sqrt(5) - 1) / 2;
    while (high - low > 1e-7) {
      const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
      if (looLoss(a) < looLoss(b)) high = b;
      else low = a;
    }
    expectClose(net.w, [low], 2e-7);
  });
});

describe('early stopping', () => {
  it('stops after so many epochs without a lower loss, and puts the best parameters back', async () => {
    const net = new NWKernelRegression({ w: 1 });
    const optimizer = new Adam(net.parameters(), { lr: 0.5 }); // too long a step: it jumps about
    const history = await train(net, data, {
      optimizer,
      epochs: 200,
      excludeSelf: true,
      patience: 4,
    });
    expect(history.length).toBeLessThan(200);
    const losses = history.map(({ loss }) => loss);
    const best = history[losses.indexOf(Math.min(...losses))]!;
    expect(history.length - best.epoch).toBe(4);
    expect(net.w.get(0)).toBe(best.parameters.get('w')![0]);
  });

  it('looks at the last step too', async () => {
    const net = new NWKernelRegression({ w: 1 });
    const optimizer = new SGD(net.parameters(), { lr: 0.1 });
    await train(net, data, { optimizer, epochs: 1, excludeSelf: true, patience: 4 });
    expect(looLoss(net.w.get(0))).toBeLessThan(looLoss(1));
  });

  it('watches other data where they are given', async () => {
    const net = new NWKernelRegression({ w: 1 });
    const optimizer = new SGD(net.parameters(), { lr: 0.1 });
    const validation = { queries: [0.5, 2.5], keys: x, values: y, y: [1, 1.2] };
    const [record] = await train(net, data, {
      optimizer,
      epochs: 1,
      excludeSelf: true,
      patience: 1,
      validation,
    });
    const at = new NWKernelRegression({ w: 1 }).forward([0.5, 2.5], x, y);
    expect(record!.validation).toBe(mseLoss(at, [1, 1.2]).value);
  });

  it('holds the loss of other data without patience too, by a mask and weights of their own', async () => {
    const net = new NWKernelRegression({ w: 1 });
    const optimizer = new SGD(net.parameters(), { lr: 0.1 });
    const options = { sampleWeights: y.map((v) => v * v), mask: Array.from(y, (v) => v > -0.5) };
    const validation = { queries: [0.5, 2.5], keys: x, values: y, y: [1, 1.2], ...options };
    const history = await train(net, data, { optimizer, epochs: 2, excludeSelf: true, validation });
    for (const record of history) {
      const at = new NWKernelRegression({ w: record.parameters.get('w')![0]! });
      const { value } = mseLoss(at.forward([0.5, 2.5], x, y, options), [1, 1.2]);
      expect(record.validation).toBe(value);
    }
  });

  it('refuses the loss in the training set, which w → ∞ brings to 0', async () => {
    const net = new NWKernelRegression({ w: 1 });
    const optimizer = new SGD(net.parameters(), { lr: 0.1 });
    const message = /patience must come with excludeSelf, or other validation/;
    expectThrown(
      await thrown(() => train(net, data, { optimizer, patience: 3 })),
      OptionError,
      message,
    );
    expect(looLoss(1e4)).toBeGreaterThan(0.1);
    const inSample = mseLoss(new NWKernelRegression({ w: 1e4 }).forward(x, x, y), y).value;
    expect(inSample).toBeLessThan(1e-3);
  });
});

describe('data with an axis for a batch', () => {
  // curves of the same bandwidth, the second with a gap at its end
  const places = Array.from({ length: 12 }, (_, i) => i / 3);
  const curve = (phase: number) => places.map((v, i) => Math.sin(2 * v + phase) + 0.2 * (i % 2));
  const curves = [0, 1, 2].map(curve);
  const sampleWeights = curves.map((_, e) => places.map((_, i) => (e === 1 && i > 8 ? 0 : 1)));
  const gapped = curves.map((each, e) => each.map((v, i) => (sampleWeights[e]![i] ? v : NaN)));
  const queries = curves.map(() => places.map((v) => [v]));
  const set = { queries, keys: queries, values: gapped, y: curves };
  const options = { excludeSelf: true, sampleWeights, epochs: 1 } as const;

  it('a step follows the gradient of all entries', async () => {
    const net = new NWKernelRegression({ w: 1 });
    await train(net, set, { ...options, optimizer: new SGD(net.parameters(), { lr: 0.1 }) });
    const loss = (w: number): number =>
      curves.reduce((sum, y, e) => {
        const kept = places.map((_, i) => i).filter((i) => sampleWeights[e]![i]! > 0);
        const [k, v] = [kept.map((i) => places[i]!), kept.map((i) => y[i]!)];
        const excludeSelf = places.map((_, i) => kept.indexOf(i));
        const yHat = new NWKernelRegression({ w }).forward(places, k, v, { excludeSelf });
        return sum + mseLoss(yHat, y).value / 3;
      }, 0);
    const slope = (loss(1 + 1e-5) - loss(1 - 1e-5)) / 2e-5;
    expect(net.w.get(0)).toBeCloseTo(1 - 0.1 * slope, 9);
  });

  it('a minibatch takes entries', async () => {
    const net = new NWKernelRegression({ w: 1 });
    const optimizer = new SGD(net.parameters(), { lr: 1e-30 });
    const whole = await train(net, set, { ...options, optimizer });
    const parts = await train(net, set, { ...options, optimizer, batchSize: 2 });
    expect(parts[0]!.loss).toBeCloseTo(whole[0]!.loss, 14);
    const shapes: unknown[] = [];
    const forward = net.forward.bind(net);
    net.forward = (...args) => {
      shapes.push((args[0] as NdArrayLike).shape);
      return forward(...args);
    };
    await train(net, set, { ...options, optimizer, batchSize: 2 });
    expect(shapes).toEqual([
      [2, 12, 1],
      [1, 12, 1],
    ]);
  });

  it('keys cannot be drawn from', async () => {
    const net = new NWKernelRegression({ w: 1 });
    const optimizer = new SGD(net.parameters(), { lr: 0.1 });
    expectThrown(
      await thrown(() => train(net, set, { ...options, optimizer, batchSize: 2, keysPerBatch: 3 })),
      OptionError,
      'train: keysPerBatch must come with keys that all queries share, got queries of rank 3',
    );
  });
});

describe('minibatches', () => {
  const twice = async (seed: number, keysPerBatch?: number) => {
    const net = new NWKernelRegression({ w: 1 });
    const optimizer = new Adam(net.parameters(), { lr: 0.05 });
    const options = { optimizer, epochs: 30, batchSize: 16, excludeSelf: true, seed };
    const history = await train(net, data, keysPerBatch ? { ...options, keysPerBatch } : options);
    return { w: net.w.get(0), history };
  };

  it('learn, in an order that the seed decides', async () => {
    const [a, b, c] = [await twice(1), await twice(1), await twice(2)];
    expect(a.w).toBe(b.w);
    expect(a.w).not.toBe(c.w);
    expect(looLoss(a.w)).toBeLessThan(looLoss(1));
    const sampled = await twice(1, 20);
    expect(looLoss(sampled.w)).toBeLessThan(looLoss(1));
  });

  it('one batch of all is the full batch: the same loss and step', async () => {
    const nets = [new NWKernelRegression({ w: 1 }), new NWKernelRegression({ w: 1 })] as const;
    const of = (net: NWKernelRegression) => new SGD(net.parameters(), { lr: 0.1 });
    const options = { epochs: 1, excludeSelf: true };
    const [whole] = await train(nets[0], data, { ...options, optimizer: of(nets[0]) });
    const [batch] = await train(nets[1], data, {
      ...options,
      optimizer: of(nets[1]),
      batchSize: 60,
    });
    expectClose(batch!.loss, whole!.loss, 1e-13);
    expectClose(nets[1].w, nets[0].w, 1e-13);
  });

  it('take along masks, biases, weights and keys of their own', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => Array.from(x).filter((_, k) => k !== i));
    const values = Array.from({ length: 60 }, (_, i) => Array.from(y).filter((_, k) => k !== i));
    const net = new NWKernelRegression({ w: 1 });
    const optimizer = new SGD(net.parameters(), { lr: 1e-14 }); // moves w by less than the tolerance
    const own = { queries: x, keys: rows, values, y };
    const sampleWeights = rows.map((row) => row.map((k) => 1 + k));
    const bias = rows.map((row) => row.map((k) => Math.sin(k)));
    const options = { optimizer, epochs: 1, reduction: 'sum', sampleWeights, bias } as const;
    const [whole] = await train(net, own, options);
    const [batch] = await train(net, own, { ...options, batchSize: 7 });
    expectClose(batch!.loss, whole!.loss, 1e-10);
  });
});

describe('checkpoints', () => {
  const start = () => {
    const net = new NWKernelRegression({ w: [1], parameterization: 'log' });
    return { net, optimizer: new Adam(net.parameters(), { lr: 0.05 }) };
  };
  const input = { ...data, queries: Array.from(x, (v) => [v]), keys: Array.from(x, (v) => [v]) };
  const options = { epochs: 12, excludeSelf: true, batchSize: 25, seed: 3, patience: 50 } as const;

  it('resume with the same digits', async () => {
    const whole = start();
    const history = await train(whole.net, input, { ...options, optimizer: whole.optimizer });
    const first = start();
    const reason = new Error('enough');
    const controller = new AbortController();
    let saved = '';
    const broken = await thrown(() =>
      train(first.net, input, {
        ...options,
        optimizer: first.optimizer,
        signal: controller.signal,
        onEpoch: ({ epoch }, checkpoint) => {
          if (epoch !== 5) return;
          saved = JSON.stringify(checkpoint());
          controller.abort(reason);
        },
      }),
    );
    expect(broken).toBe(reason);
    const second = start();
    const resumeFrom = JSON.parse(saved) as TrainingCheckpoint;
    const rest = await train(second.net, input, {
      ...options,
      optimizer: second.optimizer,
      resumeFrom,
    });
    expect(rest).toEqual(history.slice(5));
    expect(second.net.w).toEqual(whole.net.w);
  });

  it.each([3, 50])(
    'of the last epoch end as the training did, with patience %i',
    async (patience) => {
      const rough = () => {
        const net = new NWKernelRegression({ w: 0.5 });
        return { net, optimizer: new SGD(net.parameters(), { lr: 30, momentum: 0.9 }) };
      };
      const set = { excludeSelf: true, epochs: 20, patience };
      const whole = rough();
      let resumeFrom = {} as TrainingCheckpoint;
      const history = await train(whole.net, data, {
        ...set,
        optimizer: whole.optimizer,
        onEpoch: (_, checkpoint) => {
          resumeFrom = checkpoint();
        },
      });
      const again = rough();
      const rest = await train(again.net, data, { ...set, optimizer: again.optimizer, resumeFrom });
      expect([history.length < 20, rest]).toEqual([patience < 20, []]);
      expect(again.net.w).toEqual(whole.net.w);
    },
  );

  it('of another network, version or optimizer are refused, and nothing changes', async () => {
    const { net, optimizer } = start();
    let saved: TrainingCheckpoint | undefined;
    await train(net, input, {
      optimizer,
      epochs: 1,
      excludeSelf: true,
      onEpoch: (_, checkpoint) => {
        saved = checkpoint();
      },
    });
    const check = async (
      other: NWKernelRegression,
      change: Partial<TrainingCheckpoint>,
      message: RegExp,
      Kind: typeof Adam | typeof SGD = Adam,
    ) => {
      const before = other.w.get(0);
      const resumeFrom = { ...saved!, ...change };
      const opts = { optimizer: new Kind(other.parameters(), { lr: 0.1 }), resumeFrom };
      expectThrown(await thrown(() => train(other, input, opts)), OptionError, message);
      expect(other.w.get(0)).toBe(before);
    };
    await check(
      new NWKernelRegression({ w: [1] }),
      {},
      /resumeFrom must be of a gaussian kernel, linear w with w \[1\], got .* log w/,
    );
    const cauchy = { kernel: 'cauchy', w: [1], parameterization: 'log' } as const;
    await check(new NWKernelRegression(cauchy), {}, /resumeFrom must be of a cauchy kernel/);
    await check(start().net, { version: 2 as never }, /must be a checkpoint of version 1, got 2$/);
    await check(start().net, { parameters: [] }, /with logW \[1\], got .* with $/);
    await check(start().net, {}, /^SGD.restore: state must be one of SGD/, SGD);
  });
});

describe('train says what is wrong', () => {
  it('an optimizer made for another network would train nothing', async () => {
    const [net, other] = [new NWKernelRegression(), new NWKernelRegression()];
    const optimizer = new SGD(other.parameters(), { lr: 0.1 });
    expectThrown(
      await thrown(() => train(net, data, { optimizer })),
      OptionError,
      'train: optimizer must be made on net.parameters(), got a w of another network',
    );
  });

  it('a loss that overflows names epoch and parameter, and the parameter is put back', async () => {
    const net = new NWKernelRegression({ w: 2 });
    const optimizer = new SGD(net.parameters(), { lr: 1e-9 });
    const huge = y.map((v) => v * 1e180);
    expectThrown(
      await thrown(() =>
        train(net, { ...data, values: huge, y: huge }, { optimizer, excludeSelf: true }),
      ),
      NumericalError,
      /^train: .* in epoch 1 at w = 2, got /,
    );
    expect(net.w.get(0)).toBe(2);
  });

  it('clipping keeps a step within bounds', async () => {
    const net = new NWKernelRegression({ w: 1 });
    const optimizer = new SGD(net.parameters(), { lr: 1 });
    const options = { optimizer, epochs: 1, excludeSelf: true, reduction: 'sum' } as const;
    await train(net, data, { ...options, clipNorm: 0.25 });
    expectClose(net.w, [1.25], 1e-5);
    await train(net, data, { ...options, clipValue: 0.5 });
    expect(Math.abs(net.w.get(0) - 1.25)).toBeLessThanOrEqual(0.5 + 1e-5);
    expect(clipGradNorm(net.parameters(), 10)).toBeLessThanOrEqual(0.5 + 1e-12);
  });

  it.each([
    [{ batchSize: 0 }, /batchSize must be an integer of at least 1, got 0/],
    [{ keysPerBatch: 5 }, /keysPerBatch must come with batchSize, got 5/],
    [{ patience: 1.5, excludeSelf: true }, /patience must be/],
    [{ clipNorm: -1 }, /clipNorm must be/],
    [{ seed: 0.5 }, /seed must be an integer/],
  ])('refuses %o', async (options, message) => {
    const net = new NWKernelRegression({ w: 1 });
    const optimizer = new SGD(net.parameters(), { lr: 1 });
    expectThrown(
      await thrown(() => train(net, data, { optimizer, ...options })),
      OptionError,
      message,
    );
    const full = new LBFGS(net.parameters());
    const batched = { optimizer: full, batchSize: 5 };
    expectThrown(await thrown(() => train(net, data, batched)), OptionError, /full batches/);
  });
});

describe('several heads', () => {
  it('learn what a single width cannot: smooth on one side, rough on the other', async () => {
    const heads = [{ w: 1 }, { w: 8 }];
    const net = new MultiHeadKernelRegression(heads, { mix: 'softmax' });
    const optimizer = new Adam(net.parameters(), { lr: 0.05 });
    const history = await train(net, data, { optimizer, epochs: 60, excludeSelf: true });
    expect(history.at(-1)!.loss).toBeLessThan(history[0]!.loss);
    expect([...history[0]!.parameters.keys()]).toEqual(['head1.w', 'head2.w', 'mix']);
  });
});
