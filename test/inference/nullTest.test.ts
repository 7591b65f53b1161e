import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { nullTest } from '../../src/inference/nullTest.js';
import type { Observations } from '../../src/smoothers/Observations.js';
import { planeResiduals } from '../../src/smoothers/planeResiduals.js';
import { expectClose } from '../expectClose.js';
import { noisySine, smoother } from './samples.js';

const request = { draws: 99, seed: 3 };

function observe(n: number, seed: number, curve: (x: number) => number): Observations {
  const random = createRandom(seed);
  const x = Float64Array.from({ length: n }, () => random.uniform(0, 5));
  return { n, d: 1, p: 1, x, y: x.map((at) => curve(at) + random.normal(0, 0.3)) };
}

describe('nullTest', () => {
  it('finds nothing where the simpler curve leaves rounding', () => {
    const { n, x } = noisySine(30, 5);
    const weights = x.map((_, i) => 0.1 + (i % 3));
    for (const [slope, level] of [
      [0, 0.1],
      [0, 1e150],
      [0.1, 0.7],
      [1e-3, 1e3],
    ] as const)
      for (const degree of [0, 1]) {
        const y = x.map((t) => slope * t + level);
        const line = { n, d: 1, p: 1, x, y, weights };
        const spec = smoother(0.7, degree);
        const nothing = { statistic: 0, pValue: 1 };
        expect(nullTest('test', line, spec, 'linear', request)).toEqual(nothing);
        if (slope === 0) expect(nullTest('test', line, spec, 'flat', request)).toEqual(nothing);
        else expect(nullTest('test', line, spec, 'flat', request).pValue).toBe(0.01);
      }
  });

  it('finds a curve that is neither flat nor a line', () => {
    const observations = noisySine(80, 1);
    for (const curve of ['flat', 'linear'] as const) {
      expect(nullTest('test', observations, smoother(0.5, 1), curve, request).pValue).toBe(0.01);
    }
  });

  it('is as often reached as signs are all alike, with few observations or groups', () => {
    const alike = (count: number, curve: 'flat' | 'linear', groups?: Int32Array) => {
      const n = groups ? groups.length : count;
      const x = Float64Array.from({ length: n }, (_, i) => i);
      const y = x.map((at) => (curve === 'flat' ? at : (at - (n - 1) / 2) ** 2));
      const observations = { n, d: 1, p: 1, x, y, ...(groups && { groups }) };
      const draws = 1999;
      const { pValue } = nullTest('test', observations, smoother(1, 1), curve, { draws, seed: 3 });
      const share = 2 ** (1 - count);
      expect(pValue).toBeGreaterThan(share - 5 * Math.sqrt((share * (1 - share)) / draws));
      return pValue;
    };
    for (const n of [2, 3, 4, 5]) alike(n, 'flat');
    for (const n of [4, 5, 6]) alike(n, 'linear');
    alike(2, 'flat', Int32Array.of(0, 0, 0, 1, 1, 1));
    alike(3, 'linear', Int32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2));
    // any other signs take from a line: no draw but these reaches it
    expect(Math.abs(alike(4, 'flat') - 1 / 8)).toBeLessThan(0.04);
  });

  it('is what every draw gives that leaves something of three observations', () => {
    // Residuals of a line have one direction. Of eight signs two make a constant of them, which leaves nothing.
    const draws = 1999;
    const random = createRandom(4);
    for (let sample = 0; sample < 20; sample++)
      for (const degree of [0, 1, 2]) {
        const x = Float64Array.from({ length: 3 }, (_, i) => i + random.uniform(0, 0.5));
        const observations = { n: 3, d: 1, p: 1, x, y: x.map(() => random.normal()) };
        const spec = smoother([0.2, 1, 4][sample % 3]!, degree);
        const { pValue } = nullTest('test', observations, spec, 'linear', { draws, seed: 3 });
        expect(Math.abs(pValue - 3 / 4)).toBeLessThan(0.05);
      }
  });

  it('takes a line for a line and not for flat', () => {
    const observations = observe(80, 2, (x) => x);
    expect(nullTest('test', observations, smoother(0.7, 1), 'flat', request).pValue).toBe(0.01);
    expect(
      nullTest('test', observations, smoother(0.7, 0), 'linear', request).pValue,
    ).toBeGreaterThan(0.05);
  });

  it('is wrong about as often as it says, whatever the bandwidth', () => {
    for (const degree of [0, 1]) {
      let wrong = 0;
      for (let seed = 0; seed < 200; seed++) {
        const observations = observe(40, seed, () => 1);
        const spec = smoother(0.6, degree);
        if (nullTest('test', observations, spec, 'flat', { draws: 49, seed }).pValue <= 0.1)
          wrong++;
      }
      // 20 expected, standard deviation 4.2
      expect(wrong).toBeGreaterThan(8);
      expect(wrong).toBeLessThan(33);
    }
  });

  it.each([
    ['a number', undefined, 0.3],
    [
      'a category',
      [{ kind: 'number' }, { kind: 'category', kernel: 'aitchisonAitken', levels: 3 }],
      0.2,
    ],
  ] as const)(
    'takes no bias along the other columns for what %s says',
    (_name, predictors, width) => {
      const kinds = predictors && { predictors };
      const spec = { ...smoother([1.2, width], 0), ...kinds };
      const n = 50;
      let [wrong, found] = [0, 0];
      for (let seed = 0; seed < 100; seed++) {
        const random = createRandom(seed);
        const other = () => (predictors ? Math.floor(random.uniform(0, 3)) : random.uniform());
        const x = Float64Array.from({ length: 2 * n }, (_, at) =>
          at % 2 === 1 ? other() : random.uniform(0, 10),
        );
        const sine = Float64Array.from(
          { length: n },
          (_, i) => Math.sin(x[2 * i]) + random.normal(0, 0.3),
        );
        const pValue = (y: Float64Array) =>
          nullTest(
            'test',
            { n, d: 2, p: 1, x, y, ...kinds },
            spec,
            { without: 1 },
            { draws: 49, seed },
          ).pValue;
        if (pValue(sine) <= 0.1) wrong++;
        if (seed % 10 === 0 && pValue(sine.map((e, i) => e + x[2 * i + 1])) <= 0.1) found++;
      }
      // 10 expected, standard deviation 3
      expect(wrong).toBeLessThan(20);
      expect(found).toBeGreaterThan(7);
    },
  );

  it('tells the predictor that matters', () => {
    const random = createRandom(5);
    const n = 80;
    const x = Float64Array.from({ length: 2 * n }, () => random.uniform(0, 5));
    const y = Float64Array.from(
      { length: n },
      (_, i) => Math.sin(x[2 * i]) + random.normal(0, 0.3),
    );
    const observations = { n, d: 2, p: 1, x, y };
    const spec = smoother([0.6, 0.9], 0);
    const p = [0, 1].map(
      (without) => nullTest('test', observations, spec, { without }, request).pValue,
    );
    expect(p[0]).toBe(0.01);
    expect(p[1]).toBeGreaterThan(0.05);
  });

  it('finds nothing in equal values', () => {
    const x = Float64Array.of(0, 1, 2, 3);
    const same = { n: 4, d: 1, p: 1, x, y: new Float64Array(4).fill(7) };
    expect(nullTest('test', same, smoother(1, 0), 'flat', request)).toEqual({
      statistic: 0,
      pValue: 1,
    });
  });

  it('gives the same numbers for the same seed, tells how far it is, and stops', () => {
    const observations = noisySine(30, 1);
    const seen: number[] = [];
    const run = () =>
      nullTest('test', observations, smoother(1, 0), 'flat', {
        ...request,
        onProgress: (s) => seen.push(s),
      });
    expect(run()).toEqual(run());
    expect(seen.slice(0, 4)).toEqual([25 / 99, 50 / 99, 75 / 99, 1]);
    const signal = AbortSignal.abort(new Error('enough'));
    expect(() =>
      nullTest('test', observations, smoother(1, 0), 'flat', { ...request, signal }),
    ).toThrow('enough');
  });
});

