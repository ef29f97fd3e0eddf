import { rmSync } from 'node:fs';
import { mkdir, realpath, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { GlimpseError } from '../errors.ts';
import { usage } from './args.ts';

/** Files that are being written: a signal handler removes them, since no `finally` runs after it. */
const unfinished = new Set<string>();

export function removeUnfinished(): void {
  for (const file of unfinished) rmSync(file, { force: true });
}

/**
 * The file for each input's result: `output` itself, or a file in it named after the input. No two are the same, and none is
 * one of the inputs.
 *
 * Throws `bad-usage` when several results would go to one file, or a result over a picture.
 */
export async function targets(files: readonly string[], output: string, extension: string): Promise<string[]> {
  const isFolder = /[/\\]$/.test(output) || ((await factsOf(output))?.isDirectory() ?? false);
  const taken = new Set((await Promise.all(files.map(identity))).map((file) => file.toLowerCase()));
  if (!isFolder) {
    if (files.length > 1)
      throw usage(`${output} is not a folder, and there are several results.`, 'End it in a slash.');
    if (taken.has((await identity(output)).toLowerCase()))
      throw usage(`${output} is the picture itself.`, 'Name another output.');
    return [output];
  }
  await createFolder(output);
  const folder = await identity(output);
  return files.map((file) => {
    const name = file === '-' ? 'stdin' : path.parse(file).name;
    for (let n = 1; ; n++) {
      const target = path.join(folder, `${name}${n === 1 ? '' : `-${n}`}.${extension}`);
      // Names that differ only in their case are one file on some systems.
      if (taken.has(target.toLowerCase())) continue;
      taken.add(target.toLowerCase());
      return target;
    }
  });
}

/** Writes all of it or nothing: to a file beside `target` first, which then takes its name. */
export async function writeWhole(target: string, content: string | Uint8Array): Promise<void> {
  const file = await identity(target);
  const facts = await factsOf(file);
  // A device or a pipe must not be replaced by a file.
  const part =
    facts && !facts.isFile() ? undefined : path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.part`);
  try {
    if (!part) return await writeFile(file, content);
    unfinished.add(part);
    await writeFile(part, content);
    await rename(part, file);
  } catch (error) {
    if (part) rmSync(part, { force: true });
    throw cannotWrite(target, error);
  } finally {
    if (part) unfinished.delete(part);
  }
}

async function createFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw cannotWrite(folder, error);
  }
}

const cannotWrite = (target: string, error: unknown): GlimpseError => {
  const code = error instanceof Error && 'code' in error ? error.code : error;
  const why = code === 'ENOENT' ? 'its folder does not exist' : code === 'EACCES' ? 'you may not write there' : code;
  return new GlimpseError('cannot-write', { failed: `${target} can't be written: ${why}.` }, { cause: error });
};

const factsOf = (file: string) => stat(file).catch(() => undefined);

/** One path for one file, whatever links lead to it. */
const identity = (file: string): Promise<string> => realpath(file).catch(() => path.resolve(file));
