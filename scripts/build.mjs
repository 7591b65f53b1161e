// Builds dist/: the entry points as ESM and CommonJS with chunks that they share, their types, and one file for browsers.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { build as buildTypes } from 'tsup';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = 'es2022';
const entryPoints = {
  index: 'src/index.ts',
  regression: 'src/regression.ts',
  attention: 'src/attention.ts',
  plot: 'src/plot.ts',
  worker: 'src/worker.ts',
  sql: 'src/sql.ts',
};
const common = {
  absWorkingDir: root,
  outdir: 'dist',
  target,
  platform: 'neutral',
  write: false,
};

/**
 * esbuild calls a class that speaks of itself `_Name`, and so would its instances; and it imports chunks that are not
 * used, of which bundlers warn.
 */
function tidied(code) {
  const names = [...code.matchAll(/^var (\w+) = class _\1\b/gm)].map(([, name]) => name);
  const named = names.reduce(
    (text, name) =>
      text
        .replace(`var ${name} = class _${name} `, `var ${name} = class `)
        .replaceAll(new RegExp(`\\b_${name}\\b`, 'g'), name),
    code,
  );
  return named.replaceAll(/^import "\.\/[\w-]+\.js";$/gm, '');
}

function write(files, changed = (text) => text) {
  for (const { path, text } of files)
    writeFileSync(path, path.endsWith('.map') ? text : changed(text));
}

/** The file that loads ndarray is an entry point too, so that it is a chunk by itself which an application can drop. */
async function buildModules() {
  const { outputFiles } = await build({
    ...common,
    entryPoints: { ...entryPoints, ndarray: 'src/tensor/ndarray.ts' },
    bundle: true,
    splitting: true,
    format: 'esm',
    packages: 'external',
    sourcemap: true, // of ESM alone, to sources that are in the package: maps of all would weigh more than the code
    sourcesContent: false,
    chunkNames: 'chunk-[hash]',
  });
  write(outputFiles);
  const modules = outputFiles.map(({ path }) => path).filter((path) => path.endsWith('.js'));
  const commonJs = await build({
    ...common,
    platform: 'node',
    entryPoints: modules,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
  });
  write(outputFiles, tidied);
  write(commonJs.outputFiles, (text) =>
    tidied(text).replaceAll(/(require\("\.\/[\w-]+)\.js"\)/g, '$1.cjs")'),
  );
}

/** One file, minified, for a `<script type="module">`: no import is left in it. */
async function buildForBrowsers() {
  // ndarray-ops builds code when it is loaded, so it is loaded by the first tensor: a page without one needs no unsafe-eval
  const lazyNdarray = `
    export const ndarray = (...given) => require('ndarray')(...given);
    export const ops = new Proxy({}, { get: (_, name) => require('ndarray-ops')[name] });`;
  const contents = `
    import * as all from './index.js';
    export * from './index.js';
    // minified names are not for people
    for (const [name, value] of Object.entries(all))
      if (typeof value === 'function') Object.defineProperty(value, 'name', { value: name });`;
  const { outputFiles } = await build({
    ...common,
    platform: 'browser',
    stdin: { contents, resolveDir: `${root}src`, sourcefile: 'browser.js' },
    bundle: true,
    external: ['vega', 'vega-lite'], // optional, and loaded by who draws
    minify: true,
    format: 'esm',
    entryNames: 'nadaraya.browser',
    plugins: [
      {
        name: 'lazy ndarray',
        setup({ onLoad }) {
          onLoad({ filter: /tensor[\\/]ndarray\.ts$/ }, ({ path }) => ({
            contents: lazyNdarray,
            resolveDir: path.slice(0, -basename(path).length),
          }));
        },
      },
    ],
  });
  write(outputFiles);
}

rmSync(`${root}dist`, { recursive: true, force: true });
mkdirSync(`${root}dist`);
process.chdir(root);
await Promise.all([
  buildModules(),
  buildForBrowsers(),
  buildTypes({
    config: false,
    silent: true,
    entry: entryPoints,
    format: ['esm', 'cjs'],
    dts: { only: true, entry: entryPoints, compilerOptions: { ignoreDeprecations: '6.0' } },
  }),
]);
