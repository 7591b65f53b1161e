// What docs/recipes claims: each estimator beside the same one written out from its definition, with no kernel sums
// and no bandwidth search, and what was measured over many samples again on fewer.

import { describe, expect, it } from 'vitest';
import {
  attentionPooling,
  createRandom,
  KernelRegressor,
  kernelRegression,
  LBFGS,
  NWKernelRegression,
  type Random,
  train,
} from '../src/index.js';
import { expectClose } from './expectClose.js';

const gaussian = (u: number): number => Math.exp(-0.5 * u * u);
const triangular = (u: number): number => Math.max(0, 1 - Math.abs(u));
const sumOf = (n: number, term: (i: number) => number): number => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += term(i);
  return sum;
};
const rootMean = (values: readonly number[]): number =>
  Math.sqrt(sumOf(values.length, (i) => values[i]! ** 2) / values.length);
const draws = (n: number, draw: (i: number) => number): number[] =>
  Array.from({ length: n }, (_, i) => draw(i));

/** A⁻¹ by Gauss and Jordan, with pivots. */
function inverse(a: readonly number[][]): number[][] {
  const n = a.length;
  const rows = a.map((row, i) => [...row, ...draws(n, (j) => (i === j ? 1 : 0))]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c; r < n; r++) if (Math.abs(rows[r]![c]!) > Math.abs(rows[pivot]![c]!)) pivot = r;
    [rows[c], rows[pivot]] = [rows[pivot]!, rows[c]!];
    rows[c] = rows[c]!.map((entry) => entry / rows[c]![c]!);
    for (let r = 0; r < n; r++) {
      const factor = rows[r]![c]!;
      if (r !== c) rows[r] = rows[r]!.map((entry, k) => entry - factor * rows[c]![k]!);
    }
  }
  return rows.map((row) => row.slice(n));
}

/** The rows of (D'WD)⁻¹D'W: what each coefficient takes of each y. */
function shares(design: readonly number[][], weights: readonly number[]): number[][] {
  const terms = design[0]!.map((_, a) => a);
  const n = design.length;
  const products = terms.map((a) =>
    terms.map((b) => sumOf(n, (i) => weights[i]! * design[i]![a]! * design[i]![b]!)),
  );
  return inverse(products).map((row) =>
    design.map((terms, i) => weights[i]! * sumOf(row.length, (a) => row[a]! * terms[a]!)),
  );
}
const times = (row: readonly number[], y: readonly number[]): number =>
  sumOf(y.length, (i) => row[i]! * y[i]!);
const leastSquares = (design: number[][], weights: number[], y: readonly number[]): number[] =>
  shares(design, weights).map((row) => times(row, y));
/** What a local polynomial on a line takes of each y. */
const localShares = (
  x: readonly number[],
  at: number,
  degree: number,
  weight: (difference: number) => number,
): number[][] => {
  const design = x.map((each) => draws(degree + 1, (power) => (each - at) ** power));
  return shares(
    design,
    x.map((each) => weight(each - at)),
  );
};

