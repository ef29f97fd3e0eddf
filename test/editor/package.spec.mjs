// What the VSIX holds, and that it is complete: looked at where VS Code unpacked it, far from the project's node_modules.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { hostFolder } from '../../src/host/build/cache.mjs';
import { Profile } from './host.mjs';
import { vsixFile } from './vsix.mjs';

const megabytes = (statSync(vsixFile).size / 1e6).toFixed(1);

describe(`the package (${path.basename(vsixFile)}, ${megabytes} MB)`, () => {
  const profile = new Profile();
  let folder;
  let files;
  before(async () => {
    folder = await profile.install(vsixFile);
    files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/'),
      );
  });
  after(() => profile.remove());

  it('holds nothing of the workshop', () => {
    const parts =
      /^(dist\/|l10n\/|media\/|models\/|(readme|changelog)\.md$|license\.txt$|package(\.nls(\.[\w-]+)?)?\.json$|\.vsixmanifest$)/i;
    assert.deepEqual(
      files.filter((file) => !parts.test(file)),
      [],
    );
    assert.deepEqual(
      files.filter((file) => /\.(map|[cm]?ts|h|cc|vsix)$|\/test\//.test(file)),
      [],
    );
  });

  it('holds the programs, the licence and the weights', () => {
    const needed = [
      'LICENSE.txt',
      'dist/cli.js',
      'dist/extension.cjs',
      'dist/parser/detector.onnx',
      'dist/parser/reader.onnx',
      'dist/parser/alphabet.txt',
      'dist/parser/roles.onnx',
      'dist/panel.js',
      'dist/parts.cjs',
      'dist/worker.js',
      'l10n/bundle.l10n.json',
      'l10n/bundle.l10n.zh-cn.json',
      'package.nls.json',
      'package.nls.zh-cn.json',
    ];
    assert.deepEqual(
      needed.filter((file) => !files.includes(file) || statSync(path.join(folder, file)).size === 0),
      [],
    );
  });

  it('holds native code for this platform and no other', () => {
    const native = files.filter((file) => /\.(node|so|dylib|dll)(\.|$)/.test(file) && !file.startsWith('dist/host/'));
    const ours = new RegExp(`${process.platform}[-/]${process.arch}[-/]`);
    assert.deepEqual(
      native.filter((file) => !ours.test(file)),
      [],
    );
    assert.ok(
      native.some((file) => file.endsWith('onnxruntime_binding.node')),
      'onnxruntime-node is missing',
    );
    assert.ok(
      native.some((file) => /sharp-.*\.node$/.test(file)),
      'sharp is missing',
    );
  });

  // A machine without a compiler has none to pack.
  if (existsSync(hostFolder())) {
    it('holds llama-server, which runs as it was unpacked', async () => {
      const program = files.find((file) => /^dist\/host\/llama-server(\.exe)?$/.test(file));
      assert.ok(program, 'llama-server is missing');
      // It must have kept its executable bit, and find its libraries beside it.
      const { stderr } = await promisify(execFile)(path.join(folder, program), ['--version'], { env: {} });
      assert.match(stderr, /^version: \d/m);
    });
  }

  it('reads a screenshot by itself', async () => {
    const screenshot = fileURLToPath(new URL('fixtures/login.png', import.meta.url));
    const args = [path.join(folder, 'dist/cli.js'), 'elements', screenshot, '--format', 'json'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: profile.dir });
    assert.match(stdout, /"Forgot your password\?"/);
  });
});
