import { describe, expect, it, vi } from 'vitest';
import type { AttentionOptions } from '../../src/attention/AttentionOptions.js';
import * as backward from '../../src/attention/attentionPoolingBackward.js';
import { deferredGradients } from '../../src/attention/deferredGradients.js';
import { poolRowsInto } from '../../src/attention/poolRows.js';
import { readValues, resolveProblem } from '../../src/attention/resolveProblem.js';
import { toNestedArray } from '../../src/tensor/shape.js';
import { expectClose } from '../expectClose.js';

vi.mock(import('../../src/attention/attentionPoolingBackward.js'), { spy: true });

const x = Float64Array.from({ length: 30 }, (_, i) => Math.sin(i));
const y = x.map((v) => v * v);
const parts = ['queries', 'keys', 'values', 'sampleWeights', 'scale'] as const;

function deferred(options: AttentionOptions, keeps: boolean) {
  const problem = resolveProblem('f', x, x, options);
  const values = readValues(problem, y);
  const pooled = new Float64Array(30);
  const kept = { weights: new Float64Array(900), origins: [], pooled };
  if (keeps) poolRowsInto(problem, values, pooled, kept);
  const choice = { method: 'auto', tolerance: 1e-12 } as const;
  return deferredGradients(problem, values, y, choice, keeps ? kept : undefined);
}

describe('deferredGradients', () => {
  const cases: AttentionOptions[] = [
    { w: 2 },
    { w: 2, excludeSelf: true },
    { bandwidth: 0.5, sampleWeights: y },
    { kernel: 'cauchy', bias: y },
  ];
  it.each(cases)('are those made at once: %o', (options) => {
    const exact = backward.attentionPoolingBackward(x, x, y, y, options);
    for (const keeps of [true, false]) {
      const gradients = deferred(options, keeps);
      expectClose(gradients.w, exact.w, 1e-12);
      for (const name of parts) expectClose(gradients[name], exact[name], 1e-12);
      for (const name of ['bandwidth', 'bias'] as const) {
        expect(gradients[name] === undefined).toBe(exact[name] === undefined);
        if (exact[name]) expectClose(gradients[name]!, exact[name], 1e-12);
      }
    }
  });

  it('those of the inputs are made when one is read, and once', () => {
    const made = vi.mocked(backward.wrapGradients);
    made.mockClear();
    const gradients = deferred({ w: 2 }, true);
    expect(toNestedArray(gradients.w)).toHaveLength(1);
    expect(made).toHaveBeenCalledTimes(0);
    const { keys } = gradients;
    expect(gradients.queries.size + gradients.values.size).toBe(60);
    expect(gradients.keys).toBe(keys);
    expect(made).toHaveBeenCalledTimes(1);
  });
});
