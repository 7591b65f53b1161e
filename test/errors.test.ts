import { describe, expect, it } from 'vitest';
import {
  KernelRegressionError,
  NotFittedError,
  NumericalError,
  OptionError,
  ShapeError,
  UnsupportedError,
} from '../src/errors.js';

const details = { where: 'f', expected: 'h must be above 0', received: '-1' };

describe('errors', () => {
  it('a message reads where: subject must rule, got value', () => {
    expect(new KernelRegressionError('ERR_X', details).message).toBe(
      'f: h must be above 0, got -1',
    );
  });

  it('the base keeps its code and the three details', () => {
    expect({ ...new KernelRegressionError('ERR_X', details) }).toEqual({
      name: 'KernelRegressionError',
      code: 'ERR_X',
      ...details,
    });
  });

  it.each([
    [ShapeError, 'ShapeError', 'ERR_SHAPE'],
    [OptionError, 'OptionError', 'ERR_OPTION'],
    [NotFittedError, 'NotFittedError', 'ERR_NOT_FITTED'],
    [NumericalError, 'NumericalError', 'ERR_NUMERICAL'],
    [UnsupportedError, 'UnsupportedError', 'ERR_UNSUPPORTED'],
  ])('%o has its name, its code and its bases', (Class, name, code) => {
    const error = new Class(details);
    expect([error.name, error.code]).toEqual([name, code]);
    expect(error).toBeInstanceOf(KernelRegressionError);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe(`${name}: f: h must be above 0, got -1`);
  });
});
