import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { NumericalError, OptionError, ShapeError } from '../../src/errors.js';
import { plotLoss } from '../../src/plot/plotLoss.js';
import { expectError } from '../expectError.js';
import { expectPicture, wrongPlotOptions } from './expectPicture.js';

const losses = (history: Parameters<typeof plotLoss>[0]): unknown[] =>
  plotLoss(history).data.values.map(({ epoch, loss }) => [epoch, loss]);

describe('plotLoss', () => {
  it.each([
    ['numbers', [9, 4]],
    ['a typed array', Float64Array.of(9, 4)],
    ['a strided view', ndarray(Float64Array.of(9, 0, 4, 0), [4]).step(2)],
    [
      'records',
      [
        { epoch: 1, loss: 9 },
        { epoch: 2, loss: 4 },
      ],
    ],
  ])('draws %s against epochs from 1', (_name, history) => {
    expect(losses(history)).toEqual([
      [1, 9],
      [2, 4],
    ]);
  });

  it.each([
    ['one curve', [9, 4, 1]],
    ['a single epoch', [9]],
    ['no epoch', []],
    ['a long curve', Array.from({ length: 500 }, (_, i) => 1 / (i + 1))],
    [
      'several',
      new Map([
        ['a', [3, 2]],
        ['b', [5, 4]],
      ]),
    ],
  ])('%s is a picture', (_name, history) => {
    expectPicture(plotLoss(history));
  });

  it('several curves have names and a color each', () => {
    const spec = plotLoss(
      new Map([
        ['lr 1', [3, 2]],
        ['lr 2', [5]],
      ]),
    ) as any;
    expect(spec.data.values).toEqual([
      { epoch: 1, loss: 3, name: 'lr 1' },
      { epoch: 2, loss: 2, name: 'lr 1' },
      { epoch: 1, loss: 5, name: 'lr 2' },
    ]);
    const { stroke } = spec.layer[0].encoding;
    expect([stroke.field, stroke.scale.domain]).toEqual(['name', ['lr 1', 'lr 2']]);
    expect(stroke.legend).not.toBeNull();
    expect((plotLoss([1]) as any).layer[0].encoding.stroke.legend).toBeNull();
  });

  it('begins at zero unless told otherwise, and then says so', () => {
    const scale = (options?: object) => plotLoss([9, 8], options).layer[0]!.encoding.y.scale;
    expect(scale()).toEqual({ zero: true });
    expect(scale({ zero: false })).toEqual({ zero: false });
    expect(plotLoss([9, 8], { zero: false }).description).toContain('does not begin at zero');
    expect(plotLoss([9, 8]).description).not.toContain('zero');
    expect(plotLoss([9, -8], { zero: false }).description).not.toContain('zero');
  });

  it('takes histories by name in a plain object as well', () => {
    const history = { a: [3, 2], b: [{ loss: 5 }] };
    expect(plotLoss(history)).toEqual(plotLoss(new Map<string, any>(Object.entries(history))));
  });

  it('takes title, size and labels', () => {
    const options = { title: 'T', width: 100, height: 50, xLabel: 'step', yLabel: 'MSE' };
    const spec = plotLoss([1], options) as any;
    expect([spec.title, spec.width, spec.height]).toEqual(['T', 100, 50]);
    const { x, y } = spec.layer[0].encoding;
    expect([x.title, y.title]).toEqual(['step', 'MSE']);
  });

  it.each([
    [
      'rank 2',
      ndarray([1, 2], [1, 2]),
      ShapeError,
      'history must have rank 1, got rank 2, shape [1, 2]',
    ],
    ['NaN', [1, NaN], NumericalError, 'history must be finite, got NaN at index 1'],
    ['null', null, OptionError, 'history must be an array, a typed array or an ndarray, got null'],
    [
      'an object of what is no history',
      { loss: { a: 1 } },
      OptionError,
      'history must be an array, a typed array or an ndarray, got an object',
    ],
    ['strings', ['1'], OptionError, 'history must hold numbers, got "1"'],
    [
      'a record without loss',
      [{ epoch: 1 }],
      OptionError,
      'history must hold numbers or records with a finite loss, got an object',
    ],
    [
      'a record of NaN',
      [{ loss: NaN }],
      OptionError,
      /^history must hold numbers or records with a finite loss, got /,
    ],
    [
      'records and numbers',
      [{ loss: 1 }, 2],
      OptionError,
      'history must hold numbers or records with a finite loss, got 2',
    ],
    [
      'null among records',
      [{ loss: 1 }, null],
      OptionError,
      'history must hold numbers or records with a finite loss, got null',
    ],
    [
      'a curve of nothing',
      new Map([['a', undefined]]),
      OptionError,
      /^history.* must be an array, .* got undefined$/,
    ],
  ] as const)('refuses %s', (_name, history, type, message) => {
    const whole =
      typeof message === 'string'
        ? `plotLoss: ${message}`
        : new RegExp(message.source.replace('^', '^plotLoss: '));
    expectError(() => plotLoss(history as never), type, whole);
  });

  it.each(wrongPlotOptions('zero'))('refuses the options: %s', (_name, options, message) => {
    expectError(() => plotLoss([1], options as never), OptionError, `plotLoss: ${message}`);
  });
});
