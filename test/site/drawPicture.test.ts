import { describe, expect, it } from 'vitest';
import { frameOf } from '../../site/playground/data/drawPicture.js';
import type { Curve, Picture } from '../../site/playground/data/messages.js';

/** The frame of curves of so many groups. */
function framed(groups: number, name: string, width: number, height: number) {
  const curves: Curve[] = Array.from({ length: groups }, (_, k) => ({
    name: `${name}${k}`,
    n: 2,
    x: Float64Array.of(0, 1),
    y: Float64Array.of(k, k + 1),
  }));
  const picture: Picture = {
    curves,
    complete: true,
    xName: 'x',
    yName: 'y',
    isTime: false,
    yIsTime: false,
    models: groups,
    slider: undefined,
    took: 1,
  };
  return frameOf({ picture, points: undefined, view: 'curve' }, width, height);
}

describe('the key of the colors', () => {
  it.each([
    ['a phone', 343, 272, 2, 'group '],
    ['a phone', 343, 272, 8, 'group '],
    ['a phone', 343, 272, 8, 'a rather long name of group '],
    ['a desk', 840, 432, 8, 'a rather long name of group '],
  ])('on %s, %i by %i, of %i: below the picture', (_, width, height, groups, name) => {
    const { key, x, y, height: whole } = framed(groups, name, width, height);
    expect(key!.isOver).toBe(false);
    expect(key!.top).toBeGreaterThan(y.start + 36); // below the title of the axis
    expect(key!.top + key!.height).toBeLessThanOrEqual(whole);
    expect(key!.left + key!.perRow * key!.entry).toBeLessThanOrEqual(x.end);
    expect(Math.ceil(groups / key!.perRow) * 18).toBeLessThan(key!.height);
    // the picture is as high as without it
    expect(y.start - y.end).toBe(height - 58);
  });

  it.each([
    ['a phone', 343, 272, 2, ''],
    ['a desk', 840, 432, 2, 'a rather long name of group '],
    ['a desk', 840, 432, 8, 'group '],
  ])(
    'on %s, %i by %i, of %i: over the picture, of which it hides little',
    (_, width, height, groups, name) => {
      const { key, x, y, height: whole } = framed(groups, name, width, height);
      expect(key!.isOver).toBe(true);
      expect(whole).toBe(height);
      const covered = (key!.entry + 8) * key!.height;
      expect(covered / ((x.end - x.start) * (y.start - y.end))).toBeLessThan(0.06);
    },
  );

  it('is none for one curve', () => {
    expect(framed(1, '', 840, 432).key).toBeUndefined();
  });
});
