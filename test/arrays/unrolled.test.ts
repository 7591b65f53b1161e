import { expect, it } from 'vitest';
import { unrolled } from '../../src/arrays/unrolled.js';
import { expectClose } from '../expectClose.js';

it('a circle begins at the end of its largest gap', () => {
  const places = unrolled(Float64Array.of(23, 1, 22, 49, -2.5, 2), 24);
  expectClose(places, [23, 25, 22, 25, 21.5, 26], 1e-14);
  expect(Array.from(unrolled(Float64Array.of(5, 5), 24))).toEqual([5, 5]);
  expect(Array.from(unrolled(Float64Array.of(-1), 24))).toEqual([23]);
});
