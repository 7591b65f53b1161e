// What runs at length in a browser, and in databases: npm run test:outside.

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
