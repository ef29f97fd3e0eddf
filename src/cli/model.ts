import path from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';
import { version } from '../../package.json';
import { BackendMemory } from '../host/backend-memory.ts';
import { findHost, type Host, type Wanted } from '../host/choose-backend.ts';
import { LlamaServer } from '../host/llama-server.ts';
import type { HostPlanInput } from '../host/plan.ts';
import type { Picture } from '../image/picture.ts';
import type { ModelFamily } from '../model-family.ts';
import { readCatalog } from '../models/catalog.ts';
import { AUTO } from '../models/fit.ts';
import { Planner } from '../models/planner.ts';
import { displayName, visionPartOf } from '../models/resolve.ts';
import { ModelStore, modelsFolder } from '../models/store.ts';
import { defaultTemplate, find, TEMPLATES } from '../prompts/built-in.ts';
import type { Template } from '../prompts/template.ts';
import type { AskOptions, TaskName } from '../tasks/task.ts';
import { ServedModel } from '../vision/client.ts';
import type { VisionModel } from '../vision/model.ts';
import { remoteServer } from '../vision/remote.ts';
import { type Asking, type LocalModel, usage } from './args.ts';

/** A model for the time of one run. */
export interface OpenModel {
  model: VisionModel;
  dispose(): Promise<void>;
}

/**
 * The model that the user named; nothing is loaded yet.
 * @param dist where the built program lies
 */
export async function openModel(source: Asking['source'], dist: URL): Promise<OpenModel> {
  if ('endpoint' in source) {
    const { endpoint: url, model } = source;
    const remote = remoteServer({ url, apiKey: () => process.env.GLIMPSE_API_KEY, ...(model && { model }) });
    return { model: new ServedModel(remote), dispose: async () => {} };
  }
  const { server, open } = await localServer(source, dist);
  const family = boxesOf(source.model);
  const local = new ServedModel({
    name: server.name,
    open: async (request) => ({ ...(await open(request)), ...(family && { family }) }),
    lease: () => server.lease(),
    explain: (error) => server.explain(error),
  });
  return { model: local, dispose: () => server.dispose() };
}

/** How a model of the catalogue writes boxes, which a fine-tune may do otherwise than its architecture. */
function boxesOf(model: string): ModelFamily | undefined {
  const id = new ModelStore(() => modelsFolder()).idOf(path.resolve(model));
  return id === undefined ? undefined : readCatalog().models.find((entry) => entry.id === id)?.boxes;
}

export interface LocalServer {
  server: LlamaServer;
  /** `server.open` by a plan that fits; by a smaller one where that finds too little memory. */
  open: LlamaServer['open'];
}

/** The model's process, not yet started. */
export async function localServer(
  { llamaServer, mmproj: chosen, model, gpu = 'auto', ...own }: LocalModel,
  dist: URL,
  options: { port?: number; log?: (line: string) => void } = {},
): Promise<LocalServer> {
  const mmproj = chosen ?? (await visionPartOf(model));
  const find = hostFinder(llamaServer, dist);
  const { log } = options;
  const planner = new Planner(
    log ? { find, log } : { find, say: (words) => process.stderr.write(`glimpse: ${words}\n`) },
  );
  const wanting = { model, mmproj, name: await displayName(model), gpu, wish: { ...AUTO, ...own } };
  let plan: HostPlanInput = { model, mmproj };
  const server = new LlamaServer({
    plan: () => plan,
    find,
    watch: new URL('host-watch.js', dist),
    idleMs: () => 0,
    ...options,
  });
  const isUp = () => !['stopped', 'failed'].includes(server.status.state);
  const open: LlamaServer['open'] = (request = {}) => {
    const openAs = (made: HostPlanInput) => {
      plan = made;
      return server.open(request);
    };
    return planner.start(wanting, isUp(), openAs, request.signal);
  };
  return { server, open };
}

/**
 * How a llama-server is found, and what it computes with.
 * @param chosen one that the user chose
 */
export function hostFinder(chosen: string | undefined, dist: URL) {
  const name = process.platform === 'win32' ? 'llama-server.exe' : 'llama-server';
  const places = { bundled: fileURLToPath(new URL(`host/${name}`, dist)), ...(chosen && { configured: chosen }) };
  const memory = new BackendMemory(path.join(envPaths('glimpse', { suffix: '' }).cache, 'backend.json'), version);
  return (signal: AbortSignal, wanted: Wanted): Promise<Host> => findHost(places, { ...wanted, memory }, signal);
}

/** What `--prompt` and the other options ask for. */
export function askOptions(
  task: TaskName,
  asking: Asking,
  { model }: OpenModel,
  others: readonly Picture[],
): AskOptions {
  const { prompt, language, imageTokens } = asking;
  return {
    model,
    others,
    ...(prompt !== undefined && promptFor(task, prompt)),
    ...(language !== undefined && { language }),
    ...(imageTokens && { imageTokens }),
  };
}

/** A template by its name; or the user's own words, which the lists' templates are only added to. */
function promptFor(task: TaskName, prompt: string): Pick<AskOptions, 'template' | 'question'> {
  if (prompt.startsWith('@')) return { template: templateFor(task, prompt.slice(1)) };
  const template = defaultTemplate(task);
  const words = '$' + '{question}';
  if (template.prompt.includes(words)) return { template, question: prompt };
  const isList = task === 'elements' || task === 'outline';
  return { template: { ...template, prompt: isList ? `${template.prompt}\n\n${words}` : words }, question: prompt };
}

function templateFor(task: TaskName, name: string): Template {
  const template = find(name);
  if (template?.task === task) return template;
  throw usage(
    template ? `The template "${name}" is for glimpse ${template.task}.` : `There is no template "${name}".`,
    `See glimpse ${task} --prompt @.`,
  );
}

/** A line for each template of a task. */
export function listTemplates(task: TaskName): string {
  const own = TEMPLATES.filter((template) => template.task === task);
  const width = Math.max(...own.map(({ id }) => id.length));
  return own.map(({ id, title, description }) => `@${id.padEnd(width)}  ${description || title}\n`).join('');
}
