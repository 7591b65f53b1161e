import { describe, expect, expectTypeOf, it } from 'vitest';
import { OptionError } from '../../src/errors.js';
import { Parameter } from '../../src/model/Parameter.js';
import { Adam, AdamW } from '../../src/optim/Adam.js';
import { clipGradNorm, clipGradValue } from '../../src/optim/clipGradients.js';
import { LBFGS } from '../../src/optim/LBFGS.js';
import { expectParameters, type Optimizer } from '../../src/optim/Optimizer.js';
import { SGD } from '../../src/optim/SGD.js';
import { expectError } from '../expectError.js';

describe('Optimizer', () => {
  it('SGD is one', () => {
    expectTypeOf<SGD>().toExtend<Optimizer>();
    expect(new SGD([new Parameter('w', [1])], { lr: 1 })).toHaveProperty('step');
  });
});

describe('expectParameters', () => {
  it('gives a list of its own', () => {
    const mine = [new Parameter('w', [1])];
    const list = expectParameters('f', mine);
    expect(list).toEqual(mine);
    expect(list).not.toBe(mine);
  });

  it.each([
    [[], 'an array of length 0'],
    [[1], 'an array of length 1'],
    [[null], 'an array of length 1'],
    [[undefined], 'an array of length 1'],
    [[{ value: 1, grad: 1 }], 'an array of length 1'],
    [[new Parameter('w', [1]), {}], 'an array of length 2'],
    [new Parameter('w', [1]), 'an object'],
    [null, 'null'],
    [undefined, 'undefined'],
    ['w', '"w"'],
  ])('refuses %o', (parameters, shown) => {
    expectError(
      () => expectParameters('f', parameters as never),
      OptionError,
      `f: parameters must be a list with at least one Parameter, got ${shown}`,
    );
  });

  const [w, b] = [new Parameter('w', [1]), new Parameter('b', [1])];
  it.each([
    ['SGD', () => new SGD([w, b, w], { lr: 1 })],
    ['Adam', () => new Adam([w, b, w], { lr: 1 })],
    ['AdamW', () => new AdamW([w, b, w], { lr: 1 })],
    ['LBFGS', () => new LBFGS([w, b, w])],
    ['clipGradNorm', () => clipGradNorm([w, b, w], 1)],
    ['clipGradValue', () => clipGradValue([w, b, w], 1)],
  ])('%s refuses a parameter that is listed twice', (name, make) => {
    const message = `${name}: parameters must each be there once, got w at index 0 and 2`;
    expectError(make, OptionError, message);
  });

  it('takes different parameters of the same name and value', () => {
    expect(new LBFGS([w, new Parameter('w', [1])]).parameters).toHaveLength(2);
  });
});
