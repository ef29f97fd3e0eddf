import { expect, test } from 'vitest';
import type { Item } from '../../../src/panel/items.ts';
import { type PointedView, Pointing } from '../../../src/panel/pointing.ts';
import type { Tool } from '../../../src/panel/tool.ts';

const item = { id: '1', box: { x: 0, y: 0, width: 50, height: 50 } } as Item;
const other = { id: '2', box: { x: 60, y: 0, width: 50, height: 50 } } as Item;

/** A picture at twice its size, with two boxes; what the pointer has done is written down. */
function pointed(tool?: Partial<Tool>) {
  const done: string[] = [];
  const view: PointedView = {
    view: { scale: 2, x: 0, y: 0 },
    hovered: undefined,
    selected: [other],
    chosen: tool as Tool | undefined,
    itemAt: ({ x, y }) => [item, other].find(({ box }) => x >= box.x && x < box.x + box.width && y < box.height),
    select: (items) => done.push(`select ${items.map(({ id }) => id).join(' ')}`),
    hover: (at) => done.push(`hover ${at?.id ?? 'nothing'}`),
    zoom: (factor) => done.push(`zoom ${factor}`),
    pan: (dx, dy) => done.push(`pan ${dx} ${dy}`),
    requestUpdate: () => {},
  };
  return { pointing: new Pointing(view), done };
}

const at = (x: number, y: number, more: Partial<PointerEvent> = {}): PointerEvent =>
  ({
    ...{ offsetX: x, offsetY: y, pointerId: 1, button: 0, ctrlKey: false, metaKey: false, shiftKey: false },
    currentTarget: { setPointerCapture: () => {} } as unknown as EventTarget,
    ...more,
  }) as PointerEvent;

test('a click selects what is under it, beside all lets go, and with Ctrl adds', () => {
  const { pointing, done } = pointed();
  pointing.down(at(40, 40));
  pointing.move(at(42, 41)); // a hand is never quite still
  pointing.up(at(42, 41));
  pointing.down(at(400, 400));
  pointing.up(at(400, 400));
  pointing.down(at(40, 40, { ctrlKey: true }));
  pointing.up(at(40, 40, { ctrlKey: true }));
  expect(done).toEqual(['select 1', 'select ', 'select 2 1']);
});

test('a press that moves drags the picture and selects nothing', () => {
  const { pointing, done } = pointed();
  pointing.down(at(40, 40));
  pointing.move(at(60, 50));
  expect(pointing.isPanning).toBe(true);
  pointing.move(at(61, 50));
  pointing.up(at(61, 50));
  expect(pointing.isPanning).toBe(false);
  expect(done.filter((step) => !step.startsWith('hover'))).toEqual(['pan 20 10', 'pan 1 0']);
});

test('the pointer hovers over what is under it until it leaves', () => {
  const { pointing, done } = pointed();
  pointing.move(at(130, 20));
  expect(pointing.at).toEqual({ x: 130, y: 20 });
  pointing.leave();
  expect(pointing.at).toBeUndefined();
  expect(done).toEqual(['hover 2', 'hover nothing']);
});

test('what a tool takes is its own, in pixels of the picture; what it leaves pans', () => {
  const steps: string[] = [];
  const tool: Partial<Tool> = {
    down: ({ x }) => x < 100,
    move: (to) => void steps.push(`move ${to?.x}`),
    up: (to, click) => void steps.push(`up ${to.x} ${click}`),
    cancel: () => void steps.push('cancel'),
  };
  const { pointing, done } = pointed(tool);
  pointing.down(at(40, 40));
  pointing.move(at(80, 40));
  pointing.up(at(80, 40));
  expect(steps).toEqual(['move 40', 'up 40 false']);
  expect(done).not.toContain('pan 40 0');
  pointing.down(at(240, 40));
  pointing.move(at(280, 40));
  pointing.up(at(280, 40));
  expect(done.at(-1)).toBe('pan 40 0');
  expect(steps).toHaveLength(2);
});

test('the middle button drags whatever the tool; the right one does nothing', () => {
  const { pointing, done } = pointed({ down: () => true, move: () => {} });
  pointing.down(at(40, 40, { button: 1 }));
  pointing.move(at(60, 40));
  pointing.up(at(60, 40));
  expect(done.at(-1)).toBe('pan 20 0');
  const { length } = done;
  pointing.down(at(40, 40, { button: 2 }));
  pointing.up(at(40, 40));
  expect(done).toHaveLength(length);
});

test('a second finger ends what the tool began, and both zoom', () => {
  const steps: string[] = [];
  const { pointing, done } = pointed({ down: () => true, cancel: () => void steps.push('cancel') });
  pointing.down(at(0, 0));
  pointing.down(at(100, 0, { pointerId: 2 }));
  pointing.move(at(200, 0, { pointerId: 2 }));
  expect(steps).toEqual(['cancel']);
  expect(done).toEqual(['zoom 2', 'pan 50 0']);
});
