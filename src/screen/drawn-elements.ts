import { area, coverage, middle, overlap, right, union } from '../image/box.ts';
import { controlsOf } from './controls.ts';
import type { Role } from './element.ts';
import { iconOf, isDrawn, standsAlone, switchOf } from './icons.ts';
import { bodySize, type Draft, HEADING, isBlue, type Sight } from './sight.ts';
import type { ScreenLine } from './text.ts';

/** An icon before a text within this many ems belongs to it. */
const COMPANION = 1.6;

/** What lines, boxes and ink of a drawing by hand stand for, by rules: nobody has rendered drawings to learn from. */
export function drawnElements(sight: Sight): Draft[] {
  const shapes = sight.shapes.filter((shape) => standsAlone(shape, sight));
  const marks = sight.blobs.filter((blob) => isDrawn(blob, { ...sight, shapes }));
  const { controls, inside } = controlsOf({ ...sight, shapes }, marks);
  const icons = marks
    .filter((blob) => !inside.has(blob))
    .flatMap((blob) => switchOf(blob, sight) ?? iconOf(blob, sight) ?? []);
  const body = bodySize(sight.lines) ?? 0;
  const texts = sight.lines.map((line) => textOf(line, sight, controls, body));
  const groups = companionsOf(sight, icons, controls);
  return [...controls, ...icons, ...texts, ...groups];
}

/** A line as text, a heading (larger than most) or a link (coloured unlike most). */
function textOf(line: ScreenLine, sight: Sight, controls: readonly Draft[], body: number): Draft {
  const { box, text, confidence } = line;
  const inButton = controls.some((control) => control.role === 'button' && coverage(line.ink, control.box) > 0.9);
  let role: Role = 'text';
  if (!inButton && isBlue(sight.inkOf(line))) role = 'link';
  else if (line.em > HEADING * body) role = 'heading';
  return { role, text, box, confidence: Math.round(confidence * 100) / 100 };
}

/** Icon and text side by side: one thing to click. In a menu a mark at the end of the row belongs to it too. */
function companionsOf(sight: Sight, icons: readonly Draft[], controls: readonly Draft[]): Draft[] {
  const groups = sight.lines.flatMap((line) => {
    const icon = icons.find(
      ({ role, box }) =>
        role === 'icon' &&
        right(box) <= line.ink.x + 2 &&
        line.ink.x - right(box) < COMPANION * line.em &&
        Math.abs(middle(box) - middle(line.ink)) < 0.5 * line.em &&
        box.height < 2.2 * line.em &&
        box.height > 0.7 * line.em,
    );
    return icon ? [{ line, box: union([icon.box, line.box]) }] : [];
  });
  const tails = groups.map(({ line }) => {
    const behind = [...icons, ...controls, ...sight.lines].filter(
      ({ box }) =>
        box.x > right(line.box) &&
        box.x - right(line.box) < 14 * line.em &&
        box.height < 2.2 * line.em &&
        box.width < 4 * line.em &&
        Math.abs(middle(box) - middle(line.box)) < 0.6 * line.em,
    );
    return behind.sort((a, b) => right(b.box) - right(a.box))[0]?.box;
  });
  return groups.flatMap(({ line, box }, i) => {
    const tail = tails[i];
    const column = tail
      ? tails.filter((other) => other && Math.abs(right(other) - right(tail)) < 0.5 * line.em).length
      : 0;
    const whole = tail && column >= 3 ? union([box, tail]) : box;
    const home = controls.find(({ role, box: b }) => role !== 'container' && overlap(b, whole) > 0.8 * area(whole));
    return home ? [] : [{ role: 'link' as const, text: line.text, box: whole, confidence: 0.4 }];
  });
}
