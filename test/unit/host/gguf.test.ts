import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGguf } from '../../../src/host/gguf.ts';
import { tinyModel } from '../../fixtures/tiny-model/index.ts';

let folder: string;
let model: string;
let whole: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'glimpse-gguf-'));
  ({ model } = await tinyModel());
  whole = await readFile(model);
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: Uint8Array): Promise<string> {
  const place = path.join(folder, name);
  await writeFile(place, content);
  return place;
}

const bad = (message: RegExp) => ({ kind: 'bad-model', message: expect.stringMatching(message) });

/** A GGUF header that says what it likes. */
function header({
  magic = 'GGUF',
  version = 3,
  tensors = 0n,
  keys = 0n,
  rest = Buffer.alloc(0) as Buffer,
} = {}): Buffer {
  const start = Buffer.alloc(24);
  start.write(magic, 'latin1');
  start.writeUInt32LE(version, 4);
  start.writeBigUInt64LE(tensors, 8);
  start.writeBigUInt64LE(keys, 16);
  return Buffer.concat([start, rest]);
}

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const u64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
};
const text = (value: string): Buffer => Buffer.concat([u64(BigInt(value.length)), Buffer.from(value)]);
const tensor = (name: string, shape: bigint[], type: number, offset = 0n): Buffer =>
  Buffer.concat([text(name), u32(shape.length), ...shape.map(u64), u32(type), u64(offset)]);

it('reads what a model says of itself, without its vocabulary', async () => {
  const { metadata, tensors, fileSize } = await readGguf(model);
  expect(metadata.get('general.architecture')).toBe('qwen3vl');
  expect(metadata.get('qwen3vl.rope.dimension_sections')).toEqual([24, 20, 20, 0]);
  expect(metadata.has('tokenizer.ggml.tokens')).toBe(false);
  expect(tensors.find(({ name }) => name === 'output_norm.weight')).toMatchObject({ shape: [128], type: 'F32' });
  expect(Math.max(...tensors.map(({ end }) => end!))).toBe(fileSize);
});

describe('refuses', () => {
  it('a file that is missing, empty or a folder', async () => {
    await expect(readGguf(path.join(folder, 'none.gguf'))).rejects.toMatchObject(bad(/none\.gguf.*no such file/));
    await expect(readGguf(await file('empty.gguf', Buffer.alloc(0)))).rejects.toMatchObject(bad(/it is empty/));
    await expect(readGguf(folder)).rejects.toMatchObject(bad(/it is not a file/));
  });

  it.runIf(process.platform !== 'win32')('a named pipe, without waiting for who writes it', async () => {
    const pipe = path.join(folder, 'pipe.gguf');
    await promisify(execFile)('mkfifo', [pipe]);
    await expect(readGguf(pipe)).rejects.toMatchObject(bad(/it is not a file/));
  });

  it('what is no GGUF: random bytes, a picture with another name', async () => {
    const random = await file('random.gguf', Buffer.concat([Buffer.from('GGUD'), randomBytes(1e6)]));
    await expect(readGguf(random)).rejects.toMatchObject(bad(/does not start like a GGUF file/));
    const png = await file('png.gguf', Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB', 'base64'));
    await expect(readGguf(png)).rejects.toMatchObject(bad(/does not start like a GGUF file/));
  });

  it('random bytes behind the right start', async () => {
    for (let i = 0; i < 50; i++) {
      const name = await file('noise.gguf', header({ tensors: 3n, keys: 3n, rest: randomBytes(5000) }));
      await expect(readGguf(name)).rejects.toMatchObject({ kind: 'bad-model' });
    }
  });

  it('versions and byte orders that llama.cpp does not read', async () => {
    await expect(readGguf(await file('v1.gguf', header({ version: 1 })))).rejects.toMatchObject(bad(/version 1/));
    await expect(readGguf(await file('v4.gguf', header({ version: 4 })))).rejects.toMatchObject(bad(/version 4/));
    const swapped = await file('big-endian.gguf', header({ version: 0x03000000 }));
    await expect(readGguf(swapped)).rejects.toMatchObject(bad(/byte order/));
  });

  it('a file that is cut off, wherever that is', async () => {
    // Near the start, in the metadata, in the list of tensors, in the weights, at the last byte.
    for (const length of [3, 10, 30, 2000, whole.length >> 1, whole.length - 1]) {
      const cut = await file('cut.gguf', whole.subarray(0, length));
      await expect(readGguf(cut), `${length} bytes`).rejects.toMatchObject(bad(/is cut off or damaged/));
    }
  });

  it.each([
    ['tensors', header({ tensors: 2n ** 40n }), /1099511627776 tensors/],
    ['keys', header({ keys: 2n ** 40n }), /1099511627776 keys/],
    ['tensors that are not there', header({ tensors: 90_000n }), /cut off/],
    ['a count that is no number', header({ tensors: 2n ** 64n - 1n }), /impossible number/],
    ['a long key', header({ keys: 1n, rest: u64(2n ** 50n) }), /cut off/],
    ['a long list', header({ keys: 1n, rest: Buffer.concat([text('k'), u32(9), u32(4), u64(2n ** 52n)]) }), /cut off/],
    [
      'many strings',
      header({ keys: 1n, rest: Buffer.concat([text('k'), u32(9), u32(8), u64(2n ** 52n), Buffer.alloc(8e5)]) }),
      /cut off/,
    ],
    [
      'a list of lists',
      header({ keys: 1n, rest: Buffer.concat([text('k'), u32(9), u32(9), u64(1n)]) }),
      /unknown type 9/,
    ],
    ['a type', header({ keys: 1n, rest: Buffer.concat([text('k'), u32(77), u64(1n)]) }), /unknown type 77/],
    ['dimensions', header({ tensors: 1n, rest: Buffer.concat([text('t'), u32(5)]) }), /5 dimensions/],
    ['a giant', header({ tensors: 1n, rest: tensor('t', [2n ** 40n, 2n ** 40n], 0) }), /impossibly large/],
    ['a place far outside', header({ tensors: 1n, rest: tensor('t', [32n], 0, 2n ** 40n) }), /cut off/],
    [
      'an alignment of zero',
      header({ keys: 1n, rest: Buffer.concat([text('general.alignment'), u32(4), u32(0)]) }),
      /alignment/,
    ],
  ])('a file that claims too much: %s', async (_, content, message) => {
    await expect(readGguf(await file('hostile.gguf', content))).rejects.toMatchObject(bad(message));
  });

  it('a header that fills the whole file, however large it is', async () => {
    const name = await file(
      'endless.gguf',
      header({ keys: 1n, rest: Buffer.concat([text('k'), u32(9), u32(8), u64(2n ** 52n)]) }),
    );
    await truncate(name, 2 ** 32);
    await expect(readGguf(name)).rejects.toMatchObject(bad(/list of tensors does not end within 67\.1 MB/));
  });
});

it('takes tensors of types that are newer than it, without checking where they end', async () => {
  const { tensors } = await readGguf(await file('new.gguf', header({ tensors: 1n, rest: tensor('t', [32n], 999) })));
  expect(tensors).toEqual([{ name: 't', shape: [32], type: undefined, end: undefined }]);
});
