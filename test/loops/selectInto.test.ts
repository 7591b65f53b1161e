import fc from 'fast-check';
import { expect, it } from 'vitest';
import { selectInto } from '../../src/loops/selectInto.js';

it('selectInto settles the middle and keeps the sides', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 100 }),
      fc.nat(),
      (list, pick) => {
        const values = Float64Array.from(list);
        const order = Uint32Array.from(list.keys());
        const middle = pick % list.length;
        selectInto(values, 0, 1, order, 0, list.length, middle);
        const settled = values[order[middle]];
        for (let i = 0; i < middle; i++) expect(values[order[i]]).toBeLessThanOrEqual(settled);
        for (let i = middle; i < list.length; i++) {
          expect(values[order[i]]).toBeGreaterThanOrEqual(settled);
        }
        expect(Array.from(order).sort((a, b) => a - b)).toEqual([...list.keys()]);
      },
    ),
  );
});
