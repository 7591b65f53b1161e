/** From numbers to pixels and back. */
export interface Scale {
  (value: number): number;
  /** The number at a pixel. */
  readonly inverse: (pixel: number) => number;
  /** Round numbers within its range, about as many as asked. */
  readonly ticks: (count: number) => readonly number[];
}

/** A scale of equal steps from `[low, high]` to `[from, to]`. */
export function linearScale(low: number, high: number, from: number, to: number): Scale {
  const perUnit = (to - from) / (high - low);
  return Object.assign((value: number) => from + (value - low) * perUnit, {
    inverse: (pixel: number) => low + (pixel - from) / perUnit,
    ticks: (count: number) => roundNumbers(low, high, count),
  });
}

/** A scale of equal factors. */
export function logScale(low: number, high: number, from: number, to: number): Scale {
  const inner = linearScale(Math.log10(low), Math.log10(high), from, to);
  return Object.assign((value: number) => inner(Math.log10(value)), {
    inverse: (pixel: number) => 10 ** inner.inverse(pixel),
    ticks: (count: number) => roundPowers(low, high, count),
  });
}

function roundNumbers(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // a product of whole numbers and a step shows rounding in its last digit
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) =>
    Number(((first + k) * step).toPrecision(12)),
  );
}

function roundPowers(low: number, high: number, count: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const decades = Array.from({ length: last - first + 1 }, (_, k) => first + k);
  const within = (values: number[]): number[] =>
    values
      .map((value) => Number(value.toPrecision(6)))
      .filter((value) => value >= low * 0.999 && value <= high * 1.001);
  const fine = within(decades.flatMap((power) => [1, 2, 5].map((factor) => factor * 10 ** power)));
  if (fine.length <= count) return fine;
  const whole = within(decades.map((power) => 10 ** power));
  const step = Math.ceil(whole.length / count);
  return whole.filter((_, k) => k % step === 0);
}
