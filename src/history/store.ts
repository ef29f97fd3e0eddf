import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';
import type { Picture, PictureInfo } from '../image/picture.ts';
import { TaskResult } from '../tasks/task.ts';
import { type Blob, Blobs, GRACE_MS } from './blobs.ts';
import { type Asked, type Entry, isKept, nameOf } from './entry.ts';
import { EntryFiles } from './entry-files.ts';

/** How much is kept besides what is pinned; 0: nothing. */
export interface Limits {
  entries: number;
  bytes: number;
}

/** A picture in a form that every browser shows. */
export interface Shown {
  data: Uint8Array;
  mediaType: string;
}

/** PNGs of a picture: for a list, and for a closer look. */
export interface Small {
  icon: Uint8Array;
  preview: Uint8Array;
}

/** An analysis that has come to its end. */
export interface Analysis {
  result: TaskResult;
  picture: Picture;
  shown: Shown;
  /** Where the picture came from: a URI. */
  uri: string;
  asked?: Asked | undefined;
  /** Of `cacheKey`. */
  key: string;
  /** Otherwise it was cut, and nobody who asks the same gets it. */
  isWhole: boolean;
  /** In the result: more than one in a conversation. */
  answers: number;
  /** The id of the entry whose conversation goes on in it. */
  continues?: string | undefined;
  /** What transparent pixels lie on, `#rrggbb`. */
  background: string;
  /** Makes small pictures, where there are none of it yet. */
  small(): Promise<Small>;
}

export interface StoreOptions {
  limits(): Limits;
  /** Gets a line for whatever is skipped or can't be kept; never what a picture shows. */
  log(line: string): void;
}

/**
 * Past analyses in a folder: `entries/` holds a small JSON file for each, `blobs/` their pictures and results. An entry is
 * written last and at once, so that it is there whole or not at all; blobs never change. Any number of windows may use the
 * folder at the same time. A file that can't be understood is skipped, and stays.
 */
export class HistoryStore {
  readonly #files: EntryFiles;
  readonly #blobs: Blobs;
  #told = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();
  #collecting: NodeJS.Timeout | undefined;

  constructor(
    folder: string,
    private readonly options: StoreOptions,
  ) {
    this.#files = new EntryFiles(path.join(folder, 'entries'));
    this.#blobs = new Blobs(path.join(folder, 'blobs'));
  }

  /** All that there are, the latest first. */
  async entries(): Promise<Entry[]> {
    const [files, blobs] = await Promise.all([this.#files.read(), this.#blobs.names()]);
    const entries: Entry[] = [];
    for (const [file, { entry, wrong, stamp }] of files) {
      const gone =
        entry && [entry.blobs.picture, entry.blobs.shown, entry.blobs.result].some((it) => !blobs.has(it.file));
      if (entry && !gone) entries.push(entry);
      else this.#skip(file, stamp, gone ? 'its picture or its result is missing' : (wrong ?? ''));
    }
    return entries.sort((a, b) => b.time - a.time || a.id.localeCompare(b.id));
  }

  async entry(id: string): Promise<Entry | undefined> {
    return (await this.entries()).find((entry) => entry.id === id);
  }

  /** The latest whole one that has this key. */
  async find(key: string): Promise<Entry | undefined> {
    return (await this.entries()).find((entry) => entry.key === key && entry.isWhole);
  }

  /** The latest of a picture; where it is transparent, on this background. */
  async of(sha256: string, on?: string): Promise<Entry | undefined> {
    const isIt = ({ picture, background }: Entry) =>
      picture.sha256 === sha256 && (!picture.hasAlpha || on === undefined || on === background);
    return (await this.entries()).find(isIt);
  }

  /** @throws GlimpseError `cannot-read` where its file is missing or damaged */
  async result(entry: Entry): Promise<TaskResult> {
    const data = await this.#bytes(entry, entry.blobs.result);
    let json: unknown;
    try {
      json = JSON.parse(Buffer.from(data).toString());
    } catch {
      throw damaged(entry);
    }
    const { data: result } = TaskResult.safeParse(json);
    if (!result || result.task !== entry.task) throw damaged(entry);
    return result;
  }

  /** The file as it was; throws like `result`. */
  async picture(entry: Entry): Promise<Picture> {
    return { info: entry.picture, data: await this.#bytes(entry, entry.blobs.picture) };
  }

  /** What a page shows of it; throws like `result`. */
  async shown(entry: Entry): Promise<Shown> {
    return { data: await this.#bytes(entry, entry.blobs.shown), mediaType: entry.mediaType };
  }

  /** The path of a file, such as that of a small picture. */
  path(blob: Blob): string {
    return this.#blobs.path(blob);
  }

  /**
   * Keeps `analysis`, in the place of the one that it continues, which stays as it was pinned, named and found again; else of
   * an earlier one of the same key unless that is pinned, named, or a longer conversation. What is then too much goes.
   * Undefined where nothing is to be kept, or it is too large.
   */
  add(analysis: Analysis): Promise<Entry | undefined> {
    return this.#inTurn(async () => {
      const { entries, bytes } = this.options.limits();
      if (entries === 0 || bytes === 0) {
        await this.#evict();
        return undefined;
      }
      const { result, picture, uri, key, isWhole, answers, asked, continues, background } = analysis;
      const blobs = await this.#put(analysis);
      if (sizes([blobs]) > bytes) {
        this.options.log(`${picture.info.name} is not kept: it is larger than the whole history may be.`);
        return undefined;
      }
      const all = await this.entries();
      const continued = all.find(({ id }) => id === continues);
      const before = continued ?? all.find((entry) => entry.key === key && !isKept(entry) && entry.answers <= answers);
      const entry: Entry = {
        version: 1,
        id: before?.id ?? randomUUID(),
        task: result.task,
        time: Date.now(),
        pinned: false,
        ...(asked && { asked }),
        ...{ key, isWhole, answers },
        uri,
        picture: picture.info,
        ...(picture.info.hasAlpha && { background }),
        blobs,
        mediaType: analysis.shown.mediaType,
        ...(continued && ownOf(continued)),
      };
      await this.#files.write(entry);
      await this.#evict();
      return entry;
    });
  }

  /** Empty: after the picture. */
  rename(id: string, name: string): Promise<Entry | undefined> {
    return this.#change(id, ({ name: _, ...entry }) => ({ ...entry, ...(name !== '' && { name }) }));
  }

  /** Unpinned, it is one of those that may go when there are too many. */
  pin(id: string, pinned: boolean): Promise<Entry | undefined> {
    return this.#change(id, (entry) => ({ ...entry, pinned }));
  }

  /** Removes entries; for `GRACE_MS` `restore` can bring them back. */
  remove(entries: readonly Entry[]): Promise<void> {
    return this.#inTurn(() => this.#remove(entries));
  }

  /** Brings back what `remove` has removed, unless it is too late. */
  restore(entries: readonly Entry[]): Promise<void> {
    return this.#inTurn(async () => {
      for (const entry of entries) await this.#files.write(entry);
    });
  }

