import { transform } from 'esbuild';
import { defineConfig, type Options } from 'tsup';

const entryPoints = {
  index: 'src/index.ts',
  regression: 'src/regression.ts',
  attention: 'src/attention.ts',
  plot: 'src/plot.ts',
};

/**
 * Makes CommonJS of chunks, which esbuild only splits as ESM. tsup's own way writes to an export wherever a local
 * variable of the same name is set.
 */
const commonJs: NonNullable<Options['plugins']>[number] = {
  name: 'commonjs',
  async renderChunk(code) {
    if (this.format !== 'cjs') return undefined;
    return transform(code, { format: 'cjs', platform: 'node', target: 'es2022' });
  },
};

// The file that loads ndarray becomes a chunk of its own, so that an application which uses no tensor drops it.
export default defineConfig({
  entry: { ...entryPoints, ndarray: 'src/tensor/ndarray.ts' },
  format: ['esm', 'cjs'],
  target: 'es2022',
  splitting: true,
  clean: true,
  plugins: [commonJs],
  dts: { entry: entryPoints, compilerOptions: { ignoreDeprecations: '6.0' } },
});
