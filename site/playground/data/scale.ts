// Axes: from data to pixels, with ticks at round numbers and dates.

/** From data to pixels. */
export interface Scale {
  at(value: number): number;
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** A linear scale. */
export function linear(from: number, to: number, start: number, end: number): Scale {
  const slope = (end - start) / (to - from || 1);
  return { at: (value) => start + (value - from) * slope, from, to, start, end };
}

/** A logarithmic one. */
export function logarithmic(from: number, to: number, start: number, end: number): Scale {
  const inner = linear(Math.log(from), Math.log(to), start, end);
  return { at: (value) => inner.at(Math.log(value)), from, to, start, end };
}

/** A tick with its label. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** A number in as few digits as a step needs. */
function labelOf(value: number, step: number): string {
  const size = Math.abs(value);
  if (size > 0 && (size >= 1e7 || size < 1e-4))
    return value.toExponential(2).replace(/\.?0+e/, 'e');
  const digits = Math.max(0, Math.min(12, -Math.floor(Math.log10(step) + 1e-9)));
  const text = Number(value.toFixed(digits)).toLocaleString('en-US', {
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
    useGrouping: size >= 1e4,
  });
  return text.replace('-', '−');
}

/** Ticks at round numbers, about as many as asked for. */
export function ticks(from: number, to: number, wanted: number): Tick[] {
  const rough = (to - from) / Math.max(1, wanted);
  if (!(rough > 0)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough * 0.999) ?? rough;
  const out: Tick[] = [];
  for (let k = Math.ceil(from / step - 1e-9); k * step <= to + step * 1e-9 && out.length < 100; k++)
    out.push({ value: k * step, label: labelOf(k * step, step) });
  return out;
}

/** Ticks of a logarithmic scale. */
export function logTicks(from: number, to: number): Tick[] {
  const out: Tick[] = [];
  const decades = Math.log10(to / from);
  const steps = decades > 3.5 ? [1] : decades > 1.2 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 7];
  for (let power = Math.floor(Math.log10(from)); power <= Math.log10(to); power++)
    for (const step of steps) {
      const value = Number((step * 10 ** power).toPrecision(6));
      if (value < from || value > to) continue;
      out.push({ value, label: shortNumber(value) });
    }
  return out;
}

/** A number in a few digits. */
export function shortNumber(value: number, digits = 4): string {
  const short = Number(value.toPrecision(digits));
  const size = Math.abs(short);
  const text =
    size > 0 && (size >= 1e7 || size < 1e-4)
      ? short.toExponential().replace('e+', 'e')
      : short.toLocaleString('en-US', {
          maximumSignificantDigits: digits,
          useGrouping: size >= 1e4,
        });
  return text.replace('-', '−');
}

const DAY = 864e5;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Steps of time below a month, in milliseconds. */
const STEPS = [
  1,
  10,
  100,
  1000,
  5000,
  15_000,
  6e4,
  3e5,
  9e5,
  36e5,
  108e5,
  216e5,
  432e5,
  DAY,
  2 * DAY,
  7 * DAY,
];

/** Ticks at round dates, in UTC. */
export function timeTicks(from: number, to: number, wanted: number): Tick[] {
  const rough = (to - from) / Math.max(1, wanted);
  if (!(rough > 0) || Math.max(Math.abs(from), Math.abs(to)) > 8.6e15) return [];
  const step = STEPS.find((each) => each >= rough);
  if (step === undefined) return calendarTicks(from, to, rough);
  const out: Tick[] = [];
  for (let time = Math.ceil(from / step) * step; time <= to && out.length < 100; time += step)
    out.push({ value: time, label: dateLabel(time, step) });
  return out;
}

function calendarTicks(from: number, to: number, rough: number): Tick[] {
  const months = rough / (30.44 * DAY);
  const step =
    [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200].find((each) => each >= months * 0.99) ?? 12_000;
  const first = new Date(from);
  const begin = Math.floor((first.getUTCFullYear() * 12 + first.getUTCMonth()) / step) * step;
  const out: Tick[] = [];
  for (let month = begin; out.length < 100; month += step) {
    const date = new Date(0);
    date.setUTCFullYear(Math.floor(month / 12), month % 12, 1);
    const value = date.getTime();
    if (value > to) break;
    if (value < from) continue;
    const year = date.getUTCFullYear();
    const name = MONTHS[date.getUTCMonth()];
    out.push({ value, label: step >= 12 ? String(year) : `${name} ${year}` });
  }
  return out;
}

function dateLabel(time: number, step: number): string {
  const date = new Date(time);
  const iso = date.toISOString();
  if (step < 1000) return iso.slice(17, 23);
  if (step < 6e4) return iso.slice(11, 19);
  if (step < DAY) return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${iso.slice(11, 16)}`;
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

/** A place on an axis, for people. */
export function placeText(value: number, isTime: boolean): string {
  if (!isTime) return shortNumber(value);
  return Math.abs(value) < 8.6e15
    ? new Date(value).toISOString().replace('T00:00:00.000Z', '')
    : '';
}
