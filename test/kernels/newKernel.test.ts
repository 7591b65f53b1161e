// Two kernels more, each a row of `compactPolynomials` and a line of `builtInKernels`. They are found
// by name, by fast sums along a line, by gradients, by searches and by costs.

import { expect, it, vi } from 'vitest';
import { hasSumGradients } from '../../src/attention/backwardSums.js';
import { resolveProblem } from '../../src/attention/resolveProblem.js';
import {
  attentionPooling,
  attentionPoolingBackward,
  createKernel,
  KernelRegressor,
  kernelNames,
} from '../../src/index.js';
import { directCost } from '../../src/sums/direct.js';
import { chosenPlan } from '../../src/sums/kernelSums.js';
import type { Sample, SumsRequest } from '../../src/sums/types.js';
import { expectClose } from '../expectClose.js';
import { expectCompact, expectConsistent, expectDerivatives } from './expectKernel.js';

vi.mock('../../src/kernels/builtInKernels.js', async (load) => {
  const { builtInKernels } = await load<typeof import('../../src/kernels/builtInKernels.js')>();
  const { compactPolynomial, triweight } = await import('../../src/kernels/compactPolynomials.js');
  const quadweight = compactPolynomial('quadweight', 2, 4, triweight);
  const squaredTriangle = compactPolynomial('squaredTriangle', 1, 2);
  return { builtInKernels: { ...builtInKernels, quadweight, squaredTriangle } };
});

const n = 3000;
const x = Float64Array.from({ length: n }, (_, i) => (i * 0.6180339887498949) % 1);
const y = x.map((t, i) => Math.sin(9 * t) + Math.cos(i));

it.each([
  // (315/256)(1 − u²)⁴: R = 2(315/256)²·32768/109395, μ₂ = 1/11.  (3/2)(1 − |u|)²: R = 9/10, μ₂ = 1/10
  ['quadweight', (u: number) => (315 / 256) * (1 - u * u) ** 4, (2 * 315 ** 2) / 218790, 1 / 11],
  ['squaredTriangle', (u: number) => 1.5 * (1 - u) ** 2, 9 / 10, 1 / 10],
] as const)('a new kernel, %s, is found everywhere', (name, value, roughness, secondMoment) => {
  expect(kernelNames).toContain(name);
  const kernel = createKernel(name as never);
  expect(kernel.name).toBe(name);
  for (const u of [0, 0.3, 0.9]) expectClose(kernel.value(u), value(u), 1e-14, 0);
  expectClose([kernel.roughness!, kernel.secondMoment!], [roughness, secondMoment], 1e-15, 0);
  expectCompact(kernel);
  expectConsistent(kernel);
  expectDerivatives(kernel);

  // the sums of a kernel of one's own are direct
  const own = { value: kernel.value, derivative: kernel.derivative, support: 1 };
  for (const excludeSelf of [false, true]) {
    const options = { bandwidth: 0.1, excludeSelf };
    const fast = attentionPooling(x, x, y, { ...options, kernel, method: 'windowed' });
    const plain = attentionPooling(x, x, y, { ...options, kernel: own, method: 'direct' });
    expectClose(fast, plain, 1e-12);
  }

  const some = { kernel: name as never, bandwidth: 0.15, degree: 1 } as const;
  const fitted = new KernelRegressor(some).fit(x, y).predict([0.2, 0.7]);
  const wanted = new KernelRegressor({ ...some, kernel: own }).fit(x, y).predict([0.2, 0.7]);
  expectClose(fitted, wanted, 1e-11);

  const sample: Sample = { n, d: 1, c: 1, points: x, columns: new Float64Array(n).fill(1) };
  const request: SumsRequest = {
    kernel,
    product: false,
    inverseBandwidth: Float64Array.of(10),
    degrees: [0],
    squared: false,
    excludeSelf: false,
    tolerance: 1e-12,
  };
  expect(chosenPlan('f', sample, x, request, 'auto').name).toBe('windowed');
  expect(directCost(sample, x, request)).toBeLessThan(
    directCost(sample, x, { ...request, kernel: createKernel(own) }),
  );
});

it('slopes of a new kernel come from sums where it names the kernel of its slope', () => {
  const options = { kernel: 'quadweight' as never, bandwidth: 0.2 };
  const queries = x.subarray(0, 50);
  expect(hasSumGradients(resolveProblem('f', queries, x, options))).toBe(true);
  const { value, derivative } = createKernel(options.kernel);
  const own = { kernel: { value, derivative, support: 1 }, bandwidth: 0.2 };
  const upstream = queries.map((t) => t - 0.4);
  const fast = attentionPoolingBackward(queries, x, y, upstream, options);
  const plain = attentionPoolingBackward(queries, x, y, upstream, own);
  expectClose(fast.queries, plain.queries, 1e-10);
  expectClose(fast.keys, plain.keys, 1e-10);
  const slope = new KernelRegressor({ ...options, degree: 0 }).fit(x, y).derivative([0.3, 0.6]);
  const byPoints = new KernelRegressor({ ...own, degree: 0 }).fit(x, y).derivative([0.3, 0.6]);
  expectClose(slope, byPoints, 1e-10);
});

it('a copy of a built-in kernel with a value of its own goes by that value', () => {
  const kernel = { ...createKernel('epanechnikov'), value: () => 1, name: 'flat' };
  expectClose(
    attentionPooling(x, x, y, { kernel, bandwidth: 0.1 }),
    attentionPooling(x, x, y, { kernel: 'uniform', bandwidth: 0.1 }),
    1e-12,
  );
});
