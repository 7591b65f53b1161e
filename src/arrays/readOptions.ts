// Options as a table: for each name what it must be, and what it is when it is left out.

import { expectChoice } from './expectChoice.js';
import { expectNumber } from './expectNumber.js';
import { expectOptions } from './expectOptions.js';

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
 * @throws {@link OptionError} for an unknown option or one that its check refuses
 */
export function readOptions<Options extends object, Table extends OptionTable<Options>>(
  where: string,
  options: Options | undefined,
  table: Table,
): OptionsOf<Table> {
  const names = Object.keys(table) as (keyof Options & string)[];
  const given = expectOptions(where, options, names);
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
