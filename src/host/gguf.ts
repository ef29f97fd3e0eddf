import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { GlimpseError } from '../errors.ts';
import { GGML_TYPES } from './ggml-types.ts';
import { GgufCursor, type GgufValue } from './gguf-cursor.ts';

/**
 * What a GGUF file says of itself, read without its weights (format: ggml/docs/gguf.md). A reader of our own, as model files
 * are untrusted: `@huggingface/gguf` takes a header that is cut off for a whole one, and seconds for a hostile one.
 */
export interface Gguf {
  path: string;
  /** bytes */
  fileSize: number;
  /** Scalars, short strings and short arrays; the vocabulary is left out. */
  metadata: ReadonlyMap<string, GgufValue>;
  tensors: readonly GgufTensor[];
}

export interface GgufTensor {
  name: string;
  /** In ggml's order: rows last. */
  shape: readonly number[];
  /** Of ggml_type: `F16`, `Q4_0`; undefined for one that is newer than this table. */
  type: string | undefined;
  /** Of its weights; undefined where the type is. */
  bytes: number | undefined;
  /** Offset of the first byte behind it in the file; undefined where the type is. */
  end: number | undefined;
}

/** A real header has up to 16 MB, nearly all of it vocabulary. */
const MAX_HEADER = 64 * 2 ** 20;
const FIRST_READ = 8 * 2 ** 20;

/**
 * Reads the header of a GGUF file, and makes sure that all its tensors lie inside the file.
 * @throws GlimpseError `bad-model`
 */
export async function readGguf(file: string): Promise<Gguf> {
  try {
    const facts = await stat(file);
    // Asked before opening: a named pipe would block.
    if (!facts.isFile()) throw new Error(l10n.t('it is not a file'));
    const state = JSON.stringify([path.resolve(file), facts.size, facts.mtimeMs, facts.ino]);
    const gguf = known.get(state) ?? checked(await readHeader(file));
    known.delete(state);
    known.set(state, gguf);
    if (known.size > MAX_KNOWN) known.delete(known.keys().next().value!);
    return gguf;
  } catch (error) {
    throw error instanceof GlimpseError ? error : bad(file, error);
  }
}

/** The files that were read last: the same ones are asked for before every request. */
const known = new Map<string, Gguf>();
const MAX_KNOWN = 16;

async function readHeader(file: string): Promise<Gguf> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    if (size === 0) throw new Error(l10n.t('it is empty'));
    const most = Math.min(size, MAX_HEADER);
    for (let length = Math.min(FIRST_READ, most); ; length = Math.min(length * 4, most)) {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, 0);
      try {
        return { path: file, fileSize: size, ...parseHeader(buffer.subarray(0, bytesRead)) };
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        if (length === most) throw cutOff(file, l10n.t('its list of tensors does not end within {0}', bytes(most)));
      }
    }
  } finally {
    await handle.close();
  }
}

/** @throws RangeError where the bytes end too early, Error where they are no GGUF */
function parseHeader(bytes: Uint8Array): Pick<Gguf, 'metadata' | 'tensors'> {
  const cursor = new GgufCursor(bytes);
  if (cursor.ascii(4) !== 'GGUF') throw new Error(l10n.t('it does not start like a GGUF file'));
  const version = cursor.uint32();
  if ((version & 0xffff) === 0) throw new Error(l10n.t('it is for machines with the other byte order'));
  if (version < 2 || version > 3)
    throw new Error(l10n.t('it is GGUF version {0}, and llama.cpp reads 2 and 3', version));
  const tensorCount = cursor.count('tensors');
  const keyCount = cursor.count('keys');

  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < keyCount; i++) {
    const key = cursor.string();
    const value = cursor.value(cursor.uint32());
    if (value !== undefined) metadata.set(key, value);
  }

  const tensors: (Omit<GgufTensor, 'end'> & { offset: number })[] = [];
  for (let i = 0; i < tensorCount; i++) {
    const name = cursor.string();
    const dimensions = cursor.uint32();
    if (dimensions > 4) throw new Error(l10n.t('its tensor "{0}" has {1} dimensions', name, dimensions));
    const shape = Array.from({ length: dimensions }, () => cursor.uint64());
    const [type, perBlock = 0, blockBytes = 0] = GGML_TYPES[cursor.uint32()] ?? [];
    const elements = shape.reduce((product, length) => product * length, 1);
    if (!Number.isSafeInteger(elements)) throw new Error(l10n.t('its tensor "{0}" is impossibly large', name));
    const offset = cursor.uint64();
    tensors.push({ name, shape, type, offset, bytes: type ? Math.ceil(elements / perBlock) * blockBytes : undefined });
  }

  const alignment = metadata.get('general.alignment') ?? 32;
  if (typeof alignment !== 'number' || alignment < 1 || alignment > 2 ** 20)
    throw new Error(l10n.t('its alignment is wrong'));
  const data = Math.ceil(cursor.offset / alignment) * alignment;
  return {
    metadata,
    tensors: tensors.map(({ name, shape, type, offset, bytes }) => ({
      ...{ name, shape, type, bytes },
      end: bytes === undefined ? undefined : data + offset + bytes,
    })),
  };
}

function checked(gguf: Gguf): Gguf {
  const end = Math.max(0, ...gguf.tensors.map((tensor) => tensor.end ?? 0));
  if (end > gguf.fileSize) {
    throw cutOff(gguf.path, l10n.t('its tensors take {0} and the file has {1}', bytes(end), bytes(gguf.fileSize)));
  }
  return gguf;
}

export function ggufNumber(gguf: Gguf, key: string): number | undefined {
  const value = gguf.metadata.get(key);
  return typeof value === 'number' ? value : undefined;
}

/** A file may say anything of itself; in messages it is one short line. */
export function ggufText(gguf: Gguf, key: string): string | undefined {
  const value = gguf.metadata.get(key);
  return typeof value === 'string'
    ? value
        .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
        .trim()
        .slice(0, 100)
    : undefined;
}

function bad(file: string, error: unknown): GlimpseError {
  return new GlimpseError(
    'bad-model',
    {
      failed: l10n.t('{0} is not a model that can be loaded: {1}.', path.basename(file), reason(error)),
      todo: l10n.t('Choose a GGUF file, for example of Qwen3-VL Instruct.'),
    },
    { cause: error },
  );
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return l10n.t('there is no such file');
  if (code === 'EACCES' || code === 'EPERM') return l10n.t('it may not be read');
  if (code === 'EISDIR') return l10n.t('it is a folder');
  return message;
}

function cutOff(file: string, why: string): GlimpseError {
  return new GlimpseError('bad-model', {
    failed: l10n.t('{0} is cut off or damaged: {1}.', path.basename(file), why),
    todo: l10n.t('Download it again, and let the download finish.'),
  });
}

/** For people: `1.1 GB`. */
export function bytes(count: number): string {
  const [unit, size] = (
    [
      ['GB', 1e9],
      ['MB', 1e6],
      ['kB', 1e3],
    ] as const
  ).find(([, size]) => count >= size) ?? [l10n.t('bytes'), 1];
  return `${(count / size).toLocaleString('en', { maximumFractionDigits: 1 })} ${unit}`;
}
