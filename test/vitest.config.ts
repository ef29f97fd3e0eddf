import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Parts of the editor that need little of VS Code are tested without it.
  resolve: { alias: { vscode: new URL('unit/editor/vscode.ts', import.meta.url).pathname } },
  test: {
    root: '.',
    setupFiles: ['test/unit/seed.ts'],
    include: ['test/unit/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
