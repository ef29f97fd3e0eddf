import * as l10n from '@vscode/l10n';
import { html } from 'lit';
import type { EditKind, EditsState } from '../protocol.ts';
import { COMPONENT_ROLES, type ComponentRole } from '../tasks/outline/edit.ts';
import { type Item, isInside } from './items.ts';

/** What can be done with the components that are chosen. */
export interface OutlineActions {
  /** Opens a field for the name in the tree. */
  startRename(item: Item): void;
  setRole(item: Item, role: ComponentRole): void;
  group(items: readonly Item[]): void;
  ungroup(item: Item): void;
  split(item: Item, into: 'rows' | 'columns'): void;
  remove(item: Item): void;
  undo(): void;
  redo(): void;
}

/** How the user's changes stand. */
export interface Changes {
  edits: EditsState;
  isGrowing: boolean;
}

/** The kinds of change as the words after Undo and Redo. */
const KIND_WORDS: Record<EditKind, () => string> = {
  rename: () => l10n.t('Rename'),
  role: () => l10n.t('Change Role'),
  group: () => l10n.t('Group'),
  ungroup: () => l10n.t('Merge into Parent'),
  split: () => l10n.t('Split'),
  remove: () => l10n.t('Remove'),
};

const isRoot = ({ id }: Item): boolean => id === '0';
const isLeaf = ({ parent }: Item): boolean => !parent;
const parentOf = ({ id }: Item): string => id.slice(0, Math.max(0, id.lastIndexOf('.')));
const areSiblings = (items: readonly Item[]): boolean => new Set(items.map(parentOf)).size === 1;

/** Without what lies in another one that is selected: that is chosen with it. */
export const topmost = (selected: readonly Item[]): Item[] =>
  selected.filter((item) => !selected.some((other) => isInside(item.id, other.id)));

/** Buttons above the tree that change it; what makes no sense for the selection is disabled. */
export function outlineTools(selected: readonly Item[], actions: OutlineActions & Changes) {
  const { edits, isGrowing } = actions;
  const chosen = topmost(selected);
  const [item] = chosen;
  const one = chosen.length === 1 ? item : undefined;
  const tool = (icon: string, words: string, enabled: boolean, action: () => void) =>
    html`<button class="tool codicon codicon-${icon}" title=${words} aria-label=${words} ?disabled=${!enabled}
      @click=${action}></button>`;
  const { undo, redo } = edits;
  return html`
    <div class="outline-tools" role="toolbar" aria-label=${l10n.t('Change the outline')}>
      ${tool('edit', l10n.t('Rename (F2)'), one !== undefined, () => actions.startRename(one!))}
      ${tool('combine', l10n.t('Group: one component around the selection'), chosen.length > 0 && !chosen.some(isRoot) && areSiblings(chosen), () => actions.group(chosen))}
      ${tool('ungroup-by-ref-type', l10n.t('Merge into its parent: its parts take its place'), one !== undefined && !isRoot(one) && !isLeaf(one), () => actions.ungroup(one!))}
      ${tool('split-vertical', l10n.t('Split into rows'), one !== undefined && !isLeaf(one), () => actions.split(one!, 'rows'))}
      ${tool('split-horizontal', l10n.t('Split into columns'), one !== undefined && !isLeaf(one), () => actions.split(one!, 'columns'))}
      ${tool('trash', l10n.t('Remove from the outline'), one !== undefined && !isRoot(one), () => actions.remove(one!))}
      <span class="gap"></span>
      ${tool('discard', undo ? l10n.t('Undo {0} (Ctrl+Z)', KIND_WORDS[undo]()) : l10n.t('Undo'), undo !== undefined, actions.undo)}
      ${tool('redo', redo ? l10n.t('Redo {0} (Ctrl+Shift+Z)', KIND_WORDS[redo]()) : l10n.t('Redo'), redo !== undefined, actions.redo)}
    </div>
    ${lostWords(isGrowing ? 0 : edits.lost)}
  `;
}

/** Changes that have nothing to change in this result wait for one that has. */
function lostWords(lost: number) {
  if (lost === 0) return '';
  const words =
    lost === 1
      ? l10n.t(
          'One of your changes finds nothing that it was about in this result. It is kept, and applies again when it does.',
        )
      : l10n.t(
          '{0} of your changes find nothing that they were about in this result. They are kept, and apply again when they do.',
          lost,
        );
  return html`<p class="lost" role="status"><i class="codicon codicon-info" aria-hidden="true"></i><span>${words}</span></p>`;
}

/** The role of a component, to be chosen. */
export function roleChoice(item: Item, current: string, actions: OutlineActions) {
  const roles = COMPONENT_ROLES.some((role) => role === current) ? COMPONENT_ROLES : [current, ...COMPONENT_ROLES];
  return html`<select class="role" aria-label=${l10n.t('Role')} .value=${current}
    @change=${(event: Event) => actions.setRole(item, (event.target as HTMLSelectElement).value as ComponentRole)}>
    ${roles.map((role) => html`<option value=${role} ?selected=${role === current}>${role}</option>`)}
  </select>`;
}
