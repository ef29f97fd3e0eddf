import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import * as l10n from '@vscode/l10n';
import { type Disposable, EventEmitter, type LogOutputChannel, Uri } from 'vscode';
import { GlimpseError } from '../errors.ts';
import type { Entry } from '../history/entry.ts';
import { cacheKey } from '../history/key.ts';
import { HistoryStore, renamed, type Small } from '../history/store.ts';
import type { ImageLimits, Picture } from '../image/picture.ts';
import type { Asked } from '../protocol.ts';
import type { AskOptions, TaskResult } from '../tasks/task.ts';
import type { PictureWorker } from '../worker/api.ts';
import type { Archive, Kept, Opened, Wanted } from './archive.ts';
import { readFile } from './read.ts';
import type { Settings } from './settings.ts';

/** Of the addresses of past analyses: `glimpse-history:/ID/NAME`. */
const SCHEME = 'glimpse-history';

/** Pixels: a list shows 16 of them at up to three for each; a hover half of them on a dense screen. */
const ICON = { width: 48, height: 48, fit: 'cover' } as const;
const PREVIEW = { width: 640, height: 480, fit: 'inside' } as const;

export interface HistoryOptions {
  /** A folder on this machine. */
  folder: string;
  worker: PictureWorker;
  settings: Settings;
  /** Of Glimpse. */
  version: string;
  log: LogOutputChannel;
}

/** Where the picture of a past analysis came from, as it is now. */
export interface Origin {
  uri: Uri;
  time: number;
  file: 'same' | 'changed' | 'gone';
}

/** Past analyses: gives panels what was found before, and keeps what they find. */
export class History implements Disposable {
  readonly store: HistoryStore;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(private readonly options: HistoryOptions) {
    const { folder, settings, log } = options;
    this.store = new HistoryStore(folder, { limits: () => settings.history, log: (line) => log.warn(line) });
    void this.store.collect().catch((error: unknown) => this.#log(error));
  }

  dispose(): void {
    this.#changed.dispose();
    void this.store.dispose();
  }

  /** Does something with the store, and tells those who show it. */
  async change<T>(work: (store: HistoryStore) => Promise<T>): Promise<T> {
    try {
      return await work(this.store);
    } finally {
      this.#changed.fire();
    }
  }

  /** Under which address a panel shows a past analysis. */
  static uri(entry: Entry): Uri {
    return Uri.from({ scheme: SCHEME, path: `/${entry.id}/${entry.picture.name}` });
  }

  /** Whether it is such an address. */
  static holds(uri: Uri): boolean {
    return uri.scheme === SCHEME;
  }

  /** What was asked in a past analysis, for its panel. */
  static asked({ asked }: Entry): Asked | undefined {
    return asked && { template: asked.template, question: asked.question, region: asked.region };
  }

  /** @throws GlimpseError `not-found` where the history has it no more */
  async entry(uri: Uri): Promise<Entry> {
    const entry = await this.store.entry(idOf(uri));
    if (entry) return entry;
    throw new GlimpseError('not-found', {
      failed: l10n.t('The history has this analysis no more.'),
      todo: l10n.t('Close this tab, and open the picture from its file.'),
    });
  }

  /** The picture of a past analysis, the whole file. */
  async read(uri: Uri): Promise<Uint8Array> {
    return (await this.store.picture(await this.entry(uri))).data;
  }

  /** What has become of the file that a past analysis was about. */
  async origin(uri: Uri): Promise<Origin> {
    const entry = await this.entry(uri);
    const from = Uri.parse(entry.uri, true);
    const data = await readFile(from, this.options.settings.limits.maxBytes).catch(() => undefined);
    const file = !data ? 'gone' : sha256(data) === entry.picture.sha256 ? 'same' : 'changed';
    return { uri: from, time: entry.time, file };
  }

  /** @param uri that of the panel which asks, as it is then */
  archive(uri: () => Uri): Archive {
    return {
      open: (data, name, background) => this.#quietly(() => this.#open(data, name, background)),
      find: (wanted) => this.#quietly(async () => (await this.#own(uri(), wanted)) ?? (await this.#find(wanted))),
      keep: (wanted, opened, result, continues) =>
        this.#quietly(() => this.#keep(uri(), wanted, opened, result, continues)),
    };
  }

  async #open(data: Uint8Array, name: string, background: string): Promise<Opened | undefined> {
    const entry = await this.store.of(sha256(data), background);
    if (!entry || !isWithin(this.options.settings.limits, entry)) return undefined;
    return { picture: { info: { ...entry.picture, name }, data }, shown: await this.store.shown(entry) };
  }

