import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { nodeModule } from '../../../esbuild.node.mjs';
import { parserWeights } from '../../../models/parser/weights.mjs';
import { Canvas } from '../../../src/image/canvas.ts';
import { drawNumber } from '../../../src/image/digits.ts';
import { encodePng } from '../../../src/image/png.ts';

/** The parser's nets. */
export const WEIGHTS = pathToFileURL(`${parserWeights()}/`);

/** Bundles `entries` as the real build does, into a folder of its own from which the native packages are found. */
export async function bundle(
  entries: Record<string, string>,
): Promise<{ folder: string; remove: () => Promise<void> }> {
  const parent = path.resolve('node_modules', '.cache');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(path.join(parent, 'glimpse-worker-'));
  await build({
    ...nodeModule,
    entryPoints: entries,
    outdir: folder,
    splitting: true,
    outExtension: { '.js': '.mjs' },
  });
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

/** A white picture with a number in it, written without a font. */
export async function pictureOf(number: number, width = 400, height = 300): Promise<Uint8Array> {
  const pixels = { width, height, rgb: new Uint8Array(width * height * 3).fill(255) };
  drawNumber(new Canvas(pixels), number, 60, 80, 48, [20, 20, 20]);
  return encodePng(pixels, 1);
}
