import { describe, expect, it } from 'vitest';
import {
  type BandOptions,
  bandSmoother,
  curveBand,
  resolveBand,
} from '../../src/inference/curveBand.js';
import { studentQuantile } from '../../src/inference/studentQuantile.js';
import type { Observations } from '../../src/smoothers/Observations.js';
import type { SmootherSpec } from '../../src/smoothers/SmootherSpec.js';
import { expectClose } from '../expectClose.js';
import { noisySine, smoother } from './samples.js';

const q = Float64Array.of(0.1, 1.3, 2.5, 4.9);
const band = (
  observations: Observations,
  spec: SmootherSpec,
  options: BandOptions = {},
  queries = q,
) =>
  curveBand(
    'test',
    observations,
    spec,
    queries,
    resolveBand('test', { method: 'robust', ...options }),
  );

describe('curveBand', () => {
  it('is the normal-theory interval of a line, when the kernel no longer looks', () => {
    const observations = noisySine(30, 4);
    const { n, x, y } = observations;
    const found = band(observations, smoother(Infinity, 1), { variance: 'constant', level: 0.9 });
    const mean = (a: Float64Array) => a.reduce((sum, each) => sum + each, 0) / n;
    const [mx, my] = [mean(x), mean(y)];
    const sxx = x.reduce((sum, at) => sum + (at - mx) ** 2, 0);
    const slope = x.reduce((sum, at, i) => sum + (at - mx) * (y[i] - my), 0) / sxx;
    const rss = x.reduce((sum, at, i) => sum + (y[i] - my - slope * (at - mx)) ** 2, 0);
    const t = studentQuantile(0.1, n - 2);
    for (const [at, query] of q.entries()) {
      const fit = my + slope * (query - mx);
      const se = Math.sqrt((rss / (n - 2)) * (1 / n + (query - mx) ** 2 / sxx));
      expectClose([found.fit[at], found.standardError[at]], [fit, se], 1e-12);
      expectClose([found.lower[at], found.upper[at]], [fit - t * se, fit + t * se], 1e-10);
    }
  });

  it('has the local degrees of freedom of one variance when squares are smoothed without end', () => {
    const observations = noisySine(60, 8);
    const found = band(observations, smoother(0.6, 2));
    for (const nu of found.freedom) {
      expect(nu).toBeGreaterThan(5);
      expect(nu).toBeLessThan(60);
    }
  });

  it('does not ask for the unit of weights, and counts a heavier observation as a more exact one', () => {
    const observations = noisySine(50, 2);
    const weights = observations.x.map((_, i) => 1 + (i % 3));
    const spec = smoother(0.7, 2);
    const once = band({ ...observations, weights }, spec);
    const scaled = band({ ...observations, weights: weights.map((s) => 7 * s) }, spec);
    expectClose(scaled.standardError, once.standardError, 1e-12);
    expectClose(scaled.upper, once.upper, 1e-12);
    const ones = band({ ...observations, weights: weights.map(() => 3) }, spec);
    expectClose(ones.standardError, band(observations, spec).standardError, 1e-12);
  });

  it('passes observations of weight 0 over', () => {
    const observations = noisySine(50, 2, true);
    const { weights = new Float64Array(0) } = observations;
    const keep = (a: Float64Array) => a.filter((_, i) => weights[i] > 0);
    const x = keep(observations.x);
    const fewer = { n: x.length, d: 1, p: 1, x, y: keep(observations.y), weights: keep(weights) };
    for (const variance of ['constant', 'hc2', 'hc3'] as const) {
      const all = band(observations, smoother(0.7, 1), { variance });
      const some = band(fewer, smoother(0.7, 1), { variance });
      expectClose(all.upper, some.upper, 1e-10);
      expectClose(all.lower, some.lower, 1e-10);
    }
  });

  it('moves with y and stretches with it', () => {
    const observations = noisySine(50, 3);
    const spec = smoother(0.5, 3);
    const plain = band(observations, spec);
    const moved = band({ ...observations, y: observations.y.map((y) => 100 - 4 * y) }, spec);
    expectClose(
      moved.lower,
      plain.upper.map((u) => 100 - 4 * u),
      1e-9,
    );
    expectClose(
      moved.upper,
      plain.lower.map((l) => 100 - 4 * l),
      1e-9,
    );
  });

  it('gives every output its own band', () => {
    const [a, b] = [noisySine(40, 1), noisySine(40, 2)];
    const y = new Float64Array(80);
    for (let i = 0; i < 40; i++) [y[2 * i], y[2 * i + 1]] = [a.y[i], b.y[i]];
    const both = band({ ...a, p: 2, y }, smoother(0.5, 2), { simultaneous: true });
    const second = band({ ...a, y: b.y }, smoother(0.5, 2), { simultaneous: true });
    expectClose(
      both.upper.filter((_, at) => at % 2 === 1),
      second.upper,
      1e-10,
    );
  });

  describe('where the data say nothing', () => {
    it('is infinite without residual degrees of freedom', () => {
      const one = { n: 1, d: 1, p: 1, x: Float64Array.of(1), y: Float64Array.of(2) };
      for (const variance of ['local', 'constant', 'hc0', 'hc2', 'hc3'] as const) {
        const found = band(one, smoother(1, 0), { variance }, Float64Array.of(1));
        expect([...found.fit, ...found.lower, ...found.upper]).toEqual([2, -Infinity, Infinity]);
      }
      const two = { n: 2, d: 1, p: 1, x: Float64Array.of(0, 1), y: Float64Array.of(2, 3) };
      expect(band(two, smoother(1, 3)).upper.every((u) => u === Infinity)).toBe(true);
    });

    it('is infinite or very wide far from all observations, and not a number outside a compact kernel', () => {
      const observations = noisySine(40, 1);
      const far = Float64Array.of(-1e6, 8, 60, 1e100);
      const found = band(observations, smoother(0.3, 2), {}, far);
      const near = band(observations, smoother(0.3, 2));
      const widest = Math.max(...near.upper.map((u, i) => u - near.lower[i]));
      found.upper.forEach((u, i) => {
        expect(u - found.lower[i]).toBeGreaterThan(5 * widest);
      });
      const empty = band(observations, smoother(0.5, 1, 'epanechnikov'), {}, far);
      expect(empty.upper.every(Number.isNaN)).toBe(true);
    });

    it('is a line where there is no noise', () => {
      const x = Float64Array.from({ length: 20 }, (_, i) => i / 4);
      const exact = { n: 20, d: 1, p: 1, x, y: x.map((at) => 3 - at) };
      const { lower, upper } = band(exact, smoother(0.6, 1));
      for (const [i, u] of upper.entries()) expect(u - lower[i]).toBeLessThan(1e-12);
    });
  });

  it('can be wrong in one place only a share of the time: simultaneous is wider', () => {
    const observations = noisySine(100, 6);
    const spec = smoother(0.5, 3);
    const along = Float64Array.from({ length: 101 }, (_, i) => i / 20);
    const one = band(observations, spec, {}, along);
    const whole = band(observations, spec, { simultaneous: true }, along);
    const drawn = { method: 'bootstrap', draws: 400, seed: 1 } as const;
    const boot = band(observations, spec, { ...drawn, simultaneous: true }, along);
    const bootOne = band(observations, spec, drawn, along);
    along.forEach((_, i) => {
      const half = (of: { upper: Float64Array; fit: Float64Array }) => of.upper[i] - of.fit[i];
      expect(half(whole) / half(one)).toBeGreaterThan(1.3);
      // two ways to the same critical values: a formula and random signs
      expect(half(boot) / half(whole)).toBeGreaterThan(0.8);
      expect(half(boot) / half(whole)).toBeLessThan(1.15);
      expect(half(bootOne) / half(one)).toBeGreaterThan(0.7);
      expect(half(bootOne) / half(one)).toBeLessThan(1.3);
    });
    expectClose(band(observations, spec, drawn, along).upper, bootOne.upper, 0);
  });
});

