import { describe, expect, it } from 'vitest';
import { noiseWidth } from '../../src/bandwidth/noiseWidth.js';
import { createRandom, KernelRegressor } from '../../src/index.js';
import { conformalInterval } from '../../src/inference/conformalInterval.js';
import { fitAt } from '../../src/smoothers/fitAt.js';
import { selfFit } from '../../src/smoothers/selfFit.js';
import { expectClose } from '../expectClose.js';
import { noisySine, smoother, without } from './samples.js';

const q = Float64Array.of(-0.2, 0.4, 2.5, 4.9);

describe('conformalInterval', () => {
  for (const degree of [0, 1, 2]) {
    for (const scaled of [false, true]) {
      it(`is made of real refits, degree ${degree}${scaled ? ', scaled' : ''}`, () => {
        const observations = noisySine(40, 5 + degree);
        const { n, x, y } = observations;
        const spec = smoother(0.5, degree);
        const loo = selfFit('test', observations, spec).looFitted;
        const r = y.map((value, i) => value - loo[i]);
        const found = conformalInterval('test', observations, spec, r, q, 0.9, scaled);
        const scale = smoother(noiseWidth(observations)[0]!, 0);
        const sizes = { ...observations, y: r.map((each) => each * each) };
        for (const [at, query] of q.entries()) {
          const low: number[] = [];
          const high: number[] = [];
          for (let i = 0; i < n; i++) {
            const refit = fitAt('test', without(observations, i), spec, Float64Array.of(query));
            const there = Float64Array.of(query, x[i]);
            const rest = without({ ...sizes }, i);
            const [atQuery, own] = fitAt('test', rest, scale, there).coefficients;
            const width = Math.abs(r[i]) * (scaled ? Math.sqrt(atQuery / own) : 1);
            low.push(refit.coefficients[0] - width);
            high.push(refit.coefficients[0] + width);
          }
          low.sort((a, b) => a - b);
          high.sort((a, b) => a - b);
          // ⌊0.1·41⌋ and ⌈0.9·41⌉
          expectClose([found.lower[at], found.upper[at]], [low[3], high[36]], 1e-9);
        }
      });
    }
  }

  it('says how many observations it needs', () => {
    const spec = smoother(1, 1);
    const r = new Float64Array(19).fill(0.1);
    // ⌈level·(n + 1)⌉ must be at most n
    for (const [level, needed] of [
      [0.95, 19],
      [0.9, 9],
      [0.55, 2],
      [0.999, 999],
    ] as const) {
      const few = noisySine(Math.min(10, needed - 1), 1);
      expect(() => conformalInterval('test', few, spec, r, q, level, false)).toThrow(
        `must have at least ${needed} observations, got ${few.n}`,
      );
    }
    const enough = conformalInterval('test', noisySine(19, 1), spec, r, q, 0.95, false);
    expect([...enough.lower, ...enough.upper].every(Number.isFinite)).toBe(true);
  });

  it('takes exact ranks', () => {
    // (1 − 0.9)·10 and 0.55·20 are integers, in binary just not.
    for (const [n, level] of [
      [9, 0.9],
      [19, 0.55],
    ] as const) {
      const observations = noisySine(n, 1);
      const spec = smoother(Infinity, 0);
      const at = Float64Array.of(2);
      const found = conformalInterval(
        'test',
        observations,
        spec,
        new Float64Array(n),
        at,
        level,
        false,
      );
      // the means without one, of which the order statistics at 1 and n are those of y the other way
      const sum = observations.y.reduce((a, b) => a + b, 0);
      const means = observations.y.map((y) => (sum - y) / (n - 1)).sort();
      const rank = n === 9 ? 9 : 11;
      expectClose([found.lower[0], found.upper[0]], [means[n - rank], means[rank - 1]], 1e-12);
    }
  });

  it('counts outliers that a robust fit leaves without weight', () => {
    const random = createRandom(3);
    const draw = () => Array.from({ length: 300 }, () => random.uniform(0, 5));
    const outcome = (t: number) =>
      Math.sin(t) + (random.uniform() < 0.1 ? 20 : random.normal(0, 0.3));
    const [known, asked] = [draw(), draw()];
    const model = new KernelRegressor({ robust: true }).fit(known, known.map(outcome));
    const { lower, upper } = model.predictionInterval(asked, { method: 'conformal' });
    const held = asked.map(outcome).filter((y, i) => lower[i]! <= y && y <= upper[i]!);
    expect(held.length / asked.length).toBeGreaterThan(0.92);
  });
});
