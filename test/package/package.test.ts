import { existsSync, statSync } from 'node:fs';
import { copyFile, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { platformOf } from '../../pack/binary.mjs';
import { type Packed, pack } from '../../pack/pack.mjs';
import { Unreachable } from '../../pack/packages.mjs';
import { gpuLibraries, TARGETS, type Target, USUAL_GPUS } from '../../pack/targets.mjs';
import { BACKEND_FOLDERS, libraryName } from '../../src/host/backends.ts';
import { hostFolder, packageFolder } from '../../src/host/build/cache.mjs';
import { type Entry, entriesOf } from './vsix.ts';

const NATIVE = /\.(node|so|dylib|dll|exe)(\.|$)|\/llama-server$/;

let out: string;
beforeAll(async () => {
  out = await mkdtemp(path.join(tmpdir(), 'glimpse-package-'));
  const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
  if (!existsSync(`${dist}cli.js`) || existsSync(`${dist}cli.js.map`)) throw new Error('Run `npm run package` first.');
});
afterAll(() => rm(out, { recursive: true }));

/** Packs once; undefined on a machine that can't reach the registry, which CI can. */
async function packed(target: Target, gpus: string[], hosts?: string): Promise<Packed | undefined> {
  try {
    return await pack(target, { gpus, hosts, out });
  } catch (error) {
    if (error instanceof Unreachable && !process.env.CI) return undefined;
    throw error;
  }
}

const CASES: { target: Target; gpus: string[]; megabytes: number }[] = [
  { target: 'linux-x64', gpus: ['vulkan'], megabytes: 80 },
  { target: 'win32-arm64', gpus: [], megabytes: 45 },
];

describe.each(CASES)('the package for $target', ({ target, gpus, megabytes }) => {
  let vsix: Packed | undefined;
  let entries: Entry[];
  beforeAll(async () => {
    vsix = await packed(target, gpus);
    entries = vsix ? entriesOf(vsix.file) : [];
  });
  beforeEach(({ skip }) => skip(!vsix, 'The registry of npm can not be reached.'));
  const named = (pattern: RegExp) => entries.filter(({ name }) => pattern.test(name));

  it('has the native files that the parser needs, and each is for this platform', () => {
    const native = named(NATIVE);
    expect(native.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/onnxruntime_binding\.node$/),
        expect.stringMatching(/\/(lib)?onnxruntime\.(dll|so|dylib)/),
        expect.stringMatching(new RegExp(`@img/sharp-${target}/.*\\.node$`)),
        expect.stringMatching(/libvips/),
      ]),
    );
    const foreign = native.filter((entry) => platformOf(entry.read().subarray(0, 1024)) !== target);
    expect(foreign.map(({ name }) => name)).toEqual([]);
  });

  it('says for which platform it is, and starts what is in it', () => {
    const [manifest] = named(/^package\.json$/);
    const { main, bin, scripts, devDependencies } = JSON.parse(manifest!.read().toString());
    const names = new Set(entries.map(({ name }) => name));
    for (const program of [main, bin.glimpse]) expect(names).toContain(path.posix.normalize(program));
    expect([scripts, devDependencies]).toEqual([undefined, undefined]);
  });

  it('has no source maps, tests, types, nor anything of the workshop', () => {
    expect(named(/\.(map|[cm]?ts|h|cc|vsix)$|(^|\/)(test|src|pack)\//).map(({ name }) => name)).toEqual([]);
    const roots = new Set(entries.map(({ name }) => name.split('/')[0]!.toLowerCase()));
    const known = [
      'changelog.md',
      'dist',
      'l10n',
      'license.txt',
      'media',
      'models',
      'package.json',
      'package.nls.json',
    ];
    expect([...roots].sort()).toEqual([...known, 'package.nls.zh-cn.json', 'readme.md']);
  });

  it('is as small as it can be, and the figures are true', () => {
    const { size, unpacked, file } = vsix!;
    expect(size).toBe(statSync(file).size);
    expect(size).toBeLessThan(megabytes * 1e6);
    const sum = entries.reduce((all, entry) => all + entry.size, 0);
    // vsce writes into the manifest and leaves .vscodeignore behind.
    expect(unpacked / sum).toBeCloseTo(1, 3);
  });

  it('has a llama-server with its libraries where one was built, and says so', () => {
    const hostFiles = named(/^dist\/host\//);
    const [platform = '', arch = ''] = target.split('-');
    const built = existsSync(hostFolder({ platform: platform as NodeJS.Platform, arch, env: process.env }));
    expect(vsix!.gpus).toEqual(built ? gpus : undefined);
    expect(hostFiles.length > 0).toBe(built);
    if (!built) return;
    const program = hostFiles.find(({ name }) => /^dist\/host\/llama-server(\.exe)?$/.test(name));
    expect(program?.executable || platform === 'win32').toBe(true);
    for (const gpu of gpus) {
      const library = `dist/host/${gpu}/${libraryName(gpu, platform as NodeJS.Platform)}`;
      expect(hostFiles.find(({ name }) => name === library)?.size).toBeGreaterThan(1e6);
    }
    // Two libraries for GPUs in one folder would both be loaded.
    expect(named(/^dist\/host\/[^/]*(vulkan|cuda)[^/]*$/).map(({ name }) => name)).toEqual([]);
  });
});

describe('a llama-server that was built elsewhere', () => {
  it('is not packed where it is for another platform', async () => {
    const hosts = path.join(out, 'hosts');
    const folder = path.join(hosts, 'win32-arm64');
    await cp(path.join(packageFolder('onnxruntime-node'), 'bin/napi-v6/win32/x64'), folder, { recursive: true });
    await copyFile(path.join(folder, 'onnxruntime.dll'), path.join(folder, 'llama-server.exe'));
    await expect(packed('win32-arm64', [], hosts)).rejects.toThrow(/is for win32-x64, not for win32-arm64/);
  });
});

describe('the targets', () => {
  it('have the folders of GPU libraries that the host looks into, and packages that node-llama-cpp names', async () => {
    const manifest = JSON.parse(await readFile(path.join(packageFolder('node-llama-cpp'), 'package.json'), 'utf8'));
    for (const target of TARGETS) {
      for (const { folder, package: name, file } of gpuLibraries(target)) {
        expect(BACKEND_FOLDERS).toContain(folder);
        expect(manifest.optionalDependencies).toHaveProperty(`@node-llama-cpp/${name}`);
        const platform = target.split('-')[0] as NodeJS.Platform;
        expect(path.basename(file)).toBe(libraryName(folder.replace('-fallback', ''), platform));
      }
    }
    expect(BACKEND_FOLDERS).toEqual(expect.arrayContaining(USUAL_GPUS));
  });
});
