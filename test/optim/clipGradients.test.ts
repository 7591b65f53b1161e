import { describe, expect, it } from 'vitest';
import { NumericalError, OptionError } from '../../src/errors.js';
import { Parameter } from '../../src/model/Parameter.js';
import { clipGradNorm, clipGradValue } from '../../src/optim/clipGradients.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

function withGradients(...gradients: number[][]): Parameter[] {
  return gradients.map((gradient, k) => {
    const parameter = new Parameter(`p${k}`, gradient);
    parameter.grad.data.set(gradient);
    return parameter;
  });
}

describe('clipGradNorm', () => {
  it('scales all gradients as one vector, by largest/(norm + 1e-6) as PyTorch does', () => {
    const [a, b] = withGradients([2, 3], [6]) as [Parameter, Parameter]; // √(4 + 9 + 36) = 7
    expect(clipGradNorm([a, b], 3.5)).toBe(7);
    const factor = 3.5 / (7 + 1e-6);
    expectClose(a.grad, [2 * factor, 3 * factor], 1e-15);
    expectClose(b.grad, [6 * factor], 1e-15);
  });

  it('leaves short gradients alone', () => {
    const [a] = withGradients([0.3, 0.4]) as [Parameter];
    expectClose(clipGradNorm([a], 1), 0.5, 1e-15);
    expect([...a.grad.data]).toEqual([0.3, 0.4]);
    expect(clipGradNorm(withGradients([0, 0]), 1)).toBe(0);
  });

  it('does not overflow', () => {
    const [a] = withGradients([3e200, 4e200]) as [Parameter];
    expectClose(clipGradNorm([a], 1), 5e200, 1e-15);
    expectClose(a.grad, [0.6, 0.8], 1e-15);
  });

  it('refuses what is not finite, and scales nothing then', () => {
    const parameters = withGradients([5], [NaN]);
    const message = 'clipGradNorm: the gradient of p1 must be finite, got NaN';
    expectError(() => clipGradNorm(parameters, 1), NumericalError, message);
    expect(parameters[0]!.grad.get(0)).toBe(5);
    expectError(
      () => clipGradNorm(withGradients([1]), 0),
      OptionError,
      /largest must be .* got 0$/,
    );
  });
});

it('cuts every entry to the largest size', () => {
  const parameter = new Parameter('w', [0, 0, 0]);
  parameter.grad.data.set([-5, 0.5, 2]);
  clipGradValue([parameter], 1);
  expect([...parameter.grad.data]).toEqual([-1, 0.5, 1]);
  expectError(() => clipGradValue([parameter], -1), OptionError, /largest must be .* got -1$/);
});
