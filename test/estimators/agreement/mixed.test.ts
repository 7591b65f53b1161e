// Numbers beside categories, as R's np and statsmodels smooth them. In np only numbers enter the local line,
// and a category weighs 1 − λ for the same and λ/(c − 1) or (1 − λ)λ^s/2 for others: 1 − λ cancels.

import { describe, expect, it } from 'vitest';
import { KernelRegressor, type KernelRegressorOptions } from '../../../src/index.js';
import { expectClose } from '../../expectClose.js';
import { readReference } from '../../reference/readReference.js';

type Options = KernelRegressorOptions & { readonly bandwidth: number[] };

const rowsOf = (columns: readonly (readonly unknown[])[]): any[][] =>
  columns[0]!.map((_, i) => columns.map((column) => column[i]));

const byName = (cases: readonly any[]): [string, any][] => cases.map((each) => [each.name, each]);

const meanSquare = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value * value, 0) / values.length;

/** The criteria by what a model tells, whoever chose its bandwidth. */
const criteria = {
  loo: (model: KernelRegressor) => meanSquare(model.looResiduals),
  aicc(model: KernelRegressor) {
    const n = model.residuals.length;
    const trace = model.effectiveDegreesOfFreedom;
    return Math.log(meanSquare(model.residuals)) + (1 + trace / n) / (1 - (trace + 2) / n);
  },
};

/** Searches, and expects a criterion that is no higher than at a bandwidth of theirs. */
function expectNoHigher(
  options: Options,
  x: any[][],
  y: number[],
  criterion: 'loo' | 'aicc',
  theirs: number,
): void {
  const found = new KernelRegressor({ ...options, bandwidth: criterion }).fit(x, y);
  const again = new KernelRegressor({ ...options, bandwidth: found.bandwidth }).fit(x, y);
  const ours = criteria[criterion](again);
  expectClose([found.bandwidthChoice!.value!], [ours], 1e-10);
  expect(ours).toBeLessThanOrEqual(theirs + 1e-9 * Math.abs(theirs));
}

