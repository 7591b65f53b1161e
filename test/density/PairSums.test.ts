import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { PairSums } from '../../src/density/PairSums.js';

const random = createRandom(1);
const n = 300;
const draws: Record<string, () => number> = {
  uniform: () => random.uniform(),
  lognormal: () => Math.exp(random.normal()),
  'heavy tails': () => random.normal() / random.uniform(),
  'rounded to integers': () => Math.round(random.normal(0, 5)),
  clusters: () => 50 * random.integer(5) + 0.01 * random.normal(),
  'far from zero': () => 1e9 + random.uniform(),
  'one place': () => 3,
  'places beyond all cells': () =>
    random.normal() + (random.uniform() < 0.7 ? 0 : [1e25, 1e30, -1e28][random.integer(3)]!),
};

/** He_2r(u) */
const hermite = [
  () => 1,
  (u: number) => u ** 2 - 1,
  (u: number) => u ** 4 - 6 * u ** 2 + 3,
  (u: number) => u ** 6 - 15 * u ** 4 + 45 * u ** 2 - 15,
];

describe('PairSums', () => {
  for (const [name, draw] of Object.entries(draws))
    it(`${name}: is the sum over all pairs, for narrow and wide bandwidths`, () => {
      const x = Float64Array.from({ length: n }, draw).sort();
      const s = x.map(() => random.uniform());
      const pairs = new PairSums(x, s, 0.01);
      // the last is narrower than what was said
      for (const h of [0.01, 0.13, 1, 30, 0.002])
        for (const [r, he] of hermite.entries()) {
          let [sum, size] = [0, 0];
          for (let i = 0; i < n; i++)
            for (let j = 0; j < n; j++) {
              const u = (x[i]! - x[j]!) / h;
              const term = s[i]! * s[j]! * he(u) * Math.exp(-u * u * 0.5);
              sum += term;
              size += Math.abs(term);
            }
          // x − x′ has lost digits where x is far from zero
          const rounding = name === 'far from zero' ? 1e-7 / h : 0;
          expect(Math.abs(pairs.sum(h, r) - sum)).toBeLessThan((1e-12 + rounding) * size);
        }
    });
});
