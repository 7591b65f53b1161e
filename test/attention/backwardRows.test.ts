import { describe, expect, it } from 'vitest';
import type { AttentionOptions } from '../../src/attention/AttentionOptions.js';
import { type KeptRows, poolRowsInto } from '../../src/attention/attendRow.js';
import {
  backwardRowsInto,
  type GradientSums,
  pushDistanceInto,
  pushDotInto,
  pushSampleWeightsInto,
} from '../../src/attention/backwardRows.js';
import { readValues, resolveProblem } from '../../src/attention/resolveProblem.js';
import type { ArrayInput } from '../../src/types.js';
import { expectClose } from '../expectClose.js';

/** Keys −1 and 1 with values 10 and 20, by rows; `m` queries. */
function backward(
  queries: number[],
  upstream: number[],
  options: AttentionOptions = {},
  { keeps = false, only }: { keeps?: boolean; only?: number[] } = {},
) {
  const problem = resolveProblem('f', queries, [-1, 1], options);
  const values = readValues(problem, [10, 20]);
  const sums = {
    queries: new Float64Array(queries.length),
    keys: new Float64Array(2),
    values: new Float64Array(2),
    w: new Float64Array(1),
    sampleWeights: new Float64Array(2),
    scale: new Float64Array(1),
    bias: options.bias ? new Float64Array(2) : undefined,
  };
  let kept: KeptRows | undefined;
  if (keeps) {
    const pooled = new Float64Array(queries.length);
    kept = { weights: new Float64Array(2 * queries.length), origins: [], pooled };
    poolRowsInto(problem, values, pooled, kept);
  }
  backwardRowsInto(problem, values, Float64Array.from(upstream), kept, sums, only);
  return sums;
}

const sigma = (t: number): number => 1 / (1 + Math.exp(-t));

describe('backwardRowsInto', () => {
  // ŷ(q) = 10 + 10σ(2w²q), for two keys at −1 and 1
  const slope = (q: number, w: number): number => 10 * sigma(2 * w * w * q) * sigma(-2 * w * w * q);

  it('is the derivative of a logistic curve', () => {
    const { queries, w, values, sampleWeights } = backward([0.3], [2], { w: 1.5 });
    expectClose(queries, [2 * slope(0.3, 1.5) * 4.5], 1e-14);
    expectClose(w, [2 * slope(0.3, 1.5) * 4 * 1.5 * 0.3], 1e-14);
    const share = sigma(4.5 * 0.3);
    expectClose(values, [2 * (1 - share), 2 * share], 1e-14);
    // ŷ = 10 + 10 σ(2w²q + log(s₂/s₁))
    expectClose(sampleWeights, [-2 * slope(0.3, 1.5), 2 * slope(0.3, 1.5)], 1e-14);
  });

  it('the slope of a bias is that of a score', () => {
    const { bias } = backward([0.3], [1], { bias: [[0, 0]] });
    expectClose(bias!, [-slope(0.3, 1), slope(0.3, 1)], 1e-14);
  });

  it('kept weights give the digits of those made again', () => {
    const given = [[0.3, -2, 0.7], [1, 2, -1], { w: 1.5 }] as const;
    const [queries, upstream, options] = given;
    const again = backward([...queries], [...upstream], options);
    expect(backward([...queries], [...upstream], options, { keeps: true })).toEqual(again);
  });

  it('takes the queries it is told, and adds', () => {
    const some = backward([0.3, -2, 0.7], [1, 2, -1], {}, { only: [2, 0] });
    const whole = backward([0.3, -2, 0.7], [1, 0, -1]);
    expect(some.queries[1]).toBe(0);
    expectClose(some.keys, whole.keys, 1e-14);
    expectClose(some.w, whole.w, 1e-14);
    expect(backward([0.3], [1], {}, { only: [] }).values).toEqual(new Float64Array(2));
  });

  it('a query with nothing to attend to adds nothing; one with the nearest key its value alone', () => {
    const none = backward([9], [5], { kernel: 'biweight' });
    for (const sum of Object.values(none)) expect(sum?.every((s) => s === 0) ?? true).toBe(true);
    const nearest = backward([9], [5], { kernel: 'biweight', emptyWindow: 'nearest' });
    expect([...nearest.values]).toEqual([0, 5]);
    expect([...nearest.queries, ...nearest.w]).toEqual([0, 0]);
    const both = backward([0], [4], { kernel: 'biweight', w: 2, emptyWindow: 'nearest' });
    expect([...both.values]).toEqual([2, 2]);
    expect([...both.queries, ...both.w, ...both.sampleWeights]).toEqual([0, 0, 0, 0]);
  });
});

/** What one push adds for query 0 and upstream gradients a of the scores. */
function pushed(
  queries: ArrayInput,
  keys: ArrayInput,
  options: AttentionOptions,
  a: number[],
): GradientSums {
  const problem = resolveProblem('f', queries, keys, options);
  const sums: GradientSums = {
    queries: new Float64Array(problem.queries.data.length),
    keys: new Float64Array(problem.keys.data.length),
    values: new Float64Array(0),
    w: new Float64Array(problem.metric.w.length),
    sampleWeights: new Float64Array(0),
    scale: new Float64Array(1),
    bias: undefined,
  };
  const push = problem.score === 'dot' ? pushDotInto : pushDistanceInto;
  push(problem, 0, Float64Array.from(a), sums);
  return sums;
}

