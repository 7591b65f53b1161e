import { describe, expect, it } from 'vitest';
import type { AttentionOptions, PoolingOptions } from '../../src/attention/AttentionOptions.js';
import {
  type AttentionGradients,
  attentionPoolingBackward,
} from '../../src/attention/attentionPoolingBackward.js';
import {
  hasSumGradients,
  type PairOfSums,
  pairOfSums,
  querySums,
} from '../../src/attention/backwardSums.js';
import { sumsTask } from '../../src/attention/poolBySums.js';
import { readValues, resolveProblem } from '../../src/attention/resolveProblem.js';
import { UnsupportedError } from '../../src/errors.js';
import { createRandom, NWKernelRegression } from '../../src/index.js';
import type { KernelSums } from '../../src/sums/types.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

const methods = ['direct', 'binned', 'windowed', 'tree'] as const;
const parts = ['queries', 'keys', 'values', 'w', 'sampleWeights'] as const;

/** A random problem of m queries and n keys in d dimensions with two outputs. */
function problem(seed: number, d: number, m: number, n: number, self = false) {
  const random = createRandom(seed);
  const rows = (count: number, width: number, next: () => number): number[][] =>
    Array.from({ length: count }, () => Array.from({ length: width }, next));
  const keys = rows(n, d, () => random.uniform(0, 4));
  return {
    keys,
    queries: self ? keys : rows(m, d, () => random.uniform(0, 4)),
    values: rows(n, 2, () => random.normal(3, 2)),
    gradOutput: rows(self ? n : m, 2, () => random.normal()),
    sampleWeights: Float64Array.from({ length: n }, () => random.integer(4)),
    matrix: rows(d, d, () => random.normal(0, 0.3)).map((row, i) =>
      row.map((entry, j) => entry + (i === j ? 1.2 : 0)),
    ),
  };
}

function gradients(given: ReturnType<typeof problem>, options: PoolingOptions): AttentionGradients {
  const { queries, keys, values, gradOutput } = given;
  return attentionPoolingBackward(queries, keys, values, gradOutput, options);
}

/** Row by row: a mask [m, n] that allows everything is no matter of kernel sums. */
function byRows(given: ReturnType<typeof problem>, options: PoolingOptions): AttentionGradients {
  const mask = given.queries.map(() => given.keys.map(() => true));
  return gradients(given, { ...options, mask });
}

/** Relative to the largest entry of each gradient. */
function expectAgreement(a: AttentionGradients, b: AttentionGradients, tolerance: number): void {
  for (const name of parts) {
    const [mine, theirs] = [a[name].data, b[name].data];
    const size = Math.max(...Array.from(theirs, Math.abs));
    mine.forEach((slope, i) => {
      expect(Math.abs(slope - theirs[i]!), `${name}[${i}]`).toBeLessThanOrEqual(tolerance * size);
    });
  }
}

