import { expectNumber } from '../arrays/expectNumber.js';
import { expectOptions } from '../arrays/expectOptions.js';
import { OptionError } from '../errors.js';
import { type Binning, sufficientOrder } from '../sums/binning.js';

/** How fine a `BinnedSample` is. */
export interface BinnedSampleOptions {
  /** The smallest bandwidth that will be asked for, in units of x. */
  readonly bandwidth: number;
  /** @defaultValue 1e-12 */
  readonly tolerance?: number;
  /** The highest power of u that will be asked for: 2 for local lines. @defaultValue 2 */
  readonly power?: number;
}

/** Checks what a user handed in; the power is that of local lines. */
export function resolveBinnedSampleOptions(
  where: string,
  options: BinnedSampleOptions,
): BinnedSampleOptions {
  const { bandwidth, tolerance, power } = expectOptions(where, options, [
    'bandwidth',
    'tolerance',
    'power',
  ]);
  return {
    bandwidth: expectNumber(where, 'bandwidth', bandwidth, 'positive'),
    ...(tolerance !== undefined && {
      tolerance: expectNumber(where, 'tolerance', tolerance, 'positive'),
    }),
    power: power === undefined ? 2 : expectNumber(where, 'power', power, 'count'),
  };
}

/**
 * Cells of a tenth to a fifth of the bandwidth, whatever the data: equal options give equal cells.
 */
export function binningFor({
  bandwidth,
  tolerance = 1e-12,
  power = 2,
}: BinnedSampleOptions): Binning {
  const exponent = Math.floor(Math.log2(0.2 * bandwidth));
  const order = sufficientOrder(2 ** exponent / (2 * bandwidth), power, tolerance / 64);
  if (!(bandwidth > 1e-290 && bandwidth < 1e290) || order === 0)
    throw new OptionError({
      where: 'BinnedSample.from',
      expected: 'bandwidth must be positive and finite, tolerance at least 5e-14, power at most 6',
      received: `${bandwidth}, ${tolerance} and ${power}`,
    });
  return { exponent, order };
}
