import { describe, it } from 'vitest';
import type { AttentionOptions } from '../../src/attention/AttentionOptions.js';
import { pushSampleWeightsInto } from '../../src/attention/pushSampleWeights.js';
import { resolveProblem } from '../../src/attention/resolveProblem.js';
import { expectClose } from '../expectClose.js';

function pushed(options: AttentionOptions, row: number[], gains: number[], i = 0): Float64Array {
  const problem = resolveProblem('f', [0, 0], [-1, 1], options);
  const out = new Float64Array(problem.sampleWeights?.data.length ?? problem.n);
  pushSampleWeightsInto(problem, i, Float64Array.from(row), Float64Array.from(gains), out);
  return out;
}

describe('pushSampleWeightsInto', () => {
  it('without sample weights is gain · α, the derivative at weight 1', () => {
    expectClose(pushed({}, [0.25, 0.75], [4, 8]), [1, 6], 0);
  });

  it('is gain · α / s', () => {
    expectClose(pushed({ sampleWeights: [1, 3] }, [0.25, 0.75], [4, 8]), [1, 2], 0);
  });

  it('writes into the row of its query', () => {
    const sampleWeights = [
      [1, 1],
      [2, 4],
    ];
    expectClose(pushed({ sampleWeights }, [0.5, 0.5], [4, 8], 1), [0, 0, 1, 1], 0);
  });

  it('at weight 0 is the limit: equal distances have equal weight per unit', () => {
    // α₁/s₁ = 1/2, and key 2 is as far: ½ per unit of s₂ too
    expectClose(pushed({ sampleWeights: [2, 0] }, [1, 0], [0, 3]), [0, 1.5], 1e-15);
  });

  it('at weight 0 counts distance, bias and dot product', () => {
    const sampleWeights = [1, 0];
    const bias = [0, 1];
    expectClose(pushed({ sampleWeights, bias }, [1, 0], [0, 1]), [0, Math.E], 1e-15);
    expectClose(pushed({ sampleWeights, score: 'dot' }, [1, 0], [0, 1]), [0, 1], 1e-15);
  });

  it('at weight 0 a masked key stays out', () => {
    const options = { sampleWeights: [1, 0], mask: [true, false] };
    expectClose(pushed(options, [1, 0], [0, 1]), [0, 0], 0);
    expectClose(pushed({ sampleWeights: [0, 1], excludeSelf: true }, [0, 1], [1, 0]), [0, 0], 0);
  });
});