describe('gradients by sums are those by rows', () => {
  const cases = [
    ['gaussian', 1, {}],
    ['gaussian', 2, {}],
    ['gaussian', 3, {}],
    ['gaussian', 5, {}],
    ['epanechnikov', 1, {}],
    ['biweight', 1, {}],
    ['triweight', 2, {}],
    ['gaussian', 1, { excludeSelf: true }],
    ['biweight', 1, { excludeSelf: true }],
    ['gaussian', 2, { excludeSelf: true }],
  ] as const;
  it.each(cases)('%s in %i dimensions, %o', (kernel, d, more) => {
    const given = problem(d + 7, d, 90, 110, 'excludeSelf' in more);
    const diagonal = Array.from({ length: d }, (_, j) => 1 + 0.3 * j);
    let served = 0;
    for (const w of [1.3, diagonal, given.matrix]) {
      const options = { kernel, w, ...more, sampleWeights: given.sampleWeights };
      const rows = byRows(given, options);
      for (const method of methods) {
        let sums: AttentionGradients;
        try {
          sums = gradients(given, { ...options, method });
        } catch (error) {
          expect(error).toBeInstanceOf(UnsupportedError);
          continue;
        }
        served++;
        expectAgreement(sums, rows, 1e-11);
      }
    }
    expect(served).toBeGreaterThanOrEqual(3);
  });

  it('with far queries, whose sums underflow or are tiny beside the others', () => {
    const given = problem(3, 1, 300, 200);
    given.queries[0] = [1e5];
    given.queries[1] = [-60];
    given.queries[2] = [12]; // 1/S of 1e13
    given.queries[3] = [8];
    for (const method of ['direct', 'binned'] as const) {
      const sums = gradients(given, { w: 1, method });
      expectAgreement(sums, byRows(given, { w: 1 }), 1e-11);
      expect(sums.queries.data[0]).toBe(0);
    }
  });

  it('left alone by leave-one-out: an isolated point far from the others', () => {
    const given = problem(4, 1, 150, 150, true);
    given.keys[7] = [40];
    const options = { w: 2, excludeSelf: true };
    for (const method of ['direct', 'binned'] as const) {
      expectAgreement(gradients(given, { ...options, method }), byRows(given, options), 1e-11);
    }
  });

  it('an epanechnikov window whose edge meets keys: the derivative at the kink is 0', () => {
    const x = Array.from({ length: 80 }, (_, i) => i / 4);
    const y = x.map(Math.cos);
    const g = x.map(Math.sin);
    const options = { kernel: 'epanechnikov', bandwidth: 0.5 } as const;
    const mask = x.map(() => x.map(() => true));
    const rows = attentionPoolingBackward(x, x, y, g, { ...options, mask });
    for (const method of ['direct', 'windowed'] as const) {
      expectAgreement(attentionPoolingBackward(x, x, y, g, { ...options, method }), rows, 1e-11);
    }
  });

  it('small bandwidths: the powers about a centre would lose digits, and are not taken', () => {
    const given = problem(5, 1, 200, 200);
    expectAgreement(
      gradients(given, { bandwidth: 1e-3, method: 'direct' }),
      byRows(given, { bandwidth: 1e-3 }),
      1e-11,
    );
  });

  it('equal values have no slope but their own', () => {
    const given = problem(6, 1, 100, 100);
    given.values.fill([2, 2]);
    const { queries, keys, w } = gradients(given, { method: 'binned' });
    for (const { data } of [queries, keys, w])
      expect(data.every((slope) => slope === 0)).toBe(true);
  });

  it('an empty window contributes nothing', () => {
    const given = problem(8, 1, 100, 100);
    given.queries[5] = [99];
    const options = { kernel: 'biweight', bandwidth: 0.5 } as const;
    const sums = gradients(given, { ...options, method: 'windowed' });
    expect(sums.queries.data[5]).toBe(0);
    expectAgreement(sums, byRows(given, options), 1e-11);
    const nearest = { ...options, emptyWindow: 'nearest' } as const;
    expectAgreement(
      gradients(given, { ...nearest, method: 'windowed' }),
      byRows(given, nearest),
      1e-11,
    );
  });

  it('w = 0 has no slope', () => {
    const given = problem(9, 2, 50, 100);
    const { w } = gradients(given, { w: [0, 1], method: 'direct' });
    expect(w.data[0]).toBe(0);
    expectAgreement(
      gradients(given, { w: [0, 1], method: 'direct' }),
      byRows(given, { w: [0, 1] }),
      1e-11,
    );
  });
});

describe('large passes of a network', () => {
  it('give the gradient of w at once and the others when read, all those of the function', () => {
    const given = problem(10, 1, 600, 600, true);
    const [x, y] = [given.keys.map(([k]) => k!), given.values.map(([v]) => v!)];
    const g = given.gradOutput.map(([each]) => each!);
    const net = new NWKernelRegression({ w: 2 });
    net.forward(x, x, y, { excludeSelf: true });
    const found = net.backward(g);
    x.fill(0); // the pass keeps what it was
    const back = given.keys.map(([k]) => k!);
    const options = { w: 2, excludeSelf: true, mask: back.map(() => back.map(() => true)) };
    expectAgreement(found, attentionPoolingBackward(back, back, y, g, options), 1e-11);
  });
});

it('a method that cannot serve is refused', () => {
  const given = problem(11, 1, 5, 5);
  expectError(
    () => gradients(given, { kernel: 'cauchy', method: 'binned' }),
    UnsupportedError,
    /^attentionPoolingBackward: method binned must have a kernel, .* got kernel cauchy$/,
  );
  expectError(
    () => gradients(given, { kernel: 'biweight', method: 'binned' }),
    UnsupportedError,
    /^attentionPoolingBackward: method must serve the request/,
  );
});

