// Kernels of higher order in a model: against the definition, and what does not go with weights below 0.

import { describe, expect, it } from 'vitest';
import {
  createRandom,
  KernelRegressor,
  NumericalError,
  UnsupportedError,
} from '../../src/index.js';
import { createKernel } from '../../src/kernels/createKernel.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';
import { random } from '../sums/problems.js';

type Name = 'gaussian4' | 'gaussian6' | 'gaussian8' | 'epanechnikov4';
const names: Name[] = ['gaussian4', 'gaussian6', 'gaussian8', 'epanechnikov4'];

const next = random(7);
const n = 120;
const x = Array.from({ length: n }, next);
const y = x.map((t) => Math.sin(8 * t) + next() - 0.5);
const sampleWeights = x.map(() => next() + 0.1);
const widthOf = (kernel: Name, h: number) => (kernel === 'epanechnikov4' ? 2.5 * h : h);

/** The coefficients at q by the normal equations, and how large they are beside the absolute weights. */
function defined(kernel: Name, h: number, degree: number, q: number, values = y, skip = -1) {
  const K = createKernel(kernel);
  const k = degree + 1;
  const rows = Array.from({ length: k }, () => new Array<number>(k + 1).fill(0));
  for (let i = 0; i < n; i++) {
    if (i === skip) continue;
    const u = (x[i] - q) / h;
    const weight = sampleWeights[i] * K.value(u);
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) rows[a][b] += weight * u ** (a + b);
      rows[a][k] += weight * u ** a * values[i];
    }
  }
  for (let c = 0; c < k; c++) {
    let pivot = c;
    for (let a = c; a < k; a++) if (Math.abs(rows[a][c]) > Math.abs(rows[pivot][c])) pivot = a;
    [rows[c], rows[pivot]] = [rows[pivot], rows[c]];
    for (let a = 0; a < k; a++) {
      if (a === c) continue;
      const factor = rows[a][c] / rows[c][c];
      for (let b = c; b <= k; b++) rows[a][b] -= factor * rows[c][b];
    }
  }
  return rows.map((row, a) => row[k] / row[a] / h ** a);
}

/** Relative to the result where it is large: polynomials of such kernels may be. */
const within = (degree: number) => (degree < 2 ? 1e-11 : 1e-9);

