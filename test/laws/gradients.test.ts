import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AttentionOptions,
  attentionPooling,
  attentionPoolingBackward,
  type SumsMethodName,
  type Tensor,
  tensor,
  UnsupportedError,
} from '../../src/index.js';
import { expectClose } from '../expectClose.js';
import { attentionCase } from './attentionCase.js';

type Inputs = Record<string, Tensor>;

/** L = Σ upstream · ŷ, as a function of every input. */
function lossOf(inputs: Inputs, upstream: Float64Array, options: AttentionOptions): number {
  const { queries, keys, values, ...rest } = inputs;
  const pooled = attentionPooling(queries!, keys!, values!, { ...options, ...rest });
  return Array.from(pooled.data).reduce((sum, y, i) => sum + y * upstream[i]!, 0);
}

/** Central differences of fourth order, (8(f₁ − f₋₁) − (f₂ − f₋₂)) / 12ε, for every entry of one input. */
function differences(
  name: string,
  inputs: Inputs,
  upstream: Float64Array,
  options: AttentionOptions,
  step: number,
): number[] {
  return Array.from(inputs[name]!.data, (_, j) => {
    const at = (steps: number): number => {
      const moved = tensor(inputs[name]!);
      moved.data[j]! += steps * step;
      return lossOf({ ...inputs, [name]: moved }, upstream, options);
    };
    return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step);
  });
}

function expectGradients(inputs: Inputs, options: AttentionOptions, method?: SumsMethodName): void {
  const { queries, keys, values, ...rest } = inputs;
  const pooled = attentionPooling(queries!, keys!, values!, { ...options, ...rest });
  if (pooled.data.some(Number.isNaN)) return; // an empty window has no gradient to compare
  const upstream = Float64Array.from(pooled.data, (_, i) => Math.cos(i + 1));
  const largest = Math.max(...Array.from(values!.data, Math.abs));
  const shaped = tensor(upstream, pooled.shape);
  const gradients = attentionPoolingBackward(queries!, keys!, values!, shaped, {
    ...options,
    ...rest,
    ...(method && { method }),
  });
  for (const name of Object.keys(inputs)) {
    const gradient = gradients[name as keyof typeof gradients]!;
    expect(gradient.shape).toEqual(inputs[name]!.shape);
    const coarse = differences(name, inputs, upstream, options, 1e-3);
    const fine = differences(name, inputs, upstream, options, 5e-4);
    fine.forEach((slope, j) => {
      // halving the step shows how far the differences themselves are from the derivative
      const allowed =
        2 * Math.abs(slope - coarse[j]!) + 1e-9 * Math.max(1, Math.abs(slope), largest);
      const error = Math.abs(gradient.data[j]! - slope);
      expect(error, `${name}[${j}]`).toBeLessThanOrEqual(allowed);
    });
  }
}

