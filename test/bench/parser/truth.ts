import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { type Box, iou } from '../../../src/image/box.ts';
import type { Role } from '../../../src/screen/element.ts';

const Edges = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const Page = z.object({
  scale: z.number(),
  elements: z.array(
    z.object({
      box: Edges,
      visual: Edges.nullish(),
      cls: z.string(),
      vcls: z.string().nullish(),
      empty: z.boolean().nullish(),
      name: z.string().nullish(),
    }),
  ),
  texts: z.array(z.object({ box: Edges, text: z.string(), truncated: z.boolean() })),
});

/** One thing that the DOM has, with all the classes that it may be called. */
export interface Truth {
  box: Box;
  classes: Set<string>;
  text?: string | undefined;
}

export interface TruePage {
  scale: number;
  things: Truth[];
  /** Boxes around several things, which are neither right nor wrong to find; and texts that are cut off. */
  others: Box[];
}

/** The scorer's classes, by the parser's roles. */
export const CLASS: Record<Role, string> = {
  text: 'text',
  heading: 'text',
  link: 'link',
  button: 'button',
  textbox: 'input',
  combobox: 'input',
  checkbox: 'checkbox',
  radio: 'checkbox',
  switch: 'checkbox',
  slider: 'slider',
  tab: 'tab',
  menuitem: 'menuitem',
  icon: 'icon',
  image: 'image',
  container: 'container',
};

/** What the scorer takes for a page's truth (its head comment): elements and lines of text, two at one place being one. */
export function truePage(folder: string, name: string): TruePage {
  const page = Page.parse(JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')));
  const things: Truth[] = [];
  const others: Box[] = [];
  const add = (box: Box, classes: string[], text: string | undefined) => {
    const same = things.find((thing) => iou(thing.box, box) > 0.8);
    if (same) for (const each of classes) same.classes.add(each);
    else things.push({ box, classes: new Set(classes), text });
  };
  for (const { box: edges, visual, cls, vcls, empty, name: text } of page.elements) {
    const box = boxOf(visual ?? edges);
    if (cls === 'container' || empty) others.push(boxOf(edges));
    else if (box.width >= 5 && box.height >= 5) add(box, vcls ? [cls, vcls] : [cls], text ?? undefined);
  }
  for (const { box, text, truncated } of page.texts) {
    if (truncated) others.push(boxOf(box));
    else add(boxOf(box), ['text'], text);
  }
  return { scale: page.scale, things, others };
}

const boxOf = ([x, y, r, b]: [number, number, number, number]): Box => ({ x, y, width: r - x, height: b - y });