describe('varying coefficients', () => {
  const random = createRandom(1);
  const z = draws(400, () => random.uniform(0, 10));
  const x = z.map(() => random.normal(3, 1));
  const slopeAt = (t: number) => 1 + Math.cos(t / 2);
  const y = z.map((t, i) => Math.sin(t) + slopeAt(t) * x[i]! + random.normal(0, 0.3));
  const rows = x.map((each, i) => [each, z[i]!]);
  const h = 0.6;
  const places = [0, 0.3, 2, 5.1, 9, 10];
  const weightsAt = (t: number) => z.map((each) => gaussian((each - t) / h));
  const model = new KernelRegressor({ degree: 1, bandwidth: [Infinity, h] }).fit(rows, y);

  it.each(places)('are least squares with weights in z alone: z = %d', (t) => {
    const design = x.map((each, i) => [1, each, z[i]! - t]);
    const [intercept, slope, change] = leastSquares(design, weightsAt(t), y);
    for (const at of [-2, 0, 3]) {
      expectClose(model.predict([[at, t]]), [intercept! + slope! * at], 1e-10);
      expectClose(model.derivative([[at, t]]), [slope!, change!], 1e-10);
    }
  });

  it.each(places)('of degree 2 have a slope that is a local line: z = %d', (t) => {
    const quadratic = new KernelRegressor({ degree: 2, bandwidth: [Infinity, h] }).fit(rows, y);
    const design = x.map((each, i) => {
      const u = z[i]! - t;
      return [1, each, u, each * each, each * u, u * u];
    });
    const [intercept, slope, , square] = leastSquares(design, weightsAt(t), y);
    for (const at of [0, 3]) {
      const value = intercept! + slope! * at + square! * at * at;
      expectClose(quadratic.predict([[at, t]]), [value], 1e-9);
      expectClose([quadratic.derivative([[at, t]])[0]!], [slope! + 2 * square! * at], 1e-9);
    }
  });

  it('lean at an end where the slope is steep, and less with degree 2', () => {
    const noiseless = z.map((t, i) => Math.sin(t) + slopeAt(t) * x[i]!);
    const lean = ([1, 2] as const).map((degree) => {
      const exact = new KernelRegressor({ degree, bandwidth: [Infinity, h] }).fit(rows, noiseless);
      return Math.abs(exact.derivative([[3, 10]])[0]! - slopeAt(10));
    });
    expect(lean[0]).toBeGreaterThan(0.1);
    expect(lean[1]).toBeLessThan(lean[0]! / 2);
  });

  it('are found by a search', () => {
    const found = new KernelRegressor({ degree: 1 }).fit(rows, y);
    expect(found.bandwidth[0]).toBe(Infinity);
    expect(found.bandwidth[1]).toBeLessThan(1);
  });

  it('have standard errors of the slope in those of the curve', () => {
    const options = { method: 'standard', variance: 'constant' } as const;
    for (const t of places) {
      const centre = sumOf(400, (i) => x[i]! / 400);
      const band = model.confidenceBand(
        [0, 1, -1].map((step) => [centre + step, t]),
        options,
      );
      const [at, after, before] = Array.from(band.standardError);
      const error = Math.sqrt((after! ** 2 + before! ** 2) / 2 - at! ** 2);
      const design = x.map((each, i) => [1, each - centre, z[i]! - t]);
      const [intercept, slope] = shares(design, weightsAt(t)).map((row) => Math.hypot(...row));
      expectClose([error / at!], [slope! / intercept!], 1e-8);
    }
  });

  it('over coordinates of a plane and on the globe', () => {
    const places = draws(300, () => random.uniform(46, 50)).map((lat) => [
      lat,
      random.uniform(2, 8),
    ]);
    const size = places.map(() => random.uniform(-1, 1));
    const price = size.map((each, i) => places[i]![0]! / 9 + places[i]![1]! * each);
    const columns = size.map((each, i) => [each, ...places[i]!]);
    const [lat, lon] = [48.2, 4.4];
    const plane = new KernelRegressor({ degree: 1, bandwidth: [Infinity, 0.8, 0.8] });
    const steps = places.map(([a, b]) => [a! - lat, b! - lon]);
    const [, inPlane] = leastSquares(
      steps.map(([a, b], i) => [1, size[i]!, a!, b!]),
      steps.map(([a, b]) => gaussian(Math.hypot(a!, b!) / 0.8)),
      price,
    );
    plane.fit(columns, price);
    expectClose([plane.derivative([[0.3, lat, lon]])[0]!], [inPlane!], 1e-10);

    // kilometres to the north and east along the great circle, by the haversine and the bearing
    const radians = (degrees: number) => (degrees * Math.PI) / 180;
    const onGlobe = places.map(([a, b]) => {
      const [from, to, turn] = [radians(lat), radians(a!), radians(b! - lon)];
      const half = Math.sin((to - from) / 2) ** 2;
      const chord = half + Math.cos(from) * Math.cos(to) * Math.sin(turn / 2) ** 2;
      const distance = 2 * 6371.0088 * Math.asin(Math.sqrt(chord));
      const bearing = Math.atan2(
        Math.sin(turn) * Math.cos(to),
        Math.cos(from) * Math.sin(to) - Math.sin(from) * Math.cos(to) * Math.cos(turn),
      );
      return { distance, north: distance * Math.cos(bearing), east: distance * Math.sin(bearing) };
    });
    const [, slope] = leastSquares(
      onGlobe.map(({ north, east }, i) => [1, size[i]!, north / 100, east / 100]),
      onGlobe.map(({ distance }) => gaussian(distance / 80)),
      price,
    );
    const predictors = ['number', 'geographic'] as const;
    const globe = new KernelRegressor({ degree: 1, predictors, bandwidth: [Infinity, 80, 80] });
    const [at0, at1, at5] = globe.fit(columns, price).predict([0, 1, 5].map((s) => [s, lat, lon]));
    expectClose([at1! - at0!, (at5! - at0!) / 5], [slope!, slope!], 1e-9);
  });
});

