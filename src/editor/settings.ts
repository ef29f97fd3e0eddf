import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { GlimpseError } from '../errors.ts';
import { GPU_CHOICES } from '../host/backends.ts';
import type { ImageLimits } from '../image/picture.ts';
import { SOURCE_NAMES, type Source, sourceOf } from '../models/sources.ts';
import { modelsFolder } from '../models/store.ts';
import type { TaskName } from '../tasks/task.ts';
import { parseServerUrl } from '../vision/remote.ts';

/** What is wrong with the setting that `issue` is about. */
type Said = (issue: { path?: PropertyKey[] | undefined }) => string;
const nameOf = (path: PropertyKey[] = []) => `glimpse.${path.join('.')}`;

const between = (least: number, most: number) => {
  const error: Said = ({ path }) =>
    l10n.t('The setting {0} must be a number from {1} to {2}.', nameOf(path), least, most);
  return z.number({ error }).min(least, { error }).max(most, { error });
};
const wholeBetween = (least: number, most: number) => {
  const error: Said = ({ path }) =>
    l10n.t('The setting {0} must be a whole number from {1} to {2}.', nameOf(path), least, most);
  return z.int({ error }).min(least, { error }).max(most, { error });
};
const text = z.string({ error: ({ path }) => l10n.t('The setting {0} must be text.', nameOf(path)) }).trim();
const oneOf = <const T extends readonly string[]>(...words: T) =>
  z.enum(words, { error: ({ path }) => l10n.t('The setting {0} must be one of {1}.', nameOf(path), words.join(', ')) });
const autoOr = (least: number, most: number) => {
  const error: Said = ({ path }) =>
    l10n.t('The setting {0} must be "auto" or a whole number from {1} to {2}.', nameOf(path), least, most);
  return z.union([z.literal('auto'), wholeBetween(least, most)], { error });
};
const wordOr = <const T extends readonly [string, string]>(words: T, least: number, most: number) => {
  const [one, other] = words;
  const error: Said = ({ path }) =>
    l10n.t(
      'The setting {0} must be "{1}" or "{2}", or a whole number from {3} to {4}.',
      nameOf(path),
      one,
      other,
      least,
      most,
    );
  return z.union([z.enum(words), wholeBetween(least, most)], { error });
};

const Limits = z.object({ maxMegapixels: between(1, 1000), maxFileMegabytes: between(1, 1024) });
/** Nobody is there to read an error when something idles: a wrong value is the default. */
const Unload = z.object({
  unloadAfterMinutes: between(0, 1440).catch(5),
  unloadModelAfterMinutes: between(0, 10_080).catch(10),
});

/** Nobody waits for these either. */
const Kept = z.object({
  historyEntries: wholeBetween(0, 10_000).catch(200),
  historyMegabytes: between(0, 100_000).catch(256),
});

const Model = z.object({
  modelFile: text,
  mmprojFile: text,
  endpoint: text.refine((url) => url === '' || isServerUrl(url), {
    error: ({ path }) =>
      l10n.t(
        'The setting {0} must be a URL such as http://localhost:8080/v1, without a name, a password or a key in it.',
        nameOf(path),
      ),
  }),
  endpointModel: text,
  llamaServerPath: text,
  contextSize: autoOr(512, 1_048_576),
  gpu: oneOf(...GPU_CHOICES),
  gpuLayers: wordOr(['auto', 'max'], 0, 1000),
  kvCacheType: oneOf('auto', 'f16', 'q8_0', 'q4_0'),
  flashAttention: oneOf('auto', 'on', 'off'),
  slots: wholeBetween(1, 64),
  threads: wholeBetween(0, 512),
  imageTokens: wordOr(['auto', 'small'], 64, 16_384),
});
export type ModelSettings = z.infer<typeof Model>;

const Downloads = z.object({ modelSource: oneOf(...SOURCE_NAMES), modelMirror: text });
const Folders = z.object({
  modelSearchFolders: z.array(text, {
    error: ({ path }) => l10n.t('The setting {0} must be a list of folders.', nameOf(path)),
  }),
});

