// Valid but nasty data for an estimator, each from one number: scales, ties, outliers, far clusters,
// weights over many decades and of 0, few observations, every kernel, degree and way to a bandwidth,
// windows by neighbours and robust fits among them.

import { createRandom, KernelRegressor } from '../../src/index.js';
import { kernelNames, weightKernelNames } from '../../src/kernels/createKernel.js';

type Random = ReturnType<typeof createRandom>;

/** What is fitted, and asked. */
export interface FuzzCase {
  readonly seed: number;
  readonly n: number;
  readonly d: number;
  readonly p: number;
  readonly options: Record<string, unknown>;
  /** [n, d], [n, p] and [n] */
  readonly x: number[][];
  readonly y: number[][];
  readonly weights: number[] | undefined;
  readonly groups: string[] | undefined;
  readonly isSeries: boolean;
  /** Whether some x differ by rounding only. */
  readonly isSplit: boolean;
  /** [m, d] */
  readonly queries: number[][];
}

const of = <T>(random: Random, choices: readonly T[]): T =>
  choices[random.integer(choices.length)]!;
const decade = (random: Random, low: number, high: number) => 10 ** random.uniform(low, high);

/** How one coordinate is laid out. */
const KINDS = [
  'even',
  'uniform',
  'normal',
  'ties',
  'one',
  'two',
  'outlier',
  'clusters',
  'geometric',
  'split',
  'offset',
] as const;

/** One coordinate of all observations, before its scale. */
function places(random: Random, n: number, kind: (typeof KINDS)[number]): number[] {
  const uniform = Array.from({ length: n }, () => random.uniform());
  switch (kind) {
    case 'even':
      return uniform.map((_, i) => i);
    case 'normal':
      return uniform.map(() => random.normal());
    case 'ties':
      return uniform.map((u) => Math.floor(3 * u));
    case 'one':
      return uniform.map(() => 7);
    case 'two':
      return uniform.map((u) => (u < 0.5 ? 0 : 1 / 3));
    case 'outlier':
      return uniform.map((u, i) => (i === 0 ? decade(random, 1, 16) : u));
    case 'clusters': {
      const apart = decade(random, 1, 12);
      return uniform.map((u, i) => u + apart * (i % 2));
    }
    case 'geometric':
      return uniform.map((u) => 10 ** (12 * u - 6));
    case 'split':
      return uniform.map((u, i) => (i % 3) * (1 + 1e-15 * Math.floor(4 * u)) + 0.1);
    case 'offset': {
      const from = decade(random, 3, 12);
      return uniform.map((u) => from + u);
    }
    default:
      return uniform;
  }
}

function values(random: Random, x: readonly number[][]): number[] {
  const kind = of(random, [
    'noise',
    'noise',
    'noise',
    'flat',
    'zero',
    'line',
    'spike',
    'signs',
    'offset',
    'steps',
  ]);
  const [slope, level] = [random.normal(), random.normal()];
  return x.map(([t], i) => {
    switch (kind) {
      case 'flat':
        return level;
      case 'zero':
        return 0;
      case 'line':
        return slope * t! + level;
      case 'spike':
        return i === 1 ? 1e9 : random.normal();
      case 'signs':
        return i % 2 === 0 ? 1 : -1;
      case 'offset':
        return 1e10 + random.normal();
      case 'steps':
        return i % 3;
      default:
        return Math.sin(t!) + random.normal(0, 0.3);
    }
  });
}

function weightsOf(random: Random, n: number): number[] | undefined {
  const kind = of(random, [
    'none',
    'none',
    'uniform',
    'zeros',
    'decades',
    'wild',
    'single',
    'counts',
  ]);
  if (kind === 'none') return undefined;
  const all: number[] = Array.from({ length: n }, (_, i) => {
    if (kind === 'uniform') return random.uniform(0.1, 3);
    if (kind === 'zeros') return random.integer(2);
    if (kind === 'decades') return decade(random, -12, 12);
    if (kind === 'wild') return decade(random, -290, 290);
    if (kind === 'single') return i === 0 ? 2 : 0;
    return random.integer(4);
  });
  if (!all.some((weight) => weight > 0)) all[0] = 1;
  return all;
}

/** Windows that hold some of n observations, or a share of them that is given or searched. */
function windowOf(random: Random, n: number, isSearched: boolean): object {
  const flags = { adaptive: random.uniform() < 0.3, normalize: random.uniform() < 0.7 };
  if (isSearched) return { ...flags, span: of(random, ['loo', 'loo', 'gcv', 'aicc']) };
  if (random.uniform() < 0.5) return { ...flags, span: of(random, [1e-9, 0.3, 0.5, 0.75, 1, 1.5]) };
  const distinct = random.uniform() < 0.3;
  return { ...flags, distinct, neighbours: 1 + random.integer(n) };
}