describe('planeResiduals', () => {
  it('leaves nothing of a plane, in every column of values', () => {
    const x = Float64Array.of(0, 3, 1, 1, 4, 2, 2, 2, 7, 0, 3, 5);
    const observations = { n: 6, d: 2, p: 1, x, y: new Float64Array(6) };
    const values = Float64Array.from({ length: 12 }, (_, at) => {
      const i = at >> 1;
      return at % 2 === 0 ? 1 + 2 * x[2 * i] - x[2 * i + 1] : x[2 * i];
    });
    const { rest, leverage } = planeResiduals(observations, values, 2, true);
    expectClose(rest, new Float64Array(12), 1e-13);
    expect(leverage.reduce((sum, each) => sum + each, 0)).toBeCloseTo(3, 12);
  });

  it('leaves what does not go along with the columns, weighted', () => {
    const observations = noisySine(40, 3, true);
    const { n, x, y, weights = new Float64Array(0) } = observations;
    const { rest } = planeResiduals(observations, y, 1, true);
    const against = (z: (i: number) => number) =>
      Array.from({ length: n }, (_, i) => weights[i] * rest[i] * z(i)).reduce((a, b) => a + b);
    expect(against(() => 1)).toBeCloseTo(0, 12);
    expect(against((i) => x[i])).toBeCloseTo(0, 12);
  });

  it('passes over columns that say nothing new', () => {
    const x = Float64Array.of(1, 5, 2, 2, 5, 4, 3, 5, 6, 4, 5, 8);
    const y = Float64Array.of(1, 5, 2, 7);
    const { leverage } = planeResiduals({ n: 4, d: 3, p: 1, x, y }, y, 1, true);
    expect(leverage.reduce((sum, each) => sum + each, 0)).toBeCloseTo(2, 12);
  });
});
