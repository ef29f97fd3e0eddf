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
/** The classes of a role's icon. */
export const roleIcon = (role: Role): string => `codicon codicon-${ICONS[role]}`;
