// Runs the tests of inside/ in the desktop VS Code, which it downloads; on the built extension, as F5 runs it.
//   npm run test:desktop
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';

const root = fileURLToPath(new URL('../../', import.meta.url));
const scratch = mkdtempSync(path.join(tmpdir(), 'glimpse-desktop-'));
const folder = path.join(scratch, 'screens');
cpSync(path.join(root, 'test/editor/fixtures'), folder, { recursive: true });
try {
  // Rejects when a test has failed; the tests print themselves.
  await runTests({
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(root, 'out/inside/index.cjs'),
    launchArgs: [folder, '--disable-extensions', `--user-data-dir=${path.join(scratch, 'user')}`],
  });
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
