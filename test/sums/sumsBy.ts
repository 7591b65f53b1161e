import type { KernelSums, Sample, SumsMethod, SumsRequest } from '../../src/sums/types.js';

/** Whether a method has a plan for a request. */
export function serves(method: SumsMethod, sample: Sample, request: SumsRequest, m = 1): boolean {
  return method.plan(sample, new Float64Array(m * sample.d), request) !== undefined;
}

/** The sums by a method that serves the request. */
export function sumsBy(
  method: SumsMethod,
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
): KernelSums {
  const plan = method.plan(sample, queries, request);
  if (!plan) throw new Error('the method must serve the request');
  return plan.run();
}