describe('regression discontinuity', () => {
  // Lee's election data as polynomials: Imbens and Kalyanaraman (2012)
  const shape = (t: number) =>
    t < 0
      ? 1.27 * t + 7.18 * t ** 2 + 20.21 * t ** 3 + 21.54 * t ** 4 + 7.33 * t ** 5
      : 0.84 * t - 3 * t ** 2 + 7.99 * t ** 3 - 9.01 * t ** 4 + 3.56 * t ** 5;
  const sample = (seed: number, n: number) => {
    const random = createRandom(seed);
    return Array.from({ length: n }, () => {
      const score = random.uniform(-1, 1);
      return { score, later: shape(score) + (score < 0 ? 0 : 0.5) + random.normal(0, 0.3) };
    });
  };
  type Pupils = ReturnType<typeof sample>;
  const h = 0.4;
  const jumpOf = (pupils: Pupils, degree: 1 | 2, variance?: 'constant' | 'hc3') => {
    const { models } = kernelRegression(pupils, {
      x: 'score',
      y: 'later',
      by: ({ score }) => (score < 0 ? 'below' : 'above'),
      kernel: 'triangular',
      degree,
      bandwidth: h,
    });
    const options = { method: 'standard', ...(variance && { variance }) } as const;
    const [above, below] = ['above', 'below'].map((name) =>
      models.get(name)!.confidenceBand([0], options),
    );
    return {
      jump: above!.fit[0]! - below!.fit[0]!,
      error: Math.hypot(above!.standardError[0]!, below!.standardError[0]!),
    };
  };
  const sidesOf = (pupils: Pupils) =>
    [pupils.filter(({ score }) => score >= 0), pupils.filter(({ score }) => score < 0)].map(
      (rows) => ({ x: rows.map(({ score }) => score), y: rows.map(({ later }) => later) }),
    );
  const weight = (difference: number) => triangular(difference / h);
  const pupils = sample(1, 300);

  it.each([1, 2] as const)('is the difference of two local fits of degree %d', (degree) => {
    const [above, below] = sidesOf(pupils).map(({ x, y }) =>
      times(localShares(x, 0, degree, weight)[0]!, y),
    );
    expectClose([jumpOf(pupils, degree).jump], [above! - below!], 1e-10);
  });

  it.each([1, 2] as const)('has the standard error of both, degree %d', (degree) => {
    const variances = { constant: 0, hc3: 0 };
    for (const { x, y } of sidesOf(pupils)) {
      const at0 = localShares(x, 0, degree, weight)[0]!;
      const hat = x.map((each) => localShares(x, each, degree, weight)[0]!);
      const residuals = hat.map((row, i) => y[i]! - times(row, y));
      const freedom = sumOf(x.length, (i) => 1 - 2 * hat[i]![i]! + times(hat[i]!, hat[i]!));
      variances.constant += (times(residuals, residuals) / freedom) * times(at0, at0);
      variances.hc3 += sumOf(x.length, (i) => (at0[i]! * (residuals[i]! / (1 - hat[i]![i]!))) ** 2);
    }
    for (const variance of ['constant', 'hc3'] as const) {
      const { error } = jumpOf(pupils, degree, variance);
      expectClose([error], [Math.sqrt(variances[variance])], 1e-8);
    }
  });

  it('of degree 2 is that of degree 1 without its leading bias', () => {
    const corrected = sidesOf(pupils).map(({ x, y }) => {
      const line = localShares(x, 0, 1, weight)[0]!;
      const curvature = times(localShares(x, 0, 2, weight)[2]!, y);
      // what the line makes of a parabola
      return (
        times(line, y) -
        curvature *
          times(
            line,
            x.map((t) => t ** 2),
          )
      );
    });
    expectClose([jumpOf(pupils, 2).jump], [corrected[0]! - corrected[1]!], 1e-10);
  });

  it('holds the jump about as often as was measured', () => {
    const held = ([1, 2] as const).map((degree) =>
      sumOf(100, (seed) => {
        const { jump, error } = jumpOf(sample(1000 + seed, 500), degree);
        return Math.abs(jump - 0.5) <= 1.96 * error ? 1 / 100 : 0;
      }),
    );
    // .924 and .956 in 500 samples; two standard deviations of 100 are .05 and .04
    expect(Math.abs(held[0]! - 0.924)).toBeLessThan(0.05);
    expect(Math.abs(held[1]! - 0.956)).toBeLessThan(0.04);
  });
});

