import { describe, expect, it } from 'vitest';
import { softmaxInto } from '../../src/loops/softmaxInto.js';
import { expectClose } from '../expectClose.js';

describe('softmaxInto', () => {
  it('weights are proportional to exp of the scores', () => {
    const row = Float64Array.of(Math.log(1), Math.log(2), Math.log(5));
    expect(softmaxInto(row, 3, Math.log(5))).toBe(true);
    expectClose(row, [1 / 8, 2 / 8, 5 / 8], 1e-15);
  });

  it.each([1e5, -1e5])('scores around %s neither overflow nor underflow', (level) => {
    const row = Float64Array.of(level, level + 1);
    softmaxInto(row, 2, level + 1);
    expectClose(row, [1 / (1 + Math.E), Math.E / (1 + Math.E)], 1e-15);
  });

  it('a score of −∞ has weight 0', () => {
    const row = Float64Array.of(-Infinity, 3, -Infinity, 3);
    softmaxInto(row, 4, 3);
    expect([...row]).toEqual([0, 0.5, 0, 0.5]);
  });

  it('a single score has weight 1', () => {
    const row = Float64Array.of(-700);
    softmaxInto(row, 1, -700);
    expect(row[0]).toBe(1);
  });

  it('uses the first n entries and leaves the rest', () => {
    const row = Float64Array.of(0, 0, 9, NaN);
    softmaxInto(row, 2, 0);
    expect([...row]).toEqual([0.5, 0.5, 9, NaN]);
  });

  it.each([
    [[NaN, 1], 1],
    [[1, NaN], 1],
    [[NaN, NaN], NaN],
    [[1, Infinity], Infinity],
  ])('%o is no softmax', (scores, largest) => {
    expect(softmaxInto(Float64Array.from(scores), 2, largest)).toBe(false);
  });
});
