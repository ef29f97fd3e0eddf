import * as z from 'zod';
import { Box } from '../image/box.ts';

const INTERACTIVE_ROLES = [
  'link',
  'button',
  'textbox',
  'combobox',
  'checkbox',
  'radio',
  'switch',
  'slider',
  'tab',
  'menuitem',
] as const;

/** WAI-ARIA role names where there is one; `text`, `icon`, `image` and `container` are plain words. */
export const ROLES = ['text', 'heading', ...INTERACTIVE_ROLES, 'icon', 'image', 'container'] as const;
export type Role = (typeof ROLES)[number];

const INTERACTIVE: ReadonlySet<Role> = new Set(INTERACTIVE_ROLES);
/** Whether people act on things of this role: click, type, switch. */
export const isInteractive = (role: Role): boolean => INTERACTIVE.has(role);

/** Roles that read alike share a colour: of the theme in the panel, of a fixed palette in an annotated picture. */
export const HUES = ['text', 'link', 'action', 'entry', 'toggle', 'graphic', 'container'] as const;
export type Hue = (typeof HUES)[number];

const HUE_OF: Record<Role, Hue> = {
  text: 'text',
  heading: 'text',
  link: 'link',
  button: 'action',
  tab: 'action',
  menuitem: 'action',
  textbox: 'entry',
  combobox: 'entry',
  slider: 'entry',
  checkbox: 'toggle',
  radio: 'toggle',
  switch: 'toggle',
  icon: 'graphic',
  image: 'graphic',
  container: 'container',
};
/** The colour that a role has. */
export const hueOf = (role: Role): Hue => HUE_OF[role];

/** One line of text as it was read. */
export const TextLine = z.object({
  text: z.string(),
  box: Box,
  /** 0..1, the reader's own estimate. */
  confidence: z.number(),
});
export type TextLine = z.infer<typeof TextLine>;

/** What can be told of a control's state; absent where it is unknown or has no meaning. */
export const ElementState = z.object({
  checked: z.boolean().optional(),
  disabled: z.boolean().optional(),
  selected: z.boolean().optional(),
  focused: z.boolean().optional(),
  expanded: z.boolean().optional(),
});
export type ElementState = z.infer<typeof ElementState>;

/** One thing on a screen that a person could point at. */
export const Element = z.object({
  /** Unique in its screen, stable for the same picture: `e1`, `e2`, ... in reading order. */
  id: z.string(),
  role: z.enum(ROLES),
  /** Accessible name: what a screen reader would call it, when that differs from `text` (a label beside an input). */
  name: z.string().optional(),
  /** The text on it, exactly as read. */
  text: z.string().optional(),
  box: Box,
  state: ElementState.optional(),
  interactive: z.boolean(),
  /** 0..1 */
  confidence: z.number(),
  source: z.enum(['parser', 'model', 'both']),
  /** The id of the smallest container around it. */
  parent: z.string().optional(),
});
export type Element = z.infer<typeof Element>;

/** Elements below this confidence may well be something else, or nothing. */
const UNSURE = 0.5;
/** Whether people and programs are to be told that an element is doubtful. */
export const isUnsure = ({ confidence }: Pick<Element, 'confidence'>): boolean => confidence < UNSURE;

/** All that the parser sees in one picture. */
export const Screen = z.object({
  width: z.int(),
  height: z.int(),
  elements: z.array(Element),
  /** Every line of text, also those that are part of an element. */
  lines: z.array(TextLine),
  /** The commonest colour, `#rrggbb`. */
  background: z.string(),
  theme: z.enum(['light', 'dark']),
  /** 0..1: how much this looks like a user interface; below 0.5 call it a photo or a drawing. */
  guiLikelihood: z.number(),
});
export type Screen = z.infer<typeof Screen>;

/** The steps of a parse, in their order. */
export const SCREEN_PHASES = ['decode', 'regions', 'find-text', 'read-text'] as const;

/** What a parse says while it runs. `partial` screens are complete in themselves and grow; `done` comes once, last. */
export const ScreenEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('phase'),
    phase: z.enum(SCREEN_PHASES),
    /** 0..1 within this phase, where it is known. */
    progress: z.number().optional(),
  }),
  z.object({ type: z.literal('partial'), screen: Screen }),
  z.object({ type: z.literal('done'), screen: Screen }),
]);
export type ScreenEvent = z.infer<typeof ScreenEvent>;