describe.each(names)('%s', (kernel) => {
  const inside = Array.from({ length: 21 }, (_, i) => 0.02 + 0.048 * i);

  it.each([0, 1, 2, 3] as const)('of degree %d is what the normal equations say', (degree) => {
    for (const h of [0.05, 0.2, 3].map((each) => widthOf(kernel, each))) {
      const model = new KernelRegressor({ kernel, bandwidth: h, degree }).fit(x, y, {
        sampleWeights,
      });
      const fits = inside.map((q) => defined(kernel, h, degree, q));
      expectClose(
        model.predict(inside),
        fits.map(([value]) => value),
        within(degree),
      );
      if (degree > 0)
        expectClose(
          model.derivative(inside),
          fits.map(([, slope]) => slope),
          within(degree),
        );
      const own = x.map((q) => defined(kernel, h, degree, q)[0]);
      const left = x.map((q, i) => y[i] - defined(kernel, h, degree, q, y, i)[0]);
      expectClose(
        model.residuals,
        y.map((value, i) => value - own[i]),
        within(degree),
      );
      expectClose(model.looResiduals, left, within(degree));
      const turned = x.map((q, i) => {
        const other = y.map((value, k) => (k === i ? value + 1 : value));
        return defined(kernel, h, degree, q, other)[0] - own[i];
      });
      expectClose(model.leverage, turned, 1e-9);
      expectClose(
        model.effectiveDegreesOfFreedom,
        turned.reduce((sum, each) => sum + each),
        1e-7,
      );
    }
  });

  it('has the slope that central differences find', () => {
    const h = widthOf(kernel, 0.1);
    const model = new KernelRegressor({ kernel, bandwidth: h }).fit(x, y, { sampleWeights });
    const step = 1e-5;
    const slopes = inside.map(
      (q) => (defined(kernel, h, 0, q + step)[0] - defined(kernel, h, 0, q - step)[0]) / (2 * step),
    );
    expectClose(model.derivative(inside), slopes, 1e-5);
  });

  it('reproduces a constant, and a line at degree 1', () => {
    const options = { kernel, bandwidth: widthOf(kernel, 0.2) } as const;
    const flat = new KernelRegressor(options).fit(
      x,
      x.map(() => 3),
    );
    expectClose(
      flat.predict(inside),
      inside.map(() => 3),
      1e-15,
    );
    const line = new KernelRegressor({ ...options, degree: 1 }).fit(
      x,
      x.map((t) => 2 - 3 * t),
    );
    expectClose(
      line.predict(inside),
      inside.map((t) => 2 - 3 * t),
      1e-10,
    );
  });

  it.each(['loo', 'gcv', 'aicc', 'auto'] as const)(
    "is searched by '%s' at degree 0",
    (bandwidth) => {
      const model = new KernelRegressor({ kernel, bandwidth }).fit(x, y);
      const { degree, value } = model.bandwidthChoice!;
      expect(degree).toBe(0);
      if (bandwidth !== 'loo') return;
      const squares = model.looResiduals.reduce((sum, r) => sum + r * r, 0) / n;
      expectClose(value!, squares, 1e-10);
      const [h] = model.bandwidth;
      for (let factor = 0.25; factor < 4; factor *= 1.05) {
        const other = new KernelRegressor({ kernel, bandwidth: h * factor }).fit(x, y);
        // an empty window has no error
        const error = other.looResiduals.reduce((sum, r) => sum + r * r, 0) / n;
        if (Number.isNaN(error)) continue;
        expect(squares).toBeLessThanOrEqual(error * (1 + 1e-9));
      }
    },
  );

  it.each(['plugin', 'silverman', 'scott'] as const)("refuses '%s' by name", (bandwidth) => {
    expectError(
      () => new KernelRegressor({ kernel, bandwidth }).fit(x, y),
      UnsupportedError,
      new RegExp(
        `secondMoment above 0 for a rule of thumb or the plug-in, got ${kernel} with .* and 0$`,
      ),
    );
  });

  it('in two dimensions, and beside a category, is what pairs say', () => {
    const K = createKernel(kernel);
    const h = widthOf(kernel, 0.5);
    const places = x.map((t, i) => [t, ((i * 0.618) % 1) * (1 + 0.1 * t)]);
    const asked = [0, 7, 30].map((i) => [places[i][0] + 0.01, places[i][1] - 0.02]);
    for (const multivariate of ['product', 'spherical'] as const) {
      const model = new KernelRegressor({ kernel, bandwidth: h, multivariate }).fit(places, y);
      const expected = asked.map((q) => {
        let [sum, total] = [0, 0];
        places.forEach((place, i) => {
          const u = place.map((t, j) => (t - q[j]) / h);
          const weight =
            multivariate === 'product' ? K.value(u[0]) * K.value(u[1]) : K.value(Math.hypot(...u));
          sum += weight * y[i];
          total += weight;
        });
        return sum / total;
      });
      expectClose(model.predict(asked), expected, 1e-11);
      const step = 1e-5;
      const up = model.predict(asked.map(([a, b]) => [a + step, b]));
      const down = model.predict(asked.map(([a, b]) => [a - step, b]));
      const slopes = model.derivative(asked).filter((_, at) => at % 2 === 0);
      expectClose(
        slopes,
        up.map((value, q) => (value - down[q]) / (2 * step)),
        1e-5,
      );
    }
    const predictors = ['number', 'category'] as const;
    const kinds = x.map((t, i) => [t, i % 3]);
    const bandwidth = [h, 0.3];
    const model = new KernelRegressor({ kernel, bandwidth, predictors }).fit(kinds, y);
    const value = model.predict([[0.4, 1]]);
    let [sum, total] = [0, 0];
    kinds.forEach(([t, level], i) => {
      const weight = K.value((t - 0.4) / h) * (level === 1 ? 1 : 0.3 / (2 * 0.7));
      sum += weight * y[i];
      total += weight;
    });
    expectClose([value].flat(), [sum / total], 1e-11);
  });

  it('has bands and intervals: standard errors are those of the weights', () => {
    const h = widthOf(kernel, 0.15);
    const model = new KernelRegressor({ kernel, bandwidth: h }).fit(x, y);
    const K = createKernel(kernel);
    const { standardError } = model.confidenceBand(inside, {
      method: 'standard',
      variance: 'constant',
    });
    const norms = inside.map((q) => {
      const weights = x.map((t) => K.value((t - q) / h));
      const total = weights.reduce((sum, w) => sum + w);
      return Math.sqrt(weights.reduce((sum, w) => sum + (w / total) ** 2, 0));
    });
    const sigma = standardError[0] / norms[0];
    expectClose(
      standardError,
      norms.map((each) => sigma * each),
      1e-10,
    );
    // σ² is what residuals leave over tr (I − H)ᵀ(I − H)
    const H = x.map((q) => {
      const weights = x.map((t) => K.value((t - q) / h));
      const total = weights.reduce((sum, w) => sum + w);
      return weights.map((w) => w / total);
    });
    let freedom = 0;
    H.forEach((row, i) => {
      row.forEach((each, j) => {
        freedom += ((i === j ? 1 : 0) - each) ** 2;
      });
    });
    const squares = model.residuals.reduce((sum, r) => sum + r * r, 0);
    expectClose(sigma, Math.sqrt(squares / freedom), 1e-10);
    const size = model.support(inside).effectiveSampleSize;
    expectClose(
      size,
      norms.map((each) => each ** -2),
      1e-10,
    );
    for (const method of ['normal', 'conformal'] as const) {
      const { lower, fit, upper } = model.predictionInterval(inside, { method });
      expect(lower.every((low, q) => low < fit[q] && fit[q] < upper[q])).toBe(true);
    }
    for (const method of ['bayesian', 'standard'] as const) {
      const band = model.confidenceBand(inside, { method, simultaneous: true });
      const alone = model.confidenceBand(inside, { method });
      expect(band.upper.every((high, q) => high > alone.upper[q])).toBe(true);
    }
    for (const method of ['robust', 'bootstrap'] as const)
      expectError(
        () => model.confidenceBand(inside, { method }),
        UnsupportedError,
        new RegExp(`method must be 'bayesian' or 'standard' .*, got '${method}' and ${kernel}`),
      );
  });

  it('goes with windows by neighbours, robust fits, groups and JSON', () => {
    const windows = { neighbours: 60 };
    for (const bandwidth of [windows, { ...windows, adaptive: true }]) {
      const model = new KernelRegressor({ kernel, bandwidth }).fit(x, y);
      expect(model.predict(inside).every(Number.isFinite)).toBe(true);
      expect(model.looResiduals.every(Number.isFinite)).toBe(true);
    }
    const h = widthOf(kernel, 0.15);
    const far = y.map((value, i) => (i === 5 ? 1000 : value));
    const robust = new KernelRegressor({ kernel, bandwidth: h, robust: true }).fit(x, far);
    expect(robust.robustnessWeights![5]).toBe(0);
    const again = KernelRegressor.fromJSON(JSON.parse(JSON.stringify(robust)));
    expectClose(again.predict(inside), robust.predict(inside), 0);
    const groups = x.map((_, i) => i % 12);
    const grouped = new KernelRegressor({ kernel, bandwidth: h }).fit(x, y, { groups });
    expect(grouped.confidenceBand(inside).standardError.every((each) => each > 0)).toBe(true);
  });
});

