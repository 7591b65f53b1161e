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

/** From there on, and below the least, a number has a power of ten where it is shorter so. */
const LARGE = 1e7;
const SMALL = 1e-4;
/** 64 bits hold no more. */
const MOST_DIGITS = 15;

/** The power of ten of the first digit. */
function powerOf(value: number): number {
  return Math.floor(Math.log10(value) + 1e-9);
}

/** How many digits after the first tell a number from one that is a step away. */
function digitsAfter(size: number, step: number): number {
  return size > 0 ? Math.max(0, Math.min(MOST_DIGITS - 1, powerOf(size) - powerOf(step))) : 0;
}

function withMinus(text: string): string {
  return text.replaceAll('-', '−');
}

/** A number in as many digits as a step needs. */
function plainLabel(value: number, step: number): string {
  const digits = Math.max(0, Math.min(20, -powerOf(step)));
  return Number(value.toFixed(digits)).toLocaleString('en-US', {
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
    useGrouping: Math.abs(value) >= 1e4,
  });
}

/** The same as a power of ten. */
function powerLabel(value: number, step: number): string {
  const size = Math.abs(value);
  if (size < step / 2) return '0';
  const text = value.toExponential(digitsAfter(size, step));
  return text.replace(/\.?0+e/, 'e').replace('e+', 'e');
}

/** Labels that differ, all of one kind. */
function labelled(values: readonly number[], step: number): Tick[] {
  const largest = values.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  const [plain, power] = [plainLabel(largest, step), powerLabel(largest, step)];
  const isPower = (largest >= LARGE || largest < SMALL) && power.length < plain.length;
  const labelOf = isPower ? powerLabel : plainLabel;
  return values.map((value) => ({ value, label: withMinus(labelOf(value, step)) }));
}

/** Ticks at round numbers, about as many as asked for. */
export function ticks(from: number, to: number, wanted: number): Tick[] {
  const rough = (to - from) / Math.max(1, wanted);
  if (!(rough > 0)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough * 0.999) ?? rough;
  const values: number[] = [];
  const first = Math.ceil(from / step - 1e-9);
  for (let k = first; k * step <= to + step * 1e-9 && values.length < 100; k++)
    values.push(k * step);
  return labelled(values, step);
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
  const plain = short.toLocaleString('en-US', {
    maximumSignificantDigits: digits,
    useGrouping: size >= 1e4,
  });
  const power = short.toExponential().replace('e+', 'e');
  // by all digits, so that neighbours are of one kind
  const isPower = size > 0 && (size < SMALL || (size >= LARGE && digits + 4 < plain.length));
  return withMinus(isPower ? power : plain);
}

const DAY = 864e5;
/** Units of time, as summaries of the library have them, in milliseconds. */
const UNITS = [
  [DAY, 'days'],
  [36e5, 'hours'],
  [6e4, 'minutes'],
  [1000, 'seconds'],
  [1, 'milliseconds'],
] as const;

/** The longest unit that a length of time fills, and its name. */
export function timeUnit(milliseconds: number): (typeof UNITS)[number] {
  return UNITS.find(([unit]) => milliseconds >= unit) ?? UNITS[4];
}

/** A length of time, for people. */
export function durationOf(milliseconds: number): string {
  const [unit, name] = timeUnit(milliseconds);
  return `${shortNumber(milliseconds / unit)} ${name}`;
}

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

/** A place on an axis, for people: numbers and times that are a step apart differ. */
export function placeText(value: number, isTime: boolean, step: number): string {
  if (!isTime) return shortNumber(value, Math.max(4, 1 + digitsAfter(Math.abs(value), step)));
  if (!(Math.abs(value) < 8.6e15)) return '';
  const iso = new Date(value).toISOString();
  const end = iso.indexOf('T');
  if (step >= DAY / 10) return iso.slice(0, end);
  const length = step >= 6e4 / 10 ? 6 : step >= 100 ? 9 : 13;
  return iso.slice(0, end + length).replace('T', ' ');
}
