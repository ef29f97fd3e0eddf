import { html, nothing } from 'lit';
import { type Box, coverage, union } from '../image/box.ts';
import type { Scale } from '../protocol.ts';
import type { TextLine } from '../screen/element.ts';
import type { Item } from './items.ts';
import { partActs } from './region-tool.ts';
import './text-contrast.ts';
import type { ToolActs } from './tool.ts';

/** Lines of one text that tell its colours. */
const MAX_LINES = 100;

interface Surroundings {
  /** The picture's SHA-256; empty as long as there is none. */
  picture: string;
  /** All lines of text that were read in it. */
  lines: readonly TextLine[];
  scale: Scale | undefined;
  acts: ToolActs;
}

/** What can be done with the part of the picture that `items` take; of one text also its colours. */
export function partDetails(items: readonly Item[], { picture, lines, scale, acts }: Surroundings) {
  const [item] = items;
  return html`
    ${
      item?.text && items.length === 1
        ? html`<glimpse-contrast .picture=${picture} .lines=${linesIn(item.box, lines)} .scale=${scale}
            .colorsOf=${acts.textColors} .setScale=${acts.setScale} .copy=${acts.copy}></glimpse-contrast>`
        : nothing
    }
    <div class="part">${partActs(union(items.map(({ box }) => box)), acts)}</div>
  `;
}

/** The lines of text that were read in `box`; all of it where none were. */
function linesIn(box: Box, lines: readonly TextLine[]): Box[] {
  const inside = lines.map((line) => line.box).filter((line) => coverage(line, box) > 0.7);
  return inside.length > 0 ? inside.slice(0, MAX_LINES) : [box];
}
