// Estimators on nasty but valid data: every number is finite or documented, every error is one of the
// library, inputs stay as they are, powers of two change no digit, rows of weight 0 nothing at all.
//
//   NADARAYA_FUZZ=1000000   so many calls (`npm run fuzz`)
//   NADARAYA_FUZZ_FROM=5000 from the case of this number on
//   NADARAYA_FUZZ_CASE=17   the case of one number, again

import { describe, expect, it } from 'vitest';
import {
  type BandOptions,
  createKernel,
  createRandom,
  type IntervalOptions,
  type KernelName,
  KernelRegressionError,
  KernelRegressor,
} from '../../src/index.js';
import { type FuzzCase, fitted, fuzzCase } from './fuzzCase.js';

const CALLS = Number(process.env.NADARAYA_FUZZ ?? 20_000);
const FROM = Number(process.env.NADARAYA_FUZZ_FROM ?? 0);
const ONLY = process.env.NADARAYA_FUZZ_CASE;

/** What a call gave: numbers with the powers of the units of y and x that they have, or an error. */
interface Answer {
  readonly name: string;
  readonly values?: ArrayLike<number>;
  readonly error?: KernelRegressionError;
  readonly y: number;
  readonly x: number;
}

let calls = 0;

function mustEqual(found: unknown, expected: unknown, ...message: unknown[]): void {
  if (!Object.is(found, expected) && found !== expected)
    throw new Error(`${message.join(' ')}: ${found}, expected ${expected}`);
}

/** As `expect`, a hundred times as fast. */
function must(holds: boolean, ...message: unknown[]): void {
  if (!holds) throw new Error(message.join(' '));
}

function asked(
  name: string,
  call: () => ArrayLike<number> | number | undefined,
  y = 0,
  x = 0,
): Answer {
  calls++;
  try {
    const found = call();
    const values = typeof found === 'number' ? [found] : (found ?? []);
    return { name, values, y, x };
  } catch (error) {
    if (!(error instanceof KernelRegressionError)) throw error;
    must(/^.+: .+ must .+, got .+/s.test(error.message), error.message);
    return { name, error, y, x };
  }
}

const FIELDS = ['fit', 'standardError', 'lower', 'upper'];

/** A band or an interval is one call that fills several fields. */
function filled(name: string, call: () => object): Answer[] {
  let all: Record<string, Float64Array> = {};
  const first = asked(
    `${name} fit`,
    () => {
      all = call() as typeof all;
      return all.fit;
    },
    1,
  );
  if (first.error) return [first];
  const others = FIELDS.slice(1).filter((field) => all[field]);
  return [
    first,
    ...others.map((field) => ({ name: `${name} ${field}`, values: all[field]!, y: 1, x: 0 })),
  ];
}

/** All that a model says: what costs little, and some of the rest. */
function told(model: KernelRegressor, test: FuzzCase): Answer[] {
  const { queries, x, y, weights, d, p, seed } = test;
  const draws = { draws: 5 };
  const band = (name: string, options: BandOptions) => () =>
    filled(`band ${name}`, () => model.confidenceBand(queries, options));
  const interval = (name: string, options: IntervalOptions) => () =>
    filled(`interval ${name}`, () => model.predictionInterval(queries, options));
  const costly = [
    band('bayesian', {}),
    band('robust', { method: 'robust' }),
    band('standard', { method: 'standard', variance: 'hc2' }),
    band('constant', { method: 'standard', variance: 'constant', level: 0.8 }),
    band('hc3', { method: 'robust', variance: 'hc3' }),
    band('hc0', { method: 'standard', variance: 'hc0', simultaneous: d === 1 && seed % 20 === 0 }),
    band('bootstrap', { method: 'bootstrap', ...draws }),
    interval('normal', {}),
    interval('constant', { variance: 'constant', weight: 3 }),
    interval('conformal', { method: 'conformal', level: 0.7 }),
    interval('plain', { method: 'conformal', variance: 'constant', level: 0.5 }),
    () => [asked('test statistic', () => model.testAgainst('flat', draws).statistic)],
    () => [asked('test p', () => model.testAgainst('linear', draws).pValue)],
    () => [
      asked('test without', () => model.testAgainst({ without: 0 }, draws).pValue),
      asked('derivative of order 2', () => model.derivative(queries, { order: 2 }), 1, -2),
      asked('curve ends', () => model.curve({ points: 3, band: true }).map((row) => row.lower), 1),
    ],
  ];
  const singles = d === 1 && p === 1 ? queries.map(([q]) => q!) : [];
  return [
    asked('predict', () => model.predict(queries), 1),
    asked('derivative', () => model.derivative(queries), 1, -1),
    ...singles.flatMap((q) => [
      asked('predict one', () => model.predict(q), 1),
      asked('derivative one', () => model.derivative(q), 1, -1),
    ]),
    asked('residuals', () => model.residuals, 1),
    asked('looResiduals', () => model.looResiduals, 1),
    asked('leverage', () => model.leverage),
    asked('degrees of freedom', () => model.effectiveDegreesOfFreedom),
    asked('support', () => model.support(queries).effectiveSampleSize),
    asked('support degree', () => model.support(queries).degree),
    asked('bandwidth', () => model.bandwidth, 0, 1),
    asked('bandwidthAt', () => model.bandwidthAt(queries), 0, 1),
    asked('robustness', () => model.robustnessWeights),
    asked('score', () => model.score(x, y, weights ? { sampleWeights: weights } : {})),
    asked('curve', () => model.curve({ points: 3 }).map((row) => row.y), 1),
    asked('curve x', () => model.curve({ points: 3 }).map((row) => row.x), 0, 1),
    ...[0, 1].flatMap((pick) => costly[(seed + pick * 5) % costly.length]!()),
  ];
}

