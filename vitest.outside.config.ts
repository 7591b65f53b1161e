// The package, the site and whole programs in other processes, at length: npm run test:outside.

import { defineConfig } from 'vitest/config';
import { outside } from './vitest.config.js';

export default defineConfig({
  test: {
    setupFiles: ['test/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: '100%',
    include: outside,
  },
});
