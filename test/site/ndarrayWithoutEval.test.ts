// The site's stand-in for ndarray, beside ndarray.

import plain from 'ndarray';
import { describe, expect, it } from 'vitest';
import { ndarray } from '../../site/shared/ndarrayWithoutEval.js';

describe('views without code from strings', () => {
  it.each([
    [[], undefined, undefined],
    [[6], undefined, undefined],
    [[2, 3], undefined, undefined],
    [[1, 2, 3], undefined, undefined],
    [[3, 2], [1, 3], 0],
    [[2, 2], [3, 1], 1],
  ] as const)('shape %j, stride %j, offset %j', (shape, stride, offset) => {
    const numbers = (): Float64Array => Float64Array.from({ length: 6 }, (_, i) => i * i);
    const [ours, theirs] = [ndarray, plain].map((make) =>
      (make as typeof plain)(numbers(), [...shape], stride && [...stride], offset),
    ) as [ReturnType<typeof plain<Float64Array>>, ReturnType<typeof plain<Float64Array>>];
    for (const name of ['size', 'dimension', 'offset', 'dtype'] as const)
      expect(ours[name], name).toBe(theirs[name]);
    expect([...ours.shape]).toEqual([...theirs.shape]);
    expect([...ours.stride]).toEqual([...theirs.stride]);
    const places = shape.reduce<number[][]>(
      (all, length) => all.flatMap((place) => Array.from({ length }, (_, i) => [...place, i])),
      [[]],
    );
    for (const place of places) {
      expect(ours.index(...place)).toBe(theirs.index(...place));
      expect(ours.get(...place)).toBe(theirs.get(...place));
    }
    const last = places.at(-1)!;
    for (const view of [ours, theirs]) (view.set as (...given: number[]) => number)(...last, -1);
    expect(ours.data).toEqual(theirs.data);
  });

  it('knows 32-bit floats', () => {
    expect(ndarray(Float32Array.of(1), [1]).dtype).toBe('float32');
  });
});
