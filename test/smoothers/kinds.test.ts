import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { resolveKernel } from '../../src/kernels/createKernel.js';
import { categoryWeight, mostOf, type Predictor } from '../../src/kernels/Predictor.js';
import { fitAt, valuesOf, variedFitAt } from '../../src/smoothers/fitAt.js';
import { meanSlope } from '../../src/smoothers/meanSlope.js';
import type { Observations } from '../../src/smoothers/Observations.js';
import { eachPull } from '../../src/smoothers/QueryDesigns.js';
import { rowsAt } from '../../src/smoothers/rowsOf.js';
import type { SmootherSpec } from '../../src/smoothers/SmootherSpec.js';
import { selfFit } from '../../src/smoothers/selfFit.js';
import { centredSample } from '../../src/smoothers/smootherSums.js';
import { supportAt } from '../../src/smoothers/supportAt.js';

const number: Predictor = { kind: 'number' };
const region: Predictor = { kind: 'category', kernel: 'aitchisonAitken', levels: 3 };
const colour: Predictor = { kind: 'category', kernel: 'liRacine', levels: 2 };
const size: Predictor = {
  kind: 'ordered',
  kernel: 'liRacine',
  levels: 4,
  positions: [0, 1, 2, 5],
};
const grade: Predictor = {
  kind: 'ordered',
  kernel: 'wangVanRyzin',
  levels: 4,
  positions: [0, 1, 2, 3],
};
const hour: Predictor = { kind: 'periodic', period: 24 };
const globe: Predictor[] = [{ kind: 'latitude' }, { kind: 'longitude' }];

/** What columns of each kind may hold. */
function entry(predictor: Predictor, random: ReturnType<typeof createRandom>): number {
  const uniform = () => random.uniform(0, 1);
  switch (predictor.kind) {
    case 'number':
      return uniform();
    case 'periodic':
      return predictor.period * uniform();
    case 'latitude':
      return 180 * uniform() - 90;
    case 'longitude':
      return 360 * uniform() - 180;
    default:
      return Math.floor(predictor.levels * uniform());
  }
}

function simulated(predictors: Predictor[], n: number, seed: number): Observations {
  const random = createRandom(seed);
  const d = predictors.length;
  const x = Float64Array.from({ length: n * d }, (_, at) => entry(predictors[at % d], random));
  const y = Float64Array.from({ length: n }, () => random.normal(0, 1));
  const weights = Float64Array.from({ length: n }, () => random.uniform(0.5, 2));
  return { n, d, p: 1, x, y, weights, predictors };
}

function spec(
  predictors: Predictor[],
  bandwidth: number[],
  degree = 0,
  kernel = 'gaussian',
  product = true,
): SmootherSpec {
  const widths = { predictors, bandwidth: Float64Array.from(bandwidth) };
  const kernelOf = resolveKernel('test', kernel as 'gaussian');
  return { ...widths, kernel: kernelOf, product, degree, method: 'auto', tolerance: 1e-13 };
}

const radians = Math.PI / 180;

/** Kilometres and bearing by the formulas of spherical trigonometry. */
function great(a: number, b: number, c: number, e: number): [north: number, east: number] {
  const [p, q, l] = [a * radians, c * radians, (e - b) * radians];
  const h = Math.sin((q - p) / 2) ** 2 + Math.cos(p) * Math.cos(q) * Math.sin(l / 2) ** 2;
  const angle = 2 * Math.atan2(Math.sqrt(h), Math.sqrt(1 - h));
  const east = Math.sin(l) * Math.cos(q);
  const north = Math.cos(p) * Math.sin(q) - Math.sin(p) * Math.cos(q) * Math.cos(l);
  const bearing = Math.atan2(east, north);
  return [6371.0088 * angle * Math.cos(bearing), 6371.0088 * angle * Math.sin(bearing)];
}

