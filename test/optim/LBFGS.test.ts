import { describe, expect, it } from 'vitest';
import { NumericalError, OptionError } from '../../src/errors.js';
import { Parameter } from '../../src/model/Parameter.js';
import { CurvatureMemory, LBFGS, type LinePoint, lineSearch } from '../../src/optim/LBFGS.js';
import type { OptimizerState } from '../../src/optim/Optimizer.js';
import { expectClose } from '../expectClose.js';
import { expectError } from '../expectError.js';

/** Rosenbrock's valley, (1 − x)² + 100(y − x²)², least at (1, 1). */
function valley(parameter: Parameter): () => number {
  return () => {
    const [x, y] = [parameter.value.get(0), parameter.value.get(1)];
    const climb = y - x * x;
    parameter.grad.data.set([-2 * (1 - x) - 400 * x * climb, 200 * climb]);
    return (1 - x) ** 2 + 100 * climb ** 2;
  };
}

describe('LBFGS', () => {
  it('follows a curved valley to its end', () => {
    const p = new Parameter('p', [-1.2, 1]);
    const optimizer = new LBFGS([p], { maxIterations: 60, changeTolerance: 0 });
    const first = optimizer.step(valley(p));
    expectClose(first, 24.2, 1e-14); // the loss at the start
    expectClose(p.value, [1, 1], 1e-7);
  });

  it('solves a quadratic of n unknowns in about n iterations', () => {
    const p = new Parameter('p', [1, 1, 1, 1]);
    const curvature = [1, 10, 100, 1000];
    const optimizer = new LBFGS([p], { maxIterations: 25 });
    optimizer.step(() => {
      let loss = 0;
      for (const [j, c] of curvature.entries()) {
        const x = p.value.get(j) - j;
        p.grad.data[j] = c * x;
        loss += (c * x * x) / 2;
      }
      return loss;
    });
    expectClose(p.value, [0, 1, 2, 3], 1e-6);
  });

  it('never raises the loss, and leaves gradients of the place it found', () => {
    const p = new Parameter('p', [-1.2, 1]);
    const closure = valley(p);
    const optimizer = new LBFGS([p], { maxIterations: 1 });
    let last = Infinity;
    for (let step = 0; step < 45; step++) {
      const loss = optimizer.step(closure);
      expect(loss).toBeLessThanOrEqual(last);
      last = loss;
      const gradient = [...p.grad.data];
      closure();
      expect([...p.grad.data]).toEqual(gradient);
    }
    expect(last).toBeLessThan(1e-3);
  });

  it('shortens steps to where the loss can be taken: x − log x from 0.01', () => {
    const p = new Parameter('p', [0.01]);
    const optimizer = new LBFGS([p], { lr: 100 });
    optimizer.step(() => {
      const x = p.value.get(0);
      if (!(x > 0)) throw new NumericalError({ where: 'log', expected: 'x > 0', received: `${x}` });
      p.grad.set(0, 1 - 1 / x);
      return x - Math.log(x);
    });
    expectClose(p.value, [1], 1e-7);
  });

  it('one iteration at a time, with its memory as JSON between, is the same', () => {
    const whole = new Parameter('p', [-1.2, 1]);
    const parts = new Parameter('p', [-1.2, 1]);
    const one = new LBFGS([whole], { maxIterations: 1 });
    let other = new LBFGS([parts], { maxIterations: 1 });
    for (let step = 0; step < 12; step++) {
      one.step(valley(whole));
      other.step(valley(parts));
      const state = JSON.parse(JSON.stringify(other));
      other = new LBFGS([parts], { maxIterations: 1 });
      other.restore(state);
    }
    expect([...parts.value.data]).toEqual([...whole.value.data]);
  });

  it('several parameters are one vector', () => {
    const [a, b] = [new Parameter('a', [5]), new Parameter('b', [5])];
    new LBFGS([a, b]).step(() => {
      const [x, y] = [a.value.get(0), b.value.get(0)];
      a.grad.set(0, 2 * (x - 1) + y);
      b.grad.set(0, 4 * y + x);
      return (x - 1) ** 2 + 2 * y * y + x * y;
    });
    // 2x + y = 2 and x + 4y = 0
    expectClose(a.value, [8 / 7], 1e-7);
    expectClose(b.value, [-2 / 7], 1e-7);
  });

  it('refuses', () => {
    const p = new Parameter('p', [1]);
    expectError(() => new LBFGS([p]).step(), OptionError, /closure must be a function/);
    expectError(
      () => new LBFGS([p]).step(() => NaN),
      NumericalError,
      'LBFGS.step: loss and gradients must be finite at the start of a step, got a loss of NaN',
    );
    expectError(() => new LBFGS([p], { lr: 0 }), OptionError, /lr must be .* got 0$/);
    expectError(() => new LBFGS([p], { maxIterations: 0 }), OptionError, /maxIterations must/);
    const state = {
      type: 'LBFGS',
      steps: 1,
      memory: [
        [1, 2],
        [1, 2],
      ],
    };
    for (const other of [state, { type: 'LBFGS', memory: [] }])
      expectError(
        () => new LBFGS([p]).restore(other as OptimizerState),
        OptionError,
        /^LBFGS.restore: state must/,
      );
  });

  it('takes the same step iteration by iteration', () => {
    const valley = () => {
      const w = new Parameter('w', [-1.2, 1]);
      const optimizer = new LBFGS([w], { maxIterations: 12 });
      const closure = () => {
        const [a, b] = w.value.data as unknown as [number, number];
        w.grad.set(0, -400 * a * (b - a * a) - 2 * (1 - a));
        w.grad.set(1, 200 * (b - a * a));
        return 100 * (b - a * a) ** 2 + (1 - a) ** 2;
      };
      return { w, optimizer, closure };
    };
    const [whole, parts] = [valley(), valley()];
    const loss = whole.optimizer.step(whole.closure);
    const iterations = parts.optimizer.iterations(parts.closure);
    let count = 0;
    let next = iterations.next();
    for (; !next.done; next = iterations.next()) count++;
    expect(count).toBe(12);
    expect(next.value).toBe(loss);
    expect(parts.w.value.data).toEqual(whole.w.value.data);
    expect(parts.optimizer.toJSON()).toEqual(whole.optimizer.toJSON());
  });
});

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

