import { readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  createRandom,
  KernelClassifier,
  KernelRegressor,
  NotFittedError,
  NumericalError,
  OptionError,
  ShapeError,
  UnsupportedError,
} from '../../src/index.js';
import { logEpanechnikov, plainErrors, plainLogLikelihood, plainShares } from './plainClasses.js';

function readRows(file: string): Record<string, string>[] {
  const text = readFileSync(new URL(`../reference/data/${file}.csv`, import.meta.url), 'utf8');
  const [head, ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.replaceAll('"', '').split(','));
  return rows.map((row) => Object.fromEntries(head!.map((name, j) => [name, row[j]!])));
}

const iris = readRows('iris').map((row) => ({
  length: Number(row['Petal.Length']),
  width: Number(row['Petal.Width']),
  sepal: Number(row['Sepal.Length']),
  species: row.Species!,
}));
const births = readRows('birthwt').map((row) => ({
  low: row.low === '1',
  age: Number(row.age),
  weight: Number(row.lwt),
  smoke: row.smoke === '1',
}));

/** Three classes along a line, of which one is rare. */
function drawn(n: number, seed = 1): { x: number[]; labels: string[] } {
  const random = createRandom(seed);
  const x = Array.from({ length: n }, () => random.uniform(0, 6));
  const labels = x.map((at) => {
    if (random.uniform(0, 1) < 1 / (1 + Math.exp(-2 * Math.sin(at)))) return 'a';
    return random.uniform(0, 1) < 0.1 ? 'b' : 'c';
  });
  return { x, labels };
}

