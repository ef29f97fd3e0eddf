import { InferenceSession, type Tensor } from 'onnxruntime-node';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Canvas } from '../../../src/image/canvas.ts';
import type { Pixels } from '../../../src/image/picture.ts';
import type { Screen } from '../../../src/screen/element.ts';
import { ScreenParser } from '../../../src/screen/parse.ts';
import { edges } from '../../../src/screen/text-detector.ts';
import { pictureOf, pixelsOf, weights } from './screens.ts';

const orders = await pixelsOf(pictureOf('orders'));

/** How often the OCR's nets were asked: the detector for tiles, the reader for lines, which are 48 pixels high. */
let asked = { tiles: 0, lines: 0 };
const create = InferenceSession.create.bind(InferenceSession) as (...args: unknown[]) => Promise<InferenceSession>;
vi.spyOn(InferenceSession, 'create').mockImplementation(async (...args: unknown[]) => {
  const session = await create(...args);
  const run = session.run.bind(session);
  vi.spyOn(session, 'run').mockImplementation((feeds: InferenceSession.FeedsType) => {
    const [input] = Object.values(feeds) as Tensor[];
    if (input!.dims.length === 4) asked[input!.dims[2] === 48 ? 'lines' : 'tiles']++;
    return run(feeds);
  });
  return session;
});

const parsers: ScreenParser[] = [];
afterEach(() => Promise.all(parsers.splice(0).map((parser) => parser.dispose())));

function freshParser(): ScreenParser {
  const parser = new ScreenParser(weights);
  parsers.push(parser);
  return parser;
}

/** All screens of a parse, and how often the OCR's nets were asked for it. */
async function parse(parser: ScreenParser, pixels: Pixels) {
  asked = { tiles: 0, lines: 0 };
  const screens: Screen[] = [];
  for await (const event of parser.parse(pixels)) if (event.type !== 'phase') screens.push(event.screen);
  return { screens, last: screens.at(-1) as Screen, asked };
}

/** The same picture with a line of another colour somewhere below. */
function withStroke(pixels: Pixels, y: number): Pixels {
  const copy = { ...pixels, rgb: Uint8Array.from(pixels.rgb) };
  new Canvas(copy).fillRect({ x: 400, y, width: 60, height: 3 }, [200, 30, 30]);
  return copy;
}

describe('lines are shown while they are read', () => {
  test('first regions without text, then more and more lines in their order', async () => {
    const { screens, last } = await parse(freshParser(), orders);
    const partials = screens.slice(0, -1);
    const texts = partials.map(({ lines }) => lines.map(({ text }) => text));
    expect(texts[0]).toEqual([]);
    expect(partials[0]?.elements.length).toBeGreaterThan(0);
    expect(partials.length).toBeGreaterThan(2);
    for (const [i, later] of texts.entries()) {
      const sooner = texts[i - 1] ?? [];
      expect(later.slice(0, sooner.length)).toEqual(sooner);
      if (i > 0) expect(later.length).toBeGreaterThan(sooner.length);
    }
    expect(last.lines.length).toBeGreaterThanOrEqual(texts.at(-1)?.length ?? 0);
  });

  test('what has an id keeps it while lines are added', async () => {
    const { screens } = await parse(freshParser(), orders);
    for (const [i, { elements }] of screens.slice(0, -1).entries()) {
      const sooner = i === 0 ? [] : (screens[i - 1] as Screen).elements;
      expect(elements.slice(0, sooner.length)).toEqual(sooner);
    }
  });
});

describe('only what has changed is looked at', () => {
  test('the same screenshot again is not read again, and gives the same', async () => {
    const parser = freshParser();
    const first = await parse(parser, orders);
    expect(first.asked.tiles).toBeGreaterThan(0);
    expect(first.asked.lines).toBeGreaterThan(10);
    const second = await parse(parser, orders);
    expect(second.asked).toEqual({ tiles: 0, lines: 0 });
    expect(second.last).toEqual(first.last);
  });

  test('a change in one half asks for its tile and for few lines, and gives what a fresh parser gives', async () => {
    const parser = freshParser();
    const before = await parse(parser, orders);
    const changed = withStroke(orders, orders.height - 30);
    const after = await parse(parser, changed);
    expect(after.asked.tiles).toBeLessThan(before.asked.tiles);
    expect(after.asked.lines).toBeLessThan(before.asked.lines / 2);
    expect(after.last).toEqual((await parse(freshParser(), changed)).last);
  });
});

test('blank pictures are not read', async () => {
  const blank = { width: 640, height: 400, rgb: new Uint8Array(640 * 400 * 3).fill(240) };
  expect((await parse(freshParser(), blank)).asked).toEqual({ tiles: 0, lines: 0 });
});

test('tiles cover a length without gaps, in whole steps, none longer than wanted', () => {
  for (const length of [1, 31, 900, 1024, 1440, 2880, 10_000]) {
    const parts = edges(length, 512);
    expect(parts[0]?.[0]).toBe(0);
    expect(parts.at(-1)?.[1]).toBe(length);
    parts.forEach(([from, to], i) => {
      if (i > 0) expect(from).toBe(parts[i - 1]?.[1]);
      expect(from % 32).toBe(0);
      expect(to - from).toBeLessThanOrEqual(512);
    });
  }
});
