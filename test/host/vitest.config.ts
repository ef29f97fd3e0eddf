import { defineConfig } from 'vitest/config';

/** Tests with a real llama-server. One file at a time: each server takes all cores. */
export default defineConfig({
  test: {
    root: '.',
    include: ['test/host/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
