import { describe, expect, it } from 'vitest';
import { OptionError } from '../../src/errors.js';
import { Parameter } from '../../src/model/Parameter.js';
import { SGD, type SGDOptions } from '../../src/optim/SGD.js';
import { toNestedArray } from '../../src/tensor/shape.js';
import { expectError } from '../expectError.js';

/** The parameter after each step, for gradients 1, 2, 3. */
function steps(start: number, options: SGDOptions): number[] {
  const theta = new Parameter('theta', [start]);
  const optimizer = new SGD([theta], options);
  return [1, 2, 3].map((gradient) => {
    theta.grad.set(0, gradient);
    optimizer.step();
    return theta.value.get(0);
  });
}

// all numbers are dyadic fractions: exact, and worked out by hand from the rule in the comment
describe('SGD, three steps', () => {
  it('plain: θ − lr·g', () => {
    expect(steps(10, { lr: 0.5 })).toEqual([9.5, 8.5, 7]);
  });

  it('momentum: b = 1, 2.5, 4.25', () => {
    expect(steps(10, { lr: 1, momentum: 0.5 })).toEqual([9, 6.5, 2.25]);
  });

  it('dampening leaves the first step alone: b = 1, 1.5, 2.25', () => {
    expect(steps(10, { lr: 1, momentum: 0.5, dampening: 0.5 })).toEqual([9, 7.5, 5.25]);
  });

  it('dampening without momentum has no say', () => {
    expect(steps(10, { lr: 0.5, dampening: 0.5 })).toEqual([9.5, 8.5, 7]);
  });

  it('Nesterov looks ahead: g + b/2 = 1.5, 3.25, 5.125', () => {
    expect(steps(10, { lr: 1, momentum: 0.5, nesterov: true })).toEqual([8.5, 5.25, 0.125]);
  });

  it('weight decay: g + θ/2 = 5, 4.75, 4.5625', () => {
    expect(steps(8, { lr: 0.5, weightDecay: 0.5 })).toEqual([5.5, 3.125, 0.84375]);
  });

  it('momentum with weight decay: b = 5, 7.25, 7.5625', () => {
    expect(steps(8, { lr: 0.5, momentum: 0.5, weightDecay: 0.5 })).toEqual([5.5, 1.875, -1.90625]);
  });

  it('Nesterov with weight decay: steps 7.5, 7.4375, 6.5546875 times lr', () => {
    const options = { lr: 0.5, momentum: 0.5, weightDecay: 0.5, nesterov: true };
    expect(steps(8, options)).toEqual([4.25, 0.53125, -2.74609375]);
  });
});

describe('SGD', () => {
  it('moves every entry of every parameter, each with its own memory', () => {
    const a = new Parameter('a', [
      [1, 2],
      [3, 4],
    ]);
    const b = new Parameter('b', [10]);
    const optimizer = new SGD([a, b], { lr: 1, momentum: 0.5 });
    a.grad.set(1, 0, 2);
    b.grad.set(0, 4);
    optimizer.step();
    optimizer.zeroGrad();
    optimizer.step();
    expect(toNestedArray(a.value)).toEqual([
      [1, 2],
      [0, 4],
    ]);
    expect(toNestedArray(b.value)).toEqual([4]);
  });

  it('leaves gradients as they are until zeroGrad', () => {
    const theta = new Parameter('theta', [1]);
    const optimizer = new SGD([theta], { lr: 1, weightDecay: 1 });
    theta.grad.set(0, 3);
    optimizer.step();
    expect(theta.grad.get(0)).toBe(3);
    optimizer.zeroGrad();
    expect([theta.grad.get(0), theta.value.get(0)]).toEqual([0, -3]);
  });

  it('takes its options by value', () => {
    const options = { lr: 1 };
    const theta = new Parameter('theta', [1]);
    const optimizer = new SGD([theta], options);
    options.lr = 100;
    theta.grad.set(0, 1);
    optimizer.step();
    expect(theta.value.get(0)).toBe(0);
  });

  it('keeps a 32-bit parameter in 32 bits', () => {
    const theta = new Parameter('theta', Float32Array.of(1));
    theta.grad.set(0, 0.1);
    new SGD([theta], { lr: 1 }).step();
    expect(theta.value.get(0)).toBe(Math.fround(0.9));
  });

  const known = 'lr, momentum, dampening, nesterov, weightDecay';

  it.each([
    [undefined, 'lr must be a finite number above 0, got undefined'],
    [null, 'options must be an object, got null'],
    [[], 'options must be an object, got an array of length 0'],
    ['lr', 'options must be an object, got "lr"'],
    [0.1, 'options must be an object, got 0.1'],
    [{ lr: 0 }, 'lr must be a finite number above 0, got 0'],
    [{ lr: -1 }, 'lr must be a finite number above 0, got -1'],
    [{ lr: NaN }, 'lr must be a finite number above 0, got NaN'],
    [{ lr: Infinity }, 'lr must be a finite number above 0, got Infinity'],
    [{ lr: '0.1' }, 'lr must be a finite number above 0, got "0.1"'],
    [{ lr: 1, momentum: -0.5 }, 'momentum must be a finite number of at least 0, got -0.5'],
    [{ lr: 1, momentum: NaN }, 'momentum must be a finite number of at least 0, got NaN'],
    [{ lr: 1, momentum: null }, 'momentum must be a finite number of at least 0, got null'],
    [{ lr: 1, dampening: NaN }, 'dampening must be a finite number, got NaN'],
    [{ lr: 1, weightDecay: -1 }, 'weightDecay must be a finite number of at least 0, got -1'],
    [{ lr: 1, weightDecay: '1' }, 'weightDecay must be a finite number of at least 0, got "1"'],
    [{ lr: 1, nesterov: 'yes' }, 'nesterov must be one of true, false, got "yes"'],
    [
      { lr: 1, nesterov: true },
      'nesterov must come with momentum and without dampening, got momentum 0 and dampening 0',
    ],
    [
      { lr: 1, nesterov: true, momentum: 0.5, dampening: 0.1 },
      'nesterov must come with momentum and without dampening, got momentum 0.5 and dampening 0.1',
    ],
    [
      { lr: 1, learningRate: 1 },
      `options must be among ${known}, got "learningRate", called "lr" here`,
    ],
    [{ lr: 1, ['__proto__']: 1 }, `options must be among ${known}, got "__proto__"`],
    [{ lr: 1, constructor: 1 }, `options must be among ${known}, got "constructor"`],
    [{ lr: 1, toString: 1 }, `options must be among ${known}, got "toString"`],
  ])('refuses the options %o', (options, message) => {
    const parameters = [new Parameter('w', [1])];
    expectError(() => new SGD(parameters, options as never), OptionError, `SGD: ${message}`);
  });

  it('refuses to have nothing to learn', () => {
    expectError(
      () => new SGD([], { lr: 1 }),
      OptionError,
      'SGD: parameters must be a list with at least one Parameter, got an array of length 0',
    );
  });
});
