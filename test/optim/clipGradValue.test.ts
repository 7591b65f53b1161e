import { expect, it } from 'vitest';
import { OptionError } from '../../src/errors.js';
import { Parameter } from '../../src/model/Parameter.js';
import { clipGradValue } from '../../src/optim/clipGradValue.js';
import { expectError } from '../expectError.js';

it('cuts every entry to the largest size', () => {
  const parameter = new Parameter('w', [0, 0, 0]);
  parameter.grad.data.set([-5, 0.5, 2]);
  clipGradValue([parameter], 1);
  expect([...parameter.grad.data]).toEqual([-1, 0.5, 1]);
  expectError(() => clipGradValue([parameter], -1), OptionError, /largest must be .* got -1$/);
});
