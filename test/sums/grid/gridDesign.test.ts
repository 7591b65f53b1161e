import { describe, expect, it } from 'vitest';
import { windowWeightsInto } from '../../../src/loops/plainGridLoops.js';
import { gridDesign, gridWindow, windowValue } from '../../../src/sums/grid/gridDesign.js';
import { random } from '../problems.js';

describe('gridDesign', () => {
  it('keeps its bound at phases and distances it was not measured at', () => {
    const next = random(11);
    for (const [slack, reach, spacings] of [
      [0.5, 10, [0.1, 0.2, 0.36]],
      [0.2, 12, [0.1]],
    ] as [number, number, number[]][]) {
      for (const spacing of spacings) {
        for (const epsilon of [1e-7, 1e-10, 1e-13]) {
          const degree = 4;
          const design = gridDesign(spacing, { epsilon, slack, reach, degree });
          const { width, table } = design.window;
          const [point, query] = [new Float64Array(width), new Float64Array(width)];
          for (let trial = 0; trial < 300; trial++) {
            const [a, b] = [next(), next()];
            windowWeightsInto(table, 0, width, a, point, 0);
            windowWeightsInto(table, 0, width, b, query, 0);
            const offset = Math.floor((next() * (reach - spacing)) / spacing);
            const u = (offset + a - b) * spacing;
            for (let power = 0; power <= degree; power++) {
              let sum = 0;
              for (let j = 0; j < width; j++) {
                for (let l = 0; l < width; l++) {
                  sum += point[j] * query[l] * design.taps[power][design.count + offset + j - l];
                }
              }
              const error = Math.abs(sum - u ** power * Math.exp((-u * u) / 2));
              const envelope =
                Math.max(1, Math.abs(u)) ** power * Math.exp((-(1 - slack) * u * u) / 2);
              expect(error).toBeLessThanOrEqual(design.epsilon * envelope);
            }
          }
        }
      }
    }
  });

  it('takes wider windows for smaller errors', () => {
    const task = { slack: 0.5, reach: 10, degree: 0 };
    const widths = [1e-4, 1e-8, 1e-12].map(
      (epsilon) => gridDesign(0.2, { ...task, epsilon }).window.width,
    );
    expect(widths[0]).toBeLessThan(widths[1]);
    expect(widths[1]).toBeLessThan(widths[2]);
  });
});

describe('windowValue', () => {
  it('is I₀(β√(1 − (2t/width)²))/e^β to rounding of its largest', () => {
    // mpmath 1.3.0, 40 digits: besseli(0, b*sqrt(1-(2*t/16)**2))*exp(-b) with b = 45.23893421169302
    const { width, beta } = gridWindow(16);
    const exact = [
      [0, 0.05947952132260247],
      [0.25, 0.058194043025358605],
      [1.125, 0.03813419804324999],
      [2.5, 0.006333189218522161],
      [4.75, 9.634058997643023e-6],
      [7.5, 1.5696160276078543e-14],
    ];
    expect(beta).toBe(45.23893421169302);
    for (const [t, value] of exact) {
      for (const at of [t, -t]) {
        const error = Math.abs(windowValue(at, width, beta) - value);
        expect(error).toBeLessThanOrEqual(2 * Number.EPSILON * exact[0][1]);
      }
    }
  });
});

describe('gridWindow', () => {
  it('tabulates the window to rounding', () => {
    for (const width of [6, 12, 16]) {
      const { table, beta } = gridWindow(width);
      const weights = new Float64Array(width);
      for (let trial = 0; trial < 200; trial++) {
        const phase = trial / 200;
        windowWeightsInto(table, 0, width, phase, weights, 0);
        for (let k = 0; k < width; k++) {
          const exact = windowValue(k + 1 - phase - width / 2, width, beta);
          expect(Math.abs(weights[k] - exact)).toBeLessThan(1e-15);
        }
      }
    }
  });
});
