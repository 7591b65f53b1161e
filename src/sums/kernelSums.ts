// The waist: every sum over a sample goes through here, and above it nobody knows which method ran.
//
// To read this folder:
//   types        a sample, a request, the sums, and what a method plans
//   direct       every pair, by tiles (SIMD) and by rows, and what they may have lost
//   windowed     compact kernels on a line: LineIndex, then windowed/
//   binned       the Gaussian: binnedLine (moments in cells → gaussianField, with a certificate; where
//                points are sparse lineWindows),
//                binnedGrid (grid/) in two and three dimensions, one place where all points lie
//                within a bandwidth
//   tree         few neighbours in several dimensions: tree/
//   sumsOfKinds  categories, by a small matrix (on a line, matchedLine); circles, by images
//                (sumsOnCircle); Differences, whatever is no number pair by pair
//   productSums  kernels of higher order, by sums of the kernel that they are made of
//   withoutWide  columns with bandwidths so wide that K does not look at them
//   Near         the one careful way, for what none of these can certify
//   costs        what each costs, to choose by, and where points and queries lie

import { unsupportedError } from '../arrays/optionError.js';
import { binned } from './binned.js';
import { direct } from './direct.js';
import { productPlan } from './productSums.js';
import { tree } from './tree.js';
import type { KernelSums, Plan, Sample, SumsMethod, SumsPlanner, SumsRequest } from './types.js';
import { windowed } from './windowed.js';
import { sumsWithoutWide } from './withoutWide.js';

/** Every method, to choose from by cost, the plainest first. A new one is added here. */
export const methods = { direct, windowed, binned, tree };

/**
 * The methods behind the waist.
 *
 * @useDeclaredType
 */
export type SumsMethodName = keyof typeof methods;

/** A method by name, or `'auto'` for the one that should be fastest. */
export type SumsMethodChoice = 'auto' | SumsMethodName;

const named = /* @__PURE__ */ Object.entries(methods) as [SumsMethodName, SumsMethod][];

/** The accepted choices. */
export const sumsMethodChoices = /* @__PURE__ */ ['auto'].concat(
  /* @__PURE__ */ Object.keys(methods),
) as readonly SumsMethodChoice[];

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
  const { kinds, queryScale, pointScale } = request;
  const plainly = (some: Sample, places: Float64Array, inner: SumsRequest) =>
    kernelSums(where, some, places, inner, choice);
  const found = kinds?.sums(sample, queries, request, kinds, plainly);
  if (found) return found;
  const isPlain =
    sample.d > 1 &&
    !kinds &&
    !queryScale &&
    !pointScale &&
    choice !== 'direct' &&
    choice !== 'tree';
  const fewer = isPlain ? sumsWithoutWide(sample, queries, request, plainly) : undefined;
  return fewer ?? chosenPlan(where, sample, queries, request, choice).run();
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
 * Kernel sums, to be visited in blocks, on a line as often as one likes from one plan.
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
  if (d > 1) {
    const sumsOf = (request: SumsRequest) => kernelSums(where, sample, queries, request, choice);
    return (visit) => visit(requests.map(sumsOf), 0, m);
  }
  const plans = requests.map((request) => chosenPlan(where, sample, queries, request, choice));
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

/** What a method plans for a problem; `undefined` where it does not serve. */
export function planBy(
  method: SumsMethod,
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  limit?: number,
): Plan | undefined {
  const { dimensions, needs, scales, kinds } = method;
  const { queryScale, pointScale } = request;
  const isServed =
    sample.d >= dimensions[0] &&
    sample.d <= dimensions[1] &&
    (!queryScale || scales) &&
    (!pointScale || scales === 'all') &&
    (!request.kinds || kinds === true) &&
    (!needs || request.kernel.traits?.[needs]);
  const own = isServed ? method.plan(sample, queries, request, limit) : undefined;
  if (own || !request.kernel.traits?.times) return own;
  return productPlan(sample, queries, request, byMethod(method), limit);
}

/** What plans with one method. */
function byMethod(method: SumsMethod): SumsPlanner {
  return {
    plan: (sample, queries, request, limit) => planBy(method, sample, queries, request, limit),
  };
}

/** The cheapest plan among those that a choice leaves. */
export function chosenPlan(
  where: string,
  sample: Sample,
  queries: Float64Array,
  request: SumsRequest,
  choice: SumsMethodChoice,
): Plan & { readonly name: SumsMethodName } {
  let best: (Plan & { readonly name: SumsMethodName }) | undefined;
  for (const [name, method] of named) {
    if (choice !== 'auto' && choice !== name) continue;
    const limit = best ? best.cost : Infinity;
    const plan = planBy(method, sample, queries, request, limit);
    if (plan && (!best || plan.cost < limit)) best = { ...plan, name };
  }
  if (best) return best;
  const { kernel, tolerance } = request;
  const expected = `method must serve the request, say 'auto'`;
  throw unsupportedError(
    where,
    expected,
    `${choice} for kernel ${kernel.name} in ${sample.d} dimensions at tolerance ${tolerance}`,
  );
}
