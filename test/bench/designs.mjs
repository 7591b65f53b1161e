// Predictors as people have them: each design makes n values, y is a smooth function of their rank
// with noise, so that every design asks for the same curve.
import { createRandom } from 'nadaraya';

const exponential = (random) => -Math.log1p(-random.uniform());
const cauchy = (random) => Math.tan(Math.PI * (random.uniform() - 0.5));

/** Student's t with three degrees of freedom. */
function t3(random) {
  const squares = random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2;
  return random.normal() / Math.sqrt(squares / 3);
}

const CENTRES = [0, 1, 2.5, 6];

/** Name → (random, i, n) → x_i. */
export const designs = new Map([
  ['uniform', (random) => random.uniform()],
  ['normal', (random) => random.normal()],
  ['t3', t3],
  ['Cauchy', cauchy],
  ['exponential', exponential],
  ['lognormal', (random) => Math.exp(random.normal())],
  ['one outlier at 1,000 ranges', (random, i) => (i === 0 ? 1000 : random.uniform())],
  ['two groups 10,000 ranges apart', (random, i) => random.uniform() + (i % 2) * 1e4],
  ['four tight clusters', (random, i) => CENTRES[i % 4] + 1e-4 * random.normal()],
  ['normal to 2 decimals', (random) => Math.round(100 * random.normal()) / 100],
  ['73 distinct values', (random) => Math.floor(random.uniform(18, 91))],
  ['geometric spacing', (_random, i, n) => 10 ** ((12 * i) / n - 6)],
  ['milliseconds since 1970', (random, i) => 1.7e12 + 1e3 * (i + random.uniform(-0.4, 0.4))],
]);

/** The name of a sample beside the designs: 217 rows of it have 8 places, not 217. */
export const NEAR_TIES = '8 values equal up to rounding';

/** x and y of a design, the same ones for a name and a size. */
export function sampleOf(name, n) {
  if (name === NEAR_TIES) return nearTies(n);
  const random = createRandom(2026);
  const x = Float64Array.from({ length: n }, (_, i) => designs.get(name)(random, i, n));
  const order = x.slice().sort();
  const places = new Map();
  order.forEach((value, rank) => {
    places.set(value, rank / n);
  });
  const y = x.map((value) => Math.sin(9 * places.get(value)) + random.normal(0, 0.3));
  return { x, y };
}

/** As from a computation: its noise is in the last digits of x and not in y. */
function nearTies(n) {
  const random = createRandom(9);
  const values = Float64Array.from({ length: n }, (_, i) => 0.01 + (i % 8) / 500);
  const y = values.map((value) => 300 * value - 9000 * value ** 2 + random.normal(0, 0.3));
  return { x: values.map((value) => value * (1 + 1e-12 * random.normal())), y };
}