/** The local constant or line at one query by weighted least squares, pair by pair. */
function slowFit(
  { n, d, x, y, weights, predictors }: Observations,
  { bandwidth, degree, kernel, product }: SmootherSpec,
  query: number[],
): number {
  const rows: number[][] = [];
  for (let i = 0; i < n; i++) {
    const between: number[] = [];
    let weight = weights?.[i] ?? 1;
    const lengths: number[] = [];
    for (let j = 0; j < d; j++) {
      const predictor = predictors![j];
      const at = x[i * d + j];
      if (predictor.kind === 'category' || predictor.kind === 'ordered') {
        weight *= categoryWeight(predictor, bandwidth[j], query[j], at);
      } else if (predictor.kind === 'latitude') {
        const [north, east] = great(query[j], query[j + 1], at, x[i * d + j + 1]);
        if (bandwidth[j] === Infinity) continue;
        between.push(north, east);
        lengths.push(Math.hypot(north, east) / bandwidth[j]);
      } else if (predictor.kind === 'periodic') {
        const round = (((at - query[j]) % 24) + 36) % 24;
        if (bandwidth[j] === Infinity) continue;
        between.push(round - 12);
        lengths.push((round - 12) / bandwidth[j]);
      } else if (predictor.kind === 'number') {
        between.push(at - query[j]);
        lengths.push((at - query[j]) / bandwidth[j]);
      }
    }
    weight *= product
      ? lengths.reduce((all, u) => all * kernel.value(Math.abs(u)), 1)
      : kernel.value(Math.hypot(...lengths));
    rows.push([weight, y[i], 1, ...(degree > 0 ? between : [])]);
  }
  const terms = rows[0].length - 2;
  const matrix = Array.from({ length: terms }, (_, a) =>
    Array.from({ length: terms + 1 }, (_, b) =>
      rows.reduce((sum, [w, v, ...z]) => sum + w * z[a] * (b < terms ? z[b] : v), 0),
    ),
  );
  // Gauss and Jordan, with pivots.
  for (let c = 0; c < terms; c++) {
    const pivot = matrix.slice(c).reduce((a, b) => (Math.abs(b[c]) > Math.abs(a[c]) ? b : a));
    const at = matrix.indexOf(pivot);
    [matrix[c], matrix[at]] = [matrix[at], matrix[c]];
    for (let r = 0; r < terms; r++) {
      if (r === c) continue;
      const factor = matrix[r][c] / matrix[c][c];
      for (let b = c; b <= terms; b++) matrix[r][b] -= factor * matrix[c][b];
    }
  }
  return matrix[0][terms] / matrix[0][0];
}

const predicted = (observations: Observations, smoother: SmootherSpec, queries: Float64Array) =>
  valuesOf(fitAt('test', observations, smoother, queries), observations.p);

const problems: [name: string, predictors: Predictor[], bandwidth: number[]][] = [
  ['a number and a category', [number, region], [0.2, 0.3]],
  ['a category before a number, with λ = 0', [region, number], [0, 0.3]],
  ['categories alone', [region, colour, size], [0.3, 0.2, 0.5]],
  ['ordered categories', [size, number, grade], [0.4, 0.3, 0.6]],
  ['λ at its end', [region, number, colour], [2 / 3, 0.3, 0.4]],
  ['hours', [hour], [3]],
  ['hours and a number', [number, hour], [0.3, 4]],
  ['hours that do not matter', [hour, number], [Infinity, 0.3]],
  ['the globe', globe, [3000, 3000]],
  ['the globe, a number and a category', [number, ...globe, colour], [0.4, 4000, 4000, 0.3]],
];
const shapes: [kernel: string, product: boolean][] = [
  ['gaussian', true],
  ['laplace', true],
  ['tricube', false],
];

