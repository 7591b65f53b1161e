import { describe, expect, it } from 'vitest';
import { CurvatureMemory } from '../../src/optim/CurvatureMemory.js';
import { expectClose } from '../expectClose.js';

const of = (...entries: number[]): Float64Array => Float64Array.from(entries);

describe('CurvatureMemory', () => {
  it('goes down the gradient when it remembers nothing', () => {
    const memory = new CurvatureMemory(2, 5);
    expect(memory.isEmpty).toBe(true);
    expect([...memory.direction(of(3, -4))]).toEqual([-3, 4]);
  });

  it('is the step of Newton on a parabola of one dimension', () => {
    const memory = new CurvatureMemory(1, 5);
    memory.remember(of(0.5), of(4)); // f″ = 8
    expect([...memory.direction(of(24))]).toEqual([-3]);
  });

  it('meets the secant equation, H·y = s of the last pair', () => {
    const memory = new CurvatureMemory(3, 5);
    memory.remember(of(1, 0.5, 0), of(2, 1, 1));
    memory.remember(of(0, 1, -1), of(0.5, 3, -2));
    expectClose(memory.direction(of(0.5, 3, -2)), [0, -1, 1], 1e-15);
  });

  it('is the matrix that BFGS updates, from (s·y / y·y) of the last pair', () => {
    const pairs = [
      [of(1, 0.5, 0), of(2, 1, 1)],
      [of(0, 1, -1), of(0.5, 3, -2)],
    ] as const;
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, j) => sum + v * b[j]!, 0);
    const memory = new CurvatureMemory(3, 5);
    for (const [s, y] of pairs) memory.remember(s, y);
    const [s1, y1] = pairs[1];
    const scale = dot(s1, y1) / dot(y1, y1);
    // H ← (I − ρsyᵀ) H (I − ρysᵀ) + ρssᵀ, as an operator
    const applied = (k: number, g: Float64Array): Float64Array => {
      if (k < 0) return g.map((v) => scale * v);
      const [s, y] = pairs[k]!;
      const rho = 1 / dot(s, y);
      const right = g.map((v, j) => v - rho * dot(s, g) * y[j]!);
      const inner = applied(k - 1, right);
      return inner.map((v, j) => v - rho * dot(y, inner) * s[j]! + rho * dot(s, g) * s[j]!);
    };
    for (const g of [of(1, 0, 0), of(0.3, -2, 5)]) {
      expectClose(memory.direction(g), [...applied(1, g).map((v) => -v)], 1e-14);
    }
  });

  it('knows the inverse of a diagonal after a pair along each axis', () => {
    const memory = new CurvatureMemory(3, 5);
    [2, 5, 10].forEach((curvature, j) => {
      const move = of(0, 0, 0);
      move[j] = 1;
      memory.remember(
        move,
        move.map((s) => s * curvature),
      );
    });
    expectClose(memory.direction(of(2, 5, 10)), [-1, -1, -1], 1e-15);
  });

  it('does not take up a pair without curvature, which would send it up', () => {
    const memory = new CurvatureMemory(2, 5);
    memory.remember(of(1, 0), of(-1, 0));
    memory.remember(of(1, 0), of(0, 1));
    expect(memory.isEmpty).toBe(true);
  });

  it('forgets the oldest of more than it holds, and all when cleared', () => {
    const memory = new CurvatureMemory(1, 2);
    for (const k of [1, 2, 3]) memory.remember(of(k), of(10 * k));
    expect(memory.vectors().map(([v]) => v)).toEqual([2, 3, 20, 30]);
    memory.clear();
    expect(memory.isEmpty).toBe(true);
  });

  it('restores what it gave, and nothing that does not fit', () => {
    const memory = new CurvatureMemory(2, 2);
    memory.remember(of(1, 2), of(3, 4));
    memory.remember(of(2, 1), of(5, 4));
    const saved = memory.vectors().map((v) => [...v]);
    const copy = new CurvatureMemory(2, 2);
    expect(copy.restore(saved)).toBe(true);
    expect(copy.direction(of(1, 7))).toEqual(memory.direction(of(1, 7)));
    const wrong = [
      saved.slice(1),
      [...saved, ...saved],
      [[1], [2]],
      [
        [1, NaN],
        [1, 2],
      ],
      'text',
    ];
    for (const vectors of wrong) expect(copy.restore(vectors as never)).toBe(false);
    expect(copy.vectors().length).toBe(4);
  });
});
