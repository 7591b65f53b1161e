import { defineConfig } from 'vitest/config';

/** Files that change modules or globals, or load much, each in a process of its own; the others share theirs. */
const apart = [
  'test/kernels/newKernel.test.ts',
  'test/loops/**/*.test.ts',
  'test/sums/tileSums.test.ts',
  'test/sums/direct*.test.ts',
  'test/sums/grid/*.test.ts',
];

/** The package, the site, the documentation's code and whole programs in other processes, browsers, databases, bundlers: vitest.outside.config.ts. */
export const outside = [
  'test/browser.test.ts',
  'test/examples.test.ts',
  'test/package.test.ts',
  'test/plot/embedding.test.ts',
  'test/readme.test.ts',
  'test/recipes.test.ts',
  'test/runtimes/*.test.ts',
  'test/typings/*.test.ts',
  'test/engines/*.test.ts',
  'test/site/attention.test.ts',
  'test/site/data.test.ts',
  'test/site/looks.test.ts',
  'test/snippets.test.ts',
];

export default defineConfig({
  test: {
    setupFiles: ['test/setup.ts'],
    testTimeout: 60_000,
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: [...apart, ...outside],
          pool: 'threads',
          isolate: false,
        },
      },
      { extends: true, test: { name: 'apart', include: apart } },
    ],
  },
});
