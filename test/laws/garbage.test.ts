import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as nadaraya from '../../src/index.js';

const { KernelRegressionError, NWKernelRegression, SGD, createRandom, train } = nadaraya;

/** Arrays that nearly fit, hostile objects and names, and anything else. */
const garbage = fc.oneof(
  fc.constantFrom<unknown>(
    '__proto__',
    'constructor',
    null,
    undefined,
    [],
    [[]],
    [1, 2, 3],
    [[1], [2], [3]],
    [1, Number.NaN],
    [1, 'a'],
    [[1, 2], [3]],
    Float32Array.of(1, 2, 3),
    new Float64Array(0),
    BigInt64Array.of(1n),
    { data: [1, 2], shape: [2], stride: [1e9], offset: -5 },
    { data: null, shape: [2], stride: [1], offset: 0 },
    { data: [1], shape: ['2'], stride: [1], offset: 0 },
    JSON.parse('{"__proto__": 1}'),
    new Map([['a', 1]]),
    -1,
    0,
    0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e300,
    Symbol('x'),
    () => Number.NaN,
  ),
  fc.anything({ maxDepth: 2, withBigInt: true, withTypedArray: true, withNullPrototype: true }),
);

const options = fc.oneof(
  garbage,
  fc.dictionary(
    fc.constantFrom(
      'kernel',
      'w',
      'bandwidth',
      'mask',
      'bias',
      'sampleWeights',
      'score',
      'excludeSelf',
      'emptyWindow',
    ),
    garbage,
    { maxKeys: 2 },
  ),
);

/** Runs a call: a result or an error of the library is fine, any other error is not. */
function survives(call: () => unknown): void {
  try {
    call();
  } catch (error) {
    expectOwn(error);
  }
}

function expectOwn(error: unknown): void {
  if (!(error instanceof KernelRegressionError)) throw error;
  expect(error.message).toMatch(/^.+: .+ must .+, got .+|^.+: (data|shape|t|options) .+, got .+/s);
}

/** Counts and lengths between what is small and what is refused would only try the machine's memory. */
function triesMemory(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) > 1e3 && Math.abs(value) < 2 ** 31;
  if (typeof value !== 'object' || value === null) return false;
  return (
    Object.values(value).filter((entry) => typeof entry === 'number' && Math.abs(entry) > 30)
      .length > 0
  );
}

const small = garbage.filter((value) => !triesMemory(value));
const creators = [
  'zeros',
  'ones',
  'full',
  'eye',
  'arange',
  'linspace',
  'rand',
  'randn',
  'reshape',
  'repeat',
  'repeatInterleave',
];
/** What answers later is tried in tests of its own. */
const later = ['train', 'renderSVG', 'summarize'];
const functions = Object.entries(nadaraya).filter(
  ([name, value]) => typeof value === 'function' && /^[a-z]/.test(name) && !later.includes(name),
) as [string, (...args: unknown[]) => unknown][];

describe('garbage gives a typed error or a result', () => {
  it.each(functions)('%s', (name, f) => {
    const argument = creators.includes(name) || name === 'averagePooling' ? small : garbage;
    const count = name.startsWith('attention') ? 4 : 3;
    const args = fc.tuple(fc.array(argument, { minLength: 0, maxLength: count }), options);
    fc.assert(
      fc.property(args, ([given, last]) => {
        survives(() => f(...given));
        survives(() => f(...given, last));
      }),
      { numRuns: 300 },
    );
  });

  it('summarize, which answers later', async () => {
    const summarize = nadaraya.summarize as (...args: unknown[]) => Promise<unknown>;
    const args = fc.tuple(fc.array(garbage, { minLength: 0, maxLength: 2 }), options);
    const property = fc.asyncProperty(args, async ([given, last]) => {
      await summarize(...given).catch(expectOwn);
      await summarize(...given, last).catch(expectOwn);
    });
    await fc.assert(property, { numRuns: 300 });
  });

  it('attention, with arrays that fit and wild options', () => {
    fc.assert(
      fc.property(options, (wild) => {
        for (const f of [nadaraya.attentionWeights, nadaraya.attentionPooling] as ((
          ...args: unknown[]
        ) => unknown)[]) {
          survives(() => f([0, 1], [0, 1], wild));
          survives(() => f([0, 1], [0, 1], [2, 3], wild));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('distributions of a fitted model', () => {
    const model = new nadaraya.KernelRegressor({ bandwidth: 1 }).fit([0, 1, 2, 3], [1, 3, 2, 4]);
    fc.assert(
      fc.property(garbage, garbage, options, (a, b, wild) => {
        survives(() => model.quantile(a as never, 0.5));
        survives(() => model.quantile(1, a as never, wild as never));
        survives(() => model.quantile(a as never, b as never));
        survives(() => model.distribution(a as never, b as never, wild as never));
        survives(() => model.density([1, 2], a as never, b as never));
        survives(() => model.distributionBandwidths({ bandwidth: a, outputBandwidth: b } as never));
        survives(() => nadaraya.plotQuantiles(model, { levels: a, distribution: b } as never));
      }),
      { numRuns: 200 },
    );
  });

  it('models, optimizers and random sources', () => {
    fc.assert(
      fc.property(garbage, garbage, garbage, options, (a, b, c, wild) => {
        survives(() => new NWKernelRegression(wild as never));
        survives(() => new SGD(a as never, b as never));
        const net = new NWKernelRegression();
        survives(() => net.forward(a as never, b as never, c as never, wild as never));
        survives(() => net.backward(a as never));
        const random = createRandom(1);
        survives(() => random.uniform(a as never, b as never));
        survives(() => random.normal(a as never, b as never));
        if (typeof a !== 'number' || a < 100) survives(() => random.permutation(a as never));
        survives(() => random.integer(a as never));
      }),
      { numRuns: 500 },
    );
  });

  it('training', async () => {
    const one = fc.asyncProperty(garbage, garbage, garbage, async (net, data, wild) => {
      for (const args of [
        [net, data, wild],
        [new NWKernelRegression(), data, wild],
      ]) {
        await (train as (...args: unknown[]) => Promise<unknown>)(...args).catch(
          (error: unknown) => {
            survives(() => {
              throw error;
            });
          },
        );
      }
    });
    await fc.assert(one, { numRuns: 300 });
  });
});
