import * as l10n from '@vscode/l10n';
import type { TextFormat } from '../tasks/format.ts';
import type { LocatorFormat } from '../tasks/locators.ts';
import type { TaskName } from '../tasks/task.ts';
import { copiedWords, FORMAT_WORDS } from './actions.ts';
import type { Desk } from './desk.ts';
import type { Item } from './items.ts';
import type { Listing } from './listing.ts';

const idsOf = (items: readonly Item[] | undefined) => items?.map(({ id }) => id);

/** Copies a task's result; of elements those that are selected or shown. */
export function copyResult(desk: Desk, task: TaskName, listing: Listing, format: TextFormat): void {
  const { taken, takenSelected, shown } = listing;
  const done = copiedWords(task, takenSelected, shown.length, format);
  void desk.do({ do: 'copy', task, format, ids: idsOf(taken) }, done);
}

/** Copies how a test finds `items`. */
export function copyLocators(desk: Desk, items: readonly Item[], format: LocatorFormat): void {
  const done =
    items.length === 1
      ? l10n.t('{0} locator copied.', FORMAT_WORDS[format])
      : copiedWords('elements', items.length, 0, format);
  void desk.do({ do: 'copy', task: 'elements', format, ids: idsOf(items) }, done);
}

/** Saves the picture with the boxes of the elements that are selected or shown. */
export function saveAnnotated(desk: Desk, listing: Listing): void {
  void desk.do({ do: 'save-annotated', ids: idsOf(listing.taken) });
}
