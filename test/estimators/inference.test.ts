import { describe, expect, it } from 'vitest';
import { BinnedSample, KernelRegressor, OptionError } from '../../src/index.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';
import { noisySine } from '../inference/samples.js';

const { x, y } = noisySine(60, 4);
const model = new KernelRegressor({ bandwidth: 0.5 }).fit(x, y);
const q = [0.2, 1, 2.5, 4.8];

describe('KernelRegressor.confidenceBand', () => {
  it('is drawn about the fit, or about the one of two degrees more', () => {
    const standard = model.confidenceBand(q, { method: 'standard' });
    expectClose(standard.fit, model.predict(q), 1e-12);
    const robust = model.confidenceBand(q, { method: 'robust' });
    const quadratic = new KernelRegressor({ bandwidth: 0.5, degree: 2 }).fit(x, y);
    expectClose(robust.fit, quadratic.predict(q), 1e-12);
    robust.fit.forEach((fit, i) => {
      expect(robust.lower[i]).toBeLessThan(fit);
      expectClose([robust.upper[i] - fit], [fit - robust.lower[i]], 1e-12);
    });
  });

  it('with several columns raises the degree by one, chosen or not', () => {
    const plane = Array.from(x, (at, i) => [at, (i * 0.618) % 1]);
    const chosen = new KernelRegressor().fit(plane, y);
    const { degree, bandwidth } = chosen.bandwidthChoice!;
    const next = degree === 0 ? 1 : 2; // of two columns 0 or 1 was chosen
    const raised = new KernelRegressor({ degree: next, bandwidth, ridge: 1 }).fit(plane, y);
    const at = [[1, 0.4]];
    expectClose(chosen.confidenceBand(at, { method: 'robust' }).fit, raised.predict(at), 1e-10);
  });

  it('over categories holds all that are asked, whatever they are called', () => {
    const options = { predictors: ['category'], bandwidth: [0] } as const;
    const byLetter = (letters: string) => {
      const own = Array.from(x, (_, i) => letters[(7 * i) % 4]!);
      return new KernelRegressor(options).fit(own, y);
    };
    const once = { method: 'bootstrap' } as const;
    const whole = { ...once, simultaneous: true } as const;
    const [one, other] = [byLetter('abcd'), byLetter('cdab')].map((each) =>
      each.confidenceBand(['a', 'b', 'c', 'd'], whole),
    );
    expectClose(
      other!.upper,
      [2, 3, 0, 1].map((at) => one!.upper[at]!),
      1e-12,
    );
    const pointwise = byLetter('abcd').confidenceBand(['a', 'b', 'c', 'd'], once);
    const wider = one!.upper.map((upper, q) => upper - pointwise.upper[q]!);
    expect(Math.min(...wider)).toBeGreaterThan(0);
    // Four means apart: by Bonferroni 0.05/4 for each is enough, for which the normal quantile is 2.50.
    const critical = (one!.upper[0]! - one!.fit[0]!) / one!.standardError[0]!;
    expect(critical).toBeLessThan(2.9);
    expect(() => byLetter('abcd').confidenceBand(['a'], { simultaneous: true })).toThrow(
      /method must be 'bootstrap' for a simultaneous band over .* categories, got categories/,
    );
  });

  it('is wider for a higher level and for the whole curve', () => {
    const width = (options: object) => {
      const { lower, upper } = model.confidenceBand(q, options);
      return upper[1] - lower[1];
    };
    expect(width({ level: 0.99 })).toBeGreaterThan(width({ level: 0.9 }));
    expect(width({ simultaneous: true })).toBeGreaterThan(width({}));
  });

  it('takes a number, leaves rows with NaN out, and fills curve rows', () => {
    expectClose(model.confidenceBand(1).upper, [model.confidenceBand(q).upper[1]], 1e-12);
    const omit = new KernelRegressor({ bandwidth: 0.5, missing: 'omit' }).fit(x, y);
    expect(omit.confidenceBand([1, Number.NaN]).lower[1]).toBeNaN();
    const rows = model.curve({ points: 3, band: { level: 0.9 } });
    const band = model.confidenceBand(
      rows.map((row) => row.x),
      { level: 0.9 },
    );
    expectClose(
      rows.map((row) => row.upper ?? 0),
      band.upper,
      1e-12,
    );
    expectClose(
      rows.map((row) => row.standardError ?? 0),
      band.standardError,
      1e-12,
    );
    expect(model.curve({ points: 3 })[0]).not.toHaveProperty('upper');
  });

  it('refuses what it does not know', () => {
    const wrong = (options: object, message: RegExp) =>
      expect(() => model.confidenceBand(q, options)).toThrow(message);
    wrong({ level: 1 }, /level must be above 0 and below 1, got 1/);
    wrong({ level: Number.NaN }, /level must be a finite number/);
    wrong({ method: 'exact' }, /method must be one of bayesian, robust, standard, bootstrap/);
    wrong({ variance: 'hc1' }, /variance must be one of local, constant, hc0, hc2, hc3/);
    wrong({ simultaneous: 'yes' }, /simultaneous must be one of true, false/);
    wrong({ draws: 0 }, /draws must be an integer of at least 1/);
    wrong({ width: 3 }, /options must be among/);
    const plane = new KernelRegressor({ bandwidth: 1 }).fit(
      [
        [0, 1],
        [1, 0],
        [2, 2],
        [3, 1],
      ],
      [1, 2, 3, 4],
    );
    expect(() => plane.confidenceBand([[1, 1]], { simultaneous: true })).toThrow(/bootstrap/);
    expect(() => new KernelRegressor({ bandwidth: 1 }).confidenceBand(q)).toThrow(
      /fit must be called/,
    );
  });

  it('stops the bootstrap when asked', () => {
    const controller = new AbortController();
    const options = {
      method: 'bootstrap',
      signal: controller.signal,
      onProgress: (done: number) => done > 0.1 && controller.abort(new Error('enough')),
    } as const;
    expect(() => model.confidenceBand(q, options)).toThrow('enough');
  });
});