const PasteTask = z.object({ pasteTask: oneOf('elements', 'outline', 'describe') });

const TAG = /^(auto|[a-z]{2,3}([-_][a-z0-9]{2,8})*)$/i;
const Language = z.object({
  language: text.regex(TAG, {
    error: ({ path }) =>
      l10n.t('The setting {0} must be "auto" or a language tag such as en, zh-cn, de.', nameOf(path)),
  }),
});

/**
 * The user's settings: package.json declares the same ranges, and the defaults. Each is read at each use, so that a
 * change counts at once.
 */
export class Settings {
  /** @param read what VS Code holds under `glimpse.` now */
  constructor(private readonly read: () => unknown) {}

  /** @throws GlimpseError `bad-usage`, naming the setting that is wrong */
  get limits(): ImageLimits {
    const { maxMegapixels, maxFileMegabytes } = this.#checked(Limits);
    return { maxPixels: Math.round(maxMegapixels * 1e6), maxBytes: Math.round(maxFileMegabytes * 1024 * 1024) };
  }

  /** How long the parser may idle before it gives its memory back, ms. */
  get idleMs(): number {
    return Unload.parse(this.read()).unloadAfterMinutes * 60_000;
  }

  /** How long the model may, ms. */
  get modelIdleMs(): number {
    return Unload.parse(this.read()).unloadModelAfterMinutes * 60_000;
  }

  /** How many past analyses are kept, and how large they may be; 0: none. */
  get history(): { entries: number; bytes: number } {
    const { historyEntries, historyMegabytes } = Kept.parse(this.read());
    return { entries: historyEntries, bytes: historyMegabytes * 1024 * 1024 };
  }

  /** Which model is to be used, and how; throws like `limits`. */
  get model(): ModelSettings {
    return this.#checked(Model);
  }

  /** The address of Hugging Face, or of its mirror; throws like `limits`. */
  get huggingFace(): string {
    const { name, base } = this.source;
    return name === 'huggingface' ? base : sourceOf('huggingface').base;
  }

  /** Where models are downloaded from; throws like `limits`. */
  get source(): Source {
    const { modelSource, modelMirror } = this.#checked(Downloads);
    return sourceOf(modelSource, modelMirror);
  }

  /** Where they are kept. */
  get modelsFolder(): string {
    return modelsFolder(z.object({ modelsFolder: text.catch('') }).parse(this.read()).modelsFolder);
  }

  /** What is under `glimpse.models`, as it is: models/catalog.ts checks it. */
  get models(): unknown {
    return z.object({ models: z.unknown().optional() }).parse(this.read()).models;
  }

  /** Where models are looked for besides the usual places; throws like `limits`. */
  get modelSearchFolders(): readonly string[] {
    return this.#checked(Folders).modelSearchFolders;
  }

  /** The language that a model answers in, as a tag; `editor`: that of the editor itself. Throws like `limits`. */
  language(editor: string): string {
    const { language } = this.#checked(Language);
    return language === 'auto' ? editor : language;
  }

  /** What is done with a picture that was pasted or dropped; throws like `limits`. */
  get pasteTask(): TaskName {
    return this.#checked(PasteTask).pasteTask;
  }

  /** What is under `glimpse.prompts`, as it is: prompts/ checks it. */
  get prompts(): unknown {
    return z.object({ prompts: z.unknown().optional() }).parse(this.read()).prompts;
  }

  #checked<T>(shape: z.ZodType<T>): T {
    const { data, error } = shape.safeParse(this.read());
    if (!error) return data;
    throw new GlimpseError('bad-usage', {
      failed: error.issues[0]?.message ?? error.message,
      todo: l10n.t('Correct it in the settings, then try again.'),
    });
  }
}

function isServerUrl(url: string): boolean {
  try {
    parseServerUrl(url);
    return true;
  } catch {
    return false;
  }
}
