import type { Candidate } from './candidates.ts';
import { contextOf } from './context.ts';
import type { Role } from './element.ts';
import { featuresOf } from './features.ts';
import learnt from './forest.json' with { type: 'json' };
import { Trees } from './forest.ts';
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
}

let forests: { first: Trees; roles: Trees } | undefined;

/**
 * A verdict for each candidate, in their order. Each is judged twice: by itself, and then again with what the first verdicts
 * on its neighbours tell.
 */
export function verdictsOf(sight: Sight, candidates: readonly Candidate[]): Verdict[] {
  forests ??= { first: new Trees(learnt.first), roles: new Trees(learnt.roles) };
  const { first, roles } = forests;
  const { names, rows } = featuresOf(sight, candidates);
  const context = contextOf(rows, names, first.probabilities(rows), CLASSES);
  return roles.probabilities(rows.map((row, i) => joined(row, context[i]))).map((probability) => {
    const of = (name: Class | 'none') => probability[CLASSES.indexOf(name)];
    const sum = (family: readonly Class[], weigh: boolean) =>
      family.reduce((all, name) => all + of(name) * (weigh ? LEAN[CLASSES.indexOf(name)] : 1), 0);
    const family = FAMILIES.reduce((best, other) => (sum(other, true) > sum(best, true) ? other : best));
    const role = family.reduce((best, name) => (of(name) > of(best) ? name : best));
    const container = of('container');
    return {
      role,
      element: likely(
        CLASSES.reduce(
          (all, name, c) => all + (name === 'none' || name === 'container' ? 0 : probability[c] * LEAN[c]),
          0,
        ),
        of('none'),
        container,
      ),
      confidence: meaning(sum(family, false)),
      container,
      words: of('text'),
      link: of('link'),
    };
  });
}

function joined(a: Float32Array, b: Float32Array): Float32Array {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
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

/** How readily it is called an element: what may be a mere container counts half against it. */
function likely(element: number, none: number, container: number): number {
  return element / (element + none + learnt.container * container);
}