describe('chances', () => {
  const { x, labels } = drawn(80);
  const classes = ['a', 'b', 'c'];
  const queries = [-2, 0, 0.7, 3, 6, 11, 300];

  it.each([
    ['gaussian', undefined],
    ['epanechnikov', logEpanechnikov],
  ] as const)('are those of plain loops: %s', (kernel, logKernel) => {
    const model = new KernelClassifier({ kernel, bandwidth: 0.8, emptyWindow: 'nan' });
    const found = model.fit(x, labels).predictProbability(queries);
    const data = {
      x: x.map((at) => [at]),
      labels,
      bandwidth: [0.8],
      ...(logKernel && { logKernel }),
    };
    const expected = queries.flatMap((q) => plainShares(data, classes, [q]));
    expected.forEach((share, at) => {
      if (Number.isNaN(share)) expect(found[at]).toBe(share);
      else expect(found[at]).toBeCloseTo(share, 12);
    });
  });

  it('are those of a regression of indicators of degree 0, near and far', () => {
    const model = new KernelClassifier({ bandwidth: 0.3 }).fit(x, labels);
    const indicators = labels.map((label) => classes.map((each) => (each === label ? 1 : 0)));
    const regression = new KernelRegressor({ bandwidth: 0.3, degree: 0 }).fit(x, indicators);
    const far = [...queries, 1e6, -1e9, 1e17, 1e300];
    const expected = regression.predict(far);
    model.predictProbability(far).forEach((share, at) => {
      expect(Math.abs(share - expected[at]!)).toBeLessThan(1e-12);
    });
  });

  it('are told by the nearest where digits of logarithms do not tell them', () => {
    const model = new KernelClassifier({ bandwidth: 1 }).fit(
      [0, 1, 1 + 1e-7, 1, 0],
      ['a', 'a', 'b', 'a', 'b'],
    );
    expect([...model.predictProbability(1e10)]).toEqual([0, 1]);
    expect(model.predictProbability(-1e200)).toEqual(Float64Array.of(0.5, 0.5));
    expect(model.predict([1e10, -1e10])).toEqual(['b', 'a']);
  });

  it('are told by observations whose squares are no numbers too', () => {
    const x = [0, 0, 1e150, 0, 0];
    const model = new KernelClassifier({ bandwidth: 1e-8 }).fit(x, ['a', 'a', 'a', 'a', 'c']);
    expect([...model.predictProbability(0)]).toEqual([0.75, 0.25]);
    expect(model.logLikelihood).toBeCloseTo(3 * Math.log(2 / 3) + Math.log(3 / 4), 12);
  });

  it('keep their digits where they are small', () => {
    const model = new KernelClassifier({ bandwidth: 1 }).fit([0, 30], ['a', 'b']);
    expect(model.predictProbability(0)[1]! / Math.exp(-450)).toBeCloseTo(1, 12);
  });

  it('without the observation itself are those of refits', () => {
    const weights = x.map((_, i) => 1 + (i % 3));
    for (const bandwidth of [0.05, 0.5, Infinity]) {
      const options = { bandwidth } as const;
      const model = new KernelClassifier(options).fit(x, labels, { sampleWeights: weights });
      const found = model.leaveOneOutProbability;
      for (const i of [0, 7, 31, 79]) {
        const others = <T>(all: readonly T[]) => all.filter((_, o) => o !== i);
        const refit = new KernelClassifier(options).fit(others(x), others(labels), {
          sampleWeights: others(weights),
        });
        const expected = refit.predictProbability(x[i]!);
        expected.forEach((share, c) => {
          expect(found[i * 3 + c]).toBeCloseTo(share, 12);
        });
      }
    }
  });

  it('of rows of weight 0 are those of the others', () => {
    const sampleWeights = x.map((_, i) => (i % 5 === 0 ? 0 : 1));
    const model = new KernelClassifier({ bandwidth: 0.5 }).fit(x, labels, { sampleWeights });
    const kept = <T>(all: readonly T[]) => all.filter((_, i) => i % 5 !== 0);
    const other = new KernelClassifier({ bandwidth: 0.5 }).fit(kept(x), kept(labels));
    expect(model.predictProbability(queries)).toEqual(other.predictProbability(queries));
    expect(model.leaveOneOutProbability.subarray(15, 18)).toEqual(other.predictProbability(x[5]!));
    expect(model.logLikelihood).toBeCloseTo(other.logLikelihood, 10);
  });

  it('of a class without weight are 0, and the class stays', () => {
    const model = new KernelClassifier({ bandwidth: 1 }).fit([0, 1, 2], ['a', 'b', 'c'], {
      sampleWeights: [1, 1, 0],
    });
    expect(model.classes).toEqual(['a', 'b', 'c']);
    expect(model.predictProbability(2)[2]).toBe(0);
  });

  it('of a last class without weight are 0 where the bandwidth was searched', () => {
    const seven = [1, 2, 3, 4, 5, 6, 7];
    const own = ['a', 'a', 'b', 'a', 'b', 'b', 'c'];
    const sampleWeights = [1, 1, 1, 1, 1, 1, 0];
    for (const options of [
      { bandwidth: 'error' },
      { bandwidth: 'likelihood', kernel: 'epanechnikov' },
      { bandwidth: 'likelihood', method: 'direct' },
    ] as const) {
      const model = new KernelClassifier(options).fit(seven, own, { sampleWeights });
      const { bandwidth } = model;
      const logKernel = 'kernel' in options ? { logKernel: logEpanechnikov } : {};
      const data = { x: seven.slice(0, 6).map((at) => [at]), labels: own, bandwidth, ...logKernel };
      const expected = plainShares({ ...data, bandwidth: [...bandwidth] }, ['a', 'b', 'c'], [4]);
      model.predictProbability(4).forEach((share, c) => {
        expect(share).toBeCloseTo(expected[c]!, 12);
      });
    }
  });
});