describe('pushDistanceInto', () => {
  it('Gaussian on the line: −w²(q − k) and −w(q − k)²', () => {
    const { queries, keys, w } = pushed([1], [0], { w: 2 }, [3]);
    expectClose(queries, [-12], 0);
    expectClose(keys, [12], 0);
    expectClose(w, [-6], 0);
  });

  it('adds up over the keys', () => {
    // q − k = 1 and −1, a = 1 and 2
    const { queries, keys, w } = pushed([0], [-1, 1], {}, [1, 2]);
    expectClose(queries, [1], 0);
    expectClose(keys, [1, -2], 0);
    expectClose(w, [-3], 0);
  });

  it('Gaussian with a diagonal: −w_j²(q − k)_j and −w_j(q − k)_j²', () => {
    const { queries, keys, w } = pushed([[1, 2]], [[0, 0]], { w: [2, 3] }, [1]);
    expectClose(queries, [-4, -18], 0);
    expectClose(keys, [4, 18], 0);
    expectClose(w, [-2, -12], 0);
  });

  it('Gaussian with a matrix: −WᵀW(q − k) and −W(q − k)(q − k)ᵀ', () => {
    // W(q − k) = (3, 3)
    const { queries, keys, w } = pushed(
      [[1, 1]],
      [[0, 0]],
      {
        w: [
          [1, 2],
          [0, 3],
        ],
      },
      [1],
    );
    expectClose(queries, [-3, -15], 0);
    expectClose(keys, [3, 15], 0);
    expectClose(w, [-3, -3, -3, -3], 0);
  });

  it('Laplace: the score −w|q − k| has slopes −w and −|q − k|', () => {
    const { queries, w } = pushed([3], [0], { kernel: 'laplace', w: 2 }, [1]);
    expectClose(queries, [-2], 1e-15);
    expectClose(w, [-3], 1e-15);
  });

  it('Epanechnikov: log(1 − u²) has slope −2u/(1 − u²)', () => {
    const { queries } = pushed([0.5], [0], { kernel: 'epanechnikov' }, [1]);
    expectClose(queries, [-4 / 3], 1e-15);
  });

  it('logistic in two dimensions: −tanh(u/2), along (q − k)/u', () => {
    const { queries } = pushed([[3, 4]], [[0, 0]], { kernel: 'logistic' }, [1]);
    expectClose(queries, [-Math.tanh(2.5) * 0.6, -Math.tanh(2.5) * 0.8], 1e-15);
  });

  it('a kernel of your own is taken as it is, whatever its name', () => {
    // K = 1/(1 + u): log K has slope −1/(1 + u)
    const kernel = {
      name: 'gaussian',
      value: (u: number) => 1 / (1 + u),
      derivative: (u: number) => -1 / (1 + u) ** 2,
    };
    expectClose(pushed([3], [0], { kernel }, [1]).queries, [-1 / 4], 1e-15);
  });

  it('on the key a kink has slope 0', () => {
    const { queries, keys, w } = pushed([1], [1], { kernel: 'laplace' }, [1]);
    expectClose([...queries, ...keys, ...w], [0, 0, 0], 0);
  });

  it('a key of its own for each query is found', () => {
    const { queries, keys } = pushed([1, 2], [[0], [9]], {}, [1]);
    expectClose(queries, [-1, 0], 0);
    expectClose(keys, [1, 0], 0);
  });
});

describe('pushDotInto', () => {
  it('scale · k, scale · q and q·k', () => {
    const { queries, keys, scale } = pushed([[1, 2]], [[3, 4]], { score: 'dot', scale: 0.5 }, [2]);
    expectClose(queries, [3, 4], 0);
    expectClose(keys, [1, 2], 0);
    expectClose(scale, [22], 0);
  });

  it('adds up over the keys', () => {
    const { queries, keys, scale } = pushed([2], [1, 3], { score: 'dot', scale: 1 }, [1, -1]);
    expectClose(queries, [-2], 0);
    expectClose(keys, [2, -2], 0);
    expectClose(scale, [-4], 0);
  });
});

function pushedWeights(options: AttentionOptions, scoreGradients: number[], i = 0): Float64Array {
  const problem = resolveProblem('f', [0, 0], [-1, 1], options);
  const out = new Float64Array(problem.sampleWeights?.data.length ?? problem.n);
  pushSampleWeightsInto(problem, i, Float64Array.from(scoreGradients), out);
  return out;
}

describe('pushSampleWeightsInto', () => {
  it('without sample weights is the gradient by the score, the derivative at weight 1', () => {
    expectClose(pushedWeights({}, [1, 6]), [1, 6], 0);
  });

  it('is the gradient by the score, divided by s', () => {
    expectClose(pushedWeights({ sampleWeights: [1, 3] }, [1, 6]), [1, 2], 0);
  });

  it('writes into the row of its query', () => {
    const sampleWeights = [
      [1, 1],
      [2, 4],
    ];
    expectClose(pushedWeights({ sampleWeights }, [2, 4], 1), [0, 0, 1, 1], 0);
  });

  it('is 0 at weight 0: the observation is left out', () => {
    expectClose(pushedWeights({ sampleWeights: [2, 0] }, [3, 0]), [1.5, 0], 0);
  });
});
