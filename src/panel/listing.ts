import { type Filter, MAX_SELECTION, type PageState } from '../protocol.ts';
import type { TaskName, TaskResult } from '../tasks/task.ts';
import { around, asTree, filtered, fromElements, fromOutline, type Item, matching, unfolded } from './items.ts';
import { memo } from './memo.ts';
import { rematch, type Selection, selectionOf } from './selection.ts';

type Kept = Pick<PageState, 'filter' | 'tree' | 'folded' | 'selection'>;
type Listed = 'elements' | 'outline';
type Folds = Readonly<Record<Listed, readonly Selection[]>>;

const NO_ITEMS: readonly Item[] = [];
const NO_FOLDS: readonly Selection[] = [];

const isListed = (task: TaskName): task is Listed => task === 'elements' || task === 'outline';

/** What the page kept of a selection, and back. */
const fromBoxes = (boxes: Kept['selection'] = []): Selection[] => boxes.map((box) => ({ box }));
const toBoxes = (kept: readonly Selection[]) => kept.slice(-MAX_SELECTION).map(({ box }) => box);

/**
 * What the list and the picture show of a result: narrowed, folded and selected as the user likes. `update` derives it;
 * what an update does not change stays the very same object.
 */
export class Listing {
  /** All items, and those that the filter lets through. */
  items = NO_ITEMS;
  shown = NO_ITEMS;
  /** The list's rows: in a tree with what is around those that are shown, and without what is folded away. */
  rows = NO_ITEMS;
  /** The ids of rows that are there only because something in them is shown. */
  context: ReadonlySet<string> = new Set();
  folded: ReadonlySet<string> = new Set();
  /** The primary one last. */
  selected = NO_ITEMS;
  hovered: Item | undefined;
  /** Whether elements are listed as a tree. */
  tree: boolean;

  private task: TaskName = 'elements';
  /** As the user set it; roles are of elements alone. */
  private wanted: Filter;
  private selections: readonly Selection[];
  /** What is folded in each task's tree. */
  private folds: Folds;

  /** @param changed is called when the user has changed something: `update` is to follow */
  constructor(
    kept: Partial<Kept> | undefined,
    private readonly changed: () => void,
  ) {
    this.wanted = kept?.filter ?? { roles: [], text: '' };
    this.tree = kept?.tree ?? false;
    this.selections = fromBoxes(kept?.selection);
    this.folds = { elements: fromBoxes(kept?.folded?.elements), outline: fromBoxes(kept?.folded?.outline) };
  }

  /** Derives all that is shown of `result`, which is one of `task`. */
  update(task: TaskName, result: TaskResult | undefined): void {
    const { shown, folds } = this;
    this.task = task;
    this.items = this.itemsOf(result, this.tree);
    const narrowed = this.narrowed(this.items, task, this.wanted);
    this.shown = narrowed.shown;
    if (shown !== this.shown) this.hovered = this.hovered && this.shown.find(({ id }) => id === this.hovered?.id);
    const fold = isListed(task) ? folds[task] : NO_FOLDS;
    ({ folded: this.folded, rows: this.rows, context: this.context } = this.unfolded(this.items, narrowed, fold));
    this.selected = this.rematched(narrowed.listed, this.selections);
  }

  private readonly itemsOf = memo((result: TaskResult | undefined, tree: boolean): readonly Item[] => {
    if (result?.task === 'outline') return fromOutline(result.root);
    if (result?.task !== 'elements') return NO_ITEMS;
    const elements = fromElements(result.elements);
    return tree ? asTree(elements) : elements;
  });

  private readonly narrowed = memo((items: readonly Item[], task: TaskName, wanted: Filter) => {
    const filter = effective(task, wanted);
    const listed = filtered(items, filter);
    return { listed, shown: task === 'outline' ? listed : matching(items, filter) };
  });

  private readonly unfolded = memo(
    (items: readonly Item[], { listed, shown }: ReturnType<Listing['narrowed']>, folds: readonly Selection[]) => {
      const folded = new Set(rematch(items, folds).map(({ id }) => id));
      const rows = unfolded(listed, folded);
      const ids = new Set(shown.map(({ id }) => id));
      return { folded, rows, context: new Set(rows.map(({ id }) => id).filter((id) => !ids.has(id))) };
    },
  );

  private readonly rematched = memo(rematch);

  /** For VS Code to keep. */
  get kept(): Kept {
    return { filter: this.wanted, tree: this.tree, ...this.boxes(this.folds, this.selections) };
  }

  private readonly boxes = memo((folds: Folds, selections: readonly Selection[]) => ({
    folded: { elements: toBoxes(folds.elements), outline: toBoxes(folds.outline) },
    selection: toBoxes(selections),
  }));

  /** What this task's items are narrowed to. */
  get filter(): Filter {
    return effective(this.task, this.wanted);
  }

  /** Several elements that are selected, else all that are shown; undefined: all there are. */
  get taken(): readonly Item[] | undefined {
    const { task, selected, shown, items } = this;
    if (task !== 'elements') return undefined;
    if (selected.length > 1) return selected;
    return shown.length < items.length ? shown : undefined;
  }

  /** How many elements are selected, where these are what is taken; 0: all that are shown. */
  get takenSelected(): number {
    return this.taken === this.selected ? this.selected.length : 0;
  }

  /** Narrows this task's items; beside the elements, their roles stay as they are. */
  narrow(filter: Filter): void {
    this.wanted = this.task === 'elements' ? filter : { ...filter, roles: this.wanted.roles };
    this.changed();
  }

  listAsTree(tree: boolean): void {
    this.tree = tree;
    this.changed();
  }

  hover(item: Item | undefined): void {
    if (item === this.hovered) return;
    this.hovered = item;
    this.changed();
  }

  /** Selects these, the primary one last, and unfolds what that one lies in. */
  select(items: readonly Item[]): void {
    this.selections = items.map(selectionOf);
    const primary = items.at(-1);
    if (primary && this.folded.size > 0) {
      const byId = new Map(this.items.map((item) => [item.id, item]));
      const outer = new Set([...around(byId, primary)].map(({ id }) => id));
      this.keepFolded(({ id }) => this.folded.has(id) && !outer.has(id));
    }
    this.changed();
  }

  /** Selects what is there, or will be with the next result. */
  selectBox(selection: Selection): void {
    this.selections = [selection];
    this.changed();
  }

  /** Folds a row away, or unfolds it. */
  fold(item: Item): void {
    this.keepFolded(({ id }) => this.folded.has(id) !== (id === item.id));
    this.changed();
  }

  private keepFolded(isFolded: (item: Item) => boolean): void {
    this.folds = { ...this.folds, [this.task]: this.items.filter(isFolded).map(selectionOf) };
  }
}

/** Roles filter elements; an outline is filtered by text and place alone. */
const effective = (task: TaskName, filter: Filter): Filter => (task === 'elements' ? filter : { ...filter, roles: [] });
