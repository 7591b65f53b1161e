import type { NdArray } from 'ndarray';
import { formatShape, formatValue, showAsText } from '../arrays/formatValue.js';
import { numericalError, optionError, shapeError } from '../arrays/optionError.js';
import { readArray } from '../arrays/readArray.js';
import { expectNumber } from '../arrays/readOptions.js';
import type { ArrayInput } from '../types.js';
import { ndarray } from './ndarray.js';

/** An ndarray of 64-bit floats, or of 32-bit floats where 32-bit floats came in. */
export type Tensor = NdArray<Float64Array> | NdArray<Float32Array>;

/** What tensor functions accept: any array, or a number that broadcasts. */
export type TensorInput = number | ArrayInput;

/** A tensor argument as it is computed with: row-major 64-bit floats. */
export interface Operand {
  readonly array: NdArray<Float64Array>;
  readonly shape: readonly number[];
  readonly float32: boolean;
  /** Whether it came as a bare number, which takes the precision of what it meets. */
  readonly bare: boolean;
}

/**
 * Reads a tensor argument; NaN and infinity pass, as in NumPy. The memory may be the caller's: do
 * not write.
 */
export function readTensor(where: string, name: string, input: unknown): Operand {
  if (typeof input === 'number') {
    return { array: ndarray(Float64Array.of(input), []), shape: [], float32: false, bare: true };
  }
  const { data, shape, float32 } = readArray(where, name, input, { allowNonFinite: true });
  return { array: ndarray(data, [...shape]), shape, float32, bare: false };
}

/**
 * Wraps fresh row-major data as a tensor, rounded to 32 bits where asked. Consoles and `String` show its
 * numbers; they do not show those of a view that ndarray makes of it, which `tensor(view)` copies.
 */
export function wrapTensor(data: Float64Array, shape: readonly number[], float32: boolean): Tensor {
  const wrapped: Tensor = float32
    ? ndarray(Float32Array.from(data), [...shape])
    : ndarray(data, [...shape]);
  return showAsText(wrapped, ownNumbers);
}

function ownNumbers(this: Tensor): string {
  return formatTensor(this);
}

/**
 * Wraps fresh data that must be finite as they go out: rounding to 32 bits may overflow.
 *
 * @throws {@link NumericalError} when an entry is not finite
 */
export function wrapFinite(
  where: string,
  name: string,
  data: Float64Array,
  shape: readonly number[],
  float32: boolean,
): Tensor {
  const tensor = wrapTensor(data, shape, float32);
  const { data: held } = tensor; // in 32 bits more overflows
  for (let i = 0; i < held.length; i++) {
    if (held[i] - held[i] !== 0)
      throw numericalError(where, `${name} must stay finite`, `${held[i]} at index ${i}`);
  }
  return tensor;
}

/** The number of entries of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

/**
 * The most entries a tensor may have: beyond this, typed arrays fail in ways that differ by engine.
 */
const MOST_ENTRIES = 2 ** 31 - 1;

/** A shape as users give it: one length, or an array of lengths. */
export type ShapeInput = number | readonly number[];

/**
 * Reads a shape argument.
 *
 * @param more - arguments behind it that nobody reads, as of `ones(2, 10)`: they are refused
 */
export function readShape(
  where: string,
  name: string,
  shape: ShapeInput,
  more: readonly unknown[] = [],
): number[] {
  if (more.length > 0) {
    const given = [shape, ...more].flat();
    const isNumbers = given.every((each) => typeof each === 'number');
    const cure = isNumbers ? `one array, here [${given.join(', ')}]` : 'the last argument';
    throw optionError(where, `${name} must be ${cure}`, `${formatValue(more[0])} behind it`);
  }
  if (typeof shape !== 'number' && !Array.isArray(shape))
    throw optionError(where, `${name} must be a length or an array of lengths`, formatValue(shape));
  const lengths =
    typeof shape === 'number'
      ? [expectNumber(where, name, shape, 'count')]
      : shape.map((length, axis) => expectNumber(where, `${name}[${axis}]`, length, 'count'));
  if (sizeOf(lengths) > MOST_ENTRIES) {
    const expected = `${name} must hold at most ${MOST_ENTRIES} entries`;
    throw shapeError(where, expected, formatShape(lengths));
  }
  return lengths;
}

/** Reads an axis argument, negative ones counting from the end. */
export function readAxis(where: string, axis: unknown, rank: number): number {
  const given = expectNumber(where, 'axis', axis, 'integer');
  const resolved = given < 0 ? given + rank : given;
  if (resolved < 0 || resolved >= rank) {
    const expected = `axis must be at least ${-rank} and below ${rank} for rank ${rank}`;
    throw shapeError(where, expected, given);
  }
  return resolved;
}

/**
 * Makes a tensor of its own memory.
 *
 * @param data - nested arrays, a typed array, an ndarray, or a number
 * @param shape - the shape to give the entries in row-major order; the shape of `data` when omitted
 * @returns an ndarray of Float64Array, or of Float32Array when 32-bit floats come in
 * @throws {@link OptionError} when data are not numbers
 * @throws {@link ShapeError} when data are ragged or do not fill the shape
 * @example
 * ```ts
 * import { tensor } from 'nadaraya';
 *
 * const t = tensor([1, 2, 3, 4], [2, 2]);
 * console.log(t.get(1, 0)); // → 3
 * ```
 */
export function tensor(data: TensorInput, shape?: readonly number[]): Tensor;
export function tensor(
  data: TensorInput,
  shape?: readonly number[],
  ...more: readonly unknown[]
): Tensor {
  const { array, shape: own, float32 } = readTensor('tensor', 'data', data);
  const target = shape === undefined ? own : readShape('tensor', 'shape', shape, more);
  if (sizeOf(target) !== array.size) {
    const expected = `data must fill the shape ${formatShape(target)}`;
    throw shapeError('tensor', expected, `shape ${formatShape(own)}`);
  }
  return wrapTensor(array.data.slice(), target, float32);
}

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
