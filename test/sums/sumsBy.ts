import { planBy } from '../../src/sums/kernelSums.js';
import type {
  KernelSums,
  Sample,
  SumsMethod,
  SumsPlanner,
  SumsRequest,
} from '../../src/sums/types.js';

/** Whether a method has a plan for a request. */
export function serves(method: SumsPlanner, sample: Sample, request: SumsRequest, m = 1): boolean {
  const queries = new Float64Array(m * sample.d);
  const plan =
    'dimensions' in method
      ? planBy(method as SumsMethod, sample, queries, request)
      : method.plan(sample, queries, request);
  return plan !== undefined;
}

/** The sums by a method that serves the request. */
export function sumsBy(
  method: SumsPlanner,
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
): KernelSums {
  const plan = method.plan(sample, queries, request);
  if (!plan) throw new Error('the method must serve the request');
  return plan.run();
}
