import type { PictureInfo } from '../../../src/image/picture.ts';
import { fromElements, type Item } from '../../../src/panel/items.ts';
import type { Element, Role } from '../../../src/screen/element.ts';

export const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

export function element(id: string, role: Role, at: Element['box'], text?: string): Element {
  return { id, role, box: at, text, interactive: false, confidence: 1, source: 'parser' };
}

export const PICTURE: PictureInfo = {
  name: 'login.png',
  format: 'png',
  width: 400,
  height: 300,
  frames: 1,
  bytes: 1,
  sha256: 'a'.repeat(64),
};

/** A form to sign in, as the screen parser would list it. */
export const LOGIN = [
  element('e1', 'container', box(0, 0, 400, 300)),
  element('e2', 'heading', box(20, 20, 100, 24), 'Welcome back'),
  element('e3', 'button', box(20, 200, 360, 40), 'Sign in'),
  element('e4', 'icon', box(30, 210, 20, 20)),
  element('e5', 'link', box(20, 260, 120, 16), 'Sign up'),
];
export const login = fromElements(LOGIN);

export const ids = (items: readonly Item[]) => items.map(({ id }) => id);
