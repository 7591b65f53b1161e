import { describe, expect, it } from 'vitest';
import { NumericalError, OptionError } from '../../src/errors.js';
import { Parameter } from '../../src/model/Parameter.js';
import { SGD } from '../../src/optim/SGD.js';
import {
  constantSchedule,
  cosineSchedule,
  exponentialSchedule,
  stepSchedule,
} from '../../src/optim/schedules.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

describe('schedules', () => {
  it('constant', () => {
    expect([0, 7].map(constantSchedule(0.25))).toEqual([0.25, 0.25]);
  });

  it('in stairs', () => {
    const rate = stepSchedule({ lr: 8, every: 3, factor: 0.5 });
    expect([0, 2, 3, 5, 6, 9].map(rate)).toEqual([8, 8, 4, 4, 2, 1]);
  });

  it('exponential', () => {
    expect([0, 1, 2, 3].map(exponentialSchedule({ lr: 8, factor: 0.5 }))).toEqual([8, 4, 2, 1]);
  });

  it('cosine: cos 60° = 1/2, cos 90° = 0, and the least from then on', () => {
    const rate = cosineSchedule({ lr: 3, steps: 6, least: 1 });
    expectClose([0, 2, 3, 4, 6, 99].map(rate), [3, 2.5, 2, 1.5, 1, 1], 1e-15);
  });

  it('cosine with warm-up: a straight line to the largest rate first', () => {
    const rate = cosineSchedule({ lr: 4, steps: 10, warmup: 4 });
    expectClose([0, 1, 2, 3, 4, 7, 10].map(rate), [1, 2, 3, 4, 4, 2, 0], 1e-15);
  });

  it('drive an optimizer, one rate a step', () => {
    const theta = new Parameter('theta', [10]);
    const optimizer = new SGD([theta], { lr: exponentialSchedule({ lr: 4, factor: 0.5 }) });
    theta.grad.set(0, 1);
    for (let step = 0; step < 3; step++) optimizer.step();
    expect(theta.value.get(0)).toBe(10 - 4 - 2 - 1);
  });

  it('must give rates that are numbers', () => {
    const theta = new Parameter('theta', [1]);
    const optimizer = new SGD([theta], { lr: () => NaN });
    expectError(
      () => optimizer.step(),
      NumericalError,
      'SGD: lr must give finite numbers of at least 0, in step 0, got NaN',
    );
  });

  it.each([
    [() => constantSchedule(0), /^constantSchedule: lr must be .* got 0$/],
    [() => stepSchedule({ lr: 1, every: 0 }), /^stepSchedule: every must be .* got 0$/],
    [() => stepSchedule({ lr: 1, every: 1, factor: -1 }), /factor must be .* got -1$/],
    [() => exponentialSchedule({ lr: 1, factor: 0 }), /factor must be .* got 0$/],
    [
      () => exponentialSchedule({ lr: 1, gamma: 1 } as never),
      /options must be among lr, factor, got "gamma"$/,
    ],
    [() => cosineSchedule({ lr: 1, steps: 5, warmup: 5 }), /got warmup 5 of 5 and least 0 of 1$/],
    [() => cosineSchedule({ lr: 1, steps: 5, least: 2 }), /got warmup 0 of 5 and least 2 of 1$/],
  ])('refuse %#', (call, message) => {
    expectError(call, OptionError, message);
  });
});