/** Names of what is NaN where a compact kernel has nothing in reach. */
const MAY_BE_EMPTY =
  /^(predict|derivative|residuals|looResiduals|band|interval|score|curve( ends)?$)/;
/** Names of what is NaN, both ends together, where no band can be given. */
const MAY_BE_MARKED = /^(band bayesian (standardError|lower|upper)|curve ends)$/;
/** Names of what is infinite where nothing is known. */
const MAY_BE_INFINITE = /(standardError|lower|upper|ends|bandwidth(At)?|test statistic)$/;

function expectNumbers(model: KernelRegressor, test: FuzzCase, answers: readonly Answer[]): void {
  const { options, n, d, p, queries, weights } = test;
  const counted = weights ? weights.filter((weight) => weight > 0).length : n;
  const { support, isSigned } = createKernel(options.kernel as KernelName);
  const compact = support < Infinity;
  const known = new Map(answers.map(({ name, values }) => [name, values]));
  const width: Record<string, number> = {
    leverage: n,
    support: 3,
    'support degree': 3,
    bandwidth: d,
    bandwidthAt: 3 * d,
    robustness: model.robustnessWeights ? n : 0,
    curve: 3 * p,
    'curve x': 3 * p,
    'curve ends': 3 * p,
  };
  for (const { name, values } of answers) {
    if (!values) continue;
    const single = /^(test|score|degrees)|one$/.test(name);
    const rows = /esiduals$/.test(name) ? n : queries.length;
    const expected = width[name] ?? rows * p * (name === 'derivative' ? d : 1);
    mustEqual(values.length, single ? 1 : expected, name);
    for (let at = 0; at < values.length; at++) {
      const value = values[at]!;
      const isAlone = name === 'looResiduals' && counted === 1;
      if (Number.isNaN(value)) {
        const isEmpty = MAY_BE_EMPTY.test(name) && compact && options.emptyWindow !== 'nearest';
        must(isEmpty || isAlone || MAY_BE_MARKED.test(name), name, value);
      } else if (Math.abs(value) === Infinity) must(MAY_BE_INFINITE.test(name), name, value);
      if (/^bandwidth/.test(name)) must(value > 0, name, value);
      if (name === 'robustness' || (name === 'leverage' && !isSigned))
        must(value >= 0 && value <= 1, name, value);
      if (name === 'support') must(value >= 0 && value <= counted * (1 + 1e-9), name, value);
      if (name === 'test statistic') must(value >= 0, name, value);
      if (/^test (p|without)/.test(name)) must(value > 0 && value <= 1, name, value);
      if (name === 'score') must(!(value > 1), name, value);
      if (/standardError$/.test(name)) must(!(value < 0), name, value);
      const [, band] = /^(.*) lower$/.exec(name) ?? [];
      if (band === undefined) continue;
      const [fit, upper] = [known.get(`${band} fit`)![at]!, known.get(`${band} upper`)![at]!];
      const isConformal = /conformal|plain/.test(band);
      must(Number.isNaN(value) === Number.isNaN(upper), band, value, upper);
      if (!Number.isNaN(value) && !isConformal)
        must(value <= fit && fit <= upper, band, value, fit, upper);
      const error = known.get(`${band} standardError`)?.[at];
      if (error !== undefined && error > 0 && error < Infinity)
        must(upper > value || fit + error === fit, band, value, fit, upper, error);
    }
  }
  calls++;
  let table = '';
  const { error } = asked('summary', () => {
    table = model.summary();
    return undefined;
  });
  must(!error || isSigned === true, 'summary', error?.message);
  must(!/NaN|Infinity/.test(table.replace(/^bandwidth.*$/m, '')), table);
  expectCriterion(model, test);
}

