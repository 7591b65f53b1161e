import { describe, it } from 'vitest';
import type { AttentionOptions } from '../../src/attention/AttentionOptions.js';
import {
  type GradientSums,
  pushDistanceInto,
  pushDotInto,
} from '../../src/attention/pushScores.js';
import { resolveProblem } from '../../src/attention/resolveProblem.js';
import type { ArrayInput } from '../../src/types.js';
import { expectClose } from '../expectClose.js';

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
