// The tarball as users get it: unpacked beside its dependencies, loaded as ESM and as CommonJS.

import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as attention from '../src/attention.js';
import * as source from '../src/index.js';
import * as plot from '../src/plot.js';
import * as regression from '../src/regression.js';
import * as sql from '../src/sql.js';
import { packedProject } from './packedProject.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
let project = '';
let own = '';
let packed: string[] = [];

const run = (file: string, ...flags: string[]): string =>
  execFileSync(process.execPath, [...flags, file], { cwd: project, encoding: 'utf8' }).trim();

/** Exported functions and classes that call themselves otherwise. */
async function misnamed(file: string): Promise<string[]> {
  const all: Record<string, unknown> = await import(pathToFileURL(join(own, 'dist', file)).href);
  const functions = Object.entries(all).filter(([, value]) => typeof value === 'function');
  expect(functions.length).toBeGreaterThan(50);
  return functions
    .map(([name, value]) => [name, (value as { name: string }).name])
    .filter(([name, called]) => name !== called)
    .map(([name, called]) => `${name} is called ${called}`);
}

/** The sources of what an entry point loads, as the source maps tell. */
function sourcesOf(entryPoint: string): string[] {
  const files = new Set([`${entryPoint}.js`]);
  for (const file of files) {
    const code = readFileSync(join(own, 'dist', file), 'utf8');
    for (const [, path] of code.matchAll(/from "\.\/([\w-]+\.js)"/g)) files.add(path!);
  }
  return [...files].flatMap((file) => {
    const { sources } = JSON.parse(readFileSync(join(own, 'dist', `${file}.map`), 'utf8'));
    return sources.map((path: string) => path.replace('../', ''));
  });
}

const use = `
  const y = nadaraya.attentionPooling([0.5], [0, 1], [1, 3]);
  console.log(y.get(0), new nadaraya.NWKernelRegression({ w: 2 }).forward([0], [0], [5]).get(0), Object.keys(nadaraya).length);
  const x = Float64Array.from({ length: 30000 }, (_, i) => i / 30000);
  console.log(nadaraya.attentionPooling([0.5], x, x, { bandwidth: 0.1, method: 'binned' }).get(0).toFixed(9), new nadaraya.KernelRegressor().fit(x.slice(0, 50), x.slice(0, 50)).predict(0.0005) > 0);
`;

describe('the package', () => {
  beforeAll(() => {
    ({ folder: project, packed } = packedProject());
    own = join(project, 'node_modules/nadaraya');
    writeFileSync(join(project, 'esm.mjs'), `import * as nadaraya from 'nadaraya';${use}`);
    writeFileSync(join(project, 'common.cjs'), `const nadaraya = require('nadaraya');${use}`);
  });

  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it('holds the build, the sources that its maps name, the manifest, the licence and the readme, nothing else', () => {
    const others = packed.filter((path) => !/^(dist|src)\//.test(path));
    expect(others.sort()).toEqual(['LICENSE', 'README.md', 'package.json']);
    expect(packed).toContain('dist/index.d.cts');
    const maps = packed.filter((path) => path.endsWith('.map'));
    const sources = maps.flatMap(
      (path) => JSON.parse(readFileSync(join(own, path), 'utf8')).sources,
    );
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter((path) => !packed.includes(path.replace('../', '')))).toEqual([]);
  });

  it.each(['js', 'cjs'])('in dist/index.%s functions and classes have their names', async (end) => {
    expect(await misnamed(`index.${end}`)).toEqual([]);
  });

  it('and in the file for browsers, and where an application is bundled', async () => {
    expect(await misnamed('nadaraya.browser.js')).toEqual([]);
    const outfile = join(own, 'dist/bundled.mjs');
    const entryPoints = [join(own, 'dist/index.js')];
    await build({ entryPoints, outfile, bundle: true, format: 'esm' });
    const renamed = await misnamed('bundled.mjs'); // functions may be, where another has the name
    expect(renamed.filter((name) => /^[A-Z]/.test(name))).toEqual([]);
  });

  it('loads as ESM and as CommonJS, with everything it exports', () => {
    // The mean of [0, 1) on an even grid, at its middle.
    const expected = `2 5 ${Object.keys(source).length}\n0.500000000 true`;
    expect(run('esm.mjs')).toBe(expected);
    expect(run('common.cjs')).toBe(expected);
  });

  it('has entry points, ESM and CommonJS, of which only those with tensors load ndarray', () => {
    const entryPoints = { regression, attention, plot, sql, '.': source };
    for (const [name, exported] of Object.entries(entryPoints)) {
      const path = name === '.' ? 'nadaraya' : `nadaraya/${name}`;
      const tell = `console.log(Object.keys(part).sort().join(), Object.keys(require.cache).some((file) => /ndarray/.test(file)))`;
      writeFileSync(join(project, 'part.cjs'), `const part = require('${path}'); ${tell}`);
      const esm = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);
        const part = await import('${path}'); ${tell}`;
      writeFileSync(join(project, 'part.mjs'), esm);
      const expected = `${Object.keys(exported).sort().join()} ${name === 'attention' || name === '.'}`;
      expect(run('part.cjs')).toBe(expected);
      expect(run('part.mjs')).toBe(expected);
    }
  });

  it('has entry points that hold their own folders', () => {
    const learning = /^src\/(tensor|attention|model|optim)\//;
    const statistics = /^src\/(smoothers|summary|bandwidth|inference|estimators)\//;
    const pictures = /^src\/plot\//;
    const ofPlot = sourcesOf('plot').filter(
      (path) => !/^src\/(plot|arrays)\/|^src\/[^/]*$/.test(path),
    );
    expect(ofPlot).toEqual([]);
    const ofSQL = sourcesOf('sql').filter(
      (path) => !/^src\/(sql|arrays)\/|^src\/[^/]*$/.test(path),
    );
    expect(ofSQL.sort()).toEqual(['src/summary/CellSums.ts', 'src/summary/rowLayout.ts']);
    expect(
      sourcesOf('regression').filter((path) => learning.test(path) || pictures.test(path)),
    ).toEqual([]);
    expect(
      sourcesOf('attention').filter((path) => statistics.test(path) || pictures.test(path)),
    ).toEqual([]);
    expect(sourcesOf('regression').filter((path) => statistics.test(path)).length).toBeGreaterThan(
      20,
    );
    expect(sourcesOf('attention').filter((path) => learning.test(path)).length).toBeGreaterThan(20);
  });

  it('gives a bundle without ndarray, and without generated code, to those who use no tensor', async () => {
    writeFileSync(
      join(project, 'kernel.mjs'),
      `import { createKernel, createRandom } from 'nadaraya';
       console.log(createKernel('uniform').value(0), typeof createRandom(1).uniform());`,
    );
    const bundle = join(project, 'bundle.mjs');
    await build({
      entryPoints: [join(project, 'kernel.mjs')],
      outfile: bundle,
      bundle: true,
      format: 'esm',
      minify: true,
    });
    expect(readFileSync(bundle, 'utf8')).not.toMatch(/new Function|ndarray/);
    expect(run(bundle, '--disallow-code-generation-from-strings')).toBe('0.5 number');
  });

  it('needs few packages', () => {
    expect(Object.keys(manifest.dependencies).sort()).toEqual([
      '@types/ndarray',
      'ndarray',
      'ndarray-ops',
      'pure-rand',
    ]);
  });
});
