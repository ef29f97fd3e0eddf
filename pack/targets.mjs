// @ts-check
/**
 * A platform that Glimpse is packed for, as VS Code calls it.
 * @typedef {'linux-x64' | 'linux-arm64' | 'darwin-arm64' | 'darwin-x64' | 'win32-x64' | 'win32-arm64'} Target
 */

/**
 * A kind of GPU that a target's llama-server can be given a library for: its folder beside the server (src/host/backends.ts)
 * and the package of node-llama-cpp that has the library.
 * @typedef {{ folder: string, package: string, file: string }} GpuLibrary
 */

/** @type {Record<Target, GpuLibrary[]>} */
const GPU_LIBRARIES = {
  'linux-x64': [
    { folder: 'vulkan', package: 'linux-x64-vulkan', file: 'bins/linux-x64-vulkan/libggml-vulkan.so' },
    { folder: 'cuda', package: 'linux-x64-cuda', file: 'bins/linux-x64-cuda/libggml-cuda.so' },
    { folder: 'cuda-fallback', package: 'linux-x64-cuda-ext', file: 'bins/linux-x64-cuda/fallback/libggml-cuda.so' },
  ],
  'win32-x64': [
    { folder: 'vulkan', package: 'win-x64-vulkan', file: 'bins/win-x64-vulkan/ggml-vulkan.dll' },
    { folder: 'cuda', package: 'win-x64-cuda', file: 'bins/win-x64-cuda/ggml-cuda.dll' },
    { folder: 'cuda-fallback', package: 'win-x64-cuda-ext', file: 'bins/win-x64-cuda/fallback/ggml-cuda.dll' },
  ],
  // Metal is among the plain libraries, and the other targets have no GPU package.
  'darwin-arm64': [],
  'darwin-x64': [],
  'linux-arm64': [],
  'win32-arm64': [],
};

export const TARGETS = /** @type {Target[]} */ (Object.keys(GPU_LIBRARIES));

/** This machine's. */
export const OWN_TARGET = /** @type {Target} */ (`${process.platform}-${process.arch}`);

/** The folders of GPU libraries that there are. */
export const GPUS = GPU_LIBRARIES['linux-x64'].map(({ folder }) => folder);

/**
 * Those that are packed unless told otherwise. With CUDA's fallback too, the file would be larger than Open VSX takes (256 MB).
 */
export const USUAL_GPUS = ['vulkan', 'cuda'];

/**
 * The libraries for GPUs that a target can have.
 * @param {Target} target
 */
export function gpuLibraries(target) {
  return GPU_LIBRARIES[target];
}

/**
 * The target as Node calls it.
 * @param {Target} target
 */
export function machineOf(target) {
  const [platform, arch] = target.split('-');
  return { platform: /** @type {NodeJS.Platform} */ (platform), arch: String(arch), env: process.env };
}
