import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { cacheFolder, hostFolder, packageFolder } from '../../../src/host/build/cache.mjs';
import { definitionFile } from '../../../src/host/build/exports.mjs';
import { type Machine, prebuiltPackage } from '../../../src/host/build/platform.mjs';

function machine(platform: NodeJS.Platform, arch: string, env: NodeJS.ProcessEnv = {}): Machine {
  return { platform, arch, env };
}

describe('the libraries', () => {
  it.each([
    ['linux', 'x64', 'linux-x64'],
    ['linux', 'arm64', 'linux-arm64'],
    ['darwin', 'arm64', 'mac-arm64-metal'],
    ['darwin', 'x64', 'mac-x64'],
    ['win32', 'x64', 'win-x64'],
    ['win32', 'arm64', 'win-arm64'],
  ] as const)('for %s on %s are those of %s, a package that node-llama-cpp names', (platform, arch, name) => {
    expect(prebuiltPackage(machine(platform, arch))).toBe(name);
    const { optionalDependencies } = JSON.parse(
      readFileSync(path.join(packageFolder('node-llama-cpp'), 'package.json'), 'utf8'),
    );
    expect(optionalDependencies).toHaveProperty(`@node-llama-cpp/${name}`);
  });

  it('are not there for other machines', () => {
    expect(prebuiltPackage(machine('freebsd', 'x64'))).toBeUndefined();
    expect(prebuiltPackage(machine('linux', 'arm'))).toBeUndefined();
  });
});

describe('the cache', () => {
  it('lies where the system has caches, or where it is told to', () => {
    const folder = path.resolve('elsewhere');
    expect(cacheFolder(machine('linux', 'x64', { XDG_CACHE_HOME: folder }))).toBe(path.join(folder, 'glimpse'));
    expect(cacheFolder(machine('linux', 'x64', { XDG_CACHE_HOME: 'not/absolute' }))).toMatch(/\.cache.glimpse$/);
    expect(cacheFolder(machine('linux', 'x64'))).toMatch(/\.cache.glimpse$/);
    expect(cacheFolder(machine('darwin', 'arm64'))).toMatch(/Library.Caches.glimpse$/);
    expect(cacheFolder(machine('win32', 'x64', { LOCALAPPDATA: folder }))).toBe(path.join(folder, 'glimpse'));
    expect(cacheFolder(machine('linux', 'x64', { GLIMPSE_CACHE: folder, XDG_CACHE_HOME: '/x' }))).toBe(folder);
  });

  it('keeps versions and platforms apart', () => {
    const env = { GLIMPSE_CACHE: path.resolve('elsewhere') };
    const name = path.basename(hostFolder(machine('linux', 'x64', env)));
    expect(name).toMatch(/^\d+\.\d+\.\d+-linux-x64-[0-9a-f]{12}$/);
    expect(path.basename(hostFolder(machine('darwin', 'arm64', env)))).toBe(
      name.replace('linux-x64', 'mac-arm64-metal'),
    );
  });
});

describe("a DLL's module-definition file", () => {
  const folder = path.join(packageFolder('onnxruntime-node'), 'bin', 'napi-v6', 'win32', 'x64');

  it('lists what the DLL exports', () => {
    const definitions = definitionFile(readFileSync(path.join(folder, 'onnxruntime.dll')), 'onnxruntime.dll');
    expect(definitions).toMatch(/^LIBRARY "onnxruntime.dll"\nEXPORTS\n( {2}Ort\w+\n)+$/);
    expect(definitions.split('\n')).toContain('  OrtGetApiBase');
  });

  it('tells data from functions', () => {
    const file = 'onnxruntime_binding.node';
    const definitions = definitionFile(readFileSync(path.join(folder, file)), file);
    expect(definitions).toBe(`LIBRARY "${file}"\nEXPORTS\n  _register_onnxruntime_ DATA\n`);
  });

  it('is not made of anything else', () => {
    expect(() => definitionFile(Buffer.alloc(4096), 'nothing.dll')).toThrow('nothing.dll');
  });
});

describe.skipIf(process.platform === 'win32')('a build', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  /** Runs the build with these programs (shell commands) on its PATH, and nothing else, and an empty cache. */
  async function build(programs: Record<string, string>) {
    const folder = mkdtempSync(path.join(tmpdir(), 'glimpse-build-'));
    folders.push(folder);
    const bin = path.join(folder, 'bin');
    mkdirSync(bin);
    for (const [name, command] of Object.entries(programs)) {
      writeFileSync(path.join(bin, name), `#!/bin/sh\n${command}\n`, { mode: 0o755 });
    }
    const cache = path.join(folder, 'cache');
    const env = { PATH: bin, GLIMPSE_CACHE: cache };
    return new Promise<{ code: unknown; stderr: string; cached: string[] }>((resolve) => {
      execFile(process.execPath, ['src/host/build/main.mjs'], { env }, (error, _stdout, stderr) => {
        mkdirSync(cache, { recursive: true });
        const cached = readdirSync(cache, { recursive: true, encoding: 'utf8' });
        resolve({ code: error?.code ?? 0, stderr, cached });
      });
    });
  }

  it('says all that is missing, and how to get it', async () => {
    const { code, stderr, cached } = await build({});
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /- git .*\n.*- CMake 3\.19 or later .*\n.*- a C\+\+ compiler .*`g\+\+`.*\n.*- make or Ninja/,
    );
    expect(stderr).toMatch(process.platform === 'darwin' ? 'xcode-select --install' : 'sudo apt-get install');
    expect(stderr).toContain('glimpse.llamaServerPath');
    expect(cached).toEqual([]);
  });

  it('names only what is missing', async () => {
    const { code, stderr } = await build({ git: 'echo git', 'clang++': 'echo clang', ninja: 'echo 1.11' });
    expect(code).toBe(3);
    expect(stderr.match(/^ {2}- .*/gm)).toEqual(['  - CMake 3.19 or later (looked for `cmake`)']);
  });

  it('refuses a CMake that is too old, and a compiler that is only a stub', async () => {
    const tools = { git: 'echo git', cmake: 'echo cmake version 3.16.3', 'c++': 'exit 1', make: 'echo make' };
    const { code, stderr } = await build(tools);
    expect(code).toBe(3);
    expect(stderr).toContain('CMake 3.19 or later (found cmake version 3.16.3)');
    expect(stderr).toContain('a C++ compiler (looked for');
    expect(stderr).not.toContain('- git');
  });

  it('that fails half-way is not taken for a whole one', async () => {
    const tools = {
      git: 'echo git',
      'c++': 'echo c++',
      make: 'echo make',
      cmake: 'if [ "$1" = --version ]; then echo cmake version 4.1.0; else echo no room >&2; exit 7; fi',
    };
    const { code, stderr, cached } = await build(tools);
    expect(code).toBe(1);
    expect(stderr).toMatch(/no room\n.*could not be built: `cmake .*ended with 7/);
    expect(cached).toEqual(['host']);
  });
});
