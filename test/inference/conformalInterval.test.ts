import { describe, expect, it } from 'vitest';
import { ruleOfThumb } from '../../src/bandwidth/ruleOfThumb.js';
import { conformalInterval } from '../../src/inference/conformalInterval.js';
import { gaussian } from '../../src/kernels/gaussian.js';
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
        const scale = smoother(ruleOfThumb('test', 'silverman', x, 1, gaussian)[0], 0);
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

  it('is everything when there are too few observations for the level', () => {
    const observations = noisySine(10, 1);
    const spec = smoother(1, 1);
    const r = new Float64Array(10).fill(0.1);
    const { lower, upper } = conformalInterval('test', observations, spec, r, q, 0.95, false);
    expect([...lower, ...upper].every((each) => Math.abs(each) === Infinity)).toBe(true);
  });

  it('leaves out observations of weight 0', () => {
    const observations = noisySine(40, 3, true);
    const { n, x, y, weights = new Float64Array(0) } = observations;
    const keep = Array.from({ length: n }, (_, i) => i).filter((i) => weights[i] > 0);
    const pick = (a: Float64Array) => Float64Array.from(keep, (i) => a[i]);
    const spec = smoother(0.6, 1);
    const fewer = { n: keep.length, d: 1, p: 1, x: pick(x), y: pick(y), weights: pick(weights) };
    const r = Float64Array.from({ length: n }, (_, i) => Math.sin(i));
    const all = conformalInterval('test', observations, spec, r, q, 0.9, false);
    const some = conformalInterval('test', fewer, spec, pick(r), q, 0.9, false);
    expectClose(all.lower, some.lower, 1e-12);
    expectClose(all.upper, some.upper, 1e-12);
  });
});
