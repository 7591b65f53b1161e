import { describe, expect, it } from 'vitest';
import { BinnedSample } from '../../src/summary/BinnedSample.js';
import type { Sample } from '../../src/sums/types.js';
import { worstError } from '../sums/doubledSums.js';
import { cauchy } from '../sums/kernels.js';
import { requestFor, sampleOf, uniform } from '../sums/lineSamples.js';

const random = uniform(21);
const draw = (n: number, low: number, high: number) =>
  Float64Array.from({ length: n }, () => low + (high - low) * random());
const DEGREES = [0, 0, 0];

/** Columns 1, y, y² with y = sin 3x + noise. */
function observed(points: Float64Array): Sample {
  const sample = sampleOf(points, 3, random);
  const { n, columns } = sample;
  for (let i = 0; i < n; i++) {
    const y = Math.sin(3 * points[i]) + random() - 0.5;
    columns[n + i] = y;
    columns[2 * n + i] = y * y;
  }
  return sample;
}

function joined(a: Sample, b: Sample): Sample {
  const columns = new Float64Array(a.c * (a.n + b.n));
  for (let j = 0; j < a.c; j++) {
    columns.set(a.columns.subarray(j * a.n, (j + 1) * a.n), j * (a.n + b.n));
    columns.set(b.columns.subarray(j * b.n, (j + 1) * b.n), j * (a.n + b.n) + a.n);
  }
  return { ...a, n: a.n + b.n, points: Float64Array.of(...a.points, ...b.points), columns };
}

describe('BinnedSample', () => {
  const data = observed(draw(4000, 0, 1));
  const small = BinnedSample.of(data, { bandwidth: 0.05, power: 2 });
  const queries = draw(200, 0, 1);

  it.each([0.05, 0.11, 0.9, 50])('gives the sums of the data for h = %s', (h) => {
    const request = requestFor(h, { degrees: [2, 1, 1] });
    const { uncertified, ...sums } = small.sums(queries, request);
    expect(uncertified).toHaveLength(0);
    expect(worstError(data, queries, request, sums, [0, 50, 100, 150])).toBeLessThan(1e-12);
  });

  it('stands for the data by its nodes', () => {
    const { origin, sample } = small.nodes;
    expect(sample.n).toBeLessThan(data.n / 2);
    for (let j = 0; j < 3; j++) {
      const f = (x: number) => Math.exp(-0.5 * ((x - 0.4) / 0.05) ** 2) * (1 + x);
      const sum = (s: Sample, start: number) =>
        s.points.reduce((total, x, i) => total + s.columns[j * s.n + i] * f(start + x), 0);
      expect(Math.abs(sum(sample, origin) - sum(data, 0))).toBeLessThan(1e-12 * data.n);
    }
  });

  it('keeps isolated points as points', () => {
    const lonely = observed(Float64Array.of(0, 5, 5.001, 1e6));
    const { origin, sample } = BinnedSample.of(lonely, { bandwidth: 0.1 }).nodes;
    expect([...sample.points].map((x) => x + origin)).toEqual([0, 5, 5.001, 1e6]);
    expect(sample.columns).toEqual(lonely.columns);
  });

  it('takes leave-one-out errors from sums at the nodes', () => {
    const h = 0.06;
    const peak = 1 / Math.sqrt(2 * Math.PI);
    const { origin, sample } = small.nodes;
    const at = small.sums(sample.points, requestFor(h, { degrees: DEGREES }), origin);
    let binnedError = 0;
    for (let i = 0; i < sample.n; i++) {
      const scale = Math.exp(at.logScale[i]);
      const [d, s] = [scale * at.sums[3 * i], scale * at.sums[3 * i + 1]];
      const [a, b] = [d / (d - peak), s / (d - peak)];
      const [w, y, y2] = [0, 1, 2].map((j) => sample.columns[j * sample.n + i]);
      binnedError += y2 * a * a - 2 * y * a * b + w * b * b;
    }
    let error = 0;
    const { n, points, columns } = data;
    for (let i = 0; i < n; i++) {
      let [d, s] = [0, 0];
      for (let k = 0; k < n; k++) {
        if (k === i) continue;
        const weight = Math.exp(-0.5 * ((points[k] - points[i]) / h) ** 2);
        d += weight;
        s += weight * columns[n + k];
      }
      error += (columns[n + i] - s / d) ** 2;
    }
    expect(Math.abs(binnedError / error - 1)).toBeLessThan(1e-11);
  });

  it('merges like the data, whatever the order and the overlap', () => {
    const options = { bandwidth: 0.05 };
    const more = observed(Float64Array.of(...draw(1500, 0.7, 1.3), 40, 41, -300));
    const whole = joined(data, more);
    const merged = BinnedSample.of(data, options).merge(BinnedSample.of(more, options));
    const once = BinnedSample.of(whole, options);
    expect(merged.isolated.points.slice().sort()).toEqual(once.isolated.points.slice().sort());
    const at = Float64Array.of(-0.1, 0.3, 0.99, 1.2, 40.01, -300);
    const request = requestFor(0.07, { degrees: DEGREES });
    const rows = [0, 1, 2, 3, 4, 5];
    expect(worstError(whole, at, request, merged.sums(at, request), rows)).toBeLessThan(1e-12);
    const none = BinnedSample.of(observed(new Float64Array(0)), options);
    expect(none.merge(once).sums(at, request)).toEqual(once.sums(at, request));
    expect([...none.sums(at, request).sums].every((s) => s === 0)).toBe(true);
  });

  it('has cells twice as wide for twice the bandwidth', () => {
    const wide = BinnedSample.of(data, { bandwidth: 0.05 }).coarser().coarser();
    expect(wide.bandwidth).toBe(0.2);
    const request = requestFor(0.2, { degrees: DEGREES });
    const { uncertified, ...sums } = wide.sums(queries, request);
    expect(uncertified).toHaveLength(0);
    expect(worstError(data, queries, request, sums, [0, 60, 120])).toBeLessThan(1e-12);
  });

  it('survives JSON with the same digits', () => {
    const copy = BinnedSample.fromJSON(JSON.parse(JSON.stringify(small)));
    const request = requestFor(0.3, { degrees: DEGREES });
    expect(copy.sums(queries, request)).toEqual(small.sums(queries, request));
    expect(copy.nodes).toEqual(small.nodes);
  });

  it('keeps positions near 1e8 exact', () => {
    const far = observed(draw(2000, 1e8, 1e8 + 1));
    const request = requestFor(0.02, { degrees: DEGREES });
    const binned = BinnedSample.of(far, { bandwidth: 0.02 });
    const at = far.points.subarray(0, 300).slice();
    expect(worstError(far, at, request, binned.sums(at, request), [0, 100, 200])).toBeLessThan(
      1e-12,
    );
  });

  it('answers far queries from the nodes and says that they are not certified', () => {
    const at = Float64Array.of(0.5, 3, -1e6);
    const sums = small.sums(at, requestFor(0.05, { degrees: DEGREES }));
    expect([...sums.uncertified]).toEqual([1, 2]);
    expect(sums.sums.every(Number.isFinite)).toBe(true);
  });

  it('refuses what it cannot keep', () => {
    expect(() => small.sums(queries, requestFor(0.01, { degrees: DEGREES }))).toThrow(/bandwidth/);
    expect(() => small.sums(queries, requestFor(1, { kernel: cauchy }))).toThrow(/gaussian/);
    expect(() => BinnedSample.of(data, { bandwidth: 0 })).toThrow(/bandwidth/);
    expect(() => small.merge(BinnedSample.of(data, { bandwidth: 1 }))).toThrow(/same cells/);
  });
});
