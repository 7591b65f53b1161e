// What the planner expects: the methods behind the waist are no public name, so they are bundled from the sources.
import { build } from 'esbuild';

const { outputFiles } = await build({
  stdin: {
    contents: `
      export { methods } from './src/sums/kernelSums.ts';
      export { createKernel } from './src/kernels/createKernel.ts';`,
    resolveDir: process.cwd(),
    loader: 'ts',
  },
  bundle: true,
  format: 'esm',
  write: false,
});
const encoded = Buffer.from(outputFiles[0].contents).toString('base64');
const { methods, createKernel } = await import(`data:text/javascript;base64,${encoded}`);

/**
 * Expected milliseconds of every method that serves a pooling, the plainest first; `auto` takes the least, unless the
 * plainest is so short that there is nothing to choose.
 *
 * @param points - [n, d]
 */
export function plannedCosts({ points, n, d, m, kernel, bandwidth, tolerance }) {
  const columns = new Float64Array(2 * n).fill(1);
  for (let i = 0; i < n; i++) columns[n + i] = Math.sin(i);
  const sample = { n, d, c: 2, points, columns };
  const request = {
    kernel: createKernel(kernel),
    product: false,
    inverseBandwidth: new Float64Array(d).fill(1 / bandwidth),
    degrees: [0, 0],
    squared: false,
    excludeSelf: false,
    tolerance,
  };
  const plans = methods.map(({ name, plan }) => [name, plan(sample, m, request)]);
  return new Map(plans.filter(([, plan]) => plan).map(([name, { cost }]) => [name, cost / 1e6]));
}
