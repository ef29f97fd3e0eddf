import type { Role } from '../screen/element.ts';

/** The codicon of each role. */
const ICONS: Record<Role, string> = {
  text: 'symbol-string',
  heading: 'text-size',
  link: 'link',
  button: 'inspect',
  textbox: 'rename',
  combobox: 'chevron-down',
  checkbox: 'check',
  radio: 'record',
  switch: 'symbol-boolean',
  slider: 'settings',
  tab: 'multiple-windows',
  menuitem: 'menu',
  icon: 'star-empty',
  image: 'file-media',
  container: 'layout',
};
export const roleIcon = (role: Role): string => `codicon codicon-${ICONS[role]}`;

/** Roles that read alike share a colour; panel.css gives each hue its colour of the theme, `--hue-NAME`. */
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
export const hueOf = (role: Role): Hue => HUE_OF[role];