describe('the bandwidth', () => {
  it('has the largest likelihood of all, on a line', () => {
    const { x, labels } = drawn(120, 2);
    const model = new KernelClassifier().fit(x, labels);
    const data = (h: number) => ({ x: x.map((at) => [at]), labels, bandwidth: [h] });
    const own = plainLogLikelihood(data(model.bandwidth[0]!));
    expect(model.logLikelihood / own).toBeCloseTo(1, 12);
    expect(model.bandwidthChoice?.value).toBeCloseTo(-own / 120, 12);
    for (let h = 0.002; h < 100; h *= 1.05)
      expect(plainLogLikelihood(data(h))).toBeLessThanOrEqual(own + 1e-9);
  });

  it('has the fewest errors, and of those the largest likelihood', () => {
    const { x, labels } = drawn(60, 3);
    const model = new KernelClassifier({ bandwidth: 'error' }).fit(x, labels);
    const data = (h: number) => ({ x: x.map((at) => [at]), labels, bandwidth: [h] });
    const fewest = plainErrors(data(model.bandwidth[0]!), model.classes);
    expect(model.bandwidthChoice?.value).toBeCloseTo(fewest / 60, 9);
    const best = plainLogLikelihood(data(model.bandwidth[0]!));
    for (let h = 0.01; h < 30; h *= 1.15) {
      const errors = plainErrors(data(h), model.classes);
      expect(errors).toBeGreaterThanOrEqual(fewest);
      if (errors === fewest) expect(plainLogLikelihood(data(h))).toBeLessThan(best + 0.05);
    }
  });

  it('leaves every observation another of its class under a compact kernel', () => {
    const x = [0, 1, 2, 3, 9, 10, 11, 15];
    const labels = ['a', 'a', 'a', 'b', 'b', 'b', 'b', 'b'];
    const model = new KernelClassifier({ kernel: 'epanechnikov' }).fit(x, labels);
    expect(model.bandwidth[0]).toBeGreaterThan(6);
    expect(model.logLikelihood).toBeGreaterThan(-Infinity);
    const narrow = new KernelClassifier({ kernel: 'epanechnikov', bandwidth: 2 }).fit(x, labels);
    expect(narrow.logLikelihood).toBe(-Infinity);
  });

  it('does not count the only one of a class', () => {
    const { x, labels } = drawn(80, 4);
    const some = new KernelClassifier().fit(x, labels);
    const one = new KernelClassifier().fit([...x, 100], [...labels, 'alone']);
    const data = { x: [...x, 100].map((at) => [at]), labels: [...labels, 'alone'] };
    const bandwidth = one.bandwidth;
    expect(one.logLikelihood).toBeCloseTo(plainLogLikelihood({ ...data, bandwidth }), 9);
    expect(one.bandwidth[0]! / some.bandwidth[0]!).toBeCloseTo(1, 1);
    expect(one.summary()).toContain('classes of one                1, not counted below');
  });

  it('is not driven to ∞ by chances that underflow', () => {
    const x = [0, 0.01, 0.02, 1, 1.01, 1.02, 100, 100.5];
    const labels = ['a', 'a', 'a', 'b', 'b', 'b', 'a', 'b'];
    const at = (bandwidth: number) =>
      new KernelClassifier({ bandwidth }).fit(x, labels).logLikelihood;
    // Of the last two the nearest of their class are far away, beside the other at half a unit.
    const expected = -(99.98 ** 2 + 99.48 ** 2 - 2 * 0.5 ** 2) / (2 * 0.01 ** 2);
    expect(at(0.01) / expected).toBeCloseTo(1, 12);
    // A search along a line has a way of its own.
    const { value, path } = new KernelClassifier().fit(x, labels).bandwidthChoice!;
    expect(value).toBeLessThanOrEqual(-Math.log(3 / 7) + 1e-12); // that of h = ∞
    for (const trial of path) expect(trial.value).toBeLessThan(Infinity);
  });

  it('over several columns has a likelihood that none of many others exceeds', () => {
    const x = iris.map(({ length, width }) => [length, width]);
    const labels = iris.map(({ species }) => species);
    const model = new KernelClassifier().fit(x, labels);
    const data = (bandwidth: readonly number[]) => ({ x, labels, bandwidth });
    const own = plainLogLikelihood(data(model.bandwidth));
    expect(model.logLikelihood).toBeCloseTo(own, 8);
    for (let a = 0.05; a < 3; a *= 1.4)
      for (let b = 0.02; b < 3; b *= 1.4)
        expect(plainLogLikelihood(data([a, b]))).toBeLessThanOrEqual(own + 1e-6);
  });

  it('cannot be chosen without two of a class', () => {
    expect(() => new KernelClassifier().fit([1, 2], ['a', 'b'])).toThrow(NumericalError);
    expect(new KernelClassifier({ bandwidth: 1 }).fit([1, 2], ['a', 'b']).logLikelihood).toBe(0);
  });

  it('is reported while it is searched, and the search can be ended', async () => {
    const { x, labels } = drawn(60);
    const seen: number[] = [];
    const model = await new KernelClassifier().fitAsync(x, labels, {
      onProgress: ({ value }) => seen.push(value),
    });
    expect(Math.min(...seen)).toBeCloseTo(model.bandwidthChoice!.value!, 8);
    const signal = AbortSignal.abort(new Error('enough'));
    expect(() => new KernelClassifier().fit(x, labels, { signal })).toThrow('enough');
    await expect(new KernelClassifier().fitAsync(x, labels, { signal })).rejects.toThrow('enough');
  });
});

