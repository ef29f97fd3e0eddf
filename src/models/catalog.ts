import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import builtIn from '../../models/catalog.json';
import { GlimpseError } from '../errors.ts';
import { MODEL_FAMILIES } from '../model-family.ts';

/** Words for a person: in English, or by language tag with English among them (`{"en": "...", "zh-cn": "..."}`). */
const Words = z.union([z.string().min(1), z.record(z.string(), z.string().min(1)).refine((words) => 'en' in words)], {
  error: () => l10n.t('must be text, or texts by language with "en" among them'),
});
type Words = z.infer<typeof Words>;

const httpUrl = z.string().refine(isAllowed, { error: () => l10n.t('must be a URL that begins with https://') });
const repository = z
  .string()
  .regex(/^[\w-][\w.-]*\/[\w-][\w.-]*$/, { error: () => l10n.t('must be a repository such as Qwen/Qwen3-VL-8B') });
const tokens = z.int().min(1).max(16_384);

/** A file of a repository. The first of several where a model comes in shards (`...-00001-of-00003.gguf`). */
const CatalogFile = z.strictObject({
  /** Its path in the repository. */
  file: z.string().regex(/^(?!.*(^|\/)\.)[\w.+ -]+(\/[\w.+ -]+)*\.gguf$/i, {
    error: () => l10n.t('must be the name of a GGUF file'),
  }),
  /** Of all its shards. */
  bytes: z.int().positive().optional(),
  /** False: `bytes` is an estimate. */
  exact: z.boolean().optional(),
  /** It must have this one; absent: the one that the server's metadata says. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, { error: () => l10n.t('must be 64 hexadecimal digits') })
    .optional(),
});
export type CatalogFile = z.infer<typeof CatalogFile>;

const count = z.int().min(1).max(10_000_000);

/** How a model is built, as its GGUF header would say: what can be known of its memory before it is downloaded. */
const Shape = z.strictObject({
  /** llama.cpp's: `qwen3vl`. */
  architecture: z.string().max(50),
  layers: count.max(1000),
  /** Of the residual stream. */
  width: count,
  heads: count,
  keyValueHeads: count,
  headLength: count,
  /** Of one expert, where there are some. */
  feedForward: count,
  vocabulary: count,
  /** tokens */
  contextLength: count,
  /** Whether its output is its embeddings. */
  tied: z.boolean(),
  experts: z.strictObject({ count, used: count }).optional(),
  /** Tokens that all but every sixth layer look back. */
  window: count.optional(),
  vision: z.strictObject({
    /** clip.cpp's: `qwen3vl_merger` */
    projector: z.string().max(50),
    layers: count.max(1000),
    width: count,
    heads: count,
    /** pixels a side */
    patch: count,
    /** Patches a side that become one token. */
    merge: count,
    /** Tokens of every picture, where its size does not count. */
    fixedTokens: count.optional(),
  }),
});

const files = z
  .record(z.string().regex(/^[\w.-]{1,40}$/), CatalogFile)
  .refine((all) => Object.keys(all).length > 0, { error: () => l10n.t('must name a file') });

/** What is known of a model that can be downloaded; the value of an entry of the setting `glimpse.models`. */
const CatalogEntry = z
  .strictObject({
    /** As a person would call it. */
    title: z.string().min(1).max(100),
    /** `8B`, `30B-A3B` */
    parameters: z.string().max(20).optional(),
    /** Who made it. */
    publisher: z.string().max(100).optional(),
    /** Where its GGUF files are: a repository on Hugging Face, one on ModelScope, or the URL of a folder. */
    repository: repository.optional(),
    modelscope: repository.optional(),
    url: httpUrl.optional(),
    licence: z
      .strictObject({
        name: z.string().min(1).max(100),
        url: httpUrl.optional(),
        /** What a person should know before accepting it. */
        conditions: Words.optional(),
      })
      .optional(),
    /** How it writes boxes, named after the family that began with it; absent: as its own file says. */
    boxes: z.enum(MODEL_FAMILIES).optional(),
    /** What its makers recommend for prose. */
    sampling: z
      .strictObject({
        temperature: z.number().min(0).max(2),
        topP: z.number().gt(0).max(1),
        topK: z.int().min(0).max(1_000_000),
        presencePenalty: z.number().min(-2).max(2),
        repeatPenalty: z.number().gt(0).max(2),
      })
      .partial()
      .optional(),
    /** Visual tokens that serve it well, the least and the most for a picture. */
    imageTokens: z
      .strictObject({ min: tokens, max: tokens })
      .refine(({ min, max }) => min <= max, { path: ['min'], error: () => l10n.t('must not be more than max') })
      .optional(),
    goodAt: Words.optional(),
    shape: Shape.optional(),
    /** The text model by quantization, the smallest first. */
    quantizations: files,
    /** Its vision part by quantization. */
    mmproj: files,
    note: Words.optional(),
  })
  .refine((entry) => entry.repository ?? entry.modelscope ?? entry.url, {
    error: () => l10n.t('must have a repository, modelscope or url'),
  });

/** A model of the catalogue, under the name by which the setting, the terminal program and the store know it. */
export type CatalogModel = z.infer<typeof CatalogEntry> & { id: string };

const Id = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, {
  error: () => l10n.t('its name must be of lower-case letters, digits, ".", "_" and "-"'),
});

/** Those of models/catalog.json, once somebody wants them. */
let own: CatalogModel[] | undefined;

/**
 * The models of models/catalog.json as the setting `glimpse.models` changes them, and the user's own after them. The setting
 * is an object by name; an entry with the name of a built-in one takes its place.
 *
 * An entry that is wrong is left out, with an error that says where; the others stay.
 */
export function readCatalog(setting?: unknown): { models: CatalogModel[]; errors: GlimpseError[] } {
  own ??= Object.entries(builtIn.models).map(([id, entry]) => ({ ...CatalogEntry.parse(entry), id }));
  const models = new Map(own.map((model) => [model.id, model]));
  const errors: GlimpseError[] = [];
  if (setting !== undefined && setting !== null) {
    if (typeof setting !== 'object' || Array.isArray(setting)) {
      errors.push(wrong('', l10n.t('must be an object with an entry for each model')));
    } else {
      for (const [id, value] of Object.entries(setting)) {
        const issue = Id.safeParse(id).error?.issues[0] ?? CatalogEntry.safeParse(value).error?.issues[0];
        if (issue) errors.push(wrong(`[${JSON.stringify(id)}]${placeOf(issue)}`, reasonOf(issue)));
        else models.set(id, { ...CatalogEntry.parse(value), id });
      }
    }
  }
  return { models: [...models.values()], errors };
}

type Issue = z.core.$ZodIssue;

const placeOf = ({ path, ...issue }: Issue): string =>
  [...path, ...(issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])]
    .map((key) => (/^[A-Za-z]\w*$/.test(String(key)) ? `.${String(key)}` : `[${JSON.stringify(key)}]`))
    .join('');

