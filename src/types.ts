// The shapes of what users hand in. Results are described where they are made.

/** A typed array of numbers (no BigInt). */
export type TypedArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray;

/** Anything with the data layout of an `ndarray`; strided views are read as such. */
export interface NdArrayLike {
  /** The memory, which may hold more than the array. */
  readonly data: ArrayLike<number> | IndexedStore;
  /** Lengths along the axes. */
  readonly shape: readonly number[];
  /** Steps in memory along the axes. */
  readonly stride: readonly number[];
  /** Where in memory the first entry lies. */
  readonly offset: number;
}

/** Memory that is read by a method, ndarray's `generic` data type. */
export interface IndexedStore {
  /** The number at a position. */
  get(index: number): number;
  /** How many positions there are. */
  readonly length: number;
}

/** Rows of numbers nested to any depth. */
export type NestedNumbers = readonly (number | TypedArray | NestedNumbers)[];

/** An array as users have it: nested plain arrays, a typed array, or an `ndarray`. */
export type ArrayInput = TypedArray | NdArrayLike | NestedNumbers;

/** An entry of an array of data: a number, a big integer, or nothing where it is missing. */
export type DataEntry<Also = never> = number | bigint | null | undefined | Also;

/**
 * Data as users have them: an array, with `null` or `undefined` where an entry is missing, big integers,
 * and what else is accepted there.
 */
export type DataInput<Also = never> =
  | ArrayInput
  | BigInt64Array
  | BigUint64Array
  | readonly DataEntry<Also>[]
  | readonly (readonly DataEntry<Also>[])[];

/** Rows in arrays whose entries need not be numbers, where predictors are categories. */
export type MixedInput =
  | readonly (readonly DataEntry<Date | string | boolean>[])[]
  | readonly DataEntry<string | boolean>[];

/** A column of times. */
export type TimeInput = readonly (Date | null | undefined)[];

/** Rows of true and false, or 1 and 0, nested to any depth. */
export type NestedBooleans = readonly (boolean | 0 | 1 | TypedArray | NestedBooleans)[];

/** A mask: `true` or 1 where a key may be attended to, `false` or 0 elsewhere. */
export type MaskInput = NestedBooleans | TypedArray | NdArrayLike;

/** What to do with a query that has nothing to attend to. */
export type EmptyWindow = 'nan' | 'nearest' | 'throw';

/** What is used of an `AbortSignal`, a type that not every environment declares. */
export interface AbortSignalLike {
  /** Throws the reason of the signal once it is aborted. */
  throwIfAborted(): void;
  /** Tells at once; a signal without it ends no waiting. */
  addEventListener?(event: 'abort', take: () => void): void;
  /** Ends that. */
  removeEventListener?(event: 'abort', take: () => void): void;
}
