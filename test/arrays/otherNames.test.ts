// Names of R, scikit-learn, statsmodels, PyTorch and textbooks: the error says what they are called here.

import { describe, expect, it } from 'vitest';
import { attentionPooling, createKernel, KernelRegressor, SGD } from '../../src/index.js';

const messageOf = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
};

describe('a name of others', () => {
  it.each([
    ['rbf', 'gaussian'],
    ['normal', 'gaussian'],
    ['Gaussian', 'gaussian'],
    ['tophat', 'uniform'],
    ['quartic', 'biweight'],
    ['bisquare', 'biweight'],
    ['cos', 'cosine'],
    ['linear', 'triangular'],
    ['exponential', 'laplace'],
  ])('of a kernel, %s', (kernel, ours) => {
    expect(messageOf(() => createKernel(kernel as 'gaussian'))).toMatch(
      new RegExp(`^createKernel: kernel must be .*, got "${kernel}", called "${ours}" here$`),
    );
  });

  it.each([
    ['cv', 'loo'],
    ['LOOCV', 'loo'],
    ['cv.ls', 'loo'],
    ['cv.aic', 'aicc'],
    ['nrd0', 'silverman'],
    ['SJ', 'plugin'],
  ])('of a way to choose, %s', (bandwidth, ours) => {
    const message = messageOf(() => new KernelRegressor({ bandwidth: bandwidth as 'loo' }));
    expect(message).toContain(`got "${bandwidth}", called "${ours}" here`);
  });

  it.each([
    ['span', 'bandwidth'],
    ['frac', 'bandwidth'],
    ['bw', 'bandwidth'],
    ['h', 'bandwidth'],
    ['sigma', 'bandwidth'],
    ['lengthScale', 'bandwidth'],
    ['length_scale', 'bandwidth'],
    ['cv', 'bandwidth'],
    ['Degree', 'degree'],
  ])('of an option, %s', (option, ours) => {
    const message = messageOf(() => new KernelRegressor({ [option]: 1 }));
    expect(message).toContain(`got "${option}", called "${ours}" here`);
  });

  it('of weights and of a learning rate', () => {
    const fit = () => new KernelRegressor().fit([0, 1], [0, 1], { weights: [1, 1] } as object);
    expect(messageOf(fit)).toContain('got "weights", called "sampleWeights" here');
    const pool = () => attentionPooling([0], [0, 1], [0, 1], { sample_weight: [1, 1] } as object);
    expect(messageOf(pool)).toContain('got "sample_weight", called "sampleWeights" here');
    const step = () => new SGD([], { learningRate: 1 } as unknown as { lr: number });
    expect(messageOf(step)).toContain('got "learningRate", called "lr" here');
  });

  it('is passed over where nothing here is meant, and in other names', () => {
    expect(messageOf(() => new KernelRegressor({ gamma: 1 } as object))).toMatch(/got "gamma"$/);
    expect(messageOf(() => createKernel('sinc' as 'gaussian'))).toMatch(/got "sinc"$/);
    expect(messageOf(() => createKernel('' as 'gaussian'))).toMatch(/got ""$/);
  });
});
