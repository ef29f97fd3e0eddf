import path from 'node:path';
import { bytes } from '../../host/gguf.ts';
import { findBuild, isAllowed, readCatalog } from '../../models/catalog.ts';
import type { DownloadProgress } from '../../models/download.ts';
import { downloadAll } from '../../models/download-all.ts';
import { downloadBuild } from '../../models/download-build.ts';
import { authorization, explained, isToken } from '../../models/hub-token.ts';
import { licencePage, SOURCE_NAMES, type Source, sourceOf } from '../../models/sources.ts';
import { ModelStore, modelsFolder } from '../../models/store.ts';
import { parsed, usage } from '../args.ts';
import type { Subcommand } from '../models.ts';
import { Progress } from '../progress.ts';
import { useProxies } from '../proxy.ts';

/** `glimpse models download NAME|URL` */
export const download: Subcommand = {
  synopsis: 'NAME|URL... [options]',
  about: 'Download a model of the list with its vision part, or files by their addresses; go on where it was left.',
  options: `  --to FOLDER           where it goes [a model: where models are kept; a file: the current folder]
  --source NAME         where models come from: ${SOURCE_NAMES.join(' or ')} [${SOURCE_NAMES[0]}]
  --mirror URL          a server that has what the source has [as HF_ENDPOINT says]
  --sha256 HEX          what the file by its address must have

What Hugging Face gives only to those who accepted a licence is asked for with the token in HF_TOKEN, which goes to the
hub or its mirror and nowhere else.
`,
  async run(args, { print, signal }) {
    const { values, positionals } = parsed({
      args,
      allowPositionals: true,
      options: {
        to: { type: 'string' },
        source: { type: 'string' },
        mirror: { type: 'string' },
        sha256: { type: 'string' },
      },
    });
    const [name, ...others] = positionals;
    if (name === undefined) throw usage('Name a model or an address.', 'See glimpse models list.');
    const urls = positionals.filter((each) => /^https?:\/\//i.test(each));
    if (urls.length < positionals.length && others.length > 0) throw usage('Name one model, or addresses only.');
    if (values.sha256 !== undefined && (urls.length !== 1 || !/^[0-9a-f]{64}$/i.test(values.sha256))) {
      throw usage('--sha256 wants 64 hexadecimal digits, and one address that they are for.');
    }
    const source = SOURCE_NAMES.find((each) => each === (values.source ?? SOURCE_NAMES[0]));
    if (!source) throw usage(`"${values.source}" is not a source: use ${SOURCE_NAMES.join(' or ')}.`);
    const mirror = values.mirror ?? (source === 'huggingface' ? process.env.HF_ENDPOINT : undefined) ?? '';
    await useProxies();
    const progress = new Progress();
    const onProgress = (now: DownloadProgress & { file: string }) =>
      progress.line(`${path.basename(now.file)}: ${standing(now)}`);
    try {
      if (urls.length > 0) {
        const hub = hubOf(source, isAllowed(mirror) ? mirror : '');
        const files = urls.map((url) => ({
          url,
          file: path.resolve(values.to ?? '', fileName(url)),
          headers: authorization(hub, url),
          ...(values.sha256 !== undefined && { sha256: values.sha256 }),
        }));
        await downloadAll(files, { signal, onProgress }).catch((error: unknown) => {
          throw explained(error, hub, repositoryPage(urls, hub));
        });
        progress.clear();
        return await print(files.map(({ file }) => `${file}\n`).join(''));
      }
      const store = new ModelStore(() => modelsFolder(values.to));
      const build = findBuild(readCatalog().models, name);
      const { file, mmproj } = await downloadBuild(build, { source: hubOf(source, mirror), store, signal, onProgress });
      progress.clear();
      await print(`${file}\n${mmproj}\n`);
    } catch (error) {
      progress.clear();
      if (signal.aborted) {
        process.stderr.write('glimpse: What has arrived is kept: the same command goes on from there.\n');
      }
      throw error;
    } finally {
      progress.clear();
    }
  },
};

/** The hub, or its mirror, and who asks it. */
function hubOf(name: Source['name'], mirror: string): Source {
  if (name !== 'huggingface') return sourceOf(name, mirror);
  const token = process.env.HF_TOKEN?.trim();
  if (token && !isToken(token)) throw usage('HF_TOKEN is no token: it must be one word of letters, digits and signs.');
  return { ...sourceOf(name, mirror), ...(token && { token }) };
}

/** The page of the repository that the first of the hub's own addresses is in. */
function repositoryPage(urls: readonly string[], { base }: Source): string | undefined {
  const own = urls.find((url) => url.startsWith(`${base}/`));
  const [, repository] = /^\/([^/]+\/[^/]+)\/resolve\//.exec(own?.slice(base.length) ?? '') ?? [];
  return repository && licencePage(repository);
}

/** What the last part of an address calls a file. */
function fileName(url: string): string {
  const name = URL.canParse(url) ? path.posix.basename(decoded(new URL(url).pathname)) : '';
  // What a server is not trusted to name: a file above the folder, or one that hides.
  if (name === '' || /^\.|[\\/:]/.test(name)) throw usage(`"${url}" does not end with the name of a file.`);
  return name;
}

function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

function standing({ state, received, total, bytesPerSecond, secondsLeft, retry }: DownloadProgress): string {
  const percent = total ? `${Math.floor((100 * received) / total)} %, ` : '';
  const size = `${percent}${bytes(received)}${total === undefined ? '' : ` of ${bytes(total)}`}`;
  if (state === 'connecting') return received > 0 ? `${size}, connecting` : 'connecting';
  if (state === 'waiting') return `${size}, another program downloads it`;
  if (state === 'retrying') return `${size}, ${retry?.reason}, next try in ${retry?.seconds} s`;
  if (state === 'checking') return `${size}, checking its SHA-256`;
  const left = secondsLeft === undefined ? '' : `, ${duration(secondsLeft)} left`;
  return `${size}, ${bytes(Math.round(bytesPerSecond))}/s${left}`;
}

/** `2 h 5 min`, `1 min 48 s`, `12 s` */
function duration(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