describe('a partially linear model', () => {
  const sample = (seed: number, n: number) => {
    const random = createRandom(seed);
    const x = draws(n, () => random.uniform(0, 6));
    const z = x.map((t) => Math.cos(t) + t / 3 + random.normal());
    const y = x.map((t, i) => 0.7 * z[i]! + 2 * Math.cos(t) + t + random.normal(0, 0.5));
    return { x, y, z };
  };
  const effectOf = (dy: ArrayLike<number>, dz: ArrayLike<number>) => {
    const n = dy.length;
    const squares = sumOf(n, (i) => dz[i]! ** 2);
    const beta = sumOf(n, (i) => dz[i]! * dy[i]!) / squares;
    const error = Math.sqrt(sumOf(n, (i) => (dz[i]! * (dy[i]! - beta * dz[i]!)) ** 2)) / squares;
    return { beta, error };
  };

  it("is Robinson's estimate", () => {
    const { x, y, z } = sample(1, 120);
    const models = [y, z].map((column) => new KernelRegressor({ degree: 1 }).fit(x, column));
    const left = models.map(({ bandwidth: [h] }, k) =>
      x.map((at, i) => {
        const [others, values] = [x, k === 0 ? y : z].map((all) => all.filter((_, j) => j !== i));
        const fit = localShares(others!, at, 1, (difference) => gaussian(difference / h!))[0]!;
        return (k === 0 ? y : z)[i]! - times(fit, values!);
      }),
    );
    const [dy, dz] = models.map(({ looResiduals }) => looResiduals);
    const expected = effectOf(left[0]!, left[1]!);
    const { beta, error } = effectOf(dy!, dz!);
    expectClose([beta, error], [expected.beta, expected.error], 1e-9);
    expect(Math.abs(beta - 0.7)).toBeLessThan(3 * error);
  });

  it('is near the truth with residuals that have not seen their own y, a plain line is not', () => {
    const found = {
      looResiduals: [] as number[],
      residuals: [] as number[],
      plain: [] as number[],
    };
    let held = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const { x, y, z } = sample(seed, 200);
      const [ofY, ofZ] = [y, z].map((column) =>
        new KernelRegressor({ degree: 1, bandwidth: column === y ? 0.2 : 0.6 }).fit(x, column),
      );
      for (const name of ['looResiduals', 'residuals'] as const)
        found[name].push(effectOf(ofY![name], ofZ![name]).beta - 0.7);
      const { beta, error } = effectOf(ofY!.looResiduals, ofZ!.looResiduals);
      if (Math.abs(beta - 0.7) <= 1.96 * error) held++;
      const [my, mz] = [y, z].map((column) => sumOf(200, (i) => column[i]! / 200));
      const both = effectOf(
        y.map((each) => each - my!),
        z.map((each) => each - mz!),
      );
      found.plain.push(both.beta);
    }
    const mean = (values: number[]) => sumOf(100, (i) => values[i]! / 100);
    // the mean of 100 estimates, each with a standard error of .035
    expect(Math.abs(mean(found.looResiduals))).toBeLessThan(0.0105);
    // noise of z is in y too, and each smooth takes a part of it: β tr(Rz'Ry) / tr(Rz'Rz), R = I − H
    const { x } = sample(1, 200);
    const [ofY, ofZ] = [0.2, 0.6].map((h) =>
      x.map((at, i) => {
        const fit = localShares(x, at, 1, (difference) => gaussian(difference / h))[0]!;
        return fit.map((share, j) => (i === j ? 1 : 0) - share);
      }),
    );
    const trace = (other: number[][]) => sumOf(200, (i) => times(ofZ![i]!, other[i]!));
    const expected = 0.7 * (trace(ofY!) / trace(ofZ!) - 1);
    expect(expected).toBeLessThan(-0.02);
    expect(Math.abs(mean(found.residuals) - expected)).toBeLessThan(0.0105);
    expect(held).toBeGreaterThanOrEqual(90);
    expect(mean(found.plain)).toBeGreaterThan(1.6);
  });
});

