// Draws what each stage of the parser sees in a part of a fixture: the pictures of src/screen/README.md.
//   node stages.mjs OUT
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { annotatedPng } from '../../src/image/annotate.ts';
import { type Box, coverage } from '../../src/image/box.ts';
import { decodePixels, openPicture } from '../../src/image/load.ts';
import type { Pixels } from '../../src/image/picture.ts';
import { hueOf, type Screen } from '../../src/screen/element.ts';
import { ScreenParser } from '../../src/screen/parse.ts';
import { type Segmentation, segment } from '../../src/screen/segments.ts';
import { findShapes } from '../../src/screen/shapes.ts';
import { snap } from '../../src/screen/snap.ts';
import { type DetectedLine, TextDetector } from '../../src/screen/text-detector.ts';
import { disturbed, normal } from '../fixtures/noise.ts';

const [out = ''] = process.argv.slice(2);
/** What is shown of the fixture, pixels. */
const PART = { x: 780, y: 76, width: 640, height: 500 };
const RED = '#d55e00';
const ORANGE = '#e69f00';
const BLUE = '#0072b2';
const PURPLE = '#a3457a';

const picture = await openPicture(await readFile('test/fixtures/screens/orders.png'), { name: 'orders.png' });
const pixels = await decodePixels(picture);
await mkdir(out, { recursive: true });

const segmentation = segment(pixels);
await save('1-segments', colored(segmentation));
const { shapes } = findShapes(segmentation);
await save('2-shapes', pale(pixels), [
  ...shapes.map(({ box, kind }) => frame(box, kind === 'circle' ? PURPLE : ORANGE)),
]);

// The parser keeps what its detector says to itself.
let detected: DetectedLine[] = [];
const detect = TextDetector.prototype.detect;
TextDetector.prototype.detect = async function (...args) {
  detected = await detect.apply(this, args);
  return detected;
};
const parser = new ScreenParser(pathToFileURL(`${path.resolve('dist/parser')}/`));
let screen: Screen | undefined;
for await (const event of parser.parse(pixels)) if (event.type === 'done') screen = event.screen;
await parser.dispose();
if (!screen) throw new Error('The parser ended without a result.');
await save(
  '3-detected',
  pale(pixels),
  detected.map(({ box }) => frame(box, RED)),
);
await save(
  '4-lines',
  pale(pixels),
  screen.lines.map(({ box }) => frame(box, BLUE)),
);

const inPart = screen.elements.filter(({ box }) => coverage(box, PART) > 0.99);
const marked = inPart.map(({ role, box }) => ({ hue: hueOf(role), box }));
const annotated = await openPicture(await annotatedPng(picture, marked), { name: 'elements.png' });
await save('5-elements', await decodePixels(annotated));

const random = normal(1);
const things = inPart.filter(({ role }) => role !== 'container');
const guesses = things.map(({ box }) => ({ box: disturbed(box, 5, random) }));
await save('6-snap', pale(pixels), [
  ...guesses.map(({ box }) => frame(box, RED, true)),
  ...snap(guesses, screen.elements).map(({ box }) => frame(box, BLUE)),
]);

/** Each segment in a colour of its own. */
function colored({ width, height, labels }: Segmentation): Pixels {
  const rgb = new Uint8Array(width * height * 3);
  labels.forEach((label, i) => {
    const hash = Math.imul(label + 1, 0x9e3779b1) >>> 8;
    for (let c = 0; c < 3; c++) rgb[3 * i + c] = 64 + (((hash >> (8 * c)) & 0xff) >> 1) + 32;
  });
  return { width, height, rgb };
}

/** The picture with little contrast, for lines to be drawn on. */
function pale({ width, height, rgb }: Pixels): Pixels {
  return { width, height, rgb: rgb.map((value) => 110 + 0.55 * value) };
}

function frame({ x, y, width, height }: Box, color: string, isDashed = false): string {
  const place = `x="${x}" y="${y}" width="${width}" height="${height}"`;
  return `<rect ${place} fill="none" stroke="${color}" stroke-width="1.5"${isDashed ? ' stroke-dasharray="3 3"' : ''}/>`;
}

async function save(name: string, { width, height, rgb }: Pixels, marks: readonly string[] = []): Promise<void> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${marks.join('')}</svg>`;
  const drawn = sharp(rgb, { raw: { width, height, channels: 3 } }).composite([{ input: Buffer.from(svg) }]);
  const { x: left, y: top, ...size } = PART;
  await sharp(await drawn.png().toBuffer())
    .extract({ left, top, ...size })
    .png({ palette: true, colors: 64, effort: 10 })
    .toFile(path.join(out, `${name}.png`));
}
