import type { KernelSums, Sample, SumsMethod, SumsRequest } from '../../src/sums/types.js';

type Method = Pick<SumsMethod, 'plan'>;

/** Whether a method has a plan for a request. */
export function serves(method: Method, sample: Sample, request: SumsRequest, m = 1): boolean {
  return method.plan(sample, m, request) !== undefined;
}

/** The sums by a method that serves the request. */
export function sumsBy(
  method: Method,
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
): KernelSums {
  const plan = method.plan(sample, queries.length / sample.d, request);
  if (!plan) throw new Error('the method must serve the request');
  return plan.run(queries);
}
