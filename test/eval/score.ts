import { type Box, coverage, iou } from '../../src/image/box.ts';

/** What a person drew: the labels of the Sketch2Code pictures. */
export const LABELS = [
  'Label',
  'Paragraph',
  'Heading',
  'Link',
  'Button',
  'TextBox',
  'ComboBox',
  'CheckBox',
  'RadioButton',
  'Image',
] as const;
export type Label = (typeof LABELS)[number];

/**
 * The roles that are right for a label. `text` is right for two: one that is found right counts for the label that it lies on, a
 * wrong one counts against both, so their precision is the lowest that it could be. A picture may be small: an icon is one.
 */
const ROLES: Record<Label, readonly string[]> = {
  Label: ['text'],
  Paragraph: ['text'],
  Heading: ['heading'],
  Link: ['link'],
  Button: ['button'],
  TextBox: ['textbox'],
  ComboBox: ['combobox'],
  CheckBox: ['checkbox', 'switch'],
  RadioButton: ['radio'],
  Image: ['image', 'icon', 'img'],
};

/** Roles of no label: what lies around other things is not scored, as in the benchmark of rendered pages. */
const GROUPING: ReadonlySet<string> = new Set(['container', 'group', 'page']);
const WORDS: ReadonlySet<string> = new Set(['text', 'heading']);
const MIN_IOU = 0.5;

export interface Truth {
  label: Label;
  box: Box;
}

/** `boxes`: some draw a box to tick with its words, some without; the better of the two counts. */
export interface Prediction {
  role: string;
  boxes: readonly Box[];
}

interface Count {
  truths: number;
  predictions: number;
  found: number;
}

export interface Score extends Count {
  precision: number;
  recall: number;
  f1: number;
}

/** Counts over pictures, for each label and for boxes whatever their label. */
export class Tally {
  private readonly labels = new Map<Label, Count>(LABELS.map((label) => [label, none()]));
  private readonly any = none();

  /** Words that stand on something else that was drawn, such as a button's, are neither right nor wrong. */
  add(truths: readonly Truth[], predictions: readonly Prediction[]): void {
    const scored = predictions.filter(({ role }) => !GROUPING.has(role));
    const isOnOther = ({ role, boxes: [box] }: Prediction) =>
      WORDS.has(role) &&
      truths.some((truth) => !ROLES[truth.label].some((r) => WORDS.has(r)) && coverage(box!, truth.box) > 0.8);

    const any = match(truths, scored, () => true);
    this.any.truths += truths.length;
    this.any.found += any.size;
    const matched = new Set(any.values());
    this.any.predictions += scored.filter((p) => matched.has(p) || !isOnOther(p)).length;

    const right = match(truths, scored, (truth, { role }) => ROLES[truth.label].includes(role));
    const rightOnes = new Set(right.values());
    const wrong = scored.filter((p) => !rightOnes.has(p) && !isOnOther(p));
    for (const [label, count] of this.labels) {
      const own = truths.filter((truth) => truth.label === label);
      const found = own.filter((truth) => right.has(truth)).length;
      count.truths += own.length;
      count.found += found;
      count.predictions += found + wrong.filter(({ role }) => ROLES[label].includes(role)).length;
    }
  }

  get score(): { labels: Record<string, Score>; anyLabel: Score } {
    const labels = [...this.labels].map(([label, count]) => [label, scoreOf(count)] as const);
    return { labels: Object.fromEntries(labels), anyLabel: scoreOf(this.any) };
  }
}

/** Pairs at IoU >= 0.5, each thing in one, the best first. */
function match(
  truths: readonly Truth[],
  predictions: readonly Prediction[],
  fits: (truth: Truth, prediction: Prediction) => boolean,
): Map<Truth, Prediction> {
  const pairs = truths
    .flatMap((truth) => predictions.map((prediction) => ({ truth, prediction })))
    .filter(({ truth, prediction }) => fits(truth, prediction))
    .map((pair) => ({ ...pair, overlap: Math.max(...pair.prediction.boxes.map((box) => iou(box, pair.truth.box))) }))
    .filter(({ overlap }) => overlap >= MIN_IOU)
    .sort((a, b) => b.overlap - a.overlap);
  const found = new Map<Truth, Prediction>();
  const taken = new Set<Prediction>();
  for (const { truth, prediction } of pairs) {
    if (found.has(truth) || taken.has(prediction)) continue;
    found.set(truth, prediction);
    taken.add(prediction);
  }
  return found;
}

function none(): Count {
  return { truths: 0, predictions: 0, found: 0 };
}

function scoreOf(count: Count): Score {
  const { truths, predictions, found } = count;
  const ratio = (a: number, b: number) => (b === 0 ? 0 : a / b);
  return {
    ...count,
    precision: ratio(found, predictions),
    recall: ratio(found, truths),
    f1: ratio(2 * found, truths + predictions),
  };
}
