import { mmprojFacts } from '../host/mmproj.ts';
import { modelFacts } from '../host/model-file.ts';
import { checkPair } from '../host/pair.ts';
import type { Build } from './catalog.ts';
import type { DownloadProgress } from './download.ts';
import { downloadAll } from './download-all.ts';
import { explained } from './hub-token.ts';
import { licencePage, locate, type RemoteBuild, type Source } from './sources.ts';
import type { ModelStore } from './store.ts';

export interface DownloadBuild {
  source: Source;
  store: ModelStore;
  signal: AbortSignal;
  /** With the bytes of all its files, and which one it is about. */
  onProgress?: (progress: DownloadProgress & { file: string }) => void;
}

/**
 * Brings a model of the catalogue into the store, with its vision part, or goes on with what an earlier try left there.
 * @returns the paths of the text model (the first of its shards) and of its vision part
 * @throws as `locate` and `download` do; GlimpseError `hub-token` where not everybody gets the model; `bad-model`,
 * `model-mismatch` for what can't be used
 */
export async function downloadBuild(build: Build, options: DownloadBuild): Promise<{ file: string; mmproj: string }> {
  const { source, store } = options;
  const { quantization, model } = build;
  let files: RemoteBuild;
  try {
    files = await fetched(build, options);
  } catch (error) {
    throw explained(error, source, model.repository && licencePage(model.repository));
  }
  const [text, vision] = [files.weights[0]!, files.mmproj].map(({ name }) => store.fileOf(model.id, name)) as [
    string,
    string,
  ];
  try {
    checkPair(await modelFacts(text), await mmprojFacts(vision));
  } catch (error) {
    // Whole, and still of no use: another try would bring the same.
    await store.discard(model.id, quantization);
    throw error;
  }
  await store.finish(model.id, quantization);
  return { file: text, mmproj: vision };
}

async function fetched(build: Build, { source, store, signal, onProgress }: DownloadBuild): Promise<RemoteBuild> {
  const { quantization, model } = build;
  const remote = await locate(build, source, signal);
  const files = [remote.mmproj, ...remote.weights];
  await store.begin(model.id, {
    quantization,
    files: files.map(({ name, bytes }) => ({ name, ...(bytes && { bytes }) })),
  });
  const jobs = files.map(({ url, name, bytes, sha256, headers }) => ({
    url,
    file: store.fileOf(model.id, name),
    ...(bytes !== undefined && { bytes }),
    ...(sha256 !== undefined && { sha256 }),
    ...(headers && { headers }),
  }));
  await downloadAll(jobs, { signal, ...(onProgress && { onProgress }) });
  return remote;
}