describe('a sum of weights of 0', () => {
  // K(1) = φ(1), K(2) = −½φ(2)
  const places = [1, 2];
  const K = createKernel('gaussian4');
  const cancelling = [1, -K.value(1) / K.value(2)];

  it('is said by name of the query', () => {
    for (const method of ['direct', 'auto', 'binned'] as const) {
      const model = new KernelRegressor({ kernel: 'gaussian4', bandwidth: 1, method });
      model.fit(places, [3, 4], { sampleWeights: cancelling });
      expectError(
        () => model.predict([1.5, 0]),
        NumericalError,
        'KernelRegressor.predict: weights of the kernel gaussian4 must not cancel, with another bandwidth they do not, got a sum of 0 for query 1',
      );
      expect(Number.isFinite(model.predict(1.5))).toBe(true);
    }
  });

  it('is said by name of the observation', () => {
    // at 0 the others cancel; the sum with its own point does not
    const model = new KernelRegressor({ kernel: 'gaussian4', bandwidth: 1 });
    model.fit([0, ...places], [1, 3, 4], { sampleWeights: [1, ...cancelling] });
    expectError(() => model.looResiduals, NumericalError, /must not cancel.*for observation 0$/);
  });
});

it('is given no bandwidth with which it has no degrees of freedom', () => {
  const draw = createRandom(13);
  for (let round = 0; round < 20; round++) {
    const n = 5 + draw.integer(6);
    const places = Array.from({ length: n }, () => draw.integer(8));
    const values = places.map(() => draw.integer(4));
    for (const kernel of ['gaussian4', 'epanechnikov4'] as const)
      for (const bandwidth of ['auto', 'gcv', 'aicc'] as const) {
        const { bandwidth: chosen } = new KernelRegressor({ kernel, bandwidth, degree: 1 }).fit(
          places,
          values,
        );
        // how much each fit takes of its own value
        const own = places.map((place, i) => {
          const unit = values.map((_, j) => (i === j ? 1 : 0));
          return new KernelRegressor({ kernel, bandwidth: chosen[0]!, degree: 1 })
            .fit(places, unit)
            .predict(place);
        });
        expect(own.reduce((a, b) => a + b)).toBeGreaterThan(0);
      }
  }
});

it('far from all observations is the nearest', () => {
  for (const kernel of ['gaussian4', 'gaussian6', 'gaussian8'] as const)
    for (const method of ['auto', 'direct', 'binned'] as const) {
      const model = new KernelRegressor({ kernel, bandwidth: 0.1, method }).fit(
        [0, 1, 5],
        [7, 8, 9],
      );
      expectClose(model.predict([-50, -1e6, -1e200, 1e3, 1e200]), [7, 7, 7, 9, 9], 1e-12);
    }
});

it('with a bandwidth without end is the mean', () => {
  for (const kernel of names) {
    const model = new KernelRegressor({ kernel, bandwidth: Infinity }).fit(x, y);
    expectClose(
      model.predict(0.3),
      y.reduce((sum, each) => sum + each / n, 0),
      1e-12,
    );
  }
});
