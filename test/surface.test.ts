import { expect, expectTypeOf, it } from 'vitest';
import * as nadaraya from '../src/index.js';

it('the public surface', () => {
  expect(Object.keys(nadaraya).sort()).toMatchInlineSnapshot(`
    [
      "Adam",
      "AdamW",
      "BinnedSample",
      "KernelRegressionError",
      "KernelRegressor",
      "LBFGS",
      "MultiHeadKernelRegression",
      "NWKernelRegression",
      "NotFittedError",
      "NumericalError",
      "OptionError",
      "Parameter",
      "SGD",
      "ShapeError",
      "UnsupportedError",
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
      "kernelRegression",
      "linspace",
      "maskedSelect",
      "matmul",
      "max",
      "mean",
      "mseLoss",
      "multiply",
      "ones",
      "plotAttentionWeights",
      "plotCriterion",
      "plotLoss",
      "plotRegression",
      "plotSurface",
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
      "toKernelRegressor",
      "toNWKernelRegression",
      "toNestedArray",
      "train",
      "transpose",
      "zeros",
    ]
  `);
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
