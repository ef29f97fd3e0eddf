import type { PictureInfo } from '../image/picture.ts';
import type { Screen } from '../screen/element.ts';
import { withLabels } from './labels.ts';
import { lineHeight } from './outline/node.ts';
import type { ElementsResult } from './task.ts';

/** The list of what is on a screen; inputs are named by the labels beside them. */
export function elements(picture: PictureInfo, screen: Screen): ElementsResult {
  const { lines, background, theme } = screen;
  const named = withLabels(screen.elements, lineHeight(screen.elements));
  return { task: 'elements', picture, elements: named, lines, background, theme };
}
