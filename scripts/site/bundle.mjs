import { dirname } from 'node:path';
import { build } from 'esbuild';
import { root } from './root.mjs';

/** The source of an entry point by the name that users import. */
const sourceOf = (name) => `${root}src/${name === 'nadaraya' ? 'index' : name.split('/')[1]}.ts`;

/** The library from its sources; ndarray, which builds code at run time, gives way to views that do not. */
const library = {
  name: 'library',
  setup({ onResolve }) {
    onResolve({ filter: /^nadaraya(\/\w+)?$/ }, ({ path }) => ({ path: sourceOf(path) }));
    onResolve({ filter: /\/ndarray\.js$/ }, ({ importer }) =>
      dirname(importer) === `${root}src/tensor`
        ? { path: `${root}site/shared/ndarrayWithoutEval.ts` }
        : undefined,
    );
  },
};

/**
 * Bundles scripts, each into one classic script that runs from a disk as well: browsers load no modules from there.
 *
 * @param {Record<string, string>} scripts - from the path in the site, without `.js`, to the source
 * @param {string} out - the folder of the site
 */
export async function bundle(scripts, out) {
  await build({
    absWorkingDir: root,
    entryPoints: scripts,
    outdir: out,
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    external: ['vega', 'vega-lite'],
    loader: { '.csv': 'text' },
    plugins: [library],
    logLevel: 'warning',
  });
}
