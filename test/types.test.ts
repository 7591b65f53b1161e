import type { NdArray } from 'ndarray';
import { describe, expectTypeOf, it } from 'vitest';
import type { ArrayInput, EmptyWindow, MaskInput, NdArrayLike } from '../src/types.js';

describe('types', () => {
  it('an array is nested plain arrays, a typed array or an ndarray', () => {
    expectTypeOf<readonly (readonly number[])[]>().toExtend<ArrayInput>();
    expectTypeOf<Float32Array[]>().toExtend<ArrayInput>();
    expectTypeOf<Int8Array>().toExtend<ArrayInput>();
    expectTypeOf<NdArray<Float64Array>>().toExtend<ArrayInput>();
    expectTypeOf<NdArray>().toExtend<NdArrayLike>();
  });

  it('strings, booleans and bigints are no numbers', () => {
    expectTypeOf<string[]>().not.toExtend<ArrayInput>();
    expectTypeOf<boolean[]>().not.toExtend<ArrayInput>();
    expectTypeOf<BigInt64Array>().not.toExtend<ArrayInput>();
    expectTypeOf<number>().not.toExtend<ArrayInput>();
  });

  it('a mask is booleans, bytes or an ndarray, never nested numbers', () => {
    expectTypeOf<readonly boolean[][]>().toExtend<MaskInput>();
    expectTypeOf<Uint8Array>().toExtend<MaskInput>();
    expectTypeOf<number[]>().not.toExtend<MaskInput>();
  });

  it('an empty window has three outcomes', () => {
    expectTypeOf<EmptyWindow>().toEqualTypeOf<'nan' | 'nearest' | 'throw'>();
  });
});
