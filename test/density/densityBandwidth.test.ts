import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import {
  type DensityBandwidthName,
  densityBandwidth,
  densityBandwidthNames,
  rootIn,
} from '../../src/density/densityBandwidth.js';
import { NumericalError, UnsupportedError } from '../../src/errors.js';
import { builtInKernels } from '../../src/kernels/builtInKernels.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';
import { readColumns } from '../reference/readDataset.js';
import { readReference } from '../reference/readReference.js';

const { gaussian, epanechnikov, cauchy } = builtInKernels;

/** The observations of a sample, and their weights. */
function chosen(
  name: DensityBandwidthName,
  x: ArrayLike<number>,
  { weights, kernel = gaussian, d = 1 }: any = {},
) {
  const n = x.length / d;
  const observations = {
    ...{ n, d, p: 0, x: Float64Array.from(x), y: new Float64Array(0) },
    ...(weights && { weights: Float64Array.from(weights) }),
  };
  const spec = { kernel, product: true, degree: 0, method: 'auto', tolerance: 1e-12 } as const;
  return densityBandwidth('here', observations, name, spec);
}

/** A function of all pairs of different observations, added up. */
function overPairs(x: readonly number[], h: number, of: (delta: number) => number): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++)
    for (let j = 0; j < i; j++) sum += of(((x[i]! - x[j]!) / h) ** 2);
  return sum;
}

// as bandwidths.c of R writes them
const ucv = (x: readonly number[], h: number) =>
  (0.5 + overPairs(x, h, (d) => Math.exp(-d / 4) - Math.SQRT2 * 2 * Math.exp(-d / 2)) / x.length) /
  (x.length * h * Math.sqrt(Math.PI));
const bcv = (x: readonly number[], h: number) =>
  (1 + overPairs(x, h, (d) => Math.exp(-d / 4) * (d * d - 12 * d + 12)) / (32 * x.length)) /
  (2 * x.length * h * Math.sqrt(Math.PI));
function roughness(x: readonly number[], h: number, r: 2 | 3): number {
  const n = x.length;
  const term = (d: number) =>
    Math.exp(-d / 2) * (r === 2 ? d * d - 6 * d + 3 : d ** 3 - 15 * d * d + 45 * d - 15);
  const all = 2 * overPairs(x, h, term) + n * term(0);
  return Math.abs(all) / (n * (n - 1) * h ** (2 * r + 1) * Math.sqrt(2 * Math.PI));
}

const deviation = (x: readonly number[]) => {
  const mean = x.reduce((a, b) => a + b) / x.length;
  return Math.sqrt(x.reduce((sum, xi) => sum + (xi - mean) ** 2, 0) / (x.length - 1));
};
const widest = (x: readonly number[]) => 1.144 * deviation(x) * x.length ** -0.2;

/** R's tolerance of a search, a tenth of its lower end. */
const R_TOLERANCE = 0.01;

const { cases } = readReference('R_density_bandwidths.json');

