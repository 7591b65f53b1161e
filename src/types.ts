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
  readonly data: ArrayLike<number> | { get(index: number): number; readonly length: number };
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
}

/** Rows of numbers nested to any depth. */
export type NestedNumbers = readonly (number | TypedArray | NestedNumbers)[];

/** An array as users have it: nested plain arrays, a typed array, or an `ndarray`. */
export type ArrayInput = TypedArray | NdArrayLike | NestedNumbers;

/** Rows of booleans nested to any depth. */
export type NestedBooleans = readonly (boolean | NestedBooleans)[];

/** A mask: `true` (or 1 in a typed array or `ndarray`) where a key may be attended to. */
export type MaskInput = NestedBooleans | Uint8Array | NdArrayLike;

/** What to do with a query that has nothing to attend to. */
export type EmptyWindow = 'nan' | 'nearest' | 'throw';
