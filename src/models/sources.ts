import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { GlimpseError } from '../errors.ts';
import { type Build, type CatalogFile, type CatalogModel, isAllowed } from './catalog.ts';
import { getJson, type HeadAnswer, head } from './hub-http.ts';
import { authorization } from './hub-token.ts';

export const SOURCE_NAMES = ['huggingface', 'modelscope'] as const;
export type SourceName = (typeof SOURCE_NAMES)[number];

/** A hub that is asked for models, or a mirror that speaks its dialect. */
export interface Source {
  name: SourceName;
  /** Without a slash at its end. */
  base: string;
  /** Who asks, for repositories that not everybody gets; sent to this hub or mirror only. */
  token?: string;
}

const HUBS: Record<SourceName, { title: string; base: string }> = {
  huggingface: { title: 'Hugging Face', base: 'https://huggingface.co' },
  modelscope: { title: 'ModelScope', base: 'https://modelscope.cn' },
};

/**
 * The hub of the settings.
 * @param mirror `glimpse.modelMirror`; empty: the hub's own address
 * @throws GlimpseError `bad-usage`
 */
export function sourceOf(name: SourceName, mirror = ''): Source {
  if (mirror === '') return { name, base: HUBS[name].base };
  if (isAllowed(mirror)) return { name, base: mirror.replace(/\/+$/, '') };
  throw new GlimpseError('bad-usage', {
    failed: l10n.t('The setting {0} must be a URL that begins with https://.', 'glimpse.modelMirror'),
    todo: l10n.t('Correct it in the settings, then try again.'),
  });
}

/** A file to download, and what the server says of it before. */
export interface RemoteFile {
  url: string;
  /** What it is called on disk. */
  name: string;
  /** Undefined where the server doesn't say. */
  bytes: number | undefined;
  /** Lower case. The catalogue's, else the server's; undefined where neither knows. */
  sha256: string | undefined;
  /** What to ask for it with; for its own server only. */
  headers?: Readonly<Record<string, string>>;
}

/** All files of a build; several weights where the model comes in shards. */
export interface RemoteBuild {
  weights: RemoteFile[];
  mmproj: RemoteFile;
}

/** What a listing of a repository says: files by path. */
type Listing = ReadonlyMap<string, { bytes: number; sha256?: string | undefined }>;

/** Where the files of a model are: how to address one, and how to list them all. */
interface Place {
  title: string;
  urlOf(path: string): string;
  /** What the files are asked for with. */
  headers: Readonly<Record<string, string>>;
  list?(signal: AbortSignal): Promise<Listing>;
}

/**
 * Finds the files of a build on the server, with their sizes and SHA-256 by its metadata: the hub's file API, else the
 * headers of each file.
 * @throws GlimpseError `bad-usage` where the model is not on this hub; `server-unreachable`, `server-refused`,
 * `server-garbage`; `bad-model` where the server has another file than the catalogue knows
 */
export async function locate(build: Build, source: Source, signal: AbortSignal): Promise<RemoteBuild> {
  const place = placeOf(build.model, source);
  const listing = await listed(place, signal);
  const weights = shardsOf(build.weights.file, listing);
  return {
    weights: await Promise.all(
      weights.map((path) => find(path, pinned(build.weights, weights), place, listing, signal)),
    ),
    mmproj: await find(build.mmproj.file, build.mmproj, place, listing, signal),
  };
}

/** What the catalogue knows of a file counts for it as a whole, not for its shards. */
const pinned = (file: CatalogFile, paths: readonly string[]): CatalogFile =>
  paths.length === 1 ? file : { file: file.file };

function placeOf(model: CatalogModel, source: Source): Place {
  const { url } = model;
  if (url !== undefined) {
    return { title: new URL(url).host, urlOf: (path) => `${url.replace(/\/+$/, '')}/${encoded(path)}`, headers: {} };
  }
  const { name, base } = source;
  const repository = name === 'huggingface' ? model.repository : model.modelscope;
  if (repository === undefined) {
    const other = SOURCE_NAMES.find((each) => each !== name)!;
    throw new GlimpseError('bad-usage', {
      failed: l10n.t('{0} is not known to be on {1}.', model.title, HUBS[name].title),
      todo: l10n.t('Set glimpse.modelSource to {0}, or download another model.', other),
    });
  }
  const title = new URL(base).host;
  const headers = authorization(source, base);
  return name === 'huggingface'
    ? {
        ...{ title, headers },
        urlOf: (path) => `${base}/${repository}/resolve/main/${encoded(path)}`,
        list: async (signal) =>
          huggingFaceListing(`${base}/api/models/${repository}/tree/main?recursive=true`, headers, signal),
      }
    : {
        ...{ title, headers },
        urlOf: (path) => `${base}/models/${repository}/resolve/master/${encoded(path)}`,
        list: (signal) =>
          modelScopeListing(`${base}/api/v1/models/${repository}/repo/files?Revision=master&Recursive=true`, signal),
      };
}

