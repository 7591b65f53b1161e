// The waist: every sum over a sample goes through here, and above it nobody knows which method ran.
//
// To read this folder:
//   types        a sample, a request, the sums, and what a method plans
//   direct       every pair: tileSums (SIMD) and rowSums; certainty says what they may have lost
//   windowed     compact kernels on a line: LineIndex, then windowed/
//   binned       the Gaussian: binnedLine (CellRuns → CellMoments → GaussianGrid → gaussianField →
//                CellField, with a certificate), binnedGrid (grid/) in two and three dimensions,
//                wideSums where all points lie within a bandwidth
//   tree         few neighbours in several dimensions: tree/
//   Near         the one careful way, for what none of these can certify
//   costs        what each costs, to choose by

import { UnsupportedError } from '../errors.js';
import { binned } from './binned.js';
import { direct } from './direct.js';
import { tree } from './tree.js';
import type {
  KernelSums,
  Plan,
  Sample,
  SumsMethod,
  SumsMethodChoice,
  SumsMethodName,
  SumsRequest,
} from './types.js';
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
  return chosenPlan(where, sample, m, request, choice).run(queries);
}

/** Queries in a block: their sums stay near at hand, and a block costs much more than its start. */
const BLOCK = 2 ** 17;

/**
 * Sums for block after block of the queries, so that those of all need never be held.
 *
 * @param sums - of each request, for `count` queries from number `first` on; written over later
 */
export type VisitSums = (sums: readonly KernelSums[], first: number, count: number) => void;

/**
 * Kernel sums, to be visited in blocks as often as one likes.
 *
 * @param requests - as for {@link kernelSums}, several at a time
 */
export function sumsInBlocks(
  where: string,
  sample: Sample,
  queries: Float64Array,
  requests: readonly SumsRequest[],
  choice: SumsMethodChoice,
): (visit: VisitSums) => void {
  const { d } = sample;
  const m = queries.length / d;
  const plans = requests.map((request) => chosenPlan(where, sample, m, request, choice));
  const size = plans.every(({ inBlocks }) => inBlocks) ? Math.min(m, BLOCK) : m;
  return (visit) => {
    let memory: KernelSums[] = [];
    for (let first = 0; first < m; first += size) {
      const count = Math.min(size, m - first);
      const block = count === m ? queries : queries.subarray(first * d, (first + count) * d);
      memory = plans.map((plan, k) => plan.run(block, count === size ? memory[k] : undefined));
      visit(memory, first, count);
    }
  };
}

/** The cheapest plan among those that a choice leaves. */
export function chosenPlan(
  where: string,
  sample: Sample,
  m: number,
  request: SumsRequest,
  choice: SumsMethodChoice,
): Plan & { readonly name: SumsMethodName } {
  let best: (Plan & { readonly name: SumsMethodName }) | undefined;
  for (const method of methods) {
    if (choice !== 'auto' && choice !== method.name) continue;
    const limit = best ? WORTH * best.cost : Infinity;
    const plan = method.plan(sample, m, request, limit);
    if (plan && (!best || plan.cost < limit)) best = { ...plan, name: method.name };
  }
  if (best) return best;
  const { kernel, tolerance } = request;
  throw new UnsupportedError({
    where,
    expected: `method must serve the request, say 'auto'`,
    received: `${choice} for kernel ${kernel.name} in ${sample.d} dimensions at tolerance ${tolerance}`,
  });
}
