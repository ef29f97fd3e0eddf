import { existsSync } from 'node:fs';
import { chmod, stat } from 'node:fs/promises';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { GlimpseError } from '../errors.ts';
import { sentences } from '../sentences.ts';
import { ask } from './ask.ts';

/** A llama-server that runs here. */
export interface FoundServer {
  path: string;
  /** As it says: `0.4.0-dev (build 1, commit 5b4ebc5)`. */
  version: string;
  /** Why those that would have come before it are not taken, a sentence each. */
  rejected: readonly string[];
}

/** Where a llama-server may lie. */
export const ServerPlaces = z.object({
  /** The setting `glimpse.llamaServerPath`; empty or absent: not set. */
  configured: z.string().optional(),
  /** Where the one lies that comes with Glimpse. */
  bundled: z.string(),
  /** PATH, unless given. */
  searchPath: z.string().optional(),
});
export type ServerPlaces = z.infer<typeof ServerPlaces>;

const PROOF_MS = 10_000;
const CONFIGURED = l10n.t('The setting glimpse.llamaServerPath');
const ON_PATH = l10n.t('On the PATH');
const FILE_NAME = process.platform === 'win32' ? 'llama-server.exe' : 'llama-server';

/**
 * The first llama-server that answers `--version`: the one of the settings, the one that comes with Glimpse, the one on the
 * PATH (Homebrew, winget).
 * @throws GlimpseError `no-server` that lists what was tried; the signal's AbortError
 */
export async function findServer(places: ServerPlaces, signal?: AbortSignal): Promise<FoundServer> {
  const rejected: string[] = [];
  for (const [place, file] of candidates(places)) {
    try {
      if (file === places.bundled) await allowToRun(file);
      return { path: file, version: await prove(file, signal), rejected };
    } catch (error) {
      signal?.throwIfAborted();
      rejected.push(l10n.t('{0}, {1}: {2}.', place, file, (error as Error).message));
    }
  }
  if (!places.configured) rejected.unshift(l10n.t('The setting glimpse.llamaServerPath is empty.'));
  if (!rejected.some((reason) => reason.startsWith(ON_PATH))) rejected.push(l10n.t('On the PATH there is none.'));
  throw new GlimpseError('no-server', {
    failed: l10n.t('No llama-server was found that runs here.'),
    tried: sentences(...rejected),
    todo: l10n.t(
      'Install llama.cpp ("brew install llama.cpp", "winget install llama.cpp") or set glimpse.llamaServerPath to a llama-server.',
    ),
  });
}

function candidates({ configured, bundled, searchPath = process.env.PATH ?? '' }: ServerPlaces): [string, string][] {
  // A relative folder on the PATH would be one of the workspace.
  const folders = searchPath.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const onPath = [...new Set(folders)].map((folder) => path.join(folder, FILE_NAME)).filter((file) => existsSync(file));
  return [
    ...(configured ? [[CONFIGURED, configured] as [string, string]] : []),
    [l10n.t('The one of Glimpse'), bundled],
    ...onPath.map((file): [string, string] => [ON_PATH, file]),
  ];
}

/** Some ways to unpack an extension lose the permission. */
async function allowToRun(file: string): Promise<void> {
  if (process.platform === 'win32' || !existsSync(file)) return;
  const { mode } = await stat(file);
  if ((mode & 0o100) === 0) await chmod(file, mode | 0o111);
}

/** What was proven stays proven as long as the file does. */
const proofs = new Map<string, string>();

async function prove(file: string, signal?: AbortSignal): Promise<string> {
  if (!path.isAbsolute(file)) throw new Error(l10n.t('it is not an absolute path'));
  const facts = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(error.code === 'ENOENT' ? l10n.t('there is no such file') : error.message);
  });
  if (!facts.isFile()) throw new Error(l10n.t('it is not a file'));
  const key = JSON.stringify([file, facts.size, facts.mtimeMs]);
  const known = proofs.get(key);
  if (known) return known;
  const said = await ask(file, ['--version'], { timeout: PROOF_MS, signal });
  const [, version] = /^version: (.{1,100})$/m.exec(said) ?? [];
  if (!version) throw new Error(l10n.t('it does not answer --version like a llama-server'));
  proofs.set(key, version);
  return version;
}
