import { describe, expect, it } from 'vitest';
import {
  attentionPooling,
  attentionWeights,
  averagePooling,
  eye,
  maskedSelect,
  mseLoss,
  NWKernelRegression,
  repeat,
  reshape,
  SGD,
  subtract,
  type Tensor,
  tensor,
  toNestedArray,
} from '../../src/index.js';
import { expectClose } from '../expectClose.js';
import { readReference } from './readReference.js';

type Numbers = number[] | Float32Array;

/** The chapter's training loop, word for word: a row of n − 1 keys for every query. */
function trainChapter(x: Numbers, y: Numbers, w0: number, lr: number, epochs: number) {
  const n = x.length;
  const others = (t: Numbers): Tensor => {
    const mask = toNestedArray(subtract(1, eye(n))) as number[][];
    const keep = mask.map((row) => row.map((entry) => entry === 1));
    return reshape(maskedSelect(repeat(t, [n, 1]), keep), [n, -1]);
  };
  const [keys, values] = [others(x), others(y)];
  const net = new NWKernelRegression({ w: w0 });
  const optimizer = new SGD(net.parameters(), { lr });
  const w = [w0];
  const losses: number[] = [];
  const gradients: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    optimizer.zeroGrad();
    const loss = mseLoss(net.forward(x, keys, values), y, { reduction: 'sum' });
    net.backward(loss.grad);
    optimizer.step();
    losses.push(loss.value);
    gradients.push(net.parameters()[0].grad.get(0) as number);
    w.push(net.parameters()[0].value.get(0) as number);
  }
  const yHatLoo = net.forward(x, keys, values);
  const lossAfter = mseLoss(yHatLoo, y, { reduction: 'sum' }).value;
  return { net, w, losses, gradients, yHatLoo, lossAfter };
}

function expectChapter(
  input: any,
  output: any,
  x: Numbers,
  y: Numbers,
  tolerance: number,
  wTolerance: number,
): void {
  const { lr, w0, epochs } = input;
  const xTest = x instanceof Float32Array ? Float32Array.from(output.x_test) : output.x_test;
  const trained = trainChapter(x, y, w0, lr, epochs ?? output.loss_per_epoch.length);
  expectClose(averagePooling(y, 1), [output.average_pooling], tolerance);
  expectClose(attentionPooling(xTest, x, y), output.nonparametric_y_hat, tolerance);
  if (output.nonparametric_attention_weights) {
    expectClose(
      attentionWeights(xTest, x),
      output.nonparametric_attention_weights,
      tolerance,
      1e-6,
    );
  }
  expectClose(trained.losses, output.loss_per_epoch, tolerance);
  expectClose(trained.gradients, output.grad_per_epoch, tolerance);
  expectClose(trained.w, output.w_before_each_epoch_then_final, wTolerance);
  expectClose(trained.yHatLoo, output.loo_y_hat_after_training, wTolerance);
  expectClose([trained.lossAfter], [output.loss_after_training], wTolerance);
  expectClose(trained.net.forward(xTest, x, y), output.final_y_hat, wTolerance);
  const weights = toNestedArray(trained.net.attentionWeights) as number[][];
  expectClose(
    [0, 10, 25, 49].map((row) => weights[row]!),
    output.final_attention_weights_rows_0_10_25_49,
    wTolerance,
  );
}

describe('the chapter, against PyTorch', () => {
  for (const seed of [0, 1, 42, 1322]) {
    const { input, output } = readReference(`torch_d2l_chapter_seed${seed}.json`);
    it(`seed ${seed}, 64-bit`, () => {
      expectChapter(input, output.float64, input.x_train, input.y_train, 1e-12, 1e-10);
    });
    it(`seed ${seed}, 32-bit`, () => {
      const [x, y] = [Float32Array.from(input.x_train), Float32Array.from(input.y_train)];
      expect(attentionPooling(x, x, y).dtype).toBe('float32');
      expectChapter(input, output.float32, x, y, 2e-6, 2e-6);
    });
  }

  for (const { name, input, output } of readReference('torch_d2l_training_variants.json').cases) {
    it(`variant ${name}`, () => {
      expectChapter(input, output, input.x_train, input.y_train, 1e-9, 1e-9);
    });
  }

  it('leaving out the query itself is the same as a row of the other keys', () => {
    const { input } = readReference('torch_d2l_chapter_seed0.json');
    const { x_train: x, y_train: y, w0 } = input;
    const { yHatLoo, w } = trainChapter(x, y, w0, 0.5, 1);
    const shared = attentionPooling(x, x, y, { w: w.at(-1)!, excludeSelf: true });
    expectClose(shared, yHatLoo, 1e-14);
  });
});

/** Weights below the normal numbers are 0 here; torch keeps a few digits of them. */
const smallest = 1e-290;

describe('the newer chapter: kernels and widths', () => {
  const names = new Map<string, any>([
    ['gaussian', {}],
    ['boxcar', { kernel: 'boxcar' }],
    ['constant', { kernel: 'constant' }],
    ['epanechikov_d2l', { kernel: 'triangular' }],
    ...[0.1, 0.2, 0.5, 1].map(
      (h) => [`gaussian_sigma_${h === 1 ? '1.0' : h}`, { bandwidth: h }] as const,
    ),
  ]);
  for (const { name, input, output } of readReference('torch_d2l_v1_kernels.json').cases) {
    it.each([...names])(`${name} %s`, (key, options) => {
      expectClose(
        attentionPooling(input.x_val, input.x_train, input.y_train, options),
        output[key].y_hat,
        1e-12,
      );
      const weights = attentionWeights(input.x_val, input.x_train, options);
      for (const query of [0, 25]) {
        expectClose(
          tensor(weights.pick(query, null)),
          output[key][`attention_w_column_${query}`],
          1e-12,
          smallest,
        );
      }
    });
  }
});