describe.each(problems)('%s', (_, predictors, bandwidth) => {
  const observations = simulated(predictors, 90, 1);
  const { n, d, x } = observations;
  const queries = simulated(predictors, 12, 2).x;
  const wide = (kernel: string) =>
    // compact windows hold enough for a line
    bandwidth.map((h, j) => (kernel === 'tricube' && !('levels' in predictors[j]) ? 3 * h : h));

  it.each(shapes)('fits as least squares do, %s, product %s', (kernel, product) => {
    for (const degree of [0, 1]) {
      const smoother = spec(predictors, wide(kernel), degree, kernel, product);
      const values = predicted(observations, smoother, queries);
      for (let q = 0; q < 12; q++) {
        const slow = slowFit(
          observations,
          smoother,
          Array.from(queries.subarray(q * d, q * d + d)),
        );
        expect(Math.abs(values[q] - slow)).toBeLessThan(1e-9 * (1 + Math.abs(slow)));
      }
    }
  });

  it('leaves out as refits do', () => {
    for (const degree of [0, 1]) {
      const smoother = spec(predictors, bandwidth, degree);
      const { looFitted, fitted } = selfFit('test', observations, smoother, true);
      const own = predicted(observations, smoother, x);
      for (let i = 0; i < n; i++) expect(Math.abs(fitted[i] - own[i])).toBeLessThan(1e-10);
      for (let i = 0; i < n; i += 7) {
        const others = Array.from({ length: n }, (_, at) => at).filter((at) => at !== i);
        const [refit] = predicted(
          rowsAt(observations, others),
          smoother,
          x.slice(i * d, i * d + d),
        );
        expect(Math.abs(looFitted[i] - refit)).toBeLessThan(1e-9 * (1 + Math.abs(refit)));
      }
    }
  });

  it('knows leverages and variances', () => {
    for (const degree of [0, 1]) {
      const smoother = spec(predictors, bandwidth, degree);
      const { leverage } = selfFit('test', observations, smoother);
      const variances = Float64Array.from({ length: n }, (_, i) => 1 + (i % 3));
      const { variance } = variedFitAt('test', observations, smoother, x, variances);
      const centred = centredSample(observations);
      eachPull(centred, smoother, x, (q, pulls) => {
        expect(Math.abs(pulls[q] - leverage[q])).toBeLessThan(1e-9);
        const sum = pulls.reduce(
          (all, l, i) => all + (l * l * variances[i]) / centred.sample.columns[i],
          0,
        );
        expect(Math.abs(variance[q] - sum)).toBeLessThan(1e-9 * sum);
      });
    }
  });

  it('has support, and merges ties', () => {
    const smoother = spec(predictors, bandwidth);
    const support = supportAt('test', observations, smoother, x);
    for (let i = 0; i < n; i++) {
      expect(support.effectiveSampleSize[i]).toBeGreaterThan(0.99);
      expect(support.nearest[i]).toBe(0);
    }
    const twice = rowsAt(
      observations,
      Array.from({ length: 2 * n }, (_, r) => r % n),
    );
    const doubled = predicted(twice, spec(predictors, bandwidth, 1), queries);
    const once = predicted(observations, spec(predictors, bandwidth, 1), queries);
    once.forEach((value, q) => {
      expect(Math.abs(doubled[q] - value)).toBeLessThan(1e-9 * (1 + Math.abs(value)));
    });
  });
});

