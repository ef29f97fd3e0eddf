import type { Viewport } from '../protocol.ts';
import type { Item } from './items.ts';

// Not CustomEvents: those make null of an undefined detail.

/** The pointer or the keyboard is on an item, or on none. */
export class ItemEvent extends Event {
  declare readonly type: 'item-hover' | 'item-select' | 'item-zoom' | 'item-fold';

  constructor(
    type: ItemEvent['type'],
    readonly item: Item | undefined,
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
