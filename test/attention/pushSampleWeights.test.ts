import { describe, it } from 'vitest';
import type { AttentionOptions } from '../../src/attention/AttentionOptions.js';
import { pushSampleWeightsInto } from '../../src/attention/pushSampleWeights.js';
import { resolveProblem } from '../../src/attention/resolveProblem.js';
import { expectClose } from '../expectClose.js';

function pushed(options: AttentionOptions, scoreGradients: number[], i = 0): Float64Array {
  const problem = resolveProblem('f', [0, 0], [-1, 1], options);
  const out = new Float64Array(problem.sampleWeights?.data.length ?? problem.n);
  pushSampleWeightsInto(problem, i, Float64Array.from(scoreGradients), out);
  return out;
}

describe('pushSampleWeightsInto', () => {
  it('without sample weights is the gradient by the score, the derivative at weight 1', () => {
    expectClose(pushed({}, [1, 6]), [1, 6], 0);
  });

  it('is the gradient by the score, divided by s', () => {
    expectClose(pushed({ sampleWeights: [1, 3] }, [1, 6]), [1, 2], 0);
  });

  it('writes into the row of its query', () => {
    const sampleWeights = [
      [1, 1],
      [2, 4],
    ];
    expectClose(pushed({ sampleWeights }, [2, 4], 1), [0, 0, 1, 1], 0);
  });

  it('is 0 at weight 0: the observation is left out', () => {
    expectClose(pushed({ sampleWeights: [2, 0] }, [3, 0]), [1.5, 0], 0);
  });
});
