import { defineConfig } from 'vitest/config';

/** Packs for two platforms from the production build that `npm run package` left in dist/, and looks into the files. */
export default defineConfig({
  test: { root: '.', include: ['test/package/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 300_000 },
});
