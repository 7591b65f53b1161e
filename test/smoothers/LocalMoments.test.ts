import { describe, expect, it } from 'vitest';
import { LocalMoments } from '../../src/smoothers/LocalMoments.js';
import { expectClose } from '../expectClose.js';

describe('LocalMoments', () => {
  it.each([0, 1, 2, 3])('solves the normal equations of degree %i', (degree) => {
    const u = [-1, -0.5, 0.2, 0.7, 1.5];
    const moment = (power: number): number => u.reduce((sum, v) => sum + v ** power, 0);
    const beta = [2, -1, 0.5, 3].slice(0, degree + 1);
    const sums = Array.from({ length: 2 * degree + 1 }, (_, power) => moment(power));
    const right = beta.map((_, a) =>
      beta.reduce((sum, b, power) => sum + b * moment(a + power), 0),
    );
    const all = Float64Array.from([9, ...sums, ...right]);
    const system = new LocalMoments(1, degree);
    expect(system.moments).toBe(sums.length);
    expect(system.factor(all, 1)).toBe(true);
    const out = new Float64Array(degree + 1);
    system.solveInto(all, 1 + sums.length, out, 0, 1);
    expectClose(out, beta, 1e-12);
    // The first entry of the solution for the first unit vector.
    const unit = Float64Array.from(beta, (_, a) => (a === 0 ? 1 : 0));
    system.solveInto(unit, 0, out, 0, 1);
    expectClose([out[0]!], [system.corner], 1e-12);
    for (const term of beta.keys()) {
      system.pull(term);
      expectClose([system.pulled(all, 1 + sums.length)], [beta[term]!], 1e-12);
    }
    system.pull(0);
    expectClose([system.normSquared(all, 1)], [system.corner], 1e-12);
  });

  it('holds the polynomials of fewer terms', () => {
    const u = [-1, -0.5, 0.2, 0.7, 1.5, 1.6];
    const v = [3, 1, 4, 1, 5, 9];
    const moment = (power: number): number => u.reduce((sum, t) => sum + t ** power, 0);
    const sums = Array.from({ length: 7 }, (_, power) => moment(power));
    const right = [0, 1, 2, 3].map((power) => u.reduce((s, t, i) => s + t ** power * v[i]!, 0));
    const system = new LocalMoments(1, 3);
    expect(system.factorNested(Float64Array.from(sums), 0)).toBe(4);
    const values = new Float64Array(4);
    system.nestedInto(Float64Array.from(right), 0, 4, values, 0);
    for (const degree of [0, 1, 2, 3]) {
      const alone = new LocalMoments(1, degree);
      const out = new Float64Array(degree + 1);
      expect(alone.factor(Float64Array.from(sums), 0)).toBe(true);
      alone.solveInto(Float64Array.from(right), 0, out, 0, 1);
      expectClose([values[degree]!, system.corners[degree]!], [out[0]!, alone.corner], 1e-12);
    }
    // Three places carry three terms.
    const three = [-1, 0, 1];
    const few = Array.from({ length: 7 }, (_, p) => three.reduce((s, t) => s + t ** p, 0));
    expect(system.factorNested(Float64Array.from(few), 0)).toBe(3);
  });

  it('refuses what would lose digits', () => {
    const line = new LocalMoments(1, 1);
    expect(line.factor(Float64Array.of(1, 10, 100), 0)).toBe(false); // one place
    expect(line.factor(Float64Array.of(1, 10, 100.001), 0)).toBe(false); // far from the data
    expect(line.factor(Float64Array.of(1, 10, 101), 0)).toBe(true);
    expect(line.factor(Float64Array.of(0, 0, 0), 0)).toBe(false);
    expect(line.factor(Float64Array.of(1, Number.NaN, 1), 0)).toBe(false);
    expect(new LocalMoments(1, 2).factor(Float64Array.of(2, 0, 2, 0, 2), 0)).toBe(false); // two places
  });
});
