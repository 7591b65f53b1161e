import { describe, expect, it } from 'vitest';
import { OptionError, ShapeError } from '../../src/errors.js';
import { attentionPooling, attentionWeights } from '../../src/index.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

describe('excludeSelf by index', () => {
  it('leaves out the key of each query, or none', () => {
    const x = [0, 1, 2, 4];
    const whole = attentionWeights(x, x, { excludeSelf: true });
    const some = attentionWeights([2, 0, 9], x, { excludeSelf: [2, 0, -1] });
    for (const k of [0, 1, 2, 3]) {
      expect(some.get(0, k)).toBe(whole.get(2, k));
      expect(some.get(1, k)).toBe(whole.get(0, k));
    }
    expect(some.get(2, 3)).toBeGreaterThan(0);
    const same = attentionWeights(x, x, { excludeSelf: [0, 1, 2, 3] });
    expectClose(same, whole, 0);
  });

  it('a compact kernel too, and queries that are as many as the keys but others', () => {
    const x = Array.from({ length: 300 }, (_, i) => i / 10);
    const q = x.map((v) => v + 0.37);
    const options = { kernel: 'epanechnikov', bandwidth: 0.5, excludeSelf: true } as const;
    const y = x.map(Math.sin);
    // a mask [m, n] that says the same is no matter of kernel sums
    const mask = x.map((_, i) => x.map((_, k) => k !== i));
    const masked = { kernel: 'epanechnikov', bandwidth: 0.5, mask } as const;
    expectClose(attentionPooling(q, x, y, options), attentionPooling(q, x, y, masked), 1e-12);
  });

  it.each([
    [[0, 1], ShapeError, /excludeSelf must have shape \[1\], got \[2\]$/],
    [[7], OptionError, /excludeSelf must hold indices of keys from 0 to 2, or -1, got 7$/],
    [[0.5], OptionError, /excludeSelf must hold indices .* got 0.5$/],
    [[-2], OptionError, /excludeSelf must hold indices .* got -2$/],
  ] as const)('refuses %o', (excludeSelf, type, message) => {
    expectError(() => attentionWeights([1], [1, 2, 3], { excludeSelf }), type, message);
  });
});