function reasonOf(issue: Issue): string {
  if (issue.code === 'unrecognized_keys') return l10n.t('is not known');
  return issue.code === 'invalid_type' && issue.input === undefined ? l10n.t('is missing') : issue.message;
}

function wrong(place: string, what: string): GlimpseError {
  return new GlimpseError('bad-usage', {
    failed: l10n.t('The setting glimpse.models{0} is wrong: {1}.', place, what),
    todo: l10n.t('Correct it in the settings; until then it is left out.'),
  });
}

/**
 * Whether files may come from there: over TLS, or from this machine itself.
 * @param url as a person wrote it
 */
export function isAllowed(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  if (username || password) return false;
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname));
}

/** @param language a tag such as `zh-cn` */
export function inLanguage(words: Words | undefined, language: string): string | undefined {
  if (words === undefined || typeof words === 'string') return words;
  return words[language.toLowerCase()] ?? words.en;
}

/** One way to have a model: its files as they are in the catalogue. */
export interface Build {
  model: CatalogModel;
  quantization: string;
  weights: CatalogFile;
  mmproj: CatalogFile;
}

/** The vision part that serves: one in F16 encodes 1.7 times slower on a CPU than one in Q8_0, and sees no better. */
const MMPROJ_ORDER = ['Q8_0', 'F16'];

/** All ways to have a model. */
export function buildsOf(model: CatalogModel): Build[] {
  const preferred = MMPROJ_ORDER.find((label) => model.mmproj[label]) ?? Object.keys(model.mmproj)[0]!;
  return Object.entries(model.quantizations).map(([quantization, weights]) => ({
    ...{ model, quantization, weights },
    mmproj: model.mmproj[preferred]!,
  }));
}

/** Bytes to download; undefined where the catalogue doesn't say. */
export function downloadSize({ weights, mmproj }: Build): number | undefined {
  return weights.bytes === undefined || mmproj.bytes === undefined ? undefined : weights.bytes + mmproj.bytes;
}

/** `Qwen3-VL 8B Instruct Q4_K_M` */
export const buildTitle = ({ model, quantization }: Build): string => `${model.title} ${quantization}`;

/**
 * The build that somebody names: `qwen3-vl-8b` (its smallest), `qwen3-vl-8b:Q8_0`, in any case.
 * @throws GlimpseError `bad-usage` that lists what there is
 */
export function findBuild(models: readonly CatalogModel[], name: string): Build {
  const [id = '', label] = name.split(':');
  const model = models.find((each) => each.id === id.toLowerCase());
  if (!model) {
    throw new GlimpseError('bad-usage', {
      failed: l10n.t('There is no model "{0}" in the catalogue.', id),
      todo: l10n.t('Use one of {0}.', models.map((each) => each.id).join(', ')),
    });
  }
  const builds = buildsOf(model);
  const build = label === undefined ? builds[0] : builds.find(({ quantization }) => same(quantization, label));
  if (build) return build;
  throw new GlimpseError('bad-usage', {
    failed: l10n.t('The catalogue has no {0} of {1}.', label ?? '', model.title),
    todo: l10n.t('Use one of {0}.', builds.map(({ quantization }) => `${id}:${quantization}`).join(', ')),
  });
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