describe('categories', () => {
  const predictors = [number, region];
  const observations = simulated(predictors, 120, 3);
  const { n, x } = observations;
  const without = { ...observations, d: 1, x: x.filter((_, at) => at % 2 === 0) };
  const places = simulated(predictors, 20, 4).x;
  const numbers = places.filter((_, at) => at % 2 === 0);
  const plain = { ...without, predictors: undefined };

  it('do not matter at the upper end of λ', () => {
    for (const degree of [0, 1, 2]) {
      const all = predicted(
        observations,
        spec(predictors, [0.2, mostOf(region as never)], degree),
        places,
      );
      const { predictors: _, ...rest } = spec([number], [0.2], degree);
      expect(Array.from(all)).toEqual(Array.from(predicted(plain, rest, numbers)));
      const near = predicted(observations, spec(predictors, [0.2, 2 / 3 - 1e-12], degree), places);
      near.forEach((value, q) => {
        expect(Math.abs(value - all[q])).toBeLessThan(1e-8);
      });
    }
  });

  it('are fitted apart for λ = 0', () => {
    const smoother = spec(predictors, [0.2, 0], 1);
    const { predictors: _, ...rest } = spec([number], [0.2], 1);
    const all = predicted(observations, smoother, places);
    numbers.forEach((at, q) => {
      const level = places[2 * q + 1];
      const rows = Array.from({ length: n }, (_, i) => i).filter((i) => x[2 * i + 1] === level);
      const [own] = predicted(rowsAt(plain, rows), rest, Float64Array.of(at));
      expect(Math.abs(all[q] - own)).toBeLessThan(1e-12 * (1 + Math.abs(own)));
    });
  });

  it('may have other labels', () => {
    const renamed = (each: Float64Array) =>
      each.map((value, at) => (at % 2 === 1 ? [2, 0, 1][value] : value));
    const smoother = spec(predictors, [0.2, 0.25], 1);
    const other = predicted({ ...observations, x: renamed(x) }, smoother, renamed(places));
    predicted(observations, smoother, places).forEach((value, q) => {
      expect(Math.abs(other[q] - value)).toBeLessThan(1e-12);
    });
  });

  it('weigh all the same for one that is not known', () => {
    const unknown = places.map((value, at) => (at % 2 === 1 ? -1 : value));
    const { predictors: _, ...rest } = spec([number], [0.2], 1);
    const marginal = predicted(plain, rest, numbers);
    predicted(observations, spec(predictors, [0.2, 0.1], 1), unknown).forEach((value, q) => {
      expect(Math.abs(value - marginal[q])).toBeLessThan(1e-12);
    });
  });

  it('weigh all the same where λ = 0 leaves no observation', () => {
    const both = [number, region, colour];
    const some = simulated(both, 60, 12);
    const rows = Array.from({ length: some.n }, (_, i) => i);
    // one observation of level 1, none of level 2
    for (const i of rows) some.x[3 * i + 1] = i === 40 ? 1 : 0;
    const apart = { ...some, x: some.x.filter((_, at) => at % 3 !== 1), d: 2 };
    const without = { ...apart, predictors: [number, colour] };
    const queries = Float64Array.of(0.1, 2, 0, 0.5, 2, 1, 0.9, 2, 0);
    const rest = queries.filter((_, at) => at % 3 !== 1);
    for (const degree of [0, 1]) {
      const strict = spec(both, [0.2, 0, 0.3], degree);
      const lenient = spec([number, colour], [0.2, 0.3], degree);
      const expected = predicted(without, lenient, rest);
      predicted(some, strict, queries).forEach((value, q) => {
        expect(Math.abs(value - expected[q])).toBeLessThan(1e-12);
      });
      const backwards = rowsAt(some, rows.slice().reverse());
      expect(Math.abs(predicted(backwards, strict, queries)[1] - expected[1])).toBeLessThan(1e-12);
      const { looFitted, leverage } = selfFit('test', some, strict, true);
      const others = rows.filter((i) => i !== 40);
      const [left] = predicted(rowsAt(without, others), lenient, apart.x.slice(80, 82));
      expect(Math.abs(looFitted[40] - left)).toBeLessThan(1e-12);
      expect(leverage[40]).toBe(1);
    }
    const windows = spec(both, [0.2, 0, 0.3], 0, 'tricube');
    expect(Array.from(predicted(some, windows, queries))).toEqual([NaN, NaN, NaN]);
    const nearest = { ...windows, emptyWindow: 'nearest' as const };
    const distances = rows.map(
      (i) => Math.abs(some.x[3 * i] - 0.5) + (some.x[3 * i + 2] !== 1 ? 1 : 0),
    );
    const closest = distances.indexOf(Math.min(...distances));
    expect(predicted(some, nearest, queries)[1]).toBeCloseTo(some.y[closest], 12);
    expect(supportAt('test', some, spec(both, [0.2, 0, 0.3]), queries).extrapolation[1]).toBe(1);
  });

  it('count pair by pair where there are hardly fewer combinations than observations', () => {
    const many: Predictor[] = [number, { kind: 'category', kernel: 'liRacine', levels: 50 }];
    const some = simulated(many, 80, 5);
    const queries = simulated(many, 10, 6).x;
    const smoother = spec(many, [0.3, 0.4], 1);
    predicted(some, smoother, queries).forEach((value, q) => {
      const slow = slowFit(some, smoother, Array.from(queries.subarray(2 * q, 2 * q + 2)));
      expect(Math.abs(value - slow)).toBeLessThan(1e-9 * (1 + Math.abs(slow)));
    });
  });

  it('are summed once for every λ, and stay right', () => {
    const first = spec(predictors, [0.2, 0.1], 1);
    selfFit('test', observations, first);
    const next = selfFit('test', observations, spec(predictors, [0.2, 0.4], 1)).looFitted;
    const fresh = { ...observations, x: x.slice() };
    const again = selfFit('test', fresh, spec(predictors, [0.2, 0.4], 1)).looFitted;
    expect(Array.from(next)).toEqual(Array.from(again));
  });

  it('have no slope, numbers beside them do', () => {
    const smoother = spec(predictors, [0.2, 0.25]);
    const slopes = meanSlope('test', observations, smoother, places);
    const step = 1e-6;
    const moved = (by: number) => places.map((value, at) => (at % 2 === 0 ? value + by : value));
    const [up, down] = [step, -step].map((by) => predicted(observations, smoother, moved(by)));
    slopes.forEach((slope, q) => {
      const difference = (up[q] - down[q]) / (2 * step);
      expect(Math.abs(slope - difference)).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
    });
  });
});

