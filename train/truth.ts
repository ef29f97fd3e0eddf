import { area, type Box, iou } from '../src/image/box.ts';
import { ElementState, ROLES } from '../src/screen/element.ts';

/** What the classifier tells apart, in its order. */
export const CLASSES = ['none', ...ROLES.filter((role) => role !== 'heading')] as const;
export type Class = (typeof CLASSES)[number];
/** What is told of states, in their order. */
export const STATES = ElementState.keyof().options;

type Corners = [number, number, number, number];
interface DomElement {
  box: Corners;
  visual?: Corners;
  cls: string;
  vcls?: string;
  tag: string;
  role?: string;
  subtype?: string;
  empty?: boolean;
  state?: ElementState;
}
export interface Page {
  id: string;
  kit: string;
  test?: boolean;
  texts: { box: Corners; truncated: boolean }[];
  elements: DomElement[];
}

/** One thing on a page, as `score.mjs` counts them, and what the DOM says that it is. */
export interface Truth {
  box: Box;
  cls: Class;
  /** Neither right nor wrong to find. */
  ignored: boolean;
  state?: DomElement['state'];
}

const boxOf = ([x0, y0, x1, y1]: Corners): Box => ({ x: x0, y: y0, width: x1 - x0, height: y1 - y0 });

function classOf({ cls, vcls, tag, role, subtype, box }: DomElement): Class {
  if (cls === 'input')
    return subtype === 'select' || role === 'combobox' || role === 'listbox' ? 'combobox' : 'textbox';
  if (cls === 'checkbox') {
    const [width, height] = [box[2] - box[0], box[3] - box[1]];
    if (role === 'switch' || (subtype !== 'radio' && width > 1.45 * height)) return 'switch';
    return subtype === 'radio' || role === 'radio' ? 'radio' : 'checkbox';
  }
  // What looks like a button may be called one, whatever its tag.
  if (cls === 'link' && vcls === 'button') return 'button';
  return CLASSES.includes(cls as Class) && tag ? (cls as Class) : 'none';
}

/** Classes of one thing: the first is what it is called. */
const RANK: Class[] = [
  'switch',
  'radio',
  'checkbox',
  'slider',
  'combobox',
  'textbox',
  'tab',
  'menuitem',
  'button',
  'link',
  'icon',
  'image',
  'text',
  'container',
  'none',
];

/** Everything on a page that counts. Boxes that are nearly the same are one thing. */
export function truthsOf({ elements, texts }: Page): Truth[] {
  const all: Truth[] = [];
  const add = (truth: Truth) => {
    const same = all.find((other) => iou(other.box, truth.box) > 0.8);
    if (!same) return void all.push(truth);
    if (RANK.indexOf(truth.cls) < RANK.indexOf(same.cls))
      Object.assign(same, { cls: truth.cls, state: truth.state ?? same.state });
    same.ignored &&= truth.ignored;
  };
  for (const element of elements) {
    const box = boxOf(element.visual ?? element.box);
    if (element.cls === 'container' || element.empty || box.width < 5 || box.height < 5) continue;
    add({ box, cls: classOf(element), ignored: false, ...(element.state && { state: element.state }) });
  }
  for (const { box, truncated } of texts) add({ box: boxOf(box), cls: 'text', ignored: truncated });
  for (const element of elements) {
    if (element.cls === 'container' || element.empty)
      all.push({ box: boxOf(element.box), cls: 'container', ignored: true });
  }
  return all.filter(({ box }) => area(box) > 0);
}
