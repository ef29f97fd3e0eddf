import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: '.',
    setupFiles: ['test/unit/seed.ts'],
    include: ['test/unit/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