describe('labels', () => {
  it('keep their type, and come in order', () => {
    const numbers = new KernelClassifier({ bandwidth: 1 }).fit([0, 1, 5, 6], [10, 10, 9, 9]);
    expect(numbers.classes).toEqual([9, 10]);
    expect(numbers.predict(0)).toBe(10);
    const flags = new KernelClassifier({ bandwidth: 1 }).fit(
      [0, 1, 5, 6],
      [true, true, false, false],
    );
    expect(flags.classes).toEqual([false, true]);
    expect(flags.predict([0, 6])).toEqual([true, false]);
    const big = new KernelClassifier({ bandwidth: 1 }).fit(
      [0, 1, 5, 6],
      BigInt64Array.of(2n, 2n, 1n, 1n),
    );
    expect(big.predict([0, 6])).toEqual([2, 1]);
  });

  it('may be called like fields of objects', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const x = names.flatMap((_, c) => [10 * c, 10 * c + 1]);
    const labels = names.flatMap((name) => [name, name]);
    const model = new KernelClassifier({ bandwidth: 1 }).fit(x, labels);
    expect(model.predict(x)).toEqual(labels);
    expect(KernelClassifier.fromJSON(JSON.parse(JSON.stringify(model))).predict(x)).toEqual(labels);
    const rows = labels.map((kind, i) => ({ at: x[i]!, kind }));
    expect(model.fit(rows, { x: 'at', y: 'kind' }).predict(rows)).toEqual(labels);
  });

  it('have types', () => {
    const { x, labels } = drawn(20);
    const texts = new KernelClassifier({ bandwidth: 1 }).fit(x, labels);
    expectTypeOf(texts.predict(1)).toEqualTypeOf<string | undefined>();
    const known = new KernelClassifier({ bandwidth: 1 }).fit([1, 2], ['a', 'b']);
    expectTypeOf(known.predict([1])).toEqualTypeOf<('a' | 'b' | undefined)[]>();
    const rows = new KernelClassifier({ bandwidth: 1 }).fit(iris, { x: 'length', y: 'species' });
    expectTypeOf(rows.classes).toEqualTypeOf<readonly string[]>();
    expectTypeOf(rows.predict).toBeCallableWith({ length: 3 });
    const flags = new KernelClassifier({ bandwidth: 1 }).fit(births, {
      x: 'age',
      y: (row) => row.low,
    });
    expectTypeOf(flags.predict(1)).toEqualTypeOf<boolean | undefined>();
    // @ts-expect-error a column that is no number needs a kind
    expect(() => new KernelClassifier().fit(iris, { x: 'species', y: 'species' })).toThrow(
      OptionError,
    );
  });
});

describe('rows', () => {
  it('are fitted, predicted and scored by their columns', () => {
    const model = new KernelClassifier().fit(iris, { x: ['length', 'width'], y: 'species' });
    expect(model.classes).toEqual(['setosa', 'versicolor', 'virginica']);
    const arrays = new KernelClassifier().fit(
      iris.map(({ length, width }) => [length, width]),
      iris.map(({ species }) => species),
    );
    expect(model.bandwidth).toEqual(arrays.bandwidth);
    expect(model.predict({ length: 1.4, width: 0.2 })).toBe('setosa');
    const { accuracy, logLoss } = model.score(iris);
    expect(accuracy).toBeGreaterThan(0.95);
    expect(logLoss).toBeLessThan(0.15);
    expect(model.score(iris, undefined, { sampleWeights: iris.map(() => 2) }).accuracy).toBe(
      accuracy,
    );
    expect(model.observations[0]).toEqual({ length: 1.4, width: 0.2, species: 'setosa' });
    expect(String(model)).toMatch(
      /^KernelClassifier of species on length, width: gaussian kernel, 3 classes\n/,
    );
  });

  it('may have columns that are no numbers, and gaps', () => {
    const gaps = [...births, { low: null, age: 20, weight: 120, smoke: true }];
    const model = new KernelClassifier({ missing: 'omit', bandwidth: [5, 0.2] }).fit(gaps, {
      x: ['age', { column: 'smoke', kind: 'category' }],
      y: 'low',
    });
    expect(model.rows).toHaveLength(births.length);
    expect(model.predictProbability({ age: 25, smoke: true }).reduce((a, b) => a + b)).toBeCloseTo(
      1,
      14,
    );
    expect(
      model.predict([
        { age: 25, smoke: true },
        { age: null as unknown as number, smoke: true },
      ])[1],
    ).toBe(undefined);
  });
});

