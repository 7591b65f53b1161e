import { describe, expect, it } from 'vitest';
import {
  studentQuantile,
  studentQuantiles,
  studentTail,
} from '../../src/inference/studentQuantile.js';

// mpmath with 40 digits: the root of betainc(ν/2, ½, 0, ν/(ν + t²), regularized=True) = α
const exact = [
  [0.05, 1, 12.706204736174705],
  [0.05, 2, 4.302652729749464],
  [0.05, 1.5, 6.016663104427932],
  [0.05, 3.7, 2.86752070719119],
  [0.1, 10, 1.812461122811676],
  [0.05, 100.5, 1.9838506553358],
  [0.01, 1e6, 2.575834220105334],
  [0.001, 0.5, 411396.4625261714],
  [1e-10, 7, 59.45075876670472],
  [0.05, Infinity, 1.959963984540054],
] as const;

describe('studentQuantile', () => {
  it.each(exact)('at α = %f and %f degrees of freedom', (alpha, nu, value) => {
    expect(Math.abs(studentQuantile(alpha, nu) / value - 1)).toBeLessThan(1e-13);
  });

  it('knows nothing without degrees of freedom', () => {
    expect(studentQuantile(0.05, 0)).toBe(Infinity);
    expect(studentQuantile(0.05, Number.NaN)).toBe(Infinity);
  });

  it('solves the equation of the tube', () => {
    for (const nu of [3, 17.5, 4000, Infinity]) {
      const c = studentQuantile(0.05, nu, 21);
      const tube = nu < Infinity ? (1 + c ** 2 / nu) ** (-nu / 2) : Math.exp(-(c ** 2) / 2);
      expect(2 * studentTail(c, nu) + (21 / Math.PI) * tube).toBeCloseTo(0.05, 13);
    }
  });
});

describe('studentTail', () => {
  it('has closed forms at one and two degrees of freedom', () => {
    for (const t of [0, 0.3, 1, 5, 1e4]) {
      expect(studentTail(t, 1) / (Math.atan2(1, t) / Math.PI)).toBeCloseTo(1, 13);
      const root = Math.sqrt(2 + t * t);
      expect(studentTail(t, 2) / (1 / (root * (root + t)))).toBeCloseTo(1, 13);
    }
    expect(studentTail(Infinity, 4)).toBe(0);
  });
});

describe('studentQuantiles', () => {
  it.each([0, 20])('reads many from one polynomial, tube %f', (kappa) => {
    const nu = Float64Array.from({ length: 100 }, (_, i) => 1 + i ** 3);
    const many = studentQuantiles(0.05, nu, kappa);
    nu.forEach((each, i) => {
      expect(Math.abs(many[i] / studentQuantile(0.05, each, kappa) - 1)).toBeLessThan(1e-11);
    });
  });
});
