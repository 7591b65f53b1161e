import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { formatValue } from './formatValue.js';
import { optionError } from './optionError.js';
import { expectNumber } from './readOptions.js';

/** A seeded source of random numbers; each call moves it on. */
export interface Random {
  /** A number uniform on [low, high). @defaultValue [0, 1) */
  uniform(low?: number, high?: number): number;
  /** A normal number with the given mean and standard deviation. @defaultValue mean 0, standard deviation 1 */
  normal(mean?: number, standardDeviation?: number): number;
  /** An integer uniform on 0 … count − 1. */
  integer(count: number): number;
  /** The integers 0 … count − 1 in random order. */
  permutation(count: number): Int32Array;
}

/**
 * Creates a seeded source of random numbers that gives the same digits on every platform.
 *
 * @param seed - any safe integer; seeds that agree modulo 2³² give the same numbers
 * @returns uniform and normal numbers, integers and permutations
 * @throws {@link OptionError} when the seed is not an integer
 * @remarks xoroshiro128+ of `pure-rand`. Normal numbers come from the ratio of uniforms, whose value takes only
 * arithmetic that IEEE 754 defines to the last bit; engines may differ in `Math.log`, which only decides acceptance.
 * @example
 * ```ts
 * import { createRandom } from 'nadaraya';
 *
 * const random = createRandom(42);
 * console.log(random.uniform() === createRandom(42).uniform()); // → true
 * ```
 * @see Kinderman, Monahan (1977), Computer Generation of Random Variables Using the Ratio of Uniform Deviates
 */
export function createRandom(seed: number): Random {
  const generator = xoroshiro128plus(
    scrambled(expectNumber('createRandom', 'seed', seed, 'integer')),
  );
  for (let i = 0; i < 16; i++) generator.next(); // the start state is mostly zeros
  const uniform = (): number => uniformFloat64(generator);
  const normal = (): number => {
    const width = 1.7155277699214135; // √(8/e)
    for (;;) {
      const u = 1 - uniform(); // never 0
      const x = (width * (uniform() - 0.5)) / u;
      if (x * x <= -4 * Math.log(u)) return x;
    }
  };
  const integer = (count: number): number =>
    uniformInt(generator, 0, expectNumber('integer', 'count', count, 'positiveCount') - 1);
  return {
    uniform(low = 0, high = 1) {
      expectNumber('uniform', 'low', low, 'finite');
      expectNumber('uniform', 'high', high, 'finite');
      if (high < low) {
        const received = `${formatValue(low)} and ${formatValue(high)}`;
        throw optionError('uniform', 'low must not exceed high', received);
      }
      const u = uniform();
      const x = (1 - u) * low + u * high; // no difference that could overflow
      return x < high ? x : low;
    },
    normal(mean = 0, standardDeviation = 1) {
      expectNumber('normal', 'mean', mean, 'finite');
      expectNumber('normal', 'standardDeviation', standardDeviation, 'nonnegative');
      return mean + standardDeviation * normal();
    },
    integer,
    permutation(count) {
      const order = Int32Array.from(
        { length: expectNumber('permutation', 'count', count, 'length') },
        (_, i) => i,
      );
      for (let i = order.length - 1; i > 0; i--) {
        const j = uniformInt(generator, 0, i);
        [order[i], order[j]] = [order[j], order[i]];
      }
      return order;
    },
  };
}

/** Spreads a seed over 32 bits, so that near seeds start far apart: the finalizer of MurmurHash3 (Appleby 2011). */
function scrambled(seed: number): number {
  let h = seed | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
