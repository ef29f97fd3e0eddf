// The tiny model of test/fixtures for the specs, which no node runs from TypeScript: bundled on the way.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Where llama-server is built into; the specs that need it are skipped without. */
export const HOST = fileURLToPath(new URL('../../dist/host', import.meta.url));
export const hasHost = existsSync(HOST);

const SOURCE = fileURLToPath(new URL('../fixtures/tiny-model/index.ts', import.meta.url));

/**
 * Writes the tiny Qwen3-VL pair that says what a picture shows into `folder`.
 * @returns {Promise<{model: string, mmproj: string}>} the paths of both files
 */
export async function tinyModel(folder) {
  const scratch = mkdtempSync(path.join(tmpdir(), 'glimpse-tiny-'));
  try {
    const outfile = path.join(scratch, 'tiny-model.mjs');
    await build({ entryPoints: [SOURCE], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
    const { tinyModel: write } = await import(pathToFileURL(outfile));
    return await write(folder);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
