import { describe, expect, it } from 'vitest';
import { UnsupportedError } from '../../src/errors.js';
import { chosenMethod, kernelSums, sumsMethodChoices } from '../../src/sums/kernelSums.js';
import type { Sample, SumsRequest } from '../../src/sums/types.js';
import { expectError } from '../expectError.js';
import { cauchy, gaussian } from './kernels.js';

const sample: Sample = {
  n: 2,
  d: 1,
  c: 1,
  points: Float64Array.of(0, 1),
  columns: Float64Array.of(1, 1),
};
const request: SumsRequest = {
  kernel: gaussian,
  product: false,
  inverseBandwidth: Float64Array.of(1),
  degrees: [0],
  squared: false,
  excludeSelf: false,
  tolerance: 1e-12,
};

describe('kernelSums', () => {
  it('is the sum of the kernel over the sample', () => {
    const { logScale, sums } = kernelSums('f', sample, Float64Array.of(0), request);
    const expected = (1 + Math.exp(-0.5)) / Math.sqrt(2 * Math.PI);
    expect(Math.abs(Math.exp(logScale[0]) * sums[0] - expected)).toBeLessThan(1e-15);
  });

  it('takes the method it is told, or the cheapest that serves', () => {
    expect(chosenMethod('f', sample, 1, request, 'direct').name).toBe('direct');
    expect(sumsMethodChoices).toContain(chosenMethod('f', sample, 1, request, 'auto').name);
  });

  it('says when the method it is told cannot serve', () => {
    expectError(
      () => kernelSums('f', sample, Float64Array.of(0), { ...request, kernel: cauchy }, 'windowed'),
      UnsupportedError,
      /^f: method must serve the request, say 'auto', got windowed for kernel cauchy in 1 dimensions at tolerance 1e-12$/,
    );
  });
});
