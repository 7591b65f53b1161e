import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { rowsOfGroups } from '../../src/arrays/groupedBy.js';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import { groupCorrelation } from '../../src/inference/Correlation.js';
import { conformalInterval } from '../../src/inference/conformalInterval.js';
import { curveBand, resolveBand } from '../../src/inference/curveBand.js';
import { smootherResiduals } from '../../src/inference/SmootherResiduals.js';
import { fitAt } from '../../src/smoothers/fitAt.js';
import type { Observations } from '../../src/smoothers/Observations.js';
import { withoutRows } from '../../src/smoothers/rowsOf.js';
import { expectClose } from '../expectClose.js';
import { smoother } from './samples.js';

/** Groups with something in common, each over all of x. */
function moody(groups: number, size: number, seed: number, mood = 1, weighted = false) {
  const random = createRandom(seed);
  const of = Int32Array.from({ length: groups * size }, (_, i) => i % groups);
  const moods = Array.from({ length: groups }, () => random.normal(0, mood));
  const x = Float64Array.from(of, () => random.uniform(0, 5));
  const y = x.map((at, i) => Math.sin(at) + moods[of[i]!]! + random.normal(0, 0.2));
  const weights = weighted ? x.map(() => 1 + random.integer(3)) : undefined;
  const n = x.length;
  return { n, d: 1, p: 1, x, y, groups: of, ...(weights && { weights }) };
}

/** ℓ_i(q) one by one: fits to units. */
function pullsAt(observations: Observations, q: number, spec = smoother(0.6, 1)): Float64Array {
  return Float64Array.from({ length: observations.n }, (_, i) => {
    const y = new Float64Array(observations.n);
    y[i] = 1;
    return fitAt('test', { ...observations, y }, spec, Float64Array.of(q)).coefficients[0]!;
  });
}

const spec = smoother(0.6, 1);
const q = Float64Array.of(0.4, 2.5, 5.5);