describe('circles and the globe', () => {
  it('close', () => {
    const observations = simulated([hour], 60, 7);
    for (const degree of [0, 1, 2, 3]) {
      const [a, b, c] = predicted(
        observations,
        spec([hour], [2.5], degree),
        Float64Array.of(0, 24, -48),
      );
      expect(Math.abs(a - b)).toBeLessThan(1e-10);
      expect(Math.abs(a - c)).toBeLessThan(1e-10);
    }
  });

  it('turn with the clock', () => {
    const observations = simulated([hour, number], 60, 8);
    const turned = (each: Float64Array) => each.map((value, at) => (at % 2 ? value : value + 7.3));
    const queries = simulated([hour, number], 10, 9).x;
    const smoother = spec([hour, number], [3, 0.4], 1);
    const other = predicted(
      { ...observations, x: turned(observations.x) },
      smoother,
      turned(queries),
    );
    predicted(observations, smoother, queries).forEach((value, q) => {
      expect(Math.abs(value - other[q])).toBeLessThan(1e-10);
    });
  });

  it('know the date line and the poles', () => {
    const x = Float64Array.of(10, 179.9, 10, -179.9, 90, 0, 90, 123, -90, 77);
    const y = Float64Array.of(1, 1, 5, 9, 0);
    const observations = { n: 5, d: 2, p: 1, x, y, predictors: globe };
    const queries = Float64Array.of(10, 180, 10, -180, 10, 540, 90, 45, 89.999, -60);
    const values = predicted(observations, spec(globe, [100, 100]), queries);
    for (const q of [0, 1, 2]) expect(values[q]).toBeCloseTo(1, 12);
    for (const q of [3, 4]) expect(values[q]).toBeCloseTo(7, 12);
  });

  it('turn with the globe about its axis, and about any other', () => {
    const observations = simulated(globe, 50, 10);
    const queries = simulated(globe, 10, 11).x;
    const smoother = spec(globe, [2500, 2500], 1);
    /** About the axis through 0° N 0° E, by 50°. */
    const turned = (places: Float64Array) => {
      const out = places.slice();
      for (let at = 0; at < out.length; at += 2) {
        const [p, l] = [out[at] * radians, out[at + 1] * radians];
        const [a, b, c] = [Math.cos(p) * Math.cos(l), Math.cos(p) * Math.sin(l), Math.sin(p)];
        const [cos, sin] = [Math.cos(50 * radians), Math.sin(50 * radians)];
        const [e, f] = [b * cos - c * sin, b * sin + c * cos];
        out[at] = Math.asin(f) / radians;
        out[at + 1] = Math.atan2(e, a) / radians;
      }
      return out;
    };
    const other = predicted(
      { ...observations, x: turned(observations.x) },
      smoother,
      turned(queries),
    );
    predicted(observations, smoother, queries).forEach((value, q) => {
      expect(Math.abs(value - other[q])).toBeLessThan(1e-8 * (1 + Math.abs(value)));
    });
  });
});