/** The criterion of a choice is what the leave-one-out residuals at it give. */
function expectCriterion(model: KernelRegressor, test: FuzzCase): void {
  const { p, n, weights, y, isSplit } = test;
  const choice = model.bandwidthChoice;
  // A search takes x that rounding has split for one place; a polynomial at h = ∞ need not.
  // That of a robust fit is of weights before the last.
  const isOther = isSplit || test.groups || test.options.robust;
  if (choice?.criterion !== 'loo' || p > 1 || isOther) return;
  const { error, values } = asked('looResiduals', () => model.looResiduals);
  if (error || !values) return;
  const heaviest = Math.max(...(weights ?? [1]));
  let [sum, total, largest] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const weight = (weights?.[i] ?? 1) / heaviest;
    if (weight === 0) continue;
    total += weight;
    sum += weight * values[i]! ** 2;
    largest = Math.max(largest, Math.abs(values[i]!), Math.abs(y[i]![0]!));
  }
  const mean = sum / total;
  if (!(largest > 1e-120 && largest < 1e120)) return;
  // Far extrapolations pass through 0 between bandwidths that are next to each other.
  const path = choice.path.reduce(
    (most, { value }) => (value < Infinity ? Math.max(most, value) : most),
    0,
  );
  // Rounding of the others, as far as a polynomial carries it out to the first and the last.
  const rounding = 1e-14 * largest * farthest(test) ** Number(test.options.degree);
  const allowed = 1e-6 * mean + 1e-12 * largest ** 2 + 1e-9 * path + rounding ** 2;
  must(Math.abs(choice.value! - mean) <= allowed, `criterion ${choice.value} and ${mean}`);
}

/** How far the first and the last x are from the others, in ranges of these; at least 1. */
function farthest({ x, weights }: FuzzCase): number {
  const places = x.filter((_, i) => weights?.[i] !== 0).map(([value]) => value!);
  places.sort((a, b) => a - b);
  const last = places.length - 1;
  const range = places[last]! - places[0]!;
  const ratios = [places[last]! - places[1]!, places[last - 1]! - places[0]!].map(
    (others) => range / others,
  );
  return Math.max(1, ...ratios.filter(Number.isFinite));
}

/** Largest and smallest size that is not 0. */
function sizes(rows: readonly number[][]): [number, number] {
  const all = rows
    .flat()
    .map(Math.abs)
    .filter((value) => value > 0);
  return all.length > 0 ? [Math.min(...all), Math.max(...all)] : [1, 1];
}

const isTooLarge = (error?: KernelRegressionError) => /64 bits/.test(error?.message ?? '');

