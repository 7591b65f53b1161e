// A tensor as text, digit for digit as NumPy prints an array. What is shown whole can be read again:
// `tensor([[1. , 2. ],\n        [3. , 4.5]])`.

/** What is read of a tensor. */
interface Entries {
  readonly data: Float64Array | Float32Array;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
  readonly size: number;
}

const OPEN = 'tensor(';
/** Digits after the point, and characters in a line. */
const [DIGITS, WIDTH] = [8, 75];
/** Of more entries than this only the ends of each axis are shown, so many at each. */
const [MOST, ENDS] = [1000, 3];
/** Numbers as large, as small, or as far apart as this are written with exponents. */
const [LARGE, SMALL, APART] = [1e8, 1e-4, 1e3];

/** A tensor as NumPy prints it. */
export function formatTensor({ data, shape, stride, offset, size }: Entries): string {
  const isLong = size > MOST;
  const isSingle = data instanceof Float32Array;
  const places: number[] = [];
  /** Entries nested by axes: their rank among those shown, or −1 for some that are left out. */
  const nested = (axis: number, at: number): Nested => {
    if (axis === shape.length) return places.push(at) - 1;
    const rest = shape[axis] - 2 * ENDS;
    const isCut = isLong && rest > 0;
    return Array.from({ length: isCut ? 2 * ENDS + 1 : shape[axis] }, (_, i) =>
      isCut && i === ENDS
        ? -1
        : nested(axis + 1, at + stride[axis] * (isCut && i > ENDS ? i + rest - 1 : i)),
    );
  };
  const shown = nested(0, offset);
  const words = aligned(
    places.map((at) => data[at]),
    isSingle,
  );
  const text = (node: Nested, axis: number): string => {
    if (typeof node === 'number') return words[node] ?? '...';
    const indent = ' '.repeat(OPEN.length + axis + 1);
    const apart = shape.length - 1 - axis;
    let line = indent;
    let lines = '';
    node.forEach((each, i) => {
      const word = text(each, axis + 1);
      // brackets that close behind it need room
      if (i > 0 && (apart > 0 || line.length + word.length > WIDTH - 2 - axis)) {
        lines += line.trimEnd() + '\n'.repeat(apart || 1);
        line = indent;
      }
      line += i < node.length - 1 ? `${word}, ` : word;
    });
    return `[${(lines + line).slice(indent.length)}]`;
  };
  const isPartial = isLong || (size === 0 && shape.length > 1);
  const known = `${isPartial ? `, shape=[${shape.join(', ')}]` : ''}${isSingle ? ', float32' : ''}`;
  return `${OPEN}${size === 0 ? '[]' : text(shown, 0)}${known})`;
}

type Nested = number | Nested[];

/** The number of fewest digits that 32 bits round to x. */
function fewestDigits(x: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(x.toPrecision(digits));
    if (Object.is(Math.fround(short), x)) return short;
  }
  return x;
}

/** Numbers as words of one length, their points below each other. */
function aligned(numbers: readonly number[], isSingle: boolean): string[] {
  const sizes = numbers.map(Math.abs).filter((size) => size > 0 && size < Infinity);
  const [most, least] = [Math.max(...sizes), Math.min(...sizes)];
  const hasExponents = most >= LARGE || least < SMALL || most / least > APART;
  const parts = numbers.map((x) => {
    if (x - x !== 0) return [String(x)];
    const digits = (shown: number): [string, string, string] => {
      const [mantissa, exponent = ''] = (hasExponents ? shown.toExponential() : `${shown}`).split(
        'e',
      );
      const [whole, fraction = ''] = mantissa.split('.');
      return [Object.is(x, -0) ? '-0' : whole, fraction, exponent];
    };
    const all = digits(isSingle ? fewestDigits(x) : x);
    if (all[1].length <= DIGITS) return all;
    return digits(Number(hasExponents ? x.toExponential(DIGITS) : x.toFixed(DIGITS)));
  });
  const longest = (part: number) => Math.max(...parts.map((each) => each[part]?.length ?? 0));
  const [after, exponent] = [longest(1), Math.max(2, longest(2) - 1)];
  const words = parts.map(([before, fraction, power]) => {
    if (fraction === undefined) return before;
    if (!hasExponents) return `${before}.${fraction.padEnd(after)}`;
    return `${before}.${fraction.padEnd(after, '0')}e${power[0]}${power.slice(1).padStart(exponent, '0')}`;
  });
  const width = Math.max(...words.map((word) => word.length));
  return words.map((word) => word.padStart(width));
}