  /** The analysis that the panel was opened for, unless it wants to know something else now. */
  async #own(uri: Uri, { task, asked }: Wanted): Promise<Kept | undefined> {
    if (!History.holds(uri)) return undefined;
    const entry = await this.store.entry(idOf(uri));
    if (entry?.task !== task) return undefined;
    const { template, question, region } = asked;
    const isNothing = template === undefined && question === undefined && region === undefined;
    const isSame = isDeepStrictEqual({ template, question, region }, History.asked(entry));
    return isNothing || isSame ? this.#kept(entry) : undefined;
  }

  async #find(wanted: Wanted): Promise<Kept | undefined> {
    const entry = await this.store.find(this.#key(wanted));
    return entry && renamedResult(await this.#kept(entry), wanted.picture.name);
  }

  async #kept(entry: Entry): Promise<Kept> {
    return { id: entry.id, time: entry.time, result: await this.store.result(entry) };
  }

  async #keep(
    uri: Uri,
    wanted: Wanted,
    { picture, shown }: Opened,
    result: TaskResult,
    continues: string | undefined,
  ): Promise<string | undefined> {
    const from = History.holds(uri) ? (await this.store.entry(idOf(uri)))?.uri : undefined;
    const entry = await this.store.add({
      result,
      picture,
      shown,
      uri: from ?? uri.toString(),
      asked: askedOf(wanted.ask, result),
      key: this.#key(wanted),
      isWhole: isWhole(result),
      answers: answersIn(result),
      continues,
      background: wanted.background,
      small: () => this.#small(picture),
    });
    this.#changed.fire();
    return entry?.id;
  }

  async #small(picture: Picture): Promise<Small> {
    const { worker } = this.options;
    return { icon: await worker.thumbnail(picture, ICON), preview: await worker.thumbnail(picture, PREVIEW) };
  }

  #key({ task, picture, ask, background }: Wanted): string {
    const { endpoint, endpointModel, modelFile, mmprojFile } = this.options.settings.model;
    const model = endpoint === '' ? `${modelFile} ${mmprojFile}` : `${endpoint} ${endpointModel}`;
    return cacheKey({ task, picture, ask, model, version: this.options.version, background });
  }

  /** What goes wrong here must not keep a result from the user. */
  async #quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#log(error);
      return undefined;
    }
  }

  #log(error: unknown): void {
    this.options.log.warn(`History: ${error instanceof Error ? error.message : error}`);
  }
}

const idOf = (uri: Uri): string => uri.path.split('/')[1] ?? '';

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

const isWithin = ({ maxBytes, maxPixels }: ImageLimits, { picture: { bytes, width, height } }: Entry): boolean =>
  bytes <= maxBytes && width * height <= maxPixels;

const renamedResult = (kept: Kept, name: string): Kept => ({ ...kept, result: renamed(kept.result, name) });

/** A result with notes was cut, or isn't what it could be. */
const isWhole = (result: TaskResult): boolean =>
  !result.notes?.length && !('unfinished' in result && result.unfinished);

const answersIn = (result: TaskResult): number => 1 + ('followUps' in result ? (result.followUps?.length ?? 0) : 0);

function askedOf(ask: AskOptions | undefined, { answered }: TaskResult) {
  if (!answered) return undefined;
  const { template, question, region } = ask ?? {};
  const title = template?.title ?? answered.template;
  return {
    template: answered.template,
    title,
    model: answered.model,
    ...(question && { question }),
    ...(region && { region }),
  };
}
