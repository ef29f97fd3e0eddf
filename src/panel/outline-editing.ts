import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type Box, union } from '../image/box.ts';
import type { EditsState } from '../protocol.ts';
import type { OutlineEdit } from '../tasks/outline/edit.ts';
import type { Desk } from './desk.ts';
import type { Item } from './items.ts';
import { type OutlineActions, topmost } from './outline-tools.ts';

/** Changing the outline by hand: sends each change to the extension, which answers with the new outline. */
export class OutlineEditing implements ReactiveController, OutlineActions {
  edits: EditsState = { lost: 0 };
  /** Whether the result still grows: what finds nothing in it yet may do so in the end. */
  isGrowing = false;
  /** The id of the component whose name is being written. */
  renaming: string | undefined;

  /** @param onChanged is given what was changed, so that it stays selected: the box, and the id that it has now */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly desk: Desk,
    private readonly onChanged: (box: Box, id: string) => void,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.renaming = undefined;
  }

  readonly startRename = (item: Item): void => {
    this.renaming = item.id;
    this.host.requestUpdate();
  };

  /** @param name undefined: the name stays as it is */
  readonly endRename = (item: Item, name: string | undefined): void => {
    if (this.renaming === undefined) return; // Escape takes the focus too
    this.renaming = undefined;
    this.host.requestUpdate();
    if (name?.trim() && name !== item.label)
      void this.change({ do: 'rename', at: placeOf(item), name }, item.box, item.id);
  };

  readonly setRole: OutlineActions['setRole'] = (item, role) =>
    void this.change({ do: 'role', at: placeOf(item), role }, item.box, item.id);

  readonly group = (items: readonly Item[]): void => {
    const [first] = items;
    if (first) void this.change({ do: 'group', at: items.map(placeOf) }, union(items.map(({ box }) => box)), first.id);
  };

  readonly ungroup = (item: Item): void => void this.change({ do: 'ungroup', at: placeOf(item) }, item.box, item.id);

  readonly split: OutlineActions['split'] = (item, into) =>
    void this.change({ do: 'split', at: placeOf(item), into }, item.box, item.id);

  readonly remove = (item: Item): void => void this.change({ do: 'remove', at: placeOf(item) }, item.box, item.id);

  readonly undo = (): void => void this.desk.do({ do: 'undo-edit' });

  readonly redo = (): void => void this.desk.do({ do: 'redo-edit' });

  /** F2, Delete and Ctrl+Z, wherever the keyboard is, but in a field. */
  onKey(event: KeyboardEvent, selected: readonly Item[]): void {
    const [target] = event.composedPath();
    if ([HTMLInputElement, HTMLTextAreaElement, HTMLSelectElement].some((field) => target instanceof field)) return;
    const chosen = topmost(selected);
    const [item] = chosen;
    const key = `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.shiftKey ? 'Shift+' : ''}${event.key.toLowerCase()}`;
    const actions: Record<string, (() => void) | undefined> = {
      f2: item && chosen.length === 1 ? () => this.startRename(item) : undefined,
      delete: item && chosen.length === 1 ? () => this.remove(item) : undefined,
      'Ctrl+z': this.undo,
      'Ctrl+Shift+z': this.redo,
      'Ctrl+y': this.redo,
    };
    const action = actions[key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation(); // or VS Code would undo something of its own
    action();
  }

  private async change(edit: OutlineEdit, box: Box, id: string): Promise<void> {
    if (await this.desk.do({ do: 'edit-outline', edit })) this.onChanged(box, id);
  }
}

/** An item's id is the path of child numbers, that of the root first. */
const placeOf = ({ id, box }: Item) => ({ path: id.split('.').slice(1).map(Number), box });