describe("R's np", () => {
  const files = ['R_np_mixed_fixed_bw', 'R_np_mixed_selected', 'R_np_wage1'];
  const all: any[] = files.flatMap((file) =>
    readReference(`${file}.json`).cases.map((each: any) => ({
      ...each,
      name: `${each.name}: ${each.input.varnames.join(', ')}`,
    })),
  );
  const searched = all.filter(({ input }) => input.bwmethod);

  const kernels: Record<string, any> = {
    aitchisonaitken: 'aitchisonAitken',
    liracine: 'liRacine',
    wangvanryzin: 'wangVanRyzin',
  };
  /** The same model: factors by their levels, and np's Epanechnikov kernel with its support of √5. */
  const same = ({ input }: any): { x: any[][]; options: Options } => {
    const { vartypes, levels, bw, ckertype, ckerorder } = input;
    const isFactor = (j: number) => vartypes[j] !== 'c';
    const columns = input.X_columns.map((column: number[], j: number) =>
      isFactor(j) ? column.map((code) => levels[j][code - 1]) : column,
    );
    const predictors = vartypes.map((type: string, j: number) =>
      type === 'c'
        ? 'number'
        : {
            kind: type === 'u' ? 'category' : 'ordered',
            levels: levels[j],
            kernel: kernels[type === 'u' ? input.ukertype : input.okertype],
          },
    );
    const wider = ckertype === 'epanechnikov' ? Math.sqrt(5) : 1;
    const bandwidth = bw.map((h: number, j: number) => (isFactor(j) ? h : h * wider));
    const degree = input.regtype === 'll' ? 1 : 0;
    return {
      x: rowsOf(columns),
      options: {
        kernel: ckerorder > 2 ? `${ckertype}${ckerorder}` : ckertype,
        degree,
        bandwidth,
        predictors,
      },
    };
  };

  it('has these cases', () => {
    expect(all).toHaveLength(15);
    expect(searched.map(({ input }) => `${input.regtype} ${input.bwmethod}`)).toEqual([
      'lc cv.ls',
      'lc cv.ls',
      'll cv.aic',
      'll cv.ls',
      'lc cv.aic',
      'll cv.aic',
    ]);
  });

  it.each(byName(all))('%s: fits and slopes', (_name, each) => {
    const { x, options } = same(each);
    const { input, output } = each;
    const model = new KernelRegressor(options).fit(x, input.y);
    expectClose(model.predict(x), output.fitted, 1e-10);
    const inside = model.residuals.map((left, i) => input.y[i] - left);
    expectClose(inside, output.fitted, 1e-10);
    const some = output.rows_1based.map((row: number) => x[row - 1]);
    const numbers = (slopes: number[]) => slopes.filter((_, j) => input.vartypes[j] === 'c');
    expectClose(model.derivative(some), output.grad_rows.flatMap(numbers), 1e-10);
  });

  // Its slope along a factor is a difference of fits, where there mostly is no observation: from the first
  // level, along an order from the level below; for the lowest to the next.
  const withFactors = all.filter(({ input }) =>
    input.vartypes.some((type: string) => type !== 'c'),
  );
  it.each(byName(withFactors))('%s: other levels at the same place', (_name, each) => {
    const { x, options } = same(each);
    const { input, output } = each;
    const model = new KernelRegressor(options).fit(x, input.y);
    const some = output.rows_1based.map((row: number) => x[row - 1]);
    input.vartypes.forEach((type: string, j: number) => {
      if (type === 'c') return;
      const [levels, isOrdered] = [input.levels[j], type === 'o'];
      const at = (level: (own: number) => number): Float64Array => {
        const moved = (row: any[]) =>
          row.map((entry, l) => (l === j ? levels[level(levels.indexOf(entry))] : entry));
        return model.predict(some.map(moved) as any[][]);
      };
      const upper = at((own) => (isOrdered ? Math.max(1, own) : own));
      const lower = at((own) => (isOrdered ? Math.max(0, own - 1) : 0));
      const steps = output.grad_rows.map((slopes: number[]) => slopes[j]);
      expectClose(
        upper.map((fit, q) => fit - lower[q]!),
        steps,
        1e-10,
      );
    });
  });

  it.each(byName(searched))('%s: criterion', (_name, each) => {
    const { x, options } = same(each);
    const { input, output } = each;
    const criterion = input.bwmethod === 'cv.ls' ? 'loo' : 'aicc';
    const theirs = new KernelRegressor(options).fit(x, input.y);
    expectClose([criteria[criterion](theirs)], [output.fval], 1e-9);
    expectNoHigher(options, x, input.y, criterion, output.fval);
  });
});

describe('statsmodels', () => {
  const all: any[] = readReference('statsmodels_KernelReg_mixed.json').cases;
  // Its local lines go along categories too, as if their numbers were places.
  const cases = all.filter(
    ({ input }) => input.reg_type === 'lc' || [...input.var_type].every((type) => type === 'c'),
  );
  const searched = cases.filter(({ input }) => input.bw === 'cv_ls');

  const same = ({ input, output }: any): Options => ({
    degree: input.reg_type === 'll' ? 1 : 0,
    bandwidth: output.bw,
    predictors: Array.from(input.var_type as string, (type) =>
      type === 'c'
        ? 'number'
        : type === 'u'
          ? 'category'
          : { kind: 'ordered', kernel: 'wangVanRyzin' },
    ),
  });

  it('has these cases', () => {
    expect(all).toHaveLength(11);
    expect(cases.map(({ input }) => `${input.var_type} ${input.reg_type}`)).toEqual([
      'cc ll',
      'cc lc',
      'cc ll',
      'ccu lc',
      'cco lc',
      'ccuo lc',
      'ccc ll',
      'ccc lc',
    ]);
    expect(searched).toHaveLength(4);
  });

  it.each(byName(cases))('%s: fits and errors', (_name, each) => {
    const { input, output } = each;
    const model = new KernelRegressor(same(each)).fit(input.X, input.y);
    expectClose(model.predict(input.X), output.fitted, 1e-10);
    if (input.grid) expectClose(model.predict(input.grid), output.grid_reference_mean, 1e-10);
    expectClose([criteria.loo(model)], [output.cv_loo_reference_logspace], 1e-10);
  });

  it.each(byName(searched))('%s: criterion', (_name, each) => {
    const { input, output } = each;
    expectNoHigher(same(each), input.X, input.y, 'loo', output.cv_loo_reference_logspace);
  });
});