describe('a single index', () => {
  const random = createRandom(1);
  const angle = 0.6;
  const n = 150;
  const x = Array.from({ length: n }, () => [random.normal(), random.normal()] as const);
  const along = (theta: number) => x.map(([a, b]) => Math.cos(theta) * a + Math.sin(theta) * b);
  const y = along(angle).map((u) => Math.sin(2 * u) + random.normal(0, 0.3));
  /** Ichimura's criterion. */
  const criterion = (theta: number, h: number) => {
    const u = along(theta);
    const left = u.map((at, i) => {
      const weights = u.map((each, j) => (i === j ? 0 : gaussian((each - at) / h)));
      return y[i]! - times(weights, y) / sumOf(n, (j) => weights[j]!);
    });
    return times(left, left) / n;
  };
  const trained = async (start: number[][]) => {
    const net = new NWKernelRegression({ projection: start });
    const optimizer = new LBFGS(net.parameters());
    const keys = x.map(([a, b]) => [a, b]);
    const data = { queries: keys, keys, values: y, y };
    const history = await train(net, data, { optimizer, epochs: 10, excludeSelf: true });
    const [p, q] = net.parameters()[0].value.data;
    return { theta: Math.atan(q! / p!), h: 1 / Math.hypot(p!, q!), loss: history.at(-1)!.loss };
  };

  it('is the least leave-one-out error over all directions and bandwidths', async () => {
    const { theta, h, loss } = await trained([[1], [0.5]]);
    expectClose([criterion(theta, h)], [loss], 1e-10);
    for (const [turn, factor] of [[1e-3], [-1e-3], [0, 1.01], [0, 0.99]])
      expect(criterion(theta + turn!, h * (factor ?? 1))).toBeGreaterThan(loss);
    for (let turn = 0; turn < Math.PI; turn += Math.PI / 60)
      for (const width of [0.05, 0.08, 0.12, 0.18, 0.27, 0.4, 0.6])
        expect(criterion(turn, width)).toBeGreaterThan(loss);
    expect(Math.abs(theta - angle)).toBeLessThan(0.05);
  });

  it('comes from several starts', async () => {
    const first = await trained([[1], [0]]);
    const second = await trained([[-0.5], [1]]);
    expectClose([first.theta, first.h], [second.theta, second.h], 1e-4);
  });

  it('is what a loop over angles finds, with local lines too', () => {
    const angles = draws(20, (i) => (i * Math.PI) / 20);
    for (const degree of [0, 1] as const) {
      const errors = angles.map((theta) => {
        const model = new KernelRegressor({ degree, bandwidth: 'loo' }).fit(along(theta), y);
        return rootMean(Array.from(model.looResiduals));
      });
      const best = angles[errors.indexOf(Math.min(...errors))]!;
      expect(Math.abs(best - angle)).toBeLessThan(0.1);
    }
  });
});

