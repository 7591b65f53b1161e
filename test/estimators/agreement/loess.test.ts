import { describe, expect, it } from 'vitest';
import { type Degree, loess, lowess } from '../../../src/index.js';
import { expectClose } from '../../expectClose.js';
import { readColumns } from '../../reference/readDataset.js';
import { readReference } from '../../reference/readReference.js';

// R 4.2.2. Its fits carry 15 digits: 1e-9 of the largest |y| is asked, and more of what is smooth in them.
// In one dimension R stretches windows of a span above 1 by its root; its manual, and we, by the span itself.
const spanOf = (span: number, d = 1) => (span > 1 && d === 1 ? Math.sqrt(span) : span);
const largest = (y: readonly number[]) => Math.max(...y.map(Math.abs));
const sum = (values: Iterable<number>) => Array.from(values).reduce((a, b) => a + b, 0);

/** With which weights fits at places take the observations, [m, n]: fits to all unit vectors. */
function pulls(
  x: readonly number[],
  places: readonly number[],
  options: { span: number; degree: Degree; sampleWeights?: readonly number[] },
): Float64Array[] {
  const unit = x.map((_, i) => x.map((_, j) => (i === j ? 1 : 0)));
  const rows = loess(x, unit, options).predict(places);
  return places.map((_, q) => rows.subarray(q * x.length, (q + 1) * x.length));
}

const norms = (rows: readonly Float64Array[]) =>
  rows.map((row) => Math.sqrt(sum(row.map((each) => each * each))));

/** δ₁ and δ₂, the traces of (I − H)(I − H)ᵀ and of its square. */
function deltas(hat: readonly Float64Array[]): readonly [number, number] {
  const rest = hat.map((row, i) => row.map((each, j) => (i === j ? 1 : 0) - each));
  let [one, two] = [0, 0];
  rest.forEach((a, i) => {
    for (let k = 0; k <= i; k++) {
      const b = rest[k]!;
      let product = 0;
      for (let j = 0; j < a.length; j++) product += a[j]! * b[j]!;
      if (k === i) one += product;
      two += (k === i ? 1 : 2) * product ** 2;
    }
  });
  return [one, two];
}

const cases = readReference('R_lowess_loess_robust.json').cases as any[];
const named = (kind: string, family?: string) =>
  cases
    .filter((each) => each.kind === kind && each.family === family)
    .map((each) => ({ ...each, ...readColumns(each.data, each.x, each.y) }));

describe("R's lowess", () => {
  it.each(named('lowess'))('$data f $f, $iter rounds', ({ x, y, f, iter, sorted_x, fit }) => {
    const model = lowess(x, y, { f, iterations: iter });
    expectClose(model.predict(sorted_x), fit, 1e-9, largest(y));
  });
});

describe("R's loess, gaussian", () => {
  const gaussian = named('loess', 'gaussian');

  it.each(gaussian)('$data span $span degree $degree', ({ x, y, grid, degree, ...r }) => {
    const options = { span: spanOf(r.span), degree };
    const model = loess(x, y, options);
    expectClose(model.predict(grid), r.fit, 1e-9, largest(y));
    const { standardError } = model.confidenceBand(grid, {
      method: 'standard',
      variance: 'constant',
    });
    expectClose(standardError, r.se, 1e-9, 0);
    expectClose([model.effectiveDegreesOfFreedom], [r.trace_hat], 1e-9);
    const [one, two] = deltas(pulls(x, x, options));
    const scale = Math.sqrt(sum(model.residuals.map((e) => e * e)) / one);
    const equivalent = one + 2 * model.effectiveDegreesOfFreedom - y.length;
    expectClose(
      [one, two, scale, equivalent],
      [r.one_delta, r.two_delta, r.residual_scale, r.enp],
      1e-9,
    );
  });

  it('has all cases', () => {
    expect([named('lowess').length, gaussian.length]).toEqual([36, 36]);
    expect(named('loess', 'symmetric').length).toBe(36);
  });
});

