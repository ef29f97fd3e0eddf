import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { sniff } from '../../../src/image/sniff.ts';
import { makeBmp } from './make-bmp.ts';

const dot = sharp({ create: { width: 2, height: 2, channels: 3, background: '#123456' } });
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>';

describe('the formats that can be read, whatever the name says', () => {
  test.each(['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const)('%s', async (format) => {
    expect(await sniff(await dot.clone().toFormat(format).toBuffer(), 'wrong.txt')).toBe(format);
  });

  test('bmp', async () => {
    expect(await sniff(makeBmp({ width: 1, height: 1, bits: 24, pixel: () => 0 }), 'wrong.txt')).toBe('bmp');
  });

  test('avif under the general brand mif1', async () => {
    expect(await sniff(ascii('\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf'), 'photo.heif')).toBe('avif');
  });

  test.each([
    ['bare', svg],
    ['after a byte order mark', `\uFEFF${svg}`],
    ['after an XML declaration', `<?xml version="1.0" encoding="UTF-8"?>\n${svg}`],
    ['after comments with tags in them', `<!-- <html> --><!-- > -->\n${svg}`],
    ['after a doctype', `<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">${svg}`],
    ['after a doctype with entities', `<?xml version="1.0"?><!DOCTYPE svg [ <!ENTITY ns "http://ns"> ]>${svg}`],
  ])('svg %s', async (_, text) => {
    expect(await sniff(Buffer.from(text), 'wrong.png')).toBe('svg');
  });
});

describe('everything else is named', () => {
  test('an empty file', async () => {
    await expect(sniff(new Uint8Array(), 'shot.png')).rejects.toMatchObject({
      kind: 'empty-file',
      message: expect.stringContaining('shot.png is empty'),
    });
  });

  test.each([
    ['a PDF', ascii('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')],
    ['a ZIP archive', ascii('PK\x03\x04\x14\0\0\0\x08\0')],
    ['an HTML page', ascii('<!DOCTYPE html>\n<html><body><svg></svg></body></html>')],
    ['an XML document', ascii('<?xml version="1.0"?><project><svg/></project>')],
    ['a JSON file', ascii('{ "name": "x" }')],
    ['a text file', ascii('BMW makes cars.')],
    ['a text file', Buffer.from('\uFEFFsaved by an old editor', 'utf16le')],
    ['a text file', Buffer.concat([Buffer.alloc(64 * 1024 - 1, 'a'), Buffer.from('é')])],
    ['a Git LFS pointer', ascii('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n')],
    ['a GGUF model', ascii('GGUF\x03\0\0\0\0\0\0\0')],
    ['a Windows program', ascii('MZ\x90\0\x03\0\0\0')],
    ['an MP4 video', ascii('\0\0\0\x18ftypmp42\0\0\0\0mp42isom')],
    ['a file of unknown kind', new Uint8Array(100)],
  ])('%s', async (name, data) => {
    await expect(sniff(data, 'shot.png')).rejects.toMatchObject({
      kind: 'not-an-image',
      message: expect.stringMatching(new RegExp(`^shot\\.png is ${name}.*, not an image\\.`)),
    });
  });

  test('this very program', async () => {
    const program = (await readFile(process.execPath)).subarray(0, 4096);
    await expect(sniff(program, 'node.png')).rejects.toMatchObject({ message: expect.stringContaining('program') });
  });

  test('what to do about a Git LFS pointer', async () => {
    const pointer = ascii('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n');
    await expect(sniff(pointer, 'shot.png')).rejects.toMatchObject({
      parts: { todo: expect.stringContaining('git lfs pull') },
    });
  });

  test.each([
    ['an HEIC photo', ascii('\0\0\0\x18ftypheic\0\0\0\0mif1heic')],
    ['an ICO icon', ascii('\0\0\x01\0\x01\0\x10\x10\0\0\x01\0\x20\0')],
    ['a Photoshop document', ascii('8BPS\0\x01\0\0\0\0\0\0')],
    ['a JPEG XL picture', ascii('\xff\x0a\0\0\0\0\0\0')],
    ["an iPhone app's PNG", ascii('\x89PNG\r\n\x1a\n\0\0\0\x04CgBI')],
  ])('%s is an image, but not readable', async (name, data) => {
    await expect(sniff(data, 'shot.png')).rejects.toMatchObject({
      kind: 'unsupported-format',
      message: expect.stringMatching(new RegExp(`^shot\\.png is ${name}.*Convert it`)),
    });
  });
});
