import { stat } from 'node:fs/promises';
import path from 'node:path';
import { checkSpace, makeFolder } from './download/disk-space.ts';
import type { DownloadProgress } from './download/progress.ts';
import { type Download, type Downloaded, download, partOf } from './download.ts';

/** One of several files that belong together. */
export type FileOfMany = Omit<Download, 'signal' | 'onProgress'>;

export interface DownloadAll extends Pick<Download, 'signal'> {
  /** With the bytes of all, and which file it is about. */
  onProgress?: (progress: DownloadProgress & { file: string }) => void;
}

/**
 * Fetches files that belong together, such as a model in shards and its mmproj, one after the other and as one job: all have
 * to fit on the disk before the first begins, and those that are there are not fetched again. Name last what should not be
 * found without the others.
 *
 * @returns in the order of `files`
 * @throws as `download` does; files that are whole by then stay
 */
export async function downloadAll(
  files: readonly FileOfMany[],
  { signal, onProgress }: DownloadAll,
): Promise<Downloaded[]> {
  const there = await Promise.all(files.map(received));
  const missing = files.map(({ bytes = 0 }, i) => Math.max(0, bytes - there[i]!));
  const [first] = files;
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  if (first) {
    await makeFolder(first.file);
    await checkSpace(first.file, sum(missing));
  }
  const sizes = files.map(({ bytes }) => bytes);
  const results: Downloaded[] = [];
  for (const [i, file] of files.entries()) {
    const tell = (progress: DownloadProgress) => {
      sizes[i] ??= progress.total;
      const before = sum(results.map(({ bytes }) => bytes));
      const later = sum(there.slice(i + 1));
      const got = before + progress.received + later;
      const total = sizes.every((size) => size !== undefined) ? sum(sizes) : undefined;
      const seconds = Math.ceil(((total ?? Number.NaN) - got) / progress.bytesPerSecond);
      onProgress?.({
        ...progress,
        received: got,
        total,
        secondsLeft: Number.isFinite(seconds) ? seconds : undefined,
        file: file.file,
      });
    };
    results.push(await download({ ...file, signal, onProgress: tell }));
  }
  return results;
}

/** Bytes of a file that need not be fetched, as far as its size says. */
async function received({ file, bytes }: FileOfMany): Promise<number> {
  const size = await stat(path.resolve(file)).then(
    ({ size }) => size,
    () => undefined,
  );
  if (size !== undefined && size === bytes) return size;
  return (await partOf(file))?.received ?? 0;
}
