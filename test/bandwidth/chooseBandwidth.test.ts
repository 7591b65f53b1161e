import { describe, expect, it } from 'vitest';
import type { BandwidthChoiceName } from '../../src/bandwidth/BandwidthChoice.js';
import { chooseBandwidth, selectBandwidth } from '../../src/bandwidth/chooseBandwidth.js';
import { NumericalError } from '../../src/errors.js';
import { createKernel } from '../../src/kernels/createKernel.js';
import { expectError } from '../expectError.js';
import { readReference } from '../reference/readReference.js';
import { dataset, normal, observed, uniform, wishFor } from './observations.js';

const searched: readonly BandwidthChoiceName[] = ['loo', 'gcv', 'aicc'];
const choose = (observations: ReturnType<typeof observed>, parts = {}) =>
  chooseBandwidth('fit', observations, wishFor(parts));

/** y = sin 6x with noise at random x. */
function wave(n: number, seed = 1, sd = 0.3) {
  const [draw, noise] = [uniform(seed), normal(seed + 1)];
  const x = Float64Array.from({ length: n }, draw);
  return observed(
    x,
    x.map((v) => Math.sin(6 * v) + sd * noise()),
  );
}

describe('better than others', () => {
  const cases: any[] = readReference('statsmodels_negative_bandwidths.json').cases;
  it.each(cases.map((c): [string, any] => [c.name, c]))(
    'statsmodels ends at a negative bandwidth in %s: here it is positive and no worse',
    (_name, { input, output }) => {
      expect(output.bw).toBeLessThan(0);
      const data = observed(input.x, input.y);
      const { bandwidth, value, path } = choose(data);
      expect(bandwidth[0]).toBeGreaterThan(0);
      const near = path.reduce((a, b) => {
        const off = ({ bandwidth: h }: typeof a) => Math.abs(Math.log(h[0]! / -output.bw));
        return off(b) < off(a) ? b : a;
      });
      expect(value).toBeLessThanOrEqual(near.value + near.error);
    },
  );

  it('statsmodels takes the trace of the local constant fit in AICc for local linear ones too', () => {
    const found = readReference('statsmodels_KernelReg_1d.json').cases.find(
      ({ name }: any) => name === 'mcycle c ll aic',
    );
    const { X, y } = found.input;
    const { bandwidth, value } = choose(observed(X.flat(), y), { criterion: 'aicc', degree: 1 });
    const [theirs] = [found.output.bw].flat();
    // np, with the true trace, agrees with this one.
    const np = readReference('R_np_mcycle.json').cases.find(
      ({ name }: any) => name === 'mcycle ll cv.aic gaussian 2 fixed',
    );
    expect(Math.abs(bandwidth[0]! / np.output.bw - 1)).toBeLessThan(1e-6);
    expect(Math.abs(bandwidth[0]! / theirs - 1)).toBeGreaterThan(1e-3);
    expect(value).toBeCloseTo(np.output.fval, 9);
    expect(Math.abs(found.output.aic_hurvich_statsmodels_at_bw - np.output.fval)).toBeGreaterThan(
      0.01,
    );
  });

  it('a local optimum is not taken for the global one: two scales, two basins', () => {
    const noise = normal(5);
    const x = Float64Array.from({ length: 400 }, (_, i) => i / 400);
    const y = x.map((v) => Math.sin(4 * v) + 0.9 * Math.sin(150 * v) + 0.35 * noise());
    const { bandwidth, value, basins, winner } = choose(observed(x, y));
    expect(basins.length).toBeGreaterThan(1);
    const wide = basins[basins.length - 1]!;
    expect(wide.bandwidth[0]! / bandwidth[0]!).toBeGreaterThan(4);
    expect(value!).toBeLessThan(wide.value);
    expect(basins[winner]!.value).toBe(value);
  });

  it('sm stops at a bandwidth that is not the minimum', () => {
    for (const { name, input, output } of readReference('R_sm_regression.json').cases) {
      const found = choose(observed(input.x, input.y), { degree: 1 });
      const near = choose(observed(input.x, input.y), { degree: 1 }).path.reduce((a, b) =>
        Math.abs(Math.log(b.bandwidth[0]! / output.h_cv)) <
        Math.abs(Math.log(a.bandwidth[0]! / output.h_cv))
          ? b
          : a,
      );
      expect(found.value!, name).toBeLessThanOrEqual(near.value + near.error);
    }
  });

  it('an outlier in x, far from all others, leaves everything defined', () => {
    const { x, y } = wave(200);
    const far = observed([...x, 1e6], [...y, 3]);
    for (const criterion of searched)
      for (const degree of [0, 1]) {
        const { bandwidth, value } = choose(far, { criterion, degree });
        expect(value, criterion).toBeLessThan(Infinity);
        // A line extrapolated to the outlier is judged there: only leave-one-out sees that.
        if (degree === 0) expect(bandwidth[0]).toBeLessThan(1);
      }
  });
});

