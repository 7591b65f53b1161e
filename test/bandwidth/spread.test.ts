import { expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { noiseWidth } from '../../src/bandwidth/noiseWidth.js';
import { columnSpread, spacingOfDistinct } from '../../src/bandwidth/spread.js';
import type { Predictor } from '../../src/kernels/Predictor.js';

it('a spacing is the median distance to the nearest that differs', () => {
  expect(spacingOfDistinct(Float64Array.of(0, 1, 3, 3.5))).toBe(1);
  expect(spacingOfDistinct(Float64Array.of(0, 0, 1, 1, 1, 3, 3.5))).toBe(1);
  expect(spacingOfDistinct(Float64Array.of(7))).toBe(0);
});

it('the spread of hours and places does not depend on where circles begin', () => {
  const random = createRandom(4);
  const n = 60;
  const hours = Float64Array.from({ length: n }, () => random.normal(12, 1));
  const turned = hours.map((hour) => (hour + 12) % 24);
  const plain = columnSpread({ d: 1, x: hours }, 0);
  const round: Predictor[] = [{ kind: 'periodic', period: 24 }];
  for (const x of [hours, turned]) {
    const found = columnSpread({ d: 1, x, predictors: round }, 0);
    for (const name of ['deviation', 'quartiles', 'range', 'spacing'] as const)
      expect(found[name]).toBeCloseTo(plain[name], 12);
  }
  const observed = (x: Float64Array) => ({ n, d: 1, p: 1, x, y: new Float64Array(n) });
  const [width] = noiseWidth(observed(hours));
  expect(noiseWidth({ ...observed(turned), predictors: round })[0]).toBeCloseTo(width!, 12);

  const globe: Predictor[] = [{ kind: 'latitude' }, { kind: 'longitude' }];
  const at = (longitude: number) =>
    Float64Array.from({ length: 2 * n }, (_, i) =>
      i % 2 === 0 ? Math.sin(i) : ((longitude + Math.cos(i * i) + 540) % 360) - 180,
    );
  const middle = columnSpread({ d: 2, x: at(0), predictors: globe }, 0);
  const dateLine = columnSpread({ d: 2, x: at(180), predictors: globe }, 0);
  expect(dateLine.deviation / middle.deviation).toBeCloseTo(1, 10);
  // a degree is 111.195 kilometres, and cos(i²) has a deviation of about 1/√2
  expect(middle.deviation).toBeGreaterThan(60);
  expect(middle.deviation).toBeLessThan(90);
});
