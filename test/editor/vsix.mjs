// Packs the extension for this platform: glimpse-<target>-<version>.vsix in the top folder.
//   node test/editor/vsix.mjs
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const target = `${process.platform}-${process.arch}`;
export const vsixFile = path.join(root, `${name}-${target}-${version}.vsix`);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { createVSIX } = await import('@vscode/vsce');
  await createVSIX({
    cwd: root,
    target,
    packagePath: vsixFile,
    dependencies: false, // dist/ has them
    allowMissingRepository: true,
    rewriteRelativeLinks: false, // there is no address yet that the README's picture could be loaded from
  });
}
