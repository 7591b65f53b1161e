import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type AttentionOptions,
  attentionOptionNames,
} from '../../src/attention/AttentionOptions.js';

describe('AttentionOptions', () => {
  it('has a list with each of its names, once', () => {
    expectTypeOf<(typeof attentionOptionNames)[number]>().toEqualTypeOf<keyof AttentionOptions>();
    expect(new Set(attentionOptionNames).size).toBe(attentionOptionNames.length);
  });

  it('every field may be left out', () => {
    expectTypeOf<Record<never, never>>().toExtend<AttentionOptions>();
  });
});
