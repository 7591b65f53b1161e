import { OptionError, ShapeError } from '../errors.js';
import type { Observations } from '../smoothers/Observations.js';
import type { BandwidthWish } from './BandwidthChoice.js';
import { groupTally } from './groupTally.js';
import {
  outputScales,
  outputVariance,
  type SmootherTally,
  smootherTally,
} from './smootherTally.js';

/** The tallies of a smoother at any bandwidth, leaving out observations or groups. */
export interface TallySource {
  /** @param bandwidth - [d] */
  at(bandwidth: Float64Array, tolerance: number): SmootherTally;
  /** The mean square of the centred outputs. */
  readonly size: number;
}

/** Prepares the tallies of the smoother that a bandwidth is wished for. */
export function tallySource(
  where: string,
  observations: Observations,
  wish: BandwidthWish,
): TallySource {
  const { kernel, product, degree, method } = wish;
  const scale = outputScales(observations);
  const size = outputVariance(observations, scale);
  const numbered = wish.groups && numberGroups(where, wish.groups, observations.n);
  const at = (bandwidth: Float64Array, tolerance: number): SmootherTally => {
    const spec = { kernel, product, bandwidth, degree, method, tolerance };
    return numbered
      ? groupTally(where, observations, spec, numbered.group, numbered.count, scale)
      : smootherTally(where, observations, spec, scale);
  };
  return { at, size };
}

function numberGroups(
  where: string,
  groups: ArrayLike<number | string>,
  n: number,
): { group: Int32Array; count: number } {
  if (groups.length !== n)
    throw new ShapeError({
      where,
      expected: `groups must have one entry for each of the ${n} observations`,
      received: String(groups.length),
    });
  const numbers = new Map<number | string, number>();
  const group = Int32Array.from({ length: n }, (_, i) => {
    const known = numbers.get(groups[i]);
    if (known !== undefined) return known;
    numbers.set(groups[i], numbers.size);
    return numbers.size - 1;
  });
  if (numbers.size < 2)
    throw new OptionError({
      where,
      expected: 'groups must hold at least 2 different groups',
      received: String(numbers.size),
    });
  return { group, count: numbers.size };
}
