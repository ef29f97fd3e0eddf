// @ts-check
// What the build needs from the machine: git, CMake, a C++ compiler and a program that runs the compiler.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { crossTools } from './platform.mjs';

/** @import { Machine } from './platform.mjs' */

/** CMake's oldest version that serves: `COMMAND_ERROR_IS_FATAL`. */
const CMAKE = [3, 19];

const HOW_TO_INSTALL = {
  linux:
    'Debian and Ubuntu: `sudo apt-get install git cmake g++ make`; Fedora: `sudo dnf install git cmake gcc-c++ make`',
  darwin:
    '`xcode-select --install` for git, the compiler and make; `brew install cmake`, or the installer from cmake.org',
  win32:
    '`winget install Git.Git Kitware.CMake`, and the Build Tools for Visual Studio 2022 with the workload "Desktop development with C++"; then open a new terminal',
};

const FOR_ARM = 'Debian and Ubuntu: `sudo apt-get install git cmake make g++-aarch64-linux-gnu qemu-user-static`';

/**
 * What is missing, in words that say what was looked for; empty if the machine can build.
 * @param {Machine} machine
 * @returns {Promise<string[]>}
 */
export async function missingTools(machine) {
  const { platform, env } = machine;
  const missing = [];
  if (!(await version(machine, 'git'))) missing.push('git (looked for `git`)');
  const cmake = await version(machine, 'cmake');
  if (!cmake) missing.push(`CMake ${CMAKE.join('.')} or later (looked for \`cmake\`)`);
  else if (!isRecent(cmake)) missing.push(`CMake ${CMAKE.join('.')} or later (found ${cmake.split('\n')[0]})`);
  if (platform === 'win32') {
    if (!(await visualStudio(machine))) missing.push("a C++ compiler (asked `vswhere` for Visual Studio's C++ tools)");
    return missing;
  }
  const cross = crossTools(machine);
  if (cross) {
    const emulator = cross.runner.slice(0, 1);
    for (const tool of [cross.c, cross.cxx, ...emulator]) {
      if (!(await version(machine, tool)))
        missing.push(`a compiler for ${machine.arch} and its emulator (looked for \`${tool}\`)`);
    }
    return missing;
  }
  // CMake looks for the same, and for CXX first.
  const compilers = env.CXX ? [env.CXX] : ['c++', 'g++', 'clang++'];
  if (!(await firstOf(machine, compilers))) missing.push(`a C++ compiler (looked for ${quoted(compilers)})`);
  if (!(await makeProgram(machine))) missing.push('make or Ninja (looked for `make`, `ninja`)');
  return missing;
}

/**
 * CMake's generator options for this machine. Ninja is taken only where there is no make: it is not on every machine.
 * @param {Machine} machine
 */
export async function generator(machine) {
  if (machine.platform === 'win32') return ['-A', machine.arch === 'arm64' ? 'ARM64' : 'x64'];
  return ['-G', (await makeProgram(machine)) === 'ninja' ? 'Ninja' : 'Unix Makefiles'];
}

/**
 * What is said where the build cannot be: what failed, what was tried, what to do.
 * @param {Machine} machine
 * @param {string[]} missing
 */
export function cannotBuild(machine, missing) {
  const { platform } = machine;
  const how = crossTools(machine)
    ? FOR_ARM
    : (HOW_TO_INSTALL[/** @type {keyof typeof HOW_TO_INSTALL} */ (platform)] ?? HOW_TO_INSTALL.linux);
  return [
    'llama-server cannot be built on this machine. Missing:',
    ...missing.map((what) => `  - ${what}`),
    `To install it: ${how}.`,
    'Without it, Glimpse runs a llama-server that you have (setting glimpse.llamaServerPath, or on the PATH).',
  ].join('\n');
}

/** @param {Machine} machine */
function makeProgram(machine) {
  return firstOf(machine, ['make', 'ninja']);
}

/**
 * @param {Machine} machine
 * @param {string[]} programs
 */
async function firstOf(machine, programs) {
  for (const program of programs) if (await version(machine, program)) return program;
  return undefined;
}

/**
 * What a program says of its version; undefined if there is none, or if it is a stub: macOS has those.
 * @param {Machine} machine
 * @param {string} program
 */
async function version({ env }, program) {
  try {
    return (await promisify(execFile)(program, ['--version'], { env })).stdout || 'unknown';
  } catch {
    return undefined;
  }
}

/** @param {string} cmake what `cmake --version` says */
function isRecent(cmake) {
  const [major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(cmake)?.slice(1).map(Number) ?? [];
  return major > CMAKE[0] || (major === CMAKE[0] && minor >= CMAKE[1]);
}

/**
 * Where Visual Studio or its Build Tools with the C++ tools are; empty or undefined if nowhere.
 * @param {Machine} machine
 */
async function visualStudio({ arch, env }) {
  const programs = env['ProgramFiles(x86)'] ?? 'C:\\Program Files (x86)';
  const vswhere = path.join(programs, 'Microsoft Visual Studio', 'Installer', 'vswhere.exe');
  const tools = `Microsoft.VisualStudio.Component.VC.Tools.${arch === 'arm64' ? 'ARM64' : 'x86.x64'}`;
  try {
    const question = ['-latest', '-products', '*', '-requires', tools, '-property', 'installationPath'];
    return (await promisify(execFile)(vswhere, question)).stdout.trim();
  } catch {
    return undefined;
  }
}

/** @param {string[]} names */
function quoted(names) {
  return names.map((name) => `\`${name}\``).join(', ');
}