describe('scores', () => {
  const model = new KernelClassifier({ bandwidth: 1 }).fit([0, 1, 5, 6], ['a', 'a', 'b', 'b']);
  it('are those of plain loops, by weight', () => {
    const [x, labels, weights] = [
      [0, 2.4, 3.2, 6],
      ['a', 'b', 'a', 'b'],
      [1, 2, 3, 4],
    ];
    const data = {
      x: [0, 1, 5, 6].map((at) => [at]),
      labels: ['a', 'a', 'b', 'b'],
      bandwidth: [1],
    };
    const shares = x.map((at) => plainShares(data, ['a', 'b'], [at]));
    const { accuracy, logLoss } = model.score(x, labels, { sampleWeights: weights });
    const right = shares.map((row, i) => (row[labels[i] === 'a' ? 0 : 1]! > 0.5 ? 1 : 0));
    expect(accuracy).toBeCloseTo(
      right.reduce<number>((sum, each, i) => sum + each * weights[i]!, 0) / 10,
      14,
    );
    const losses = shares.map((row, i) => -Math.log(row[labels[i] === 'a' ? 0 : 1]!));
    expect(logLoss).toBeCloseTo(
      losses.reduce((sum, each, i) => sum + each * weights[i]!, 0) / 10,
      12,
    );
  });
  it('take labels that are not known for wrong', () => {
    expect(model.score([0, 6], ['a', 'other'])).toEqual({ accuracy: 0.5, logLoss: Infinity });
  });
});

describe('a curve', () => {
  it('has a row for each place and class, under the names of the columns', () => {
    const model = new KernelClassifier({ bandwidth: 1 }).fit([0, 1, 5, 6], ['a', 'a', 'b', 'b'], {
      names: { x: 'size', y: 'kind' },
    });
    const rows = model.curve({ points: [0, 6] });
    expect(rows.map(({ size, kind }) => [size, kind])).toEqual([
      [0, 'a'],
      [6, 'a'],
      [0, 'b'],
      [6, 'b'],
    ]);
    expect(rows[0]!.probability + rows[2]!.probability).toBeCloseTo(1, 14);
    expect(() => model.curve({ band: true } as object)).toThrow(OptionError);
  });
  it('goes along one column, not called probability', () => {
    const two = new KernelClassifier({ bandwidth: 1 }).fit(
      [
        [0, 1],
        [1, 2],
      ],
      ['a', 'b'],
    );
    expect(() => two.curve()).toThrow(UnsupportedError);
    const named = new KernelClassifier({ bandwidth: 1 }).fit([0, 1], ['a', 'b'], {
      names: { x: 'probability' },
    });
    expect(() => named.curve()).toThrow(OptionError);
  });
});

describe('JSON', () => {
  it.each([
    {},
    { bandwidth: 'error' },
    { bandwidth: Infinity },
    { kernel: 'tricube', emptyWindow: 'nearest' },
  ] as const)('gives the same model: %o', (options) => {
    const { x, labels } = drawn(30, 5);
    const sampleWeights = x.map((_, i) => i % 3);
    const model = new KernelClassifier(options).fit(x, labels, { sampleWeights });
    const again = KernelClassifier.fromJSON(JSON.parse(JSON.stringify(model)));
    expect(again.predictProbability([0, 1, 9])).toEqual(model.predictProbability([0, 1, 9]));
    expect(again.logLikelihood).toBe(model.logLikelihood);
    expect(String(again)).toBe(String(model));
    expect(JSON.stringify(again)).toBe(JSON.stringify(model));
  });
  it('keeps columns and classes', () => {
    const model = new KernelClassifier({ bandwidth: [3, 0.1] }).fit(births, {
      x: ['age', { column: 'smoke', kind: 'category' }],
      y: 'low',
    });
    const again = KernelClassifier.fromJSON<boolean>(JSON.parse(JSON.stringify(model)));
    expect(again.columns).toEqual(model.columns);
    expect(again.score(births)).toEqual(model.score(births));
  });
  it.each([
    ['no object', undefined],
    ['a regressor', new KernelRegressor({ bandwidth: 1 }).fit([0, 1], [0, 1]).toJSON()],
    ['one class', { classes: ['a'] }],
    ['the same class twice', { classes: ['a', 'a'] }],
    ['a class that is not there', { y: [0, 2] }],
    ['a class that is no number', { y: ['length', 0] }],
    ['no classes of observations', { y: 'a' }],
    ['no options', { options: undefined }],
    ['options that are no object', { options: 5 }],
    ['options without a kernel', { options: {} }],
    ['an unknown option', { options: { degree: 0 } }],
    ['another unknown option', { options: { robust: { iterations: 2 } } }],
    ['an unknown search', { search: 'loo' }],
    ['an unknown field', { other: 1 }],
  ])('refuses %s', (_, part) => {
    const json = new KernelClassifier({ bandwidth: 1 }).fit([0, 1], ['a', 'b']).toJSON();
    const wrong = part && !('degree' in part) && !('format' in part) ? { ...json, ...part } : part;
    expect(() => KernelClassifier.fromJSON(wrong as never)).toThrow(OptionError);
  });
});

