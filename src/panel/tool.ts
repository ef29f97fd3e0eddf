import * as l10n from '@vscode/l10n';
import { html, type nothing, type TemplateResult } from 'lit';
import type { Box } from '../image/box.ts';
import type { PixelBlock, Scale, Viewport } from '../protocol.ts';
import type { TextColors } from '../screen/text-colors.ts';
import type { Brush } from './brush.ts';
import type { Item } from './items.ts';
import type { Point, Size } from './viewport.ts';

/** What the pointer does on the picture. */
export const TOOLS = ['select', 'region', 'measure', 'color'] as const;
export type ToolName = (typeof TOOLS)[number];

/** What tools have done: the page around the picture does it. */
export interface ToolActs {
  /** The picture's own pixels in `box`, whichever way the page shows it. */
  pixels(box: Box): Promise<PixelBlock>;
  /** The colours of the text in `lines`; undefined where none stands out. */
  textColors(lines: readonly Box[]): Promise<TextColors | undefined>;
  /** Marks a part of the picture, or none. */
  mark(region: Box | undefined): void;
  ask(box: Box): void;
  copyCrop(box: Box): void;
  saveCrop(box: Box): void;
  /** Narrows the list to what lies in `box`. */
  listWithin(box: Box): void;
  copy(text: string, what: string): void;
  setScale(scale: Scale | undefined): void;
}

/** What tools know of the picture's view, and have of it. */
export interface ToolView {
  readonly picture: Size | undefined;
  readonly view: Viewport | undefined;
  readonly pane: Size;
  readonly items: readonly Item[];
  readonly hovered: Item | undefined;
  /** The primary one last. */
  readonly selected: readonly Item[];
  readonly region: Box | undefined;
  readonly scale: Scale | undefined;
  readonly acts: ToolActs;
  itemAt(point: Point): Item | undefined;
  select(items: readonly Item[]): void;
  /** As little panning as brings `box` into view. */
  show(box: Box): void;
  requestUpdate(): void;
}

/** One way to use the pointer and the keys. Points are in pixels of the picture. */
export interface Tool {
  /** As CSS has it. */
  cursor(at: Point | undefined): string;
  /** Whether a press is the tool's: else it pans, or selects. */
  down(at: Point, event: PointerEvent): boolean;
  /** The pointer moves, pressed or not; undefined: it has left. */
  move(at: Point | undefined, event?: PointerEvent): void;
  /** A press ends; `click`: it has not moved. */
  up(at: Point, click: boolean, event: PointerEvent): void;
  /** A press ends without having meant anything. */
  cancel(): void;
  /** Whether a key is the tool's. */
  key(event: KeyboardEvent): boolean;
  paint(brush: Brush): void;
  /** What it has to say and to offer, below the picture. */
  strip(): TemplateResult | typeof nothing;
  /** It begins anew: was chosen, or gets another picture. */
  reset(): void;
}

interface Words {
  icon: string;
  key: string;
  title: string;
}

const TOOL_WORDS: Record<ToolName, Words> = {
  select: { icon: 'inspect', key: 'S', title: l10n.t('Select and pan') },
  region: { icon: 'screen-cut', key: 'R', title: l10n.t('Mark a region') },
  measure: { icon: 'symbol-ruler', key: 'M', title: l10n.t('Measure distances') },
  color: { icon: 'symbol-color', key: 'C', title: l10n.t('Pick colors') },
};

/** The tool whose key this is. */
export function toolOfKey({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): ToolName | undefined {
  if (ctrlKey || metaKey || altKey || shiftKey) return undefined;
  return TOOLS.find((name) => TOOL_WORDS[name].key === key.toUpperCase());
}

/** A button for each tool; the chosen one is pressed. */
export function toolButtons(chosen: ToolName, choose: (tool: ToolName) => void) {
  return html`<div class="tools" role="toolbar" aria-label=${l10n.t('Tools')}>
    ${TOOLS.map((name) => {
      const { icon, key, title } = TOOL_WORDS[name];
      return html`<button class="tool" aria-pressed=${name === chosen} aria-keyshortcuts=${key} aria-label=${title}
        title=${l10n.t('{0} ({1})', title, key)} @click=${() => choose(name)}><i class="codicon codicon-${icon}" aria-hidden="true"></i></button>`;
    })}
  </div>`;
}

/** `12`, `12.5`: a length as people read it. */
export const number = (value: number): string => String(Math.round(value * 10) / 10);

/** `24 px`, and in CSS pixels where the screenshot's scale is known. */
export function pixels(length: number, scale: Scale | undefined): string {
  return scale === undefined || scale === 1
    ? l10n.t('{0} px', number(length))
    : l10n.t('{0} px ({1} CSS px)', number(length), number(length / scale));
}
