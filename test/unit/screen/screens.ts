import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parserWeights } from '../../../models/parser/weights.mjs';
import type { Box } from '../../../src/image/box.ts';
import { decodePixels, openPicture } from '../../../src/image/load.ts';
import type { Pixels } from '../../../src/image/picture.ts';
import type { Screen } from '../../../src/screen/element.ts';
import type { ScreenParser } from '../../../src/screen/parse.ts';

export const weights = pathToFileURL(`${parserWeights()}/`);

/** What the DOM of a fixture says is on it. */
export interface Truth {
  role: string;
  text?: string;
  checked?: boolean;
  box: Box;
}

const folder = new URL('../../fixtures/screens/', import.meta.url);

export const pictureOf = (name: string): Buffer => readFileSync(new URL(`${name}.png`, folder));
export const truthOf = (name: string): Truth[] => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));

export const pixelsOf = async (data: Uint8Array): Promise<Pixels> =>
  decodePixels(await openPicture(data, { name: 'fixture' }));

/** The whole screen. */
export async function screenOf(parser: ScreenParser, pixels: Pixels): Promise<Screen> {
  for await (const event of parser.parse(pixels)) if (event.type === 'done') return event.screen;
  throw new Error('no result');
}