describe('a band by groups', () => {
  for (const weighted of [false, true])
    it(`sums what each group adds, from fits without it${weighted ? ', with weights' : ''}`, () => {
      const data = moody(9, 7, 3, 1, weighted);
      const rows = rowsOfGroups(data.groups);
      const r = new Float64Array(data.n);
      for (const own of rows) {
        const others = withoutRows(data, own);
        for (const i of own) {
          const at = Float64Array.of(data.x[i]!);
          r[i] = data.y[i]! - fitAt('test', others, spec, at).coefficients[0]!;
        }
      }
      expectClose(smootherResiduals('test', data, spec).looResiduals, r, 1e-10);
      const request = resolveBand('test', { method: 'standard', variance: 'constant' });
      const band = curveBand('test', data, spec, q, request);
      const roots = Float64Array.from(r, (_, i) => Math.sqrt(data.weights?.[i] ?? 1));
      const largest = Math.max(...roots) ** 2;
      const sized = r.map((each, i) => (each * roots[i]!) / Math.sqrt(largest));
      const sigma = Math.sqrt(sized.reduce((sum, each) => sum + each * each, 0) / data.n);
      // What two errors of a group have in common
      let [products, pairs] = [0, 0];
      for (const own of rows)
        for (const i of own)
          for (const j of own)
            if (i !== j) [products, pairs] = [products + sized[i]! * sized[j]!, pairs + 1];
      const rho = products / pairs / sigma ** 2;
      expect(rho).toBeGreaterThan(0.5);
      for (const [at, query] of q.entries()) {
        const pulls = pullsAt(data, query);
        const a = pulls.map((l, i) => (l * sigma * Math.sqrt(largest)) / roots[i]!);
        let variance = 0;
        const expected: number[] = [];
        for (const own of rows) {
          let [sum, share] = [0, 0];
          for (const i of own) {
            sum += pulls[i]! * r[i]!;
            for (const j of own) share += a[i]! * a[j]! * (i === j ? 1 : rho);
          }
          variance += sum * sum;
          expected.push(share);
        }
        const total = expected.reduce((sum, each) => sum + each);
        const squares = expected.reduce((sum, each) => sum + each * each, 0);
        const freedom = total ** 2 / squares - 1;
        // Of four degrees of freedom the working correlation makes up for what is short.
        const part = Math.min(1, freedom / 4);
        const mixed = part * variance + (1 - part) * total;
        const independent = a.reduce((sum, each) => sum + each * each, 0);
        const most = Math.sqrt(Math.max(mixed, independent));
        expectClose([band.standardError[at]!], [most], 1e-9);
        expect(band.freedom[at]).toBeLessThanOrEqual(Math.max(4, freedom) * (1 + 1e-9));
        expect(band.freedom[at]).toBeGreaterThan(3);
      }
    });

  it('of single observations is as without groups, but for what leaving out adds', () => {
    const data = moody(60, 1, 5, 0);
    const request = resolveBand('test', {});
    const grouped = curveBand('test', data, spec, q.subarray(1, 2), request);
    const { groups: _, ...plain } = data;
    const single = curveBand('test', plain, spec, q.subarray(1, 2), request);
    const ratio = grouped.standardError[0]! / single.standardError[0]!;
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.35);
  });

  it('is wider by the design effect where groups have something in common', () => {
    const data = moody(20, 15, 7);
    const model = new KernelRegressor({ bandwidth: 0.6, degree: 1 });
    const of = Array.from(data.groups, (group) => `group ${group}`);
    const band = model.fit(data.x, data.y, { groups: of }).confidenceBand([2.5]);
    const [half] = band.upper.map((u, at) => (u - band.lower[at]!) / 2);
    // Twenty groups that differ by 1: about 2.09/√20
    expect(half).toBeGreaterThan(0.3);
    expect(half).toBeLessThan(0.75);
    const again = KernelRegressor.fromJSON(JSON.parse(JSON.stringify(model.toJSON())));
    expect(again.confidenceBand([2.5])).toEqual(band);
    const plain = model.fit(data.x, data.y).confidenceBand([2.5]);
    expect(plain.upper[0]! - plain.lower[0]!).toBeLessThan(half!);
    const signs = model.fit(data.x, data.y, { groups: of });
    const drawn = signs.confidenceBand([2.5], { method: 'bootstrap', draws: 200 });
    expect(drawn.upper[0]! - drawn.lower[0]!).toBeGreaterThan(half!);
  });

  it('is not a number where nothing but its group is in reach of an observation', () => {
    const x = [0, 0.1, 0.2, 5, 5.1, 5.2, 5.3, 5.4];
    const groups = [0, 0, 0, 1, 2, 1, 2, 1];
    const model = new KernelRegressor({ kernel: 'epanechnikov', bandwidth: 1, degree: 0 });
    const y = x.map((at, i) => at + (i % 2));
    const band = model.fit(x, y, { groups }).confidenceBand([0.1, 5.2]);
    expect(band.standardError[0]).toBeNaN();
    expect(band.standardError[1]).toBeGreaterThan(0);
  });
});

it('counts squares of correlated errors by what they say', () => {
  const groups = Int32Array.of(0, 0, 1, 1, 2, 2);
  const residuals = Float64Array.of(1, 1, -1, -1, 2, 2);
  const same = groupCorrelation(groups, residuals, residuals);
  expect(same.freedomOf(new Float64Array(6).fill(1))).toBeCloseTo(3, 12);
  expect(same.freedom).toBeCloseTo(2, 12);
  const opposite = Float64Array.of(1, -1, 1, -1, 2, -2);
  const none = groupCorrelation(groups, opposite, opposite);
  expect(none.freedomOf(new Float64Array(6).fill(1))).toBeCloseTo(6, 12);
});

describe('a conformal interval by groups', () => {
  it('is made of real refits', () => {
    const data = moody(11, 3, 2);
    const rows = rowsOfGroups(data.groups);
    const { looResiduals } = smootherResiduals('test', data, spec);
    const found = conformalInterval('test', data, spec, looResiduals, q, 0.8, false);
    for (const [at, query] of q.entries()) {
      const [low, high]: [number[], number[]] = [[], []];
      for (const own of rows)
        for (const i of own) {
          const others = withoutRows(data, own);
          const [fit] = fitAt('test', others, spec, Float64Array.of(query)).coefficients;
          low.push(fit! - Math.abs(looResiduals[i]!));
          high.push(fit! + Math.abs(looResiduals[i]!));
        }
      low.sort((a, b) => b - a);
      high.sort((a, b) => a - b);
      // ⌈0.8·12⌉ = 10 groups of three
      expectClose([found.lower[at]!, found.upper[at]!], [low[29]!, high[29]!], 1e-12);
    }
  });

  it('needs enough groups, not observations', () => {
    const data = moody(9, 30, 2);
    const model = new KernelRegressor({ bandwidth: 0.5 }).fit(data.x, data.y, {
      groups: data.groups,
    });
    expect(() => model.predictionInterval(1, { method: 'conformal' })).toThrow(
      'must have at least 19 groups, got 9',
    );
    const { lower, upper } = model.predictionInterval(1, { method: 'conformal', level: 0.8 });
    expect(upper[0]! - lower[0]!).toBeGreaterThan(1);
  });
});

