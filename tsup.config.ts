import { defineConfig } from 'tsup';

// The file that loads ndarray becomes a chunk of its own, so that an application which uses no tensor drops it.
export default defineConfig({
  entry: { index: 'src/index.ts', ndarray: 'src/tensor/ndarray.ts' },
  format: ['esm', 'cjs'],
  target: 'es2022',
  splitting: true,
  clean: true,
  dts: { entry: 'src/index.ts', compilerOptions: { ignoreDeprecations: '6.0' } },
});