describe('only the past', () => {
  const random = createRandom(1);
  const t = draws(120, (i) => i);
  const y = t.map((day) => 2 * Math.sin(day / 15) + random.normal(0, 0.7));
  const upTo = (last: number) => t.map((_, i) => t.map((_, j) => j <= i + last));
  const h = 4;
  const pooled = (values: number[], last: number, bandwidth = h) =>
    Array.from(attentionPooling(t, t, values, { bandwidth, mask: upTo(last) }).data);

  it('is the kernel mean of the rows so far, also that of a fit to them', () => {
    const expected = t.map((day, i) => {
      const weights = draws(i + 1, (j) => gaussian((j - day) / h));
      return times(weights, y.slice(0, i + 1)) / sumOf(i + 1, (j) => weights[j]!);
    });
    expectClose(pooled(y, 0), expected, 1e-12);
    const growing = t.map((day, i) =>
      new KernelRegressor({ degree: 0, bandwidth: h })
        .fit(t.slice(0, i + 1), y.slice(0, i + 1))
        .predict(day),
    );
    expectClose(growing, expected, 1e-12);
  });

  it('does not know what comes', () => {
    const other = y.map((value, i) => (i > 60 ? 1e6 : value));
    expect(pooled(other, 0).slice(0, 61)).toEqual(pooled(y, 0).slice(0, 61));
    expect(pooled(other, -1).slice(0, 62)).toEqual(pooled(y, -1).slice(0, 62));
    expect(pooled(y, -1)[0]).toBeNaN();
  });

  it('lags behind a slope, and local lines do not', () => {
    const line = t.map((day) => 0.1 * day);
    const lag = (bandwidth: number) => (0.1 * 100 - pooled(line, 0, bandwidth)[100]!) / 0.1;
    // centre of the weights behind the present: a sum over days, near h√(2/π) where h is many days
    const weights = draws(101, (k) => gaussian(k / 8));
    const centre = times(weights, t.slice(0, 101)) / sumOf(101, (k) => weights[k]!);
    expectClose([lag(8)], [centre], 1e-10);
    expect(Math.abs(lag(20) / (20 * Math.sqrt(2 / Math.PI)) - 1)).toBeLessThan(0.05);
    const local = new KernelRegressor({ degree: 1, bandwidth: 8 }).fit(
      t.slice(0, 101),
      line.slice(0, 101),
    );
    expectClose([local.predict(100)], [10], 1e-12);
  });

  it('a width can be learned from it', async () => {
    const learned = new NWKernelRegression({ w: 1 / h, parameterization: 'log' });
    const optimizer = new LBFGS(learned.parameters());
    const later = { queries: t.slice(1), keys: t, values: y, y: y.slice(1) };
    await train(learned, later, { optimizer, epochs: 2, mask: upTo(-1).slice(1) });
    const loss = (bandwidth: number) =>
      sumOf(119, (i) => (pooled(y, -1, bandwidth)[i + 1]! - y[i + 1]!) ** 2);
    const best = 1 / learned.w.get(0);
    expect(loss(best)).toBeLessThan(Math.min(loss(best * 0.99), loss(best * 1.01)));
    const net = new NWKernelRegression({ w: 1 / h });
    const smooth = net.forward(t, t, y, { mask: upTo(0) });
    expectClose(smooth.data, pooled(y, 0), 1e-12);
    net.backward(smooth.data);
    const step = 1e-5;
    const half = (w: number) => sumOf(120, (i) => pooled(y, 0, 1 / w)[i]! ** 2 / 2);
    const slope = (half(1 / h + step) - half(1 / h - step)) / (2 * step);
    expectClose([net.parameters()[0].grad.get(0)], [slope], 1e-6);
  });
});

