// How code that runs in Node is bundled: for dist/ by esbuild.mjs, for tests and benches by themselves.

/** @type {import('esbuild').BuildOptions} */
export const node = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  external: ['vscode', 'sharp', 'onnxruntime-node'],
  // Its UMD build requires what no bundler sees.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  // zod looks at it to tell Cloudflare; VS Code logs a warning with a stack whenever an extension does.
  define: { navigator: 'undefined' },
};

/** @type {import('esbuild').BuildOptions} */
export const nodeModule = {
  ...node,
  format: 'esm',
  // CommonJS packages inside an ES module may call require().
  banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
};
