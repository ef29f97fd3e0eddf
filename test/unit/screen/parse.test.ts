import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Box, coverage, iou } from '../../../src/image/box.ts';
import type { Pixels } from '../../../src/image/picture.ts';
import type { Element, Screen, ScreenEvent } from '../../../src/screen/element.ts';
import { ScreenParser } from '../../../src/screen/parse.ts';
import { pictureOf, pixelsOf, type Truth, truthOf, weights } from './screens.ts';

const parser = new ScreenParser(weights);
afterAll(() => parser.dispose());

async function parse(pixels: Pixels): Promise<{ events: ScreenEvent[]; screen: Screen }> {
  const events: ScreenEvent[] = [];
  for await (const event of parser.parse(pixels)) events.push(event);
  const last = events[events.length - 1];
  if (last?.type !== 'done') throw new Error('no result');
  return { events, screen: last.screen };
}

const plain = (text: string | undefined) => text?.replace(/\s/g, '');
const find = (elements: readonly Element[], { role, box }: Truth) =>
  elements.find((element) => element.role === role && iou(element.box, box) >= 0.5);

describe.each(['orders', 'settings-zh'])('a rendered screen: %s', (name) => {
  let screen: Screen;
  let events: ScreenEvent[];
  beforeAll(async () => {
    ({ screen, events } = await parse(await pixelsOf(pictureOf(name))));
  });

  test('every text is read exactly, where it stands', () => {
    const texts = truthOf(name).filter(({ text, role }) => text && role !== 'combobox');
    const read = texts.map(({ text, box }) => {
      // The text of a control stands somewhere inside its box.
      const line = screen.lines.find(
        (l) =>
          l.box.x >= box.x - 4 &&
          l.box.x + l.box.width <= box.x + box.width + 4 &&
          l.box.y >= box.y - 4 &&
          l.box.y + l.box.height <= box.y + box.height + 4 &&
          plain(l.text) === plain(text),
      );
      return line ? text : `missed: ${text}`;
    });
    expect(read).toEqual(texts.map(({ text }) => text));
  });

  test.each(['button', 'textbox', 'combobox', 'checkbox', 'radio', 'switch', 'heading'])(
    'every %s is found as one',
    (role) => {
      const wanted = truthOf(name).filter((truth) => truth.role === role);
      const found = wanted.filter((truth) => find(screen.elements, truth));
      expect(found.map(({ box }) => box)).toEqual(wanted.map(({ box }) => box));
    },
  );

  test('regions come before text', () => {
    const order = events.map((event) => (event.type === 'phase' ? event.phase : event.type));
    expect([...new Set(order)]).toEqual(['regions', 'partial', 'find-text', 'read-text', 'done']);
    const first = events.find((event) => event.type === 'partial');
    expect(first?.screen.elements.length).toBeGreaterThan(0);
  });

  test('ids are unique, parents exist and hold their children', () => {
    const ids = new Map(screen.elements.map((element) => [element.id, element]));
    expect(ids.size).toBe(screen.elements.length);
    for (const { parent, box } of screen.elements) {
      if (!parent) continue;
      const outer = ids.get(parent)?.box as Box;
      expect(outer).toBeDefined();
      expect(outer.width * outer.height).toBeGreaterThan(box.width * box.height);
    }
  });
});

test('states: what is checked and what is not', async () => {
  const { screen } = await parse(await pixelsOf(pictureOf('orders')));
  const marks = truthOf('orders').filter(({ checked }) => checked !== undefined);
  const seen = marks.map((truth) => find(screen.elements, truth)?.state?.checked);
  expect(seen).toEqual(marks.map(({ checked }) => checked));
});

test('the same picture gives the same elements', async () => {
  const pixels = await pixelsOf(pictureOf('settings-zh'));
  expect((await parse(pixels)).screen).toEqual((await parse(pixels)).screen);
});