describe('of three keys', () => {
  const queries = [0.5, 2];
  const keys = [0, 1, 3];

  function task(options?: AttentionOptions, values = [2, 4, 6]) {
    const problem = resolveProblem('f', queries, keys, options);
    return sumsTask(problem, readValues(problem, values), { method: 'auto', tolerance: 1e-12 })!;
  }

  describe('hasSumGradients', () => {
    it.each<[boolean, AttentionOptions]>([
      [true, {}],
      [true, { kernel: 'epanechnikov', sampleWeights: [1, 2, 3], mask: [true, true, false] }],
      [true, { kernel: 'triweight', w: [2] }],
      [false, { kernel: 'uniform' }],
      [false, { kernel: 'cauchy' }],
      [false, { bias: [0, 1, 2] }],
      [false, { score: 'dot' }],
      [
        false,
        {
          mask: [
            [true, true, false],
            [true, true, true],
          ],
        },
      ],
    ])('%s for %o', (has, options) => {
      const given = options.score === 'dot' || options.w ? [[0.5], [2]] : queries;
      const points = given === queries ? keys : keys.map((k) => [k]);
      expect(hasSumGradients(resolveProblem('f', given, points, options))).toBe(has);
    });

    it('needs keys', () => {
      expect(hasSumGradients(resolveProblem('f', [1], [], {}))).toBe(false);
    });
  });

  /** The sums of so few places, which are one block. */
  function sumsOf({ inBlocks }: PairOfSums): [plain: KernelSums, sloped: KernelSums] {
    const found: [KernelSums, KernelSums][] = [];
    inBlocks(([plain, sloped = plain]) => found.push([plain, sloped]));
    expect(found.length).toBe(1);
    return found[0]!;
  }

  describe('pairOfSums', () => {
    // K′(u) = −γ u L(u): the slope of Σ K(u)c by the place is γ w Σ L(u) u c
    it.each(['gaussian', 'epanechnikov', 'biweight', 'triweight'] as const)(
      '%s: L and γ are those of the derivative',
      (kernel) => {
        const factor = { gaussian: 1, epanechnikov: 3, biweight: 5, triweight: 7 }[kernel];
        const made = task({ kernel, w: 0.35 });
        const { columns } = made.sample;
        const pair = pairOfSums(made, made.sample, made.queries, [1, 1]);
        const { plainAt, slopedAt } = pair;
        const [plain, sloped] = sumsOf(pair);
        const { value, derivative } = made.problem.kernel;
        queries.forEach((q, i) => {
          let [total, slope] = [0, 0];
          keys.forEach((k, j) => {
            const u = (k - q) * 0.35;
            total += value(u) * columns[j]!;
            slope += -derivative(u) * columns[j]!;
          });
          const scale = Math.exp(plain.logScale[i]!);
          const slopeScale = Math.exp(sloped.logScale[i]!);
          const ratio =
            (factor * slopeScale * sloped.sums[i * slopedAt[2]! + 1]!) /
            (scale * plain.sums[i * plainAt[2]!]!);
          expectClose(ratio, slope / total, 1e-12);
        });
      },
    );

    it('is one object for the Gaussian, its own slope', () => {
      const made = task();
      const pair = pairOfSums(made, made.sample, made.queries, [2, 1]);
      const [plain, sloped] = sumsOf(pair);
      expect(plain).toBe(sloped);
      expect(pair.slopedAt).toEqual([0, 3, 5]);
    });
  });

  describe('querySums', () => {
    it.each([
      ['few bandwidths: that of w follows', { w: 2 }, false, true],
      ['many bandwidths', { w: 100 }, false, false],
      ['that of w alone', { w: 2 }, true, false],
      ['no distance matters', { w: 0 }, false, true],
    ])('%s', (_name, options, metricOnly, follows) => {
      const { followsW, pair } = querySums(task(options), metricOnly);
      expect([followsW, pair.slopedAt]).toEqual([follows, follows ? [0, 2, 4] : [0, 3, 6]]);
    });
  });
});
