import { describe, expect, it } from 'vitest';
import { OptionError } from '../../src/errors.js';
import { Parameter } from '../../src/model/Parameter.js';
import type { AdamOptions } from '../../src/optim/Adam.js';
import { Adam, AdamW } from '../../src/optim/Adam.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

/** The parameter after each step, for the gradients given. */
function steps(
  Kind: typeof Adam | typeof AdamW,
  start: number,
  gradients: readonly number[],
  options?: AdamOptions,
): number[] {
  const theta = new Parameter('theta', [start]);
  const optimizer = new Kind([theta], options);
  return gradients.map((gradient) => {
    theta.grad.set(0, gradient);
    optimizer.step();
    return theta.value.get(0);
  });
}

const half = { lr: 1, betas: [0.5, 0.75], eps: 0 } as const;

describe('Adam', () => {
  it('with a constant gradient every step is lr·g/(|g| + eps), since the corrections undo the start', () => {
    const step = 0.1 * (3 / (3 + 0.5));
    expectClose(
      steps(Adam, 1, [3, 3, 3, 3], { lr: 0.1, eps: 0.5 }),
      [1, 2, 3, 4].map((t) => 1 - t * step),
      1e-14,
    );
  });

  it('two gradients worked out by hand: m̂ = 1, 5/3 and v̂ = 1, 19/7', () => {
    // m = 1/2, 5/4 over 1/2, 3/4;  v = 1/4, 19/16 over 1/4, 7/16
    const second = 5 / 3 / Math.sqrt(19 / 7);
    expectClose(steps(Adam, 0, [1, 2], half), [-1, -1 - second], 1e-15);
  });

  it('amsgrad divides by the largest mean square: v = 1, 3/4 but 1 counts', () => {
    // g = 2, 0: m = 1, 1/2 over 1/2, 3/4
    const plain = 2 / 3 / Math.sqrt(0.75 / (7 / 16));
    const largest = 2 / 3 / Math.sqrt(1 / (7 / 16));
    expectClose(steps(Adam, 0, [2, 0], half), [-1, -1 - plain], 1e-15);
    expectClose(steps(Adam, 0, [2, 0], { ...half, amsgrad: true }), [-1, -1 - largest], 1e-15);
  });

  it('weight decay goes into the gradient, and so through the means', () => {
    // g = 1 + 4/4 = 2: the step is its sign
    expectClose(steps(Adam, 4, [1], { ...half, weightDecay: 0.25 }), [3], 1e-15);
  });

  it('has the defaults of PyTorch: the first step is 0.001·g/(|g| + 1e-8)', () => {
    expectClose(steps(Adam, 1, [1e-8]), [1 - 0.0005], 1e-14);
  });

  it('a gradient that was always 0 changes nothing, without eps too', () => {
    expect(steps(Adam, 1, [0, 0], { eps: 0 })).toEqual([1, 1]);
  });

  it('takes its rate from a schedule, by the number of steps before', () => {
    const lr = (step: number): number => [0.5, 0.25][step] ?? 0;
    expectClose(steps(Adam, 1, [1, 1, 1], { ...half, lr }), [0.5, 0.25, 0.25], 1e-15);
  });
});

describe('AdamW', () => {
  it('decays the parameter itself: θ(1 − lr·weightDecay) − lr·sign(g) at first', () => {
    expectClose(steps(AdamW, 4, [1], { ...half, lr: 0.5, weightDecay: 0.25 }), [3], 1e-15);
  });

  it('decays by 0.01 unless told', () => {
    expectClose(steps(AdamW, 1, [0], { lr: 0.5 }), [1 - 0.005], 1e-15);
  });
});

describe.each([Adam, AdamW])('%o', (Kind) => {
  it('goes on with the same digits from what it remembered', () => {
    const gradients = [0.3, -1, 2, 0.7, 5];
    const options = { lr: 0.1, amsgrad: true };
    const whole = steps(Kind, 1, gradients, options);
    const a = new Parameter('a', [1]);
    const first = new Kind([a], options);
    for (const gradient of gradients.slice(0, 2)) {
      a.grad.set(0, gradient);
      first.step();
    }
    const second = new Kind([a], options);
    second.restore(JSON.parse(JSON.stringify(first)));
    for (const gradient of gradients.slice(2)) {
      a.grad.set(0, gradient);
      second.step();
    }
    expect(a.value.get(0)).toBe(whole.at(-1));
  });

  it.each([
    [{ lr: 0 }, 'lr must be a finite number above 0, got 0'],
    [{ lr: NaN }, 'lr must be a finite number above 0, got NaN'],
    [{ betas: [0.9] }, 'betas must be two numbers in [0, 1), got [0.9]'],
    [{ betas: [0.9, 1] }, 'betas must be two numbers in [0, 1), got [0.9, 1]'],
    [{ betas: 0.9 }, 'betas must be two numbers in [0, 1), got 0.9'],
    [{ eps: -1 }, 'eps must be a finite number of at least 0, got -1'],
    [{ weightDecay: NaN }, 'weightDecay must be a finite number of at least 0, got NaN'],
    [{ amsgrad: 1 }, 'amsgrad must be one of true, false, got 1'],
    [{ rate: 1 }, 'options must be among lr, betas, eps, weightDecay, amsgrad, got "rate"'],
  ])('refuses %o', (options, message) => {
    const parameters = [new Parameter('w', [1])];
    expectError(
      () => new Kind(parameters, options as never),
      OptionError,
      `${Kind.name}: ${message}`,
    );
  });

  it.each([
    [{ type: 'SGD', steps: 1, memory: [[0]] }, /SGD with vectors of 1$/],
    [{ type: Kind.name, steps: 1, memory: [[0, 1], [0]] }, /vectors of 2, 1$/],
    [{ type: Kind.name, steps: -1, memory: [[0], [0]] }, /restore: state must be/],
    [null, /got null$/],
  ])('refuses the state %o', (state, message) => {
    const optimizer = new Kind([new Parameter('w', [1])]);
    expectError(() => optimizer.restore(state as never), OptionError, message);
  });
});