/** A line with the loss f and its slope g, and the places that were tried. */
function line(f: (t: number) => number, g: (t: number) => number) {
  const tried: number[] = [];
  const at = (t: number): LinePoint => {
    tried.push(t);
    return { t, value: f(t), slope: g(t) };
  };
  return { at, tried, start: { t: 0, value: f(0), slope: g(0) } };
}

const parabola = line.bind(
  undefined,
  (t) => (t - 3) ** 2,
  (t) => 2 * (t - 3),
);

describe('lineSearch', () => {
  it('takes the first step where it is good enough', () => {
    const { at, tried, start } = parabola();
    expect(lineSearch(start, 3.5, at)?.t).toBe(3.5);
    expect(tried).toEqual([3.5]);
  });

  it('goes on in fours while the loss falls steeply', () => {
    // |φ′| ≤ 0.9·6 from t = 0.3 on: 0.01, 0.04, 0.16, 0.64
    const { at, tried, start } = parabola();
    expect(lineSearch(start, 0.01, at)?.t).toBe(0.64);
    expect(tried).toEqual([0.01, 0.04, 0.16, 0.64]);
  });

  it('comes back by cubics, which meet the minimum of a parabola', () => {
    const { at, tried, start } = parabola();
    expect(lineSearch(start, 10, at)?.t).toBeCloseTo(3, 12);
    expect(tried.length).toBe(2);
  });

  it('keeps both Wolfe conditions on a line with many minima', () => {
    const wavy = line(
      (t) => Math.cos(5 * t) - t,
      (t) => -5 * Math.sin(5 * t) - 1,
    );
    for (const first of [0.01, 0.3, 1, 2.7, 50]) {
      const found = lineSearch(wavy.start, first, wavy.at);
      const { t = NaN, value = NaN, slope = NaN } = found ?? {};
      expect(value).toBeLessThanOrEqual(wavy.start.value + 1e-4 * t * wavy.start.slope);
      expect(Math.abs(slope)).toBeLessThanOrEqual(0.9 * Math.abs(wavy.start.slope));
    }
  });

  it('backs out of places where there is no loss', () => {
    const wall = line(
      (t) => (t < 1 ? (t - 0.5) ** 2 : Infinity),
      (t) => (t < 1 ? 2 * (t - 0.5) : NaN),
    );
    const found = lineSearch(wall.start, 64, wall.at);
    expect(found?.t).toBeLessThan(1);
    expect(found?.value).toBeLessThan(0.25);
  });

  it('decides by slopes where losses only round', () => {
    // φ = 1 + (t − 1)²·10⁻²⁰ is 1 everywhere but for its last digit
    const flat = line(
      (t) => (t === 0 ? 1 : 1 + 2 ** -52),
      (t) => 2e-20 * (t - 1),
    );
    expect(lineSearch(flat.start, 1.5, flat.at)?.t).toBe(1.5);
  });

  it('gives up on a line that only rises, after a bounded number of trials', () => {
    const tried: number[] = [];
    const at = (t: number): LinePoint => {
      tried.push(t);
      return { t, value: 1 + t, slope: 1 };
    };
    expect(lineSearch({ t: 0, value: 1, slope: -1 }, 1, at)).toBeUndefined();
    expect(tried.length).toBeLessThanOrEqual(40);
  });
});
