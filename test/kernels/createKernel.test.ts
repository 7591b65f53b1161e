import { describe, expect, expectTypeOf, it } from 'vitest';
import { OptionError, UnsupportedError } from '../../src/errors.js';
import { uniform } from '../../src/kernels/compactPolynomials.js';
import {
  createKernel,
  type KernelDefinition,
  type KernelName,
  kernelNames,
  resolveKernel,
} from '../../src/kernels/createKernel.js';
import { gaussian } from '../../src/kernels/gaussian.js';
import { expectError } from '../expectError.js';
import { expectConsistent, expectDerivatives } from './expectKernel.js';

describe('createKernel by name', () => {
  it('knows the names of the contract', () => {
    expect([...kernelNames].sort()).toEqual([
      'biweight',
      'boxcar',
      'cauchy',
      'constant',
      'cosine',
      'epanechnikov',
      'epanechnikov4',
      'gaussian',
      'gaussian4',
      'gaussian6',
      'gaussian8',
      'laplace',
      'logistic',
      'triangular',
      'tricube',
      'triweight',
      'uniform',
    ]);
    expectTypeOf<KernelName>().toEqualTypeOf<(typeof kernelNames)[number]>();
  });

  it.each(kernelNames.filter((name) => name !== 'boxcar'))('%s bears its name', (name) => {
    expect(createKernel(name).name).toBe(name);
  });

  it('boxcar is uniform', () => {
    expect(createKernel('boxcar')).toBe(uniform);
  });

  it.each(['sinc', '', '__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'refuses %j',
    (name) => {
      expectError(
        () => resolveKernel('f', name as never),
        OptionError,
        `f: kernel must be an object with value(u), or one of ${kernelNames.join(', ')}, got "${name}"`,
      );
    },
  );

  it.each([
    [null, 'null'],
    [undefined, 'undefined'],
    [1, '1'],
    [2n, '2n'],
    [(u: number) => u, 'a function'],
  ])('refuses %o', (input, shown) => {
    expectError(
      () => createKernel(input as never),
      OptionError,
      `createKernel: kernel must be an object with value(u), or one of ${kernelNames.join(', ')}, got ${shown}`,
    );
  });
});

describe('createKernel from a definition', () => {
  const value = (u: number): number => 1 / Math.cosh(u);
  const derivative = (u: number): number => -Math.tanh(u) / Math.cosh(u);

  it('works out logarithm and log derivative', () => {
    const kernel = createKernel({ value, derivative });
    expectConsistent(kernel);
    expectDerivatives(kernel);
  });

  it('has defaults: custom, endless, constants unknown, no ratio', () => {
    const { name, support, roughness, secondMoment, logRatio } = createKernel({ value });
    expect({ name, support, roughness, secondMoment, logRatio }).toEqual({
      name: 'custom',
      support: Infinity,
      roughness: undefined,
      secondMoment: undefined,
      logRatio: undefined,
    });
  });

  it('takes every part as it is given', () => {
    const definition = {
      value: () => 1,
      logValue: () => 2,
      derivative: () => 3,
      logDerivative: () => 4,
      logRatio: () => 5,
      support: 6,
      name: 'parts',
      roughness: 7,
      secondMoment: 8,
    };
    const kernel = createKernel(definition);
    expect([
      kernel.value(0),
      kernel.logValue(0),
      kernel.derivative(0),
      kernel.logDerivative(0),
      kernel.logRatio?.(0, 0, 0),
      kernel.support,
      kernel.name,
      kernel.roughness,
      kernel.secondMoment,
    ]).toEqual([1, 2, 3, 4, 5, 6, 'parts', 7, 8]);
  });

  it('is cut beyond its support', () => {
    const kernel = createKernel({ value: () => 1, derivative: () => 5, support: 2 });
    expect([kernel.value(-2), kernel.value(2.1)]).toEqual([1, 0]);
    expect([kernel.derivative(2.1), kernel.logDerivative(2.1)]).toEqual([0, 0]);
    expect(kernel.logValue(2.1)).toBe(-Infinity);
  });

  it('a built-in kernel or one made before passes through', () => {
    const mine = createKernel({ value, derivative, name: 'sech' });
    expect(createKernel(gaussian)).toBe(gaussian);
    expect(createKernel(mine).name).toBe('sech');
    expect(createKernel(mine).value(1)).toBe(value(1));
  });

  it('without a derivative it has none to give', () => {
    const kernel = resolveKernel('f', { value, name: 'sech' });
    const message = 'kernel sech: derivative must be given for gradients, got none';
    expectError(() => kernel.derivative(1), UnsupportedError, message);
    expectError(() => kernel.logDerivative(1), UnsupportedError, message);
  });

  it('leaves the definition as it is', () => {
    const definition = Object.freeze({ value, derivative });
    createKernel(definition);
    expect(Object.keys(definition)).toEqual(['value', 'derivative']);
  });

  it.each([
    [{}, 'kernel.value must be a function, got undefined'],
    [{ value: 1 }, 'kernel.value must be a function, got 1'],
    [{ value, logValue: 'log' }, 'kernel.logValue must be a function, got "log"'],
    [{ value, derivative: null }, 'kernel.derivative must be a function, got null'],
    [
      { value, logDerivative: [] },
      'kernel.logDerivative must be a function, got an array of length 0',
    ],
    [{ value, logRatio: {} }, 'kernel.logRatio must be a function, got an object'],
    [{ value, support: 0 }, 'kernel.support must be above 0, got 0'],
    [{ value, support: NaN }, 'kernel.support must be above 0, got NaN'],
    [{ value, support: '1' }, 'kernel.support must be above 0, got "1"'],
  ])('refuses %o', (definition, message) => {
    expectError(() => resolveKernel('f', definition as never), OptionError, `f: ${message}`);
  });

  it.each([
    ['name', 5],
    ['name', null],
    ['roughness', '1'],
    ['roughness', NaN],
    ['secondMoment', {}],
  ])('refuses %s %o', (key, wrong) => {
    expectError(
      () => resolveKernel('f', { value, [key]: wrong } as never),
      OptionError,
      new RegExp(`^f: kernel\\.${key} must be `),
    );
  });

  it.each(['sigma', '__proto__', 'constructor', 'toString'])('refuses the key %s', (key) => {
    expectError(
      () => resolveKernel('f', { value, [key]: 1 } as KernelDefinition),
      OptionError,
      new RegExp(`must be among value, logValue, .*, secondMoment, got "${key}"$`),
    );
  });

  it('an array is no kernel', () => {
    expectError(
      () => resolveKernel('f', [] as never),
      OptionError,
      /^f: kernel must be an object with value\(u\), .* got an array of length 0$/,
    );
  });

  it('an unknown key is named as part of the kernel, not of options', () => {
    expectError(
      () => resolveKernel('f', { value, sigma: 1 } as never),
      OptionError,
      /^f: kernel must be among value, /,
    );
  });
});