it('tests against a simpler curve by signs of whole groups', () => {
  const found = (isGrouped: boolean) => {
    let rejected = 0;
    for (let seed = 0; seed < 40; seed++) {
      const data = moody(20, 5, seed);
      // Nothing but noise, which groups share where they are: one stretch of x for each.
      const x = data.x.map((_, i) => data.groups[i]! + 0.01 * i);
      const y = data.y.map((value, i) => value - Math.sin(data.x[i]!));
      const model = new KernelRegressor({ bandwidth: 2, degree: 1 });
      model.fit(x, y, isGrouped ? { groups: data.groups } : {});
      if (model.testAgainst('flat', { draws: 99 }).pValue <= 0.05) rejected++;
    }
    return rejected;
  };
  expect(found(false)).toBeGreaterThan(15);
  expect(found(true)).toBeLessThan(8);
});

describe('what is hard by groups', () => {
  it('a constant output has a band of no width, beside another of its own', () => {
    const data = moody(9, 7, 3);
    const y = Array.from(data.y, (value) => [value, 3]);
    const groups = data.groups;
    const both = new KernelRegressor({ bandwidth: 0.6, degree: 1 }).fit(data.x, y, { groups });
    const alone = new KernelRegressor({ bandwidth: 0.6, degree: 1 }).fit(data.x, data.y, {
      groups,
    });
    const [a, b] = [both.confidenceBand([2.5]), alone.confidenceBand([2.5])];
    expectClose([a.lower[0]!, a.upper[0]!], [b.lower[0]!, b.upper[0]!], 1e-9);
    expectClose([a.lower[1]!, a.upper[1]!], [3, 3], 1e-12);
    const interval = both.predictionInterval([2.5]);
    expectClose([interval.lower[1]!, interval.upper[1]!], [3, 3], 1e-12);
  });

  it('an interval for an observation is at least as wide as the fit alone makes it', () => {
    const x = Array.from({ length: 20 }, (_, i) => i);
    const random = createRandom(4);
    const groups = x.map((t) => (t < 10 ? 'left' : 'right'));
    const y = x.map((t) => t / 10 + random.normal());
    const model = new KernelRegressor({ bandwidth: 2, degree: 1 }).fit(x, y, { groups });
    const band = model.confidenceBand([7], { method: 'standard' });
    const interval = model.predictionInterval([7]);
    expect(interval.lower[0]).toBeLessThanOrEqual(band.lower[0]!);
    expect(interval.upper[0]).toBeGreaterThanOrEqual(band.upper[0]!);
  });

  it('an observation of unknown residual says nothing of the size of others', () => {
    const x = [...Array.from({ length: 19 }, (_, i) => i), 100];
    const random = createRandom(4);
    const y = x.map(() => random.normal());
    const options = { kernel: 'epanechnikov', bandwidth: 2.5, degree: 0 } as const;
    const groups = x.map((_, i) => i);
    const request = { method: 'conformal', level: 0.6 } as const;
    const [own, plain] = [{ groups }, {}].map((fit) =>
      new KernelRegressor(options).fit(x, y, fit).predictionInterval([7, 99], request),
    );
    expectClose(own!.lower, plain!.lower, 1e-9);
    expectClose(own!.upper, plain!.upper, 1e-9);
  });

  it('groups are strings, finite numbers or booleans', () => {
    const model = new KernelRegressor();
    for (const wrong of [Number.NaN, undefined, null, {}, ['a']])
      expect(() => model.fit([1, 2, 3], [1, 2, 3], { groups: ['a', wrong, 'b'] as never })).toThrow(
        /groups must hold strings, finite numbers or booleans.*, got .* at index 1/,
      );
  });
});
