/** CSS declarations, in the order of writing. The values are ours: nothing that was read from a picture is ever in one. */
export type Style = Readonly<Record<string, string>>;

/** A text that each item of a list has its own of: the name of the field that holds it. */
export interface Slot {
  slot: string;
}

/** What every target has in common: an element of HTML. Its texts are as read, not escaped. */
export interface Tag {
  tag: string;
  /** The component that it stands for: its class is named after it. */
  name: string;
  attributes: Readonly<Record<string, string | boolean | Slot>>;
  style: Style;
  /** Colours that each item of a list has its own of. */
  tint?: Readonly<Record<string, Slot>>;
  children: readonly Child[];
}

/** One tag for each of `items`, which differ in their texts only. */
export interface Repeat {
  each: Tag;
  /** The texts of each item by the names of their fields. */
  items: readonly Readonly<Record<string, string | boolean>>[];
}

export type Child = string | Slot | Tag | Repeat;

export const isTag = (child: Child): child is Tag => typeof child === 'object' && 'tag' in child;
export const isRepeat = (child: Child): child is Repeat => typeof child === 'object' && 'each' in child;
export const isSlot = (child: Child | boolean): child is Slot => typeof child === 'object' && 'slot' in child;