describe('curves as predictors', () => {
  const random = createRandom(1);
  const n = 80;
  const waves = Array.from({ length: n }, () => [random.uniform(0.5, 2), random.normal()] as const);
  const curvesOn = (points: number) =>
    waves.map(([size, slope]) =>
      draws(points, (j) => {
        const t = j / points;
        return (size * Math.sin(2 * Math.PI * t) + slope * t) / Math.sqrt(points);
      }),
    );
  const curves = curvesOn(50);
  const y = waves.map(([size]) => size + random.normal(0, 0.1));
  const distances = curves.map((a) => curves.map((b) => Math.hypot(...a.map((v, j) => v - b[j]!))));
  const h = 0.15;
  const pooledBy = (weights: number[][]) =>
    weights.map((row) => times(row, y) / sumOf(n, (j) => row[j]!));
  const options = { degree: 0, multivariate: 'spherical' } as const;

  it.each([
    ['gaussian', gaussian],
    ['triangular', triangular],
  ] as const)('is the kernel of the distance between curves: %s', (kernel, k) => {
    const model = new KernelRegressor({ ...options, kernel, bandwidth: h }).fit(curves, y);
    const expected = pooledBy(distances.map((row) => row.map((d) => k(d / h))));
    expectClose(model.predict(curves), expected, 1e-11);
  });

  it('hardly depends on the grid', () => {
    const [coarse, fine] = [50, 100].map((points) => {
      const model = new KernelRegressor({ ...options, bandwidth: h }).fit(curvesOn(points), y);
      return Array.from(model.predict(curvesOn(points)));
    });
    expectClose(fine!, coarse!, 0.002);
  });

  it('chooses one bandwidth by leaving each out', () => {
    const model = new KernelRegressor({ ...options, bandwidth: 'loo' }).fit(curves, y);
    expect(new Set(model.bandwidth).size).toBe(1);
    const error = (width: number) => {
      const weights = distances.map((row, i) =>
        row.map((d, j) => (i === j ? 0 : gaussian(d / width))),
      );
      return rootMean(pooledBy(weights).map((fit, i) => y[i]! - fit));
    };
    const best = error(model.bandwidth[0]!);
    expectClose([rootMean(Array.from(model.looResiduals))], [best], 1e-10);
    for (let width = 0.05; width < 3; width *= 1.1)
      expect(error(width)).toBeGreaterThanOrEqual(best - 1e-9);
  });

  it('needs nothing but distances', () => {
    const none = new Float64Array(n);
    const gauss = distances.map((row) => row.map((d) => -0.5 * (d / h) ** 2));
    const expected = pooledBy(gauss.map((row) => row.map(Math.exp)));
    expectClose(attentionPooling(none, none, y, { bias: gauss }).data, expected, 1e-12);
    const compact = distances.map((row) => row.map((d) => Math.log(triangular(d / h))));
    const within = pooledBy(distances.map((row) => row.map((d) => triangular(d / h))));
    expectClose(attentionPooling(none, none, y, { bias: compact }).data, within, 1e-12);
    const left = attentionPooling(none, none, y, { bias: gauss, excludeSelf: true }).data;
    const others = gauss.map((row, i) => row.map((score, j) => (i === j ? 0 : Math.exp(score))));
    expectClose(left, pooledBy(others), 1e-12);
  });
});

describe('missing pixels', () => {
  const image = (seed: number, disc: number) => {
    const random = createRandom(seed);
    return draws(32 * 32, (i) => i).map((i) => {
      const [row, column] = [Math.floor(i / 32), i % 32];
      const inside = Math.hypot(row - 16, column - 10) < 6;
      const truth = Math.sin(row / 5) + Math.cos(column / 7) + (inside ? disc : 0);
      const gray = random.uniform(0, 1) < 0.5 ? null : truth + random.normal(0, 0.2);
      return { row, column, truth, gray };
    });
  };
  type Pixels = ReturnType<typeof image>;
  const modelOf = (pixels: Pixels, bandwidth?: number[]) =>
    kernelRegression(pixels, {
      ...{ x: ['row', 'column'], y: 'gray', missing: 'omit' },
      ...(bandwidth && { bandwidth, degree: 1 }),
    } as const);
  const filled = (pixels: Pixels) => {
    const holes = pixels.filter(({ gray }) => gray === null);
    const values = modelOf(pixels).predict(holes);
    return holes.map((hole, i) => ({ ...hole, error: values[i]! - hole.truth }));
  };

  it('are local planes of those that are there', () => {
    const pixels = image(1, 0);
    const there = pixels.filter(({ gray }) => gray !== null);
    const holes = pixels.filter(({ gray }) => gray === null).slice(0, 20);
    const h = [1.5, 2];
    const expected = holes.map((hole) => {
      const steps = there.map(({ row, column }) => [row - hole.row, column - hole.column]);
      const [value] = leastSquares(
        steps.map(([a, b]) => [1, a!, b!]),
        steps.map(([a, b]) => gaussian(a! / h[0]!) * gaussian(b! / h[1]!)),
        there.map(({ gray }) => gray!),
      );
      return value!;
    });
    expectClose(modelOf(pixels, h).predict(holes), expected, 1e-10);
  });

  it('are closer to the truth than the noise of those that were measured, edges aside', () => {
    const smooth = filled(image(1, 0)).map(({ error }) => error);
    expect(rootMean(smooth)).toBeLessThan(0.1);
    const atEdge = filled(image(1, 1)).filter(
      ({ row, column }) => Math.abs(Math.hypot(row - 16, column - 10) - 6) < 1.5,
    );
    expect(rootMean(atEdge.map(({ error }) => error))).toBeGreaterThan(0.2);
  });
});

