import { stat } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';
import { sentences } from '../sentences.ts';
import { ask } from './ask.ts';
import type { BackendMemory, Remembered } from './backend-memory.ts';
import { type Backend, backendsOf, type GpuChoice } from './backends.ts';
import { type Device, driverOf, parseDevices } from './devices.ts';
import { type FoundServer, findServer, type ServerPlaces } from './find.ts';

/** What a model is computed with. */
export interface ChosenBackend {
  /** `cuda`, `cuda-fallback`, `vulkan`, `metal`, `cpu`, or another that a server of the user's has: `rocm`. */
  name: string;
  /** What it computes on, besides the processor; `free` may be of an earlier day. */
  devices: readonly Device[];
  /** What a server is started with for it. */
  env: NodeJS.ProcessEnv;
  flags: readonly string[];
  /** Why those that would have come before it are not taken, a sentence each. */
  rejected: readonly string[];
  /** To be called when a model runs on it, where another failed only then: it is tried first the next time. */
  proven?: () => Promise<void>;
}

/** A llama-server that runs here, and what it computes with. */
export interface Host extends FoundServer {
  backend: ChosenBackend;
}

export interface Wanted {
  /** `auto`, if absent: the best that works. */
  gpu?: GpuChoice;
  /** Backends that turned out not to work since they were tried, by their names: why. */
  failed?: ReadonlyMap<string, string>;
}

export interface BackendChoice extends Wanted {
  /** Absent: all is tried each time. */
  memory?: BackendMemory;
}

const NONE: ReadonlyMap<string, string> = new Map();

/** The driver of a GPU that sleeps, or is used for the first time, takes some seconds. */
const PROOF_MS = 20_000;

/** What is remembered of a choice. */
type Found = Omit<Remembered, 'key'>;

const NAMES: Record<string, string> = {
  ...{ metal: 'Metal', cuda: 'CUDA', 'cuda-fallback': 'CUDA 12', vulkan: 'Vulkan', cpu: 'CPU' },
};

/** A backend as people call it. */
export function backendName(name: string): string {
  return NAMES[name] ?? name.toUpperCase();
}

/**
 * The first llama-server that runs here, and the best that it can compute with.
 * @throws GlimpseError as `findServer` and `chooseBackend` do; the signal's AbortError
 */
export async function findHost(places: ServerPlaces, choice: BackendChoice = {}, signal?: AbortSignal): Promise<Host> {
  const server = await findServer(places, signal);
  return { ...server, backend: await chooseBackend(server.path, choice, signal) };
}

/**
 * Tries what a llama-server can compute with by a short run each, best first, and takes the first that sees a device of its
 * own: CUDA, CUDA of an older toolkit, Vulkan, then the processor; or what the server brings by itself, such as Metal.
 * @throws GlimpseError `no-gpu` where the one that was asked for does not work; the signal's AbortError
 */
export async function chooseBackend(
  server: string,
  { gpu = 'auto', failed = NONE, memory }: BackendChoice = {},
  signal?: AbortSignal,
): Promise<ChosenBackend> {
  if (gpu === 'cpu') return onProcessor([]);
  const { size, mtimeMs } = await stat(server);
  const key = (await memory?.key([server, size, mtimeMs, gpu])) ?? '';
  const backends = backendsOf(server);
  const known = failed.size === 0 ? await memory?.recall(key) : undefined;
  const remembered = known && restored(known, backends, gpu);
  if (remembered) return remembered;

  const found = await firstThatWorks(server, backends, gpu, failed, signal);
  if (found.name === 'cpu' && gpu !== 'auto') throw noGpu(gpu, found.rejected);
  const remember = async () => memory?.remember({ ...found, key });
  if (failed.size === 0) await remember();
  const chosen = restored(found, backends, gpu) ?? onProcessor(found.rejected);
  return failed.size === 0 ? chosen : { ...chosen, proven: remember };
}