describe("R's loess, symmetric", () => {
  // R's standard errors are the norms of the last, reweighted operator times a scale: that of a plain fit
  // to pseudovalues. Ours take the last weights δ as if they had been given, so that errors have
  // variances σ²/δ, and σ² from Σδe². In the 36 cases ours are 0.790 to 1.125 times R's.
  const ratios: number[] = [];
  const symmetric = named('loess', 'symmetric');

  it.each(symmetric)('$data span $span degree $degree', ({ x, y, grid, degree, ...r }) => {
    const options = { span: spanOf(r.span), degree };
    const model = loess(x, y, { ...options, robust: true });
    expectClose(model.predict(grid), r.fit, 1e-9, largest(y));

    const robustness = Array.from(model.robustnessWeights!);
    const scale = pseudovalueScale(
      x,
      model.predict(x as number[]),
      model.residuals,
      robustness,
      options,
    );
    expectClose([scale], [r.residual_scale], 1e-9, 0);
    // Rows of weight 0 would not be counted in a window.
    const sampleWeights = robustness.map((each) => Math.max(each, 1e-100));
    const errors = norms(pulls(x, grid, { ...options, sampleWeights })).map((norm) => norm * scale);
    expectClose(errors, r.se, 1e-9, 0);

    const band = model.confidenceBand(grid, { method: 'standard', variance: 'constant' });
    ratios.push(...Array.from(band.standardError, (error, q) => error / r.se[q]));
  });

  // loess(y ~ x, weights = w, degree = 1, family = "symmetric", control = loess.control(surface = "direct"))
  it('takes residuals as they are, whatever an observation weighs', () => {
    const x = Array.from({ length: 12 }, (_, i) => i + 1);
    const y = [2, 3, 5, 4, 6, 8, 30, 9, 8, 11, 12, 11];
    const sampleWeights = [1, 3, 1, 2, 1, 3, 1, 2, 1, 3, 1, 2];
    const model = loess(x, y, { degree: 1, robust: true, sampleWeights });
    const r = [4.05697409295, 8.20754043315, 10.41423581521];
    expectClose(model.predict([3, 7, 10]), r, 1e-11);
  });

  it('has standard errors beside ours', () => {
    expect(ratios.length).toBe(sum(symmetric.map(({ grid }) => grid.length)));
    expect(Math.min(...ratios)).toBeGreaterThan(0.79);
    expect(Math.max(...ratios)).toBeLessThan(1.13);
  });
});

/** The residual scale of a robust fit in R (Cleveland, Grosse, Shyu 1992, §8.5.4). */
function pseudovalueScale(
  x: readonly number[],
  fitted: Float64Array,
  residuals: Float64Array,
  robustness: readonly number[],
  options: { span: number; degree: Degree },
): number {
  const n = x.length;
  const sizes = residuals.map(Math.abs).sort();
  const bound = 3 * (sizes[n >> 1]! + sizes[(n - 1) >> 1]!);
  const slopes = residuals.map((e, i) => (1 - 5 * (e / bound) ** 2) * Math.sqrt(robustness[i]!));
  const factor = n / sum(slopes);
  const pseudo = Array.from(fitted, (fit, i) => fit + factor * robustness[i]! * residuals[i]!);
  const left = loess(x, pseudo, options).residuals;
  const [one] = deltas(pulls(x, x, options));
  return Math.sqrt(sum(left.map((e) => e * e)) / one);
}

describe("R's loess of two predictors", () => {
  const all = readReference('R_loess_two_predictors_prestige.json').cases as any[];
  const { x: first, y } = readColumns('Prestige.csv', 'income', 'prestige');
  const { x: second } = readColumns('Prestige.csv', 'education', 'prestige');
  const x = first.map((value, i) => [value, second[i]!]);

  it.each(all)(
    'span $span degree $degree normalize $normalize $family',
    ({ span, degree, normalize, family, queries, fit }) => {
      const robust = family === 'symmetric';
      const model = loess(x, y, { span, degree, normalize, robust });
      expectClose(model.predict(queries), fit, 1e-9, largest(y));
    },
  );

  it('has all cases', () => expect(all.length).toBe(16));
});

describe("R's loess and lowess of other data", () => {
  it.each(readReference('R_stats_loess.json').cases as any[])('$name', ({ input, output }) => {
    const { x, y, degree, grid, family } = input;
    const options = { span: spanOf(input.span), degree };
    const robust = family === 'symmetric';
    const model = loess(x, y, { ...options, robust });
    expectClose(model.predict(grid), output.direct_fit, 1e-9, largest(y));
    const hat = pulls(x, x, options);
    const [one, two] = deltas(hat);
    const trace = sum(hat.map((row, i) => row[i]!));
    expectClose(
      [one, two, trace, one + 2 * trace - y.length, one ** 2 / two],
      [output.one_delta, output.two_delta, output.trace_hat, output.enp, output.direct_df_lookup],
      1e-9,
    );
    if (!robust) {
      const band = model.confidenceBand(grid, { method: 'standard', variance: 'constant' });
      expectClose(band.standardError, output.direct_se, 1e-9, 0);
    }
    const f = Math.min(1, input.span);
    const sorted = Array.from(x as number[]).sort((a, b) => a - b);
    const at = output.lowess_index_sorted_1based.map((r: number) => sorted[r - 1]);
    const plain = lowess(x, y, { f, iterations: 0 });
    expectClose(plain.predict(at), output.lowess_f, 1e-9, largest(y));
    expectClose(lowess(x, y, { f }).predict(at), output.lowess_iter3_f, 1e-9, largest(y));
  });
});