describe('subjects at irregular times', () => {
  const truth = (t: number) => 20 + 4 * Math.sin(t / 8);
  const sample = (seed: number, visitsOf: (own: number, random: Random) => number) => {
    const random = createRandom(seed);
    return Array.from({ length: 30 }, (_, patient) => {
      const own = random.normal(0, 2);
      const visits = visitsOf(own, random);
      return Array.from({ length: visits }, () => {
        const t = random.uniform(0, 60);
        const level = truth(t) + own + random.normal(0, 1);
        return { patient, t, level: random.uniform(0, 1) < 0.1 ? null : level, share: 1 / visits };
      });
    }).flat();
  };
  const anyNumber = (_: number, random: Random) => 2 + Math.floor(random.uniform(0, 8));
  const columns = { x: 't', y: 'level', missing: 'omit', degree: 1 } as const;
  const places = [5, 15, 25, 35, 45, 55];

  it('leave whole subjects out', () => {
    const rows = sample(1, anyNumber);
    const model = kernelRegression(rows, { ...columns, groups: 'patient' });
    const there = rows.filter(({ level }) => level !== null);
    const [t, level] = [there.map((row) => row.t), there.map((row) => row.level!)];
    const error = (h: number) =>
      rootMean(
        there.map(({ patient, t: at }, i) => {
          const near = t.map((each, j) =>
            there[j]!.patient === patient ? 0 : gaussian((each - at) / h),
          );
          const [fit] = leastSquares(
            t.map((each) => [1, each - at]),
            near,
            level,
          );
          return level[i]! - fit!;
        }),
      );
    const best = error(model.bandwidth[0]!);
    for (const h of [0.5, 1, 2, 3, 4, 6, 9, 14, 20, 40])
      expect(error(h)).toBeGreaterThanOrEqual(best - 1e-9);
  });

  it('have a band that counts subjects', () => {
    const held = { groups: 0, rows: 0 };
    for (let seed = 1; seed <= 60; seed++) {
      const rows = sample(seed, anyNumber);
      for (const name of ['groups', 'rows'] as const) {
        const model = kernelRegression(rows, {
          ...{ ...columns, degree: 2, bandwidth: 6 },
          ...(name === 'groups' && { groups: 'patient' }),
        });
        const { lower, upper } = model.confidenceBand(places);
        for (const [q, t] of places.entries())
          if (lower[q]! <= truth(t) && truth(t) <= upper[q]!) held[name] += 1 / 360;
      }
    }
    expect(held.groups).toBeGreaterThan(0.95);
    expect(held.rows).toBeLessThan(0.95);
  });

  it('weigh the same by one over their visits when those who are worse come more often', () => {
    const errors = { rows: [] as number[], share: [] as number[] };
    for (let seed = 1; seed <= 60; seed++) {
      const rows = sample(seed, (own) => (own > 0 ? 9 : 3));
      for (const name of ['rows', 'share'] as const) {
        const model = kernelRegression(rows, {
          ...{ ...columns, bandwidth: 2, groups: 'patient' },
          ...(name === 'share' && { weight: 'share' }),
        } as const);
        const fits = model.predict(places);
        errors[name].push(sumOf(6, (q) => (fits[q]! - truth(places[q]!)) / 6));
      }
    }
    const mean = (values: number[]) => sumOf(60, (i) => values[i]! / 60);
    // twice as many rows above as below: (9 − 3)/(9 + 3) of the mean of |own|, 2√(2/π)
    expect(Math.abs(mean(errors.rows) - Math.sqrt(2 / Math.PI))).toBeLessThan(0.2);
    expect(Math.abs(mean(errors.share))).toBeLessThan(0.2);
  });
});
