// Takes a screenshot of the extension at work in a real VS Code: opens a folder, right-clicks a file, chooses a command.
//   node test/editor/shoot.mjs --file NAME [--folder DIR] [--command TITLE] [--theme dark|light|hc-dark|hc-light]
//                              [--out FILE.png] [--vsix FILE.vsix]
// Runs what is built in dist/ (`npm run build` first), or a packed VSIX. The folder is only read.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { install } from './install.mjs';

const { values: options } = parseArgs({
  options: {
    file: { type: 'string', default: 'login.png' },
    folder: { type: 'string' },
    command: { type: 'string', default: 'Glimpse: List GUI Elements' },
    theme: { type: 'string', default: 'dark' },
    out: { type: 'string', default: 'shot.png' },
    vsix: { type: 'string' },
  },
});

await install();
const { Workbench } = await import('./workbench.mjs');
const root = fileURLToPath(new URL('../../', import.meta.url));
const vscode = await Workbench.open({
  folder: options.folder,
  ...(options.vsix ? { vsix: options.vsix } : { developmentPath: root }),
});
try {
  await vscode.setTheme(options.theme);
  await vscode.chooseFromMenu(options.file, options.command);
  const state = await vscode.taskEnded();
  if (state !== 'done') throw new Error(`The task ended as ${state}`);
} catch (error) {
  console.error(error, vscode.extensionLog());
  process.exitCode = 1;
}
console.log(await vscode.screenshot(options.out));
for (const { type, text } of vscode.console) if (type === 'error') console.log(`[page] ${text}`);
await vscode.close();
