import { commands, Disposable, EventEmitter, type LogOutputChannel, window } from 'vscode';
import type { Node } from './history-tree.ts';
import type { Parts } from './parts.ts';

const VIEW = 'glimpse.history';
/** Those of `HistoryCommands`, which is not loaded before the view shows. */
const COMMANDS = ['open', 'rename', 'pin', 'unpin', 'copy', 'export', 'delete', 'undo', 'clear'];
/** So often it says anew how long ago everything was. */
const REFRESH_MS = 60_000;

/** The view of past analyses; all that it shows is loaded when it shows. */
export function registerHistory(loaded: () => Promise<Parts>, log: LogOutputChannel): Disposable {
  const changed = new EventEmitter<void>();
  let listening: Disposable | undefined;
  async function tree() {
    const { historyTree } = await loaded();
    listening ??= historyTree.onDidChange(() => changed.fire());
    return historyTree;
  }

  const view = window.createTreeView<Node>(VIEW, {
    canSelectMany: true,
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: async (node) => (await tree()).children(node),
      getTreeItem: async (node) => (await tree()).item(node),
      resolveTreeItem: async (item, node) => Object.assign(item, { tooltip: (await tree()).tooltip(node) }),
    },
  });

  let refreshing: NodeJS.Timeout | undefined;
  const follow = (visible: boolean) => {
    clearInterval(refreshing);
    if (!visible) return;
    changed.fire(); // another window may have added to it
    refreshing = setInterval(() => changed.fire(), REFRESH_MS);
  };

  return Disposable.from(
    view,
    changed,
    view.onDidChangeVisibility(({ visible }) => follow(visible)),
    { dispose: () => follow(false) },
    { dispose: () => listening?.dispose() },
    ...COMMANDS.map((name) =>
      commands.registerCommand(`${VIEW}.${name}`, async (clicked: unknown, selected: unknown) => {
        try {
          const { historyCommands } = await loaded();
          const nodes = clicked === undefined ? view.selection : Array.isArray(selected) ? selected : [clicked];
          await historyCommands.run(name, nodes);
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          log.error(`${VIEW}.${name}: ${message}`);
          void window.showErrorMessage(`Glimpse: ${message}`);
        }
      }),
    ),
  );
}
