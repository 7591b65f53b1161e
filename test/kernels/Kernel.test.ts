import { describe, expectTypeOf, it } from 'vitest';
import type { Kernel } from '../../src/kernels/Kernel.js';

describe('Kernel', () => {
  it('has four functions of u, and its constants may be unknown', () => {
    expectTypeOf<Kernel['value' | 'logValue' | 'derivative' | 'logDerivative']>().toEqualTypeOf<
      (u: number) => number
    >();
    expectTypeOf<Kernel['roughness' | 'secondMoment']>().toEqualTypeOf<number | undefined>();
  });

  it('may do without a ratio, and without nothing else', () => {
    expectTypeOf<Omit<Kernel, 'logRatio'>>().toExtend<Kernel>();
    expectTypeOf<Omit<Kernel, 'support'>>().not.toExtend<Kernel>();
    expectTypeOf<Omit<Kernel, 'roughness'>>().not.toExtend<Kernel>();
  });
});
