import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
  let folder: string;
  let cache: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'glimpse-build-'));
    cache = path.join(folder, 'cache');
    mkdirSync(cache);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Stand-ins (shell commands) for the tools, as compiling takes minutes. This one compiles a program that tells its version. */
  const TOOLS = {
    git: 'echo git version 2',
    'c++': 'echo c++',
    make: 'echo make',
    cmake: `PATH=/usr/bin:/bin
      [ "$1" = --version ] && echo cmake version 4.1.0
      [ "$1" = --build ] || exit 0
      mkdir "$2" "$2/bin" && echo '#!/bin/sh\necho version: 1.2.3 >&2' > "$2/bin/llama-server" && chmod +x "$2/bin/llama-server"`,
  };

  /** Builds with these tools on the PATH, and nothing else. */
  async function build(tools: Record<string, string>) {
    const bin = mkdtempSync(path.join(folder, 'bin-'));
    for (const [name, command] of Object.entries(tools)) {
      writeFileSync(path.join(bin, name), `#!/bin/sh\n${command}\n`, { mode: 0o755 });
    }
    const env = { PATH: bin, GLIMPSE_CACHE: cache };
    return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, ['src/host/build/main.mjs', '--cache-only'], { env }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      );
    });
  }

  it('says all that is missing, and how to get it', async () => {
    const { code, stderr } = await build({});
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /- git .*\n.*- CMake 3\.19 or later .*\n.*- a C\+\+ compiler .*`g\+\+`.*\n.*- make or Ninja/,
    );
    expect(stderr).toMatch(process.platform === 'darwin' ? 'xcode-select --install' : 'sudo apt-get install');
    expect(stderr).toContain('glimpse.llamaServerPath');
    expect(readdirSync(cache)).toEqual([]);
  });

  it('names only what is missing', async () => {
    const { code, stderr } = await build({ git: 'echo git', 'clang++': 'echo clang', ninja: 'echo 1.11' });
    expect(code).toBe(3);
    expect(stderr.match(/^ {2}- .*/gm)).toEqual(['  - CMake 3.19 or later (looked for `cmake`)']);
  });

  it('refuses a CMake that is too old, and a compiler that is only a stub', async () => {
    const { code, stderr } = await build({ ...TOOLS, cmake: 'echo cmake version 3.16.3', 'c++': 'exit 1' });
    expect(code).toBe(3);
    expect(stderr).toContain('CMake 3.19 or later (found cmake version 3.16.3)');
    expect(stderr).toContain('a C++ compiler (looked for');
    expect(stderr).not.toContain('- git');
  });

  it('that fails half-way is not taken for a whole one', async () => {
    const cmake = `${TOOLS.cmake}; echo no room >&2; exit 7`;
    const { code, stderr } = await build({ ...TOOLS, cmake });
    expect(code).toBe(1);
    expect(stderr).toMatch(/no room\n.*could not be built: `cmake .*ended with 7/);
    expect(readdirSync(path.join(cache, 'host'))).toEqual([]);
  });

  it('whose program does not run is not taken for a whole one', async () => {
    const { code, stderr } = await build({ ...TOOLS, cmake: TOOLS.cmake.replace('version: 1.2.3', 'no; exit 9') });
    expect(code).toBe(1);
    expect(stderr).toMatch(/llama-server --version/);
    expect(readdirSync(path.join(cache, 'host'))).toEqual([]);
  });

  it('that was killed is cleared away by a later one, and one at work is left alone', async () => {
    const shelf = path.join(cache, 'host');
    for (const name of ['.building-killed', '.building-now']) mkdirSync(path.join(shelf, name), { recursive: true });
    const yesterday = Date.now() / 1000 - 24 * 3600;
    utimesSync(path.join(shelf, '.building-killed'), yesterday, yesterday);
    expect((await build(TOOLS)).code).toBe(0);
    expect(readdirSync(shelf).sort()).toEqual(['.building-now', expect.stringMatching(/^\d/)]);
  });

  it('is made once, also by two at a time, and then needs no tools', async () => {
    const [one, other] = await Promise.all([build(TOOLS), build(TOOLS)]);
    expect([one.stderr, one.code, other.stderr, other.code]).toEqual(['', 0, '', 0]);
    expect(one.stdout).toContain('version: 1.2.3');
    const [built, ...more] = readdirSync(path.join(cache, 'host'));
    expect(more).toEqual([]);
    const files = readdirSync(path.join(cache, 'host', built));
    expect(files).toEqual(
      expect.arrayContaining(['NOTICE.md', 'llama-server', expect.stringMatching(/^libggml-base/)]),
    );
    expect(files.filter((file) => file.endsWith('.node'))).toEqual([]);

    const again = await build({});
    expect([again.stderr, again.code]).toEqual(['', 0]);
    expect(again.stdout).toContain(path.join(cache, 'host', built));
  });
});
