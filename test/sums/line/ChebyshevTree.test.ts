import { expect, it } from 'vitest';
import { ChebyshevTree, LEAF } from '../../../src/sums/line/ChebyshevTree.js';
import { sampleOf, uniform } from '../lineSamples.js';

const random = uniform(17);
const n = 10 * LEAF + 3;
const sample = sampleOf(
  Array.from({ length: n }, () => 4 * random()),
  2,
  random,
);
sample.columns[7] = 0;
sample.columns[n + 7] = 0;

it('sorts the points that count and knows their places', () => {
  const tree = new ChebyshevTree(sample, 8);
  expect(tree.n).toBe(n - 1);
  const places = tree.places();
  expect(places[7]).toBe(-1);
  for (const i of [0, 100, n - 1]) {
    expect(tree.points[places[i]]).toBe(sample.points[i]);
    expect(tree.columns[tree.n + places[i]]).toBe(sample.columns[n + i]);
  }
  expect([...tree.points]).toEqual([...tree.points].sort((a, b) => a - b));
});

it('finds the nearest point, also when one is passed over', () => {
  const tree = new ChebyshevTree(sample, 8, Int32Array.of(1, 2, 3, 4, 5));
  const nearestTo = (q: number, skip: number) => {
    const left = [...tree.points.keys()].filter((r) => r !== skip);
    return left.sort((a, b) => Math.abs(tree.points[a] - q) - Math.abs(tree.points[b] - q))[0];
  };
  for (const q of [-1, 0.7, 2, 3.3, 9])
    for (let skip = -1; skip < 5; skip++) expect(tree.nearest(q, skip)).toBe(nearestTo(q, skip));
});

it('has nodes whose weights sum every polynomial as their points do', () => {
  const order = 8;
  const tree = new ChebyshevTree(sample, order);
  const top = tree.levels[tree.levels.length - 2];
  const f = (x: number) => (x - 1.7) ** 7 - 2 * x ** 3;
  for (let j = 0; j < 2; j++) {
    let byNodes = 0;
    for (let k = 0; k < order; k++)
      byNodes +=
        tree.weights[(top * 2 + j) * order + k] *
        f(tree.centres[top] + tree.halves[top] * tree.nodes[k]);
    let byPoints = 0;
    for (let i = 0; i < n; i++) byPoints += sample.columns[j * n + i] * f(sample.points[i]);
    expect(byNodes).toBeCloseTo(byPoints, 7);
    let mass = 0;
    for (let i = 0; i < n; i++) mass += Math.abs(sample.columns[j * n + i]);
    expect(tree.masses[top * 2 + j]).toBeCloseTo(mass, 10);
  }
});
