import { area, type Box, coverage, iou } from '../../image/box.ts';
import { type Element, type ElementState, isInteractive, type Role } from '../../screen/element.ts';
import { inReadingOrder } from '../../screen/order.ts';
import { snap } from '../../screen/snap.ts';

/** What a model says of one thing on a screen: of one that the parser found, by its id, or of one more, by its box. */
export interface NamedElement {
  id?: string | undefined;
  /** Pixels of the original image. */
  box?: Box | undefined;
  role: Role;
  name?: string | undefined;
  text?: string | undefined;
  state?: ElementState | undefined;
  /** The id of an element that the parser found. */
  parent?: string | undefined;
}

type PlacedElement = NamedElement & { box: Box };

/** A model's box that shares this much (IoU) with one of the parser's is around the same thing, even if that is not its best fit. */
const SAME_PLACE = 0.5;
/** A group is like another only when it is about as large. */
const SAME_GROUP = 0.75;
/** The share of an element that lies in its parent. */
const INSIDE = 0.9;
/** How sure it is when model and parser disagree on the role, and when only the model saw it. */
const DISPUTED = 0.6;
const MODEL_ONLY = 0.5;

/**
 * The elements that parser and model see together: the model says what they are, what they are called and what they lie
 * in, the parser where they are and what is written on them. What only one of them saw is kept, and says so in `source`.
 */
export function mergeElements(parsed: readonly Element[], named: readonly NamedElement[]): Element[] {
  const said = new Map<Element, NamedElement>();
  const added: PlacedElement[] = [];
  const byId = new Map(parsed.map((element) => [element.id, element]));
  for (const each of named) {
    const known = each.id === undefined ? undefined : byId.get(each.id);
    if (known && !said.has(known)) said.set(known, each);
  }
  const placed = named.flatMap((each) => (each.id === undefined && each.box ? [{ ...each, box: each.box }] : []));
  const snapped = snap(
    placed.map(({ box, role, text, name }) => ({ box, role, text: text ?? name })),
    parsed,
  );
  for (const [i, each] of placed.entries()) {
    const found = snapped[i]!.element ?? samePlace(each, parsed);
    if (found && !said.has(found)) said.set(found, each);
    else if (!found && !added.some((other) => iou(other.box, each.box) > SAME_PLACE)) added.push(each);
  }
  const merged = parsed.map((element) => {
    const name = said.get(element);
    return name ? both(element, name) : element;
  });
  const parents = new Map([...said].map(([element, { parent }]) => [element.id, parent]));
  return nested(inPlace(merged, added.map(modelOnly)), parents);
}

/** The parsed element that lies where the model's does. */
function samePlace({ box, role }: PlacedElement, parsed: readonly Element[]): Element | undefined {
  const shared = (element: Element) => {
    const isLike = (element.role === 'container') === (role === 'container');
    const value = iou(element.box, box);
    return isLike && value > (role === 'container' ? SAME_GROUP : SAME_PLACE) ? value : 0;
  };
  const [best] = parsed.map((element) => ({ element, fit: shared(element) })).sort((a, b) => b.fit - a.fit);
  return best && best.fit > 0 ? best.element : undefined;
}

const tidy = (text: string | undefined): string => (text ?? '').replace(/\s+/g, '').toLowerCase();

function both(element: Element, { role, name, text, state }: NamedElement): Element {
  const read = element.text ?? text;
  const called = name && tidy(name) !== tidy(read) ? name : element.name;
  const states = stateOf(role, { ...element.state, ...state });
  const { name: _name, state: _state, ...rest } = element;
  return {
    ...rest,
    role,
    interactive: isInteractive(role),
    confidence: role === element.role ? (1 + element.confidence) / 2 : DISPUTED,
    source: 'both',
    ...(called && { name: called }),
    ...(read && { text: read }),
    ...(states && { state: states }),
  };
}

function modelOnly({ role, name, text, state, box }: PlacedElement, index: number): Element {
  const states = stateOf(role, state ?? {});
  return {
    id: `m${index + 1}`,
    role,
    box,
    interactive: isInteractive(role),
    confidence: MODEL_ONLY,
    source: 'model',
    ...(name && tidy(name) !== tidy(text) && { name }),
    ...(text && { text }),
    ...(states && { state: states }),
  };
}

const CHECKED: ReadonlySet<Role> = new Set<Role>(['checkbox', 'radio', 'switch', 'menuitem']);
const SELECTED: ReadonlySet<Role> = new Set<Role>(['tab', 'menuitem', 'link', 'button']);
const EXPANDED: ReadonlySet<Role> = new Set<Role>(['combobox', 'button', 'menuitem', 'link', 'tab']);

/** The states that have a meaning for a role. */
function stateOf(
  role: Role,
  { checked, disabled, selected, focused, expanded }: ElementState,
): ElementState | undefined {
  const state: ElementState = {
    ...(checked !== undefined && CHECKED.has(role) && { checked }),
    ...(disabled !== undefined && isInteractive(role) && { disabled }),
    ...(selected !== undefined && SELECTED.has(role) && { selected }),
    ...(focused !== undefined && isInteractive(role) && { focused }),
    ...(expanded !== undefined && EXPANDED.has(role) && { expanded }),
  };
  return Object.keys(state).length > 0 ? state : undefined;
}

/** Each of `added` after what a reader comes to before it, in the smallest container around it. */
function inPlace(elements: readonly Element[], added: readonly Element[]): Element[] {
  if (added.length === 0) return [...elements];
  const all = [...elements, ...added];
  const order = inReadingOrder(
    all.map(({ box }) => box),
    (i) => all[i]!.role === 'container',
  );
  const result = [...elements];
  order.forEach(({ index, parent }, place) => {
    if (index < elements.length) return;
    const before = place === 0 ? undefined : all[order[place - 1]!.index];
    const around = parent === undefined ? {} : { parent: all[parent]!.id };
    result.splice(before ? result.findIndex(({ id }) => id === before.id) + 1 : 0, 0, { ...all[index]!, ...around });
  });
  return result;
}

/** A parent that the model names is believed where the boxes allow it. */
function nested(elements: readonly Element[], parents: ReadonlyMap<string, string | undefined>): Element[] {
  const byId = new Map(elements.map((element) => [element.id, element]));
  return elements.map((element) => {
    const parent = byId.get(parents.get(element.id) ?? '');
    return parent && isAround(parent.box, element.box) ? { ...element, parent: parent.id } : element;
  });
}

const isAround = (outer: Box, inner: Box): boolean => area(outer) > area(inner) && coverage(inner, outer) >= INSIDE;
