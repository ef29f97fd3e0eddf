import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { bandsOf } from './bands.ts';
import type { Candidate } from './candidates.ts';
import type { Role } from './element.ts';
import { featuresOf } from './features.ts';
import learnt from './roles.json' with { type: 'json' };
import type { Sight } from './sight.ts';
import { SIDE, Views } from './views.ts';

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

/** Tells what candidates are. */
export interface Roles {
  /** A verdict for each candidate, in their order. */
  verdictsOf(sight: Sight, candidates: readonly Candidate[]): Promise<Verdict[]>;
}

/** A net that knows each candidate's numbers, sees its pixels, and looks at the others (train/net.py). */
export class RoleNet implements Roles {
  constructor(private readonly session: InferenceSession) {}

  async verdictsOf(sight: Sight, candidates: readonly Candidate[]): Promise<Verdict[]> {
    if (candidates.length === 0) return [];
    const { rows } = featuresOf(sight, candidates);
    const views = new Views(sight.pixels, sight.scale);
    const boxes = candidates.map(({ box }) => box);
    const verdicts: Verdict[] = [];
    for (const band of bandsOf(boxes)) {
      const pick = <T>(all: readonly T[]) => band.members.map((member) => all[member]);
      const { roles } = await this.session.run({
        numbers: tensor(pick(rows)),
        views: new Tensor('uint8', views.of(pick(boxes)), [band.members.length, 2, SIDE, SIDE, 3]),
      });
      const probabilities = roles.data as Float32Array;
      for (let i = band.from; i < band.to; i++)
        verdicts[band.members[i]] = verdictOf(probabilities.subarray(i * CLASSES.length, (i + 1) * CLASSES.length));
      roles.dispose();
    }
    return verdicts;
  }
}

/** Rows of one length, one after the other. */
function tensor(rows: readonly Float32Array[]): Tensor {
  const width = rows[0].length;
  const all = new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries()) all.set(row, i * width);
  return new Tensor('float32', all, [rows.length, width]);
}

function verdictOf(probability: Float32Array): Verdict {
  const of = (name: Class | 'none') => probability[CLASSES.indexOf(name)];
  const sum = (family: readonly Class[], weigh: boolean) =>
    family.reduce((all, name) => all + of(name) * (weigh ? LEAN[CLASSES.indexOf(name)] : 1), 0);
  const family = FAMILIES.reduce((best, other) => (sum(other, true) > sum(best, true) ? other : best));
  const role = family.reduce((best, name) => (of(name) > of(best) ? name : best));
  const container = of('container');
  const element = FAMILIES.reduce((all, members) => all + sum(members, true), 0);
  return {
    role,
    element: likely(element, of('none'), container),
    confidence: meaning(sum(family, false)),
    container,
    words: of('text'),
    link: of('link'),
  };
}

/** How often what the net is so sure of was right, on pages that it had not learnt from. */
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