describe('densityBandwidth', () => {
  for (const each of cases) {
    const x = readColumns(each.data, each.x, each.x).x;

    it(`${each.data}: rules are those of R`, () => {
      expect(x.length).toBe(each.n);
      for (const name of ['nrd0', 'nrd'] as const)
        expectClose([chosen(name, x).bandwidth[0]!], [each[name]], 1e-12, 0);
    });

    it(`${each.data}: searched bandwidths are as near as R looks, and no worse by the criterion itself`, () => {
      const high = widest(x);
      for (const [name, criterion] of [
        ['ucv', ucv],
        ['bcv', bcv],
      ] as const) {
        const { bandwidth, limit } = chosen(name, x);
        const h = bandwidth[0]!;
        expect(criterion(x, h)).toBeLessThanOrEqual(criterion(x, each[name]) + 1e-12);
        // where R ends at the lower end of its range the minimum lies below
        const isEnd = each[name] < 1.15 * 0.1 * high;
        if (!isEnd) expect(Math.abs(h - each[name])).toBeLessThan(R_TOLERANCE * high);
        if (limit === undefined)
          for (const near of [0.999, 1.001])
            expect(criterion(x, near * h)).toBeGreaterThan(criterion(x, h));
      }
      const h = chosen('sj', x).bandwidth[0]!;
      expect(Math.abs(h - each.sj_ste)).toBeLessThan(R_TOLERANCE * high);
    });

    it(`${each.data}: sj solves its equation, from sums over all pairs`, () => {
      const h = chosen('sj', x).bandwidth[0]!;
      const n = x.length;
      const sorted = [...x].sort((a, b) => a - b);
      const quantile = (p: number) => {
        const at = (n - 1) * p;
        const [a, b] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
        return a + (at % 1) * (b - a);
      };
      const scale = Math.min(deviation(x), (quantile(0.75) - quantile(0.25)) / 1.349);
      const [a, b] = [1.24 * scale * n ** (-1 / 7), 1.23 * scale * n ** (-1 / 9)];
      const factor = 1.357 * (roughness(x, a, 2) / roughness(x, b, 3)) ** (1 / 7);
      const wanted = (2 * Math.sqrt(Math.PI) * n * roughness(x, factor * h ** (5 / 7), 2)) ** -0.2;
      expectClose([wanted], [h], 1e-8, 0);
    });
  }

  const random = createRandom(5);
  const draws: Record<string, () => number> = {
    uniform: () => random.uniform(),
    lognormal: () => Math.exp(random.normal()),
    'heavy tails': () => random.normal() / random.uniform(),
    'rounded to integers': () => Math.round(random.normal(0, 5)),
    'ten clusters': () => 100 * random.integer(10) + 0.1 * random.normal(),
  };
  for (const [name, draw] of Object.entries(draws)) {
    const x = Array.from({ length: 400 }, draw);

    it(`${name}: no bandwidth of a fine grid has a lower ucv`, () => {
      const { bandwidth, limit } = chosen('ucv', x);
      const h = bandwidth[0]!;
      const low = limit === 'lower' ? h : Math.min(h, 0.1 * widest(x));
      const least = ucv(x, h);
      for (let at = low; at <= widest(x); at *= 1.05)
        expect(ucv(x, at)).toBeGreaterThan(least - 1e-8 * Math.abs(least));
    });

    it(`${name}: all scale with x, and do not see where it lies`, () => {
      for (const choice of densityBandwidthNames) {
        const h = chosen(choice, x).bandwidth[0]!;
        // a minimum is known to half of the digits of its criterion
        const tolerance = choice === 'likelihood' ? 1e-4 : 1e-6;
        const moved = x.map((xi) => 1000 * xi + 3);
        expectClose([chosen(choice, moved).bandwidth[0]!], [1000 * h], tolerance, 0);
      }
    });
  }

  it('finds the scale of clusters that is far below that of the whole', () => {
    const x = Array.from({ length: 500 }, draws['ten clusters']!);
    const h = chosen('ucv', x).bandwidth[0]!;
    expect(h).toBeGreaterThan(0.02);
    expect(h).toBeLessThan(0.15);
  });

  it('no bandwidth in the outermost cells of the grid has a lower criterion', () => {
    const normal = createRandom(4);
    for (let round = 0; round < 40; round++) {
      const x = Array.from({ length: 100 }, () => normal.normal());
      for (const [name, criterion] of [
        ['ucv', ucv],
        ['bcv', bcv],
      ] as const) {
        const { bandwidth, limit } = chosen(name, x);
        const [h] = bandwidth;
        const least = criterion(x, h!);
        for (let at = 0.8 * h!; at < h!; at += 0.01 * h!)
          expect(criterion(x, at)).toBeGreaterThan(least - 1e-12 * Math.abs(least));
        if (limit === 'upper') expectClose(bandwidth, [widest(x)], 1e-12);
      }
    }
  });

  it('with ties ucv ends at half the step of the values, and says so', () => {
    const x = Array.from({ length: 1000 }, () => Math.round(random.normal(0, 3)));
    const { bandwidth, limit } = chosen('ucv', x);
    expectClose(bandwidth, [0.5], 1e-12);
    expect(limit).toBe('lower');
    expect(ucv(x, 0.1)).toBeLessThan(ucv(x, 0.5)); // it would fall without end
  });

  it('where all are tied the likelihood ends at half the step of the values, and says so', () => {
    const { bandwidth, limit } = chosen('likelihood', [0, 0, 0, 0, 1, 1, 1, 2, 2, 2]);
    expectClose(bandwidth, [0.5], 1e-12);
    expect(limit).toBe('lower');
  });

  it('the likelihood has its maximum there, with every other observation', () => {
    const x = Array.from({ length: 80 }, () => random.normal());
    const logLikelihood = (h: number) =>
      x.reduce((sum, xi, i) => {
        const others = x.filter((_, j) => j !== i);
        const density = others.reduce((all, xj) => all + gaussian.value((xi - xj) / h), 0);
        return sum + Math.log(density / (others.length * h));
      }, 0);
    const h = chosen('likelihood', x).bandwidth[0]!;
    for (const near of [0.99, 1.01]) expect(logLikelihood(near * h)).toBeLessThan(logLikelihood(h));
    expect(logLikelihood(0.05 * h)).toBeLessThan(logLikelihood(h));
  });

  it('equal weights are none, whatever their unit; a weight of 0 would be no observation', () => {
    const x = Array.from({ length: 200 }, () => random.normal());
    for (const name of densityBandwidthNames) {
      const weights = x.map(() => 7);
      const plain = chosen(name, x).bandwidth;
      expectClose(
        chosen(name, x, { weights }).bandwidth,
        plain,
        name === 'nrd' || name === 'nrd0' ? 0.02 : 1e-6,
        0,
      );
    }
  });

  it('of other kernels h is as smooth: (R/μ₂²)^(1/5) times as wide', () => {
    const x = Array.from({ length: 200 }, () => random.normal());
    const ratio = (0.6 / 0.2 ** 2 / (0.5 / Math.sqrt(Math.PI))) ** 0.2;
    for (const name of ['nrd0', 'nrd', 'ucv', 'bcv', 'sj'] as const)
      expectClose(
        chosen(name, x, { kernel: epanechnikov }).bandwidth,
        [ratio * chosen(name, x).bandwidth[0]!],
        1e-12,
        0,
      );
    for (const name of ['nrd', 'sj'] as const)
      expectError(() => chosen(name, x, { kernel: cauchy }), UnsupportedError, /secondMoment/);
    expect(chosen('likelihood', x, { kernel: cauchy }).bandwidth[0]).toBeGreaterThan(0);
  });

  it('in several dimensions there are the rules and the likelihood', () => {
    const x = Array.from({ length: 600 }, () => random.normal());
    const [a, b] = chosen('nrd', x, { d: 2 }).bandwidth;
    const column = (j: number) => x.filter((_, at) => at % 2 === j);
    for (const [h, own] of [
      [a, column(0)],
      [b, column(1)],
    ] as const) {
      expect(h!).toBeLessThanOrEqual(deviation(own) * 300 ** (-1 / 6) * (1 + 1e-12));
      expect(h!).toBeGreaterThan(0.8 * deviation(own) * 300 ** (-1 / 6));
    }
    const likely = chosen('likelihood', x, { d: 2 }).bandwidth;
    expect(likely.length).toBe(2);
    for (const h of likely) expect(h).toBeGreaterThan(0.1);
    for (const name of ['sj', 'ucv', 'bcv'] as const)
      expectError(
        () => chosen(name, x, { d: 2 }),
        UnsupportedError,
        `here: bandwidth must be 'auto', 'nrd0', 'nrd', 'likelihood' or given in several dimensions, got ${name}`,
      );
  });

  it('in several dimensions auto is no wider than either of the likelihood and the rule', () => {
    const tails = Array.from({ length: 400 }, draws['heavy tails']!);
    const clusters = Array.from({ length: 400 }, () => 8 * random.integer(2) + random.normal());
    for (const x of [tails, clusters]) {
      const [auto, likely, rule] = (['auto', 'likelihood', 'nrd'] as const).map(
        (name) => chosen(name, x, { d: 2 }).bandwidth,
      );
      expect(auto).toEqual(likely!.map((h, j) => Math.min(h, rule![j]!)));
    }
    expect(chosen('auto', clusters).bandwidth).toEqual(chosen('sj', clusters).bandwidth);
  });

  it('of many observations auto looks at some, with much the same outcome', () => {
    const x = Array.from({ length: 6000 }, () => 8 * random.integer(2) + random.normal());
    const [auto, likely] = (['auto', 'likelihood'] as const).map(
      (name) => chosen(name, x, { d: 2 }).bandwidth,
    );
    for (const [j, h] of likely!.entries())
      expect(Math.abs(Math.log(auto![j]! / h))).toBeLessThan(0.25);
  });

  it('one value alone tells no bandwidth; nrd0 takes its size, as R does', () => {
    for (const name of ['auto', 'nrd', 'ucv', 'bcv', 'sj', 'likelihood'] as const)
      expectError(() => chosen(name, [4, 4, 4]), NumericalError, /at least 2 different values/);
    expectClose(chosen('nrd0', [4, 4, 4]).bandwidth, [0.9 * 4 * 3 ** -0.2], 1e-12, 0);
    expectClose(chosen('nrd0', [0]).bandwidth, [0.9], 1e-12, 0);
  });

  it('few observations, and one far from all others', () => {
    const near = Array.from({ length: 300 }, () => random.uniform());
    for (const name of densityBandwidthNames) {
      for (const few of [
        [0, 1],
        [0, 0, 1],
        [3, 3, 3, 3, 4],
      ]) {
        const h = chosen(name, few).bandwidth[0]!;
        expect(h > 0 && h < 10, `${name} of ${few}: ${h}`).toBe(true);
      }
      const h = chosen(name, [...near, 1e12]).bandwidth[0]!;
      expect(h > 0 && h < 1e13, `${name}: ${h}`).toBe(true);
      if (name === 'sj' || name === 'ucv') expect(h).toBeLessThan(1);
    }
  });

  it('of values on a wide grid sj shows no spikes, as little as ucv', () => {
    const rolls = Array.from({ length: 500 }, () => 1 + random.integer(6));
    for (const name of ['sj', 'ucv'] as const) {
      expect(chosen(name, rolls)).toEqual({ bandwidth: Float64Array.of(0.5), limit: 'lower' });
    }
  });

  it('where half of the values are one the IQR is left out', () => {
    const x = [1, 2, 2, 2, 2, 2, 2, 3];
    expectClose(chosen('nrd', x).bandwidth, [1.06 * deviation(x) * 8 ** -0.2], 1e-12, 0);
    for (const name of densityBandwidthNames)
      expect(chosen(name, x).bandwidth[0]).toBeGreaterThan(0);
  });
});

describe('rootIn', () => {
  it('finds a root', () => {
    expect(rootIn((t) => Math.exp(t) - 5, -3, 4)).toBeCloseTo(Math.log(5), 12);
    expect(rootIn((t) => t ** 3, -1, 2)).toBeCloseTo(0, 3);
  });
});
