// The waist: every sum over a sample goes through here, and above it nobody knows which method ran.

import { UnsupportedError } from '../errors.js';
import { binned } from './binned.js';
import { direct } from './direct.js';
import { tree } from './tree.js';
import type { KernelSums, Sample, SumsMethod, SumsMethodChoice, SumsRequest } from './types.js';
import { windowed } from './windowed.js';

/** The accepted choices. */
export const sumsMethodChoices = ['auto', 'direct', 'windowed', 'binned', 'tree'] as const;

/** Every method, to choose from by cost, the plainest first. A new one is added here. */
export const methods: readonly SumsMethod[] = [direct, windowed, binned, tree];

/** Costs are estimates: what seems only a little faster gives way to what is plainer. */
const WORTH = 0.85;

/**
 * Kernel sums of a sample at queries.
 *
 * @param where - the public function, for messages
 * @param sample - points and columns
 * @param queries - [m, d]
 * @param request - kernel, bandwidth, powers, tolerance
 * @param choice - the method
 * @throws {@link UnsupportedError} when the chosen method cannot serve the request
 */
export function kernelSums(
  where: string,
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  choice: SumsMethodChoice = 'auto',
): KernelSums {
  const m = sample.d > 0 ? queries.length / sample.d : 0;
  return chosenMethod(where, sample, m, request, choice).sums(sample, queries, request);
}

/** The method that a choice comes to. */
export function chosenMethod(
  where: string,
  sample: Sample,
  m: number,
  request: SumsRequest,
  choice: SumsMethodChoice,
): SumsMethod {
  const candidates = choice === 'auto' ? methods : methods.filter(({ name }) => name === choice);
  let best: SumsMethod | undefined;
  let least = Infinity;
  for (const method of candidates) {
    if (method.least(sample, m) >= least || !method.serves(sample, request)) continue;
    const cost = method.cost(sample, m, request);
    if (best === undefined || cost < WORTH * least) [best, least] = [method, cost];
  }
  if (best) return best;
  const { kernel, tolerance } = request;
  throw new UnsupportedError({
    where,
    expected: `method must serve the request, say 'auto'`,
    received: `${choice} for kernel ${kernel.name} in ${sample.d} dimensions at tolerance ${tolerance}`,
  });
}
