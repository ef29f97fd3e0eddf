import { commands, Disposable, EventEmitter, type LogOutputChannel, window } from 'vscode';
import type { ModelNode } from './models-tree.ts';
import type { Parts } from './parts.ts';

const VIEW = 'glimpse.models';
/** Those of `ModelsCommands`, which is not loaded before the view shows or one of them is wanted. */
const COMMANDS = [
  'accept',
  'dismiss',
  'download',
  'pause',
  'resume',
  'cancel',
  'use',
  'load',
  'unload',
  'delete',
  'openFolder',
  'openPage',
  'copyAddress',
  'copyKey',
  'setToken',
  'refresh',
];

/** The view of models; all that it shows is loaded when it shows. */
export function registerModels(loaded: () => Promise<Parts>, log: LogOutputChannel): Disposable {
  const changed = new EventEmitter<ModelNode | undefined>();
  let listening: Disposable | undefined;
  async function tree() {
    const { modelsTree } = await loaded();
    listening ??= modelsTree.onDidChange((node) => changed.fire(node));
    return modelsTree;
  }

  const view = window.createTreeView<ModelNode>(VIEW, {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: async (node) => (await tree()).children(node),
      getTreeItem: async (node) => (await tree()).item(node),
      resolveTreeItem: async (item, node) => Object.assign(item, { tooltip: (await tree()).tooltip(node) }),
    },
  });

  return Disposable.from(
    view,
    changed,
    view.onDidChangeVisibility(async ({ visible }) => {
      // Another window, or the terminal program, may have added to it.
      if (visible) void (await loaded()).modelsCommands.run('refresh');
    }),
    { dispose: () => listening?.dispose() },
    ...COMMANDS.map((name) =>
      commands.registerCommand(`${VIEW}.${name}`, async (clicked: ModelNode | undefined) => {
        try {
          const { modelsCommands } = await loaded();
          await modelsCommands.run(name, clicked ?? view.selection[0]);
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          log.error(`${VIEW}.${name}: ${message}`);
          void window.showErrorMessage(`Glimpse: ${message}`);
        }
      }),
    ),
  );
}
