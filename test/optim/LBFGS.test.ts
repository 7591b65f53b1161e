import { describe, expect, it } from 'vitest';
import { NumericalError, OptionError } from '../../src/errors.js';
import { Parameter } from '../../src/model/Parameter.js';
import { LBFGS } from '../../src/optim/LBFGS.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

/** Rosenbrock's valley, (1 − x)² + 100(y − x²)², least at (1, 1). */
function valley(parameter: Parameter): () => number {
  return () => {
    const [x, y] = [parameter.value.get(0), parameter.value.get(1)];
    const climb = y - x * x;
    parameter.grad.data.set([-2 * (1 - x) - 400 * x * climb, 200 * climb]);
    return (1 - x) ** 2 + 100 * climb ** 2;
  };
}

describe('LBFGS', () => {
  it('follows a curved valley to its end', () => {
    const p = new Parameter('p', [-1.2, 1]);
    const optimizer = new LBFGS([p], { maxIterations: 60, changeTolerance: 0 });
    const first = optimizer.step(valley(p));
    expectClose(first, 24.2, 1e-14); // the loss at the start
    expectClose(p.value, [1, 1], 1e-7);
  });

  it('solves a quadratic of n unknowns in about n iterations', () => {
    const p = new Parameter('p', [1, 1, 1, 1]);
    const curvature = [1, 10, 100, 1000];
    const optimizer = new LBFGS([p], { maxIterations: 25 });
    optimizer.step(() => {
      let loss = 0;
      for (const [j, c] of curvature.entries()) {
        const x = p.value.get(j) - j;
        p.grad.data[j] = c * x;
        loss += (c * x * x) / 2;
      }
      return loss;
    });
    expectClose(p.value, [0, 1, 2, 3], 1e-6);
  });

  it('never raises the loss, and leaves gradients of the place it found', () => {
    const p = new Parameter('p', [-1.2, 1]);
    const closure = valley(p);
    const optimizer = new LBFGS([p], { maxIterations: 1 });
    let last = Infinity;
    for (let step = 0; step < 45; step++) {
      const loss = optimizer.step(closure);
      expect(loss).toBeLessThanOrEqual(last);
      last = loss;
      const gradient = [...p.grad.data];
      closure();
      expect([...p.grad.data]).toEqual(gradient);
    }
    expect(last).toBeLessThan(1e-3);
  });

  it('shortens steps to where the loss can be taken: x − log x from 0.01', () => {
    const p = new Parameter('p', [0.01]);
    const optimizer = new LBFGS([p], { lr: 100 });
    optimizer.step(() => {
      const x = p.value.get(0);
      if (!(x > 0)) throw new NumericalError({ where: 'log', expected: 'x > 0', received: `${x}` });
      p.grad.set(0, 1 - 1 / x);
      return x - Math.log(x);
    });
    expectClose(p.value, [1], 1e-7);
  });

  it('one iteration at a time, with its memory as JSON between, is the same', () => {
    const whole = new Parameter('p', [-1.2, 1]);
    const parts = new Parameter('p', [-1.2, 1]);
    const one = new LBFGS([whole], { maxIterations: 1 });
    let other = new LBFGS([parts], { maxIterations: 1 });
    for (let step = 0; step < 12; step++) {
      one.step(valley(whole));
      other.step(valley(parts));
      const state = JSON.parse(JSON.stringify(other));
      other = new LBFGS([parts], { maxIterations: 1 });
      other.restore(state);
    }
    expect([...parts.value.data]).toEqual([...whole.value.data]);
  });

  it('several parameters are one vector', () => {
    const [a, b] = [new Parameter('a', [5]), new Parameter('b', [5])];
    new LBFGS([a, b]).step(() => {
      const [x, y] = [a.value.get(0), b.value.get(0)];
      a.grad.set(0, 2 * (x - 1) + y);
      b.grad.set(0, 4 * y + x);
      return (x - 1) ** 2 + 2 * y * y + x * y;
    });
    // 2x + y = 2 and x + 4y = 0
    expectClose(a.value, [8 / 7], 1e-7);
    expectClose(b.value, [-2 / 7], 1e-7);
  });

  it('refuses', () => {
    const p = new Parameter('p', [1]);
    expectError(() => new LBFGS([p]).step(), OptionError, /closure must be a function/);
    expectError(
      () => new LBFGS([p]).step(() => NaN),
      NumericalError,
      'LBFGS.step: loss and gradients must be finite at the start of a step, got a loss of NaN',
    );
    expectError(() => new LBFGS([p], { lr: 0 }), OptionError, /lr must be .* got 0$/);
    expectError(() => new LBFGS([p], { maxIterations: 0 }), OptionError, /maxIterations must/);
    const state = {
      type: 'LBFGS',
      steps: 1,
      memory: [
        [1, 2],
        [1, 2],
      ],
    };
    expectError(() => new LBFGS([p]).restore(state), OptionError, /^LBFGS.restore: state must/);
  });
});
