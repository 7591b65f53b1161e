import { describe, expect, it } from 'vitest';
import { type Drawn, frameOf } from '../../site/playground/data/drawPicture.js';
import type { Curve, Picture } from '../../site/playground/data/messages.js';
import { durationOf, placeText, shortNumber, ticks } from '../../site/playground/data/scale.js';
import { textAt } from '../../site/playground/data/textAt.js';

const labels = (from: number, to: number): string[] => ticks(from, to, 5).map(({ label }) => label);

describe('labels of an axis', () => {
  it.each([
    [20_240_201, 20_240_222, ['20,240,205', '20,240,210', '20,240,215', '20,240,220']],
    [0, 2.4e7, ['0', '5e6', '1e7', '1.5e7', '2e7']],
    [-3e7, 3e7, ['−2e7', '0', '2e7']],
    [1.684e12, 1.684e12 + 5e6, ['1.684e12', '1.684001e12', '1.684002e12']],
    [0, 5e-13, ['0', '1e−13', '2e−13', '3e−13', '4e−13', '5e−13']],
    [1, 1 + 5e-14, ['1.00000000000000', '1.00000000000001', '1.00000000000002']],
    [-50, 50, ['−40', '−20', '0', '20', '40']],
    [0, 1.2e-3, ['0.0000', '0.0005', '0.0010']],
    [9000, 11_000, ['9000', '9500', '10,000', '10,500', '11,000']],
  ])('from %d to %d', (from, to, expected) => {
    const found = labels(from, to);
    expect(new Set(found).size).toBe(found.length);
    expect(found.slice(0, expected.length)).toEqual(expected);
  });

  it('differ, of one kind, with one sign of minus, whatever the place and the step', () => {
    for (let place = -14; place <= 14; place += 1.3)
      for (let span = place - 11; span <= place + 3; span++)
        for (const sign of [-1, 1]) {
          const from = sign * 10 ** place;
          const found = labels(from, from + 10 ** span);
          expect(found.length).toBeGreaterThan(1);
          expect(new Set(found).size).toBe(found.length);
          expect(found.join()).not.toMatch(/-|\+/);
          const kinds = new Set(found.filter((each) => each !== '0').map((each) => /e/.test(each)));
          expect(kinds.size).toBe(1);
        }
  });
});

describe('numbers and times', () => {
  it('are short', () => {
    expect([2e7, 20_240_201, -1.5e-7, 12_345, 0, 0.5].map((value) => shortNumber(value))).toEqual([
      '2e7',
      '2.024e7',
      '−1.5e−7',
      '12,350',
      '0',
      '0.5',
    ]);
    expect(shortNumber(20_240_201, 8)).toBe('20,240,201');
  });

  it('have as many digits as tell them from their neighbours', () => {
    expect(placeText(20_240_201, false, 0.05)).toBe('20,240,201');
    expect(placeText(23.456, false, 0.5)).toBe('23.46');
    expect(placeText(0, false, 0.5)).toBe('0');
    const time = Date.UTC(2024, 1, 5, 13, 27, 11, 123);
    expect([1e9, 1e6, 1000, 1].map((step) => placeText(time, true, step))).toEqual([
      '2024-02-05',
      '2024-02-05 13:27',
      '2024-02-05 13:27:11',
      '2024-02-05 13:27:11.123',
    ]);
    expect(placeText(Number.NaN, true, 1)).toBe('');
  });

  it('of lengths of time are in the longest unit that they fill, as the library has them', () => {
    expect([1.634e11, 864e5, 36e5 * 23, 9e4, 1500, 0.25].map(durationOf)).toEqual([
      '1891 days',
      '1 days',
      '23 hours',
      '1.5 minutes',
      '1.5 seconds',
      '0.25 milliseconds',
    ]);
  });
});

/** A picture of one line with a band. */
function lineOf(x: number[], y: number[], times: Partial<Picture> = {}): Drawn {
  const curve: Curve = {
    name: '',
    n: 2,
    x: Float64Array.from(x),
    y: Float64Array.from(y),
    lower: Float64Array.from(y, (each) => each - 1),
    upper: Float64Array.from(y, (each) => each + 1),
  };
  const picture: Picture = {
    curves: [curve],
    complete: true,
    xName: 'x',
    yName: 'y',
    isTime: false,
    yIsTime: false,
    models: 1,
    slider: undefined,
    took: 1,
    ...times,
  };
  return { picture, points: undefined, view: 'curve' };
}

describe('what a pointer reads', () => {
  it('tells large numbers apart', () => {
    const drawn = lineOf([20_240_201, 20_240_228], [5e7, 5e7 + 20]);
    expect(textAt(drawn.picture, frameOf(drawn, 600, 400), 20_240_201.4)).toBe(
      'At 20,240,201.4: 50,000,000 (49,999,999 to 50,000,001)',
    );
  });

  it('is dates where x and y are', () => {
    const days = [0, 40].map((day) => Date.UTC(2024, 0, 1 + day));
    const y = days.map((day) => day + 1e10);
    const drawn = lineOf(days, y, { isTime: true, yIsTime: true });
    expect(textAt(drawn.picture, frameOf(drawn, 600, 400), days[1]!)).toMatch(
      /^At 2024-02-10 00:00: 2024-06-04 17:46 \(2024-06-04 17:46 to 2024-06-04 17:46\)$/,
    );
  });
});
