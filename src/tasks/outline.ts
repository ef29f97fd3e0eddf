import type { Box } from '../image/box.ts';
import type { Screen } from '../screen/element.ts';
import { matchLabels, withLabels } from './labels.ts';
import { withBars } from './outline/bars.ts';
import { arrange } from './outline/cut.ts';
import { withFields } from './outline/field.ts';
import { withGraphics } from './outline/graphic.ts';
import { nameTree } from './outline/name.ts';
import { nest } from './outline/nest.ts';
import { isAnonymous, isAtom, lineHeight, type Node } from './outline/node.ts';
import { withLists } from './outline/repeat.ts';
import { isStack } from './outline/view.ts';
import type { Component } from './task.ts';

/** In line heights: what is lower is one line of things. */
const ONE_ROW = 4;

/**
 * The component tree of a screen, from geometry alone: boxes within boxes, then rows and columns between empty bands, then
 * what repeats, then names. Every element is in it once; a box holds the boxes of its children.
 */
export function outline(screen: Pick<Screen, 'elements' | 'width' | 'height'>): Component {
  const unit = lineHeight(screen.elements);
  const elements = withLabels(screen.elements, unit);
  const labels = matchLabels(elements, unit);
  const page = { x: 0, y: 0, width: screen.width, height: screen.height };

  // What lies on a picture or a chart is scattered: only controls and groups have a layout.
  const laidOut = (node: Node): Node => {
    if (isAtom(node) && !node.element!.interactive) return { ...node, children: [...node.children].sort(byReading) };
    const children = withFields(node.children.map(laidOut), labels);
    if (children.length < 2) return { ...node, children };
    const inner = arrange(children, unit);
    return isAnonymous(inner) ? { ...inner, ...node, children: inner.children } : { ...node, children: [inner] };
  };
  const parts = withFields(nest(elements).map(laidOut), labels);
  const root = pageOf(parts.length > 1 ? arrange(parts, unit) : parts[0], page, unit);
  return nameTree(withLists(withBars(withGraphics(root, unit), unit), unit), page, unit);
}

const byReading = (a: Node, b: Node): number => a.box.y - b.box.y || a.box.x - b.box.x;

/** Several rows are the page; a single row, or a single card, is something on the page. */
function pageOf(content: Node | undefined, box: Box, unit: number): Node {
  if (!content) return { kind: 'page', box, children: [] };
  const isCard = isStack(content) && content.box.width < 0.9 * box.width;
  const isPage = isAnonymous(content) && !isCard && (content.layout !== 'row' || content.box.height > ONE_ROW * unit);
  return isPage ? { ...content, kind: 'page', box } : { kind: 'page', box, children: [content] };
}