describe('gradients are what central differences approach', () => {
  it('for random shapes, kernels, masks and metrics', () => {
    fc.assert(
      fc.property(attentionCase({ smooth: true }), ({ queries, keys, values, options }) => {
        const { w, bandwidth, sampleWeights, bias, ...fixed } = options;
        const inputs: Inputs = {
          queries: tensor(queries),
          keys: tensor(keys),
          values: tensor(values),
          ...(w !== undefined && { w: tensor(w) }),
          ...(bandwidth !== undefined && { bandwidth: tensor(bandwidth) }),
          ...(sampleWeights !== undefined && { sampleWeights: tensor(sampleWeights) }),
          ...(bias !== undefined && { bias: tensor(bias) }),
        };
        if (typeof w !== 'number') return expectGradients(inputs, fixed);
        const { w: _, ...others } = inputs; // a scalar w cannot be handed in as a tensor: see below
        expectGradients(others, { ...fixed, w });
      }),
      { numRuns: 150 },
    );
  });

  it.each(['direct', 'binned', 'windowed', 'tree'] as const)('by %s sums', (method) => {
    let served = 0;
    fc.assert(
      fc.property(
        attentionCase({ priors: false, smooth: true }),
        fc.boolean(),
        ({ queries, keys, values, options }, weighs) => {
          const { w, bandwidth, ...fixed } = options;
          const inputs: Inputs = {
            queries: tensor(queries),
            keys: tensor(keys),
            values: tensor(values),
            ...(typeof w === 'object' && { w: tensor(w) }),
            ...(bandwidth !== undefined && { bandwidth: tensor(bandwidth) }),
          };
          const given = typeof w === 'number' ? { ...fixed, w } : fixed;
          // weights given, so that their gradients are looked at too
          const sampleWeights = tensor(keys.map((_, i) => 1 + (i % 3)));
          try {
            expectGradients(weighs ? { ...inputs, sampleWeights } : inputs, given, method);
            served++;
          } catch (error) {
            if (!(error instanceof UnsupportedError)) throw error;
          }
        },
      ),
      { numRuns: 80 },
    );
    expect(served).toBeGreaterThan(3);
  });

  it('for a scalar w, which the chapter learns', () => {
    const [queries, keys, values] = [tensor([0.2, 1.4]), tensor([0, 1, 2.5]), tensor([3, -1, 2])];
    const loss = (w: number): number =>
      lossOf({ queries, keys, values }, Float64Array.of(1, -2), { w });
    const step = 1e-4;
    const slope = (loss(0.8 + step) - loss(0.8 - step)) / (2 * step);
    const { w } = attentionPoolingBackward(queries, keys, values, [1, -2], { w: 0.8 });
    expect(w.shape).toEqual([1]);
    expect(Math.abs(w.data[0]! - slope)).toBeLessThan(1e-7);
  });

  it('for the dot score and its scale', () => {
    const inputs = {
      queries: tensor([
        [0.2, 1],
        [-0.5, 0.3],
      ]),
      keys: tensor([
        [1, 0.5],
        [0, 1],
        [-1, 2],
      ]),
      values: tensor([[1], [4], [-2]]),
    };
    expectGradients(inputs, { score: 'dot', scale: 0.7 });
    const loss = (scale: number): number =>
      lossOf(inputs, Float64Array.of(1, 3), { score: 'dot', scale });
    const { scale } = attentionPoolingBackward(
      inputs.queries,
      inputs.keys,
      inputs.values,
      [[1], [3]],
      {
        score: 'dot',
        scale: 0.7,
      },
    );
    expect(Math.abs(scale.data[0]! - (loss(0.7001) - loss(0.6999)) / 2e-4)).toBeLessThan(1e-6);
  });

  it('for keys of their own for each query, and for leaving out oneself', () => {
    const own = {
      queries: tensor([0.1, 2]),
      keys: tensor([
        [0, 1, 2],
        [1, 2, 3],
      ]),
      values: tensor([
        [1, 5, 2],
        [3, 0, -1],
      ]),
    };
    expectGradients(own, { w: 1.2 });
    const x = tensor([0, 0.7, 1.1, 2]);
    expectGradients({ queries: x, keys: x, values: tensor([1, 3, -1, 0]) }, { excludeSelf: true });
  });

  it('an observation of weight 0 is left out, near a query or far from it', () => {
    const x = [0, 50, 100];
    const options = { sampleWeights: [0, 1, 1] };
    const left = attentionPoolingBackward(x, x, [1, 2, 3], [1, 1, 1], options);
    const mask = [false, true, true];
    const masked = attentionPoolingBackward(x, x, [1, 2, 3], [1, 1, 1], { mask });
    expect(left.sampleWeights.data[0]).toBe(0);
    expect(left.w.data).toEqual(masked.w.data);
  });

  it('the nearest of two keys in an empty window has no slope', () => {
    const kernel = {
      value: (u: number) => Math.exp(-u),
      derivative: (u: number) => -Math.exp(-u),
      support: 1,
    };
    const options = { kernel, emptyWindow: 'nearest', sampleWeights: [1, 3] } as const;
    const { queries, sampleWeights, values } = attentionPoolingBackward(
      [5],
      [0, 0],
      [1, 9],
      [1],
      options,
    );
    expect([...queries.data, ...sampleWeights.data]).toEqual([0, 0, 0]);
    expectClose(values, [0.25, 0.75], 1e-15);
  });

  it('and an empty window contributes nothing', () => {
    const gradients = attentionPoolingBackward([0, 9], [0, 1], [1, 2], [1, 1], {
      kernel: 'biweight',
      bandwidth: 2,
    });
    expect(gradients.queries.data[1]).toBe(0);
    const nearest = attentionPoolingBackward([9], [0, 1], [1, 2], [1], {
      kernel: 'biweight',
      emptyWindow: 'nearest',
    });
    expect([...nearest.values.data]).toEqual([0, 1]);
    expect([...nearest.queries.data]).toEqual([0]);
  });
});
