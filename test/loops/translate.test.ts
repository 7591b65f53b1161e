import { expect, it } from 'vitest';
import { shiftMomentsInto, translateInto, translationInto } from '../../src/loops/translate.js';

const points = [-0.3, 0.1, 0.25];
const weights = [2, -1, 0.5];

function momentsAbout(centre: number, size: number): number[] {
  return Array.from({ length: size }, (_, j) =>
    points.reduce((sum, x, i) => sum + weights[i] * (x - centre) ** j, 0),
  );
}

it('translateInto makes the sum of cubes of distances from its moments, added or taken away', () => {
  // P(v) = v³ around σ = 0.7: coefficients σ³, 3σ², 3σ, 1.
  const sigma = 0.7;
  const tau = new Float64Array([sigma ** 3, 3 * sigma ** 2, 3 * sigma, 1]);
  const triangle = new Float64Array(10);
  translationInto(tau, 4, triangle);
  const moments = Float64Array.from([...momentsAbout(0, 4), 1, 0, 0, 0]);
  const s = 0.2;
  const cubes = points.reduce((sum, t, i) => sum + weights[i] * (sigma + t - s) ** 3, 0);
  for (const sign of [1, -1]) {
    const out = new Float64Array(9).fill(10);
    translateInto(triangle, 4, sign, moments, 0, 4, out, 0, 5);
    const value = (at: number) => [3, 2, 1, 0].reduce((v, l) => v * s + out[at + l] - 10, 0);
    expect(value(0)).toBeCloseTo(sign * cubes, 13);
    expect(value(5)).toBeCloseTo(sign * (sigma - s) ** 3, 13);
    expect(out[4]).toBe(10);
  }
});

it('shiftMomentsInto adds the moments about another centre', () => {
  const out = new Float64Array(6).fill(1);
  shiftMomentsInto(5, 0.4 - 0.15, Float64Array.from(momentsAbout(0.4, 5)), 0, out, 1);
  const exact = momentsAbout(0.15, 5);
  for (let j = 0; j < 5; j++) expect(out[j + 1] - 1).toBeCloseTo(exact[j], 13);
  expect(out[0]).toBe(1);
});