test('icons are not read as Chinese on an English screen', async () => {
  const { screen } = await parse(await pixelsOf(pictureOf('orders')));
  expect(screen.lines.filter(({ text }) => /[\u{2E80}-\u{9FFF}]/u.test(text))).toEqual([]);
});

test('light and dark', async () => {
  expect((await parse(await pixelsOf(pictureOf('orders')))).screen).toMatchObject({
    theme: 'light',
    background: '#f4f5f8',
  });
  expect((await parse(await pixelsOf(pictureOf('settings-zh')))).screen).toMatchObject({
    theme: 'dark',
    background: '#16191f',
  });
});

test('one pixel is no screen, and no error', async () => {
  const { screen } = await parse({ width: 1, height: 1, rgb: new Uint8Array([9, 9, 9]) });
  expect(screen).toMatchObject({ width: 1, height: 1, elements: [], lines: [] });
});

test('the largest pictures are parsed too, with boxes of the original', async () => {
  const [width, height] = [6001, 5003];
  const rgb = new Uint8Array(width * height * 3).fill(255);
  const panel = { x: 1000, y: 2000, width: 3000, height: 1200 };
  for (let y = panel.y; y < panel.y + panel.height; y++) {
    rgb.fill(40, (y * width + panel.x) * 3, (y * width + panel.x + panel.width) * 3);
  }
  const { screen } = await parse({ width, height, rgb });
  expect(screen).toMatchObject({ width, height });
  expect(screen.elements.some(({ box }) => iou(box, panel) > 0.98)).toBe(true);
});

test('words that are read are not left out, whatever they are taken for', async () => {
  for (const name of ['orders', 'settings-zh']) {
    const { screen } = await parse(await pixelsOf(pictureOf(name)));
    const parts = screen.elements.filter(({ role }) => role !== 'container');
    const isShown = (box: Box) => parts.some((element) => coverage(box, element.box) > 0.5);
    const words = screen.lines.filter(({ text }) => /[\p{L}\p{N}]{2}/u.test(text));
    expect(words.length).toBeGreaterThan(9);
    expect(words.filter(({ box }) => !isShown(box))).toEqual([]);
  }
});

test('blue words are a link', async () => {
  const { screen } = await parse(await pixelsOf(pictureOf('orders')));
  expect(screen.elements.find(({ text }) => text === '#10477')?.role).toBe('link');
});

test('noise is no interface', async () => {
  let seed = 1;
  const random = () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed / 2147483648;
  };
  const rgb = Uint8Array.from({ length: 320 * 240 * 3 }, () => 255 * random());
  const { screen } = await parse({ width: 320, height: 240, rgb });
  expect(screen.guiLikelihood).toBeLessThan(0.5);
});

test('a single colour is no interface', async () => {
  const { screen } = await parse({ width: 320, height: 240, rgb: new Uint8Array(320 * 240 * 3).fill(160) });
  expect(screen.guiLikelihood).toBeLessThan(0.5);
  expect(screen.elements).toEqual([]);
});

test('a parse that is cancelled throws its AbortError and leaves the parser usable', async () => {
  const pixels = await pixelsOf(pictureOf('settings-zh'));
  const controller = new AbortController();
  const run = async () => {
    for await (const event of parser.parse(pixels, { signal: controller.signal })) {
      if (event.type === 'phase' && event.phase === 'find-text') controller.abort();
    }
  };
  await expect(run()).rejects.toMatchObject({ name: 'AbortError' });
  expect((await parse(pixels)).screen.lines.length).toBeGreaterThan(5);
});

test('weights that are not there: a clear error, and a later try works', async () => {
  const lost = new ScreenParser(new URL('nowhere/', weights));
  const run = async () => {
    for await (const _ of lost.parse({ width: 8, height: 8, rgb: new Uint8Array(192) }));
  };
  await expect(run()).rejects.toMatchObject({ kind: 'internal', message: expect.stringContaining('Reinstall') });
});
