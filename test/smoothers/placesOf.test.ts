import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { fitAt, valuesOf, variedFitAt } from '../../src/smoothers/fitAt.js';
import { LocalDesign } from '../../src/smoothers/LocalDesign.js';
import type { Observations } from '../../src/smoothers/Observations.js';
import { areTied, meansOf, placesOf } from '../../src/smoothers/placesOf.js';
import type { SmootherSpec } from '../../src/smoothers/SmootherSpec.js';
import { selfFit } from '../../src/smoothers/selfFit.js';
import { expectClose } from '../expectClose.js';
import { specOf } from './observations.js';

/** Many observations at few places of a line or a plane, and some far away by themselves. */
function tied(n: number, d: number, weighted: boolean, lone = 0): Observations {
  const random = createRandom(n + d);
  const places = Array.from({ length: d }, () => (d === 1 ? 40 : 6));
  const x = Float64Array.from({ length: n * d }, (_, at) => random.integer(places[at % d]!) / 2);
  for (let i = 0; i < lone; i++) x[i * d] = 100 + random.uniform();
  const y = Float64Array.from({ length: n }, (_, i) => Math.sin(x[i * d]!) + random.normal(0, 0.3));
  const weights = Float64Array.from({ length: n }, () => 0.25 * (1 + random.integer(4)));
  return { n, d, p: 1, x, y, ...(weighted && { weights }) };
}

/** Weighted least squares of all observations in reach, one by one: the fit, and its variance. */
function direct(data: Observations, spec: SmootherSpec, query: Float64Array, v: Float64Array) {
  const { n, d, x, y, weights } = data;
  const design = new LocalDesign(d, spec.degree);
  const found: [number, number][] = [];
  for (let i = 0; i < n; i++) {
    let log = Math.log(weights?.[i] ?? 1);
    for (let j = 0; j < d; j++)
      log += spec.kernel.logValue((x[i * d + j]! - query[j]!) / spec.bandwidth[j]!);
    if (log > -300) found.push([i, log]);
  }
  if (found.length === 0) return { fit: Number.NaN, variance: Number.NaN };
  const top = Math.max(...found.map(([, log]) => log));
  const reach = {
    indices: Int32Array.from(found, ([i]) => i),
    logs: Float64Array.from(found, ([, log]) => log - top),
    count: found.length,
    heaviest: found.find(([, log]) => log === top)![0],
  };
  design.factor(x, query, 0, reach);
  const out = new Float64Array(10);
  design.solveInto(y, 0, reach, out, 0, 1);
  const variance = found.reduce(
    (sum, [i], at) => sum + (design.pulls[at]! ** 2 * v[i]!) / (weights?.[i] ?? 1),
    0,
  );
  return { fit: out[0]!, variance };
}

const without = (data: Observations, i: number): Observations => {
  const rows = (a: Float64Array, width: number) =>
    a.filter((_, at) => Math.floor(at / width) !== i);
  const { n, d, x, y, weights } = data;
  const rest = { n: n - 1, d, p: 1, x: rows(x, d), y: rows(y, 1) };
  return weights ? { ...rest, weights: rows(weights, 1) } : rest;
};

describe('places', () => {
  it('merge ties, with the sums of their weights and the means of their values', () => {
    const sample = {
      n: 5,
      d: 2,
      c: 1,
      points: Float64Array.of(1, 2, 0, 5, 1, 2, 1, 3, 0, 5),
      columns: Float64Array.of(1, 2, 3, 0, 2),
    };
    const places = placesOf(sample);
    expect([...places.sample.points]).toEqual([0, 5, 1, 2, 1, 3]);
    expect([...places.sample.columns]).toEqual([4, 4, 0]);
    expect([...places.index.place]).toEqual([1, 0, 1, 2, 0]);
    const values = Float64Array.of(0, 4, 8, 9, 6);
    expect([...meansOf(places, values, sample.columns)]).toEqual([5, 6, 0]);
  });

  it('are looked for where there are enough', () => {
    const random = createRandom(1);
    const drawn = (n: number, d: number) =>
      Float64Array.from({ length: n * d }, () => random.uniform());
    for (const n of [10, 100, 1500, 5000])
      for (const d of [1, 2]) {
        expect(areTied(drawn(n, d), d)).toBe(false);
        expect(areTied(tied(n, d, false).x, d)).toBe(n > 10);
      }
  });
});

describe('fits to tied observations are weighted least squares of all of them', () => {
  for (const [n, d, lone] of [
    [50, 1, 0],
    [600, 1, 3],
    [2500, 1, 0],
    [600, 2, 3],
  ] as const)
    for (const kernel of ['epanechnikov', 'tricube', 'gaussian'] as const)
      for (const degree of [0, 1, 2, 3])
        for (const weighted of [false, true]) {
          if (d > 1 && degree > 2) continue;
          it(`${n} in ${d}-D, ${kernel}, degree ${degree}${weighted ? ', weighted' : ''}`, () => {
            const data = tied(n, d, weighted, lone);
            // In the plane windows of few places leave open which function they do not carry.
            const h = kernel === 'gaussian' ? 0.4 : d === 1 ? 0.8 : 1.2;
            const spec = specOf(kernel, Array<number>(d).fill(h), degree);
            const random = createRandom(5);
            const some = Array.from({ length: 8 }, () => random.integer(n));
            const queries = Float64Array.from([
              ...some.flatMap((i) => [...data.x.subarray(i * d, (i + 1) * d)]),
              ...Array.from({ length: 8 * d }, () => 0.5 + 1.5 * random.uniform()),
            ]);
            const v = data.y.map((y) => 0.1 + y * y);
            const unit = Math.max(...(data.weights ?? [1]));
            const found = variedFitAt('test', data, spec, queries, v);
            const expected = Array.from({ length: 16 }, (_, q) =>
              direct(data, spec, queries.slice(q * d, (q + 1) * d), v),
            );
            const variances = expected.map(({ variance }) => variance * unit);
            expectClose(
              valuesOf(found, 1),
              expected.map(({ fit }) => fit),
              1e-9,
              1,
            );
            expectClose(found.variance, variances, 1e-8, 1);
            const all = valuesOf(fitAt('test', data, spec, data.x), 1);
            const { fitted, looFitted } = selfFit('test', data, spec);
            expectClose(fitted, all, 1e-9, 1);
            for (const i of some) {
              const at = data.x.slice(i * d, (i + 1) * d);
              const refit = direct(without(data, i), spec, at, v);
              const scale = Math.max(1, Math.abs(refit.fit), Math.sqrt(refit.variance));
              expectClose([looFitted[i]!], [refit.fit], 1e-8, scale);
            }
          });
        }
});