  /** Removes what no entry needs, and what killed processes left; what is not old enough for that, some time later. */
  collect(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#evict();
      const files = await this.#files.read();
      // What can't be read may need anything.
      if ([...files.values()].some(({ stamp }) => stamp === '')) return;
      const done = await this.#blobs.collect(new Set([...files.values()].flatMap(({ needs }) => needs)));
      if (!done) this.#collectLater();
      await this.#files.collect();
    });
  }

  /** Waits for what is being written. */
  async dispose(): Promise<void> {
    clearTimeout(this.#collecting);
    await this.#turn;
  }

  /** One after another, so that what is there does not change in between. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #change(id: string, change: (entry: Entry) => Entry): Promise<Entry | undefined> {
    return this.#inTurn(async () => {
      const entry = await this.entry(id);
      if (!entry) return undefined;
      const changed = change(entry);
      await this.#files.write(changed);
      return changed;
    });
  }

  async #put({ result, picture, shown, small }: Analysis): Promise<Entry['blobs']> {
    const known = (await this.of(picture.info.sha256))?.blobs;
    const made = known?.icon
      ? undefined
      : await small().catch((error: Error) => this.#say(`No small picture: ${error.message}`));
    // Those that are known may have been deleted a moment ago: keeping them begins anew.
    if (known) for (const blob of [known.icon, known.preview]) if (blob) await this.#blobs.touch(blob);
    return {
      picture: await this.#blobs.put(picture.data, picture.info.format),
      // Mostly the same file.
      shown: await this.#blobs.put(shown.data, shown.mediaType.slice('image/'.length)),
      icon: made ? await this.#blobs.put(made.icon, 'png') : known?.icon,
      preview: made ? await this.#blobs.put(made.preview, 'png') : known?.preview,
      result: await this.#blobs.put(Buffer.from(JSON.stringify(result)), 'json'),
    };
  }

  async #remove(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) {
      for (const blob of Object.values(entry.blobs)) if (blob) await this.#blobs.touch(blob);
      await this.#files.remove(entry);
    }
    this.#collectLater();
  }

  #collectLater(): void {
    this.#collecting ??= setTimeout(() => {
      this.#collecting = undefined;
      this.collect().catch((error: Error) => this.#say(`Not cleaned up: ${error.message}`));
    }, GRACE_MS * 1.1).unref();
  }

  /** Removes the oldest that are not pinned, until the rest is within the limits. */
  async #evict(): Promise<void> {
    const { entries: most, bytes } = this.options.limits();
    const loose = (await this.entries()).filter(({ pinned }) => !pinned);
    let kept = loose.slice(0, most);
    while (kept.length > 0 && sizes(kept.map((entry) => entry.blobs)) > bytes) kept = kept.slice(0, -1);
    if (kept.length < loose.length) await this.#remove(loose.slice(kept.length));
  }

  async #bytes(entry: Entry, blob: Blob): Promise<Uint8Array> {
    const data = await this.#blobs.get(blob);
    if (data) return data;
    throw damaged(entry);
  }

  #skip(file: string, stamp: string, why: string): void {
    const once = `${file} ${stamp} ${why}`;
    if (this.#told.has(once)) return;
    this.#told.add(once);
    this.#say(`${file} is skipped: ${why}.`);
  }

  #say(line: string): undefined {
    this.options.log(`History: ${line}`);
  }
}

/** What stays of an entry whose conversation goes on. */
function ownOf({ key, pinned, name, asked, uri }: Entry): Partial<Entry> {
  return { key, pinned, uri, ...(name !== undefined && { name }), ...(asked && { asked }) };
}

/** bytes of all blobs, each counted once */
function sizes(all: readonly Entry['blobs'][]): number {
  const blobs = all.flatMap((each) => Object.values(each)).filter((blob) => blob !== undefined);
  const once = new Map(blobs.map(({ file, bytes }) => [file, bytes]));
  return [...once.values()].reduce((sum, bytes) => sum + bytes, 0);
}

const damaged = (entry: Entry) =>
  new GlimpseError('cannot-read', {
    failed: l10n.t('What the history kept of {0} is damaged.', nameOf(entry)),
    todo: l10n.t('Delete it from the history, and open the picture again.'),
  });

/** The facts of a picture under the name that it has now. */
export const renamed = <T extends { picture: PictureInfo }>(it: T, name: string): T => ({
  ...it,
  picture: { ...it.picture, name },
});