/** The page where a person reads about a model; undefined where it has none. */
export function pageOf({ repository, modelscope }: CatalogModel, { name, base }: Source): string | undefined {
  if (name === 'modelscope' && modelscope !== undefined) return `${base}/models/${modelscope}`;
  return repository && `${name === 'huggingface' ? base : HUBS.huggingface.base}/${repository}`;
}

/** Where a person accepts the licence of a model on Hugging Face: mirrors let nobody sign in. */
export const licencePage = (repository: string): string => `${HUBS.huggingface.base}/${repository}`;

const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/i);

/** https://huggingface.co/docs/hub/api: the `oid` of a file in Git LFS is its SHA-256, others have that of a Git blob. */
const Tree = z.array(
  z.object({
    type: z.string(),
    path: z.string(),
    size: z.int().nonnegative(),
    lfs: z.object({ oid: Sha256, size: z.int().nonnegative() }).optional(),
  }),
);

async function huggingFaceListing(url: string, headers: Place['headers'], signal: AbortSignal): Promise<Listing> {
  const tree = await getJson(url, Tree, headers, signal);
  return new Map(
    tree
      .filter(({ type }) => type === 'file')
      .map(({ path, size, lfs }) => [path, { bytes: lfs?.size ?? size, sha256: lfs?.oid.toLowerCase() }]),
  );
}

/** What `modelscope/hub/api.py` reads (get_model_files). */
const Files = z.object({
  Data: z.object({
    Files: z.array(
      z.object({
        Path: z.string(),
        Type: z.string(),
        Size: z.int().nonnegative(),
        Sha256: z.union([Sha256, z.literal('')]).nullish(),
      }),
    ),
  }),
});

async function modelScopeListing(url: string, signal: AbortSignal): Promise<Listing> {
  const { Data } = await getJson(url, Files, {}, signal);
  return new Map(
    Data.Files.filter(({ Type }) => Type !== 'tree').map(({ Path, Size, Sha256 }) => [
      Path,
      { bytes: Size, sha256: Sha256?.toLowerCase() || undefined },
    ]),
  );
}

/** A mirror may serve files and no API: then their headers tell the same. */
async function listed(place: Place, signal: AbortSignal): Promise<Listing | undefined> {
  try {
    return await place.list?.(signal);
  } catch (error) {
    if (error instanceof GlimpseError && ['server-refused', 'server-garbage'].includes(error.kind)) return undefined;
    throw error;
  }
}

/** The paths of all its shards, where a model has been split since the catalogue was made or names the first of them. */
function shardsOf(path: string, listing: Listing | undefined): string[] {
  if (!listing) return [path];
  const [, stem, count] = /^(.*?)(?:-\d{5}-of-(\d{5}))?\.gguf$/i.exec(path)!;
  if (listing.has(path) && count === undefined) return [path];
  const shards = [...listing.keys()].filter((each) => {
    const [, prefix, total] = /^(.*)-\d{5}-of-(\d{5})\.gguf$/i.exec(each) ?? [];
    return prefix === stem && (count === undefined || total === count);
  });
  return shards.length > 0 ? shards.sort() : [path];
}

async function find(
  path: string,
  known: CatalogFile,
  place: Place,
  listing: Listing | undefined,
  signal: AbortSignal,
): Promise<RemoteFile> {
  const url = place.urlOf(path);
  const name = path.split('/').at(-1)!;
  const said: { bytes?: number | undefined; sha256?: string | undefined } =
    listing?.get(path) ?? factsOf(await head(url, place.headers, signal));
  const sha256 = known.sha256?.toLowerCase() ?? said.sha256;
  if (said.sha256 !== undefined && said.sha256 !== sha256) {
    throw new GlimpseError('bad-model', {
      failed: l10n.t('{0} at {1} is not the file that the catalogue knows.', name, place.title),
      tried: l10n.t("Its SHA-256 is {0} instead of {1}, by the server's own word.", said.sha256, sha256 ?? ''),
      todo: l10n.t(
        'If you trust the new one, name the model in glimpse.models without sha256; otherwise use another source.',
      ),
    });
  }
  const bytes = said.bytes ?? (known.exact === false ? undefined : known.bytes);
  const { headers } = place;
  return { url, name, bytes, sha256, ...(Object.keys(headers).length > 0 && { headers }) };
}

/** What a hub says in headers: of the file that it links to, else of what it sends (an ETag may be a SHA-256). */
function factsOf({ headers }: HeadAnswer): { bytes?: number; sha256?: string } {
  const size = Number(headers['x-linked-size'] ?? headers['content-length'] ?? Number.NaN);
  const etag = String(headers['x-linked-etag'] ?? headers.etag ?? '').replace(/^W\/|"/g, '');
  return {
    ...(Number.isSafeInteger(size) && size > 0 && { bytes: size }),
    ...(Sha256.safeParse(etag).success && { sha256: etag.toLowerCase() }),
  };
}
