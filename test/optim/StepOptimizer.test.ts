import { describe, expect, it } from 'vitest';
import { Parameter } from '../../src/model/Parameter.js';
import { StepOptimizer } from '../../src/optim/StepOptimizer.js';

describe('StepOptimizer', () => {
  /** θ ← θ − lr·(sum of all gradients so far) */
  const make = (parameters: Parameter[]) =>
    new StepOptimizer('Sum', parameters, (step) => step + 1, {
      vectors: 1,
      move(theta, gradient, [sum], lr) {
        for (let j = 0; j < theta.length; j++) {
          sum![j] = sum![j]! + gradient[j]!;
          theta[j] = theta[j]! - lr * sum![j]!;
        }
      },
    });

  it('moves every parameter by the rule, with the rate of the step', () => {
    const parameters = [new Parameter('a', [0]), new Parameter('b', [1, 2])];
    const optimizer = make(parameters);
    parameters[0]!.grad.data.set([1]);
    parameters[1]!.grad.data.set([2, 0]);
    optimizer.step();
    optimizer.step();
    expect(parameters.map(({ value }) => [...value.data])).toEqual([[-5], [-9, 2]]);
    optimizer.zeroGrad();
    expect(parameters.map(({ grad }) => [...grad.data])).toEqual([[0], [0, 0]]);
  });

  it('goes on from what it remembers', () => {
    const [one, other] = [new Parameter('a', [0]), new Parameter('a', [0])];
    const optimizer = make([one]);
    one.grad.data[0] = 1;
    optimizer.step();
    expect(optimizer.toJSON()).toEqual({ type: 'Sum', steps: 1, memory: [[1]] });
    const copy = make([other]);
    copy.restore(optimizer.toJSON());
    copy.step();
    expect(other.value.get(0)).toBe(-2);
  });
});