async function firstThatWorks(
  server: string,
  backends: readonly Backend[],
  gpu: GpuChoice,
  failed: ReadonlyMap<string, string>,
  signal: AbortSignal | undefined,
): Promise<Found> {
  const rejected = new Set<string>();
  for (const backend of backends) {
    if (gpu !== 'auto' && backend.driver !== undefined && backend.driver !== gpu) continue;
    const { devices, reason } = await probe(server, backend, gpu, signal);
    const name = backend.folder ?? (devices[0] ? driverOf(devices[0]) : gpu === 'auto' ? 'cpu' : gpu);
    const why = failed.get(name) ?? reason;
    if (why !== undefined) rejected.add(l10n.t('{0}: {1}.', backendName(name), why.replace(/\.$/, '')));
    else if (devices.length > 0) return { name, folder: backend.folder, devices, rejected: [...rejected] };
  }
  return { name: 'cpu', folder: null, devices: [], rejected: [...rejected] };
}

/**
 * The devices that a server sees now, with the memory that is free now; the one way to ask for them.
 * @throws Error that says why they are not known, as the end of a sentence; the signal's reason
 */
export async function listDevices(
  server: string,
  { env }: Pick<ChosenBackend, 'env'>,
  signal?: AbortSignal,
): Promise<Device[]> {
  return parseDevices(await ask(server, ['--list-devices'], { timeout: PROOF_MS, env, signal }));
}

/** The devices of a backend; none, and why, where it does not work. */
async function probe(
  server: string,
  { driver, env }: Backend,
  gpu: GpuChoice,
  signal: AbortSignal | undefined,
): Promise<{ devices: Device[]; reason?: string }> {
  const wanted = driver ?? (gpu === 'auto' ? undefined : gpu);
  try {
    const said = await ask(server, ['--list-devices'], { timeout: PROOF_MS, env, signal });
    const devices = parseDevices(said).filter((device) => wanted === undefined || driverOf(device) === wanted);
    if (devices.length > 0 || wanted === undefined) return { devices };
    const [, why] = /failed to load [^\n]*?: ([^\n]+)/.exec(said) ?? [];
    return { devices, reason: why ?? l10n.t('it sees no device') };
  } catch (error) {
    signal?.throwIfAborted();
    // A server of the user's may be too old for the question, and run well.
    return driver === undefined && gpu === 'auto' ? { devices: [] } : { devices: [], reason: (error as Error).message };
  }
}

/** What is to be started; undefined where a backend that was remembered is there no more. */
function restored(found: Found, backends: readonly Backend[], gpu: GpuChoice): ChosenBackend | undefined {
  const { name, folder, devices, rejected } = found;
  if (name === 'cpu') return onProcessor(rejected);
  const backend = backends.find((each) => each.folder === folder);
  if (!backend) return undefined;
  const chosen = { name, devices, rejected };
  // A server of the user's may bring more than one kind, and knows what to do with them unless one is asked for.
  if (folder !== null || gpu === 'auto') return { ...chosen, env: backend.env, flags: [] };
  const ids = devices.map(({ id }) => id);
  return { ...chosen, env: { MTMD_BACKEND_DEVICE: ids[0] }, flags: ['--device', ids.join(',')] };
}

/** Also for a server that has a GPU by itself. */
function onProcessor(rejected: readonly string[]): ChosenBackend {
  return { name: 'cpu', devices: [], env: {}, flags: ['--device', 'none', '--no-mmproj-offload'], rejected };
}

function noGpu(gpu: GpuChoice, rejected: readonly string[]): GlimpseError {
  const todo = {
    cuda: l10n.t('Install the NVIDIA driver and its CUDA toolkit, 13 or 12; or set glimpse.gpu to auto.'),
    vulkan: l10n.t("Install or update the graphics card's driver; or set glimpse.gpu to auto."),
    metal: l10n.t('Metal is on Macs with Apple silicon: elsewhere set glimpse.gpu to auto.'),
  };
  return new GlimpseError('no-gpu', {
    failed: l10n.t("The model can't be computed with {0} here, as the setting glimpse.gpu asks.", backendName(gpu)),
    tried: sentences(...rejected),
    todo: todo[gpu as keyof typeof todo],
  });
}
