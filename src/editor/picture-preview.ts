import { createHash } from 'node:crypto';
import { type Uri, workspace } from 'vscode';
import type { ImageLimits, PictureInfo } from '../image/picture.ts';
import type { PictureWorker } from '../worker/api.ts';
import { baseName, readFile } from './read.ts';
import type { Settings } from './settings.ts';

/** A picture at a glance. */
export interface Preview {
  info: PictureInfo;
  /** It in small, as a `data:` address that fits into a Markdown text (VS Code cuts those at 100,000 characters). */
  image: string;
}

/** What a preview costs: pixels and bytes of the small picture; bytes and pixels of the file that is read for it. */
const SMALL = { patch: 1, minTokens: 1, maxTokens: 480 * 320, maxBytes: 60_000 } as const;
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_PIXELS = 25_000_000;
/** Looking at a page again costs nothing. */
const KEPT = 20;

/** Makes previews in the worker's process, from nothing but the file's bytes. */
export class PicturePreviews {
  readonly #kept = new Map<string, Promise<Preview | undefined>>();

  constructor(private readonly context: { worker: PictureWorker; settings: Settings }) {}

  /** Undefined for a file that is no picture, or so large that a glance would take long. */
  async of(uri: Uri): Promise<Preview | undefined> {
    const { mtime, size } = await workspace.fs.stat(uri);
    return this.#once(`${uri} ${mtime} ${size}`, async () =>
      this.#make(await readFile(uri, this.#limits.maxBytes), baseName(uri)),
    );
  }

  /** The same of a picture without a file. */
  in(data: Uint8Array): Promise<Preview | undefined> {
    return this.#once(createHash('sha256').update(data).digest('hex'), () => this.#make(data, ''));
  }

  #once(key: string, make: () => Promise<Preview | undefined>): Promise<Preview | undefined> {
    const preview = this.#kept.get(key) ?? make().catch(() => undefined);
    this.#kept.delete(key);
    this.#kept.set(key, preview);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest) this.#kept.delete(oldest);
    return preview;
  }

  get #limits(): ImageLimits {
    const { maxBytes, maxPixels } = this.context.settings.limits;
    return { maxBytes: Math.min(maxBytes, MOST_BYTES), maxPixels: Math.min(maxPixels, MOST_PIXELS) };
  }

  async #make(data: Uint8Array, name: string): Promise<Preview | undefined> {
    const { worker } = this.context;
    const picture = await worker.open(data, { name, limits: this.#limits });
    const [small] = await worker.fit(picture, SMALL);
    if (!small) return undefined;
    const image = `data:${small.mediaType};base64,${Buffer.from(small.data).toString('base64')}`;
    return { info: picture.info, image };
  }
}
