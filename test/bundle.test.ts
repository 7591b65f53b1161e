// What an application bundles that sums over a sample and uses no tensor: no ndarray, no generated code, and the
// same sums with and without WebAssembly.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));
let folder = '';
let bundle = '';

const use = `
import { createKernel } from '${src}/kernels/createKernel.ts';
import { kernelSums } from '${src}/sums/kernelSums.ts';

const n = 3000;
const points = Float64Array.from({ length: n }, (_, i) => Math.sin(i * 1.7) * 2);
const columns = Float64Array.from({ length: 2 * n }, (_, i) => (i < n ? 1 : Math.cos(i)));
const queries = Float64Array.from({ length: 500 }, (_, i) => (i - 250) / 100);
for (const name of ['gaussian', 'epanechnikov', 'laplace']) {
  const request = {
    kernel: createKernel(name), product: false, inverseBandwidth: Float64Array.of(4), degrees: [0, 0],
    squared: false, excludeSelf: false, tolerance: 1e-12,
  };
  const { sums, logScale } = kernelSums('bundle', { n, d: 1, c: 2, points, columns }, queries, request);
  let total = 0;
  queries.forEach((_, q) => { total += Math.exp(logScale[q]) * (sums[2 * q] + sums[2 * q + 1]); });
  console.log(total.toPrecision(11));
}
`;

const run = (prelude: string): string => {
  const file = join(folder, 'run.mjs');
  writeFileSync(file, `${prelude}\n${readFileSync(bundle, 'utf8')}`);
  const flags = ['--disallow-code-generation-from-strings', file];
  return execFileSync(process.execPath, flags, { encoding: 'utf8' });
};

describe('a bundle of kernel sums', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nadaraya-bundle-'));
    bundle = join(folder, 'bundle.mjs');
    writeFileSync(join(folder, 'use.ts'), use);
    const entryPoints = [join(folder, 'use.ts')];
    await build({ entryPoints, outfile: bundle, bundle: true, format: 'esm', minify: true });
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds no ndarray and builds no code', () => {
    expect(readFileSync(bundle, 'utf8')).not.toMatch(/ndarray|new Function|eval\(/);
  });

  it('takes less than 49.3 kB gzipped, with every method and its WebAssembly', async () => {
    const contents = `export { kernelSums } from '${src}/sums/kernelSums.ts';
      export * from '${src}/kernels/createKernel.ts';`;
    const stdin = { contents, resolveDir: src };
    const { outputFiles } = await build({
      stdin,
      bundle: true,
      format: 'esm',
      minify: true,
      write: false,
    });
    const sizes = outputFiles.map((file) => gzipSync(file.contents, { level: 9 }).length);
    expect(sizes).toHaveLength(1);
    expect(sizes[0]).toBeLessThan(49_300);
  });

  it('of a regressor holds no ndarray either, and no summary', async () => {
    const outfile = join(folder, 'regressor.mjs');
    const file = join(folder, 'regressor.ts');
    const program = `
      import { KernelRegressor } from '${src}/index.ts';
      const model = new KernelRegressor({ bandwidth: 1, degree: 1 }).fit([0, 1, 2], [1, 3, 5]);
      console.log(model.predict(0.5).toFixed(9), model.summary().length > 100);
    `;
    writeFileSync(file, program);
    const options = { bundle: true, format: 'esm', minify: true, metafile: true } as const;
    const { metafile } = await build({ entryPoints: [file], outfile, ...options });
    expect(readFileSync(outfile, 'utf8')).not.toMatch(/new Function|eval\(/);
    const [output] = Object.values(metafile.outputs);
    const used = Object.entries(output!.inputs).filter(
      ([, { bytesInOutput }]) => bytesInOutput > 0,
    );
    expect(used.length).toBeGreaterThan(40);
    const other = /ndarray|src\/(tensor|attention|model|optim)\/|summary\//;
    expect(used.map(([input]) => input).filter((input) => other.test(input))).toEqual([]);
    const flags = ['--disallow-code-generation-from-strings', outfile];
    expect(execFileSync(process.execPath, flags, { encoding: 'utf8' })).toBe('2.000000000 true\n');
  });

  it('gives the same sums without WebAssembly, and where a policy forbids it', () => {
    const usual = run('');
    expect(usual.trim().split('\n')).toHaveLength(3);
    expect(run('delete globalThis.WebAssembly;')).toBe(usual);
    const forbidden =
      'WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError("policy"); } };';
    expect(run(forbidden)).toBe(usual);
  });
});