describe('KernelRegressor.predictionInterval', () => {
  it('holds most observations, by either method', () => {
    for (const method of ['normal', 'conformal'] as const) {
      for (const variance of ['local', 'constant'] as const) {
        const { fit, lower, upper } = model.predictionInterval(x, { method, variance, level: 0.9 });
        expectClose(fit, model.predict(x), 1e-9);
        const inside = y.filter((value, i) => lower[i] <= value && value <= upper[i]).length;
        expect(inside / 60).toBeGreaterThan(0.85);
        expect(inside / 60).toBeLessThan(1);
      }
    }
  });

  it('refuses what it does not know', () => {
    const wrong = (options: object) => () => model.predictionInterval(q, options);
    expect(wrong({ method: 'robust' })).toThrow(/method must be one of normal, conformal/);
    expect(wrong({ variance: 'hc2' })).toThrow(/variance must be one of local, constant/);
    expect(wrong({ level: 0 })).toThrow(/level must be above 0/);
  });
});

describe('KernelRegressor.testAgainst', () => {
  it('gives a p-value', () => {
    expect(model.testAgainst('flat', { draws: 99 }).pValue).toBe(0.01);
  });

  it('refuses what it does not know', () => {
    expect(() => model.testAgainst({ without: 0 })).toThrow(/curve must be 'flat', 'linear' or/);
    expect(() => model.testAgainst('flat', { draws: 1.5 })).toThrow(/draws must be/);
    for (const wrong of ['round', undefined, 2])
      expect(() => model.testAgainst(wrong as 'flat')).toThrow(
        /curve must be 'flat', 'linear' or, with several columns of x, \{ without: one of them \}, got /,
      );
    const two = new KernelRegressor({ bandwidth: 1 }).fit(
      [0, 1, 2],
      [
        [1, 2],
        [2, 3],
        [3, 5],
      ],
    );
    expect(() => two.testAgainst('flat')).toThrow(/y must have one column/);
  });
});

describe('what work is told', () => {
  const x = [1, 2, 3, 4, 5, 6, 7, 8];
  const y = [2, 1, 4, 3, 6, 5, 8, 7];
  const model = new KernelRegressor({ bandwidth: 1 }).fit(x, y);
  const sample = BinnedSample.from({ x, y }, { bandwidth: 0.1 });
  const calls: Record<string, (told: object) => unknown> = {
    confidenceBand: (told) => model.confidenceBand([1], { method: 'bootstrap', ...told }),
    testAgainst: (told) => model.testAgainst('linear', told),
    quantile: (told) => new KernelRegressor().fit(x, y).quantile(1, 0.5, told),
    fit: (told) => new KernelRegressor().fit(sample, told),
  };
  it.each(Object.entries(calls))('%s names a signal or progress that is none', (name, call) => {
    const signal = new AbortController();
    expectError(
      () => call({ signal }),
      OptionError,
      new RegExp(`^KernelRegressor.${name}: signal must be an`),
    );
    for (const onProgress of [true, 5, {}])
      expectError(
        () => call({ onProgress }),
        OptionError,
        new RegExp(`${name}: onProgress must be a function`),
      );
  });

  it.each([null, 0, Number.NaN, ''])('curve refuses the band %s', (band: any) => {
    expectError(() => model.curve({ band }), OptionError, /band must be true, false or options/);
  });

  it.each([null, 0, Number.NaN, '', false])(
    'a sample refuses the weights %s',
    (sampleWeights: any) => {
      expectError(
        () => BinnedSample.from({ x, y, sampleWeights }, { bandwidth: 1 }),
        OptionError,
        /BinnedSample.from: sampleWeights must be an array/,
      );
    },
  );

  it('rows of a query come with it', () => {
    const none = undefined as any;
    expectError(() => BinnedSample.fromRows([], none), OptionError, /query must be an object/);
  });
});
