import type { AbortSignalLike } from '../types.js';
import { formatValue } from './formatValue.js';
import { optionError } from './optionError.js';

/** Prints an unknown name, beside those that are known. */
export type PrintName = (given: unknown, known: readonly unknown[]) => string;

/**
 * Checks that an options argument is an object whose keys are all known.
 *
 * @param where - the public function, for messages
 * @param options - what the user handed in; `undefined` stands for no options
 * @param known - the accepted option names
 * @param subject - what the argument is called
 * @param print - `formatName`, where others may call an option something else
 * @returns the options, or an empty object
 * @throws {@link OptionError} for anything but an object with named fields, and for an unknown key
 */
export function expectOptions<T extends object>(
  where: string,
  options: T | undefined,
  known: readonly (keyof T & string)[],
  subject = 'options',
  print?: PrintName,
): T {
  return options === undefined ? ({} as T) : expectFields(where, subject, options, known, print);
}

/** Checks an argument that must be given: as {@link expectOptions}, but `undefined` is refused. */
export function expectFields<T extends object>(
  where: string,
  subject: string,
  fields: T,
  known: readonly (keyof T & string)[],
  print: PrintName = formatValue,
): T {
  // entries of a Map, a Set or an array are no fields: taken for options they would be ignored without a word
  if (typeof fields !== 'object' || fields === null || Symbol.iterator in fields) {
    const cure =
      subject === 'json' && typeof fields === 'string' ? ' (JSON.parse makes it of a text)' : '';
    throw optionError(where, `${subject} must be an object${cure}`, formatValue(fields));
  }
  for (const key of Object.keys(fields)) {
    if (!(known as readonly string[]).includes(key))
      throw optionError(where, `${subject} must be among ${known.join(', ')}`, print(key, known));
  }
  return fields;
}

/**
 * Checks that a value is a string, a function or a number, as `typeof` names them.
 *
 * @param type - what it must be
 * @throws {@link OptionError} when it is not
 */
export function expectType(
  where: string,
  name: string,
  value: unknown,
  type: 'string' | 'function' | 'number',
): void {
  if (typeof value === type) return;
  throw optionError(where, `${name} must be a ${type}`, formatValue(value));
}

/**
 * Checks that a value is one of a few accepted ones.
 *
 * @param choices - the accepted values; also the list in the message
 * @returns the value
 * @throws {@link OptionError} when it is none of them
 */
export function expectChoice<T extends string | boolean | number>(
  where: string,
  name: string,
  value: unknown,
  choices: readonly T[],
  print: PrintName = formatValue,
): T {
  if ((choices as readonly unknown[]).includes(value)) return value as T;
  throw optionError(
    where,
    `${name} must be one of ${choices.map(String).join(', ')}`,
    print(value, choices),
  );
}

type Rule =
  | 'finite'
  | 'positive'
  | 'nonnegative'
  | 'integer'
  | 'count'
  | 'positiveCount'
  | 'length'
  | 'severalCount';

const isNumber = (x: unknown) => Number.isFinite(x);
const isInteger = (x: unknown) => Number.isSafeInteger(x);
const isLength = (x: unknown) => isInteger(x) && (x as number) < 2 ** 31;

/** What each is in words, what it is one of, and the least it may be; 5e-324 is the least above 0. */
const rules: Record<Rule, readonly [text: string, isOne: (x: unknown) => boolean, least?: number]> =
  {
    finite: ['a finite number', isNumber],
    positive: ['a finite number above 0', isNumber, 5e-324],
    nonnegative: ['a finite number of at least 0', isNumber, 0],
    integer: ['an integer', isInteger],
    count: ['an integer of at least 0', isInteger, 0],
    positiveCount: ['an integer of at least 1', isInteger, 1],
    length: ['an integer from 0 to 2147483647', isLength, 0],
    severalCount: ['an integer from 2 to 2147483647', isLength, 2],
  };

/**
 * Checks one number.
 *
 * @param where - the public function, for messages
 * @param name - the argument, or the path of the option
 * @param value - what the user handed in
 * @param rule - what it must be
 * @returns the number
 * @throws {@link OptionError} when the rule does not hold
 */
export function expectNumber(where: string, name: string, value: unknown, rule: Rule): number {
  const [text, isOne, least = -Infinity] = rules[rule];
  if (isOne(value) && (value as number) >= least) return value as number;
  throw optionError(where, `${name} must be ${text}`, formatValue(value));
}

/** Checks what ends a piece of work from outside. */
export function readSignal(where: string, signal: AbortSignalLike): AbortSignalLike {
  if (typeof signal?.throwIfAborted === 'function') return signal;
  throw optionError(where, 'signal must be an AbortSignal', formatValue(signal));
}

/** Checks what is told how far a piece of work is. */
export function readProgress<F>(where: string, onProgress: F): F {
  expectType(where, 'onProgress', onProgress, 'function');
  return onProgress;
}

// Options as a table: for each name what it must be, and what it is when it is left out.

/** What an option must be: a number by its rule, one of some choices, or what a function reads. */
type Check =
  | Parameters<typeof expectNumber>[3]
  | readonly (string | boolean)[]
  | ((where: string, value: never) => unknown);

/** The check of an option that is checked where it is used. */
export const asGiven = <T>(_where: string, value: T): T => value;

/**
 * For each option its check and its default, and no default where it must be given. A default of
 * `undefined` is not checked.
 */
export type OptionTable<Options> = {
  readonly [Name in keyof Options]-?: readonly [
    check: Check,
    byDefault?: Options[Name] | undefined,
  ];
};

/** What the checks of a table read. */
export type OptionsOf<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends readonly [infer C, ...infer Default]
    ? ReadBy<C> | (Default extends [undefined] ? undefined : never)
    : never;
};

type ReadBy<C> = C extends (...given: never[]) => infer Read
  ? Read
  : C extends readonly (infer Choice)[]
    ? Choice
    : number;

/**
 * Reads options by their table.
 *
 * @param where - the public function, for messages
 * @param options - what the user handed in
 * @param table - what is known of each option
 * @param print - as for {@link expectOptions}
 * @throws {@link OptionError} for an unknown option or one that its check refuses
 */
export function readOptions<Options extends object, Table extends OptionTable<Options>>(
  where: string,
  options: Options | undefined,
  table: Table,
  print?: PrintName,
): OptionsOf<Table> {
  const names = Object.keys(table) as (keyof Options & string)[];
  const given = expectOptions(where, options, names, 'options', print);
  const read = (name: keyof Options & string): unknown => {
    const [check, byDefault] = table[name] as readonly [Check, unknown?];
    const value = given[name] === undefined ? byDefault : given[name];
    if (value === undefined && table[name].length === 2) return value;
    if (typeof check === 'string') return expectNumber(where, name, value, check);
    if (typeof check === 'function') return check(where, value as never);
    return expectChoice(where, name, value, check);
  };
  return Object.fromEntries(names.map((name) => [name, read(name)])) as OptionsOf<Table>;
}