describe('bandSmoother', () => {
  it('raises the degree, and chooses a bandwidth of its own only when the data may', () => {
    const observations = noisySine(200, 6);
    const spec = smoother(0.4, 0);
    expect(bandSmoother('test', observations, spec, 'standard', true)).toBe(spec);
    expect(bandSmoother('test', observations, spec, 'robust', false)).toEqual({
      ...spec,
      degree: 2,
    });
    const chosen = bandSmoother('test', observations, spec, 'robust', true);
    expect(chosen.degree).toBe(3);
    expect(chosen.bandwidth[0]).not.toBe(0.4);
    const two = { ...observations, n: 100, d: 2, y: observations.y.subarray(0, 100) };
    const plane = smoother([0.5, 0.5], 1);
    expect(bandSmoother('test', two, plane, 'robust', true)).toEqual({ ...plane, degree: 2 });
  });

  it('keeps the bandwidth with too few observations for a choice', () => {
    const observations = noisySine(3, 6);
    const spec = smoother(0.4, 0);
    expect(bandSmoother('test', observations, spec, 'robust', true).bandwidth).toBe(spec.bandwidth);
  });

  it('of the bootstrap is no narrower than that without draws, least of all of width 0', () => {
    const observations = noisySine(40, 1);
    const spec = smoother(0.5, 3, 'epanechnikov');
    const plain = band(observations, spec, {});
    const drawn = band(observations, spec, { method: 'bootstrap', draws: 199 });
    for (const q of plain.fit.keys()) {
      expect(plain.standardError[q]).toBeGreaterThan(0);
      expect(drawn.upper[q]! - drawn.lower[q]!).toBeGreaterThanOrEqual(
        (plain.upper[q]! - plain.lower[q]!) * (1 - 1e-12),
      );
    }
    const two = { n: 2, d: 1, p: 1, x: Float64Array.of(0, 1), y: Float64Array.of(1, 2) };
    const open = band(two, smoother(1, 2), { method: 'bootstrap', draws: 99 });
    expect([...open.lower]).toEqual(Array(open.fit.length).fill(-Infinity));
  });

  it('of residuals by observation has no negative variances on exact lines', () => {
    const { n, d, p, x } = noisySine(40, 2);
    const y = x.map((t) => 0.1 * t + 0.7);
    for (const variance of ['hc0', 'hc2', 'hc3'] as const)
      for (const degree of [1, 2]) {
        const found = band({ n, d, p, x, y }, smoother(0.5, degree), { variance });
        for (const each of found.standardError) expect(each < 1e-12).toBe(true);
      }
  });

  it('takes e²/(1 − L) for hc2', () => {
    // The mean of all, h = ∞: L = 1/n, so that Var = Σ e²/(1 − 1/n)/n².
    const observations = noisySine(12, 5);
    const mean = observations.y.reduce((sum, v) => sum + v, 0) / 12;
    const squares = observations.y.reduce((sum, v) => sum + (v - mean) ** 2, 0);
    for (const [variance, power] of [
      ['hc0', 0],
      ['hc2', 1],
      ['hc3', 2],
    ] as const) {
      const found = band(observations, smoother(Infinity, 0), { variance });
      const expected = Math.sqrt(squares / (11 / 12) ** power) / 12;
      expectClose(
        found.standardError,
        found.standardError.map(() => expected),
        1e-12,
      );
    }
  });
});
