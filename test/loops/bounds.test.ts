import { expect, it } from 'vitest';
import { bounds } from '../../src/loops/bounds.js';

it('finds the smallest and the largest wherever they stand', () => {
  for (const count of [1, 2, 3, 4, 7]) {
    for (let place = 0; place < count; place++) {
      const x = new Float64Array(count + 1).fill(5);
      x[count] = 99;
      x[place] = -3;
      expect(bounds(x, count)).toEqual([-3, count === 1 ? -3 : 5]);
      x[place] = 8;
      expect(bounds(x, count)).toEqual([count === 1 ? 8 : 5, 8]);
    }
  }
  expect(bounds(new Float64Array(3), 0)).toEqual([Infinity, -Infinity]);
});
