import { expect, it } from 'vitest';
import { copyRows } from '../../src/sums/types.js';

const data = Float64Array.of(1, 10, 2, 20, 3, 30);

it('copies rows in the order that is asked for', () => {
  expect([...copyRows(data, 2, [2, 0])]).toEqual([3, 30, 1, 10]);
  // as many as there are, too
  expect([...copyRows(data, 2, [2, 0, 1])]).toEqual([3, 30, 1, 10, 2, 20]);
  expect([...copyRows(data, 2, [1, 1, 1])]).toEqual([2, 20, 2, 20, 2, 20]);
});

it('all rows are a copy', () => {
  const copy = copyRows(data, 2, [0, 1, 2]);
  expect(copy).toEqual(data);
  expect(copy).not.toBe(data);
});
