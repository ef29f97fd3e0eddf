import type { Viewport } from '../protocol.ts';
import type { Item } from './items.ts';

// Not CustomEvents: those make null of an undefined detail.

/** The pointer or the keyboard is on an item, or on none. */
export class ItemEvent extends Event {
  declare readonly type: 'item-hover' | 'item-zoom' | 'item-fold';

  constructor(
    type: ItemEvent['type'],
    readonly item: Item | undefined,
  ) {
    super(type);
  }
}

/** What is selected from now on; the last one is the primary, which the details are about. */
export class SelectEvent extends Event {
  constructor(readonly items: readonly Item[]) {
    super('items-select');
  }
}

/** An outline's component is to be renamed, or has got this name; undefined: it keeps its own. */
export class RenameEvent extends Event {
  declare readonly type: 'item-rename' | 'item-renamed';

  constructor(
    type: RenameEvent['type'],
    readonly item: Item,
    readonly name?: string,
  ) {
    super(type);
  }
}

/** The picture was moved, or fitted to its pane again. */
export class ViewEvent extends Event {
  constructor(readonly viewport: Viewport | undefined) {
    super('view-change');
  }
}
