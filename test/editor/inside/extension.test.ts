import assert from 'node:assert/strict';
import path from 'node:path';
import { before, describe, it } from 'mocha';
import { commands, extensions, TabInputWebview, Uri, window, workspace } from 'vscode';

const glimpse = extensions.getExtension('glimpse.glimpse');
assert.ok(glimpse, 'VS Code does not know the extension');

/** Native libraries in this process that only the worker may load; VS Code has others of its own. */
function ourNativeLibraries(): string[] {
  const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
  return sharedObjects.filter((file) => /sharp|vips|onnxruntime/i.test(path.basename(file)));
}

const childProcesses = () => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 50));
}

const glimpseTabs = () =>
  window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof TabInputWebview && input.viewType.includes('glimpse'));

describe('the extension', () => {
  // In this order: what happens before the first command can be seen only once.
  it('sleeps until it is needed', () => {
    assert.equal(glimpse.isActive, false);
  });

  it('wakes up, gives nothing away, and loads no native module', async function () {
    const start = performance.now();
    const api: unknown = await glimpse.activate();
    if (this.test) this.test.title += ` (${(performance.now() - start).toFixed(0)} ms)`;
    assert.equal(api, undefined);
    assert.deepEqual(ourNativeLibraries(), []);
  });

  it('registers every command that it declares', async () => {
    const declared: { command: string }[] = glimpse.packageJSON.contributes.commands;
    const registered = new Set(await commands.getCommands(true));
    assert.deepEqual(
      declared.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });

  describe('for a picture of the workspace', () => {
    before(() => {
      // A run that does not say so has a trusted workspace, as test-electron makes it.
      assert.equal(workspace.isTrusted, process.env.GLIMPSE_TEST_TRUST !== 'untrusted');
    });

    it('opens its panel and works in another process', async () => {
      const [folder] = workspace.workspaceFolders ?? [];
      assert.ok(folder);
      const children = childProcesses();
      await commands.executeCommand('glimpse.listElements', Uri.joinPath(folder.uri, 'login.png'));
      await until(() => glimpseTabs().length === 1);
      assert.match(glimpseTabs()[0]?.label ?? '', /login\.png/);
      await until(() => childProcesses() > children);
      assert.deepEqual(ourNativeLibraries(), []);
    });

    it('uses the panel again for the same picture', async () => {
      const [folder] = workspace.workspaceFolders ?? [];
      assert.ok(folder);
      await commands.executeCommand('glimpse.listElements', Uri.joinPath(folder.uri, 'login.png'));
      assert.equal(glimpseTabs().length, 1);
    });
  });
});
