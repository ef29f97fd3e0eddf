// @ts-check
/**
 * The machine that llama-server is built on, and for.
 * @typedef {{ platform: NodeJS.Platform, arch: string, env: NodeJS.ProcessEnv }} Machine
 */

/** @type {Machine} */
export const THIS_MACHINE = { platform: process.platform, arch: process.arch, env: process.env };

/** @type {Record<string, string>} */
const PACKAGES = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-arm64': 'mac-arm64-metal',
  'darwin-x64': 'mac-x64',
  'win32-x64': 'win-x64',
  'win32-arm64': 'win-arm64',
};

/**
 * The package of node-llama-cpp with this machine's prebuilt libraries, without its scope: `mac-arm64-metal`. Undefined
 * where there is none that Glimpse uses.
 * @param {Machine} machine
 * @returns {string | undefined}
 */
export function prebuiltPackage({ platform, arch }) {
  return PACKAGES[`${platform}-${arch}`];
}

/**
 * How llama-server is built for another machine than this one.
 * @typedef {{ c: string, cxx: string, processor: string, runner: string[] }} Cross `runner`: the emulator that proves it
 */

/**
 * Undefined where it can't be built here. Windows and macOS need Microsoft's and Apple's own headers and libraries.
 * @param {Machine} machine
 * @returns {Cross | undefined}
 */
export function crossTools({ platform, arch }) {
  if (THIS_MACHINE.platform !== 'linux' || THIS_MACHINE.arch !== 'x64') return undefined;
  if (platform !== 'linux' || arch !== 'arm64') return undefined;
  return {
    c: 'aarch64-linux-gnu-gcc',
    cxx: 'aarch64-linux-gnu-g++',
    processor: 'aarch64',
    runner: ['qemu-aarch64-static', '-L', '/usr/aarch64-linux-gnu'],
  };
}

/**
 * The program's file name.
 * @param {Machine} machine
 */
export function programName({ platform }) {
  return platform === 'win32' ? 'llama-server.exe' : 'llama-server';
}
