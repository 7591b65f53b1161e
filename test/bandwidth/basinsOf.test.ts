import { describe, expect, it } from 'vitest';
import { basinsOf } from '../../src/bandwidth/basinsOf.js';

const path = (values: number[], error = 0) =>
  values.map((value, at) => ({ h: 2 ** at, value, error }));

describe('basinsOf', () => {
  it('finds every local minimum, the ends among them', () => {
    expect(basinsOf(path([3, 1, 2, 0, 5]), 0)).toEqual([1, 3]);
    expect(basinsOf(path([0, 1, 0.5]), 0)).toEqual([0, 2]);
    expect(basinsOf(path([3, 2, 1]), 0)).toEqual([2]);
  });

  it('takes the widest bandwidth of a flat stretch', () => {
    expect(basinsOf(path([2, 1, 1, 1, 2]), 0)).toEqual([3]);
  });

  it('does not take errors and noise for hills', () => {
    expect(basinsOf(path([1, 1.1, 1, 1.1, 1.01], 0.06), 0)).toHaveLength(1);
    expect(basinsOf(path([1, 1.1, 1, 1.1, 1.01]), 0.2)).toHaveLength(1);
    expect(basinsOf(path([1, 1.1, 1, 1.1, 1.01]), 0)).toEqual([0, 2, 4]);
  });

  it('passes over what is not defined', () => {
    expect(basinsOf(path([Infinity, 2, 1, 2]), 0)).toEqual([2]);
    expect(basinsOf(path([Infinity, Infinity]), 0)).toEqual([]);
  });
});
