// A model of a summary against the model of the data, whatever the data: given bandwidths, bandwidths by
// each criterion, bands, intervals.

import { describe, expect, it } from 'vitest';
import { BinnedSample, createRandom, KernelRegressor } from '../../src/index.js';
import { dataset } from '../bandwidth/observations.js';
import { expectClose } from '../expectClose.js';

const degrees = [0, 1, 2, 3] as const;
const random = createRandom(3);

interface Data {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly sampleWeights?: Float64Array;
}

function drawn(
  n: number,
  place: () => number,
  curve: (t: number) => number,
  weighted = false,
): Data {
  const x = Float64Array.from({ length: n }, place);
  const y = x.map((t) => curve(t) + random.normal(0, 0.2 + 0.1 * Math.abs(Math.sin(t))));
  return { x, y, ...(weighted && { sampleWeights: x.map(() => random.uniform(0.2, 3)) }) };
}

function real(name: string): Data {
  const { x, y } = dataset(name);
  return { x, y };
}

const uniform = () => random.uniform(0, 6);
const lognormal = () => Math.exp(random.normal(0, 1));
const tied = () => Math.round(random.uniform(0, 60)) / 10;
const gap = () => random.uniform(0, 2) + (random.uniform() < 0.5 ? 0 : 4);
const late = () => 1.7e12 + random.uniform(0, 1000);
const slow = (t: number) => Math.sin((t - 1.7e12) / 150);

/** Data, and a bandwidth of the size that suits them. */
const cases: [name: string, data: Data, bandwidth: number][] = [
  ['even x', drawn(1500, uniform, Math.sin), 0.2],
  ['few', drawn(30, uniform, Math.sin), 0.5],
  ['skewed x', drawn(1500, lognormal, Math.sin), 0.2],
  ['ties', drawn(1500, tied, Math.sin), 0.2],
  ['a gap', drawn(1000, gap, Math.sin), 0.2],
  ['times in milliseconds', drawn(1500, late, slow), 32],
  ['mcycle', real('mcycle'), 2],
  ['lidar', real('lidar'), 12],
  ['engel', real('engel'), 120],
  ['even x with weights', drawn(1500, uniform, Math.sin, true), 0.2],
  ['skewed x with weights', drawn(1500, lognormal, Math.sin, true), 0.2],
];

/** Both models, and places from one bandwidth before the data to one behind. */
function both([, data, bandwidth]: (typeof cases)[number], options: object) {
  const { x, y, ...weights } = data;
  const sample = BinnedSample.from(data, { bandwidth: 0.75 * bandwidth });
  const [low, high] = sample.range;
  const places = Float64Array.from(
    { length: 60 },
    (_, i) => low - bandwidth + ((high - low + 2 * bandwidth) * i) / 59,
  );
  const whole = new KernelRegressor(options).fit(x, y, weights);
  return { data, places, whole, small: new KernelRegressor(options).fit(sample) };
}

const sizeOf = ({ y }: Data) => Math.max(...y) - Math.min(...y);

describe.each(cases)('a summary of %s', (...each) => {
  const [name, { sampleWeights }, bandwidth] = each;
  // In a thin tail a standard error may be the root of what is left of large numbers: of 80 such samples nine in
  // ten were within 1e-9, the worst was 8e-8 off.
  const within = name.startsWith('skewed') ? 1e-8 : 1e-9;

  it.each(degrees)('has curve, slope, degrees of freedom and support: degree %d', (degree) => {
    const { data, places, whole, small } = both(each, { bandwidth, degree });
    const size = sizeOf(data);
    expectClose(small.predict(places), whole.predict(places), 1e-9, size);
    expectClose(small.derivative(places), whole.derivative(places), 1e-8, size / bandwidth);
    expectClose([small.effectiveDegreesOfFreedom], [whole.effectiveDegreesOfFreedom], 1e-9);
    const [few, all] = [small.support(places), whole.support(places)];
    expectClose(few.effectiveSampleSize, all.effectiveSampleSize, 1e-9);
    expect(few.extrapolation).toEqual(all.extrapolation);
    expect(few.degree).toEqual(all.degree);
  });

  const variances = sampleWeights
    ? (['constant', 'hc0'] as const)
    : (['constant', 'hc0', 'hc2', 'hc3'] as const);

  it.each(degrees)('has the bands of the data: degree %d', (degree) => {
    const { data, places, whole, small } = both(each, { bandwidth, degree });
    const size = sizeOf(data);
    for (const variance of variances)
      for (const method of ['standard', 'bayesian', 'robust'] as const) {
        if (method === 'robust' && degree > 1) continue; // of degrees that are no option
        const [few, all] = [small, whole].map((model) =>
          model.confidenceBand(places, { variance, method }),
        ) as [ReturnType<typeof whole.confidenceBand>, ReturnType<typeof whole.confidenceBand>];
        for (const field of ['lower', 'upper', 'standardError'] as const)
          expectClose(few[field], all[field], within, size);
      }
    const [few, all] = [small, whole].map((model) =>
      model.predictionInterval(places, { variance: 'constant' }),
    ) as [ReturnType<typeof whole.confidenceBand>, ReturnType<typeof whole.confidenceBand>];
    expectClose(few.upper, all.upper, within, size);
  });

  it('has the local variance of the data, but for the width over which squares are smoothed', () => {
    const { places, whole, small } = both(each, { bandwidth, degree: 1 });
    const [few, all] = [small.confidenceBand(places), whole.confidenceBand(places)];
    expectClose(few.standardError, all.standardError, 5e-3, 0);
  });

  it('chooses the bandwidth of the data', () => {
    for (const criterion of sampleWeights
      ? (['gcv', 'aicc'] as const)
      : (['loo', 'gcv', 'aicc'] as const))
      for (const degree of [0, 3] as const) {
        const [, data] = each;
        const { x: _, y, ...weights } = data;
        // Far from 0 the search in the data is itself 6e-8 off what it is near 0.
        const x = data.x.map((t) => t - Math.floor(data.x[0]!));
        const whole = new KernelRegressor({ bandwidth: criterion, degree }).fit(x, y, weights);
        const [h] = whole.bandwidth;
        const least = Math.min(h! / 2, 1e3 * (Math.max(...x) - Math.min(...x)));
        const sample = BinnedSample.from(data, { bandwidth: least });
        const small = new KernelRegressor({ bandwidth: criterion, degree }).fit(sample);
        // Each search ends within 1e-8 of its minimum, or where the criterion is flat to its rounding.
        expectClose(small.bandwidth, whole.bandwidth, 5e-8, 0);
      }
  });
});

describe('the default of a summary', () => {
  it('is that of the data, or says that bandwidths below those of the summary may be plausible', () => {
    const data = drawn(3000, uniform, () => 0);
    const chosen = (fitted: KernelRegressor) => fitted.bandwidth[0]!;
    const h = chosen(new KernelRegressor().fit(data.x, data.y));
    const [coarse, fine] = [10, 100].map((parts) =>
      new KernelRegressor().fit(BinnedSample.from(data, { bandwidth: h / parts })),
    ) as [KernelRegressor, KernelRegressor];
    expect(Math.abs(chosen(coarse) / h - 1)).toBeGreaterThan(0.01);
    expect([coarse.bandwidthChoice?.edge, fine.bandwidthChoice?.edge]).toEqual(['low', undefined]);
    expectClose([chosen(fine)], [h], 1e-3, 0);
  });
});
