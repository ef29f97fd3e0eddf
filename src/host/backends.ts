import { existsSync } from 'node:fs';
import path from 'node:path';

/** What `glimpse.gpu` may be. */
export const GPU_CHOICES = ['auto', 'metal', 'cuda', 'vulkan', 'cpu'] as const;
export type GpuChoice = (typeof GPU_CHOICES)[number];

/** A way to compute that a llama-server is started for. */
export interface Backend {
  /** Its folder beside the server; null: what the server brings by itself. */
  folder: string | null;
  /** What drives its devices. */
  driver: string | undefined;
  /** Makes llama.cpp load it. */
  env: NodeJS.ProcessEnv;
}

/**
 * Folders beside Glimpse's llama-server, best first: each has one library of ggml for a kind of GPU, which fits the plain
 * libraries of the same version. They lie apart since llama.cpp loads all that is beside it, and would then compute on the
 * same GPU twice. Metal is always beside it.
 */
export const BACKEND_FOLDERS = ['cuda', 'cuda-fallback', 'vulkan'] as const;

/** The backends that a server may be started with, best first; last what it brings by itself. */
export function backendsOf(server: string, env: NodeJS.ProcessEnv = process.env): Backend[] {
  const beside = BACKEND_FOLDERS.flatMap((folder): Backend[] => {
    const driver = folder.replace('-fallback', '');
    const library = path.join(path.dirname(server), folder, libraryName(driver, process.platform));
    if (!existsSync(library)) return [];
    return [{ folder, driver, env: { GGML_BACKEND_PATH: library, ...(driver === 'cuda' && cudaEnvironment(env)) } }];
  });
  return [...beside, { folder: null, driver: undefined, env: {} }];
}

/** How a backend's library is called on a platform. */
export function libraryName(driver: string, platform: NodeJS.Platform): string {
  return platform === 'win32' ? `ggml-${driver}.dll` : `libggml-${driver}.so`;
}

/**
 * Where CUDA's own libraries lie, which come with NVIDIA's toolkit: programs that the desktop starts often don't know it.
 * Windows' installers set CUDA_PATH, and CUDA_PATH_V12_8 and the like for others; CUDA 13 has its libraries in bin\x64.
 */
function cudaEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const named = Object.entries(env).flatMap(([name, value]) => (/^CUDA_PATH(_V[\d_]+)?$/i.test(name) ? [value] : []));
  const [variable, folders] =
    process.platform === 'win32'
      ? ['PATH', named.flatMap((home) => [`${home}\\bin\\x64`, `${home}\\bin`])]
      : [
          'LD_LIBRARY_PATH',
          [...named, '/usr/local/cuda', '/usr/local/cuda-13', '/usr/local/cuda-12', '/opt/cuda'].map(
            (home) => `${home}/lib64`,
          ),
        ];
  const present = folders.filter((folder) => path.isAbsolute(folder) && existsSync(folder));
  if (present.length === 0) return {};
  // On Windows it may be called Path.
  const name = Object.keys(env).find((each) => each.toUpperCase() === variable) ?? variable;
  return { [name]: [env[name], ...present].filter(Boolean).join(path.delimiter) };
}
