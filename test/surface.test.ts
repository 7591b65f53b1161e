import { expect, expectTypeOf, it } from 'vitest';
import * as attention from '../src/attention.js';
import * as nadaraya from '../src/index.js';
import * as plot from '../src/plot.js';
import * as regression from '../src/regression.js';
import * as sql from '../src/sql.js';

it('what every entry point has: the errors', () => {
  expect(
    Object.keys(plot)
      .filter((name) => name in regression)
      .sort(),
  ).toMatchInlineSnapshot(`
    [
      "KernelRegressionError",
      "NotFittedError",
      "NumericalError",
      "OptionError",
      "ShapeError",
      "UnsupportedError",
    ]
  `);
});

it('nadaraya/regression', () => {
  expect(
    Object.keys(regression)
      .filter((name) => !(name in plot))
      .sort(),
  ).toMatchInlineSnapshot(`
    [
      "BinnedSample",
      "BinnedSample2D",
      "KernelClassifier",
      "KernelDensity",
      "KernelRegressor",
      "RegressionByGroup",
      "createKernel",
      "createRandom",
      "kernelNames",
      "kernelRegression",
      "loess",
      "lowess",
      "summarize",
      "toKernelRegressor",
    ]
  `);
});

it('nadaraya/attention', () => {
  expect(
    Object.keys(attention)
      .filter((name) => !(name in plot))
      .sort(),
  ).toMatchInlineSnapshot(`
    [
      "Adam",
      "AdamW",
      "LBFGS",
      "MultiHeadKernelRegression",
      "NWKernelRegression",
      "Parameter",
      "SGD",
      "abs",
      "add",
      "arange",
      "attentionPooling",
      "attentionPoolingBackward",
      "attentionWeights",
      "averagePooling",
      "bmm",
      "clipGradNorm",
      "clipGradValue",
      "constantSchedule",
      "cosineSchedule",
      "createKernel",
      "createRandom",
      "divide",
      "exp",
      "exponentialSchedule",
      "eye",
      "full",
      "kernelNames",
      "linspace",
      "maskedSelect",
      "matmul",
      "max",
      "mean",
      "mseLoss",
      "multiply",
      "ones",
      "power",
      "rand",
      "randn",
      "repeat",
      "repeatInterleave",
      "reshape",
      "sin",
      "softmax",
      "sort",
      "stepSchedule",
      "subtract",
      "sum",
      "tensor",
      "toNWKernelRegression",
      "toNestedArray",
      "train",
      "transpose",
      "zeros",
    ]
  `);
});

it('nadaraya/plot', () => {
  expect(
    Object.keys(plot)
      .filter((name) => !(name in regression))
      .sort(),
  ).toMatchInlineSnapshot(`
    [
      "plotAttentionWeights",
      "plotClasses",
      "plotCriterion",
      "plotDensity",
      "plotLeverage",
      "plotLoss",
      "plotPanels",
      "plotQuantiles",
      "plotRegression",
      "plotResiduals",
      "plotSlices",
      "plotSurface",
      "renderSVG",
    ]
  `);
});

it('nadaraya/sql', () => {
  expect(
    Object.keys(sql)
      .filter((name) => !(name in plot))
      .sort(),
  ).toMatchInlineSnapshot(`
    [
      "TrustedSQL",
      "sql",
      "sqlIdentifier",
      "summaryQuery",
    ]
  `);
});

it('nadaraya is all of them, what they share being the same', () => {
  expect({ ...nadaraya }).toEqual({ ...attention, ...plot, ...regression, ...sql });
  const all = new Map(Object.entries(nadaraya));
  for (const part of [attention, plot, regression, sql])
    for (const [name, value] of Object.entries(part)) expect(all.get(name), name).toBe(value);
});

it('the types users meet', () => {
  const { attentionPooling, mseLoss, NWKernelRegression, sum } = nadaraya;
  expectTypeOf(attentionPooling).parameter(0).toEqualTypeOf<nadaraya.ArrayInput>();
  expectTypeOf(attentionPooling([1], [1], [1])).toEqualTypeOf<nadaraya.Tensor>();
  expectTypeOf(sum([1])).toEqualTypeOf<number>();
  expectTypeOf(sum([1], 0)).toEqualTypeOf<nadaraya.Tensor>();
  expectTypeOf(mseLoss([1], [1]).value).toEqualTypeOf<number>();
  expectTypeOf(mseLoss([1], [1], { reduction: 'none' }).value).toEqualTypeOf<nadaraya.Tensor>();
  expectTypeOf(new NWKernelRegression().parameters()[0]).toEqualTypeOf<nadaraya.Parameter>();
  const model = new nadaraya.KernelRegressor({ bandwidth: 1 }).fit([0, 1], [0, 1]);
  type Options = nadaraya.KernelRegressorOptions;
  expectTypeOf<{ degree: 2; kernel: 'tricube' }>().toExtend<Options>();
  expectTypeOf<{ degree: 7 }>().not.toExtend<Options>();
  expectTypeOf(model.predict(1)).toEqualTypeOf<number>();
  expectTypeOf(model.predict([1])).toEqualTypeOf<Float64Array>();
  expectTypeOf(model.derivative(1)).toEqualTypeOf<number>();
  expectTypeOf(model.curve()).toEqualTypeOf<nadaraya.CurvePoint[]>();
  expectTypeOf(model.curve({ band: true })).toEqualTypeOf<nadaraya.BandPoint[]>();
  expectTypeOf<readonly number[]>().toExtend<nadaraya.ArrayInput>();
  expectTypeOf<readonly (readonly number[])[]>().toExtend<nadaraya.ArrayInput>();
  expectTypeOf<Float32Array>().toExtend<nadaraya.ArrayInput>();
  expectTypeOf<nadaraya.Tensor>().toExtend<nadaraya.ArrayInput>();
});