/** The case of a number. */
export function fuzzCase(seed: number): FuzzCase {
  const random = createRandom(seed);
  const n = of(random, [1, 2, 3, 4, 5, 7, 9, 12, 12, 20, 30]);
  const d = of(random, [1, 1, 1, 1, 2, 3]);
  const p = of(random, [1, 1, 1, 2]);
  let isSplit = false;
  const columns = Array.from({ length: d }, () => {
    const kind = of(random, KINDS);
    if (kind === 'split') isSplit = true;
    const scale = random.uniform() < 0.7 ? 1 : decade(random, -290, 290);
    return places(random, n, kind).map((value) => value * scale);
  });
  const raw = Array.from({ length: n }, (_, i) => columns.map((column) => column[i]!));
  const x = raw.every((row) => row.every(Number.isFinite))
    ? raw
    : raw.map((_, i) => Array(d).fill(i));
  const outputs = Array.from({ length: p }, () => {
    const scale = random.uniform() < 0.6 ? 1 : decade(random, -320, 298);
    const near = x.map((row) => row.map((value) => (Math.abs(value) < 1e6 ? value : 1)));
    return values(random, near).map((value) => value * scale);
  });
  const y = x.map((_, i) => outputs.map((output) => output[i]!));
  const range = columns.map((column) => Math.max(...column) - Math.min(...column) || 1);
  const given = random.uniform();
  const factor: number =
    given < 0.6 ? decade(random, -2, 1) : given < 0.8 ? decade(random, -9, 6) : 0;
  // A search of several dimensions takes a thousand times as long as anything else.
  const chosen =
    random.uniform() < (d > 1 ? 0.002 : 0.05)
      ? 'criterion'
      : random.uniform() < 0.05
        ? 'rule'
        : 'none';
  const bandwidth =
    chosen !== 'none'
      ? of(
          random,
          chosen === 'rule' ? ['plugin', 'silverman', 'scott'] : ['loo', 'loo', 'gcv', 'aicc'],
        )
      : range.map((each) => {
          const h = factor === 0 ? of<number>(random, [Infinity, 1e-250, 1e250]) : each * factor;
          return 1 / h < Infinity && h > 0 ? h : 1;
        });
  const degree = random.integer(d > 1 ? 3 : 4);
  const window = random.uniform() < 0.3 && chosen !== 'rule';
  const robust = random.uniform() < 0.15 && of(random, [true, { iterations: random.integer(6) }]);
  const options = {
    kernel: kernelFor(random, seed),
    degree,
    bandwidth: window ? windowOf(random, n, chosen === 'criterion') : bandwidth,
    robust,
    emptyWindow: of(random, ['nan', 'nan', 'nearest', 'throw']),
    multivariate: of(random, ['product', 'spherical']),
    method: of(random, ['auto', 'auto', 'auto', 'direct']),
  };
  const queries = Array.from({ length: 3 }, (_, q) => {
    const row = x[random.integer(n)]!;
    const away = of<number>(random, [0, 0, 0.1, 1, 1, 30, 1e6, 1e40, 1e170]);
    return row.map((value, j) => {
      const query = value + (q === 0 ? 0 : away * random.normal() * range[j]!);
      return Number.isFinite(query) ? query : value;
    });
  });
  const weights = weightsOf(random, n);
  // Both make all other calls a hundred times as slow.
  const dependence = random.uniform();
  const isChosen = typeof bandwidth === 'string' && bandwidth !== 'loo';
  const groups =
    dependence < 0.03 && !isChosen
      ? x.map(() => of(random, ['a', 'b', '__proto__', 'd', 'e']))
      : undefined;
  const isSeries = dependence > 0.998 && (typeof bandwidth !== 'string' || bandwidth === 'aicc');
  return { seed, n, d, p, options, x, y, weights, groups, isSeries, isSplit, queries };
}

const signed = kernelNames.filter((name) => !weightKernelNames.includes(name));

/** Of every fifth case a kernel of higher order. */
function kernelFor(random: Random, seed: number) {
  const name = of(random, weightKernelNames);
  return seed % 5 === 4 ? signed[Math.floor(seed / 5) % signed.length]! : name;
}

/** A fit, or what it throws. */
export function fitted({ options, x, y, weights, groups, isSeries }: FuzzCase): KernelRegressor {
  return new KernelRegressor(options).fit(x, y, {
    ...(weights && { sampleWeights: weights }),
    ...(groups && { groups }),
    ...(isSeries && { dependence: 'series' }),
  });
}