describe('chooseBandwidth', () => {
  it('returns the path in ascending order, with ∞ at its end', () => {
    const { path, bandwidth, edge } = choose(wave(100));
    const hs = path.map(({ bandwidth: [h] }) => h!);
    expect(hs).toEqual([...hs].sort((a, b) => a - b));
    expect(hs[hs.length - 1]).toBe(Infinity);
    expect(hs).toContain(bandwidth[0]);
    expect(edge).toBeUndefined();
    expect(hs.length).toBeGreaterThan(60);
  });

  it.each(searched)('%s of pure noise chooses ∞, and says that the edge won', (criterion) => {
    const noise = normal(3);
    const x = Float64Array.from({ length: 60 }, (_, i) => i);
    const { bandwidth, edge } = choose(
      observed(
        x,
        x.map(() => noise()),
      ),
      { criterion },
    );
    if (bandwidth[0] === Infinity) expect(edge).toBe('high');
    else expect(bandwidth[0]).toBeGreaterThan(10);
  });

  it('gives ∞ for constant x, constant y and a straight line fitted by lines', () => {
    const x = Float64Array.from({ length: 30 }, (_, i) => i * i);
    const y = x.map((v) => Math.sin(v));
    for (const criterion of searched) {
      expect([...choose(observed(y.slice().fill(2), y), { criterion }).bandwidth]).toEqual([
        Infinity,
      ]);
      expect([...choose(observed(x, x.slice().fill(7)), { criterion }).bandwidth]).toEqual([
        Infinity,
      ]);
    }
    const line = x.map((v) => 3 - 2 * v);
    expect([...choose(observed(x, line), { degree: 1 }).bandwidth]).toEqual([Infinity]);
  });

  it('serves two observations, and refuses one', () => {
    const two = choose(observed([1, 2], [5, 6]));
    expect(two.value).toBe(1);
    expect([...two.bandwidth]).toEqual([Infinity]);
    expectError(
      () => choose(observed([1], [5])),
      NumericalError,
      `fit: bandwidth 'loo' must have at least 2 observations to choose by, got 1`,
    );
    expectError(() => choose(observed([1, 2], [5, 6], [1, 0])), NumericalError, /got 1$/);
    expectError(
      () => choose(observed([1, 2, 3], [5, 6, 5]), { criterion: 'aicc' }),
      NumericalError,
      /must be defined for some bandwidth/,
    );
  });

  it('takes none where each leaves the others one polynomial through all of them', () => {
    const draw = normal(5);
    for (let sample = 0; sample < 8; sample++)
      for (const d of [1, 2])
        for (const degree of d === 1 ? [0, 1, 2, 3] : [1]) {
          const n = degree * d + 2;
          const x = Array.from({ length: n * d }, draw);
          const y = Array.from({ length: n }, draw);
          const data = { ...observed(x, y), n, d };
          const { bandwidth } = choose(data, { degree });
          expect([...bandwidth], `${n} of degree ${degree}`).toEqual(Array(d).fill(Infinity));
        }
  });

  it('refuses as many observations as leave the corrected AIC no degrees of freedom, in any unit of x', () => {
    const x = [1, 2, 4, 7, 8, 10];
    const y = [1, 3, 2, 5, 4, 1];
    for (const unit of [1, 3, 3.7, 7, 10, 100, 0.01])
      for (const degree of [0, 1, 2, 3]) {
        const own = x.slice(0, degree + 3).map((each) => each * unit);
        const data = observed(own, y.slice(0, degree + 3));
        const wish = { criterion: 'aicc', degree };
        expectError(() => choose(data, wish), NumericalError, /must be defined for some bandwidth/);
      }
  });

  it('passes over bandwidths with empty windows of a compact kernel', () => {
    const x = [0, 0.1, 0.2, 0.3, 0.35, 0.5, 0.6, 1.6];
    const { path, bandwidth } = choose(
      observed(
        x,
        x.map((v) => v * v),
      ),
      {
        kernel: createKernel('epanechnikov'),
      },
    );
    expect(path[0]!.bandwidth[0]).toBeGreaterThan(1);
    expect(path.every(({ value }) => value < Infinity)).toBe(true);
    expect(bandwidth[0]).toBeGreaterThan(1);
  });

  it('takes the nearest observation where a window is empty, as the fit does, or says who rules', () => {
    const kernel = createKernel('epanechnikov');
    // The least of the criterion at 4,000 bandwidths, with the nearest observation in empty windows.
    const nearest = choose(dataset('mcycle'), { kernel, emptyWindow: 'nearest' });
    expect(nearest.bandwidth[0]).toBeCloseTo(1.5215, 3);
    expect(nearest.value).toBeCloseTo(588.97, 2);
    expect(nearest.ruledBy).toBeUndefined();
    const ruled = choose(dataset('mcycle'), { kernel });
    expect(ruled.edge).toBe('low');
    expect(ruled.ruledBy).toEqual({ x: 57.6, distance: expect.closeTo(2.2, 12) });
  });

  it('the plateau of the uniform kernel up to ∞ is its end', () => {
    // From h = 5 on all others are in every window: (2·0.8² + 4·0.4²)/6, less than at any smaller h.
    const { bandwidth, edge, value } = choose(observed([0, 1, 2, 3, 4, 5], [2, 1, 1, 1, 1, 2]), {
      kernel: createKernel('uniform'),
    });
    expect([bandwidth[0], edge]).toEqual([Infinity, 'high']);
    expect(value).toBeCloseTo(0.32, 12);
  });

  it.each(['uniform', 'triangular', 'tricube', 'logistic', 'cauchy', 'laplace'] as const)(
    'searches with the %s kernel',
    (name) => {
      const { bandwidth, value, path } = choose(wave(120), { kernel: createKernel(name) });
      expect(bandwidth[0]).toBeGreaterThan(0);
      expect(value).toBeLessThanOrEqual(
        Math.min(...path.map((trial) => trial.value + trial.error)),
      );
      expect(value).toBeLessThan(0.16);
    },
  );

  it('searches local quadratics', () => {
    const { bandwidth, value } = choose(wave(150), { degree: 2 });
    expect(bandwidth[0]).toBeGreaterThan(choose(wave(150), { degree: 0 }).bandwidth[0]!);
    expect(value).toBeLessThan(0.12);
  });

  it('finds in several predictors the one that matters, and drops the other', () => {
    const [draw, noise] = [uniform(8), normal(9)];
    const n = 150;
    const x = Float64Array.from({ length: 2 * n }, draw);
    const y = Float64Array.from({ length: n }, (_, i) => Math.sin(6 * x[2 * i]!) + 0.2 * noise());
    const wish = { ...wishFor(), product: true };
    const found = chooseBandwidth('fit', { n, d: 2, p: 1, x, y }, wish);
    const alone = choose(
      observed(
        x.filter((_, i) => i % 2 === 0),
        y,
      ),
    );
    if (found.bandwidth[1]! < Infinity) expect(found.value).toBeLessThan(alone.value!);
    else expect(found.bandwidth[0]! / alone.bandwidth[0]!).toBeCloseTo(1, 3);
    expect(found.value! / alone.value!).toBeLessThan(1 + 1e-9);
  });

  it('leaves out whole groups, and single observations as groups of one', () => {
    const data = wave(60);
    const alone = { ...data, groups: Int32Array.from(data.x.keys()) };
    const single = choose(alone, { method: 'direct' });
    const plain = choose(data);
    expect(single.bandwidth[0]! / plain.bandwidth[0]!).toBeCloseTo(1, 6);
    expect(single.value! / plain.value!).toBeCloseTo(1, 10);
  });

  it('takes replicates as groups: leave-one-out alone would follow them', () => {
    const noise = normal(4);
    const x = Float64Array.from({ length: 60 }, (_, i) => Math.floor(i / 3));
    const level = Float64Array.from({ length: 20 }, () => noise());
    const y = x.map((v) => level[v]! + 0.01 * noise());
    expect(choose(observed(x, y)).bandwidth[0]).toBeLessThan(1);
    const replicates = { ...observed(x, y), groups: Int32Array.from(x) };
    expect(choose(replicates).bandwidth[0]).toBeGreaterThan(1);
  });

  it('counts several outputs alike, whatever their units', () => {
    const data = wave(80);
    const y = Float64Array.from(
      { length: 160 },
      (_, i) => data.y[i >> 1]! * (i % 2 === 0 ? 1 : 1e6),
    );
    for (const criterion of searched) {
      const both = choose({ ...data, p: 2, y } as never, { criterion });
      const one = choose(data, { criterion });
      expect(both.bandwidth[0]! / one.bandwidth[0]!).toBeCloseTo(1, 6);
    }
  });

  it('reports progress, and ends when told to', async () => {
    const data = wave(100);
    const seen: number[] = [];
    const plain = choose(data, {
      onProgress: ({ trials }: { trials: number }) => seen.push(trials),
    });
    expect(seen).toEqual(Array.from(seen, (_, i) => i + 1));
    const control = new AbortController();
    const onProgress = ({ trials }: { trials: number }) => {
      if (trials === 5) control.abort(new Error('enough'));
    };
    expect(() => choose(data, { signal: control.signal, onProgress })).toThrow('enough');
    const wish = wishFor({ signal: control.signal });
    await expect(selectBandwidth('fit', data, wish)).rejects.toThrow('enough');
    expect(await selectBandwidth('fit', data, wishFor())).toEqual(plain);
  });

  it('lets others run while it searches', async () => {
    const control = new AbortController();
    setTimeout(() => control.abort(new Error('later')), 1);
    const wish = wishFor({ signal: control.signal, kernel: createKernel('laplace') });
    await expect(selectBandwidth('fit', wave(3000), wish)).rejects.toThrow('later');
  });

  it.each(['mcycle', 'faithful', 'lidar'])('%s: rules have no path', (name) => {
    for (const criterion of ['plugin', 'silverman', 'scott'] as const) {
      const { bandwidth, path, value, winner } = choose(dataset(name), { criterion });
      expect(bandwidth[0]).toBeGreaterThan(0);
      expect([path.length, value, winner]).toEqual([0, undefined, -1]);
    }
  });

  it('does not change what it is given', () => {
    const data = observed([3, 1, 2, 5, 4], [1, 2, 3, 4, 5], [1, 2, 0, 1, 1]);
    const copy = structuredClone(data);
    for (const criterion of searched) choose(data, { criterion, method: 'auto' });
    expect(data).toEqual(copy);
  });
});
