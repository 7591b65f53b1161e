import { describe, it } from 'vitest';
import { attentionPooling, attentionPoolingBackward, attentionWeights } from '../../src/index.js';
import { expectClose } from '../expectClose.js';
import { readReference } from './readReference.js';

describe('gradients of pooling, against PyTorch autograd', () => {
  for (const { name, input, output } of readReference('torch_pooling_gradients.json').cases) {
    it(name, () => {
      const {
        queries,
        keys,
        values,
        upstream,
        obs_weights: sampleWeights,
        metric_param: metric,
      } = input;
      const options = {
        sampleWeights,
        ...(name.startsWith('scalar_w') && { w: metric[0] }),
        ...(name.startsWith('diag_h') && { bandwidth: metric }),
        ...(name.startsWith('full_A') && { w: metric }),
      };
      expectClose(attentionWeights(queries, keys, options), output.attention_weights, 1e-11);
      expectClose(attentionPooling(queries, keys, values, options), output.pooled, 1e-11);
      const dimensions = Array.isArray(keys[0]) ? keys[0].length : 1;
      const methods =
        dimensions <= 3 ? (['auto', 'direct', 'binned'] as const) : (['auto', 'direct'] as const);
      for (const method of methods) {
        const how = { ...options, method };
        const gradients = attentionPoolingBackward(queries, keys, values, upstream, how);
        expectClose(gradients.queries, output.d_queries, 1e-11);
        expectClose(gradients.keys, output.d_keys, 1e-11);
        expectClose(gradients.values, output.d_values, 1e-11);
        expectClose(gradients.sampleWeights, output.d_obs_weights, 1e-11);
        expectClose(gradients.bandwidth ?? gradients.w, output.d_metric_param, 1e-11);
      }
    });
  }
});