/** The same in units of powers of two, as far as all of it stays among numbers. */
function expectScaled(test: FuzzCase, answers: readonly Answer[]): void {
  const random = createRandom(test.seed + 1);
  const { x, y, weights, options, queries } = test;
  const power = (rows: readonly number[][]): number => {
    const [least, most] = sizes(rows);
    if (least < 1e-180 || most > 1e180) return 0;
    const [low, high] = [Math.log2(1e-200 / least), Math.log2(1e200 / most)];
    return Math.round(random.uniform(Math.max(low, -400), Math.min(high, 400)));
  };
  const [a, b] = [power([...x, ...queries]), power(y)];
  const c = weights ? Math.round(random.uniform(-30, 30)) : 0;
  const times = (rows: readonly number[][], by: number) =>
    rows.map((row) => row.map((value) => value * 2 ** by));
  const bandwidth = options.bandwidth;
  const other: FuzzCase = {
    ...test,
    x: times(x, a),
    y: times(y, b),
    queries: times(queries, a),
    weights: weights?.map((weight) => weight * 2 ** c),
    options: {
      ...options,
      bandwidth: Array.isArray(bandwidth) ? bandwidth.map((h) => h * 2 ** a) : bandwidth,
    },
  };
  if (
    Array.isArray(other.options.bandwidth) &&
    other.options.bandwidth.some((h) => !(1 / h < Infinity))
  )
    return;
  // Windows by neighbours have no width of their own where a column has one value.
  const counted = x.filter((_, i) => weights?.[i] !== 0);
  const isAtOnePlace = x[0]!.some((_, j) => counted.every((row) => row[j] === counted[0]![j]));
  const { adaptive } = Object(options.bandwidth) as { adaptive?: boolean };
  if (isAtOnePlace && (adaptive || (adaptive === false && test.d > 1))) return;
  const scaled = told(fitted(other), other);
  for (const [at, { name, values, error, x: ofX, y: ofY }] of answers.entries()) {
    if (isAtOnePlace && name.startsWith('bandwidth')) continue;
    if (c !== 0 && name.startsWith('interval') && !name.includes('conformal')) continue; // of a weight
    const found = scaled[at];
    if (!found || found.name !== name) return; // an error in between
    // In other units a result may be no number of 64 bits, or be one.
    if (isTooLarge(found.error) !== isTooLarge(error)) continue;
    mustEqual(found.error?.code, error?.code, name);
    if (!values || !found.values) continue;
    const factor = ofX * a + ofY * b;
    for (let i = 0; i < values.length; i++) {
      const expected = values[i]! * 2 ** factor;
      if (
        Math.abs(expected) < 1e-290 ||
        Math.abs(values[i]!) < 1e-290 ||
        Math.abs(expected) === Infinity
      )
        continue;
      mustEqual(found.values[i], expected, name, factor);
    }
  }
}

/** The same with rows of weight 0 among the others. */
function expectUnmoved(test: FuzzCase, answers: readonly Answer[]): void {
  const random = createRandom(test.seed + 2);
  const { x, y, weights, n, d, p } = test;
  const own = weights ?? x.map(() => 1);
  const [tied, far] = [x[random.integer(n)]!, x[0]!.map(() => random.normal(0, 1e3))];
  const extra: number[][] = [tied, far];
  const other: FuzzCase = {
    ...test,
    n: n + 2,
    x: [...x, ...extra],
    y: [...y, Array(p).fill(1e30), Array(p).fill(-7)],
    weights: [...own, 0, 0],
    groups: test.groups && [...test.groups, 'a', 'alone'],
  };
  const plain = weights
    ? answers
    : told(fitted({ ...test, weights: own }), { ...test, weights: own });
  const found = told(fitted(other), other);
  for (const [at, { name, values, error }] of plain.entries()) {
    const now = found[at];
    if (!now || now.name !== name) return;
    if (/esiduals/.test(name)) continue; // of the rows themselves
    mustEqual(now.error?.code, error?.code, name);
    if (!values || !now.values) continue;
    const count = name === 'leverage' || name === 'robustness' ? n : values.length;
    for (let i = 0; i < count; i++) mustEqual(now.values[i], values[i], name, d);
  }
}

function run(seed: number): void {
  const test = fuzzCase(seed);
  const before = JSON.stringify(test);
  let model: KernelRegressor | undefined;
  const fit = asked('fit', () => {
    model = fitted(test);
    return undefined;
  });
  if (model && !fit.error) {
    const answers = told(model, test);
    expectNumbers(model, test, answers);
    const again = KernelRegressor.fromJSON(JSON.parse(JSON.stringify(model)));
    const same = asked('predict', () => again.predict(test.queries));
    expect(same.values, 'JSON').toEqual(answers[0]!.values);
    expectScaled(test, answers);
    if (seed % 3 === 0) expectUnmoved(test, answers);
  }
  mustEqual(JSON.stringify(test), before, 'inputs');
}

describe('estimators on nasty data', () => {
  it(`keep their promises in ${CALLS} calls`, { timeout: 0 }, () => {
    const seeds = ONLY ? [Number(ONLY)] : undefined;
    const failed: string[] = [];
    for (let seed = 0; seeds ? seed < seeds.length : calls < CALLS; seed++) {
      const number = seeds?.[seed] ?? FROM + seed;
      try {
        run(number);
      } catch (error) {
        if (ONLY) throw error;
        failed.push(`case ${number}: ${String((error as Error).message).split('\n')[0]}`);
        if (failed.length > 20) break;
      }
    }
    expect(failed).toEqual([]);
  });
});
