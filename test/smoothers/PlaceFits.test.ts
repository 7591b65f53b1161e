import { describe, it } from 'vitest';
import { createRandom } from '../../src/arrays/createRandom.js';
import { KernelRegressor } from '../../src/estimators/KernelRegressor.js';
import { expectClose } from '../expectClose.js';

const n = 600;

/** Two clusters ten apart, of so many standard deviations. */
function clusters(deviation: number) {
  const random = createRandom(4);
  const x = Float64Array.from({ length: n }, (_, i) => 10 * (i % 2) + deviation * random.normal());
  const y = Array.from(x, (at) => [Math.sin(5 * at) + random.normal(0, 0.3), at * at]);
  return { x, y };
}

/** Leverages of polynomials by orthogonal ones about the middle of a cluster. */
function leverages(x: Float64Array, degree: number, bandwidth: number): Float64Array {
  return x.map((at, own) => {
    const rows = [...x.keys()].filter((i) => bandwidth > 1 || Math.abs(x[i]! - at) < 1);
    const middle = bandwidth > 1 ? 5 : Math.round(at / 10) * 10;
    const unit = Math.max(...rows.map((i) => Math.abs(x[i]! - middle)));
    const roots = rows.map((i) => Math.exp(-(((x[i]! - at) / bandwidth) ** 2) / 4));
    const basis: number[][] = [];
    for (let power = 0; power <= degree; power++) {
      const column = rows.map((i, r) => roots[r]! * ((x[i]! - middle) / unit) ** power);
      for (const other of [...basis, ...basis]) {
        const part = column.reduce((sum, value, r) => sum + value * other[r]!, 0);
        column.forEach((_, r) => {
          column[r]! -= part * other[r]!;
        });
      }
      const length = Math.hypot(...column);
      basis.push(column.map((value) => value / length));
    }
    return basis.reduce((sum, column) => sum + column[rows.indexOf(own)]! ** 2, 0);
  });
}

describe('crowds under a wide Gaussian', () => {
  const settings = [0.1, 0.01, 0.001].flatMap((deviation) =>
    [0.3, 3, Infinity].flatMap((bandwidth) =>
      [1, 2, 3].map((degree) => [deviation, bandwidth, degree] as const),
    ),
  );

  it.each(settings)(
    'have fits with all digits: deviation %f, bandwidth %f, degree %i',
    (deviation, bandwidth, degree) => {
      const { x, y } = clusters(deviation);
      const fitted = (method: 'auto' | 'direct') =>
        new KernelRegressor({ degree: degree as 1 | 2 | 3, bandwidth, method }).fit(x, y);
      const [model, direct] = [fitted('auto'), fitted('direct')];
      const queries = [-0.002, 0.0005, 0.01, 9.999, 10.0003];
      expectClose(model.predict(queries), direct.predict(queries), 1e-7);
      expectClose(model.leverage, direct.leverage, 1e-9);
      expectClose(model.looResiduals, direct.looResiduals, 1e-9);
      const band = { method: 'standard', variance: 'constant' } as const;
      const [own, other] = [model, direct].map((each) => each.confidenceBand([0.001], band));
      expectClose(own!.standardError, other!.standardError, 1e-9);
    },
  );

  it.each([
    [0.001, 0.3, 3],
    [0.01, 0.3, 2],
    [0.001, Infinity, 2],
  ] as const)(
    'have the leverages of orthogonal polynomials: deviation %f, bandwidth %f, degree %i',
    (deviation, bandwidth, degree) => {
      const { x, y } = clusters(deviation);
      const model = new KernelRegressor({ degree, bandwidth }).fit(x, y);
      expectClose(model.leverage, leverages(x, degree, bandwidth), 1e-9);
    },
  );

  it('have weights, and observations that outweigh the others of their place', () => {
    const { x, y } = clusters(0.01);
    const sampleWeights = x.map((_, i) => (i % 50 === 0 ? 1e6 : i % 3));
    const fitted = (method: 'auto' | 'direct') =>
      new KernelRegressor({ degree: 3, bandwidth: 0.5, method }).fit(x, y, { sampleWeights });
    const [model, direct] = [fitted('auto'), fitted('direct')];
    expectClose(model.leverage, direct.leverage, 1e-8);
    expectClose(model.looResiduals, direct.looResiduals, 1e-7);
  });
});
