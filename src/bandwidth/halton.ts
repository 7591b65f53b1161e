const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53];

/**
 * Point `index` of the Halton sequence in [0, 1)^d, which fills space evenly; beyond 16 dimensions
 * the prime bases repeat.
 *
 * @see Halton (1960), On the efficiency of certain quasi-random sequences of points
 */
export function halton(index: number, d: number): Float64Array {
  return Float64Array.from({ length: d }, (_, j) => {
    const base = PRIMES[j % PRIMES.length];
    let value = 0;
    let i = index + 1 + Math.floor(j / PRIMES.length) * 409;
    for (let digit = 1 / base; i > 0; digit /= base, i = Math.floor(i / base))
      value += digit * (i % base);
    return value;
  });
}