describe('what is wrong gets its error', () => {
  const { x, labels } = drawn(10);
  it.each([
    ['degree', { degree: 1 }],
    ['robust', { robust: true }],
    ['a criterion of regression', { bandwidth: 'loo' }],
    ['windows by neighbours', { bandwidth: { neighbours: 3 } }],
    ['a bandwidth of 0', { bandwidth: 0 }],
    ['a kernel', { kernel: 'gauss' }],
  ])('option: %s', (_, options) => {
    expect(() => new KernelClassifier(options as never)).toThrow(OptionError);
  });
  it.each([
    ['one class', x, x.map(() => 'a'), OptionError],
    ['types', x, ['a', 1, ...labels.slice(2)], OptionError],
    ['objects', x, x.map(() => ({})), OptionError],
    ['a gap', x, [null, ...labels.slice(1)], NumericalError],
    ['all gaps', x, x.map(() => null), OptionError],
    ['NaN among numbers', x, [Number.NaN, ...x.slice(1).map((_, i) => i % 2)], NumericalError],
    ['lengths', x, labels.slice(1), ShapeError],
    ['no labels', x, undefined, OptionError],
    ['NaN in x', [Number.NaN, ...x.slice(1)], labels, NumericalError],
    ['texts in x', labels, labels, OptionError],
    ['rows without columns', [{ a: 1 }], labels, OptionError],
  ])('data: %s', (_, wrongX, wrongLabels, error) => {
    expect(() => new KernelClassifier().fit(wrongX as number[], wrongLabels as string[])).toThrow(
      error,
    );
  });
  it('fit options', () => {
    for (const options of [
      { groups: labels },
      { dependence: 'series' },
      { weights: x },
      { sampleWeights: x.map(() => 0) },
    ])
      expect(() => new KernelClassifier().fit(x, labels, options as object)).toThrow(OptionError);
    const rows = x.map((at, i) => ({ at, kind: labels[i]! }));
    for (const wrong of [
      { x: 'at', y: ['kind', 'at'] },
      { x: 'at', y: 'no' },
      { x: 'at', y: 'kind', groups: 'kind' },
      { x: 'at' },
    ])
      expect(() => new KernelClassifier().fit(rows, wrong as never)).toThrow(OptionError);
  });
  it('queries, and no fit', () => {
    const model = new KernelClassifier({ bandwidth: 1 });
    expect(() => model.predict(1)).toThrow(NotFittedError);
    const fitted = model.fit(x, labels);
    expect(() => fitted.predict([[1, 2]])).toThrow(ShapeError);
    expect(() => fitted.predictProbability(Number.NaN)).toThrow(NumericalError);
    expect(() => fitted.score([1, 2], ['a'])).toThrow(ShapeError);
    expect(() => fitted.score(x, x as never)).toThrow(OptionError);
  });
  it('an empty window as is wanted', () => {
    const fitted = (emptyWindow: 'nan' | 'nearest' | 'throw') =>
      new KernelClassifier({ kernel: 'tricube', bandwidth: 0.5, emptyWindow }).fit(
        [0, 1],
        ['a', 'b'],
      );
    expect(fitted('nan').predict([5])).toEqual([undefined]);
    expect(fitted('nan').predictProbability(5)).toEqual(Float64Array.of(Number.NaN, Number.NaN));
    expect(fitted('nearest').predict(5)).toBe('b');
    expect(() => fitted('throw').predict(5)).toThrow(NumericalError);
    expect(() => fitted('throw').leaveOneOutProbability).toThrow(NumericalError);
    expect(fitted('nan').score([0, 5], ['a', 'b'])).toEqual({ accuracy: 0.5, logLoss: Infinity });
  });
});
