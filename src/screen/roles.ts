import type { Candidate } from './candidates.ts';
import type { ElementState, Role } from './element.ts';
import { featuresOf } from './features.ts';
import learnt from './forest.json' with { type: 'json' };
import { type Forest, Trees } from './forest.ts';
import type { Sight } from './sight.ts';

/** What the classifier tells apart, besides `none`. */
type Class = Exclude<Role, 'heading'>;
const CLASSES = learnt.classes as readonly ('none' | Class)[];

/** Roles that are told apart last: a box is a field before it is a list of choices. */
const FAMILIES: readonly (readonly Class[])[] = [
  ['text'],
  ['link'],
  ['button'],
  ['textbox', 'combobox'],
  ['checkbox', 'radio', 'switch'],
  ['slider'],
  ['tab'],
  ['menuitem'],
  ['icon'],
  ['image'],
];
/** A class of which there are few is said below even odds. */
const LEAN: readonly number[] = learnt.lean;
const STATES = Object.entries(learnt.states) as [keyof ElementState, Forest & { classes: string[] }][];

/** What a candidate is taken for. */
export interface Verdict {
  role: Class;
  /** That it is an element at all, 0..1. */
  element: number;
  /** That it is one, and of this role: calibrated, 0..1. */
  confidence: number;
  /** That it is no element, but a box that holds some, 0..1. */
  container: number;
  /** That it is nothing but words, 0..1. */
  words: number;
  /** That it is a link, 0..1. */
  link: number;
  state?: ElementState;
}

let forests:
  | { roles: Trees; states: { name: keyof ElementState; classes: readonly string[]; trees: Trees }[] }
  | undefined;

/** A verdict for each candidate, in their order. */
export function verdictsOf(sight: Sight, candidates: readonly Candidate[]): Verdict[] {
  forests ??= {
    roles: new Trees(learnt.roles),
    states: STATES.map(([name, forest]) => ({ name, classes: forest.classes, trees: new Trees(forest) })),
  };
  const { roles, states } = forests;
  return featuresOf(sight, candidates).rows.map((row) => {
    const probability = roles.probabilities(row);
    const of = (name: Class | 'none') => probability[CLASSES.indexOf(name)];
    const sum = (family: readonly Class[], weigh: boolean) =>
      family.reduce((all, name) => all + of(name) * (weigh ? LEAN[CLASSES.indexOf(name)] : 1), 0);
    const family = FAMILIES.reduce((best, other) => (sum(other, true) > sum(best, true) ? other : best));
    const role = family.reduce((best, name) => (of(name) > of(best) ? name : best));
    const container = of('container');
    const state = Object.fromEntries(
      states.filter(({ classes }) => classes.includes(role)).map(({ name, trees }) => [name, trees.probability(row)]),
    );
    return {
      role,
      element: 1 - of('none') - container,
      confidence: meaning(sum(family, false)),
      container,
      words: of('text'),
      link: of('link'),
      ...stateOf(state),
    };
  });
}

/** How often what the trees are so sure of was right, on pages that they had not learnt from. */
function meaning(sure: number): number {
  const curve = learnt.confidence;
  const at = sure * (curve.length - 1);
  const low = Math.min(Math.floor(at), curve.length - 2);
  return curve[low] + (at - low) * (curve[low + 1] - curve[low]);
}

/** From here on a candidate is an element. */
export const ELEMENT: number = learnt.element;

/** Ticks are on or off; what else may be so is said only where it is. */
function stateOf(found: Partial<Record<keyof ElementState, number>>): { state?: ElementState } {
  const state: ElementState = {};
  for (const [name, value] of Object.entries(found) as [keyof ElementState, number][]) {
    if (name === 'checked') state.checked = value > 0.5;
    else if (value > 0.5) state[name] = true;
  }
  return Object.keys(state).length > 0 ? { state } : {};
}
