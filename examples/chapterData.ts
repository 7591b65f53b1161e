import { createRandom, linspace } from 'nadaraya';

/** The curve of the chapter: 2 sin x + x^0.8. */
export const truth = (x: number): number => 2 * Math.sin(x) + x ** 0.8;

/** The same at places near enough for a picture. */
export function truthCurve(): { x: Float64Array; y: Float64Array } {
  const x = Float64Array.from(linspace(0, 5, 201).data);
  return { x, y: x.map(truth) };
}

/** The chapter's data: n points on [0, 5], in order, with normal noise of standard deviation 0.5. */
export function chapterData(n = 50, seed = 2026): { x: Float64Array; y: Float64Array } {
  const random = createRandom(seed);
  const x = Float64Array.from({ length: n }, () => random.uniform(0, 5)).sort();
  return { x, y: x.map((xi) => truth(xi) + random.normal(0, 0.5)) };
}
